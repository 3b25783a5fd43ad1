#include "git/object_stream.h"

#include <zlib.h>

#include <algorithm>
#include <cstring>
#include <new>
#include <utility>

#include "base/error.h"
#include "git/inflate.h"

namespace sluice::git {
namespace {

// zlib counts what it is handed in 32 bits.
constexpr size_t kMaxStep = size_t{1} << 30;
constexpr size_t kHashStepBytes = size_t{256} << 10;

}  // namespace

ZlibReader::ZlibReader(std::string_view in) : state_(std::make_unique<z_stream_s>()), in_(in) {
  if (inflateInit(state_.get()) != Z_OK) throw std::bad_alloc();
}

ZlibReader::~ZlibReader() {
  if (state_) inflateEnd(state_.get());
}

ZlibReader::ZlibReader(ZlibReader&&) noexcept = default;

ZlibReader& ZlibReader::operator=(ZlibReader&& other) noexcept {
  std::swap(state_, other.state_);
  in_ = other.in_;
  consumed_ = other.consumed_;
  ended_ = other.ended_;
  return *this;
}

Result<size_t> ZlibReader::read(std::span<char> out) {
  size_t made = 0;
  while (made < out.size() && !ended_) {
    const size_t in_step = std::min<uint64_t>(in_.size() - consumed_, kMaxStep);
    const size_t out_step = std::min(out.size() - made, kMaxStep);
    state_->next_in = reinterpret_cast<Bytef*>(const_cast<char*>(in_.data() + consumed_));
    state_->avail_in = static_cast<uInt>(in_step);
    state_->next_out = reinterpret_cast<Bytef*>(out.data() + made);
    state_->avail_out = static_cast<uInt>(out_step);
    const int code = ::inflate(state_.get(), Z_NO_FLUSH);
    consumed_ += in_step - state_->avail_in;
    made += out_step - state_->avail_out;
    ended_ = code == Z_STREAM_END;
    // What was made before the damage is given first; the next read meets it again.
    if (code != Z_OK && !ended_) {
      if (made > 0) return made;
      return damaged_stream();
    }
  }
  return made;
}

WholeStream::WholeStream(ZlibReader reader, uint64_t size, std::string given, bool alone)
    : reader_(std::move(reader)),
      size_(size),
      left_(size),
      given_(std::move(given)),
      alone_(alone) {}

Result<void> WholeStream::check_end() {
  char more = 0;
  const Result<size_t> got = given_.empty() ? reader_.read({&more, 1}) : Result<size_t>(1);
  if (!got) return got.error();
  if (*got != 0) return corrupt_error("it is longer than its header says");
  if (alone_ && reader_.input_left() != 0) {
    return corrupt_error("bytes follow the end of its compressed data");
  }
  return {};
}

Result<size_t> WholeStream::read(std::span<char> out) {
  if (left_ == 0) {
    if (Result<void> end = check_end(); !end) return end.error();
    return 0;
  }
  const size_t wanted = std::min<uint64_t>(out.size(), left_);
  size_t made = std::min(wanted, given_.size());
  std::memcpy(out.data(), given_.data(), made);
  given_.erase(0, made);
  if (made == 0) {
    const Result<size_t> got = reader_.read(out.first(wanted));
    if (!got) return got.error();
    if (*got == 0) return corrupt_error("it is shorter than its header says");
    made = *got;
  }
  left_ -= made;
  return made;
}

Result<std::unique_ptr<ObjectStream>> DeltaStream::open(std::string_view base,
                                                        std::string_view delta,
                                                        uint64_t max_object_bytes) {
  std::unique_ptr<DeltaStream> stream(new DeltaStream(base, delta));
  if (!stream->reader_.has_sizes()) return corrupt_error("its delta is damaged");
  if (stream->reader_.base_size() != base.size())
    return corrupt_error("its delta is of another base");
  if (stream->size() / kMaxGrowth > max_object_bytes) {
    return Error{ErrorKind::kLimit, "its delta makes more than the limit allows"};
  }
  return std::unique_ptr<ObjectStream>(std::move(stream));
}

Result<size_t> DeltaStream::read(std::span<char> out) {
  size_t made = 0;
  while (made < out.size()) {
    DeltaOp op;
    if (rest_.empty()) {
      if (!reader_.next(op)) break;
      rest_ = op.copy ? base_.substr(op.offset, op.size) : std::string_view(op.insert, op.size);
    }
    const size_t step = std::min(out.size() - made, rest_.size());
    std::memcpy(out.data() + made, rest_.data(), step);
    rest_.remove_prefix(step);
    made += step;
  }
  if (made == 0 && !reader_.finished()) return corrupt_error("its delta is damaged");
  return made;
}

ObjectHasher::ObjectHasher(ObjectType type, uint64_t size, uint8_t id_bytes) : digest_(id_bytes) {
  digest_.update(object_header(type, size));
}

Result<ObjectId> hash_blob(ObjectStream& stream, uint8_t id_bytes) {
  ObjectHasher hasher(ObjectType::kBlob, stream.size(), id_bytes);
  std::string buffer(kHashStepBytes, '\0');
  for (;;) {
    const Result<size_t> got = stream.read(buffer);
    if (!got) return got.error();
    if (*got == 0) return hasher.finish();
    hasher.update(std::string_view(buffer).substr(0, *got));
  }
}

}  // namespace sluice::git
