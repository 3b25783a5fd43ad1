// A pack's deltas form a forest: PackForest links it from the entries' headers.
// A unit of work is one root with its subtree, walked depth first with an
// explicit stack by one worker. A base's bytes are held until its last child is
// made; since that is the heaviest child, a chain of any length holds two
// buffers and any subtree of n entries about log2(n). Where these still exceed
// max_chain_bytes the lowest are dropped and made anew from the root when needed.
//
// What cannot be read waits in pending_ until the stack is empty: another copy
// of it may exist, and then its subtree is walked from that.
#include "git/pack_walk.h"

#include <libdeflate.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <set>
#include <utility>

#include "base/error.h"
#include "base/workers.h"
#include "git/buffer_pool.h"
#include "git/delta.h"
#include "git/object_stream.h"
#include "git/reason.h"
#include "git/walk_units.h"

namespace sluice::git {
namespace {

struct Shared {
  std::span<const WalkPack> packs;
  std::span<const PackPlan* const> plans;
  // By pack and node: it or something made from it is to be visited or hashed.
  // Empty: all are.
  std::span<const std::vector<bool>> needed;
  const WalkOptions& options;
  const OtherCopy& other_copy;
  const WalkVisitor& visit;
  const OnUnread& on_unread;
  std::stop_token stop;
};

class Worker {
 public:
  Worker(const Shared& shared, unsigned number) : shared_(shared), number_(number) {}

  void walk_root(size_t pack, uint32_t root);
  // An entry that no root leads to.
  void walk_unreached(size_t pack, uint32_t node);
  // Packs in which bytes between the listed objects were met.
  const std::set<size_t>& gaps() const { return gaps_; }

 private:
  struct Frame {
    uint32_t node = 0;
    size_t next_child = 0;
    unsigned depth = 0;
    bool visited = false;
    std::optional<Buffer> bytes;  // nullopt: dropped to save memory
  };
  struct Pending {
    uint32_t node = 0;
    bool alone = false;  // its children are not its own to report
    bool told = false;   // it went to on_unread already
    Error error;
  };

  void select(size_t pack);
  const Pack& pack() const { return *shared_.packs[pack_].pack; }
  ObjectId id(uint32_t node) const { return pack().index().id(forest_->position(node)); }
  bool has(const std::vector<bool>& set, uint32_t node) const {
    return !set.empty() && set[forest_->position(node)];
  }
  bool skipped(uint32_t node) const { return has(shared_.packs[pack_].skip, node); }
  bool has_copies(uint32_t node) const { return has(shared_.packs[pack_].verify, node); }
  bool needed(uint32_t node) const {
    const std::vector<bool>& needed = shared_.needed[pack_];
    return needed.empty() || needed[node];
  }
  bool intact(uint32_t node) const;
  // Whether objects nobody asked for need not be made to know them sound.
  bool can_check_unwanted() const {
    return shared_.options.rest_walked || pack().index().has_crcs();
  }
  void check_unwanted(uint32_t root);

  Result<void> load_root(Buffer& out);
  Result<void> make(uint32_t node, std::optional<std::string_view> base, Buffer& out);
  Result<void> inflate(uint32_t node, const PackEntry& entry, Buffer& out);
  void tell_gap(uint64_t begin, uint64_t end);
  Result<void> apply(std::string_view base, Buffer& out);
  bool must_hash(uint32_t node) const;

  void walk_subtree(uint32_t root, bool from_copy);
  void step();
  Result<void> restore(Frame& frame);
  void push(Frame frame);
  void pop();
  // What became of an object that was made.
  enum class Verdict {
    kVisited,
    kPassed,   // not asked for
    kRefused,  // the entry is damaged: nothing is to be made from it
  };
  Verdict judge(uint32_t node, unsigned depth, const Frame* parent, std::string_view bytes);
  void visit(uint32_t node, const ObjectId& id, unsigned depth, const Frame* parent,
             std::string_view bytes);
  Result<std::unique_ptr<ObjectStream>> open_stream(uint32_t node,
                                                    std::optional<std::string_view> base);
  bool stream(uint32_t node, unsigned depth, std::optional<std::string_view> base);
  bool stream_root(uint32_t root);
  void give_stream(uint32_t node, const LargeObject& object);
  void fail(uint32_t node, Error error, bool told = false) {
    pending_.push_back({node, false, told, std::move(error)});
  }
  void settle_pending();

  const Shared& shared_;
  const unsigned number_;
  Inflater inflater_;
  BufferPool pool_;
  Buffer delta_;                     // the delta that made the object in hand
  std::vector<CopiedRange> copied_;  // by it

  size_t pack_ = 0;
  const PackForest* forest_ = nullptr;
  uint32_t root_ = 0;  // of the subtree in hand
  bool root_from_copy_ = false;
  ObjectType type_ = ObjectType::kBlob;
  std::vector<Frame> stack_;
  uint64_t held_ = 0;       // bytes in stack_
  bool restoring_ = false;  // what is made now was made and judged before
  std::vector<Pending> pending_;
  std::set<size_t> gaps_;
};

void Worker::select(size_t pack) {
  pack_ = pack;
  forest_ = &shared_.plans[pack]->forest;
}

void Worker::walk_root(size_t pack, uint32_t root) {
  select(pack);
  const uint8_t kind = forest_->kind(root);
  if (kind >= PackEntry::kCommit && kind <= PackEntry::kTag && can_check_unwanted() &&
      !shared_.options.types.has(static_cast<ObjectType>(kind))) {
    check_unwanted(root);
  } else {
    walk_subtree(root, false);
  }
  settle_pending();
}

void Worker::walk_unreached(size_t pack, uint32_t node) {
  select(pack);
  pending_.push_back({node, true, false, corrupt_error("its delta bases form a cycle")});
  settle_pending();
}

// Whether the entry, header included, is what was indexed. A flipped bit in a
// header can turn a blob into a commit that nobody asks for; nothing else in the
// entry would show it.
bool Worker::intact(uint32_t node) const {
  if (!pack().index().has_crcs()) return false;
  const uint64_t begin = forest_->offset(node), end = forest_->end(node);
  return libdeflate_crc32(0, pack().bytes().data() + begin, end - begin) ==
         pack().index().crc(forest_->position(node));
}

void Worker::check_unwanted(uint32_t root) {
  if (shared_.options.rest_walked) return;
  std::vector<uint32_t> nodes{root};
  while (!nodes.empty()) {
    const uint32_t node = nodes.back();
    nodes.pop_back();
    if ((!skipped(node) || has_copies(node)) && !intact(node)) {
      fail(node, corrupt_error("the entry is not the one that was indexed"));
      continue;
    }
    for (const uint32_t child : forest_->children(node)) {
      if (needed(child)) nodes.push_back(child);
    }
  }
}

Result<void> Worker::inflate(uint32_t node, const PackEntry& entry, Buffer& out) {
  const uint64_t end = forest_->end(node);
  Result<void> fits = pack().check_size(entry, end, shared_.options.limits.max_object_bytes);
  if (!fits) return fits;
  out.resize(entry.size);
  const Result<uint64_t> stream_end =
      pack().inflate(entry, end, inflater_, out.data(), out.capacity());
  if (!stream_end) return stream_end.error();
  tell_gap(*stream_end, end);
  return {};
}

// Bytes [begin, end) follow an entry's stream.
void Worker::tell_gap(uint64_t begin, uint64_t end) {
  if (begin == end || restoring_ || shared_.plans[pack_]->gaps_told) return;
  gaps_.insert(pack_);
  shared_.on_unread({Reason::kCorrupt,
                     "bytes " + std::to_string(begin) + " to " + std::to_string(end) +
                         " belong to no object that the index lists",
                     shared_.packs[pack_].path});
}

// Makes what delta_ says of `base`.
Result<void> Worker::apply(std::string_view base, Buffer& out) {
  DeltaReader reader(delta_.view());
  if (!reader.has_sizes()) return corrupt_error("its delta is damaged");
  if (reader.base_size() != base.size()) return corrupt_error("its delta is of another base");
  const uint64_t max_bytes = shared_.options.limits.max_object_bytes;
  if (reader.result_size() > max_bytes) {
    return Error{ErrorKind::kLimit,
                 "larger than the limit of " + std::to_string(max_bytes) + " bytes"};
  }
  out.resize(reader.result_size());
  if (!apply_delta(base, reader, out.data(), &copied_))
    return corrupt_error("its delta is damaged");
  return {};
}

bool Worker::must_hash(uint32_t node) const {
  return shared_.plans[pack_]->suspect || has_copies(node) || !intact(node);
}

// One object, from the pack and, for a delta, its base's bytes.
Result<void> Worker::make(uint32_t node, std::optional<std::string_view> base, Buffer& out) {
  pack().index().expect(forest_->position(node));
  const Result<PackEntry> entry = pack().entry(forest_->offset(node));
  if (!entry) return entry.error();
  if (!entry->is_delta()) {
    type_ = static_cast<ObjectType>(entry->kind);
    if (Result<void> whole = inflate(node, *entry, out); !whole) return whole;
  } else {
    if (!base) return corrupt_error("its delta base is no object of the pack");
    if (Result<void> delta = inflate(node, *entry, delta_); !delta) return delta;
    if (Result<void> applied = apply(*base, out); !applied) return applied;
  }
  return {};
}

// The subtree's root, whose base, if any, lies outside the pack.
Result<void> Worker::load_root(Buffer& out) {
  if (root_from_copy_) {
    const Result<Object> copy = shared_.other_copy(id(root_), pack_);
    if (!copy) return copy.error();
    type_ = copy->type;
    out.resize(copy->bytes.size());
    std::copy(copy->bytes.begin(), copy->bytes.end(), out.data());
    return {};
  }
  if (forest_->kind(root_) != PackEntry::kIdDelta) return make(root_, std::nullopt, out);
  const Result<PackEntry> entry = pack().entry(forest_->offset(root_));
  if (!entry) return entry.error();
  const ObjectId base_id = ObjectId::from_raw(entry->base_id);
  const Result<Object> base = shared_.other_copy(base_id, pack_);
  if (!base) {
    return Error{base.error().kind, "its delta base " + base_id.hex() + " was not read"};
  }
  type_ = base->type;
  return make(root_, base->bytes, out);
}

// A blob over the limit, from the pack and, for a delta, its base's bytes. kLimit: it
// is no blob, or the delta itself is too large.
Result<std::unique_ptr<ObjectStream>> Worker::open_stream(uint32_t node,
                                                          std::optional<std::string_view> base) {
  const Result<PackEntry> entry = pack().entry(forest_->offset(node));
  if (!entry) return entry.error();
  if (!entry->is_delta()) {
    type_ = static_cast<ObjectType>(entry->kind);
    const uint64_t end = forest_->end(node);
    if (Result<void> fits = pack().check_size(*entry, end, UINT64_MAX); !fits) return fits.error();
    if (type_ != ObjectType::kBlob) return Error{ErrorKind::kLimit, "no blob"};
    const std::string_view in = pack().bytes().substr(entry->stream, end - entry->stream);
    return std::unique_ptr<ObjectStream>(
        std::make_unique<WholeStream>(ZlibReader(in), entry->size));
  }
  if (!base || type_ != ObjectType::kBlob) return Error{ErrorKind::kLimit, "no blob"};
  restoring_ = true;  // what lies behind its stream was told when it was first inflated
  const Result<void> delta = inflate(node, *entry, delta_);
  restoring_ = false;
  if (!delta) return delta.error();
  return DeltaStream::open(*base, delta_.view(), shared_.options.limits.max_object_bytes);
}

// Judges and gives an object that make() found to be over the limit, as judge() and
// visit() do one that is held. False: it is not to be had as a stream.
bool Worker::stream(uint32_t node, unsigned depth, std::optional<std::string_view> base) {
  if (!shared_.options.large || !shared_.options.types.has(ObjectType::kBlob)) return false;
  // Nothing can be made from it, so that what is skipped need not be right.
  if (skipped(node) && !has_copies(node)) return true;
  Result<std::unique_ptr<ObjectStream>> opened = open_stream(node, base);
  if (!opened) return false;
  const ObjectId stated = id(node);
  if (!must_hash(node)) {
    give_stream(node, {stated, depth, **opened});
    return true;
  }
  const Result<ObjectId> actual = hash_blob(**opened, stated.size);
  const bool holds = actual && *actual == stated;
  if (actual && !holds) {
    shared_.on_unread({Reason::kCorrupt, "its bytes do not have this id", stated.hex()});
  }
  const bool found =
      !holds && !skipped(node) && shared_.options.other_large(number_, stated, depth, pack_);
  // Of a damaged one what comes before the damage, unless there is another.
  if ((holds || !actual) && (skipped(node) || found)) return true;
  opened = open_stream(node, base);
  if (!opened) return false;
  give_stream(node, {actual ? *actual : stated, depth, **opened});
  return true;
}

void Worker::give_stream(uint32_t node, const LargeObject& object) {
  const Result<void> given = shared_.options.large(number_, object);
  if (!given) {
    shared_.on_unread({reason_of(given.error()), given.error().message, object.id.hex()});
  } else if (!shared_.stop.stop_requested()) {
    tell_gap(forest_->end(node) - object.stream.input_left(), forest_->end(node));
  }
}

bool Worker::stream_root(uint32_t root) {
  if (forest_->kind(root) != PackEntry::kIdDelta) return stream(root, 0, std::nullopt);
  const Result<PackEntry> entry = pack().entry(forest_->offset(root));
  if (!entry) return false;
  const Result<Object> base = shared_.other_copy(ObjectId::from_raw(entry->base_id), pack_);
  return base && stream(root, 0, base->bytes);
}

void Worker::visit(uint32_t node, const ObjectId& id, unsigned depth, const Frame* parent,
                   std::string_view bytes) {
  WalkEntry entry;
  entry.pack = pack_;
  entry.position = forest_->position(node);
  entry.id = id;
  entry.type = type_;
  entry.bytes = bytes;
  entry.depth = depth;
  entry.is_base = !forest_->children(node).empty();
  if (parent != nullptr && parent->visited) {
    entry.parent = forest_->position(parent->node);
    entry.base_bytes = parent->bytes->view();
    entry.delta_bytes = delta_.view();
    entry.copied = copied_;
  }
  shared_.visit(number_, entry);
}

// The object in hand, just made from the pack: hashed where that is due, given
// where it is asked for.
Worker::Verdict Worker::judge(uint32_t node, unsigned depth, const Frame* parent,
                              std::string_view bytes) {
  const ObjectId stated = id(node);
  const bool wanted = shared_.options.types.has(type_);
  // What is skipped may be the base of what is not, so it has to be right as well.
  if (must_hash(node)) {
    const ObjectId actual = hash_object(type_, bytes, stated.size);
    if (actual != stated) {
      Error error = corrupt_error("its bytes do not have this id");
      shared_.on_unread({Reason::kCorrupt, error.message, stated.hex()});
      if (wanted) visit(node, actual, depth, parent, bytes);
      // An entry as it was written is the base that its deltas mean, whatever its
      // id; one that rotted is not.
      const bool refused = !intact(node);
      pending_.push_back({node, !refused, true, std::move(error)});
      return refused ? Verdict::kRefused : wanted ? Verdict::kVisited : Verdict::kPassed;
    }
  }
  if (!wanted || skipped(node)) return Verdict::kPassed;
  visit(node, stated, depth, parent, bytes);
  return Verdict::kVisited;
}

void Worker::walk_subtree(uint32_t root, bool from_copy) {
  root_ = root;
  root_from_copy_ = from_copy;
  Buffer bytes = pool_.take();
  if (Result<void> loaded = load_root(bytes); !loaded) {
    pool_.give(std::move(bytes));
    const bool told = loaded.error().kind == ErrorKind::kLimit && stream_root(root);
    return fail(root, std::move(loaded).error(), told);
  }
  if (!shared_.options.types.has(type_) && can_check_unwanted()) {
    check_unwanted(root);
    return pool_.give(std::move(bytes));
  }
  Verdict verdict = Verdict::kPassed;
  if (!from_copy) {
    verdict = judge(root, 0, nullptr, bytes.view());
  } else if (shared_.options.types.has(type_) && !skipped(root)) {
    visit(root, id(root), 0, nullptr, bytes.view());
    verdict = Verdict::kVisited;
  }
  if (verdict == Verdict::kRefused) return pool_.give(std::move(bytes));
  push({.node = root, .visited = verdict == Verdict::kVisited, .bytes = std::move(bytes)});
  while (!stack_.empty()) {
    if (shared_.stop.stop_requested()) {
      while (!stack_.empty()) pop();
      return;
    }
    step();
  }
}

// Makes and visits the next child of the stack's top.
void Worker::step() {
  Frame& top = stack_.back();
  const auto children = forest_->children(top.node);
  if (top.next_child == children.size()) return pop();
  const uint32_t child = children[top.next_child++];
  const bool last = top.next_child == children.size();
  const bool leaf = forest_->children(child).empty();
  const unsigned depth = top.depth + 1;
  if (!needed(child)) return;

  Buffer bytes = pool_.take();
  Result<void> made;
  if (depth > shared_.options.limits.max_delta_depth) {
    made = Error{ErrorKind::kLimit, "its chain of deltas is longer than the limit of " +
                                        std::to_string(shared_.options.limits.max_delta_depth)};
  } else {
    made = restore(top);
    if (made) made = make(child, top.bytes->view(), bytes);
  }
  if (!made) {
    pool_.give(std::move(bytes));
    const bool told = made.error().kind == ErrorKind::kLimit && top.bytes &&
                      depth <= shared_.options.limits.max_delta_depth &&
                      stream(child, depth, top.bytes->view());
    return fail(child, std::move(made).error(), told);
  }
  const Verdict verdict = judge(child, depth, &top, bytes.view());
  if (last) pop();
  if (leaf || verdict == Verdict::kRefused) return pool_.give(std::move(bytes));
  push({.node = child,
        .depth = depth,
        .visited = verdict == Verdict::kVisited,
        .bytes = std::move(bytes)});
}

// Makes the frame's bytes again, from the root, if they were dropped.
Result<void> Worker::restore(Frame& frame) {
  if (frame.bytes) return {};
  std::vector<uint32_t> chain;
  for (uint32_t node = frame.node; node != root_; node = forest_->parent(node)) {
    chain.push_back(node);
  }
  restoring_ = true;
  Buffer bytes = pool_.take(), next = pool_.take();
  Result<void> made = load_root(bytes);
  for (size_t i = chain.size(); made && i-- > 0;) {
    made = make(chain[i], bytes.view(), next);
    std::swap(bytes, next);
  }
  restoring_ = false;
  pool_.give(std::move(next));
  if (!made) return made;
  held_ += bytes.size();
  frame.bytes = std::move(bytes);
  return {};
}

void Worker::push(Frame frame) {
  held_ += frame.bytes->size();
  stack_.push_back(std::move(frame));
  for (size_t i = 0; i + 1 < stack_.size() && held_ > shared_.options.limits.max_chain_bytes; ++i) {
    if (!stack_[i].bytes) continue;
    held_ -= stack_[i].bytes->size();
    stack_[i].bytes.reset();
  }
}

void Worker::pop() {
  if (std::optional<Buffer>& bytes = stack_.back().bytes) {
    held_ -= bytes->size();
    pool_.give(std::move(*bytes));
  }
  stack_.pop_back();
}

void Worker::settle_pending() {
  while (!pending_.empty() && !shared_.stop.stop_requested()) {
    const Pending pending = std::move(pending_.back());
    pending_.pop_back();
    const uint32_t node = pending.node;
    const Result<Object> copy = shared_.other_copy(id(node), pack_);
    if (copy && !pending.alone) {
      walk_subtree(node, true);
      continue;
    }
    if (copy) {
      type_ = copy->type;
      if (!skipped(node) && shared_.options.types.has(type_)) {
        visit(node, id(node), 0, nullptr, copy->bytes);
      }
      continue;
    }
    if (!pending.told && !skipped(node)) {
      shared_.on_unread({reason_of(pending.error), pending.error.message, id(node).hex()});
    }
    if (pending.alone) continue;
    const Error cause{pending.error.kind,
                      "its delta base " + id(node).hex() +
                          (pending.error.kind == ErrorKind::kLimit
                               ? " is larger than can be held in memory (--max-object-mb)"
                               : " was not read")};
    for (uint32_t child : forest_->children(node)) {
      if (needed(child)) fail(child, cause);
    }
  }
  pending_.clear();
}

}  // namespace

std::vector<size_t> walk_packs(std::span<const WalkPack> packs, const WalkOptions& options,
                               const OtherCopy& other_copy, const WalkVisitor& visit,
                               const OnUnread& on_unread, std::stop_token stop) {
  const unsigned workers = std::max(1u, options.workers);
  std::vector<PackPlan> own(packs.size());
  std::vector<const PackPlan*> plans(packs.size());
  std::vector<std::vector<bool>> needed(packs.size());
  parallel_for(workers, packs.size(), stop, [&](unsigned, size_t i) {
    plans[i] = packs[i].plan;
    if (plans[i] == nullptr) {
      own[i] = plan_pack(*packs[i].pack, packs.size() < workers ? workers : 1);
      for (const std::string& what : own[i].damage) {
        on_unread({Reason::kCorrupt, what, packs[i].path});
      }
      plans[i] = &own[i];
    }
    needed[i] = mark_needed(plans[i]->forest, packs[i].skip, packs[i].verify);
  });
  if (stop.stop_requested()) return {};
  const std::vector<WalkUnit> units = list_units(plans, needed, workers);
  const Shared shared{packs, plans, needed, options, other_copy, visit, on_unread, stop};
  std::vector<std::unique_ptr<Worker>> states;
  for (unsigned number = 0; number < workers; ++number) {
    states.push_back(std::make_unique<Worker>(shared, number));
  }
  parallel_for(workers, units.size(), stop, [&](unsigned worker, size_t i) {
    const WalkUnit& unit = units[i];
    if (unit.unreached) {
      states[worker]->walk_unreached(unit.pack, unit.node);
    } else {
      states[worker]->walk_root(unit.pack, unit.node);
    }
  });
  std::set<size_t> gaps;
  for (const auto& state : states) gaps.insert(state->gaps().begin(), state->gaps().end());
  return {gaps.begin(), gaps.end()};
}

}  // namespace sluice::git
