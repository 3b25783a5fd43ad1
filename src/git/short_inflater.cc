#include "git/short_inflater.h"

#include <libdeflate.h>

#include <algorithm>
#include <bit>
#include <cstring>
#include <utility>

#if defined(__x86_64__)
#define SLUICE_BMI2 __attribute__((target("bmi2")))
#else
#define SLUICE_BMI2
#endif

namespace sluice::git {
namespace {

// An entry of a table. Bits 0 to 7: how many bits of the stream it takes, code and extra
// bits; 8 to 12: the code's; from 16: the literal, or what the extra bits are added to.
// One that is kExceptional and kSubtable: from 16 where the subtable begins, 8 to 12 how
// many bits choose in it.
constexpr uint32_t kLiteral = uint32_t{1} << 31;
constexpr uint32_t kExceptional = uint32_t{1} << 15;
constexpr uint32_t kSubtable = uint32_t{1} << 14;
constexpr uint32_t kEndOfBlock = uint32_t{1} << 13;
constexpr unsigned kMeaning = 16;

unsigned bits_of(uint32_t entry) { return entry & 63; }
unsigned code_bits_of(uint32_t entry) { return entry >> 8 & 31; }

constexpr uint32_t with_bits(uint32_t meaning, unsigned code_bits) {
  return meaning + (code_bits << 8 | code_bits);
}

// RFC 1951, 3.2.5.
constexpr auto kLiteralMeanings = [] {
  std::array<uint32_t, 286> meanings{};
  for (uint32_t i = 0; i < 256; ++i) meanings[i] = kLiteral | i << kMeaning;
  meanings[256] = kExceptional | kEndOfBlock;
  for (uint32_t i = 0; i < 28; ++i) {
    const uint32_t extra = i < 8 ? 0 : i / 4 - 1;
    const uint32_t base = i < 8 ? i + 3 : ((4 + i % 4) << extra) + 3;
    meanings[257 + i] = base << kMeaning | extra;
  }
  meanings[285] = 258u << kMeaning;
  return meanings;
}();
constexpr auto kDistanceMeanings = [] {
  std::array<uint32_t, 30> meanings{};
  for (uint32_t i = 0; i < 30; ++i) {
    const uint32_t extra = i < 2 ? 0 : i / 2 - 1;
    const uint32_t base = i < 2 ? i + 1 : ((2 + i % 2) << extra) + 1;
    meanings[i] = base << kMeaning | extra;
  }
  return meanings;
}();

// What the code of code lengths says (3.2.7): from bit 24 how many lengths, 16 to 20 which;
// kRepeat: the last one.
constexpr unsigned kRepeat = 16;
constexpr auto kLengthMeanings = [] {
  std::array<uint32_t, 19> meanings{};
  for (uint32_t i = 0; i < 16; ++i) meanings[i] = 1u << 24 | i << kMeaning;
  meanings[16] = 3u << 24 | kRepeat << kMeaning | 2;
  meanings[17] = 3u << 24 | 3;
  meanings[18] = 11u << 24 | 7;
  return meanings;
}();

constexpr auto kReversedBytes = [] {
  std::array<uint8_t, 256> reversed{};
  for (unsigned i = 0; i < 256; ++i) {
    for (unsigned bit = 0; bit < 8; ++bit) {
      if ((i >> bit & 1) != 0) reversed[i] |= static_cast<uint8_t>(0x80 >> bit);
    }
  }
  return reversed;
}();

// Codes stand in the stream from their most significant bit on, all else from the least.
uint32_t reverse(uint32_t code, unsigned bits) {
  const uint32_t all = uint32_t{kReversedBytes[code & 0xff]} << 8 | kReversedBytes[code >> 8];
  return all >> (16 - bits);
}

uint64_t load_word(const uint8_t* at) {
  uint64_t word = 0;
  std::memcpy(&word, at, sizeof word);
  return word;
}

uint64_t low_bits(uint64_t word, unsigned bits) { return word & ((uint64_t{1} << bits) - 1); }

}  // namespace

// The stream from the least significant bit of `word` on; `valid` & 63 of its bits are.
struct ShortInflater::Reader {
  // Past `last` it is not to be refilled. Between two checks there are five refills at the
  // most (a block's header), each of which moves on by up to seven bytes, and reads eight.
  static constexpr ptrdiff_t kMargin = 40;

  const uint8_t* at;
  const uint8_t* last;
  uint64_t word = 0;
  uint32_t valid = 0;

  bool has_room() const { return at <= last; }
  // 56 bits or more are then valid.
  [[gnu::always_inline]] void refill() {
    word |= load_word(at) << (valid & 63);
    at += 7;
    at -= valid >> 3 & 7;
    valid |= 56;
  }
  [[gnu::always_inline]] void drop(uint32_t entry) {
    word >>= bits_of(entry);
    valid -= entry;  // what lies above the six bits that count is not looked at
  }
  [[gnu::always_inline]] uint32_t take(unsigned bits) {
    const auto value = static_cast<uint32_t>(low_bits(word, bits));
    drop(bits);
    return value;
  }
};

struct ShortInflater::Window {
  uint8_t* const begin;
  uint8_t* const end;
  uint8_t* at;
};

unsigned ShortInflater::build(const ByLength& begin, const ByLength& end, uint32_t first,
                              const uint32_t* meanings, unsigned most_bits, uint32_t* table,
                              size_t room) const {
  unsigned longest = 0;
  uint32_t space = 0;
  for (unsigned length = 1; length <= kMaxBits; ++length) {
    const uint32_t count = end[length] - begin[length];
    space += count << (kMaxBits - length);
    if (count != 0) longest = length;
  }
  // One code of one bit may stand alone, which is rare.
  if (space != uint32_t{1} << kMaxBits) return 0;

  const unsigned bits = std::min(longest, most_bits);
  uint32_t code = 0;
  unsigned length = 1;
  while (begin[length] == end[length]) ++length;
  for (size_t filled = size_t{1} << length; length <= bits; ++length, code <<= 1) {
    for (uint32_t i = begin[length]; i < end[length]; ++i) {
      table[reverse(code++, length)] = with_bits(meanings[symbols_[length][i] - first], length);
    }
    if (length == bits) continue;
    std::memcpy(table + filled, table, filled * sizeof *table);
    filled *= 2;
  }

  size_t table_end = size_t{1} << bits, subtable = 0;
  uint32_t prefix = UINT32_MAX;
  for (; length <= longest; ++length, code <<= 1) {
    const unsigned more = length - bits;
    for (uint32_t i = begin[length]; i < end[length]; ++i) {
      const uint32_t reversed = reverse(code++, length);
      if (low_bits(reversed, bits) != prefix) {
        prefix = static_cast<uint32_t>(low_bits(reversed, bits));
        unsigned choosing = more;
        for (uint32_t used = end[length] - i; used < uint32_t{1} << choosing;) {
          if (bits + ++choosing > kMaxBits) return 0;
          used = used * 2 + (end[bits + choosing] - begin[bits + choosing]);
        }
        subtable = std::exchange(table_end, table_end + (size_t{1} << choosing));
        if (table_end > room) return 0;
        table[prefix] = static_cast<uint32_t>(subtable) << kMeaning | kExceptional | kSubtable |
                        choosing << 8 | bits;
      }
      const uint32_t entry = with_bits(meanings[symbols_[length][i] - first], more);
      for (size_t at = subtable + (reversed >> bits); at < table_end; at += size_t{1} << more) {
        table[at] = entry;
      }
    }
  }
  return bits;
}

// RFC 1951, 3.2.7.
[[gnu::always_inline]] inline bool ShortInflater::read_codes(Reader& reader) {
  constexpr std::array<uint8_t, 19> kOrder = {16, 17, 18, 0, 8,  7, 9,  6, 10, 5,
                                              11, 4,  12, 3, 13, 2, 14, 1, 15};
  reader.refill();
  const uint32_t literals = reader.take(5) + 257, distances = reader.take(5) + 1;
  const uint32_t given = reader.take(4) + 4;
  if (literals > 286 || distances > 30) return false;
  std::array<uint8_t, 19> lengths{};
  for (uint32_t i = 0; i < given; ++i) {
    if (i % 8 == 0) reader.refill();
    lengths[kOrder[i]] = static_cast<uint8_t>(reader.take(3));
  }

  constexpr unsigned kBits = 7;
  std::array<uint32_t, kBits + 1> counts{}, next{};
  for (const uint8_t length : lengths) ++counts[length];
  uint32_t space = 0;
  for (unsigned length = 1; length <= kBits; ++length) {
    next[length] = space >> (kBits - length);
    space += counts[length] << (kBits - length);
  }
  if (space != uint32_t{1} << kBits) return false;
  std::array<uint32_t, size_t{1} << kBits> table;
  for (unsigned symbol = 0; symbol < lengths.size(); ++symbol) {
    const unsigned length = lengths[symbol];
    if (length == 0) continue;
    const uint32_t entry = with_bits(kLengthMeanings[symbol], length);
    for (uint32_t at = reverse(next[length]++, length); at < table.size(); at += 1u << length) {
      table[at] = entry;
    }
  }

  ByLength ends{};
  const uint32_t total = literals + distances;
  unsigned last = kRepeat;  // none
  for (uint32_t symbol = 0; symbol < total;) {
    if ((reader.valid & 63) < kBits + 7) {
      if (!reader.has_room()) return false;
      reader.refill();
    }
    const uint32_t entry = table[low_bits(reader.word, kBits)];
    const auto extra =
        static_cast<uint32_t>(low_bits(reader.word, bits_of(entry)) >> code_bits_of(entry));
    reader.drop(entry);
    const unsigned length = entry >> kMeaning & 31;
    const uint32_t repeat = (entry >> 24) + extra;
    if (repeat > total - symbol) return false;
    if (length == kRepeat) {
      if (last == kRepeat) return false;
      for (uint32_t i = 0; i < repeat; ++i) {
        symbols_[last][ends[last]++] = static_cast<uint16_t>(symbol++);
      }
      continue;
    }
    // Zero has a list, too, so that it takes no branch.
    symbols_[length][ends[length]++] = static_cast<uint16_t>(symbol);
    symbol += repeat;
    last = length;
  }

  const ByLength none{};
  ByLength middle = ends;  // where the distances' symbols begin
  for (unsigned length = 1; length <= kMaxBits; ++length) {
    uint32_t& at = middle[length];
    while (at > 0 && symbols_[length][at - 1] >= literals) --at;
  }
  const unsigned literal_bits = build(none, middle, 0, kLiteralMeanings.data(), kLiteralBits,
                                      literals_.data(), literals_.size());
  const unsigned distance_bits = build(middle, ends, literals, kDistanceMeanings.data(),
                                       kDistanceBits, distances_.data(), distances_.size());
  literal_mask_ = (uint64_t{1} << literal_bits) - 1;
  distance_mask_ = (uint64_t{1} << distance_bits) - 1;
  return literal_bits != 0 && distance_bits != 0;
}

// Leaves the reader behind the last block.
[[gnu::always_inline]] inline bool ShortInflater::inflate_blocks_inline(Reader& reader,
                                                                        Window& window) {
  // In registers.
  Reader in = reader;
  uint8_t* out = window.at;
  for (bool is_last = false; !is_last;) {
    if (!in.has_room()) return false;
    in.refill();
    is_last = in.take(1) != 0;
    if (in.take(2) != 2 || !read_codes(in) || !in.has_room()) return false;
    const uint64_t literal_mask = literal_mask_, distance_mask = distance_mask_;
    in.refill();
    uint32_t entry = literals_[in.word & literal_mask];
    for (;;) {
      // Between two checks three literals and a match of 258 bytes are written at the most,
      // the match in words.
      if (!in.has_room() || out > window.end) return false;
      uint64_t word = in.word;
      in.drop(entry);
      // Up to two from the first level (22 bits) leave enough for a length (20).
      if ((entry & kLiteral) != 0) {
        uint32_t literal = entry >> kMeaning;
        entry = literals_[in.word & literal_mask];
        word = in.word;
        in.drop(entry);
        *out++ = static_cast<uint8_t>(literal);
        if ((entry & kLiteral) != 0) {
          literal = entry >> kMeaning;
          entry = literals_[in.word & literal_mask];
          word = in.word;
          in.drop(entry);
          *out++ = static_cast<uint8_t>(literal);
        }
      }
      if ((entry & kExceptional) != 0) [[unlikely]] {
        if ((entry & kSubtable) != 0) {
          entry = literals_[(entry >> kMeaning) + low_bits(in.word, code_bits_of(entry))];
          word = in.word;
          in.drop(entry);
        }
        if ((entry & kEndOfBlock) != 0) break;
      }
      if ((entry & kLiteral) != 0) {
        *out++ = static_cast<uint8_t>(entry >> kMeaning);
        in.refill();
        entry = literals_[in.word & literal_mask];
        continue;
      }
      const size_t length =
          (entry >> kMeaning) + (low_bits(word, bits_of(entry)) >> code_bits_of(entry));
      // A distance takes 28 bits at the most.
      if (static_cast<uint8_t>(in.valid & 63) < kMaxBits + 13) in.refill();
      entry = distances_[in.word & distance_mask];
      if ((entry & kSubtable) != 0) [[unlikely]] {
        in.drop(entry);
        entry = distances_[(entry >> kMeaning) + low_bits(in.word, code_bits_of(entry))];
      }
      word = in.word;
      in.drop(entry);
      const size_t distance =
          (entry >> kMeaning) + (low_bits(word, bits_of(entry)) >> code_bits_of(entry));
      if (distance > static_cast<size_t>(out - window.begin)) [[unlikely]]
        return false;
      in.refill();
      entry = literals_[in.word & literal_mask];
      const uint8_t* from = out - distance;
      uint8_t* to = out;
      out += length;
      const auto copy_word = [&](size_t step) {
        std::memcpy(to, from, sizeof(uint64_t));
        to += step;
        from += step;
      };
      if (distance >= sizeof(uint64_t)) [[likely]] {
        for (int i = 0; i < 5; ++i) copy_word(sizeof(uint64_t));
        while (to < out) copy_word(sizeof(uint64_t));
      } else {
        // Each word is right in its first `distance` bytes, and the next one mends the rest.
        while (to < out) copy_word(distance);
      }
    }
  }
  reader = in;
  window.at = out;
  return true;
}

bool ShortInflater::inflate_blocks(Reader& reader, Window& window) {
  return inflate_blocks_inline(reader, window);
}

SLUICE_BMI2 bool ShortInflater::inflate_blocks_bmi2(Reader& reader, Window& window) {
  return inflate_blocks_inline(reader, window);
}

std::optional<size_t> ShortInflater::inflate(std::string_view in, char* out, size_t size) {
  constexpr size_t kHeader = 2, kChecksum = 4;
  if (std::endian::native != std::endian::little) return std::nullopt;
  if (in.size() < kHeader + Reader::kMargin) return std::nullopt;
  const auto* const bytes = reinterpret_cast<const uint8_t*>(in.data());
  // RFC 1950: deflate, a window of 32 KB at the most, no dictionary.
  const unsigned header = uint32_t{bytes[0]} << 8 | bytes[1];
  if ((header >> 8 & 15) != 8 || header >> 12 > 7 || (header & 0x20) != 0 || header % 31 != 0) {
    return std::nullopt;
  }
  Reader reader{bytes + kHeader, bytes + in.size() - Reader::kMargin};
  auto* const begin = reinterpret_cast<uint8_t*>(out);
  Window window{begin, begin + size, begin};
#if defined(__x86_64__)
  static const bool has_bmi2 = __builtin_cpu_supports("bmi2") != 0;
#else
  constexpr bool has_bmi2 = false;
#endif
  const bool done = has_bmi2 ? inflate_blocks_bmi2(reader, window) : inflate_blocks(reader, window);
  if (!done || window.at != window.end) return std::nullopt;
  const uint8_t* const end = reader.at - ((reader.valid & 63) >> 3);
  if (static_cast<size_t>(bytes + in.size() - end) < kChecksum) return std::nullopt;
  uint32_t stated = 0;
  for (size_t i = 0; i < kChecksum; ++i) stated = stated << 8 | end[i];
  if (libdeflate_adler32(1, out, size) != stated) return std::nullopt;
  return static_cast<size_t>(end + kChecksum - bytes);
}

}  // namespace sluice::git
