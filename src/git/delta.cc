#include "git/delta.h"

#include <cstring>

namespace sluice::git {
namespace {

// A size, 7 bits a byte, least significant first; the top bit says "more".
bool read_size(const uint8_t*& at, const uint8_t* end, uint64_t& size) {
  size = 0;
  for (unsigned shift = 0; at != end && shift < 64; shift += 7) {
    const uint64_t bits = *at & 0x7f;
    if ((bits << shift) >> shift != bits) return false;
    size |= bits << shift;
    if ((*at++ & 0x80) == 0) return true;
  }
  return false;
}

// Most ops are short: a copy of fixed size costs less than a call. Where it writes
// past the op, within the result, the ops that follow write again.
inline void copy_op(char* out, const char* from, uint64_t size, uint64_t writable,
                    uint64_t readable) {
  constexpr size_t kBlock = 64;
  if (size <= kBlock && writable >= kBlock && readable >= kBlock) {
    std::memcpy(out, from, kBlock);
  } else {
    std::memcpy(out, from, size);
  }
}

bool ends_with_short_copy(const std::vector<CopiedRange>& copied) {
  return !copied.empty() && copied.back().size <= kShortCopy;
}

inline void add_copy(uint64_t target, const DeltaOp& op, std::vector<CopiedRange>& copied) {
  if (!copied.empty() && copied.back().target + copied.back().size == target &&
      copied.back().source + copied.back().size == op.offset) {
    copied.back().size += op.size;
    return;
  }
  if (ends_with_short_copy(copied)) copied.pop_back();
  copied.push_back({target, op.offset, op.size});
}

}  // namespace

DeltaReader::DeltaReader(std::string_view delta)
    : at_(reinterpret_cast<const uint8_t*>(delta.data())), end_(at_ + delta.size()) {
  has_sizes_ = read_size(at_, end_, base_size_) && read_size(at_, end_, result_size_);
  left_ = has_sizes_ ? result_size_ : 0;
}

bool DeltaReader::next(DeltaOp& op) {
  if (!has_sizes_ || at_ == end_) return false;
  // A broken op is left unread: finished() then says so.
  const uint8_t* const start = at_;
  const uint8_t code = *at_++;
  if ((code & 0x80) != 0 ? next_copy(code, op) : next_insert(code, op)) return true;
  at_ = start;
  return false;
}

inline bool DeltaReader::next_copy(uint8_t code, DeltaOp& op) {
  uint32_t offset = 0, size = 0;
  const auto field = [&](unsigned bit, uint32_t& value, unsigned shift) {
    if ((code >> bit & 1) == 0) return true;
    if (at_ == end_) return false;
    value |= uint32_t{*at_++} << shift;
    return true;
  };
  if (!field(0, offset, 0) || !field(1, offset, 8) || !field(2, offset, 16) ||
      !field(3, offset, 24) || !field(4, size, 0) || !field(5, size, 8) || !field(6, size, 16)) {
    return false;
  }
  if (size == 0) size = 0x10000;
  if (uint64_t{offset} + size > base_size_ || size > left_) return false;
  op = {.copy = true, .size = size, .offset = offset};
  left_ -= size;
  return true;
}

inline bool DeltaReader::next_insert(uint8_t code, DeltaOp& op) {
  // Code 0 is reserved.
  if (code == 0 || code > end_ - at_ || code > left_) return false;
  op = {.copy = false, .size = code, .offset = 0, .insert = reinterpret_cast<const char*>(at_)};
  at_ += code;
  left_ -= code;
  return true;
}

bool apply_delta(std::string_view base, DeltaReader& reader, char* out,
                 std::vector<CopiedRange>* copied) {
  if (copied != nullptr) copied->clear();
  if (!reader.has_sizes() || reader.base_size() != base.size()) return false;
  DeltaOp op;
  for (uint64_t left = reader.result_size(); reader.next(op); left -= op.size) {
    const char* const from = op.copy ? base.data() + op.offset : op.insert;
    const uint64_t readable = op.copy ? base.size() - op.offset : reader.readable(op);
    copy_op(out, from, op.size, left, readable);
    out += op.size;
    if (op.copy && copied != nullptr) add_copy(reader.result_size() - left, op, *copied);
  }
  if (copied != nullptr && ends_with_short_copy(*copied)) copied->pop_back();
  return reader.finished();
}

}  // namespace sluice::git
