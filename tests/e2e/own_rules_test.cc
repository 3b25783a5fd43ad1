// Rules of a repository's own: compiled once, for every start after.
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <set>
#include <string>

#include "base/file_reader.h"
#include "e2e/program.h"
#include "support/git_fixture.h"

namespace sluice::test {
namespace {

namespace fs = std::filesystem;

constexpr char kOneRule[] = "[[rules]]\nid = \"acme-token\"\nregex = '''acme_[0-9a-f]{8}'''\n";

class OwnRules : public ::testing::Test {
 protected:
  void SetUp() override {
    repo.write("README", "hello\n");
    repo.commit("base");
    repo.write(".sluice.toml", kOneRule);
    repo.write("app.txt", "acme_01234567\n");
    repo.git("add -A");
  }

  // What the hook says with this cache folder.
  Outcome hook(const std::string& more = "") {
    return sluice("hook pre-commit", "cd '" + repo.path() + "' && export XDG_CACHE_HOME='" +
                                         cache.path() + "' && " + more);
  }
  std::string compiled() const {
    std::string found;
    for (const auto& entry : fs::directory_iterator(cache / "sluice")) {
      if (entry.path().extension() == ".rules") found = entry.path().string();
    }
    return found;
  }
  ino_t inode() const {
    struct stat status {};
    EXPECT_EQ(::stat(compiled().c_str(), &status), 0);
    return status.st_ino;
  }
  // Found, by the one rule, and nothing else is wrong.
  void expect_found(const Outcome& outcome, const std::string& what) {
    EXPECT_EQ(outcome.code, 1) << what << outcome.err;
    EXPECT_NE(outcome.out.find("[acme-token]"), std::string::npos) << what << outcome.out;
  }

  GitFixture repo;
  TempDir cache;
};

TEST_F(OwnRules, AreCompiledOnce) {
  const Outcome first = hook();
  expect_found(first, "first");
  ASSERT_NE(compiled(), "");
  const ino_t written = inode();
  const Outcome second = hook();
  expect_found(second, "second");
  EXPECT_EQ(second.out, first.out);
  EXPECT_EQ(second.err, first.err);
  EXPECT_EQ(inode(), written);
  // A scan of the same rules takes them, too.
  EXPECT_EQ(
      sluice("scan '" + repo.path() + "'", "export XDG_CACHE_HOME='" + cache.path() + "' && ").code,
      1);
  EXPECT_EQ(inode(), written);
}

TEST_F(OwnRules, AnotherSetIsAnotherFile) {
  hook();
  const std::string first = compiled();
  repo.write(".sluice.toml", std::string(kOneRule) +
                                 "[[rules]]\nid = \"other\"\nregex = '''other_[0-9a-f]{8}'''\n");
  repo.git("add -A");
  expect_found(hook(), "with one more");
  std::set<std::string> files;
  for (const auto& entry : fs::directory_iterator(cache / "sluice"))
    files.insert(entry.path().filename());
  EXPECT_EQ(files.size(), 3u);  // the key, and two sets
  EXPECT_TRUE(fs::exists(first));
}

TEST_F(OwnRules, WhatOnlySwitchesOffCompilesNothing) {
  repo.write(
      ".sluice.toml",
      "disabled_rules = [\"github-pat\"]\n[[rules]]\nid = \"gitlab-pat\"\nseverity = \"low\"\n");
  repo.git("rm -q --cached app.txt");
  repo.git("add .sluice.toml");
  EXPECT_EQ(hook().code, 0);
  EXPECT_FALSE(fs::exists(cache / "sluice"));
}

TEST_F(OwnRules, ADamagedFileIsReplacedWhereverTheDamageIs) {
  const std::string report = hook().out;
  const std::string bytes = *read_file(compiled());
  // Every byte of the header and the seal; in between every 61st.
  for (size_t at = 0; at < bytes.size(); at += at < 96 || at + 32 >= bytes.size() ? 7 : 211) {
    std::string bad = bytes;
    bad[at] = static_cast<char>(bad[at] ^ 0x10);
    std::ofstream(compiled(), std::ios::binary | std::ios::trunc) << bad;
    const Outcome outcome = hook();
    expect_found(outcome, "damaged at " + std::to_string(at));
    EXPECT_EQ(outcome.out, report);
    EXPECT_NE(outcome.err.find("compiled rules in the cache are not used"), std::string::npos);
    EXPECT_EQ(*read_file(compiled()), bytes);
  }
}

TEST_F(OwnRules, TwoStartsAtOnceBothFind) {
  const std::string hook_line = " '" SLUICE_PROGRAM "' hook pre-commit >/dev/null 2>&1";
  const std::string both = "cd '" + repo.path() + "' && export XDG_CACHE_HOME='" + cache.path() +
                           "' && (" + hook_line + "; echo $?) & (cd '" + repo.path() +
                           "' && export XDG_CACHE_HOME='" + cache.path() + "' && " + hook_line +
                           "; echo $?); wait";
  for (int run = 0; run < 5; ++run) {
    EXPECT_EQ(test::run(both), "1\n1\n");
    const Outcome outcome = hook();
    expect_found(outcome, "after both");
    EXPECT_EQ(outcome.err.find("not used"), std::string::npos) << outcome.err;
    fs::remove_all(cache / "sluice");
  }
}

TEST_F(OwnRules, WithoutAFolderTheyAreCompiledEachTime) {
  expect_found(hook("unset XDG_CACHE_HOME HOME && "), "no home");
  expect_found(hook("export XDG_CACHE_HOME=/proc/none && "), "no such place");
  const Outcome inside = hook("export XDG_CACHE_HOME='" + repo.path() + "/.cache' && ");
  expect_found(inside, "in what is scanned");
  EXPECT_NE(inside.err.find("lies in what is scanned"), std::string::npos);
  EXPECT_FALSE(fs::exists(repo.path() + "/.cache"));
  fs::create_directory(cache / "sluice");
  ::chmod((cache / "sluice").c_str(), 0777);
  const Outcome shared = hook();
  expect_found(shared, "a folder that all may write");
  EXPECT_NE(shared.err.find("others may write"), std::string::npos);
  EXPECT_EQ(compiled(), "");
}

TEST_F(OwnRules, AWrongOneIsToldEachTimeAndNeverKept) {
  repo.write(".sluice.toml", "[[rules]]\nid = \"wrong\"\nregex = '''(unclosed'''\n");
  repo.git("add -A");
  for (int run = 0; run < 2; ++run) {
    const Outcome outcome = hook();
    EXPECT_EQ(outcome.code, 2);
    EXPECT_NE(outcome.err.find(".sluice.toml:1: rule 'wrong'"), std::string::npos) << outcome.err;
  }
  EXPECT_EQ(compiled(), "");
}

}  // namespace
}  // namespace sluice::test
