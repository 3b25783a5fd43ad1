// Which findings of a change are news: change_scan.h says what is.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "git/object_store.h"
#include "pipeline/change_base.h"
#include "provenance/commit_range.h"
#include "provenance/range_files.h"
#include "provenance/tree_reader.h"
#include "sluice/engine.h"
#include "sluice/finding.h"

namespace sluice {

// A match at a place of the change.
struct PlacedMatch {
  const Match* match = nullptr;
  Verdict verdict;
  BlobKind kind = BlobKind::kFile;
  std::string path;              // "" for texts, and for blobs without a place
  ObjectId blob;                 // or the commit's or tag's id
  uint32_t commit = UINT32_MAX;  // of the change; none: no commit brings it
  bool added = false;            // no parent of it has a file at the path
  std::string allowed_by;        // the allowlist that drops it; empty: none
  bool suppressed = false;       // allowed: by a list, or by a comment that is heeded
};

// The whole base, which is dear to read and so asked for at the end.
struct WholeBase {
  std::vector<ObjectId> trees;  // of its commits, distinct
  std::vector<ObjectId> texts;  // its commits and tags
};

class ChangeNews {
 public:
  // `near_trees`: of known commits at hand. Borrows all.
  ChangeNews(const git::ObjectStore& store, provenance::TreeReader& trees, ChangeBase& base,
             std::span<const provenance::RangeCommit> commits, std::span<const ObjectId> near_trees,
             std::function<WholeBase()> whole_base, const ScanOptions& options)
      : store_(store),
        trees_(trees),
        base_(base),
        commits_(commits),
        near_trees_(near_trees),
        whole_base_(std::move(whole_base)),
        options_(options) {}

  // Those of `candidates` that are news, in their order.
  std::vector<bool> decide(std::span<const PlacedMatch> candidates);

 private:
  // A commit that renames `from`, where its parent has `blob`, to `to`.
  struct Rename {
    std::string from, to;
    ObjectId blob;
    bool from_base = false;  // the parent is known
  };
  struct Targets;

  bool is_known(const PlacedMatch& candidate) const;
  bool all_known() const;
  void hold(const std::string& path, const HeldSecrets& secrets);
  void look_nearby(const std::set<std::string>& paths);
  void find_renames();
  void find_renames_in(uint32_t commit, const std::vector<size_t>& candidates);
  void match_renames(const ObjectId& parent_tree, bool from_base, uint32_t commit,
                     const std::vector<size_t>& candidates);
  void follow_renames();
  void look_everywhere();
  std::set<std::string> open_paths() const;

  const git::ObjectStore& store_;
  provenance::TreeReader& trees_;
  ChangeBase& base_;
  const std::span<const provenance::RangeCommit> commits_;
  const std::span<const ObjectId> near_trees_;
  const std::function<WholeBase()> whole_base_;
  const ScanOptions& options_;

  std::span<const PlacedMatch> candidates_;
  std::map<std::string, HeldSecrets, std::less<>> held_;  // by path: what is known there
  std::vector<Rename> renames_;
  std::map<std::pair<std::string, ObjectId>, HeldSecrets> sources_;  // of renames
  size_t comparisons_ = 0;
};

}  // namespace sluice
