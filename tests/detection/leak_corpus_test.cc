// The corpus itself, and what the default level makes of it.
#include "support/leak_corpus.h"

#include <gtest/gtest.h>

#include <set>

#include "detection/leak_score.h"
#include "support/git_fixture.h"

namespace sluice::test {
namespace {

const std::vector<CorpusFile>& corpus() {
  static const std::vector<CorpusFile> made = [] {
    auto files = make_leak_corpus(SLUICE_LEAK_SHAPES, 6, 1);
    EXPECT_TRUE(files) << files.error().message;
    return *std::move(files);
  }();
  return made;
}

TEST(LeakCorpus, HasManyKindsEachWithTwins) {
  std::set<std::string> kinds, with_twins, with_leaks;
  for (const CorpusFile& file : corpus()) {
    kinds.insert(file.kind);
    (file.secret_kind == SecretKind::kNone ? with_twins : with_leaks).insert(file.kind);
  }
  EXPECT_GE(with_leaks.size(), 100U);
  EXPECT_EQ(with_twins, kinds);
}

TEST(LeakCorpus, LabelsTheSecret) {
  for (const CorpusFile& file : corpus()) {
    if (file.secret_kind == SecretKind::kNone) {
      EXPECT_EQ(file.secret.size(), 0U) << file.path;
      continue;
    }
    ASSERT_LT(file.secret.end, file.text.size()) << file.path;
    const std::string written = file.text.substr(file.secret.begin, file.secret.size());
    EXPECT_TRUE(written == file.value || written == base64_of(file.value) ||
                written.size() > file.value.size())
        << file.path;
    EXPECT_EQ(file.text.find("{{secret}}"), file.text.npos) << file.path;
  }
}

TEST(LeakCorpus, IsTheSameForTheSameSeed) {
  const auto first = make_leak_corpus(SLUICE_LEAK_SHAPES, 2, 7);
  const auto again = make_leak_corpus(SLUICE_LEAK_SHAPES, 2, 7);
  const auto other = make_leak_corpus(SLUICE_LEAK_SHAPES, 2, 8);
  ASSERT_TRUE(first && again && other);
  size_t differ = 0;
  for (size_t i = 0; i < first->size(); ++i) {
    ASSERT_EQ((*first)[i].text, (*again)[i].text);
    differ += (*first)[i].text != (*other)[i].text ? 1 : 0;
  }
  EXPECT_GT(differ, first->size() / 2);
}

// Of leaks that are found, and of safe twins with a finding, at the default level.
struct Shares {
  double found = 0, marked = 0;
};

Shares shares_of(const std::vector<CorpusFile>& files) {
  const TempDir folder;
  const auto report = scan_corpus(files, folder.path());
  EXPECT_TRUE(report) << report.error().message;
  if (!report) return {};
  const KindScore all = sum_of(score_by_kind(files, *report));
  const LevelScore& at = all.at[static_cast<size_t>(Confidence::kMedium)];
  return {static_cast<double>(at.found) / static_cast<double>(all.leaks),
          static_cast<double>(at.twins_marked) / static_cast<double>(all.twins)};
}

TEST(LeakCorpus, DefaultLevelFindsTheLeaksAndNotTheirTwins) {
  const Shares shares = shares_of(corpus());
  EXPECT_GE(shares.found, 0.98);
  EXPECT_LE(shares.marked, 0.01);
}

// Nothing is tuned on these shapes: no line of a mistake is printed here or by leak_table.
TEST(LeakCorpus, ShapesSetAsideAreFoundAlike) {
  const auto files = make_leak_corpus(SLUICE_LEAK_SHAPES "/held_out", 6, 1);
  ASSERT_TRUE(files) << files.error().message;
  const Shares shares = shares_of(*files);
  EXPECT_GE(shares.found, 0.90);
  EXPECT_LE(shares.marked, 0.01);
}

}  // namespace
}  // namespace sluice::test
