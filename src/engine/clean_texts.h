// CleanTexts: texts in which stage one found nothing, so that it need not look at them again.
//
// A history repeats itself: files are reverted, merged and moved, and a pack's deltas bring the same
// lines back on every branch of their tree. Of the windows around the changes in the packs of curl,
// redis and git seven in ten are, byte for byte, windows that were there before.
//
// A text is known by a hash of 61 bits under a key that each process draws at random, after the
// repository was written: no text can be made to pass for another. NH (J. Black et al., "UMAC: Fast
// and Secure Message Authentication", 1999, theorem 4.2) takes two texts of one length to the same
// sum for one key in 2^64, and the linear hash modulo 2^61 - 1 takes two sums, or two lengths, to
// the same tag for one in 2^61. So a million texts with an end beside a full table go wrong with a
// chance below 10^-6.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace sluice {

// One a thread. Holds no byte of a text, and at most 8 MB.
class CleanTexts {
 public:
  // Longer ones are not worth knowing: few come again.
  static constexpr size_t kMaxBytes = 1024;

  using Tag = uint64_t;  // 0: of none
  // `context`: whatever else decides what is found in `text`, which has at most kMaxBytes.
  // holds() of the tag soon follows.
  Tag tag_of(std::string_view text, uint32_t context) const;

  bool holds(Tag tag) const { return tag != 0 && slots_[tag & (slots_.size() - 1)] == tag; }
  // May forget another.
  void add(Tag tag);

 private:
  void grow();

  std::vector<Tag> slots_ = std::vector<Tag>(1024);  // 0 in a free one; a tag lies at its lowest bits
  size_t added_ = 0;                                 // to `slots_` of this size
};

}  // namespace sluice
