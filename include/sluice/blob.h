// Blob: a run of bytes to scan, with what its source knows of it.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
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
// `span` lies within `text`.
inline std::string_view slice(std::string_view text, Span span) {
  return text.substr(span.begin, span.size());
}

// 1-based; a column counts Unicode code points from the line's start, an
// invalid byte as one. `end_column` is exclusive, and so may be 1 past a line.
struct Location {
  uint64_t line = 0, column = 0;
  uint64_t end_line = 0, end_column = 0;
};

// Bytes [target, target + size) of a blob equal [source, source + size) of its base.
struct CopiedRange {
  uint64_t target = 0, source = 0, size = 0;
};

// How a blob was made from one that the same worker was given before, so that
// what was learned from that one's bytes need not be learned again.
struct Edit {
  // Position in a chain of edits: the base is the last blob given at depth - 1.
  unsigned depth = 0;
  // Later blobs may be edits of this one.
  bool is_base = false;
  // The base was given, and it has `base_bytes` bytes of which `copied` are also
  // here: ascending by target, disjoint, none continuing the one before it in
  // both blobs. Otherwise the blob is to be taken whole.
  bool has_base = false;
  uint64_t base_bytes = 0;
  std::span<const CopiedRange> copied = {};
};

// A piece of a blob that is too large to be held whole. Its pieces come one after the
// other to one worker, with nothing in between, as blobs that are alike but for their
// bytes.
struct Part {
  uint64_t offset = 0;       // of this piece
  uint64_t whole_bytes = 0;  // of all pieces, as far as that is known; 0: it is not
  bool last = false;         // none follows: the end, or what follows cannot be read
};

// The views live for one callback only.
struct Blob {
  std::string_view bytes;
  BlobKind kind = BlobKind::kFile;
  ObjectId id = {};            // empty where the source has none
  std::string_view path = {};  // relative to the target; empty for objects from history
  Edit edit = {};
  std::optional<Part> part = {};
  bool proven = false;  // `id` was made from these bytes, not only read beside them
};

}  // namespace sluice
