#include "engine/clean_texts.h"

namespace sluice {
namespace {

constexpr size_t kFirstSlots = 1024;
constexpr size_t kMaxSlots = size_t{1} << 20;

// One of so many is counted for all: threads would wait for each other at the counter.
constexpr size_t kSampled = 16;

bool is_sampled(TextTag tag) { return (tag >> 40 & (kSampled - 1)) == 0; }

}  // namespace

CleanTexts::CleanTexts() {
  tables_.push_back(std::make_unique<Table>(kFirstSlots));
  table_.store(tables_.back().get(), std::memory_order_release);
}

void CleanTexts::add(TextTag tag) {
  Table& table = this->table();
  const std::atomic_ref slot(table.slot(tag));
  const bool was_free = slot.load(std::memory_order_relaxed) == 0;
  slot.store(tag, std::memory_order_relaxed);
  if (!was_free || !is_sampled(tag) || table.slots.size() == kMaxSlots) return;
  if (table.filled.fetch_add(kSampled, std::memory_order_relaxed) > table.slots.size() / 2) {
    grow(table);
  }
}

// What others add to `full` in the meantime is forgotten.
void CleanTexts::grow(Table& full) {
  const std::lock_guard lock(growing_);
  if (tables_.back().get() != &full) return;
  auto larger = std::make_unique<Table>(full.slots.size() * 4);
  size_t filled = 0;
  for (TextTag& slot : full.slots) {
    const TextTag tag = std::atomic_ref(slot).load(std::memory_order_relaxed);
    if (tag == 0) continue;
    larger->slot(tag) = tag;
    ++filled;
  }
  larger->filled = filled;
  table_.store(larger.get(), std::memory_order_release);
  tables_.push_back(std::move(larger));
}

}  // namespace sluice
