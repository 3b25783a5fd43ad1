// What is over --max-object-mb: found as if it were not, wherever it lies.
#include <gtest/gtest.h>

#include <filesystem>
#include <string>

#include "base/file_reader.h"
#include "e2e/program.h"
#include "git/object_store.h"
#include "support/git_fixture.h"
#include "support/pack_builder.h"
#include "support/watchdog.h"

namespace sluice::test {
namespace {

std::string quoted(const std::string& path) { return "'" + path + "'"; }

// 3 MB with a credential each 300 kB, the first and the last byte included.
std::string large_text() {
  std::string text;
  for (int i = 0; i <= 10; ++i) {
    text += env_line();
    if (i == 10) break;
    for (const size_t end = text.size() + 300'000; text.size() < end;) {
      text += "line " + std::to_string(text.size()) + " caf\xc3\xa9\n";
    }
  }
  return text;
}

std::string findings(const Outcome& outcome) {
  const nlohmann::json report = nlohmann::json::parse(outcome.out, nullptr, false);
  EXPECT_FALSE(report.is_discarded()) << outcome.err;
  return report.is_discarded() ? "" : report["findings"].dump(1);
}

void expect_same(const std::string& command, const std::string& input = "") {
  const Outcome whole = sluice(command + " -f json", "", input);
  const Outcome parts = sluice(command + " -f json --max-object-mb 1", "", input);
  EXPECT_EQ(whole.code, 1) << whole.err;
  EXPECT_EQ(parts.code, 1) << parts.err;
  EXPECT_NE(parts.err.find("complete"), std::string::npos);
  EXPECT_EQ(parts.err.find("INCOMPLETE"), std::string::npos) << parts.err;
  EXPECT_EQ(findings(parts), findings(whole));
  EXPECT_EQ(nlohmann::json::parse(whole.out)["findings"].size() % 11, 0u);
}

TEST(LargeObject, IsScannedLooseAndPackedAndAsAFileAndFromAPipe) {
  const Watchdog watchdog;
  GitFixture repo;
  repo.write("large.env", large_text());
  repo.commit("one");
  expect_same("scan " + quoted(repo.path()));
  repo.git("-c core.bigFileThreshold=1m repack -adfq");
  expect_same("scan " + quoted(repo.path()));
  expect_same("scan --no-worktree " + quoted(repo.path()));
  expect_same("scan " + quoted(repo.path() + "/large.env"));
  expect_same("stdin", large_text());
}

TEST(LargeObject, OfADamagedOneWhatCameBeforeIsFound) {
  const Watchdog watchdog;
  for (const std::string& text : {large_text(), large_text().substr(200, 290'000) + large_text()}) {
    GitFixture repo;
    std::string file = deflate(git::object_header(git::ObjectType::kBlob, text.size()) + text);
    file.resize(file.size() / 2);
    const std::string hex = git::hash_object(git::ObjectType::kBlob, text, 20).hex();
    repo.write(".git/objects/" + hex.substr(0, 2) + "/" + hex.substr(2), file);
    const Outcome outcome =
        sluice("scan --no-worktree --max-object-mb 1 -f json " + quoted(repo.path()));
    EXPECT_EQ(outcome.code, 1) << outcome.err;
    EXPECT_NE(outcome.err.find("INCOMPLETE"), std::string::npos) << outcome.err;
    EXPECT_NE(outcome.err.find("1 corrupt"), std::string::npos) << outcome.err;
  }
  GitFixture repo;
  repo.write(
      ".git/objects/00/" + std::string(38, '1'),
      deflate(git::object_header(git::ObjectType::kBlob, 3 << 20) + std::string(3 << 20, '\0'))
          .substr(0, 1000));
  EXPECT_EQ(sluice("scan --no-worktree --max-object-mb 1 " + quoted(repo.path())).code, 3);
}

// 300 MB of zeros in 300 kB, which claim to be twice as many, with room for a quarter.
TEST(LargeObject, ABombEndsAtItsTrueSizeInLittleMemory) {
  const Watchdog watchdog;
  GitFixture repo;
  const std::string zeros(300 << 20, '\0');
  std::string file = deflate(git::object_header(git::ObjectType::kBlob, 300'900'000) + zeros);
  repo.write(".git/objects/00/" + std::string(38, '1'), file);
  const Outcome outcome = sluice("scan --no-worktree -j1 --max-object-mb 8 " + quoted(repo.path()),
                                 "ulimit -v 160000 &&");
  EXPECT_EQ(outcome.code, 3) << outcome.err;
  EXPECT_NE((outcome.out + outcome.err).find("corrupt"), std::string::npos) << outcome.out;
}

}  // namespace
}  // namespace sluice::test
