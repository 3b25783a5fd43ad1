#include "git/commit_message.h"

namespace sluice::git {
namespace {

constexpr std::string_view kScissors = " ------------------------ >8 ------------------------";
constexpr std::string_view kAutoComments = "#;@!$%^&|:";

std::string value_of(const Config& config, std::string_view section, std::string_view name) {
  const ConfigEntry* entry = config.find(section, "", name);
  return entry == nullptr ? "" : entry->value.value_or("");
}

std::string comment_of(const Config& config) {
  std::string comment = value_of(config, "core", "commentstring");
  if (comment.empty()) comment = value_of(config, "core", "commentchar");
  if (comment == "auto") return "";
  return comment.empty() ? "#" : comment;
}

// The line that starts at `at`, without its end.
std::string_view line_at(std::string_view text, size_t at) {
  return text.substr(at, text.find('\n', at) - at);
}

// With "auto", the lines that git adds are the last: what they begin with, which no line that
// was there before does.
std::string find_comment(std::string_view text) {
  while (!text.empty() && text.back() == '\n') text.remove_suffix(1);
  const size_t begin = text.rfind('\n');
  const std::string_view last = begin == text.npos ? text : text.substr(begin + 1);
  const bool is_comment = !last.empty() && kAutoComments.find(last[0]) != last.npos;
  return is_comment ? std::string(1, last[0]) : "#";
}

std::string_view before_scissors(std::string_view text, const std::string& comment) {
  for (size_t at = text.find(kScissors); at != text.npos; at = text.find(kScissors, at + 1)) {
    if (at < comment.size()) continue;
    const size_t begin = at - comment.size();
    const bool starts = begin == 0 || text[begin - 1] == '\n';
    if (starts && line_at(text, begin).size() == comment.size() + kScissors.size() &&
        text.substr(begin, comment.size()) == comment) {
      return text.substr(0, begin);
    }
  }
  return text;
}

// With "auto" the scissors line itself says what comments begin with.
std::string_view before_any_scissors(std::string_view text) {
  for (const char comment : kAutoComments) {
    const std::string_view before = before_scissors(text, std::string(1, comment));
    if (before.size() != text.size()) return before;
  }
  return text;
}

}  // namespace

MessageCleanup MessageCleanup::of(const Config& config, bool edited) {
  const std::string mode = value_of(config, "commit", "cleanup");
  MessageCleanup cleanup;
  cleanup.comment = comment_of(config);
  cleanup.cuts = edited;
  const bool by_default =
      mode != "strip" && mode != "whitespace" && mode != "verbatim" && mode != "scissors";
  cleanup.drops_comments = mode == "strip" || (by_default && edited);
  return cleanup;
}

std::string kept_message(std::string_view text, const MessageCleanup& cleanup) {
  if (cleanup.cuts) {
    text = cleanup.comment.empty() ? before_any_scissors(text)
                                   : before_scissors(text, cleanup.comment);
  }
  if (!cleanup.drops_comments) return std::string(text);
  const std::string comment = cleanup.comment.empty() ? find_comment(text) : cleanup.comment;
  std::string kept;
  kept.reserve(text.size());
  for (size_t at = 0; at < text.size();) {
    const std::string_view line = line_at(text, at);
    if (!line.starts_with(comment)) kept += line;
    at += line.size();
    if (at < text.size()) kept += text[at++];
  }
  return kept;
}

}  // namespace sluice::git
