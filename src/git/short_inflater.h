// ShortInflater: short zlib streams that bring codes of their own.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace sluice::git {

// A commit of 500 bytes takes libdeflate longer to build tables for than to inflate: it
// counts and sorts 286 lengths, most of them zero. Here a symbol goes into the list of its
// length as that is read, so that nothing is counted, sorted or visited that has no code.
// The loop over a block's symbols is after libdeflate's and no faster: from a few thousand
// bytes on there is nothing to gain.
//
// It gives up where a stream is not as it expects; whether that stream is damaged is for
// libdeflate to tell. About 20 KB; one a thread.
class ShortInflater {
 public:
  // Bytes that may be written behind a stream's content.
  static constexpr size_t kRoom = 320;
  // Content from this size on is none of its business.
  static constexpr size_t kMaxSize = 4096;

  // Whether the stream at the start of `in` begins with a block of codes of its own.
  static bool suits(std::string_view in, size_t size) {
    // RFC 1951, 3.2.3: the block's type is in bits 1 and 2 of what follows the zlib header.
    return size < kMaxSize && in.size() > 2 && ((static_cast<uint8_t>(in[2]) >> 1) & 3) == 2;
  }

  // Inflates the stream at the start of `in`, whose content is exactly `size` bytes, to
  // `out`, where `size` + kRoom bytes may be written, and verifies the Adler-32. Returns the
  // stream's length in bytes; nullopt: gave up, and the bytes of `out` mean nothing.
  std::optional<size_t> inflate(std::string_view in, char* out, size_t size);

 private:
  static constexpr unsigned kMaxBits = 15;  // of a code (RFC 1951, 3.2.7)
  static constexpr size_t kSymbols = 286 + 30;
  using ByLength = std::array<uint32_t, kMaxBits + 1>;
  struct Reader;
  struct Window;

  bool read_codes(Reader& reader);
  // The symbols in symbols_[length][begin[length], end[length]), less `first`, as a table
  // whose first level has up to `most_bits`; returns how many it has, 0 if it gave up.
  unsigned build(const ByLength& begin, const ByLength& end, uint32_t first,
                 const uint32_t* meanings, unsigned most_bits, uint32_t* table, size_t room) const;
  // One function in two forms: for any processor, and for those with BMI2.
  bool inflate_blocks(Reader& reader, Window& out);
  bool inflate_blocks_bmi2(Reader& reader, Window& out);
  bool inflate_blocks_inline(Reader& reader, Window& out);

  // Of literals and lengths, and of distances.
  static constexpr unsigned kLiteralBits = 11, kDistanceBits = 8;
  std::array<uint32_t, 2400> literals_;  // at most 2342 (zlib's examples/enough.c)
  std::array<uint32_t, 416> distances_;  // at most 402
  uint64_t literal_mask_ = 0, distance_mask_ = 0;
  std::array<std::array<uint16_t, kSymbols>, kMaxBits + 1> symbols_;  // ascending, by length
};

}  // namespace sluice::git
