// Turns the lives of life.h into places and facts, and tells what history names and the store
// lacks.
#include "provenance/locate.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "base/workers.h"
#include "git/commit.h"
#include "provenance/claim_check.h"
#include "provenance/history_objects.h"
#include "provenance/life.h"
#include "provenance/names.h"
#include "provenance/spots.h"

namespace sluice::provenance {
namespace {

// The numbers of commits' root trees, by commit.
std::vector<uint32_t> number_roots(const HistoryObjects& objects, unsigned workers) {
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
void report_missing(const HistoryObjects& objects, const Names& names,
                    const std::vector<Reach>& reach, std::span<const uint32_t> root_numbers,
                    const std::vector<ObjectId>& shallow, uint8_t id_bytes,
                    const OnUnread& on_unread) {
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

}  // namespace

struct Located::Impl {
  Impl(const git::ObjectStore& store, const git::RefSet& refs, std::span<const HitObject> hit_list,
       WantedBlobs wanted_blobs, HistoryObjects read, OnUnread unread)
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
  HistoryObjects objects;
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
  const Names names = peel_names(refs, store, objects, wanted, on_unread);
  const std::vector<Tip> tips = tips_of_names(names);
  const std::vector<Reach> reach = reach_of_commits(objects.graph, tips);
  const std::vector<uint32_t> root_numbers = number_roots(objects, workers);
  std::vector<HitTree> roots;
  roots.reserve(root_numbers.size());
  for (const uint32_t number : root_numbers) roots.push_back(objects.trees.hit_tree(number));
  history.emplace(objects.graph, objects.trees, reach, roots, names.head, names.refs, names.logged,
                  message_commits());
  if (!objects.claimed.empty() && !claims_hold(store, objects, *history, tips, on_unread)) {
    return false;
  }
  report_missing(objects, names, reach, root_numbers, refs.shallow, store.id_bytes(), on_unread);
  if (hits.empty()) return true;
  const std::vector<std::vector<Spot>> blob_spots =
      find_blob_spots(objects, wanted, *history, index_paths, reach, roots, on_unread);

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
    HistoryObjects objects;
    // Without hits and gaps to tell there is nothing to read.
    if (!hits.empty() || !options.promised) {
      Result<HistoryObjects> all = read_history_objects(store, wanted, how, on_unread);
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
