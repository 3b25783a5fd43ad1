#include "engine/confirm.h"

#include <re2/re2.h>

#include <algorithm>
#include <array>

#include "base/escape.h"
#include "base/newlines.h"
#include "engine/compiler.h"

namespace sluice {
namespace {

constexpr uint64_t kEdge = 2;  // real bytes beyond the widest match
constexpr uint64_t kFirstReach = 512;
constexpr int kMaxGroups = 17;  // the whole match and the groups that are looked at

Span span_of(std::string_view text, const re2::StringPiece& piece) {
  const auto begin = static_cast<uint64_t>(piece.data() - text.data());
  return {begin, begin + piece.size()};
}

}  // namespace

struct Detector::Lazy {
  std::once_flag once;
  std::unique_ptr<re2::RE2> regex;
  uint32_t newlines = kManyNewlines;  // that a match of it can hold at most
};

Detector::Detector(const Rule& rule, Extent stage_one, uint32_t regex_width)
    : pattern_(rule.regex),
      secret_group_(rule.secret_group),
      bytes_(rule.builtin),
      stage_one_(stage_one),
      regex_width_(regex_width),
      lazy_(std::make_unique<Lazy>()) {}
Detector::~Detector() = default;
Detector::Detector(Detector&&) noexcept = default;
Detector& Detector::operator=(Detector&&) noexcept = default;

const Detector::Lazy& Detector::made() const {
  std::call_once(lazy_->once, [&] {
    re2::RE2::Options options;
    options.set_encoding(bytes_ ? re2::RE2::Options::EncodingLatin1
                                : re2::RE2::Options::EncodingUTF8);
    options.set_log_errors(false);
    options.set_max_mem(int64_t{32} << 20);
    lazy_->regex =
        std::make_unique<re2::RE2>(re2::StringPiece(pattern_.data(), pattern_.size()), options);
    lazy_->newlines = max_newlines(pattern_);
  });
  return *lazy_;
}

const re2::RE2& Detector::regex() const { return *made().regex; }

Result<void> Detector::check() const {
  const re2::RE2& re = regex();
  if (!re.ok()) return Error{ErrorKind::kUsage, escape_for_terminal(re.error())};
  if (secret_group_ > re.NumberOfCapturingGroups() || secret_group_ >= kMaxGroups) {
    return Error{ErrorKind::kUsage, "secretGroup is " + std::to_string(secret_group_) +
                                        ", but the regex has " +
                                        std::to_string(re.NumberOfCapturingGroups()) + " groups"};
  }
  return {};
}

int Detector::program_size() const { return regex().ProgramSize(); }

// Leftmost match that starts in [begin, end), seen in [.., window_end).
bool Detector::match_at(std::string_view text, uint64_t begin, uint64_t end, uint64_t window_end,
                        MatchSpans& out) const {
  const re2::RE2& re = regex();
  const uint64_t context = begin > 0 ? begin - 1 : 0;
  const re2::StringPiece window(text.data() + context, window_end - context);
  std::array<re2::StringPiece, kMaxGroups> groups;
  const int wanted = std::min(kMaxGroups, re.NumberOfCapturingGroups() + 1);
  if (!re.Match(window, begin - context, window.size(), re2::RE2::UNANCHORED, groups.data(),
                wanted)) {
    return false;
  }
  out.match = span_of(text, groups[0]);
  if (out.match.begin >= end) return false;
  out.secret = out.match;
  if (secret_group_ > 0) {
    const re2::StringPiece& group = groups[static_cast<size_t>(secret_group_)];
    if (group.data() != nullptr) out.secret = span_of(text, group);
    return true;
  }
  for (int i = 1; i < wanted; ++i) {
    const re2::StringPiece& group = groups[static_cast<size_t>(i)];
    if (group.data() != nullptr && !group.empty()) {
      out.secret = span_of(text, group);
      break;
    }
  }
  return true;
}

bool Detector::confirm_at(std::string_view text, uint64_t end, uint64_t floor, MatchSpans& out,
                          Sight& sight) const {
  uint64_t begin = std::max(floor, end - std::min<uint64_t>(end, stage_one_.bytes));
  if (stage_one_.newlines != kManyNewlines) {
    const uint64_t newline = back_over_newlines(text, end, begin, stage_one_.newlines);
    if (newline > begin) begin = newline + 1;
  }
  const uint32_t newlines = made().newlines;
  const bool bounded = regex_width_ != kUnboundedWidth;
  uint64_t reach = bounded ? regex_width_ + kEdge : kFirstReach;
  for (;;) {
    uint64_t last = end + reach;  // of the window, where the text goes on so far
    bool ends_with_line = false;
    if (newlines != kManyNewlines) {
      const uint64_t limit = std::min<uint64_t>(text.size(), last);
      const uint64_t newline = on_over_newlines(text, end, limit, newlines);
      ends_with_line = newline + kEdge <= limit;
      if (ends_with_line) last = newline + kEdge;
    }
    const uint64_t window_end = std::min<uint64_t>(text.size(), last);
    // One byte more than the window: whether it was the text's last matters.
    sight = {static_cast<int64_t>(begin) - 1, last + 1};
    const bool matched = match_at(text, begin, end, window_end, out);
    const bool cut = !bounded && !ends_with_line && window_end < text.size() && reach < kMaxReach &&
                     (!matched || out.match.end + kEdge > window_end);
    if (!cut) return matched;
    reach *= 4;
  }
}

bool Detector::confirm_whole(std::string_view text, size_t max_matches,
                             std::vector<MatchSpans>& out) const {
  uint64_t begin = 0;
  const size_t first = out.size();
  while (begin <= text.size()) {
    MatchSpans found;
    if (!match_at(text, begin, text.size() + 1, text.size(), found)) return true;
    if (out.size() - first >= max_matches) return false;
    out.push_back(found);
    begin = found.floor();
  }
  return true;
}

}  // namespace sluice
