// ChangeBase: whether what was there before a change holds a secret at a path.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "git/object_store.h"
#include "pipeline/scan.h"
#include "provenance/tree_reader.h"
#include "sluice/engine.h"
#include "sluice/finding.h"

namespace sluice {

// Of one path: outside every allowlist, and the others.
struct HeldSecrets {
  std::set<std::string, std::less<>> live, suppressed;

  void add(const HeldSecrets& other) {
    live.insert(other.live.begin(), other.live.end());
    suppressed.insert(other.suppressed.begin(), other.suppressed.end());
  }
};

// Borrows all it is given. One thread.
class ChangeBase {
 public:
  using PathBlob = std::pair<std::string, ObjectId>;

  ChangeBase(const git::ObjectStore& store, const Engine& engine, const ScanOptions& options,
             std::string lfs_dir)
      : store_(store), engine_(engine), options_(options), lfs_dir_(std::move(lfs_dir)) {}

  enum class Ignored { kLive, kSuppressed };  // what the ignore file covers counts as

  // What these files, and their paths' names, hold; each blob is scanned once, however often it is
  // asked for. One that cannot be read holds nothing, so that more is reported.
  std::map<PathBlob, HeldSecrets> secrets_of(const std::vector<PathBlob>& files, Ignored ignored);
  // Those of the texts of commits and tags that hold one of `secrets`.
  HeldSecrets secrets_of_texts(const std::vector<ObjectId>& texts,
                               const std::set<std::string>& secrets);

 private:
  void scan(const std::vector<ObjectId>& blobs);
  HeldSecrets judged(const std::string& path, const ObjectId& blob, Ignored ignored) const;
  bool is_ignored(const Match& match, const std::string& path) const;
  void add_name(const std::string& path, HeldSecrets& secrets);

  const git::ObjectStore& store_;
  const Engine& engine_;
  const ScanOptions& options_;
  const std::string lfs_dir_;  // git's own folder
  std::map<ObjectId, std::vector<Match>> scanned_;
  Scratch scratch_;
};

}  // namespace sluice
