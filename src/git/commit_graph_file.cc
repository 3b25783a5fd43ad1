#include "git/commit_graph_file.h"

#include <algorithm>
#include <cstring>

#include "base/error.h"
#include "base/file_reader.h"
#include "git/big_endian.h"
#include "git/checksum.h"
#include "git/fanout.h"

namespace sluice::git {
namespace {

constexpr size_t kGraphHeaderBytes = 8, kChunkBytes = 12;
constexpr uint32_t kNoParent = 0x70000000;
constexpr uint32_t kTopBit = 0x80000000;  // of a second parent: the rest is in the list of edges
constexpr uint64_t kMaxChainBytes = 1 << 16;

constexpr uint32_t tag(const char (&name)[5]) {
  uint32_t value = 0;
  for (size_t i = 0; i < 4; ++i) value = value << 8 | static_cast<uint8_t>(name[i]);
  return value;
}

}  // namespace

Result<CommitGraphLayer> CommitGraphLayer::open(std::string_view bytes, uint8_t id_bytes,
                                                uint64_t below) {
  if (bytes.size() < kGraphHeaderBytes + kChunkBytes + id_bytes) {
    return corrupt_error("the commit-graph is too short");
  }
  if (!bytes.starts_with("CGPH")) return corrupt_error("not a commit-graph");
  if (bytes[4] != 1 || bytes[5] != (id_bytes == 32 ? 2 : 1)) {
    return Error{ErrorKind::kUnsupported, "a commit-graph of another version or hash"};
  }
  CommitGraphLayer layer;
  layer.id_bytes_ = id_bytes;
  layer.checksum_ = bytes.substr(bytes.size() - id_bytes);
  if (!trailing_checksum_holds(bytes, id_bytes)) {
    return corrupt_error("the commit-graph does not match its own checksum");
  }
  if (Result<void> read = layer.read_chunks(bytes); !read) return read.error();
  if (Result<void> ids = layer.check_ids(); !ids) return ids.error();
  if (Result<void> parents = layer.check_parents(below); !parents) return parents.error();
  return layer;
}

Result<void> CommitGraphLayer::read_chunks(std::string_view bytes) {
  const size_t count = static_cast<uint8_t>(bytes[6]);
  const size_t base_count = static_cast<uint8_t>(bytes[7]);
  const uint64_t tables_end = bytes.size() - id_bytes_;
  const uint64_t first = kGraphHeaderBytes + (count + 1) * kChunkBytes;
  if (first > tables_end) return corrupt_error("the commit-graph's list of chunks is cut short");
  for (size_t i = 0; i < count; ++i) {
    const size_t at = kGraphHeaderBytes + i * kChunkBytes;
    const uint64_t begin = read_be64(bytes, at + 4), end = read_be64(bytes, at + kChunkBytes + 4);
    if (begin < first || end < begin || end > tables_end) {
      return corrupt_error("a chunk of the commit-graph lies outside it");
    }
    const std::string_view chunk = bytes.substr(begin, end - begin);
    switch (read_be32(bytes, at)) {
      case tag("OIDF"): fanout_ = chunk; break;
      case tag("OIDL"): ids_ = chunk; break;
      case tag("CDAT"): rows_ = chunk; break;
      case tag("EDGE"): extra_edges_ = chunk; break;
      case tag("BASE"): bases_ = chunk; break;
      default: break;  // generation numbers, Bloom filters, what is to come
    }
  }
  if (fanout_.size() != kFanoutBytes) return corrupt_error("the commit-graph has no fanout");
  size_ = read_be32(fanout_, kFanoutBytes - 4);
  if (size_ >= kNoParent || ids_.size() != uint64_t{size_} * id_bytes_ ||
      rows_.size() != uint64_t{size_} * (id_bytes_ + 16u) || extra_edges_.size() % 4 != 0 ||
      bases_.size() != base_count * id_bytes_) {
    return corrupt_error("a chunk of the commit-graph is not as long as its fanout says");
  }
  return {};
}

Result<void> CommitGraphLayer::check_ids() const {
  uint32_t rank = 0;
  for (unsigned byte = 0; byte < 256; ++byte) {
    const uint32_t end = read_be32(fanout_, size_t{byte} * 4);
    if (end < rank || end > size_)
      return corrupt_error("the commit-graph's fanout is out of order");
    for (; rank < end; ++rank) {
      if (static_cast<uint8_t>(raw_id(rank)[0]) != byte ||
          (rank > 0 && raw_id(rank - 1) >= raw_id(rank))) {
        return corrupt_error("the ids of the commit-graph do not ascend");
      }
    }
  }
  return {};
}

// Also that each list of further parents ends and is one commit's own, so that all
// of them together are no longer than the file.
Result<void> CommitGraphLayer::check_parents(uint64_t below) const {
  const uint64_t commits = below + size_;
  const uint64_t edges = extra_edges_.size() / 4;
  std::vector<bool> starts(edges);  // of a list that no commit has named yet
  bool ended = true;
  for (uint64_t i = 0; i < edges; ++i) {
    const uint32_t edge = read_be32(extra_edges_, i * 4);
    if ((edge & ~kTopBit) >= commits) {
      return corrupt_error("a parent in the commit-graph is no commit of it");
    }
    starts[i] = ended;
    ended = (edge & kTopBit) != 0;
  }
  if (!ended) return corrupt_error("a list of parents in the commit-graph does not end");
  for (uint32_t rank = 0; rank < size_; ++rank) {
    const uint32_t one = read_be32(row(rank), id_bytes_);
    const uint32_t two = read_be32(row(rank), id_bytes_ + 4u);
    if (one == kNoParent && two == kNoParent) continue;
    bool fine = one < commits;
    if ((two & kTopBit) != 0) {
      const uint32_t list = two & ~kTopBit;
      fine = fine && list < edges && starts[list];
      if (fine) starts[list] = false;
    } else {
      fine = fine && (two == kNoParent || two < commits);
    }
    if (!fine) return corrupt_error("a parent in the commit-graph is no commit of it");
  }
  return {};
}

int64_t CommitGraphLayer::date(uint32_t rank) const {
  // 30 bits of generation number before it.
  return static_cast<int64_t>(read_be64(row(rank), id_bytes_ + 8u) & ((uint64_t{1} << 34) - 1));
}

void CommitGraphLayer::parents(uint32_t rank, std::vector<uint64_t>& parents) const {
  parents.clear();
  const uint32_t one = read_be32(row(rank), id_bytes_);
  const uint32_t two = read_be32(row(rank), id_bytes_ + 4u);
  if (one != kNoParent) parents.push_back(one);
  if (two == kNoParent) return;
  if ((two & kTopBit) == 0) return parents.push_back(two);
  for (size_t at = size_t{two & ~kTopBit} * 4;; at += 4) {
    const uint32_t edge = read_be32(extra_edges_, at);
    parents.push_back(edge & ~kTopBit);
    if ((edge & kTopBit) != 0) return;
  }
}

Result<CommitGraphFile> CommitGraphFile::open(const std::string& objects_dir, uint8_t id_bytes) {
  CommitGraphFile graph;
  const std::string info = objects_dir + "/info";
  Result<void> single = graph.add(info + "/commit-graph", id_bytes, {});
  if (single) return graph;
  if (single.error().kind != ErrorKind::kNotFound) return single.error();
  const Result<std::string> chain =
      read_file(info + "/commit-graphs/commit-graph-chain", kMaxChainBytes);
  if (!chain) return chain.error();
  std::string_view rest = *chain;
  while (!rest.empty()) {
    const std::string_view line = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(std::min(line.size() + 1, rest.size()));
    const std::optional<ObjectId> checksum = ObjectId::from_hex(line);
    if (!checksum || checksum->size != id_bytes) {
      return corrupt_error("the chain of commit-graphs has a line that is no checksum");
    }
    if (graph.layers_.size() == kMaxLayers)
      return corrupt_error("the chain of commit-graphs is too long");
    Result<void> added = graph.add(info + "/commit-graphs/graph-" + checksum->hex() + ".graph",
                                   id_bytes, checksum->raw());
    if (!added) {
      return added.error().kind == ErrorKind::kNotFound
                 ? corrupt_error("a layer of the chain of commit-graphs is not there")
                 : added.error();
    }
  }
  if (graph.layers_.empty()) return corrupt_error("the chain of commit-graphs is empty");
  return graph;
}

// Adds the layer in `path`, whose checksum is `expected`, if that is not empty.
Result<void> CommitGraphFile::add(const std::string& path, uint8_t id_bytes,
                                  std::string_view expected) {
  Result<MappedFile> file = MappedFile::open(path);
  if (!file) return file.error();
  const Result<CommitGraphLayer> layer = CommitGraphLayer::open(file->bytes(), id_bytes, size());
  if (!layer) return layer.error();
  std::string below;
  for (const CommitGraphLayer& each : layers_) below += each.checksum();
  if (layer->base_checksums() != below || (!expected.empty() && layer->checksum() != expected)) {
    return corrupt_error("a layer of the commit-graph is not of its chain");
  }
  ends_.push_back(size() + layer->size());
  layers_.push_back(*layer);
  files_.push_back(*std::move(file));
  return {};
}

CommitGraphFile::Place CommitGraphFile::place_of(uint64_t position) const {
  const auto end = std::upper_bound(ends_.begin(), ends_.end(), position);
  const auto layer = static_cast<size_t>(end - ends_.begin());
  return {layer, static_cast<uint32_t>(position - (layer == 0 ? 0 : ends_[layer - 1]))};
}

ObjectId CommitGraphFile::id(uint64_t position) const {
  const Place place = place_of(position);
  return ObjectId::from_raw(layers_[place.layer].raw_id(place.rank));
}

void CommitGraphFile::read(uint64_t position, GraphCommit& commit) const {
  const Place place = place_of(position);
  const CommitGraphLayer& layer = layers_[place.layer];
  commit.id = ObjectId::from_raw(layer.raw_id(place.rank));
  commit.tree = ObjectId::from_raw(layer.raw_tree(place.rank));
  commit.date = layer.date(place.rank);
  std::vector<uint64_t> parents;
  layer.parents(place.rank, parents);
  commit.parents.clear();
  for (const uint64_t parent : parents) commit.parents.push_back(id(parent));
}

}  // namespace sluice::git
