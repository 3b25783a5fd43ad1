// Interner: distinct byte strings to small numbers and back.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace sluice::provenance {

// No number: of a key, of a commit, of a row.
inline constexpr uint32_t kNone = UINT32_MAX;

// Numbers are given in order of first sight, from 0. Hashes are seeded at random
// in each process, so that a crafted repository cannot aim at collisions; no
// number depends on the seed. One thread may write, or many may read.
class Interner {
 public:
  static constexpr uint32_t kNone = provenance::kNone;

  uint32_t intern(std::string_view key);
  // Interns all keys of `from`, and tells their numbers here.
  std::vector<uint32_t> intern_all(const Interner& from);
  uint32_t find(std::string_view key) const;  // kNone: never interned
  // Valid until the next intern().
  std::string_view key(uint32_t number) const {
    if (key_bytes_ != 0) return {bytes_.data() + size_t{number} * key_bytes_, key_bytes_};
    return std::string_view(bytes_).substr(ends_[number], ends_[number + 1] - ends_[number]);
  }
  // Slots lie anywhere: they are asked for so many keys ahead.
  static constexpr uint32_t kAhead = 8;
  // intern(key) or find(key) soon follows.
  void expect(std::string_view key) const { __builtin_prefetch(&slots_[place_of(hash_of(key))]); }
  uint32_t size() const { return static_cast<uint32_t>(ends_.size() - 1); }

 private:
  // Upper half: that of the hash, whose first bits are also the slot's place, so that
  // growing needs no key. Lower half: number + 1, 0 for a free slot.
  using Slot = uint64_t;

  static uint64_t process_seed();

  uint64_t hash_of(std::string_view key) const;
  // The slot that holds `key` or the free one where it belongs.
  size_t probe(std::string_view key, uint64_t hash) const;
  size_t place_of(uint64_t hash) const { return hash >> shift_; }
  void grow();

  uint64_t seed_ = process_seed();
  std::string bytes_;                                // all keys, one after the other
  std::vector<uint64_t> ends_ = {0};                 // key i is [ends_[i], ends_[i + 1])
  size_t key_bytes_ = 0;                             // while all keys are so long, else 0
  std::vector<Slot> slots_ = std::vector<Slot>(64);  // 2^(64 - shift_) of them
  int shift_ = 58;
};

// The bytes of a plain value, as a key.
template <class T>
std::string_view bytes_of(const T& value) {
  return {reinterpret_cast<const char*>(&value), sizeof value};
}

}  // namespace sluice::provenance
