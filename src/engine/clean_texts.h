// CleanTexts: texts in which stage one found nothing, so that it need not look at them again.
//
// A history repeats itself: files are reverted, merged and moved, and a pack's deltas bring the
// same lines back on every branch of their tree. Of the windows around the changes in the packs of
// curl, redis and git seven in ten are, byte for byte, windows that were there before.
#pragma once

#include <atomic>
#include <cstddef>
#include <memory>
#include <mutex>
#include <vector>

#include "base/huge_pages.h"
#include "engine/text_tag.h"

namespace sluice {

// Any thread may call: what one saw the others need not look at. Holds tags only, at most 11 MB of
// them.
class CleanTexts {
 public:
  CleanTexts();

  // holds(tag) soon follows.
  void expect(TextTag tag) const { __builtin_prefetch(&table().slot(tag)); }
  bool holds(TextTag tag) const {
    return tag != 0 && std::atomic_ref(table().slot(tag)).load(std::memory_order_relaxed) == tag;
  }
  // May forget another.
  void add(TextTag tag);

 private:
  struct Table {
    explicit Table(size_t size) : slots(size) {}

    TextTag& slot(TextTag tag) { return slots[tag & (slots.size() - 1)]; }

    std::vector<TextTag, HugeAllocator<TextTag>> slots;  // a tag's place is its lowest bits
    std::atomic<size_t> filled = 0;                      // of them, about
  };

  Table& table() const { return *table_.load(std::memory_order_acquire); }
  void grow(Table& full);

  std::atomic<Table*> table_;
  std::mutex growing_;
  // The last one is in use; another thread may still look at those before it.
  std::vector<std::unique_ptr<Table>> tables_;
};

}  // namespace sluice
