// Two passes. The first goes from entry to entry: a stream's end is the next
// entry's start. It leaves an entry for each, with the ids of the objects that
// are stored whole. The second goes from each of these to its deltas and to
// theirs, depth first: a base is known by its offset at once, by its id as soon
// as it is made, wherever in the pack it stands.
#include "git/pack_indexer.h"

#include <libdeflate.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "base/error.h"
#include "git/delta.h"
#include "git/pack_reader.h"

namespace sluice::git {
namespace {

constexpr uint32_t kNone = UINT32_MAX;
// Entries that fail and bases that are made again may cost this many times the
// pack's size, and at least so many bytes.
constexpr uint64_t kWasteRatio = 64, kWasteFloor = uint64_t{4} << 30;

struct Entry {
  uint64_t offset = 0, end = 0;
  uint32_t parent = kNone;  // of a delta that was made; kNone: its base is elsewhere
  uint32_t crc = 0;
  ObjectId id;  // empty: not made
  ObjectType type = ObjectType::kBlob;
  bool is_delta = false;
};

// A delta that waits for its base.
struct Waiting {
  uint64_t base_offset = 0;  // of an offset delta
  std::string_view base_id;  // of an id delta
  uint32_t entry = 0;
};

class Indexer {
 public:
  Indexer(const Pack& pack, uint8_t id_bytes, const Limits& limits, std::span<const uint64_t> hints,
          const BaseElsewhere& elsewhere)
      : pack_(pack), id_bytes_(id_bytes), limits_(limits), hints_(hints), elsewhere_(elsewhere) {}

  IndexedPack run() {
    find_entries();
    sort_waiting();
    for (uint32_t i = 0; i < entries_.size(); ++i) {
      if (!entries_[i].is_delta) resolve_from(i);
    }
    resolve_from_elsewhere();
    return finish();
  }

 private:
  struct Frame {
    uint32_t entry = 0;
    size_t next_by_offset = 0, end_by_offset = 0;  // ranks in by_offset_
    size_t next_by_id = 0, end_by_id = 0;          // ranks in by_id_
    unsigned depth = 0;
    std::optional<std::string> bytes;  // nullopt: dropped to save memory

    bool is_leaf() const { return next_by_offset == end_by_offset && next_by_id == end_by_id; }
  };

  uint64_t budget() const { return std::max(kWasteFloor, pack_.bytes().size() * kWasteRatio); }
  void find_entries();
  Result<uint64_t> read_entry(uint64_t offset);
  void skip_gap(uint64_t& at, const std::string& why);
  void sort_waiting();
  void resolve_from(uint32_t root);
  void resolve_from_elsewhere();
  void walk(uint32_t root, std::string bytes);
  Frame frame_of(uint32_t entry, unsigned depth) const;
  void push(Frame frame, std::string bytes);
  Result<void> restore(Frame& frame);
  Result<std::string> load(uint32_t entry);
  Result<std::string> apply(uint32_t entry, std::string_view base);
  IndexedPack finish() const;

  const Pack& pack_;
  const uint8_t id_bytes_;
  const Limits& limits_;
  const std::span<const uint64_t> hints_;
  const BaseElsewhere& elsewhere_;

  Inflater inflater_;
  std::string buffer_;
  std::vector<Entry> entries_;              // by offset
  std::vector<Waiting> by_offset_, by_id_;  // by what they wait for, then by entry
  std::vector<Frame> stack_;
  uint64_t held_ = 0;    // bytes in stack_
  uint64_t wasted_ = 0;  // claimed by entries that failed, and made more than once
  uint64_t unread_ = 0;
  std::string first_gap_;
};

// Appends the entry at `offset`; returns where it ends.
Result<uint64_t> Indexer::read_entry(uint64_t offset) {
  const Result<PackEntry> header = pack_.entry(offset);
  if (!header) return header.error();
  if (auto fits = pack_.check_size(*header, pack_.end(), limits_.max_object_bytes); !fits) {
    return fits.error();
  }
  const uint64_t room = header->size + Inflater::kRoom;
  if (buffer_.size() < room) buffer_.resize(room);
  Result<uint64_t> end =
      pack_.inflate(*header, pack_.latest_end(*header), inflater_, buffer_.data(), room);
  if (!end) {
    wasted_ += header->size;
    return end;
  }
  Entry entry;
  entry.offset = offset;
  entry.end = *end;
  entry.crc = libdeflate_crc32(0, pack_.bytes().data() + offset, *end - offset);
  entry.is_delta = header->is_delta();
  const auto number = static_cast<uint32_t>(entries_.size());
  if (header->kind == PackEntry::kOffsetDelta) {
    by_offset_.push_back({header->base_offset, {}, number});
  } else if (header->kind == PackEntry::kIdDelta) {
    by_id_.push_back({0, header->base_id, number});
  } else {
    entry.type = static_cast<ObjectType>(header->kind);
    entry.id =
        hash_object(entry.type, std::string_view(buffer_).substr(0, header->size), id_bytes_);
  }
  entries_.push_back(entry);
  return end;
}

void Indexer::skip_gap(uint64_t& at, const std::string& why) {
  const auto next = std::upper_bound(hints_.begin(), hints_.end(), at);
  uint64_t to = next == hints_.end() ? pack_.end() : std::min(*next, pack_.end());
  if (wasted_ > budget()) to = pack_.end();
  if (first_gap_.empty()) {
    first_gap_ = "bytes " + std::to_string(at) + " to " + std::to_string(to) + ": " + why;
  }
  unread_ += to - at;
  at = to;
}

void Indexer::find_entries() {
  for (uint64_t at = Pack::kHeaderBytes; at < pack_.end() && entries_.size() < kNone;) {
    const Result<uint64_t> end = read_entry(at);
    if (end) {
      at = *end;
    } else {
      skip_gap(at, end.error().message);
    }
  }
  buffer_ = {};
}

void Indexer::sort_waiting() {
  std::stable_sort(by_offset_.begin(), by_offset_.end(), [](const Waiting& a, const Waiting& b) {
    return a.base_offset < b.base_offset;
  });
  std::stable_sort(by_id_.begin(), by_id_.end(),
                   [](const Waiting& a, const Waiting& b) { return a.base_id < b.base_id; });
}

// Inflates what the entry holds: an object or a delta.
Result<std::string> Indexer::load(uint32_t entry) {
  const Result<PackEntry> header = pack_.entry(entries_[entry].offset);
  if (!header) return header.error();
  std::string bytes(header->size, '\0');
  const Result<uint64_t> end =
      pack_.inflate(*header, pack_.latest_end(*header), inflater_, bytes.data(), bytes.size());
  if (!end) return end.error();
  return bytes;
}

Result<std::string> Indexer::apply(uint32_t entry, std::string_view base) {
  if (wasted_ > budget()) return Error{ErrorKind::kLimit, "too much work for one pack"};
  const Result<std::string> delta = load(entry);
  if (!delta) return delta.error();
  DeltaReader reader(*delta);
  if (!reader.has_sizes() || reader.base_size() != base.size()) {
    return corrupt_error("its delta is of another base");
  }
  if (reader.result_size() > limits_.max_object_bytes) {
    return Error{ErrorKind::kLimit, "larger than the limit"};
  }
  std::string result(reader.result_size(), '\0');
  if (!apply_delta(base, reader, result.data())) {
    wasted_ += result.size();
    return corrupt_error("its delta is damaged");
  }
  return result;
}

Indexer::Frame Indexer::frame_of(uint32_t entry, unsigned depth) const {
  Frame frame;
  frame.entry = entry;
  frame.depth = depth;
  const auto [offset_begin, offset_end] = std::equal_range(
      by_offset_.begin(), by_offset_.end(), Waiting{entries_[entry].offset, {}, 0},
      [](const Waiting& a, const Waiting& b) { return a.base_offset < b.base_offset; });
  frame.next_by_offset = static_cast<size_t>(offset_begin - by_offset_.begin());
  frame.end_by_offset = static_cast<size_t>(offset_end - by_offset_.begin());
  const auto [id_begin, id_end] =
      std::equal_range(by_id_.begin(), by_id_.end(), Waiting{0, entries_[entry].id.raw(), 0},
                       [](const Waiting& a, const Waiting& b) { return a.base_id < b.base_id; });
  frame.next_by_id = static_cast<size_t>(id_begin - by_id_.begin());
  frame.end_by_id = static_cast<size_t>(id_end - by_id_.begin());
  return frame;
}

void Indexer::push(Frame frame, std::string bytes) {
  held_ += bytes.size();
  frame.bytes = std::move(bytes);
  stack_.push_back(std::move(frame));
  for (size_t i = 0; i + 1 < stack_.size() && held_ > limits_.max_chain_bytes; ++i) {
    if (!stack_[i].bytes) continue;
    held_ -= stack_[i].bytes->size();
    stack_[i].bytes.reset();
  }
}

// Makes the frame's bytes again, from the whole object that they go back to.
Result<void> Indexer::restore(Frame& frame) {
  if (frame.bytes) return {};
  std::vector<uint32_t> chain{frame.entry};
  while (entries_[chain.back()].parent != kNone) chain.push_back(entries_[chain.back()].parent);
  Result<std::string> bytes = std::string();
  const uint32_t root = chain.back();
  if (entries_[root].is_delta) {
    const Result<PackEntry> header = pack_.entry(entries_[root].offset);
    if (!header) return header.error();
    const Result<Object> base = elsewhere_(ObjectId::from_raw(header->base_id));
    if (!base) return base.error();
    bytes = apply(root, base->bytes);
  } else {
    bytes = load(root);
  }
  for (size_t i = chain.size() - 1; bytes && i-- > 0;) {
    bytes = apply(chain[i], *bytes);
    if (bytes) wasted_ += bytes->size();
  }
  if (!bytes) return bytes.error();
  held_ += bytes->size();
  frame.bytes = *std::move(bytes);
  return {};
}

// Makes all that is made from `root`, whose bytes are given.
void Indexer::walk(uint32_t root, std::string bytes) {
  push(frame_of(root, 0), std::move(bytes));
  while (!stack_.empty()) {
    Frame& top = stack_.back();
    uint32_t child = kNone;
    if (top.next_by_offset < top.end_by_offset) {
      child = by_offset_[top.next_by_offset++].entry;
    } else if (top.next_by_id < top.end_by_id) {
      child = by_id_[top.next_by_id++].entry;
    } else {
      if (top.bytes) held_ -= top.bytes->size();
      stack_.pop_back();
      continue;
    }
    Entry& entry = entries_[child];
    if (!entry.id.empty() || top.depth >= limits_.max_delta_depth || !restore(top)) continue;
    Result<std::string> made = apply(child, *top.bytes);
    if (!made) continue;
    entry.parent = top.entry;
    entry.type = entries_[top.entry].type;
    entry.id = hash_object(entry.type, *made, id_bytes_);
    Frame frame = frame_of(child, top.depth + 1);
    if (!frame.is_leaf()) push(std::move(frame), *std::move(made));
  }
}

void Indexer::resolve_from(uint32_t root) {
  if (frame_of(root, 0).is_leaf()) return;
  Result<std::string> bytes = load(root);
  if (bytes) walk(root, *std::move(bytes));
}

// Id deltas whose base the pack has not, as in a pack that was sent thin.
void Indexer::resolve_from_elsewhere() {
  for (const Waiting& waiting : by_id_) {
    Entry& entry = entries_[waiting.entry];
    if (!entry.id.empty()) continue;
    const Result<Object> base = elsewhere_(ObjectId::from_raw(waiting.base_id));
    if (!base) continue;
    Result<std::string> made = apply(waiting.entry, base->bytes);
    if (!made) continue;
    entry.type = base->type;
    entry.id = hash_object(entry.type, *made, id_bytes_);
    walk(waiting.entry, *std::move(made));
  }
}

IndexedPack Indexer::finish() const {
  IndexedPack indexed;
  std::vector<PlacedId> placed;
  for (const Entry& entry : entries_) {
    if (!entry.id.empty()) placed.push_back({entry.id, entry.offset, entry.crc});
  }
  indexed.entries = static_cast<uint32_t>(entries_.size());
  indexed.unmade = static_cast<uint32_t>(entries_.size() - placed.size());
  indexed.unread = unread_;
  indexed.first_gap = first_gap_;
  indexed.index = write_pack_index(placed, pack_.checksum());
  return indexed;
}

}  // namespace

Result<IndexedPack> index_pack(std::string_view pack, uint8_t id_bytes, const Limits& limits,
                               std::span<const uint64_t> hints, const BaseElsewhere& elsewhere) {
  const Result<Pack> opened = Pack::open(pack, PackIndex(), id_bytes);
  if (!opened) return opened.error();
  return Indexer(*opened, id_bytes, limits, hints, elsewhere).run();
}

}  // namespace sluice::git
