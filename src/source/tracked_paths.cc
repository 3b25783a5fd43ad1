#include "source/tracked_paths.h"

#include <algorithm>

namespace sluice {

TrackedPaths::TrackedPaths(std::span<const git::IndexEntry> index) : index_(index) {
  for (const git::IndexEntry& entry : index) {
    // The stages of a conflict repeat a path.
    const bool repeated = !submodules_.empty() && submodules_.back() == entry.path;
    if (entry.mode == git::kModeGitlink && !repeated) submodules_.push_back(entry.path);
  }
  met_ = std::vector<std::atomic<bool>>(submodules_.size());
}

std::span<const git::IndexEntry>::iterator TrackedPaths::lower_bound(std::string_view path) const {
  return std::lower_bound(
      index_.begin(), index_.end(), path,
      [](const git::IndexEntry& entry, std::string_view value) { return entry.path < value; });
}

bool TrackedPaths::has(std::string_view path) const {
  const auto at = lower_bound(path);
  return at != index_.end() && at->path == path;
}

bool TrackedPaths::has_below(std::string_view folder) const {
  const auto at = lower_bound(folder);
  return at != index_.end() && std::string_view(at->path).substr(0, folder.size()) == folder;
}

bool TrackedPaths::meet_submodule(std::string_view path) {
  const auto at = std::lower_bound(submodules_.begin(), submodules_.end(), path);
  if (at == submodules_.end() || *at != path) return false;
  met_[static_cast<size_t>(at - submodules_.begin())] = true;
  return true;
}

std::vector<std::string_view> TrackedPaths::unmet_submodules() const {
  std::vector<std::string_view> unmet;
  for (size_t i = 0; i < submodules_.size(); ++i) {
    if (!met_[i]) unmet.push_back(submodules_[i]);
  }
  return unmet;
}

}  // namespace sluice
