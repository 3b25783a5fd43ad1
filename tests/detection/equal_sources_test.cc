// The same content gives the same findings wherever it comes from: a history of deltas, the same
// history scanned in full, the working tree, standard input.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <tuple>

#include "builtin/builtin.h"
#include "pipeline/scan.h"
#include "support/git_fixture.h"
#include "support/leak_corpus.h"

namespace sluice::test {
namespace {

// Path, rule, begin and end of the secret, confidence.
using Seen = std::set<std::tuple<std::string, std::string, uint64_t, uint64_t, Confidence>>;

const Engine& engine() {
  static const Engine built = [] {
    auto made = Engine::create(RuleSet(builtin_rules(), {}), builtin_database());
    EXPECT_TRUE(made) << made.error().message;
    return *std::move(made);
  }();
  return built;
}

ScanOptions options() {
  ScanOptions options;
  options.workers = 2;
  options.min_confidence = Confidence::kLow;
  options.key = builtin_identity_key();
  return options;
}

Seen seen(const Result<Report>& report, const std::string& path_instead = "") {
  Seen seen;
  EXPECT_TRUE(report) << report.error().message;
  if (!report) return seen;
  for (const Finding& finding : report->findings) {
    const std::string& path = path_instead.empty() ? finding.path : path_instead;
    if (finding.kind != BlobKind::kFile && finding.kind != BlobKind::kStdin) continue;
    seen.emplace(path, report->rules[finding.rule].id, finding.span.begin, finding.span.end,
                 finding.verdict.confidence);
  }
  return seen;
}

Seen scan_path(const std::string& path, const ScanOptions& how) {
  auto target = resolve_target(path, false);
  EXPECT_TRUE(target);
  return target ? seen(scan(*target, engine(), how, nullptr)) : Seen{};
}

Seen scan_history(const std::string& path, bool full) {
  ScanOptions how = options();
  how.worktree = false;
  how.full_scan = full;
  return scan_path(path, how);
}

Seen scan_worktree(const std::string& path) {
  ScanOptions how = options();
  how.history = false;
  return scan_path(path, how);
}

// Safe twins first, then the leaks at the same paths, so that the secret is what a delta adds.
struct Pairs {
  std::map<std::string, std::string> safe, leaking;
};

Pairs pairs_of_corpus() {
  const auto corpus = make_leak_corpus(SLUICE_LEAK_SHAPES, 1, 3);
  EXPECT_TRUE(corpus);
  Pairs pairs;
  std::map<std::string, std::string> paths;
  const auto shape_of = [](const CorpusFile& file) { return file.kind + " " + file.shape; };
  // Lines around them that do not change: git stores a small file whole otherwise.
  std::string around;
  for (int i = 0; i < 60; ++i) around += "line " + std::to_string(i * i) + " of the surroundings\n";
  for (const CorpusFile& file : *corpus) {
    if (file.secret_kind != SecretKind::kNone) {
      paths[shape_of(file)] = file.path;
      pairs.leaking[file.path] = around + "\n" + file.text + "\n" + around;
    } else if (const auto path = paths.find(shape_of(file)); path != paths.end()) {
      pairs.safe[path->second] = around + "\n" + file.text + "\n" + around;
    }
  }
  return pairs;
}

void commit(GitFixture& git, const std::map<std::string, std::string>& files,
            const std::string& message) {
  for (const auto& [path, text] : files) git.write(path, text);
  git.commit(message);
}

TEST(EqualSources, HistoryOfDeltasFullScanAndWorkingTree) {
  const Pairs pairs = pairs_of_corpus();
  GitFixture git;
  commit(git, pairs.leaking, "leaks");
  commit(git, pairs.safe, "safe");
  commit(git, pairs.leaking, "leaks again");
  git.git("repack -a -d -f -q --depth=50 --window=50");
  const Seen history = scan_history(git.path(), false);
  EXPECT_EQ(history, scan_history(git.path(), true));
  const Seen worktree = scan_worktree(git.path());
  EXPECT_GT(worktree.size(), 300U);
  EXPECT_TRUE(std::includes(history.begin(), history.end(), worktree.begin(), worktree.end()));
}

TEST(EqualSources, OneFileEverywhereAndStandardInput) {
  const Pairs pairs = pairs_of_corpus();
  std::string safe, leaking;
  for (const auto& [path, text] : pairs.safe) safe += text;
  for (const auto& [path, text] : pairs.leaking) leaking += text;
  GitFixture git;
  commit(git, {{"all", leaking}}, "leaks");
  git.git("repack -a -d -f -q");
  const Seen history = scan_history(git.path(), false);
  EXPECT_EQ(history, scan_worktree(git.path()));
  commit(git, {{"all", safe}}, "safe");
  commit(git, {{"all", leaking + "end\n"}}, "leaks again");
  git.git("repack -a -d -f -q");
  EXPECT_EQ(scan_history(git.path(), false), scan_history(git.path(), true));

  const TempDir folder;
  const std::string file = folder.write("all", leaking);
  EXPECT_EQ(scan_path(folder.path(), options()), history);
  const int saved = dup(STDIN_FILENO), input = open(file.c_str(), O_RDONLY | O_CLOEXEC);
  ASSERT_GE(input, 0);
  dup2(input, STDIN_FILENO);
  EXPECT_EQ(seen(scan_stdin(engine(), options(), nullptr), "all"), history);
  dup2(saved, STDIN_FILENO);
  close(input);
  close(saved);
}

}  // namespace
}  // namespace sluice::test
