#include "engine/clean_texts.h"

#include <utility>

namespace sluice {
namespace {

constexpr size_t kMaxSlots = size_t{1} << 20;

}  // namespace

void CleanTexts::add(TextTag tag) {
  if (filled_ > slots_.size() / 2 && slots_.size() < kMaxSlots) grow();
  TextTag& slot = slots_[tag & (slots_.size() - 1)];
  filled_ += slot == 0 ? 1 : 0;
  slot = tag;
}

void CleanTexts::grow() {
  const Slots old = std::exchange(slots_, Slots(slots_.size() * 4));
  filled_ = 0;
  for (const TextTag tag : old) {
    if (tag != 0) add(tag);
  }
}

}  // namespace sluice
