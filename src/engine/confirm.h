// Detector: stage two of one rule. Candidate ends -> confirmed matches, by RE2
// on bounded windows.
//
// The result equals RE2's leftmost, non-overlapping matches over the whole text
// (the oracle of the tests), although RE2 sees only windows:
//   Every match [s, e) of the regex starts with a match [s, p) of one of the
//   rule's stage-one patterns, the widest of which takes w bytes, and stage one
//   reports every such p. Let `floor` be the end of the last match taken. The next one
//   is the leftmost s >= floor at which the regex matches. Take the smallest
//   unused p > floor: an s >= floor that lies left of p - w would have ended
//   its stage-one match before p, so p would not be the smallest. Hence s lies in
//   [max(floor, p - w), p), or p has no match and is passed over. If a stage-one match holds at
//   most n newlines, s lies behind the (n + 1)th before p for the same reason; and if the regex's
//   hold at most m, e is the (m + 1)th from p on at the latest.
// The window holds one real byte to the left and at least two beyond the widest
// match, so that \b, ^ and $ see what is there; a regex without a bound gets a
// window that grows while its match touches the edge.
//
// So the answer for one end depends on bounded bytes around it and on how far back
// the last match ended, and on nothing else: this is what lets trace.h keep it for
// the blobs that share those bytes.
#pragma once

#include <algorithm>
#include <cstdint>
#include <memory>
#include <mutex>
#include <span>
#include <string_view>
#include <vector>

#include "engine/extent.h"
#include "sluice/blob.h"
#include "sluice/result.h"
#include "sluice/rule.h"

namespace re2 {
class RE2;
}

namespace sluice {

struct MatchSpans {
  Span match;
  Span secret;  // the group that holds it, else the match

  // Where the next match of the same rule may start.
  uint64_t floor() const { return std::max(match.end, match.begin + 1); }
};

// The bytes [begin, end) that an answer depends on. A `begin` of -1 and an `end`
// past the text say that the text's own edge was seen.
struct Sight {
  int64_t begin = 0;
  uint64_t end = 0;

  void widen(Sight other) {
    begin = std::min(begin, other.begin);
    end = std::max(end, other.end);
  }
};

// Immutable but for the regex, which is compiled on first use: any thread may
// call.
class Detector {
 public:
  // `stage_one`: of the widest match of any stage-one pattern. `regex_width`: bytes of the
  // regex's (kUnboundedWidth where it has no bound).
  Detector(const Rule& rule, Extent stage_one, uint32_t regex_width);
  ~Detector();
  Detector(Detector&&) noexcept;
  Detector& operator=(Detector&&) noexcept;

  // A match of an unbounded regex is followed at most so far.
  static constexpr uint64_t kMaxReach = uint64_t{64} << 10;

  // Bytes: the widest match; kUnboundedWidth where it has no bound or is none.
  uint32_t width() const { return regex_width_; }

  // kUsage: RE2 refuses the regex, or it has no group of that number.
  Result<void> check() const;
  // RE2's count of instructions: how large the regex is. Only of one that passes check().
  int program_size() const;

  // The match that the stage-one match ending at `end` starts, given that the
  // last match taken of this rule ended at `floor` < end (0: none). `sight` is set
  // to what the answer depends on.
  bool confirm_at(std::string_view text, uint64_t end, uint64_t floor, MatchSpans& out,
                  Sight& sight) const;

  // How much of `floor` confirm_at sees: answers for equal texts with equal
  // floor_distance are equal.
  uint64_t floor_distance(uint64_t end, uint64_t floor) const {
    return std::min<uint64_t>(end - floor, stage_one_.bytes);
  }

  // The slow way, and the only one for a regex that stage one cannot run: RE2
  // alone over the whole text.
  bool confirm_whole(std::string_view text, size_t max_matches, std::vector<MatchSpans>& out) const;

 private:
  struct Lazy;
  const Lazy& made() const;
  const re2::RE2& regex() const;
  bool match_at(std::string_view text, uint64_t begin, uint64_t end, uint64_t window_end,
                MatchSpans& out) const;

  std::string_view pattern_;
  int secret_group_ = 0;
  bool bytes_ = true;  // Latin-1; else UTF-8
  Extent stage_one_;
  uint32_t regex_width_ = 0;
  std::unique_ptr<Lazy> lazy_;
};

}  // namespace sluice
