#include "findings/line_hash.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <unordered_map>
#include <utility>

#include "base/escape.h"

namespace sluice {
namespace {

constexpr size_t kBlock = 100;  // code units that a hash is of
constexpr uint64_t kFactor = 37;
constexpr uint32_t kEnd = 0xffff;
constexpr uint32_t kReplacementCharacter = 0xfffd;

constexpr uint64_t power(uint64_t base, size_t exponent) {
  uint64_t result = 1;
  for (size_t i = 0; i < exponent; ++i) result *= base;
  return result;
}
constexpr uint64_t kOutFactor = power(kFactor, kBlock);

class Roller {
 public:
  explicit Roller(uint64_t max_lines) : max_lines_(max_lines) {}

  bool full() const { return hashes_.size() >= max_lines_; }

  void take(uint32_t unit) {
    const bool completes = was_cr_ && unit == '\n';
    if (unit == ' ' || unit == '\t' || completes) {
      was_cr_ = false;
      return;
    }
    was_cr_ = unit == '\r';
    if (was_cr_) unit = '\n';
    finish_line();
    starts_line_[at_] = std::exchange(line_start_, unit == '\n');
    roll(unit);
  }

  std::vector<std::string> end() {
    take(kEnd);
    for (size_t i = 0; i < kBlock; ++i) {
      finish_line();
      roll(0);
    }
    return std::move(hashes_);
  }

 private:
  // Where the unit about to leave the window began a line, the window is that line's.
  void finish_line() {
    if (!starts_line_[at_]) return;
    starts_line_[at_] = false;
    char text[48];
    std::snprintf(text, sizeof text, "%llx:%llu", static_cast<unsigned long long>(hash_),
                  static_cast<unsigned long long>(++counts_[hash_]));
    if (!full()) hashes_.emplace_back(text);
  }

  void roll(uint32_t unit) {
    hash_ = kFactor * hash_ + unit - kOutFactor * window_[at_];
    window_[at_] = unit;
    at_ = (at_ + 1) % kBlock;
  }

  const uint64_t max_lines_;
  std::array<uint32_t, kBlock> window_{};
  std::array<bool, kBlock> starts_line_{};
  std::unordered_map<uint64_t, uint64_t> counts_;
  std::vector<std::string> hashes_;
  uint64_t hash_ = 0;
  size_t at_ = 0;
  bool line_start_ = true, was_cr_ = false;
};

uint32_t decoded(std::string_view text, size_t at, size_t length) {
  const auto byte = [&](size_t i) -> uint32_t { return static_cast<uint8_t>(text[at + i]); };
  constexpr uint32_t kLeads[] = {0, 0x7f, 0x1f, 0x0f, 0x07};
  uint32_t code = byte(0) & kLeads[length];
  for (size_t i = 1; i < length; ++i) code = code << 6 | (byte(i) & 0x3f);
  return code;
}

// How many bytes one U+FFFD stands for: the start of a sequence as far as it is well formed.
size_t ill_formed_length(std::string_view text, size_t at) {
  const auto byte = [&](size_t i) -> uint8_t { return static_cast<uint8_t>(text[at + i]); };
  const uint8_t first = byte(0);
  if (first < 0xc2 || first > 0xf4 || at + 1 >= text.size()) return 1;
  const uint8_t low = first == 0xe0 ? 0xa0 : first == 0xf0 ? 0x90 : 0x80;
  const uint8_t high = first == 0xed ? 0x9f : first == 0xf4 ? 0x8f : 0xbf;
  if (byte(1) < low || byte(1) > high) return 1;
  const size_t whole = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
  size_t length = 2;
  while (length < whole && at + length < text.size() && (byte(length) & 0xc0) == 0x80) ++length;
  return length;
}

}  // namespace

std::vector<std::string> line_hashes(std::string_view text, uint64_t max_lines) {
  Roller roller(max_lines);
  for (size_t at = 0; at < text.size() && !roller.full();) {
    const size_t length = utf8_length(text, at);
    if (length == 0) {
      roller.take(kReplacementCharacter);
      at += ill_formed_length(text, at);
      continue;
    }
    const uint32_t code = decoded(text, at, length);
    if (code >= 0x10000) {
      roller.take(0xd800 + ((code - 0x10000) >> 10));
      roller.take(0xdc00 + ((code - 0x10000) & 0x3ff));
    } else {
      roller.take(code);
    }
    at += length;
  }
  return roller.end();
}

}  // namespace sluice
