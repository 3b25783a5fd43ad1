#include "provenance/selection.h"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "base/escape.h"
#include "git/revision.h"
#include "git/tag.h"
#include "provenance/commit_collector.h"
#include "provenance/tree_marks.h"

namespace sluice::provenance {
namespace {

// What the choice names, resolved.
struct Terms {
  std::vector<ObjectId> included, excluded;           // as named: tags are not peeled
  std::vector<std::pair<ObjectId, ObjectId>> common;  // commits; what both reach is excluded
  std::vector<git::Ref> refs;
  bool everything = false;  // every commit of the store is included
};

class Resolver {
 public:
  Resolver(const git::ObjectStore& store, const git::RefSet& refs, uint8_t id_bytes)
      : refs_(refs), resolver_(store, refs, id_bytes) {}

  Result<Terms> resolve(const Choice& choice) {
    for (const std::string& glob : choice.refs) {
      if (Result<void> added = add_refs(glob); !added) return added.error();
    }
    for (const std::string& range : choice.ranges) {
      if (Result<void> added = add_range(range); !added) return added.error();
    }
    if (terms_.included.empty()) {
      if (!choice.ranges.empty()) {
        return Error{ErrorKind::kUsage, "--range " + escape_for_terminal(choice.ranges[0]) +
                                            " only leaves out; name what to scan, as in A..B"};
      }
      terms_.everything = true;
      terms_.refs = refs_.refs;
    }
    return std::move(terms_);
  }

 private:
  Result<void> add_refs(const std::string& glob) {
    const std::vector<git::Ref> matched = git::match_refs(refs_, glob);
    if (matched.empty()) {
      return Error{ErrorKind::kUsage, "--refs " + escape_for_terminal(glob) +
                                          " names no ref here; git for-each-ref lists them"};
    }
    for (const git::Ref& ref : matched) {
      terms_.included.push_back(ref.target);
      if (!ref.name.starts_with("refs/")) continue;  // HEAD is no name that anyone chose
      const bool known = std::any_of(terms_.refs.begin(), terms_.refs.end(),
                                     [&](const git::Ref& other) { return other.name == ref.name; });
      if (!known) terms_.refs.push_back(ref);
    }
    return {};
  }

  Result<void> add_range(const std::string& range) {
    const Result<std::vector<git::RangeTerm>> terms = git::parse_range(range);
    if (!terms) return in_range(terms.error());
    for (const git::RangeTerm& term : *terms) {
      if (Result<void> added = add_term(term); !added) return in_range(added.error());
    }
    return {};
  }

  static Error in_range(const Error& error) { return {error.kind, "--range: " + error.message}; }

  Result<void> add_term(const git::RangeTerm& term) {
    using Kind = git::RangeTerm::Kind;
    const Result<git::Revision> left = resolver_.resolve(term.left);
    if (!left) return left.error();
    switch (term.kind) {
      case Kind::kInclude: terms_.included.push_back(left->object); return {};
      case Kind::kExclude: terms_.excluded.push_back(left->object); return {};
      case Kind::kSingle: return add_single(*left);
      case Kind::kBetween:
      case Kind::kSymmetric: break;
    }
    const Result<git::Revision> right = resolver_.resolve(term.right);
    if (!right) return right.error();
    terms_.included.push_back(right->object);
    if (term.kind == Kind::kBetween) {
      terms_.excluded.push_back(left->object);
    } else {
      terms_.included.push_back(left->object);
      terms_.common.emplace_back(left->commit, right->commit);
    }
    return {};
  }

  Result<void> add_single(const git::Revision& revision) {
    const Result<std::vector<ObjectId>> parents = resolver_.parents(revision.commit);
    if (!parents) return parents.error();
    terms_.included.push_back(revision.object);
    terms_.excluded.insert(terms_.excluded.end(), parents->begin(), parents->end());
    return {};
  }

  const git::RefSet& refs_;
  git::RevisionResolver resolver_;
  Terms terms_;
};

struct WholeHistory {
  CommitGraph graph;
  Tags tags;
  std::unordered_map<ObjectId, int64_t> tag_dates;
  std::vector<bool> shallow;  // by commit: of the boundary, and so without parents
};

Result<WholeHistory> read_history(const git::ObjectStore& store, const git::RefSet& refs,
                                  uint8_t id_bytes, unsigned workers, const OnUnread& on_unread,
                                  std::stop_token stop) {
  CommitCollector collector(workers, id_bytes);
  std::vector<std::vector<std::pair<ObjectId, int64_t>>> dates(std::max(workers, 1u));
  const auto sink = [&](unsigned worker, const git::ObjectView& object) {
    collector.add(worker, object.id, object.type, object.bytes);
    if (object.type != git::ObjectType::kTag) return;
    const git::Tag tag = git::parse_tag(object.bytes, id_bytes);
    dates[worker].emplace_back(object.id, tag.tagger.date);
  };
  const git::TypeMask types =
      git::only(git::ObjectType::kCommit) | git::only(git::ObjectType::kTag);
  if (Result<void> done = store.for_each(types, workers, sink, on_unread, stop); !done) {
    return std::move(done).error();
  }
  WholeHistory history;
  history.graph = collector.build_graph(on_unread);
  history.tags = collector.take_tags();
  for (const auto& part : dates) history.tag_dates.insert(part.begin(), part.end());
  history.shallow.resize(history.graph.size());
  for (const ObjectId& id : refs.shallow) {
    if (const uint32_t commit = history.graph.find(id); commit != kNone) {
      history.shallow[commit] = true;
    }
  }
  return history;
}

// Marks every ancestor of `tips`, and themselves, in `reached`.
void reach_from(const WholeHistory& history, const std::vector<uint32_t>& tips,
                std::vector<bool>& reached) {
  for (const uint32_t tip : tips) reached[tip] = true;
  for (uint32_t commit = history.graph.size(); commit-- > 0;) {
    if (!reached[commit] || history.shallow[commit]) continue;
    for (const uint32_t parent : history.graph.parents(commit)) reached[parent] = true;
  }
}

// What some named objects lead to, a step at a time over tags.
struct Tips {
  std::vector<uint32_t> commits;
  std::vector<ObjectId> tags;    // distinct
  std::vector<ObjectId> others;  // trees and blobs, or not in the store
};

Tips tips_of(const WholeHistory& history, const std::vector<ObjectId>& named) {
  Tips tips;
  std::unordered_set<ObjectId> seen;
  for (ObjectId id : named) {
    // Ends: each tag is passed once.
    while (seen.insert(id).second && !id.empty()) {
      if (const uint32_t commit = history.graph.find(id); commit != kNone) {
        tips.commits.push_back(commit);
        break;
      }
      const uint32_t tag = history.tags.ids.find(id.raw());
      if (tag == Interner::kNone) {
        tips.others.push_back(id);
        break;
      }
      tips.tags.push_back(id);
      id = history.tags.targets[tag];
    }
  }
  return tips;
}

class Selector {
 public:
  Selector(const git::ObjectStore& store, const git::RefSet& refs, const WholeHistory& history,
           const Terms& terms, std::optional<int64_t> since, const OnUnread& on_unread)
      : store_(store),
        history_(history),
        terms_(terms),
        refs_(refs),
        since_(since),
        on_unread_(on_unread),
        included_(history.graph.size()),
        excluded_(history.graph.size()) {}

  // Which commits. Returns how many the names alone include, dates aside.
  uint64_t choose_commits() {
    wanted_ = tips_of(history_, terms_.included);
    left_out_ = tips_of(history_, terms_.excluded);
    if (terms_.everything) wanted_ = tips_of(history_, everything_named());
    reach_from(history_, wanted_.commits, included_);
    named_ = included_;
    if (terms_.everything) included_.assign(included_.size(), true);
    reach_from(history_, left_out_.commits, excluded_);
    for (const auto& [a, b] : terms_.common) exclude_common(a, b);
    uint64_t count = 0;
    for (uint32_t commit = 0; commit < included_.size(); ++commit) {
      if (excluded_[commit] || !included_[commit]) continue;
      ++count;
      if (is_old(history_.graph.date(commit))) excluded_[commit] = true;
    }
    return count;
  }

  Result<Selection> select(TreeMarks& trees, unsigned workers, std::stop_token stop) {
    Selection selection;
    std::vector<ObjectId> ids;
    for (uint32_t commit = 0; commit < included_.size(); ++commit) {
      const std::string_view root = history_.graph.tree(commit);
      if (is_selected(commit)) {
        ids.push_back(history_.graph.id(commit));
        ++selection.commits;
        if (root.empty()) {
          on_unread_({Reason::kCorrupt, "a commit without a tree", ids.back().hex()});
        } else if (named_[commit]) {
          trees.include(root);
        } else {
          trees.include_remains(root);
        }
      } else if (excluded_[commit] && !root.empty()) {
        trees.exclude(root);
      }
    }
    tell_gaps();
    add_tags(ids);
    add_others(trees, ids);
    Result<std::vector<ObjectId>> blobs = trees.new_blobs(workers, on_unread_, stop);
    if (!blobs) return std::move(blobs).error();
    ids.insert(ids.end(), blobs->begin(), blobs->end());
    selection.objects = git::ObjectSet(std::move(ids), store_.id_bytes());
    selection.refs = terms_.refs;
    return selection;
  }

 private:
  bool is_old(int64_t date) const { return since_ && date < *since_; }
  bool is_selected(uint32_t commit) const { return included_[commit] && !excluded_[commit]; }

  // All that names an object.
  std::vector<ObjectId> everything_named() const {
    std::vector<ObjectId> named;
    if (refs_.head) named.push_back(*refs_.head);
    for (const std::vector<git::Ref>* refs : {&refs_.refs, &refs_.worktrees}) {
      for (const git::Ref& ref : *refs) named.push_back(ref.target);
    }
    // What only a log or FETCH_HEAD still names may have been pruned by now.
    const auto add_present = [&](const ObjectId& id) {
      if (store_.contains(id)) named.push_back(id);
    };
    for (const git::Ref& ref : refs_.pseudo) add_present(ref.target);
    for (const ObjectId& id : refs_.reflog) add_present(id);
    for (const ObjectId& id : refs_.stash_log) add_present(id);
    return named;
  }

  void exclude_common(const ObjectId& a, const ObjectId& b) {
    std::vector<bool> of_a(included_.size()), of_b(included_.size());
    reach_from(history_, tips_of(history_, {a}).commits, of_a);
    reach_from(history_, tips_of(history_, {b}).commits, of_b);
    for (uint32_t commit = 0; commit < included_.size(); ++commit) {
      if (of_a[commit] && of_b[commit]) excluded_[commit] = true;
    }
  }

  void add_tags(std::vector<ObjectId>& ids) const {
    const std::unordered_set<ObjectId> out(left_out_.tags.begin(), left_out_.tags.end());
    for (const ObjectId& tag : wanted_.tags) {
      if (!out.contains(tag) && !is_old(history_.tag_dates.at(tag))) ids.push_back(tag);
    }
    if (!terms_.everything) return;
    for (const auto& [tag, date] : history_.tag_dates) {
      if (!is_old(date)) ids.push_back(tag);
    }
  }

  // What a name leads to and is no commit or tag: a tree, a blob, or a gap.
  void add_others(TreeMarks& trees, std::vector<ObjectId>& ids) const {
    for (const ObjectId& id : wanted_.others) {
      if (trees.has_tree(id)) {
        trees.include(id.raw());
      } else if (store_.contains(id)) {
        ids.push_back(id);
      } else {
        on_unread_({Reason::kMissing, "an object that a ref or tag names", id.hex()});
      }
    }
  }

  void tell_gaps() const {
    uint64_t boundary = 0;
    for (uint32_t commit = 0; commit < included_.size(); ++commit) {
      boundary += is_selected(commit) && history_.shallow[commit];
    }
    if (boundary != 0) {
      on_unread_({Reason::kShallow,
                  "the selected history ends at " + std::to_string(boundary) +
                      " shallow commits; run: git fetch --unshallow",
                  "shallow"});
    }
    for (const auto& [child, parent] : history_.graph.missing()) {
      if (!is_selected(child) || !named_[child] || history_.shallow[child]) continue;
      on_unread_({Reason::kMissing, "a parent commit", parent.hex()});
    }
  }

  const git::ObjectStore& store_;
  const WholeHistory& history_;
  const Terms& terms_;
  const git::RefSet& refs_;
  const std::optional<int64_t> since_;
  const OnUnread& on_unread_;
  Tips wanted_, left_out_;
  std::vector<bool> included_, excluded_, named_;  // by commit; named_: a name leads to it
};

std::string named(const Choice& choice) {
  std::string text;
  for (const std::string& range : choice.ranges) text += " --range " + range;
  for (const std::string& glob : choice.refs) text += " --refs " + glob;
  return escape_for_terminal(text.substr(1));
}

}  // namespace

Result<Selection> select_history(const git::ObjectStore& store, const git::RefSet& refs,
                                 const Choice& choice, uint8_t id_bytes, unsigned workers,
                                 const OnUnread& on_unread, std::stop_token stop) {
  const Result<Terms> terms = Resolver(store, refs, id_bytes).resolve(choice);
  if (!terms) return terms.error();
  const Result<WholeHistory> history =
      read_history(store, refs, id_bytes, workers, on_unread, stop);
  if (!history) return history.error();
  // Half a history would have gaps that are none.
  if (stop.stop_requested()) return Selection();
  Selector selector(store, refs, *history, *terms, choice.since, on_unread);
  if (selector.choose_commits() == 0 && !choice.ranges.empty() && !choice.allow_empty) {
    return Error{ErrorKind::kUsage, named(choice) +
                                        " holds no commit: is its base the right one? "
                                        "(--allow-empty if it may be)"};
  }
  Result<TreeMarks> trees = TreeMarks::read(store, id_bytes, workers, on_unread, stop);
  if (!trees) return std::move(trees).error();
  if (stop.stop_requested()) return Selection();
  return selector.select(*trees, workers, stop);
}

}  // namespace sluice::provenance
