#include "detection/leak_score.h"

#include <filesystem>
#include <fstream>
#include <thread>
#include <unordered_map>

#include "builtin/builtin.h"
#include "pipeline/scan.h"
#include "pipeline/target.h"
#include "sluice/engine.h"

namespace sluice::test {
namespace {

Result<void> write_files(const std::vector<CorpusFile>& corpus, const std::string& folder) {
  for (const CorpusFile& file : corpus) {
    const std::filesystem::path path = std::filesystem::path(folder) / file.path;
    std::error_code error;
    std::filesystem::create_directories(path.parent_path(), error);
    std::ofstream stream(path, std::ios::binary);
    stream << file.text;
    if (!stream) return Error{ErrorKind::kIo, "cannot write " + path.string()};
  }
  return {};
}

bool overlap(Span a, Span b) { return a.begin < b.end && b.begin < a.end; }

// The findings of each file, by its path.
using ByPath = std::unordered_map<std::string, std::vector<const Finding*>>;

ByPath by_path(const Report& report) {
  ByPath found;
  for (const Finding& finding : report.findings) found[finding.path].push_back(&finding);
  return found;
}

struct Outcome {
  bool hit = false;
  size_t stray = 0;
};

Outcome outcome_of(const CorpusFile& file, const ByPath& found, Confidence level) {
  Outcome outcome;
  const auto here = found.find(file.path);
  if (here == found.end()) return outcome;
  for (const Finding* finding : here->second) {
    if (finding->verdict.confidence < level) continue;
    const bool hit = overlap(finding->span, file.secret);
    outcome.hit |= hit;
    outcome.stray += hit ? 0 : 1;
  }
  return outcome;
}

}  // namespace

Result<Report> scan_corpus(const std::vector<CorpusFile>& corpus, const std::string& folder) {
  if (auto written = write_files(corpus, folder); !written) return written.error();
  auto engine = Engine::create(RuleSet(builtin_rules(), {}), builtin_database());
  if (!engine) return engine.error();
  auto target = resolve_target(folder, false);
  if (!target) return target.error();
  ScanOptions options;
  options.workers = std::max(1U, std::thread::hardware_concurrency());
  options.min_confidence = Confidence::kLow;
  options.key = builtin_identity_key();
  return scan(*target, *engine, options, nullptr);
}

std::map<std::string, KindScore> score_by_kind(const std::vector<CorpusFile>& corpus,
                                               const Report& report) {
  const ByPath found = by_path(report);
  std::map<std::string, KindScore> scores;
  for (const CorpusFile& file : corpus) {
    KindScore& score = scores[file.kind];
    const bool twin = file.secret_kind == SecretKind::kNone;
    const bool weak = file.secret_kind == SecretKind::kWeak;
    ++(twin ? score.twins : weak ? score.weak : score.leaks);
    for (const Confidence level : {Confidence::kLow, Confidence::kMedium, Confidence::kHigh}) {
      LevelScore& at = score.at[static_cast<size_t>(level)];
      const Outcome outcome = outcome_of(file, found, level);
      at.stray += outcome.stray;
      if (outcome.hit) ++(weak ? at.found_weak : at.found);
      if (twin && outcome.stray > 0) ++at.twins_marked;
    }
  }
  return scores;
}

KindScore sum_of(const std::map<std::string, KindScore>& kinds) {
  KindScore sum;
  for (const auto& [kind, score] : kinds) {
    sum.leaks += score.leaks, sum.weak += score.weak, sum.twins += score.twins;
    for (size_t level = 0; level < sum.at.size(); ++level) {
      sum.at[level].found += score.at[level].found;
      sum.at[level].found_weak += score.at[level].found_weak;
      sum.at[level].twins_marked += score.at[level].twins_marked;
      sum.at[level].stray += score.at[level].stray;
    }
  }
  return sum;
}

Mistakes mistakes_at(const std::vector<CorpusFile>& corpus, const Report& report,
                     Confidence level) {
  const ByPath found = by_path(report);
  Mistakes mistakes;
  for (size_t i = 0; i < corpus.size(); ++i) {
    const Outcome outcome = outcome_of(corpus[i], found, level);
    const SecretKind kind = corpus[i].secret_kind;
    if (kind == SecretKind::kNone && outcome.stray > 0) mistakes.marked.push_back(i);
    const bool wanted = kind != SecretKind::kNone && kind != SecretKind::kWeak;
    if (wanted && !outcome.hit) mistakes.missed.push_back(i);
  }
  return mistakes;
}

}  // namespace sluice::test
