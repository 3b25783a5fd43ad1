// Object stores made to hang, to overflow or to hide something from the scan.
// Whatever they hold: the program ends, says what it could not read, and finds what
// it could.
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <thread>

#include "base/file_reader.h"
#include "e2e/program.h"
#include "git/object_store.h"
#include "support/git_fixture.h"
#include "support/pack_builder.h"
#include "support/watchdog.h"

namespace sluice::test {
namespace {

using git::ObjectType;

std::string quoted(const std::string& path) { return "'" + path + "'"; }

ObjectId blob_id(std::string_view text) { return git::hash_object(ObjectType::kBlob, text, 20); }

// A repository with one commit, into which a pack is put.
struct Store {
  GitFixture repo;

  Store() {
    repo.write("readme", "nothing here\n");
    repo.commit("one");
  }
  void put(const PackBuilder& builder, const std::string& name = "pack-hostile") const {
    builder.write(repo.git_dir() + "/objects", name);
  }
  void set_branch(const std::string& name, const ObjectId& commit) {
    repo.write(".git/refs/heads/" + name, commit.hex() + "\n");
  }
  // --no-worktree, so that what is found was found in the store.
  Outcome scan(const std::string& arguments = "") const {
    return sluice("scan --no-worktree " + arguments + " " + quoted(repo.path()));
  }
};

std::string commit_of(const ObjectId& tree, const std::string& parents = "") {
  return "tree " + tree.hex() + "\n" + parents +
         "author A <a@b> 1700000000 +0000\ncommitter A <a@b> 1700000000 +0000\n\nmessage\n";
}

std::string tree_entry(const std::string& mode, const std::string& name, const ObjectId& id) {
  std::string entry = mode + " " + name;
  entry += '\0';
  return entry + std::string(id.raw());
}

// T-01
TEST(HostileStore, ACycleOfDeltasEndsAndMakesTheScanIncomplete) {
  const Watchdog watchdog;
  const Store store;
  PackBuilder builder;
  const ObjectId a = made_up_id(0xa1), b = made_up_id(0xb1);
  builder.add_id_delta(b, delta_sizes(1, 1) + delta_insert("x"), a);
  builder.add_id_delta(a, delta_sizes(1, 1) + delta_insert("y"), b);
  store.put(builder);
  const Outcome outcome = store.scan();
  EXPECT_EQ(outcome.code, 3) << outcome.out << outcome.err;
  EXPECT_NE(outcome.out.find("corrupt"), std::string::npos) << outcome.out;
}

// T-02
TEST(HostileStore, ALooseObjectCutAnywhereMakesTheScanIncomplete) {
  const Watchdog watchdog;
  const Store store;
  std::string inflated = "blob 4000";
  inflated += '\0';
  for (int i = 0; i < 1000; ++i) inflated += std::to_string(1000 + i * 7 % 9000);
  const std::string whole = deflate(inflated);
  const std::string hex = git::hash_object(ObjectType::kBlob, inflated.substr(10), 20).hex();
  const std::string path = ".git/objects/" + hex.substr(0, 2) + "/" + hex.substr(2);
  for (size_t part = 0; part < 16; ++part) {
    GitFixture repo;
    repo.write(path, whole.substr(0, whole.size() * part / 16));
    EXPECT_EQ(sluice("scan --no-worktree " + quoted(repo.path())).code, 3) << part;
  }
}

// T-03
TEST(HostileStore, ATreeOfAHundredThousandLevelsIsNoStackOverflow) {
  const Watchdog watchdog;
  Store store;
  PackBuilder builder;
  builder.add(ObjectType::kBlob, env_line());
  std::string tree = tree_entry("100644", "f", blob_id(env_line()));
  for (int level = 0; level < 100'000; ++level) {
    builder.add(ObjectType::kTree, tree);
    tree = tree_entry("40000", "d", git::hash_object(ObjectType::kTree, tree, 20));
  }
  builder.add(ObjectType::kTree, tree);
  const std::string commit = commit_of(git::hash_object(ObjectType::kTree, tree, 20));
  builder.add(ObjectType::kCommit, commit);
  store.put(builder);
  store.set_branch("deep", git::hash_object(ObjectType::kCommit, commit, 20));
  const Outcome outcome = store.scan();
  EXPECT_EQ(outcome.code, 1) << outcome.err;
}

// T-04
TEST(HostileStore, AChainOfFiftyThousandDeltasIsReadToTheLimit) {
  const Watchdog watchdog;
  const Store store;
  PackBuilder builder;
  std::string last = env_line();
  uint64_t at = builder.add(ObjectType::kBlob, last);
  for (int i = 1; i < 50'000; ++i) {
    const std::string text = std::to_string(i);
    at = builder.add_offset_delta(at, delta_sizes(last.size(), text.size()) + delta_insert(text),
                                  blob_id(text));
    last = text;
  }
  store.put(builder);
  const Outcome outcome = store.scan();
  EXPECT_EQ(outcome.code, 1) << outcome.err;
  EXPECT_NE((outcome.out + outcome.err).find("limit"), std::string::npos) << outcome.out;
}

// T-05, T-06, T-07
TEST(HostileStore, WhatClaimsOrGrowsToMoreThanTheLimitIsNotMade) {
  const Watchdog watchdog;
  const Store store;
  PackBuilder builder;
  builder.add_raw(entry_header(3, uint64_t{1} << 40) + deflate("lies"), made_up_id(1));
  builder.add_raw(entry_header(3, ~uint64_t{0}) + deflate("lies"), made_up_id(2));
  builder.add(ObjectType::kBlob, std::string(20 << 20, '\0'));
  uint64_t at = builder.add(ObjectType::kBlob, std::string(1024, 'x'));
  uint64_t size = 1024;
  for (uint8_t doubling = 0; doubling < 40; ++doubling) {
    // Copies are limited to 24 bits of size; the claim alone has to do from there.
    std::string delta = delta_sizes(size, size * 2);
    const auto part = static_cast<uint32_t>(std::min<uint64_t>(size, 0xffffff));
    delta += delta_copy(0, part) + delta_copy(0, part);
    at = builder.add_offset_delta(at, delta, made_up_id(static_cast<uint8_t>(100 + doubling)));
    size *= 2;
  }
  builder.add(ObjectType::kBlob, env_line());
  store.put(builder);
  const Outcome outcome = store.scan("--max-object-mb 8");
  EXPECT_EQ(outcome.code, 1) << outcome.err;
  EXPECT_NE((outcome.out + outcome.err).find("limit"), std::string::npos) << outcome.out;
  EXPECT_NE((outcome.out + outcome.err).find("corrupt"), std::string::npos) << outcome.out;

  std::string inflated = "blob 20971520";
  inflated += '\0';
  inflated += std::string(20 << 20, '\0');
  GitFixture loose;
  loose.write(".git/objects/00/" + std::string(38, '1'), deflate(inflated));
  EXPECT_EQ(sluice("scan --no-worktree --max-object-mb 8 " + quoted(loose.path())).code, 3);
}

// T-08
TEST(HostileStore, ATreeOfTenBillionPathsIsWalkedOnce) {
  const Watchdog watchdog;
  Store store;
  PackBuilder builder;
  builder.add(ObjectType::kBlob, env_line());
  std::string tree = tree_entry("100644", "f", blob_id(env_line()));
  for (int level = 0; level < 10; ++level) {
    builder.add(ObjectType::kTree, tree);
    const ObjectId below = git::hash_object(ObjectType::kTree, tree, 20);
    tree.clear();
    for (char name = '0'; name <= '9'; ++name) tree += tree_entry("40000", {name}, below);
  }
  builder.add(ObjectType::kTree, tree);
  const std::string commit = commit_of(git::hash_object(ObjectType::kTree, tree, 20));
  builder.add(ObjectType::kCommit, commit);
  store.put(builder);
  store.set_branch("bomb", git::hash_object(ObjectType::kCommit, commit, 20));
  const Outcome outcome = store.scan();
  EXPECT_EQ(outcome.code, 1) << outcome.err;
}

// T-09
TEST(HostileStore, ACommitOfManyParentsIsTakenAsItIs) {
  const Watchdog watchdog;
  Store store;
  PackBuilder builder;
  builder.add(ObjectType::kBlob, env_line());
  const std::string tree = tree_entry("100644", "app.env", blob_id(env_line()));
  builder.add(ObjectType::kTree, tree);
  const ObjectId tree_id = git::hash_object(ObjectType::kTree, tree, 20);
  const std::string root = commit_of(tree_id);
  builder.add(ObjectType::kCommit, root);
  const ObjectId root_id = git::hash_object(ObjectType::kCommit, root, 20);
  std::string parents;
  for (int i = 0; i < 100'000; ++i) parents += "parent " + root_id.hex() + "\n";
  for (int i = 0; i < 1000; ++i) {
    parents += "parent " + blob_id("missing " + std::to_string(i)).hex() + "\n";
  }
  const std::string octopus = commit_of(tree_id, parents);
  builder.add(ObjectType::kCommit, octopus);
  store.put(builder);
  store.set_branch("octopus", git::hash_object(ObjectType::kCommit, octopus, 20));
  const Outcome outcome = store.scan();
  EXPECT_EQ(outcome.code, 1) << outcome.err;
  EXPECT_NE((outcome.out + outcome.err).find("missing"), std::string::npos) << outcome.out;
}

// T-10
TEST(HostileStore, ReplaceRefsAndGraftsHideNothing) {
  const Watchdog watchdog;
  GitFixture repo;
  repo.write("app.env", env_line());
  const std::string with = repo.commit("with");
  repo.write("app.env", "nothing\n");
  const std::string without = repo.commit("without");
  const std::string hidden = repo.git("rev-parse " + with + ":app.env");
  const std::string shown = repo.git("rev-parse " + without + ":app.env");
  repo.git("replace " + hidden.substr(0, 40) + " " + shown.substr(0, 40));
  repo.write(".git/info/grafts", without + "\n");
  const Outcome outcome = sluice("scan --no-worktree " + quoted(repo.path()));
  EXPECT_EQ(outcome.code, 1) << outcome.err;
  const nlohmann::json report = scan_json("--no-worktree " + quoted(repo.path()), 1);
  uint64_t replaced = 0;
  for (const auto& skipped : report.at("coverage").at("skipped")) {
    if (skipped.at("reason") == "replaced") replaced = skipped.at("count").get<uint64_t>();
  }
  EXPECT_EQ(replaced, 2u);
  EXPECT_EQ(only_secret(report).at("introduced").at("commit"), with);
}

// T-11
TEST(HostileStore, BorrowedObjectsAreReadWhenAskedFor) {
  const Watchdog watchdog;
  GitFixture lender;
  lender.write("app.env", env_line());
  lender.commit("one");
  const TempDir dir;
  run("git clone -q --shared " + quoted(lender.path()) + " " + quoted(dir / "clone"));
  const std::string target = "--no-worktree " + quoted(dir / "clone");
  EXPECT_EQ(sluice("scan " + target).code, 3) << "its commits lie in the other repository";
  EXPECT_EQ(sluice("scan --follow-alternates " + target).code, 1);
}

// T-12
TEST(HostileStore, PointersOutOfTheTargetAreRefused) {
  const Watchdog watchdog;
  GitFixture victim;
  victim.write("app.env", env_line());
  victim.commit("one");
  GitFixture repo;
  repo.write("readme", "nothing\n");
  repo.commit("one");
  repo.write(".git/commondir", victim.git_dir() + "\n");
  EXPECT_EQ(sluice("scan " + quoted(repo.path())).code, 2);
  std::filesystem::remove(repo.git_dir() + "/commondir");
  repo.git("config core.worktree " + quoted(victim.path()));
  EXPECT_EQ(sluice("scan " + quoted(repo.path())).code, 0) << "core.worktree has no say";
}

// T-35
TEST(HostileStore, ARepackDuringTheScanLosesNothing) {
  const Watchdog watchdog;
  GitFixture repo;
  repo.write("app.env", env_line());
  for (int i = 0; i < 60; ++i) {
    repo.write("f" + std::to_string(i % 9), std::string(2000, 'x') + std::to_string(i));
    repo.commit("one");
  }
  std::jthread repacker([&](const std::stop_token& stop) {
    for (int i = 0; !stop.stop_requested(); ++i) {
      repo.write("more", std::to_string(i));
      run("git -C " + quoted(repo.path()) + " hash-object -w more > /dev/null");
      run("git -C " + quoted(repo.path()) + " repack -adfq --depth=" + std::to_string(10 + i % 9));
    }
  });
  for (int round = 0; round < 10; ++round) {
    const Outcome outcome = sluice("scan --no-worktree -q " + quoted(repo.path()));
    EXPECT_EQ(outcome.code, 1) << outcome.out << outcome.err;
  }
}

// T-36
TEST(HostileStore, ShallowAndPartialClonesAreToldAndNothingIsFetched) {
  const Watchdog watchdog;
  GitFixture origin;
  origin.write("app.env", env_line());
  origin.commit("one");
  origin.write("app.env", "nothing\n");
  origin.commit("two");
  origin.git("config uploadpack.allowFilter true");
  const TempDir dir;
  const std::string url = " 'file://" + origin.path() + "' ";
  run("git clone -q --bare --depth 1" + url + quoted(dir / "shallow.git"));
  run("git clone -q --bare --filter=blob:none" + url + quoted(dir / "partial.git"));
  const std::string packs = "ls " + quoted(dir / "partial.git/objects/pack");
  const std::string before = run(packs);
  for (const std::string name : {"shallow", "partial"}) {
    const Outcome outcome = sluice("scan " + quoted(dir / (name + ".git")));
    EXPECT_EQ(outcome.code, 3) << name << outcome.out;
    EXPECT_NE((outcome.out + outcome.err).find("git fetch"), std::string::npos) << name;
  }
  EXPECT_EQ(run(packs), before);
}

// T-37
TEST(HostileStore, EveryKindOfStoreIsRead) {
  const Watchdog watchdog;
  const auto scan = [](GitFixture& repo) {
    return sluice("scan --no-worktree " + quoted(repo.path())).code;
  };
  const auto remove = [](GitFixture& repo, const std::string& suffix) {
    for (const auto& file : std::filesystem::directory_iterator(repo.git_dir() + "/objects/pack")) {
      if (file.path().extension() == suffix) std::filesystem::remove(file.path());
    }
  };
  for (const std::string format : {"sha1", "sha256"}) {
    GitFixture repo("--object-format=" + format);
    repo.write("app.env", env_line());
    repo.commit("one");
    EXPECT_EQ(scan(repo), 1) << format << ", loose";
    repo.git("repack -adq");
    EXPECT_EQ(scan(repo), 1) << format << ", packed";
    repo.git("multi-pack-index write");
    remove(repo, ".idx");
    EXPECT_EQ(scan(repo), 1) << format << ", by the multi-pack-index";
    std::filesystem::remove(repo.git_dir() + "/objects/pack/multi-pack-index");
    EXPECT_EQ(scan(repo), 1) << format << ", without an index";
  }
  GitFixture old;
  old.write("app.env", env_line());
  old.commit("one");
  old.git("-c pack.indexVersion=1 repack -adq");
  EXPECT_EQ(scan(old), 1);
}

// T-42
TEST(HostileStore, ASecretUnderTheIdOfAHarmlessObjectIsFound) {
  const Watchdog watchdog;
  const Store store;
  PackBuilder honest, liar;
  honest.add(ObjectType::kBlob, "harmless\n");
  liar.add_raw(entry_header(3, env_line().size()) + deflate(env_line()), blob_id("harmless\n"));
  store.put(honest, "pack-1");
  store.put(liar, "pack-2");
  const Outcome outcome = store.scan();
  EXPECT_EQ(outcome.code, 1) << outcome.out << outcome.err;
  EXPECT_NE((outcome.out + outcome.err).find("corrupt"), std::string::npos) << outcome.out;
}

TEST(HostileStore, ASecretThatNoIndexListsIsFound) {
  const Watchdog watchdog;
  const Store store;
  PackBuilder builder;
  const std::string hidden = entry_header(3, env_line().size()) + deflate(env_line());
  builder.add_raw(entry_header(3, 4) + deflate("seen") + hidden, blob_id("seen"));
  store.put(builder);
  const Outcome outcome = store.scan();
  EXPECT_EQ(outcome.code, 1) << outcome.out << outcome.err;
  EXPECT_NE((outcome.out + outcome.err).find("corrupt"), std::string::npos) << outcome.out;
}

}  // namespace
}  // namespace sluice::test
