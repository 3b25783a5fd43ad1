#include "pipeline/file_history.h"

#include <utility>

#include "git/commit.h"
#include "git/file_at_commit.h"

namespace sluice {

FileHistory::FileHistory(const git::ObjectStore& store, const ObjectId& head, std::string path,
                         Entries entries)
    : store_(store), head_(head), path_(std::move(path)), entries_of_(std::move(entries)) {}

// Null: the file's version could not be read.
const std::set<std::string>* FileHistory::entries_at(const ObjectId& commit) {
  const Result<std::optional<ObjectId>> blob = git::find_file(store_, commit, path_);
  if (!blob) return nullptr;
  if (!*blob) return &none_;
  if (const auto at = entries_.find(**blob); at != entries_.end()) return &at->second;
  const Result<git::Object> object = store_.read(**blob);
  if (!object || object->type != git::ObjectType::kBlob) return nullptr;
  return &entries_.emplace(**blob, entries_of_(object->bytes)).first->second;
}

const FileHistory::Version& FileHistory::version(const ObjectId& commit) {
  const auto [at, fresh] = versions_.try_emplace(commit);
  Version& version = at->second;
  if (!fresh || versions_.size() > kMaxCommits) return version;
  const Result<git::Object> object = store_.read(commit);
  if (!object || object->type != git::ObjectType::kCommit) return version;
  git::Commit parsed;
  git::parse_commit(object->bytes, store_.id_bytes(), parsed);
  version.entries = entries_at(commit);
  version.readable = version.entries != nullptr;
  version.parents = parsed.parents;
  version.facts = {
      commit,
      parsed.committer.date,
      {std::string(parsed.author.name), std::string(parsed.author.email)},
  };
  return version;
}

std::optional<CommitFacts> FileHistory::who_added(
    const std::string& entry, const std::function<bool(const ObjectId&)>& within) {
  ObjectId commit = head_;
  if (!version(commit).readable || !version(commit).entries->contains(entry)) return std::nullopt;
  // Ends: a commit is no ancestor of itself, and a forged cycle meets the limit of steps.
  for (size_t steps = 0; steps < kMaxCommits; ++steps) {
    if (within && !within(commit)) return version(commit).facts;
    const std::vector<ObjectId> parents = version(commit).parents;
    std::optional<ObjectId> next;
    for (const ObjectId& parent : parents) {
      const Version& before = version(parent);
      if (!before.readable) return std::nullopt;
      if (!next && before.entries->contains(entry)) next = parent;
    }
    if (!next) return version(commit).facts;
    commit = *next;
  }
  return std::nullopt;
}

}  // namespace sluice
