#include "engine/go_regexp.h"

#include <re2/re2.h>

#include <algorithm>

#include "base/escape.h"

namespace sluice {
namespace {

constexpr std::string_view kReplacement = "\xef\xbf\xbd";
constexpr int64_t kMaxMemory = int64_t{32} << 20;

re2::StringPiece piece(std::string_view text) { return {text.data(), text.size()}; }

bool is_ascii(std::string_view text) {
  return std::none_of(text.begin(), text.end(), [](char c) { return (c & 0x80) != 0; });
}

// "(?<name>" as every RE2 reads it: "(?P<name>".
std::string with_old_names(std::string_view pattern) {
  std::string out;
  bool in_class = false;
  for (size_t i = 0; i < pattern.size(); ++i) {
    const char c = pattern[i];
    if (c == '\\' && i + 1 < pattern.size()) {
      out += pattern.substr(i++, 2);
      continue;
    }
    if (c == '[') in_class = true;
    if (c == ']') in_class = false;
    const bool named = !in_class && pattern.substr(i).starts_with("(?<");
    out += named ? "(?P" : std::string(1, c);
    if (named) i += 1;
  }
  return out;
}

// Bytes of the character at `at`.
size_t character_size(std::string_view text, size_t at) {
  return std::max<size_t>(1, utf8_length(text, at));
}

}  // namespace

GoText::GoText(std::string_view raw) : raw_(raw) {
  if (is_ascii(raw)) return;
  for (size_t at = 0; at < raw.size();) {
    const size_t length = utf8_length(raw, at);
    if (length == 0) {
      replaced_.push_back(readable_.size());
      readable_ += kReplacement;
    } else {
      readable_ += raw.substr(at, length);
    }
    at += character_size(raw, at);
  }
}

size_t GoText::raw_offset(size_t readable_offset) const {
  const auto before = std::lower_bound(replaced_.begin(), replaced_.end(), readable_offset);
  const auto count = static_cast<size_t>(before - replaced_.begin());
  return readable_offset - count * (kReplacement.size() - 1);
}

struct GoRegexp::Impl {
  Impl(std::string_view pattern, const re2::RE2::Options& options)
      : regex(piece(pattern), options) {}
  re2::RE2 regex;
};

GoRegexp::GoRegexp(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
GoRegexp::~GoRegexp() = default;
GoRegexp::GoRegexp(GoRegexp&&) noexcept = default;
GoRegexp& GoRegexp::operator=(GoRegexp&&) noexcept = default;

Result<GoRegexp> GoRegexp::compile(std::string_view pattern) {
  re2::RE2::Options options;
  options.set_log_errors(false);
  options.set_max_mem(kMaxMemory);
  auto impl = std::make_unique<Impl>(with_old_names(pattern), options);
  if (!impl->regex.ok()) {
    return Error{ErrorKind::kUsage, escape_for_terminal(impl->regex.error())};
  }
  return GoRegexp(std::move(impl));
}

size_t GoRegexp::groups() const {
  return static_cast<size_t>(impl_->regex.NumberOfCapturingGroups());
}

bool GoRegexp::is_in(std::string_view text) const {
  const GoText readable(text);
  return re2::RE2::PartialMatch(piece(readable.readable()), impl_->regex);
}

void GoRegexp::find_all(const GoText& text, std::vector<Span>& matches) const {
  matches.clear();
  const std::string_view readable = text.readable();
  size_t at = 0;
  const char* previous_end = nullptr;
  while (at <= readable.size()) {
    re2::StringPiece match;
    if (!impl_->regex.Match(piece(readable), at, readable.size(), re2::RE2::UNANCHORED, &match,
                            1)) {
      break;
    }
    const auto begin = static_cast<size_t>(match.data() - readable.data());
    const size_t end = begin + match.size();
    // An empty match right behind the one before it does not count.
    const bool counts = !match.empty() || match.data() != previous_end;
    previous_end = match.data() + match.size();
    if (counts) matches.push_back({text.raw_offset(begin), text.raw_offset(end)});
    at = end > at ? end : at + (at < readable.size() ? character_size(readable, at) : 1);
  }
}

bool GoRegexp::find_groups(std::string_view text, std::vector<std::string_view>& groups_out) const {
  const GoText readable(text);
  const std::string_view whole = readable.readable();
  std::vector<re2::StringPiece> pieces(groups() + 1);
  groups_out.clear();
  if (!impl_->regex.Match(piece(whole), 0, whole.size(), re2::RE2::UNANCHORED, pieces.data(),
                          static_cast<int>(pieces.size()))) {
    return false;
  }
  for (size_t i = 1; i < pieces.size(); ++i) {
    if (pieces[i].data() == nullptr) {
      groups_out.emplace_back();
      continue;
    }
    const auto begin = static_cast<size_t>(pieces[i].data() - whole.data());
    groups_out.push_back(readable.raw_part(begin, begin + pieces[i].size()));
  }
  return true;
}

}  // namespace sluice
