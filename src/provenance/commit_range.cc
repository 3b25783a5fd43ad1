#include "provenance/commit_range.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "git/commit.h"
#include "git/reason.h"
#include "git/tag.h"

namespace sluice::provenance {
namespace {

constexpr size_t kManyNames = 1000;  // known names that are not worth reading at once
constexpr unsigned kFewSteps = 256;  // of the walk, before they are

}  // namespace

RangeCommit parse_range_commit(const ObjectId& id, std::string_view bytes, bool shallow) {
  git::Commit parsed;
  git::parse_commit(bytes, id.size, parsed);
  RangeCommit commit;
  commit.id = id;
  commit.tree = parsed.tree;
  commit.date = parsed.committer.date;
  commit.shallow = shallow;
  if (!shallow) commit.parents = std::move(parsed.parents);
  return commit;
}

void sort_parents_first(std::vector<RangeCommit>& commits) {
  std::unordered_map<ObjectId, uint32_t> numbers;
  for (uint32_t i = 0; i < commits.size(); ++i) numbers.emplace(commits[i].id, i);
  std::vector<std::vector<uint32_t>> children(commits.size());
  std::vector<uint32_t> waits_for(commits.size());
  for (uint32_t i = 0; i < commits.size(); ++i) {
    for (const ObjectId& parent : commits[i].parents) {
      const auto at = numbers.find(parent);
      if (at == numbers.end()) continue;
      children[at->second].push_back(i);
      ++waits_for[i];
    }
  }
  const auto later = [&](uint32_t a, uint32_t b) {
    return std::tie(commits[a].date, commits[a].id) > std::tie(commits[b].date, commits[b].id);
  };
  std::priority_queue<uint32_t, std::vector<uint32_t>, decltype(later)> ready(later);
  for (uint32_t i = 0; i < commits.size(); ++i) {
    if (waits_for[i] == 0) ready.push(i);
  }
  std::vector<RangeCommit> sorted;
  sorted.reserve(commits.size());
  while (!ready.empty()) {
    const uint32_t next = ready.top();
    ready.pop();
    for (const uint32_t child : children[next]) {
      if (--waits_for[child] == 0) ready.push(child);
    }
    sorted.push_back(commits[next]);
  }
  commits = std::move(sorted);
}

RangeWalk::RangeWalk(const git::ObjectStore& store, std::span<const ObjectId> shallow,
                     const OnUnread& on_unread)
    : store_(store), shallow_(shallow.begin(), shallow.end()), on_unread_(on_unread) {}

// A head that is no commit is read whole, but for a blob over the limit.
RangeHead RangeWalk::peel(ObjectId id, bool tell) {
  RangeHead head;
  for (unsigned depth = 0; depth < git::kMaxTagDepth; ++depth) {
    if (numbers_.contains(id)) {
      head.target = id;
      return head;
    }
    Result<git::Object> object = store_.read(id);
    if (!object && object.error().kind == ErrorKind::kLimit) {
      head.target = id;
      head.type = git::ObjectType::kBlob;
      return head;
    }
    if (!object) {
      if (tell) on_unread_({git::reason_of(object.error()), "what a ref or tag names", id.hex()});
      return head;
    }
    if (object->type != git::ObjectType::kTag) {
      head.target = id;
      head.type = object->type;
      if (object->type == git::ObjectType::kCommit) {
        add_node(parse_range_commit(id, object->bytes, shallow_.contains(id)));
      }
      return head;
    }
    head.tags.push_back(id);
    id = git::parse_tag(object->bytes, store_.id_bytes()).object;
    if (id.empty()) {
      if (tell) on_unread_({Reason::kCorrupt, "a tag that names nothing", head.tags.back().hex()});
      return head;
    }
  }
  if (tell) on_unread_({Reason::kLimit, "tags of tags, too many", id.hex()});
  return head;
}

void RangeWalk::add_head(const ObjectId& id) {
  heads_.push_back(peel(id, true));
  const RangeHead& head = heads_.back();
  if (head.type == git::ObjectType::kCommit && !head.target.empty()) mark(head.target, kWanted);
}

bool RangeWalk::add_known(const ObjectId& id) {
  const RangeHead head = peel(id, false);
  known_objects_.insert(head.tags.begin(), head.tags.end());
  if (head.target.empty()) return false;
  if (head.type == git::ObjectType::kCommit) return mark(head.target, kKnown);
  known_objects_.insert(head.target);
  return true;
}

void RangeWalk::add_known_names(std::span<const ObjectId> ids) {
  names_.insert(ids.begin(), ids.end());
  if (names_.size() < kManyNames) read_names();
}

void RangeWalk::read_names() {
  for (const ObjectId& id : std::exchange(names_, {})) add_known(id);
}

uint32_t RangeWalk::add_node(RangeCommit commit) {
  const auto number = static_cast<uint32_t>(nodes_.size());
  numbers_.emplace(commit.id, number);
  nodes_.push_back({std::move(commit), 0, false});
  return number;
}

uint32_t RangeWalk::read(const ObjectId& id, bool tell) {
  if (const auto at = numbers_.find(id); at != numbers_.end()) return at->second;
  const Result<git::Object> object = store_.read(id);
  if (object && object->type == git::ObjectType::kCommit) {
    return add_node(parse_range_commit(id, object->bytes, shallow_.contains(id)));
  }
  if (tell && told_.insert(id).second) {
    const Reason reason = object ? Reason::kCorrupt : git::reason_of(object.error());
    on_unread_({reason, "a commit of the change", id.hex()});
  }
  return kNone;
}

bool RangeWalk::mark(const ObjectId& id, uint8_t mark) {
  if (names_.contains(id)) mark = kKnown;
  const uint32_t number = read(id, mark == kWanted);
  if (number == kNone) return false;
  Node& node = nodes_[number];
  if ((node.marks & (kKnown | mark)) != 0) return true;  // what is known needs no other mark
  if (mark == kKnown && node.queued) --open_;
  node.marks |= mark;
  if (node.queued) return true;
  node.queued = true;
  if (mark == kWanted) ++open_;
  queue_.emplace(node.commit.date, number);
  return true;
}

void RangeWalk::pass_on(const Node& node) {
  const uint8_t mark_of_parents = (node.marks & kKnown) != 0 ? kKnown : kWanted;
  for (const ObjectId& parent : node.commit.parents) mark(parent, mark_of_parents);
}

void RangeWalk::take_next() {
  Node& node = nodes_[queue_.top().second];
  queue_.pop();
  node.queued = false;
  if ((node.marks & kKnown) == 0) {
    --open_;
    oldest_ = std::min(oldest_, node.commit.date);
  }
  pass_on(node);
}

// Whether all that the heads reach comes to an end at known names within a few steps.
bool RangeWalk::ends_at_names(const std::stop_token& stop) {
  for (unsigned step = 0; open_ > 0 && step < kFewSteps; ++step) {
    if (stop.stop_requested()) return true;
    take_next();
  }
  return open_ == 0;
}

void RangeWalk::settle(const std::stop_token& stop) {
  if (!names_.empty()) {
    if (ends_at_names(stop)) return;
    read_names();
  }
  while (!queue_.empty() && (open_ > 0 || queue_.top().first >= oldest_)) {
    if (stop.stop_requested()) return;
    take_next();
  }
}

void RangeWalk::settle_all(const std::stop_token& stop) {
  read_names();
  while (!queue_.empty() && !stop.stop_requested()) take_next();
}

std::vector<RangeCommit> RangeWalk::commits() const {
  std::vector<RangeCommit> commits;
  for (const Node& node : nodes_) {
    if (node.marks == kWanted) commits.push_back(node.commit);
  }
  sort_parents_first(commits);
  return commits;
}

bool RangeWalk::is_known(const ObjectId& commit) const {
  const auto at = numbers_.find(commit);
  return at != numbers_.end() && (nodes_[at->second].marks & kKnown) != 0;
}

std::vector<ObjectId> RangeWalk::known_trees() const {
  std::vector<ObjectId> trees;
  for (const Node& node : nodes_) {
    if ((node.marks & kKnown) != 0 && !node.commit.tree.empty()) trees.push_back(node.commit.tree);
  }
  std::sort(trees.begin(), trees.end());
  trees.erase(std::unique(trees.begin(), trees.end()), trees.end());
  return trees;
}

std::vector<ObjectId> RangeWalk::known_texts() const {
  std::vector<ObjectId> texts;
  for (const Node& node : nodes_) {
    if ((node.marks & kKnown) != 0) texts.push_back(node.commit.id);
  }
  texts.insert(texts.end(), known_objects_.begin(), known_objects_.end());
  return texts;
}

ObjectId RangeWalk::tree_of(const ObjectId& commit) const {
  const auto at = numbers_.find(commit);
  return at == numbers_.end() ? ObjectId() : nodes_[at->second].commit.tree;
}

}  // namespace sluice::provenance
