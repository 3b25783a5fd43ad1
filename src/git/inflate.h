// Inflater: whole zlib streams (RFC 1950) by libdeflate, and short ones by ShortInflater.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "git/short_inflater.h"
#include "sluice/result.h"

struct libdeflate_decompressor;

namespace sluice::git {

// Whether `compressed` bytes of deflate can hold `inflated` bytes at all: 258
// bytes a match of at least two bits is 1032:1. Asked before a claimed size is
// allocated.
bool plausible_inflated_size(uint64_t compressed, uint64_t inflated);

// kCorrupt, of a zlib stream.
Error damaged_stream();

// Holds libdeflate's decompressors: one Inflater a thread.
class Inflater {
 public:
  Inflater();
  ~Inflater();
  Inflater(Inflater&& other) noexcept;
  Inflater& operator=(Inflater&& other) noexcept;

  // Near the end of its input or output libdeflate takes a slower loop; with so
  // many bytes to spare it does not (deflate_decompress.h, FASTLOOP_MAX_BYTES_WRITTEN).
  // Most deltas are shorter than that.
  static constexpr size_t kRoom = ShortInflater::kRoom;

  // Inflates the stream at the start of `in`, whose content is exactly `size`
  // bytes, to `out`, where `room` >= `size` bytes may be written; returns the
  // stream's own length in bytes. What follows the stream in `in` does not matter.
  // The Adler-32 is verified: without it about one damaged stream in six passes
  // with wrong bytes of the right length. kCorrupt.
  Result<size_t> inflate(std::string_view in, char* out, size_t size, size_t room);

  // For a stream that is all of `in` and whose size is not known beforehand.
  // kCorrupt (bytes after the stream too); kLimit: more than `max_bytes`.
  Result<std::string> inflate_all(std::string_view in, uint64_t max_bytes);

 private:
  libdeflate_decompressor* for_stream(std::string_view in) const;

  // A decompressor keeps the tables of the fixed codes until a block brings its own, and
  // building either takes longer than inflating a small delta. So streams that begin with
  // fixed codes, half of a pack of small deltas, have one to themselves.
  libdeflate_decompressor* decompressor_;
  libdeflate_decompressor* fixed_;
  std::unique_ptr<ShortInflater> short_;
};

}  // namespace sluice::git
