// FileHistory: which commit brought an entry into a file, by walking back along the parents that
// have it.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "git/object_store.h"
#include "sluice/finding.h"
#include "sluice/oid.h"

namespace sluice {

// What is remembered of one file's versions serves every question about it. One thread.
class FileHistory {
 public:
  // The entries of one version of the file, each as a text of its own.
  using Entries = std::function<std::set<std::string>(const std::string& bytes)>;
  // Of commits read; a walk that comes to so many ends without an answer.
  static constexpr size_t kMaxCommits = 100'000;

  // `store` is borrowed.
  FileHistory(const git::ObjectStore& store, const ObjectId& head, std::string path,
              Entries entries);

  // The first commit met whose file holds `entry` while no parent's does. nullopt: the head's
  // does not, or the walk came to a commit that cannot be read. `within`, where it is not empty,
  // says where to look: a commit outside of it that holds the entry is the answer.
  std::optional<CommitFacts> who_added(const std::string& entry,
                                       const std::function<bool(const ObjectId&)>& within = {});

 private:
  struct Version {
    bool readable = false;
    std::vector<ObjectId> parents;
    CommitFacts facts;
    const std::set<std::string>* entries = nullptr;
  };
  const Version& version(const ObjectId& commit);
  const std::set<std::string>* entries_at(const ObjectId& commit);

  const git::ObjectStore& store_;
  const ObjectId head_;
  const std::string path_;
  const Entries entries_of_;
  std::unordered_map<ObjectId, Version> versions_;
  std::map<ObjectId, std::set<std::string>> entries_;  // by blob
  const std::set<std::string> none_;
};

}  // namespace sluice
