// What the tests of locate() ask it with.
#pragma once

#include <gtest/gtest.h>

#include <cstdint>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "git/object_store.h"
#include "git/refs.h"
#include "git/repository.h"
#include "provenance/commit_collector.h"
#include "provenance/locate.h"
#include "support/git_fixture.h"

namespace sluice::provenance {

// An opened repository and the answers for the hits in it.
class Lookup {
 public:
  explicit Lookup(const test::GitFixture& fixture)
      : repository_(*git::open_repository(fixture.path(), false)),
        store_(*git::ObjectStore::open(repository_.objects_dir(), repository_.id_bytes,
                                       git::Limits{}, on_unread_)),
        refs_(git::read_refs(repository_, on_unread_)) {}

  uint32_t add(const std::string& hex, git::ObjectType type = git::ObjectType::kBlob) {
    hits_.push_back({*ObjectId::from_hex(hex), type});
    return static_cast<uint32_t>(hits_.size() - 1);
  }

  Located run(unsigned workers = 2, std::span<const IndexEntryRef> index = {}) {
    return run({.workers = workers}, index);
  }
  Located run(const LocateOptions& options, std::span<const IndexEntryRef> index = {}) {
    Result<Located> located = locate(store_, refs_, hits_, index, options, on_unread_);
    EXPECT_TRUE(located.has_value());
    return std::move(*located);
  }

  // Gives all of the store's objects to `commits`, from three workers.
  void collect(CommitCollector& commits) {
    const auto sink = [&](unsigned worker, const git::ObjectView& object) {
      commits.add(worker, object.id, object.type, object.bytes);
    };
    EXPECT_TRUE(store_.for_each(git::kAllTypes, 3, sink, on_unread_, {}));
  }

  void claim(CommitCollector& commits, std::span<const git::GraphCommit> claims) {
    commits.claim(claims, store_);
  }

  const std::vector<Unread>& unread() const { return unread_; }
  const git::RefSet& refs() const { return refs_; }

 private:
  std::vector<Unread> unread_;
  std::mutex mutex_;
  OnUnread on_unread_ = [this](const Unread& unread) {
    const std::lock_guard lock(mutex_);
    unread_.push_back(unread);
  };
  git::Repository repository_;
  git::ObjectStore store_;
  git::RefSet refs_;
  std::vector<HitObject> hits_;
};

inline std::string hex_of(const std::optional<CommitFacts>& facts) {
  return facts ? facts->id.hex() : std::string();
}

inline std::string blob_of(test::GitFixture& fixture, const std::string& spec) {
  return fixture.rev_parse(spec);
}

}  // namespace sluice::provenance
