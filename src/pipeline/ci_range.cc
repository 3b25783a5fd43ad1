#include "pipeline/ci_range.h"

#include <algorithm>
#include <unordered_set>
#include <utility>

#include "base/escape.h"
#include "git/revision.h"
#include "provenance/commit_range.h"

namespace sluice {
namespace {

using Kind = CiCommit::Kind;

constexpr std::string_view kRemotes = "refs/remotes/";
constexpr std::string_view kHeads = "refs/heads/";

struct Found {
  ObjectId object;  // as named: maybe a tag's
  ObjectId commit;
  std::string ref;  // the ref that was taken; empty: an id
};

// The names by which a clone may know a branch, best first: that of origin, of the one other
// remote, its own.
std::vector<std::string> branch_refs(const git::RefSet& refs, const std::string& branch) {
  std::vector<std::string> names = {std::string(kRemotes) + "origin/" + branch};
  std::vector<std::string> others;
  for (const git::Ref& ref : refs.refs) {
    if (!ref.name.starts_with(kRemotes) || ref.name == names[0]) continue;
    const std::string_view rest = std::string_view(ref.name).substr(kRemotes.size());
    const size_t slash = rest.find('/');
    if (slash != rest.npos && rest.substr(slash + 1) == branch) others.push_back(ref.name);
  }
  if (others.size() == 1) names.push_back(others[0]);
  names.push_back(std::string(kHeads) + branch);
  return names;
}

class Finder {
 public:
  Finder(const git::ObjectStore& store, const git::RefSet& refs, CiChange change)
      : store_(store),
        refs_(refs),
        change_(std::move(change)),
        resolver_(store, refs, store.id_bytes()) {}

  Result<ObjectId> find_one(const CiCommit& named) {
    if (const std::optional<Found> found = resolve(named)) return found->commit;
    if (!typed_error_.empty()) return Error{ErrorKind::kUsage, typed_error_};
    return Error{ErrorKind::kUsage, escape_for_terminal(named.name) + " is not in this clone"};
  }

  CiRangeResult find() {
    std::optional<Found> head;
    for (const CiCommit& each : change_.heads) {
      head = resolve(each);
      if (head) break;
    }
    if (!head) return missing(CiProblem::Kind::kHeadMissing, change_.heads);
    range_.head = head->object;
    range_.head_commit = head->commit;
    if (change_.bases.empty()) return whole();
    std::optional<Found> first;
    for (const CiCommit& each : change_.bases) {
      std::optional<Found> base = resolve(each);
      if (!base) continue;
      if (!first) first = base;
      look_from(*base);
      if (!range_.commits.empty()) return done(*base, each);
    }
    if (!first) return missing(CiProblem::Kind::kBaseMissing, change_.bases);
    return nothing_added(*first);
  }

 private:
  std::optional<Found> resolve(const CiCommit& named) {
    switch (named.kind) {
      case Kind::kId: return find_id(named.name);
      case Kind::kBranch: return find_branch(named.name);
      case Kind::kDefault: return find_default();
      case Kind::kRevision: break;
    }
    const Result<git::RevisionName> name = git::parse_revision(named.name);
    if (!name) return note(name.error());
    const Result<git::Revision> found = resolver_.resolve(*name);
    if (found) return Found{found->object, found->commit, ""};
    if (std::optional<Found> branch = find_branch(named.name)) return branch;
    return note(found.error());
  }

  std::nullopt_t note(const Error& error) {
    if (typed_error_.empty()) typed_error_ = error.message;
    return std::nullopt;
  }

  // No ref counts: whoever may push a branch could call it as an id begins.
  std::optional<Found> find_id(const std::string& hex) const {
    std::vector<ObjectId> ids;
    if (const std::optional<ObjectId> id = ObjectId::from_hex(hex)) {
      ids.push_back(*id);
    } else {
      ids = store_.find_prefix(hex);
    }
    std::optional<Found> found;
    for (const ObjectId& id : ids) {
      std::optional<ObjectId> commit = peel(id);
      if (!commit) continue;
      if (found) return std::nullopt;  // ambiguous
      found = Found{id, *commit, ""};
    }
    return found;
  }

  std::optional<ObjectId> peel(const ObjectId& id) const {
    if (!store_.contains(id)) return std::nullopt;
    const Result<git::Revision> found = resolver_.resolve({id.hex(), {}});
    return found ? std::optional(found->commit) : std::nullopt;
  }

  std::optional<Found> find_ref(const std::string& name) const {
    const auto at =
        std::lower_bound(refs_.refs.begin(), refs_.refs.end(), name,
                         [](const git::Ref& ref, const auto& n) { return ref.name < n; });
    if (at == refs_.refs.end() || at->name != name) return std::nullopt;
    const std::optional<ObjectId> commit = peel(at->target);
    return commit ? std::optional(Found{at->target, *commit, name}) : std::nullopt;
  }

  std::optional<Found> find_branch(const std::string& branch) const {
    for (const std::string& name : branch_refs(refs_, branch)) {
      if (std::optional<Found> found = find_ref(name)) return found;
    }
    return std::nullopt;
  }

  // What clones call it; a CI service that does not say either checks out from this.
  std::optional<Found> find_default() const {
    if (std::optional<Found> found = find_ref(std::string(kRemotes) + "origin/HEAD")) return found;
    for (const char* name : {"main", "master"}) {
      if (std::optional<Found> found = find_branch(name)) return found;
    }
    return std::nullopt;
  }

  void look_from(const Found& base) {
    const OnUnread ignore = [](const Unread&) {};  // the scan that follows tells
    provenance::RangeWalk walk(store_, refs_.shallow, ignore);
    walk.add_head(range_.head_commit);
    walk.add_known(base.commit);
    walk.settle({});
    const std::vector<provenance::RangeCommit> commits = walk.commits();
    range_.base = base.commit;
    range_.commits.clear();
    for (const provenance::RangeCommit& commit : commits) range_.commits.push_back(commit.id);
    std::sort(range_.commits.begin(), range_.commits.end());
    range_.forks.clear();
    std::unordered_set<ObjectId> forks;
    for (const provenance::RangeCommit& commit : commits) {
      for (const ObjectId& parent : commit.parents) {
        if (walk.is_known(parent) && forks.insert(parent).second) range_.forks.push_back(parent);
      }
    }
    if (commits.empty()) range_.forks = {range_.head_commit};
  }

  CiRangeResult whole() {
    range_.base.reset();
    range_.forks.clear();
    range_.commits.clear();
    range_.shown = shown_head();
    return {std::move(range_), {}};
  }

  CiRangeResult done(const Found& base, const CiCommit& named) {
    range_.shown = shown(base, named) + ".." + shown_head();
    return {std::move(range_), {}};
  }

  CiRangeResult nothing_added(const Found& first) {
    if (change_.whole_if_empty) return whole();
    const CiCommit& named = change_.bases.front();
    if (change_.typed) {
      return {{},
              {CiProblem::Kind::kWrongBase,
               "--base " + escape_for_terminal(named.name) + ": " + shown_head() +
                   " adds no commit to it; is it the right one?",
               "", false}};
    }
    if (change_.guessed && may_be_own_branch(first)) {
      return {{},
              {CiProblem::Kind::kOwnBranch,
               "it is not known where this change starts: " + shown_head() + " adds no commit to " +
                   shown(first, named),
               "", false}};
    }
    look_from(first);
    return done(first, named);
  }

  // Whether `base` may be the branch that is judged, so that it holds the change already.
  bool may_be_own_branch(const Found& base) const {
    if (change_.branch.empty()) return true;
    const std::vector<std::string> own = branch_refs(refs_, change_.branch);
    if (std::find(own.begin(), own.end(), base.ref) != own.end()) return true;
    // origin/HEAD does not say what it stands for, so that what points where it does may be it.
    if (!base.ref.ends_with("/HEAD")) return false;
    if (change_.branch == "main" || change_.branch == "master") return true;
    const std::optional<Found> branch = find_branch(change_.branch);
    return branch && branch->commit == base.commit;
  }

  CiRangeResult missing(CiProblem::Kind kind, const std::vector<CiCommit>& named) {
    CiProblem problem;
    problem.kind = kind;
    const bool is_head = kind == CiProblem::Kind::kHeadMissing;
    // A branch is what can surely be fetched; of ids, the first.
    const auto branch = std::find_if(named.begin(), named.end(), [](const CiCommit& each) {
      return each.kind == Kind::kBranch;
    });
    const CiCommit& best = !is_head && branch != named.end() ? *branch : named.front();
    problem.is_branch = best.kind == Kind::kBranch;
    if (best.kind != Kind::kDefault) problem.revision = best.name;
    const std::string what = is_head ? "what is to be judged" : "what the change starts from";
    if (best.kind == Kind::kRevision) {
      const std::string flag = is_head ? "--head " : "--base ";
      problem.what = flag + typed_error_;
      if (!ObjectId::from_hex(best.name)) {
        // What a shallow clone has no name for may well be right where it was cloned from.
        if (refs_.shallow.empty()) {
          problem.kind = CiProblem::Kind::kWrongBase;
        } else {
          problem.what =
              flag + escape_for_terminal(best.name) + " names no commit of this shallow clone";
        }
      }
    } else if (best.kind == Kind::kDefault) {
      problem.what = what + ", the default branch, is not in this clone";
    } else {
      problem.what = what + ", " + escape_for_terminal(best.name) + ", is not in this clone";
    }
    return {{}, std::move(problem)};
  }

  static std::string short_name(std::string_view ref) {
    for (const std::string_view prefix : {kRemotes, kHeads, std::string_view("refs/")}) {
      if (ref.starts_with(prefix)) return escape_for_terminal(ref.substr(prefix.size()));
    }
    return escape_for_terminal(ref);
  }

  static std::string shown(const Found& found, const CiCommit& named) {
    if (!found.ref.empty()) return short_name(found.ref);
    const bool is_id = named.kind == Kind::kId || ObjectId::from_hex(named.name);
    return is_id ? found.commit.hex().substr(0, 12) : escape_for_terminal(named.name);
  }

  std::string shown_head() const { return range_.head_commit.hex().substr(0, 12); }

  const git::ObjectStore& store_;
  const git::RefSet& refs_;
  const CiChange change_;
  const git::RevisionResolver resolver_;
  CiRange range_;
  std::string typed_error_;
};

}  // namespace

CiRangeResult find_ci_range(const git::ObjectStore& store, const git::RefSet& refs,
                            const CiChange& change) {
  return Finder(store, refs, change).find();
}

Result<ObjectId> find_ci_commit(const git::ObjectStore& store, const git::RefSet& refs,
                                const CiCommit& named) {
  return Finder(store, refs, CiChange()).find_one(named);
}

}  // namespace sluice
