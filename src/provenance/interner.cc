#include "provenance/interner.h"

#include <cassert>
#include <cstring>
#include <random>

namespace sluice::provenance {
namespace {

uint64_t load(const char* at, size_t length) {
  uint64_t word = 0;
  if (length != 0) std::memcpy(&word, at, length);
  return word;
}

// Both halves of the 128-bit product, folded.
uint64_t fold(uint64_t a, uint64_t b) {
  const auto product = static_cast<unsigned __int128>(a) * b;
  return static_cast<uint64_t>(product) ^ static_cast<uint64_t>(product >> 64);
}

constexpr uint64_t kTag = 0xffffffff00000000;

}  // namespace

uint64_t Interner::process_seed() {
  static const uint64_t seed = [] {
    std::random_device device;
    return uint64_t{device()} << 32 | device();
  }();
  return seed;
}

uint64_t Interner::hash_of(std::string_view key) const {
  constexpr uint64_t kOdd = 0x9e3779b97f4a7c15;
  uint64_t hash = seed_ ^ key.size();
  while (key.size() > 8) {
    hash = fold(load(key.data(), 8) ^ seed_, hash ^ kOdd);
    key.remove_prefix(8);
  }
  return fold(load(key.data(), key.size()) ^ hash, seed_ ^ kOdd);
}

size_t Interner::probe(std::string_view wanted, uint64_t hash) const {
  const size_t mask = slots_.size() - 1;
  for (size_t at = place_of(hash);; at = (at + 1) & mask) {
    const Slot slot = slots_[at];
    if (slot == 0) return at;
    if (((slot ^ hash) & kTag) == 0 && key(static_cast<uint32_t>(slot) - 1) == wanted) return at;
  }
}

uint32_t Interner::find(std::string_view wanted) const {
  return static_cast<uint32_t>(slots_[probe(wanted, hash_of(wanted))]) - 1;
}

uint32_t Interner::intern(std::string_view wanted) {
  const uint64_t hash = hash_of(wanted);
  const size_t at = probe(wanted, hash);
  if (slots_[at] != 0) return static_cast<uint32_t>(slots_[at]) - 1;
  const uint32_t number = size();
  assert(number < kNone / 2);  // place_of() has 32 bits of the hash
  slots_[at] = (hash & kTag) | (number + 1);
  key_bytes_ = number == 0 || key_bytes_ == wanted.size() ? wanted.size() : 0;
  bytes_.append(wanted);
  ends_.push_back(bytes_.size());
  if (ends_.size() * 2 > slots_.size()) grow();
  return number;
}

std::vector<uint32_t> Interner::intern_all(const Interner& from) {
  std::vector<uint32_t> numbers(from.size());
  for (uint32_t i = 0; i < from.size(); ++i) {
    if (i + kAhead < from.size()) expect(from.key(i + kAhead));
    numbers[i] = intern(from.key(i));
  }
  return numbers;
}

void Interner::grow() {
  std::vector<Slot> before(slots_.size() * 2);
  before.swap(slots_);
  --shift_;
  const size_t mask = slots_.size() - 1;
  for (const Slot slot : before) {
    if (slot == 0) continue;
    size_t at = place_of(slot);
    while (slots_[at] != 0) at = (at + 1) & mask;
    slots_[at] = slot;
  }
}

}  // namespace sluice::provenance
