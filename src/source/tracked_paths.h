// TrackedPaths: which paths of a working tree the index names.
#pragma once

#include <atomic>
#include <span>
#include <string_view>
#include <vector>

#include "git/index.h"

namespace sluice {

// Paths are from the root. Any thread may ask.
class TrackedPaths {
 public:
  // `index` is ascending and must outlive this.
  explicit TrackedPaths(std::span<const git::IndexEntry> index);

  bool has(std::string_view path) const;
  // Whether the folder "a/b/", a slash at its end, holds one.
  bool has_below(std::string_view folder) const;

  // Whether a submodule belongs at `path`; it is then met.
  bool meet_submodule(std::string_view path);
  // Those not met so far, ascending.
  std::vector<std::string_view> unmet_submodules() const;

 private:
  std::span<const git::IndexEntry>::iterator lower_bound(std::string_view path) const;

  std::span<const git::IndexEntry> index_;
  std::vector<std::string_view> submodules_;  // ascending
  std::vector<std::atomic<bool>> met_;        // beside submodules_
};

}  // namespace sluice
