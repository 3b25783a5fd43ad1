// Reads the trees, and the commits and tags that nobody collected, in one pass over
// the store, peels what the refs and logs name, and turns the lives of life.h into
// places and facts.
#include "provenance/locate.h"

#include <algorithm>
#include <map>
#include <set>

#include "base/workers.h"
#include "git/commit.h"
#include "git/object_set.h"
#include "git/tag.h"
#include "provenance/commit_graph.h"
#include "provenance/hit_trees.h"
#include "provenance/life.h"

namespace sluice::provenance {
namespace {

// The hits, sorted by what they are; a blob that is listed twice is wanted once.
struct WantedBlobs {
  Interner numbers;  // raw blob ids; the key's number is the index into `blobs`
  std::vector<ObjectId> blobs;
  std::vector<uint32_t> blob_of_hit;  // kNone for commits and tags
  std::vector<uint32_t> hit_by_name;  // of each blob that is wanted by name, its hit; else kNone

  explicit WantedBlobs(std::span<const HitObject> hits) {
    for (uint32_t i = 0; i < hits.size(); ++i) {
      blob_of_hit.push_back(kNone);
      if (hits[i].type != git::ObjectType::kBlob) continue;
      const uint32_t blob = blob_of_hit.back() = numbers.intern(hits[i].id.raw());
      const bool first = blob == blobs.size();
      if (first) blobs.push_back(hits[i].id);
      if (first) hit_by_name.push_back(hits[i].by_name ? i : kNone);
      // What two hits want is wanted wherever it lies.
      if (!first) hit_by_name[blob] = kNone;
    }
  }
};

struct Objects {
  CommitGraph graph;
  HitTrees trees;
  Tags tags;
  std::set<ObjectId> claimed;  // commits that were not read
  bool is_refuted = false;     // no true commits can be what was claimed
};

Result<Objects> read_objects(const git::ObjectStore& store, const WantedBlobs& wanted,
                             const LocateOptions& options, const OnUnread& on_unread) {
  const unsigned workers = std::max(options.workers, 1u);
  std::optional<HitTreesBuilder> trees;
  const auto begin_trees = [&] {
    Exists exists;
    if (!options.promised) exists = [&store](const ObjectId& id) { return store.contains(id); };
    trees.emplace(wanted.blobs, store.id_bytes(), workers, TreeLimits{}, std::move(exists));
    if (!options.matters) return;
    trees->want_by_name([&](uint32_t blob, std::string_view name) {
      const uint32_t hit = wanted.hit_by_name[blob];
      return hit == kNone || options.matters(hit, name);
    });
  };
  begin_trees();
  if (!options.promised) {
    trees->presume_all([&](std::span<const ObjectId> ids) { return store.contains_all(ids); });
  }
  CommitCollector read(workers, store.id_bytes());
  CommitCollector& commits = options.commits != nullptr ? *options.commits : read;
  git::Selection selection;
  selection.types = git::only(git::ObjectType::kTree);
  selection.rest_walked = true;  // by the scan
  git::ObjectSet known;
  if (options.commits == nullptr || options.some_commits) {
    selection.types =
        selection.types | git::only(git::ObjectType::kCommit) | git::only(git::ObjectType::kTag);
    known = git::ObjectSet(commits.commits(), store.id_bytes());
    selection.without = known.ids().raw();
  }
  const auto sink = [&](unsigned worker, const git::ObjectView& object) {
    if (object.type == git::ObjectType::kTree) {
      trees->add(worker, object, on_unread);
    } else {
      commits.add(worker, object.id, object.type, object.bytes);
    }
  };
  if (Result<void> done = store.for_each(selection, workers, sink, on_unread, {}); !done) {
    return done.error();
  }
  if (!options.promised && !trees->presumed_rightly()) {
    begin_trees();
    selection.types = git::only(git::ObjectType::kTree);
    selection.rest_walked = true;
    // What was told above may be told again; coverage counts it once.
    if (Result<void> done = store.for_each(selection, workers, sink, on_unread, {}); !done) {
      return done.error();
    }
  }
  bool is_cyclic = false;
  const auto on_cycle = [&](const Unread& unread) {
    is_cyclic = true;
    if (commits.claimed().empty()) on_unread(unread);
  };
  trees->merge();
  Objects objects;
  parallel_for(workers, 2, {}, [&](unsigned, size_t part) {
    if (part == 0) {
      objects.trees = trees->build(on_unread);
    } else {
      objects.graph = commits.build_graph(on_cycle);
    }
  });
  objects.tags = commits.take_tags();
  objects.claimed = commits.claimed();
  objects.is_refuted = is_cyclic && !objects.claimed.empty();
  return objects;
}

// What refs and logs name, peeled.
struct Names {
  uint32_t head = kNoCommit;
  std::vector<Named> refs;      // refs/**, in their order
  std::vector<Named> logged;    // all else, HEAD too
  std::vector<Reach> tags;      // the least reach of what names a tag, by number in Tags::ids
  std::vector<ObjectId> trees;  // that something names without a commit
};

class Peeler {
 public:
  Peeler(const git::ObjectStore& store, const Objects& objects, const WantedBlobs& wanted,
         const OnUnread& on_unread)
      : store_(store), objects_(objects), wanted_(wanted), on_unread_(on_unread) {}

  Names peel_all(const git::RefSet& refs) {
    names_.tags.assign(objects_.tags.targets.size(), Reach::kUnreachable);
    if (refs.head) {
      names_.logged.push_back(peel(*refs.head, Reach::kHead, "HEAD"));
      names_.head = names_.logged.back().commit;
    }
    for (const git::Ref& ref : refs.refs) {
      const Reach reach = ref.name == "refs/stash" ? Reach::kStash : Reach::kRef;
      names_.refs.push_back(peel(ref.target, reach, ref.name));
    }
    for (const git::Ref& ref : refs.worktrees) log(ref.target, Reach::kWorktree, ref.name);
    // What only a log or FETCH_HEAD still names may have been pruned by now.
    for (const git::Ref& ref : refs.pseudo) log(ref.target, Reach::kReflog, {});
    for (const ObjectId& id : refs.reflog) log(id, Reach::kReflog, {});
    for (const ObjectId& id : refs.stash_log) log(id, Reach::kStash, {});
    return std::move(names_);
  }

 private:
  void log(const ObjectId& id, Reach reach, std::string_view name) {
    names_.logged.push_back(peel(id, reach, name));
  }

  // `name` is empty where a missing object is no fault.
  Named peel(ObjectId id, Reach reach, std::string_view name) {
    Named named;
    named.reach = reach;
    for (unsigned depth = 0; depth < git::kMaxTagDepth; ++depth) {
      if (id.empty() || id.is_null()) return named;
      named.commit = objects_.graph.find(id);
      if (named.commit != kNoCommit) return named;
      const uint32_t tag = objects_.tags.ids.find(id.raw());
      if (tag == kNone) {
        name_other(id, name, named);
        return named;
      }
      names_.tags[tag] = std::min(names_.tags[tag], reach);
      id = objects_.tags.targets[tag];
    }
    on_unread_({Reason::kLimit, "a tag of a tag, too many times over", id.hex()});
    return named;
  }

  // A tree, a blob, or nothing in the store.
  void name_other(const ObjectId& id, std::string_view name, Named& named) {
    if (objects_.trees.has_tree(id.raw())) {
      named.tree = objects_.trees.find(id.raw());
      names_.trees.push_back(id);
    } else if (const uint32_t blob = wanted_.numbers.find(id.raw()); blob != kNone) {
      named.blob = blob;
    } else if (!name.empty() && !store_.contains(id)) {
      on_unread_(
          {Reason::kMissing, std::string(name) + " names it and the store lacks it", id.hex()});
    }
  }

  const git::ObjectStore& store_;
  const Objects& objects_;
  const WantedBlobs& wanted_;
  const OnUnread& on_unread_;
  Names names_;
};

std::vector<Tip> tips_of_names(const Names& names) {
  std::vector<Tip> tips;
  for (const std::vector<Named>* all : {&names.refs, &names.logged}) {
    for (const Named& named : *all) {
      if (named.commit != kNoCommit) tips.push_back({named.commit, named.reach});
    }
  }
  return tips;
}

// The numbers of commits' root trees, by commit.
std::vector<uint32_t> number_roots(const Objects& objects, unsigned workers) {
  constexpr uint32_t kTogether = 1024;
  std::vector<uint32_t> roots(objects.graph.size());
  parallel_for(
      std::max(workers, 1u), roots.size() / kTogether + 1, {}, [&](unsigned, size_t share) {
        const size_t end = std::min<size_t>(roots.size(), (share + 1) * kTogether);
        for (auto commit = static_cast<uint32_t>(share * kTogether); commit < end; ++commit) {
          roots[commit] = objects.trees.number(objects.graph.tree(commit));
        }
      });
  return roots;
}

// Tells what reachable history names and the store does not have. `root_numbers`: of
// each commit's tree.
void report_missing(const Objects& objects, const Names& names, const std::vector<Reach>& reach,
                    std::span<const uint32_t> root_numbers, const std::vector<ObjectId>& shallow,
                    uint8_t id_bytes, const OnUnread& on_unread) {
  const std::set<ObjectId> boundary(shallow.begin(), shallow.end());
  std::set<ObjectId> parents;
  for (const auto& [child, parent] : objects.graph.missing()) {
    if (reach[child] == Reach::kUnreachable || boundary.contains(objects.graph.id(child))) continue;
    parents.insert(parent);
  }
  for (const ObjectId& id : parents)
    on_unread({Reason::kMissing, "a commit names it as a parent and the store lacks it", id.hex()});

  std::vector<uint32_t> roots;
  std::set<std::string> missing;
  const auto add_root = [&](uint32_t number, std::string_view raw_id) {
    if (number == kNone) {
      missing.emplace(raw_id);
    } else {
      roots.push_back(number);
    }
  };
  for (uint32_t commit = 0; commit < objects.graph.size(); ++commit) {
    if (reach[commit] == Reach::kUnreachable) continue;
    const std::string_view root = objects.graph.tree(commit);
    if (root.empty()) {
      on_unread({Reason::kCorrupt, "a commit without a tree", objects.graph.id(commit).hex()});
    } else {
      add_root(root_numbers[commit], root);
    }
  }
  for (const ObjectId& tree : names.trees) add_root(objects.trees.number(tree.raw()), tree.raw());
  for (std::string& raw : objects.trees.missing_below(roots)) missing.insert(std::move(raw));
  // git knows the empty tree without storing it.
  const ObjectId empty = git::hash_object(git::ObjectType::kTree, {}, id_bytes);
  for (const std::string& raw : missing) {
    if (raw == empty.raw()) continue;
    const bool is_blob = objects.trees.is_absent_blob(raw);
    on_unread({Reason::kMissing,
               std::string("a ") + (is_blob ? "blob" : "tree") +
                   " that history names and the store lacks",
               ObjectId::from_raw(raw).hex()});
  }
}

// Holds claims against commits.
class ClaimCheck {
 public:
  ClaimCheck(const git::ObjectStore& store, const Objects& objects, const OnUnread& on_unread)
      : store_(store), objects_(objects), on_unread_(on_unread) {}

  // Those a gap or an answer may come from; the others hold what their one parent holds.
  bool holds_for(const History& history, std::span<const Tip> tips) const {
    if (objects_.is_refuted) {
      on_unread_({Reason::kCorrupt, "a commit-graph with a cycle of parents", "commit-graph"});
      return false;
    }
    std::set<uint32_t> commits;
    for (const History::Node& node : history.nodes()) commits.insert(node.commit);
    for (const auto& [child, parent] : objects_.graph.missing()) commits.insert(child);
    for (const Tip& tip : tips) commits.insert(tip.commit);
    const CommitGraph& graph = objects_.graph;
    for (uint32_t commit = 0; commit < graph.size(); ++commit) {
      const bool is_root = graph.parents(commit).empty();
      if (is_root || !objects_.trees.has_tree(graph.tree(commit))) commits.insert(commit);
    }
    return std::all_of(commits.begin(), commits.end(),
                       [this](uint32_t commit) { return holds(commit); });
  }

 private:
  bool holds(uint32_t commit) const {
    const CommitGraph& graph = objects_.graph;
    const ObjectId id = graph.id(commit);
    if (!objects_.claimed.contains(id)) return true;
    const Result<git::Object> object = store_.read(id);
    git::Commit real;
    if (object && object->type == git::ObjectType::kCommit) {
      git::parse_commit(object->bytes, id.size, real);
      std::set<ObjectId> parents;
      for (const uint32_t parent : graph.parents(commit)) parents.insert(graph.id(parent));
      for (auto gap = std::lower_bound(
               graph.missing().begin(), graph.missing().end(), commit,
               [](const auto& each, uint32_t child) { return each.first < child; });
           gap != graph.missing().end() && gap->first == commit; ++gap) {
        parents.insert(gap->second);
      }
      if (real.tree.raw() == graph.tree(commit) && real.committer.date == graph.date(commit) &&
          parents == std::set<ObjectId>(real.parents.begin(), real.parents.end())) {
        return true;
      }
    }
    on_unread_({Reason::kCorrupt, "the commit-graph does not say what this commit does", id.hex()});
    return false;
  }

  const git::ObjectStore& store_;
  const Objects& objects_;
  const OnUnread& on_unread_;
};

// Reads the authors of the commits that a report will name, each once.
class Facts {
 public:
  Facts(const git::ObjectStore& store, const CommitGraph& graph) : store_(store), graph_(graph) {}

  void want(const Life& life) {
    want(life.introduced);
    want(life.removed);
  }

  void read(unsigned workers, const OnUnread& on_unread) {
    std::vector<std::pair<const uint32_t, CommitFacts>*> all;
    for (const uint32_t commit : wanted_) all.push_back(&*facts_.find(commit));
    wanted_.clear();
    parallel_for(std::max(workers, 1u), all.size(), {},
                 [&](unsigned, size_t i) { read_one(all[i]->first, all[i]->second, on_unread); });
  }

  std::optional<CommitFacts> of(uint32_t commit) const {
    if (commit == kNoCommit) return std::nullopt;
    return facts_.at(commit);
  }

 private:
  void want(uint32_t commit) {
    if (commit != kNoCommit && facts_.try_emplace(commit).second) wanted_.push_back(commit);
  }

  void read_one(uint32_t commit, CommitFacts& facts, const OnUnread& on_unread) const {
    facts.id = graph_.id(commit);
    facts.date = graph_.date(commit);
    const Result<git::Object> object = store_.read(facts.id);
    if (!object) {
      on_unread({Reason::kCorrupt, object.error().message, facts.id.hex()});
      return;
    }
    git::Commit parsed;
    git::parse_commit(object->bytes, facts.id.size, parsed);
    facts.author = {std::string(parsed.author.name), std::string(parsed.author.email)};
  }

  const git::ObjectStore& store_;
  const CommitGraph& graph_;
  std::map<uint32_t, CommitFacts> facts_;
  std::vector<uint32_t> wanted_;  // in facts_, not read yet
};

// A place before its commits are read.
struct Spot {
  std::string path;
  Life life;
};

// Keeps one spot a path, the best reached, by path ascending.
void tidy(std::vector<Spot>& spots) {
  std::sort(spots.begin(), spots.end(), [](const Spot& a, const Spot& b) {
    return a.path != b.path ? a.path < b.path : a.life.reach < b.life.reach;
  });
  spots.erase(std::unique(spots.begin(), spots.end(),
                          [](const Spot& a, const Spot& b) { return a.path == b.path; }),
              spots.end());
}

// Where wanted blobs lie. `spots` has one list a wanted blob.
class BlobSpots {
 public:
  BlobSpots(const Objects& objects, const WantedBlobs& wanted, const History& history)
      : objects_(objects), wanted_(wanted), history_(history), spots_(wanted.blobs.size()) {}

  std::vector<std::vector<Spot>> find(std::span<const IndexEntryRef> index_paths,
                                      std::span<const Reach> reach, std::span<const HitTree> roots,
                                      const OnUnread& on_unread) {
    for (PathLife& pair : lives_of_paths(history_, {}, on_unread)) {
      spots_[pair.blob].push_back({std::move(pair.path), pair.life});
    }
    for (std::vector<Spot>& spots : spots_) tidy(spots);
    add_named();
    add_index(index_paths);
    add_pathless();
    add_unreachable(reach, roots);
    for (std::vector<Spot>& spots : spots_) {
      if (spots.empty()) spots.emplace_back();
      tidy(spots);
    }
    return std::move(spots_);
  }

 private:
  // Blobs that a ref, tag or log names directly.
  void add_named() {
    for (const std::span<const Named> all : {history_.refs(), history_.logged()}) {
      for (const Named& named : all) {
        if (named.blob == kNone) continue;
        spots_[named.blob].push_back({"", {kNoCommit, kNoCommit, named.reach, false}});
      }
    }
  }

  void add_index(std::span<const IndexEntryRef> index_paths) {
    for (const IndexEntryRef& entry : index_paths) {
      const uint32_t blob = wanted_.numbers.find(entry.blob.raw());
      if (blob == kNone) continue;
      std::vector<Spot>& spots = spots_[blob];
      const auto same = std::find_if(spots.begin(), spots.end(),
                                     [&](const Spot& spot) { return spot.path == entry.path; });
      if (same == spots.end()) {
        spots.push_back({std::string(entry.path), {kNoCommit, kNoCommit, Reach::kIndex, false}});
      } else {
        same->life.reach = std::min(same->life.reach, Reach::kIndex);
      }
    }
  }

  std::vector<uint32_t> without_spot() const {
    std::vector<uint32_t> blobs;
    for (uint32_t blob = 0; blob < spots_.size(); ++blob) {
      if (spots_[blob].empty()) blobs.push_back(blob);
    }
    return blobs;
  }

  // Blobs that commits hold at paths past a limit only: their life is known, no path is.
  void add_pathless() {
    const std::vector<uint32_t> blobs = without_spot();
    std::vector<Holders> holders;
    for (const uint32_t blob : blobs) holders.push_back({{blob}, {}});
    const SecretLives found = lives_of_secrets(history_, holders, wanted_.numbers.size());
    for (size_t i = 0; i < blobs.size(); ++i) {
      if (found.lives[i].reach == Reach::kUnreachable) continue;
      spots_[blobs[i]].push_back({"", found.lives[i]});
    }
  }

  // The least path in the first unreachable commit that holds the blob.
  void add_unreachable(std::span<const Reach> reach, std::span<const HitTree> roots) {
    uint64_t left = PathLimits{}.max_changes;
    std::vector<bool> open(spots_.size()), seen(objects_.trees.size());
    size_t open_count = 0;
    for (const uint32_t blob : without_spot()) open[blob] = ++open_count != 0;
    for (uint32_t commit = 0; commit < roots.size() && open_count != 0 && left != 0; ++commit) {
      if (reach[commit] != Reach::kUnreachable || seen[roots[commit]]) continue;
      seen[roots[commit]] = true;
      for_each_path(objects_.trees, roots[commit], left,
                    [&](uint32_t blob, const std::string& path) {
                      --left;
                      if (open[blob]) spots_[blob].push_back({path, {}});
                    });
      for (uint32_t blob = 0; blob < spots_.size(); ++blob) {
        if (!open[blob] || spots_[blob].empty()) continue;
        tidy(spots_[blob]);
        spots_[blob].resize(1);
        open[blob] = false;
        --open_count;
      }
    }
  }

  const Objects& objects_;
  const WantedBlobs& wanted_;
  const History& history_;
  std::vector<std::vector<Spot>> spots_;
};

// The one spot of a commit's or tag's own text.
Spot spot_of_text(const HitObject& hit, const Objects& objects, const Names& names,
                  std::span<const Reach> reach) {
  Spot spot;
  if (hit.type == git::ObjectType::kTag) {
    const uint32_t tag = objects.tags.ids.find(hit.id.raw());
    if (tag != kNone) spot.life.reach = names.tags[tag];
    return spot;
  }
  const uint32_t commit = objects.graph.find(hit.id);
  if (commit == kNoCommit || reach[commit] == Reach::kUnreachable) return spot;
  spot.life.reach = reach[commit];
  spot.life.introduced = commit;
  return spot;
}

}  // namespace

struct Located::Impl {
  Impl(const git::ObjectStore& store, const git::RefSet& refs, std::span<const HitObject> hit_list,
       WantedBlobs wanted_blobs, Objects read, OnUnread unread)
      : hits(hit_list.begin(), hit_list.end()),
        wanted(std::move(wanted_blobs)),
        objects(std::move(read)),
        on_unread(std::move(unread)),
        facts(store, objects.graph) {
    for (const git::Ref& ref : refs.refs) ref_names.push_back(ref.name);
  }
  Impl(const Impl&) = delete;  // `history` and `facts` point into `objects`
  Impl& operator=(const Impl&) = delete;

  // False: what was claimed of commits is not so, and nothing was found.
  bool find_places(const git::ObjectStore& store, const git::RefSet& refs,
                   std::span<const IndexEntryRef> index_paths, unsigned workers);
  std::vector<uint32_t> message_commits() const;
  Holders holders_of(std::span<const uint32_t> holder_hits) const;

  std::vector<HitObject> hits;
  WantedBlobs wanted;
  Objects objects;
  OnUnread on_unread;
  std::vector<std::string> ref_names;
  std::optional<History> history;  // absent until find_places()
  Facts facts;
  std::vector<std::vector<Place>> places;
};

std::vector<uint32_t> Located::Impl::message_commits() const {
  std::vector<uint32_t> commits;
  for (const HitObject& hit : hits) {
    if (hit.type != git::ObjectType::kCommit) continue;
    const uint32_t commit = objects.graph.find(hit.id);
    if (commit != kNoCommit) commits.push_back(commit);
  }
  return commits;
}

Holders Located::Impl::holders_of(std::span<const uint32_t> holder_hits) const {
  Holders holders;
  for (const uint32_t hit : holder_hits) {
    if (wanted.blob_of_hit[hit] != kNone) {
      holders.blobs.push_back(wanted.blob_of_hit[hit]);
    } else if (hits[hit].type == git::ObjectType::kCommit) {
      const uint32_t commit = objects.graph.find(hits[hit].id);
      if (commit != kNoCommit) holders.commits.push_back(commit);
    }
  }
  return holders;
}

bool Located::Impl::find_places(const git::ObjectStore& store, const git::RefSet& refs,
                                std::span<const IndexEntryRef> index_paths, unsigned workers) {
  const Names names = Peeler(store, objects, wanted, on_unread).peel_all(refs);
  const std::vector<Tip> tips = tips_of_names(names);
  const std::vector<Reach> reach = reach_of_commits(objects.graph, tips);
  const std::vector<uint32_t> root_numbers = number_roots(objects, workers);
  std::vector<HitTree> roots;
  roots.reserve(root_numbers.size());
  for (const uint32_t number : root_numbers) roots.push_back(objects.trees.hit_tree(number));
  history.emplace(objects.graph, objects.trees, reach, roots, names.head, names.refs, names.logged,
                  message_commits());
  if (!objects.claimed.empty() &&
      !ClaimCheck(store, objects, on_unread).holds_for(*history, tips)) {
    return false;
  }
  report_missing(objects, names, reach, root_numbers, refs.shallow, store.id_bytes(), on_unread);
  if (hits.empty()) return true;
  const std::vector<std::vector<Spot>> blob_spots =
      BlobSpots(objects, wanted, *history).find(index_paths, reach, roots, on_unread);

  std::vector<std::vector<Spot>> spots;
  for (size_t i = 0; i < hits.size(); ++i) {
    const uint32_t blob = wanted.blob_of_hit[i];
    if (blob != kNone) {
      spots.push_back(blob_spots[blob]);
    } else {
      spots.push_back({spot_of_text(hits[i], objects, names, reach)});
    }
    for (const Spot& spot : spots.back()) facts.want(spot.life);
  }
  facts.read(workers, on_unread);
  for (const std::vector<Spot>& list : spots) {
    std::vector<Place>& of_hit = places.emplace_back();
    for (const Spot& spot : list) {
      of_hit.push_back({spot.path, spot.life.reach, facts.of(spot.life.introduced),
                        facts.of(spot.life.removed)});
    }
  }
  return true;
}

Located::Located(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Located::~Located() = default;
Located::Located(Located&&) noexcept = default;
Located& Located::operator=(Located&&) noexcept = default;

const std::vector<Place>& Located::places(size_t hit) const { return impl_->places[hit]; }

uint64_t Located::commits() const { return impl_->objects.graph.size(); }

SecretLife Located::life(std::span<const uint32_t> holders) const {
  const std::vector<uint32_t> secret(holders.begin(), holders.end());
  return std::move(lives({&secret, 1})[0]);
}

std::vector<SecretLife> Located::lives(std::span<const std::vector<uint32_t>> secrets) const {
  std::vector<SecretLife> lives(secrets.size());
  if (!impl_->history) return lives;
  std::vector<Holders> holders;
  for (const std::vector<uint32_t>& secret : secrets) holders.push_back(impl_->holders_of(secret));
  const SecretLives found =
      lives_of_secrets(*impl_->history, holders, static_cast<uint32_t>(impl_->wanted.blobs.size()));
  for (const Life& life : found.lives) impl_->facts.want(life);
  impl_->facts.read(1, impl_->on_unread);
  for (size_t i = 0; i < lives.size(); ++i) {
    lives[i].introduced = impl_->facts.of(found.lives[i].introduced);
    lives[i].removed = impl_->facts.of(found.lives[i].removed);
    lives[i].in_head = found.lives[i].in_head;
    for (const uint32_t ref : found.refs[i]) lives[i].refs.push_back(impl_->ref_names[ref]);
  }
  return lives;
}

Result<Located> locate(const git::ObjectStore& store, const git::RefSet& refs,
                       std::span<const HitObject> hits, std::span<const IndexEntryRef> index_paths,
                       const LocateOptions& options, const OnUnread& on_unread) {
  OnUnread told = on_unread;
  if (options.promised) {
    told = [on_unread](const Unread& unread) {
      if (unread.reason != Reason::kMissing) on_unread(unread);
    };
  }
  const auto read = [&](const LocateOptions& how) -> Result<std::unique_ptr<Located::Impl>> {
    WantedBlobs wanted(hits);
    Objects objects;
    // Without hits and gaps to tell there is nothing to read.
    if (!hits.empty() || !options.promised) {
      Result<Objects> all = read_objects(store, wanted, how, on_unread);
      if (!all) return all.error();
      objects = *std::move(all);
    }
    return std::make_unique<Located::Impl>(store, refs, hits, std::move(wanted), std::move(objects),
                                           told);
  };
  Result<std::unique_ptr<Located::Impl>> impl = read(options);
  if (!impl) return impl.error();
  if ((*impl)->find_places(store, refs, index_paths, options.workers)) {
    return Located(*std::move(impl));
  }
  LocateOptions anew = options;
  anew.commits = nullptr;
  impl = read(anew);
  if (!impl) return impl.error();
  (*impl)->find_places(store, refs, index_paths, options.workers);
  return Located(*std::move(impl));
}

}  // namespace sluice::provenance
