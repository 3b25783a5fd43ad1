#include "git/inflate.h"

#include <libdeflate.h>

#include <algorithm>
#include <memory>
#include <new>
#include <utility>

namespace sluice::git {
namespace {

constexpr uint64_t kMaxRatio = 1032;
constexpr uint64_t kRatioSlack = 64;

}  // namespace

Error damaged_stream() {
  return {ErrorKind::kCorrupt, "its compressed data is damaged or of another length than stated"};
}

bool plausible_inflated_size(uint64_t compressed, uint64_t inflated) {
  return inflated <= kRatioSlack || (inflated - kRatioSlack) / kMaxRatio <= compressed;
}

Inflater::Inflater()
    : decompressor_(libdeflate_alloc_decompressor()),
      fixed_(libdeflate_alloc_decompressor()),
      short_(std::make_unique_for_overwrite<ShortInflater>()) {
  if (decompressor_ != nullptr && fixed_ != nullptr) return;
  libdeflate_free_decompressor(decompressor_);
  libdeflate_free_decompressor(fixed_);
  throw std::bad_alloc();
}

Inflater::~Inflater() {
  libdeflate_free_decompressor(decompressor_);
  libdeflate_free_decompressor(fixed_);
}

Inflater::Inflater(Inflater&& other) noexcept
    : decompressor_(std::exchange(other.decompressor_, nullptr)),
      fixed_(std::exchange(other.fixed_, nullptr)),
      short_(std::move(other.short_)) {}

Inflater& Inflater::operator=(Inflater&& other) noexcept {
  std::swap(decompressor_, other.decompressor_);
  std::swap(fixed_, other.fixed_);
  std::swap(short_, other.short_);
  return *this;
}

libdeflate_decompressor* Inflater::for_stream(std::string_view in) const {
  // The block's type is in bits 1 and 2 of what follows the zlib header (RFC 1951, 3.2.3).
  constexpr size_t kZlibHeader = 2;
  constexpr int kFixedCodes = 1;
  const bool fixed =
      in.size() > kZlibHeader && ((static_cast<uint8_t>(in[kZlibHeader]) >> 1) & 3) == kFixedCodes;
  return fixed ? fixed_ : decompressor_;
}

Result<size_t> Inflater::inflate(std::string_view in, char* out, size_t size, size_t room) {
  if (ShortInflater::suits(in, size) && room >= size + ShortInflater::kRoom) {
    if (const auto stream = short_->inflate(in, out, size)) return *stream;
  }
  size_t consumed = 0, produced = 0;
  const libdeflate_result result = libdeflate_zlib_decompress_ex(
      for_stream(in), in.data(), in.size(), out, room, &consumed, &produced);
  if (result != LIBDEFLATE_SUCCESS || produced != size) return damaged_stream();
  return consumed;
}

Result<std::string> Inflater::inflate_all(std::string_view in, uint64_t max_bytes) {
  // libdeflate starts over when its output is too small: one guess is right for
  // nearly all objects, and growing fourfold bounds the rest.
  constexpr uint64_t kFirstGuess = 8;
  std::string out;
  uint64_t capacity = std::min<uint64_t>(max_bytes, in.size() * kFirstGuess + 512);
  for (;;) {
    out.resize(capacity);
    size_t consumed = 0, produced = 0;
    const libdeflate_result result = libdeflate_zlib_decompress_ex(
        for_stream(in), in.data(), in.size(), out.data(), out.size(), &consumed, &produced);
    if (result == LIBDEFLATE_INSUFFICIENT_SPACE) {
      if (capacity >= max_bytes) {
        return Error{ErrorKind::kLimit,
                     "larger than the limit of " + std::to_string(max_bytes) + " bytes"};
      }
      capacity = capacity > max_bytes / 4 ? max_bytes : capacity * 4;
      continue;
    }
    if (result != LIBDEFLATE_SUCCESS) return damaged_stream();
    if (consumed != in.size()) {
      return Error{ErrorKind::kCorrupt, "bytes follow the end of its compressed data"};
    }
    out.resize(produced);
    return out;
  }
}

}  // namespace sluice::git
