// Verdicts: ends that stage two or the judge turned down, by the bytes that decided it, so that the
// same lines of another version, which is no edit of that one, are not weighed again.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "engine/text_tag.h"
#include "engine/trace.h"
#include "judge/judge.h"

namespace sluice {

// One a thread. Holds tags and places only, about half a megabyte.
class Verdicts {
 public:
  // An end and the bytes around it that decide what is made of it.
  struct Place {
    TextTag tag = 0;  // 0: of none that is kept
    judge::View view;
  };
  // Of an end of `text`, how much of the last match stage two sees there
  // (Detector::floor_distance), and how many lines the judge does.
  static Place place_of(std::string_view text, const Trace& trace, uint64_t floor_distance,
                        const judge::Reach& reach);

  // Whether such an end was turned down; if so, `trace` says what was made of it.
  bool recall(const Place& place, Trace& trace) const;
  // `trace` was turned down. What saw more bytes than its place has is not kept.
  void keep(const Place& place, const Trace& trace);

 private:
  // Places are relative to the end of the stage-one match.
  struct Verdict {
    TextTag tag = 0;
    Trace::State state = Trace::State::kOpen;
    int16_t match_begin = 0, match_end = 0;
    int16_t secret_begin = 0, secret_end = 0;
    int16_t sight_begin = 0, sight_end = 0;
  };
  std::vector<Verdict> table_;  // empty until one is kept
};

}  // namespace sluice
