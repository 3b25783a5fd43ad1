#include "provenance/spots.h"

#include <algorithm>
#include <cstdint>
#include <utility>

#include "provenance/path_history.h"

namespace sluice::provenance {
namespace {

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
  BlobSpots(const HistoryObjects& objects, const WantedBlobs& wanted, const History& history)
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

  const HistoryObjects& objects_;
  const WantedBlobs& wanted_;
  const History& history_;
  std::vector<std::vector<Spot>> spots_;
};

}  // namespace

std::vector<std::vector<Spot>> find_blob_spots(const HistoryObjects& objects,
                                               const WantedBlobs& wanted, const History& history,
                                               std::span<const IndexEntryRef> index_paths,
                                               std::span<const Reach> reach,
                                               std::span<const HitTree> roots,
                                               const OnUnread& on_unread) {
  return BlobSpots(objects, wanted, history).find(index_paths, reach, roots, on_unread);
}

Spot spot_of_text(const HitObject& hit, const HistoryObjects& objects, const Names& names,
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

}  // namespace sluice::provenance
