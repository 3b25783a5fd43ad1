// CleanTexts: texts in which stage one found nothing, so that it need not look at them again.
//
// A history repeats itself: files are reverted, merged and moved, and a pack's deltas bring the
// same lines back on every branch of their tree. Of the windows around the changes in the packs of
// curl, redis and git seven in ten are, byte for byte, windows that were there before.
#pragma once

#include <cstddef>
#include <vector>

#include "base/huge_pages.h"
#include "engine/text_tag.h"

namespace sluice {

// One a thread. Holds tags only, at most 8 MB of them.
class CleanTexts {
 public:
  // holds(tag) soon follows.
  void expect(TextTag tag) const { __builtin_prefetch(&slots_[tag & (slots_.size() - 1)]); }
  bool holds(TextTag tag) const { return tag != 0 && slots_[tag & (slots_.size() - 1)] == tag; }
  // May forget another.
  void add(TextTag tag);

 private:
  void grow();

  using Slots = std::vector<TextTag, HugeAllocator<TextTag>>;

  Slots slots_ = Slots(1024);  // a tag's place is its lowest bits
  size_t filled_ = 0;          // of them
};

}  // namespace sluice
