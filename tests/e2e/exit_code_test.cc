// Honest ends: each way a run can end has its code and one clear line.
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <string>

#include "base/file_reader.h"
#include "e2e/program.h"
#include "support/git_fixture.h"

namespace sluice::test {
namespace {

std::string quoted(const std::string& path) { return "'" + path + "'"; }

// stderr is exactly one line and holds `words`.
void expect_one_line(const Outcome& outcome, const std::string& words) {
  EXPECT_EQ(std::count(outcome.err.begin(), outcome.err.end(), '\n'), 1) << outcome.err;
  EXPECT_NE(outcome.err.find(words), std::string::npos) << outcome.err;
}

TEST(ExitCode, CleanRepositoryIsZero) {
  GitFixture repo;
  repo.write("a", "nothing here\n");
  repo.commit("one");
  const Outcome outcome = sluice("scan " + quoted(repo.path()));
  EXPECT_EQ(outcome.code, 0) << outcome.out << outcome.err;
  EXPECT_NE(outcome.out.find("No secrets found"), std::string::npos);
}

TEST(ExitCode, APlainFolderIsScannedAndSaysThatItHasNoHistory) {
  const TempDir dir;
  dir.write("app.env", env_line());
  const Outcome outcome = sluice("scan " + quoted(dir.path()));
  EXPECT_EQ(outcome.code, 1);
  expect_one_line(outcome, "has no history");
}

TEST(ExitCode, AFolderInsideARepositorySaysSo) {
  GitFixture repo;
  repo.write("sub/a", "x\n");
  repo.commit("one");
  const Outcome outcome = sluice("scan " + quoted(repo.path() + "/sub"));
  EXPECT_EQ(outcome.code, 0);
  expect_one_line(outcome, "lies inside the repository");
}

TEST(ExitCode, AnArchiveAsTheTargetIsNotClean) {
  const TempDir dir;
  dir.write("app.env", env_line());
  run("cd '" + dir.path() + "' && gzip -k app.env");
  const Outcome alone = sluice("scan " + quoted(dir / "app.env.gz"));
  EXPECT_EQ(alone.code, 3) << alone.out;
  EXPECT_NE(alone.out.find("unpack it"), std::string::npos) << alone.out;
  EXPECT_EQ(sluice("scan " + quoted(dir.path())).code, 1);
}

TEST(ExitCode, UsageErrorsAreTwo) {
  const TempDir dir;
  dir.write("zero.toml", "builtin_rules = false\n");
  dir.write("broken.toml", "[[rules]]\nid = \"x\"\nregex = \"(\"\n");
  dir.write("f", "x\n");
  const std::string target = " " + quoted(dir / "f");
  expect_one_line(sluice("scan /no/such/place"), "/no/such/place");
  EXPECT_EQ(sluice("scan /no/such/place").code, 2);
  EXPECT_EQ(sluice("scan --no-such-flag").code, 2);
  expect_one_line(sluice("scan --no-such-flag"), "--no-such-flag");
  EXPECT_EQ(sluice("scan -f yaml" + target).code, 2);
  const Outcome zero = sluice("scan --config " + quoted(dir / "zero.toml") + target);
  EXPECT_EQ(zero.code, 2);
  EXPECT_NE(zero.err.find("no rule is left"), std::string::npos);
  const Outcome broken = sluice("scan --config " + quoted(dir / "broken.toml") + target);
  EXPECT_EQ(broken.code, 2);
  expect_one_line(broken, "broken.toml:1: rule 'x'");
  EXPECT_EQ(sluice("scan --config /no/such.toml" + target).code, 2);
  EXPECT_EQ(sluice("scan --accept nonsense" + target).code, 2);
  EXPECT_EQ(sluice("scan --no-history --no-worktree" + target).code, 2);
  EXPECT_EQ(sluice("").code, 2);
}

TEST(ExitCode, ADotGitThatIsNoRepositoryIsNotAPlainFolder) {
  const TempDir dir;
  dir.write("a", "x\n");
  std::filesystem::create_directory(dir / ".git");
  const Outcome outcome = sluice("scan " + quoted(dir.path()));
  EXPECT_EQ(outcome.code, 2);
  expect_one_line(outcome, ".git");
}

TEST(ExitCode, NothingScannedIsThree) {
  const TempDir dir;
  EXPECT_EQ(sluice("scan " + quoted(dir.path())).code, 3);
  EXPECT_EQ(sluice("scan --allow-empty " + quoted(dir.path())).code, 0);
  GitFixture empty;
  EXPECT_EQ(sluice("scan " + quoted(empty.path())).code, 3);
  EXPECT_EQ(sluice("stdin").code, 3);
  EXPECT_EQ(sluice("stdin", "", "hello\n").code, 0);
  EXPECT_EQ(sluice("stdin", "", env_line()).code, 1);
}

// The first loose object with more than a few bytes.
std::string a_blob_file(const GitFixture& repo, const std::string& revision) {
  const std::string id = const_cast<GitFixture&>(repo).rev_parse(revision);
  return repo.git_dir() + "/objects/" + id.substr(0, 2) + "/" + id.substr(2);
}

TEST(ExitCode, ACorruptObjectIsThreeAndTheRestIsStillScanned) {
  GitFixture repo;
  repo.write("a", std::string(5000, 'q') + "\n");
  repo.write("b.env", env_line());
  repo.commit("one");
  const std::string path = a_blob_file(repo, "HEAD:a");
  ASSERT_EQ(::chmod(path.c_str(), 0600), 0);
  std::string bytes = *read_file(path);
  bytes[bytes.size() / 2] = static_cast<char>(bytes[bytes.size() / 2] ^ 0x55);
  ASSERT_TRUE(write_file_atomically(path, bytes));
  const nlohmann::json found = scan_json("--no-worktree " + quoted(repo.path()), 1);
  EXPECT_EQ(found.at("coverage").at("complete"), false);
  EXPECT_EQ(found.at("secrets").size(), 1u);
  EXPECT_EQ(found.at("coverage").at("errors").at(0).at("reason"), "corrupt");
  repo.git("rm -q --cached b.env");
  const Outcome accepted =
      sluice("scan --accept corrupt --min-confidence high " + quoted(repo.path()));
  EXPECT_EQ(accepted.code, 0) << accepted.out << accepted.err;
  EXPECT_EQ(sluice("scan --min-confidence high " + quoted(repo.path())).code, 3);
}

TEST(ExitCode, AnObjectThatHeadTheIndexOrARefNamesAndTheStoreLacksIsThree) {
  for (const char* gone : {"HEAD:sub/a", "HEAD:sub", "HEAD^{tree}", "side"}) {
    GitFixture repo;
    repo.write("sub/a", "hello\n");
    repo.commit("one");
    repo.git("branch side $(git commit-tree -m side HEAD^{tree} </dev/null)");
    EXPECT_EQ(sluice("scan " + quoted(repo.path())).code, 0);
    ASSERT_EQ(::unlink(a_blob_file(repo, gone).c_str()), 0);
    const Outcome outcome = sluice("scan " + quoted(repo.path()));
    EXPECT_EQ(outcome.code, 3) << gone << outcome.out;
    EXPECT_NE(outcome.out.find("missing"), std::string::npos) << gone << outcome.out;
  }
}

TEST(ExitCode, AShallowCloneIsIncompleteAndSaysWhatToRun) {
  GitFixture repo;
  for (const char* text : {"1", "2", "3"}) {
    repo.write("a", text);
    repo.commit(text);
  }
  const TempDir dir;
  run("git clone -q --depth 1 'file://" + repo.path() + "' '" + (dir / "shallow") + "'");
  const Outcome outcome = sluice("scan " + quoted(dir / "shallow"));
  EXPECT_EQ(outcome.code, 3);
  EXPECT_NE((outcome.out + outcome.err).find("git fetch --unshallow"), std::string::npos);
  EXPECT_EQ(sluice("scan --accept shallow " + quoted(dir / "shallow")).code, 0);
  EXPECT_EQ(sluice("scan --no-history " + quoted(dir / "shallow")).code, 0);
}

TEST(ExitCode, AllowedAndIgnoredFindingsDoNotFail) {
  GitFixture repo;
  repo.write("app.env", env_line().substr(0, env_line().size() - 1) + "  # sluice" + ":allow\n");
  repo.commit("one");
  const nlohmann::json report = scan_json(quoted(repo.path()), 0);
  EXPECT_EQ(report.at("coverage").at("suppressed").at(0).at("by"), "inline");

  GitFixture other;
  other.write("app.env", env_line());
  other.commit("one");
  const nlohmann::json found = scan_json(quoted(other.path()), 1);
  other.write(".sluiceignore",
              found.at("findings").at(0).at("fingerprint").get<std::string>() + "\n");
  const nlohmann::json ignored = scan_json(quoted(other.path()), 0);
  EXPECT_EQ(ignored.at("findings").at(0).at("suppressed").at("where"), ".sluiceignore:1");
  EXPECT_EQ(sluice("scan --no-repo-config " + quoted(other.path())).code, 1);
}

// Standard input that does not end is waited for until the signal comes.
TEST(ExitCode, AnInterruptedScanIsReportedAsIncomplete) {
  for (const auto& [signal, code] : {std::pair{"INT", 130}, std::pair{"TERM", 143}}) {
    const Outcome outcome = sluice(
        "stdin -f json", std::string("sleep 2 | timeout --preserve-status -s ") + signal + " 1");
    EXPECT_EQ(outcome.code, code) << outcome.err;
    const nlohmann::json report = nlohmann::json::parse(outcome.out, nullptr, false);
    ASSERT_FALSE(report.is_discarded()) << outcome.out;
    EXPECT_EQ(report.at("coverage").at("complete"), false);
    EXPECT_EQ(report.at("coverage").at("errors").at(0).at("reason"), "timeout");
  }
}

TEST(ExitCode, ReportFileIsPrivateAndAtomic) {
  const TempDir dir;
  dir.write("app.env", env_line());
  const Outcome outcome =
      sluice("scan -f json -o " + quoted(dir / "r.json") + " " + quoted(dir / "app.env"));
  EXPECT_EQ(outcome.code, 1);
  EXPECT_TRUE(outcome.out.empty());
  struct stat status {};
  ASSERT_EQ(::stat((dir / "r.json").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0600u);
  EXPECT_EQ(sluice("scan -o /no/such/folder/r " + quoted(dir / "app.env")).code, 2);
}

}  // namespace
}  // namespace sluice::test
