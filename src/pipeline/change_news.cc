#include "pipeline/change_news.h"

#include <algorithm>
#include <unordered_map>
#include <utility>

#include "pipeline/similarity.h"
#include "provenance/path_history.h"

namespace sluice {
namespace {

// Contents compared in one run, and commits looked into for renames.
constexpr size_t kMaxNewsComparisons = 10'000;
constexpr size_t kMaxRenamingCommits = 1'000;

}  // namespace

// New paths of one commit, and the files that one of its parents has and it has not.
struct ChangeNews::Targets {
  struct Target {
    std::string path;
    ObjectId blob;
    std::vector<std::string_view> secrets;
    bool found = false;
  };
  std::vector<Target> targets;
  std::vector<provenance::RemovedFile> sources;
  std::vector<bool> taken;  // by source: of one new path only, a second one is a copy

  // Those not taken, of the same file name before others.
  std::vector<size_t> free_for(const Target& target) const {
    std::vector<size_t> free;
    for (size_t i = 0; i < sources.size(); ++i) {
      if (!taken[i]) free.push_back(i);
    }
    std::stable_partition(free.begin(), free.end(), [&](size_t i) {
      return name_in_folder(sources[i].path) == name_in_folder(target.path);
    });
    return free;
  }
};

bool ChangeNews::is_known(const PlacedMatch& candidate) const {
  const auto at = held_.find(candidate.path);
  if (at == held_.end()) return false;
  const std::string& secret = candidate.match->secret_text;
  const bool suppressed = at->second.suppressed.contains(secret);
  if (candidate.suppressed) return suppressed;
  // A comment that is not heeded in what is new still is in what is old.
  return at->second.live.contains(secret) || (candidate.match->allowed_inline && suppressed);
}

bool ChangeNews::all_known() const {
  return std::all_of(candidates_.begin(), candidates_.end(),
                     [this](const PlacedMatch& candidate) { return is_known(candidate); });
}

void ChangeNews::hold(const std::string& path, const HeldSecrets& secrets) {
  held_[path].add(secrets);
}

std::set<std::string> ChangeNews::open_paths() const {
  std::set<std::string> paths;
  for (const PlacedMatch& candidate : candidates_) {
    if (!is_known(candidate)) paths.insert(candidate.path);
  }
  return paths;
}

void ChangeNews::look_nearby(const std::set<std::string>& paths) {
  std::set<ChangeBase::PathBlob> files;
  for (const ObjectId& tree : near_trees_) {
    for (const std::string& path : paths) {
      if (path.empty()) continue;
      if (const auto blob = trees_.blob_at(tree, path)) files.emplace(path, *blob);
    }
  }
  const auto secrets = base_.secrets_of({files.begin(), files.end()}, ChangeBase::Ignored::kLive);
  for (const auto& [file, held] : secrets) hold(file.first, held);
}

void ChangeNews::find_renames() {
  // Also what is known already competes for sources, so that the answer does not depend on where
  // that was found.
  std::map<uint32_t, std::vector<size_t>> by_commit;
  for (size_t i = 0; i < candidates_.size(); ++i) {
    const PlacedMatch& candidate = candidates_[i];
    if (candidate.added && candidate.commit != UINT32_MAX) {
      by_commit[candidate.commit].push_back(i);
    }
  }
  std::erase_if(by_commit, [this](const auto& commit) {
    return std::all_of(commit.second.begin(), commit.second.end(),
                       [this](size_t i) { return is_known(candidates_[i]); });
  });
  size_t commits = 0;
  for (const auto& [commit, candidates] : by_commit) {
    if (++commits > kMaxRenamingCommits || options_.stop.stop_requested()) break;
    find_renames_in(commit, candidates);
  }
  std::vector<ChangeBase::PathBlob> files;
  for (const Rename& rename : renames_) files.emplace_back(rename.from, rename.blob);
  sources_ = base_.secrets_of(files, ChangeBase::Ignored::kSuppressed);
}

void ChangeNews::find_renames_in(uint32_t commit, const std::vector<size_t>& candidates) {
  const provenance::RangeCommit& child = commits_[commit];
  for (const ObjectId& parent : child.parents) {
    const auto in_change =
        std::find_if(commits_.begin(), commits_.begin() + commit,
                     [&](const provenance::RangeCommit& other) { return other.id == parent; });
    const bool from_base = in_change == commits_.begin() + commit;
    if (!from_base) {
      match_renames(in_change->tree, false, commit, candidates);
      continue;
    }
    const Result<git::Object> object = store_.read(parent);
    if (!object || object->type != git::ObjectType::kCommit) continue;
    match_renames(provenance::parse_range_commit(parent, object->bytes, false).tree, true, commit,
                  candidates);
  }
}

void ChangeNews::match_renames(const ObjectId& parent_tree, bool from_base, uint32_t commit,
                               const std::vector<size_t>& candidates) {
  Targets all;
  std::map<std::string, size_t> numbers;
  for (const size_t i : candidates) {
    const PlacedMatch& candidate = candidates_[i];
    const auto [at, fresh] = numbers.emplace(candidate.path, all.targets.size());
    if (fresh) all.targets.push_back({candidate.path, candidate.blob, {}, false});
    all.targets[at->second].secrets.push_back(candidate.match->secret_text);
  }
  all.sources =
      provenance::removed_files(trees_, parent_tree, commits_[commit].tree, kMaxRenameSources);
  all.taken.resize(all.sources.size());
  const auto take = [&](Targets::Target& target, size_t source) {
    target.found = true;
    all.taken[source] = true;
    renames_.push_back(
        {all.sources[source].path, target.path, all.sources[source].blob, from_base});
  };
  for (Targets::Target& target : all.targets) {
    for (const size_t source : all.free_for(target)) {
      if (all.sources[source].blob != target.blob) continue;
      take(target, source);
      break;
    }
  }
  for (Targets::Target& target : all.targets) {
    if (target.found) continue;
    const std::vector<size_t> free = all.free_for(target);
    if (free.empty()) continue;
    const Result<git::Object> after = store_.read(target.blob);
    if (!after) continue;
    std::optional<size_t> best;
    uint64_t best_kept = 0;
    for (const size_t source : free) {
      if (++comparisons_ > kMaxNewsComparisons) break;
      const Result<git::Object> before = store_.read(all.sources[source].blob);
      // Only a source that holds one of the secrets can carry it.
      const bool holds =
          before &&
          std::any_of(target.secrets.begin(), target.secrets.end(), [&](std::string_view secret) {
            return before->bytes.find(secret) != std::string::npos;
          });
      if (!holds || !keeps_half(before->bytes, after->bytes)) continue;
      const uint64_t kept = kept_bytes(before->bytes, after->bytes);
      if (best && kept <= best_kept) continue;
      best = source;
      best_kept = kept;
    }
    if (best) take(target, *best);
  }
}

// What is known at the old path, and lies there, is known at the new one.
void ChangeNews::follow_renames() {
  for (bool changed = true; changed;) {
    changed = false;
    for (const Rename& rename : renames_) {
      const HeldSecrets& there = sources_.at({rename.from, rename.blob});
      if (rename.from_base) hold(rename.from, there);
      const HeldSecrets& known = held_[rename.from];
      HeldSecrets carried;
      std::set_intersection(there.live.begin(), there.live.end(), known.live.begin(),
                            known.live.end(), std::inserter(carried.live, carried.live.end()));
      std::set_intersection(there.suppressed.begin(), there.suppressed.end(),
                            known.suppressed.begin(), known.suppressed.end(),
                            std::inserter(carried.suppressed, carried.suppressed.end()));
      HeldSecrets& to = held_[rename.to];
      const size_t size = to.live.size() + to.suppressed.size();
      to.add(carried);
      changed = changed || to.live.size() + to.suppressed.size() != size;
    }
  }
}

void ChangeNews::look_everywhere() {
  const WholeBase whole = whole_base_();
  std::set<std::string> wanted = open_paths();
  for (const Rename& rename : renames_) wanted.insert(rename.from);
  if (wanted.erase("") != 0) {
    std::set<std::string> secrets;
    for (const PlacedMatch& candidate : candidates_) {
      if (candidate.path.empty()) secrets.insert(candidate.match->secret_text);
    }
    hold("", base_.secrets_of_texts(whole.texts, secrets));
  }
  const std::vector<std::string> paths(wanted.begin(), wanted.end());
  if (paths.empty() || options_.stop.stop_requested()) return;
  std::vector<ChangeBase::PathBlob> files;
  for (const auto& [path, blob] :
       provenance::blobs_at_paths(store_, whole.trees, paths, options_.workers, options_.stop)) {
    files.emplace_back(paths[path], blob);
  }
  for (const auto& [file, held] : base_.secrets_of(files, ChangeBase::Ignored::kLive)) {
    hold(file.first, held);
  }
}

std::vector<bool> ChangeNews::decide(std::span<const PlacedMatch> candidates) {
  candidates_ = candidates;
  look_nearby(open_paths());
  if (!all_known()) {
    find_renames();
    std::set<std::string> sources;
    for (const Rename& rename : renames_) sources.insert(rename.from);
    look_nearby(sources);
    follow_renames();
  }
  if (!all_known() && !options_.stop.stop_requested()) {
    look_everywhere();
    follow_renames();
  }
  std::vector<bool> news;
  for (const PlacedMatch& candidate : candidates) news.push_back(!is_known(candidate));
  return news;
}

}  // namespace sluice
