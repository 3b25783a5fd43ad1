// ObjectStream: one object from its first byte to its last, in memory that does not
// grow with it. For blobs over Limits::max_object_bytes; all others go by Inflater,
// which is twice as fast and needs the whole.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "base/digest.h"
#include "git/delta.h"
#include "git/object_store.h"
#include "sluice/result.h"

struct z_stream_s;

namespace sluice::git {

// One thread.
class ObjectStream {
 public:
  virtual ~ObjectStream() = default;

  // As its header claims; a stream that ends well has given just so many bytes.
  virtual uint64_t size() const = 0;
  // The next bytes, at least one; 0: the end, and length and checksum hold. `out` is
  // not empty. kCorrupt: nothing more comes, and what came before is not proven.
  virtual Result<size_t> read(std::span<char> out) = 0;
  // At the end: what its input holds beyond it, in bytes.
  virtual uint64_t input_left() const { return 0; }
};

// Inflates one zlib stream (RFC 1950) piece by piece, by zlib: libdeflate wants room
// for the whole result.
class ZlibReader {
 public:
  // The stream starts at `in`'s start and may end before it; `in` outlives the reader.
  explicit ZlibReader(std::string_view in);
  ~ZlibReader();
  ZlibReader(ZlibReader&&) noexcept;
  ZlibReader& operator=(ZlibReader&&) noexcept;

  // As ObjectStream::read; 0 when the Adler-32 was verified.
  Result<size_t> read(std::span<char> out);
  // Bytes of `in` that were not used.
  uint64_t input_left() const { return in_.size() - consumed_; }

 private:
  std::unique_ptr<z_stream_s> state_;
  std::string_view in_;
  uint64_t consumed_ = 0;
  bool ended_ = false;
};

// An object that is stored whole: the rest of `reader`, `size` bytes, `given` being
// the first of them, read before. `alone`: nothing may follow in the reader's input.
class WholeStream : public ObjectStream {
 public:
  WholeStream(ZlibReader reader, uint64_t size, std::string given = {}, bool alone = false);

  uint64_t size() const override { return size_; }
  Result<size_t> read(std::span<char> out) override;
  uint64_t input_left() const override { return reader_.input_left(); }

 private:
  Result<void> check_end();

  ZlibReader reader_;
  uint64_t size_;
  uint64_t left_;
  std::string given_;
  bool alone_;
};

// What a delta makes of a base that is held whole. Both outlive the stream.
class DeltaStream : public ObjectStream {
 public:
  // git deltifies nothing over core.bigFileThreshold, 512 MB: more than this many times
  // the limit comes of no delta that it wrote, and a few bytes can claim terabytes.
  static constexpr uint64_t kMaxGrowth = 4;

  // kCorrupt: not a delta of a base of this size. kLimit: makes more than kMaxGrowth
  // times `max_object_bytes`.
  static Result<std::unique_ptr<ObjectStream>> open(std::string_view base, std::string_view delta,
                                                    uint64_t max_object_bytes);

  uint64_t size() const override { return reader_.result_size(); }
  Result<size_t> read(std::span<char> out) override;

 private:
  DeltaStream(std::string_view base, std::string_view delta) : base_(base), reader_(delta) {}

  std::string_view base_;
  DeltaReader reader_;
  std::string_view rest_;  // of the instruction in hand
};

// The id of an object whose bytes come piece by piece.
class ObjectHasher {
 public:
  ObjectHasher(ObjectType type, uint64_t size, uint8_t id_bytes);
  void update(std::string_view bytes) { digest_.update(bytes); }
  // The id, where `size` bytes were given.
  ObjectId finish() { return ObjectId::from_raw(digest_.finish()); }

 private:
  StreamDigest digest_;
};

// Reads the stream to its end: the id of the blob that it is. The stream's errors.
Result<ObjectId> hash_blob(ObjectStream& stream, uint8_t id_bytes);

}  // namespace sluice::git
