#include "findings/replace_text.h"

#include <algorithm>
#include <map>
#include <string_view>
#include <utility>
#include <vector>

#include "findings/written_forms.h"

namespace sluice {
namespace {

constexpr std::string_view kRemoved = "==>***REMOVED***\n";
constexpr std::string_view kLostByte = "\xef\xbf\xbd";  // U+FFFD, which JSON has for it

struct Value {
  bool stored = false, encoded = false;
};

std::map<std::string_view, Value> reported_values(const Report& report) {
  std::map<std::string_view, Value> values;
  for (const Finding& finding : report.findings) {
    if (finding.suppressed) continue;
    Value& value = values[finding.secret];
    value.stored |= finding.reach != Reach::kNone;
    value.encoded |= !finding.encoding.empty();
  }
  return values;
}

void append(std::string_view value, bool encoded, std::string& text) {
  const std::vector<WrittenForm> forms = written_forms(value);
  const bool is_line = value.find('\n') == value.npos;
  const auto add = [&](std::string_view kind, std::string_view expression) {
    text.append(kind).append(expression).append(kRemoved);
  };
  if (is_line) {
    add("literal:", value);
  } else {
    add("regex:", forms.front().pattern);
  }
  if (!encoded) return;
  for (size_t i = 1; i < forms.size(); ++i) {
    // A line of a key is no copy of it.
    const bool is_part = !forms[i].encoding.empty() && forms[i].encoding.front() == "line";
    if (!is_part) add("regex:", forms[i].pattern);
  }
}

}  // namespace

Result<ReplaceText> replace_text(const Report& report) {
  if (report.redacted) {
    return Error{ErrorKind::kUsage,
                 "the report holds no secrets, which --replace-text needs; scan again with "
                 "--show-secrets"};
  }
  ReplaceText result;
  std::vector<std::pair<std::string_view, bool>> values;
  for (const auto& [secret, value] : reported_values(report)) {
    if (!value.stored) {
      ++result.uncommitted;
    } else if (secret.size() < kMinKnownBytes) {
      ++result.too_short;
    } else if (secret.find(kLostByte) != secret.npos) {
      return Error{ErrorKind::kUsage,
                   "a secret holds bytes that a JSON report cannot; give `sluice report` the "
                   "repository in its place"};
    } else {
      values.emplace_back(secret, value.encoded);
    }
  }
  std::stable_sort(values.begin(), values.end(), [](const auto& one, const auto& other) {
    return one.first.size() > other.first.size();
  });
  for (const auto& [secret, encoded] : values) {
    append(secret, encoded, result.text);
    ++result.values;
    result.encoded += encoded;
  }
  return result;
}

}  // namespace sluice
