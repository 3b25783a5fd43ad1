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

TEST(LeakCorpus, DefaultLevelFindsTheLeaksAndNotTheirTwins) {
  const TempDir folder;
  const auto report = scan_corpus(corpus(), folder.path());
  ASSERT_TRUE(report) << report.error().message;
  const KindScore all = sum_of(score_by_kind(corpus(), *report));
  const LevelScore& at = all.at[static_cast<size_t>(Confidence::kMedium)];
  EXPECT_GE(static_cast<double>(at.found), 0.90 * static_cast<double>(all.leaks));
  EXPECT_LE(static_cast<double>(at.twins_marked), 0.01 * static_cast<double>(all.twins));
}

}  // namespace
}  // namespace sluice::test
