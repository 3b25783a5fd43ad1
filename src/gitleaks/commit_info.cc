#include "gitleaks/commit_info.h"

#include <ctime>
#include <string_view>
#include <vector>

#include "base/ascii.h"
#include "gitleaks/go_text.h"

namespace sluice::gitleaks {
namespace {

// `indent` is what the subject's first line starts with.
std::string body_of(const std::vector<std::string>& lines, size_t from, std::string_view indent) {
  std::string body;
  bool blank = false;
  for (size_t i = from; i < lines.size(); ++i) {
    std::string_view line = right_trimmed(lines[i]);
    if (line.starts_with(indent)) line.remove_prefix(indent.size());
    if (line.empty()) {
      blank = true;
      continue;
    }
    if (!body.empty()) body += blank ? "\n\n" : "\n";
    blank = false;
    body += line;
  }
  return body;
}

}  // namespace

std::string utc_text(int64_t seconds) {
  const std::time_t time = seconds;
  std::tm parts{};
  char text[64];
  if (gmtime_r(&time, &parts) == nullptr) return kNoDate;
  return {text, std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts)};
}

CommitInfo commit_info(const patch::CommitText& text) {
  CommitInfo info;
  info.author = trimmed(text.author.name);
  info.email = trimmed(text.author.email);
  info.date = utc_text(text.author_date);
  size_t at = 0;
  for (; at < text.lines.size() && !trimmed(text.lines[at]).empty(); ++at) {
    if (at > 0) info.message += ' ';
    info.message += trimmed(text.lines[at]);
  }
  if (at == 0) return info;
  const std::string& first = text.lines.front();
  const std::string indent = first.substr(0, first.find_first_not_of(kWhitespace));
  const std::string body = body_of(text.lines, at + 1, indent);
  if (!body.empty()) info.message += "\n\n" + body;
  return info;
}

}  // namespace sluice::gitleaks
