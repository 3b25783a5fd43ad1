// What the real pipeline finds in a corpus of made-up leaks, counted by kind of file.
#pragma once

#include <array>
#include <map>
#include <string>
#include <vector>

#include "sluice/report.h"
#include "sluice/result.h"
#include "support/leak_corpus.h"

namespace sluice::test {

// Counts at one level: findings of that confidence and above.
struct LevelScore {
  size_t found = 0;         // leaks with a finding that overlaps the secret; no weak ones
  size_t found_weak = 0;    // likewise of dictionary words
  size_t twins_marked = 0;  // safe twins with any finding
  size_t stray = 0;         // findings beside the secret, in any file
};

struct KindScore {
  size_t leaks = 0, weak = 0, twins = 0;
  std::array<LevelScore, 3> at;  // by Confidence: low, medium, high
};

// Numbers of the corpus's files that a level, by Confidence, gets wrong.
struct Mistakes {
  std::vector<size_t> missed;  // leaks without a finding, no weak ones
  std::vector<size_t> marked;  // safe twins with one
};

// `folder` is filled with the files, and scanned as one without history.
Result<Report> scan_corpus(const std::vector<CorpusFile>& corpus, const std::string& folder);

std::map<std::string, KindScore> score_by_kind(const std::vector<CorpusFile>& corpus,
                                               const Report& report);
KindScore sum_of(const std::map<std::string, KindScore>& kinds);
Mistakes mistakes_at(const std::vector<CorpusFile>& corpus, const Report& report, Confidence level);

}  // namespace sluice::test
