#include "pipeline/audit_cache.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>

#include "builtin/builtin.h"
#include "support/git_fixture.h"
#include "support/pack_builder.h"

namespace sluice {
namespace {

const auto kIgnore = [](const Unread&) {};

struct Audit {
  Audit(const std::string& repo, const std::string& folder)
      : target(*resolve_target(repo, false)),
        engine(*Engine::create(RuleSet(builtin_rules(), {}), builtin_database())),
        store(
            *git::ObjectStore::open(target.repository->objects_dir(), 20, git::Limits(), kIgnore)),
        refs(git::read_refs(*target.repository, kIgnore)),
        cache(*AuditCache::open(folder, target, engine, {})) {}

  AuditedRepository repository() const { return {*target.repository, store, refs, {}}; }
  void commit(const std::vector<Unread>& errors = {}, bool stopped = false) {
    AuditCache::Outcome outcome{{}, {}, AuditAnswers(), {}, errors, stopped};
    const git::TypeMask types = git::only(git::ObjectType::kBlob) |
                                git::only(git::ObjectType::kCommit) |
                                git::only(git::ObjectType::kTag);
    const auto sink = [&](unsigned, const git::ObjectView& object) {
      outcome.examined.push_back(
          {.id = object.id, .type = object.type, .bytes = object.bytes.size()});
    };
    EXPECT_TRUE(store.for_each(types, 1, sink, kIgnore, {}));
    cache.commit(repository(), std::move(outcome));
    EXPECT_TRUE(cache.take_notes().empty());
  }

  ScanTarget target;
  Engine engine;
  git::ObjectStore store;
  git::RefSet refs;
  AuditCache cache;
};

class AuditCacheTest : public ::testing::Test {
 protected:
  void SetUp() override {
    repo.write("file", "text\n");
    repo.commit("one");
    repo.git("gc -q --prune=now");
  }
  // How many packs the next audit believes, and whether it has answers.
  std::pair<size_t, bool> next() const {
    Audit audit(repo.path(), folder.path());
    audit.cache.recognize(audit.repository());
    return {audit.cache.settled().size(), audit.cache.has_answers()};
  }
  void add_pack(const std::string& name) const {
    test::PackBuilder builder;
    builder.add(git::ObjectType::kBlob, name);
    builder.write(repo.git_dir() + "/objects", name);
  }

  test::GitFixture repo;
  test::TempDir folder;
};

TEST_F(AuditCacheTest, RemembersWhatWasWalked) {
  Audit audit(repo.path(), folder.path());
  audit.cache.recognize(audit.repository());
  EXPECT_TRUE(audit.cache.settled().empty());
  audit.commit();
  EXPECT_EQ(next(), std::pair(size_t{1}, true));

  Audit again(repo.path(), folder.path());
  again.cache.recognize(again.repository());
  const git::SettledPack& pack = again.cache.settled()[0];
  ASSERT_EQ(pack.positions.size(), 3u);
  for (uint32_t at = 0; at < 3; ++at) {
    EXPECT_TRUE(pack.positions[at]) << at;
    again.cache.leave_out(0, at);
  }
  EXPECT_EQ(again.cache.left_out().blobs, 2u) << "a tree is no blob";
  EXPECT_EQ(again.cache.left_out().commits, 1u);
}

// A pack that came while the scan ran may be open by the end, and nobody walked it.
TEST_F(AuditCacheTest, APackThatCameLaterIsNotRemembered) {
  Audit audit(repo.path(), folder.path());
  audit.cache.recognize(audit.repository());
  add_pack("pack-late");
  EXPECT_FALSE(audit.store.contains(ObjectId::from_raw(std::string(20, 'x'))));
  ASSERT_EQ(audit.store.packs().size(), 2u);
  audit.commit();
  EXPECT_EQ(next(), std::pair(size_t{1}, false));
}

TEST_F(AuditCacheTest, DamageAndHasteLeaveNoTrust) {
  for (const Reason reason : {Reason::kCorrupt, Reason::kUnreadable, Reason::kVanished}) {
    Audit audit(repo.path(), folder.path());
    audit.cache.recognize(audit.repository());
    audit.commit({{reason, "what", "where"}});
    EXPECT_EQ(next(), std::pair(size_t{0}, false));
  }
  Audit stopped(repo.path(), folder.path());
  stopped.cache.recognize(stopped.repository());
  stopped.commit({}, true);
  EXPECT_EQ(next(), std::pair(size_t{0}, false));

  // Past a limit: all but that object.
  const std::string id = repo.rev_parse("HEAD:file");
  Audit limited(repo.path(), folder.path());
  limited.cache.recognize(limited.repository());
  limited.commit({{Reason::kLimit, "too large", id}});
  EXPECT_EQ(next(), std::pair(size_t{1}, false));

  Audit shallow(repo.path(), folder.path());
  shallow.cache.recognize(shallow.repository());
  shallow.commit({{Reason::kShallow, "told each time", "shallow"}});
  EXPECT_EQ(next(), std::pair(size_t{1}, true));
}

TEST_F(AuditCacheTest, AnswersAreOfOneState) {
  Audit audit(repo.path(), folder.path());
  audit.cache.recognize(audit.repository());
  audit.commit();
  const auto expect_answers = [&](bool expected, const char* what) {
    EXPECT_EQ(next().second, expected) << what;
  };
  expect_answers(true, "as it was");
  repo.git("branch other");
  expect_answers(false, "a ref");
  repo.git("branch -D other");
  expect_answers(true, "and back");
  repo.git("stash list");
  repo.git("commit -q --allow-empty -m two");
  expect_answers(false, "HEAD, a log and a loose object");
  repo.git("reset -q --hard HEAD~1");
  expect_answers(false, "a log");
}

TEST_F(AuditCacheTest, AnswersAreForTheHitsThatWereReported) {
  Audit first(repo.path(), folder.path());
  first.cache.recognize(first.repository());
  first.commit();
  Audit audit(repo.path(), folder.path());
  audit.cache.recognize(audit.repository());
  ASSERT_TRUE(audit.cache.has_answers());
  EXPECT_NE(audit.cache.answers({}, {}), nullptr);
  EXPECT_NE(audit.cache.answers({}, {{Reason::kShallow, "", ""}}), nullptr);
  EXPECT_EQ(audit.cache.answers({}, {{Reason::kCorrupt, "", ""}}), nullptr);
  const Hit hit{*ObjectId::from_hex(repo.rev_parse("HEAD")), BlobKind::kCommit, "", {}};
  EXPECT_EQ(audit.cache.answers({hit}, {}), nullptr);
  audit.cache.distrust_answers();
  audit.cache.recognize(audit.repository());
  EXPECT_FALSE(audit.cache.has_answers());
}

}  // namespace
}  // namespace sluice
