// Blob: a run of bytes to scan, with what its source knows of it.
#pragma once

#include <cstdint>
#include <string_view>

#include "sluice/oid.h"

namespace sluice {

// What the bytes are. Archives and encodings are not kinds: they are layers.
enum class BlobKind : uint8_t {
  kFile,
  kCommit,  // a commit object's text, headers included
  kTag,     // a tag object's text, headers included
  kPath,    // a path name
  kRef,     // a ref name
  kConfig,  // git's own files
  kLfs,
  kStdin,
};

// Bytes [begin, end) of a blob's raw content, before any decoding.
// Invariant: begin <= end. 64 bits, as a blob may exceed 4 GiB.
struct Span {
  uint64_t begin = 0;
  uint64_t end = 0;

  uint64_t size() const { return end - begin; }
  friend bool operator==(const Span&, const Span&) = default;
};

// 1-based; a column counts Unicode code points from the line's start, an
// invalid byte as one. `end_column` is exclusive, and so may be 1 past a line.
struct Location {
  uint64_t line = 0, column = 0;
  uint64_t end_line = 0, end_column = 0;
};

// `bytes` and `path` live for one callback only.
struct Blob {
  std::string_view bytes;
  BlobKind kind = BlobKind::kFile;
  ObjectId id;            // empty where the source has none
  std::string_view path;  // relative to the target; empty for objects from history
};

}  // namespace sluice
