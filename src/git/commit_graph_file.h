// CommitGraphFile: reader of git's commit-graph, which lists commits with their
// trees, parents and dates. COMMIT_GRAPH.md draws the format.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/mapped_file.h"
#include "sluice/oid.h"
#include "sluice/result.h"

namespace sluice::git {

// What a commit-graph says of a commit. Only the commit itself is proof.
struct GraphCommit {
  ObjectId id, tree;
  std::vector<ObjectId> parents;  // in the commit's order
  int64_t date = 0;               // committer's, seconds since the epoch, below 2^34
};

// One file: a layer of a chain, or the whole graph. Immutable once opened.
class CommitGraphLayer {
 public:
  // `bytes` is the whole file and must outlive the layer. `below` counts the
  // commits of the layers under it. Checks the tables' places and sizes, that ids
  // ascend and agree with the fanout, that parents are commits of this layer or of
  // one below, and the checksum. kCorrupt; kUnsupported: another version or hash.
  static Result<CommitGraphLayer> open(std::string_view bytes, uint8_t id_bytes, uint64_t below);

  uint32_t size() const { return size_; }
  std::string_view raw_id(uint32_t rank) const {
    return ids_.substr(size_t{rank} * id_bytes_, id_bytes_);
  }
  std::string_view raw_tree(uint32_t rank) const { return row(rank).substr(0, id_bytes_); }
  int64_t date(uint32_t rank) const;
  // Positions in the whole chain, in the commit's order; `parents` is emptied first.
  void parents(uint32_t rank, std::vector<uint64_t>& parents) const;
  // The checksums of the layers below, as this one names them, the lowest first.
  std::string_view base_checksums() const { return bases_; }
  std::string_view checksum() const { return checksum_; }

 private:
  std::string_view row(uint32_t rank) const {
    return rows_.substr(size_t{rank} * (id_bytes_ + 16u), id_bytes_ + 16u);
  }
  Result<void> read_chunks(std::string_view bytes);
  Result<void> check_ids() const;
  Result<void> check_parents(uint64_t below) const;

  std::string_view fanout_, ids_, rows_, extra_edges_, bases_, checksum_;
  uint32_t size_ = 0;
  uint8_t id_bytes_ = 20;
};

// The graph of a repository: objects/info/commit-graph, or the chain under
// objects/info/commit-graphs. Any thread may call.
class CommitGraphFile {
 public:
  // kNotFound: there is none. kCorrupt, kUnsupported, kIo: there is, and none of it
  // is to be used. A chain has at most kMaxLayers.
  static Result<CommitGraphFile> open(const std::string& objects_dir, uint8_t id_bytes);

  uint64_t size() const { return ends_.empty() ? 0 : ends_.back(); }
  // `position` is below size().
  ObjectId id(uint64_t position) const;
  void read(uint64_t position, GraphCommit& commit) const;

  static constexpr size_t kMaxLayers = 64;

 private:
  struct Place {
    size_t layer = 0;
    uint32_t rank = 0;
  };
  Place place_of(uint64_t position) const;
  Result<void> add(const std::string& path, uint8_t id_bytes, std::string_view expected);

  std::vector<MappedFile> files_;
  std::vector<CommitGraphLayer> layers_;  // the lowest first
  std::vector<uint64_t> ends_;            // by layer: commits in it and below
};

}  // namespace sluice::git
