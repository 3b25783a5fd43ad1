// leak_table table|held-out|mistakes|write [FOLDER] [SEED]: the table of docs/detection.md; its
// last line for the shapes that are set aside; or each leak missed and each safe twin marked at the
// default level; or the corpus as files under FOLDER, with labels.tsv (path, kind, shape, kind of
// secret, begin, end; tabs) beside them.
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include "detection/leak_score.h"

namespace sluice::test {
namespace {

constexpr unsigned kCopies = 12;

double share(size_t part, size_t whole) {
  return whole == 0 ? 1.0 : static_cast<double>(part) / static_cast<double>(whole);
}

void print_row(const std::string& name, const KindScore& score) {
  std::printf("| %s | %zu | %zu | %zu |", name.c_str(), score.leaks, score.weak, score.twins);
  for (const Confidence level : {Confidence::kMedium, Confidence::kLow}) {
    const LevelScore& at = score.at[static_cast<size_t>(level)];
    const size_t right = at.found + at.found_weak;
    std::printf(" %.3f | %.3f | %.2f | %zu |", share(at.found, score.leaks),
                share(right, right + at.stray), share(at.found_weak, score.weak), at.twins_marked);
  }
  std::printf("\n");
}

void print_table(const std::vector<CorpusFile>& corpus, const Report& report) {
  std::printf(
      "| kind | leaks | weak | twins | medium: recall | precision | weak | twins marked "
      "| low: recall | precision | weak | twins marked |\n"
      "|---|---|---|---|---|---|---|---|---|---|---|---|\n");
  const auto kinds = score_by_kind(corpus, report);
  for (const auto& [kind, score] : kinds) print_row(kind, score);
  print_row("**all**", sum_of(kinds));
}

void print_case(const char* what, const CorpusFile& file) {
  std::printf("## %s %s %s %s [%s] %s\n%s\n", what, file.kind.c_str(), file.shape.c_str(),
              file.path.c_str(), std::string(secret_kind_name(file.secret_kind)).c_str(),
              file.value.c_str(), file.text.c_str());
}

void print_mistakes(const std::vector<CorpusFile>& corpus, const Report& report, Confidence level) {
  const Mistakes mistakes = mistakes_at(corpus, report, level);
  for (const size_t i : mistakes.missed) print_case("missed", corpus[i]);
  for (const size_t i : mistakes.marked) print_case("marked", corpus[i]);
}

bool write_labels(const std::vector<CorpusFile>& corpus, const std::string& folder) {
  std::ofstream labels(folder + "/labels.tsv");
  for (const CorpusFile& file : corpus) {
    labels << file.path << '\t' << file.kind << '\t' << file.shape << '\t'
           << secret_kind_name(file.secret_kind) << '\t' << file.secret.begin << '\t'
           << file.secret.end << '\n';
  }
  return static_cast<bool>(labels);
}

int run(const std::string& verb, const std::string& folder, uint32_t seed) {
  const std::string shapes = SLUICE_LEAK_SHAPES;
  auto corpus = make_leak_corpus(verb == "held-out" ? shapes + "/held_out" : shapes, kCopies, seed);
  if (!corpus) {
    std::fprintf(stderr, "leak_table: %s\n", corpus.error().message.c_str());
    return 2;
  }
  const auto report = scan_corpus(*corpus, folder);
  if (!report) {
    std::fprintf(stderr, "leak_table: %s\n", report.error().message.c_str());
    return 2;
  }
  if (verb == "table") print_table(*corpus, *report);
  if (verb == "held-out") print_row("held out", sum_of(score_by_kind(*corpus, *report)));
  if (verb == "mistakes") print_mistakes(*corpus, *report, Confidence::kMedium);
  if (verb == "low") print_mistakes(*corpus, *report, Confidence::kLow);
  if (verb == "write") return write_labels(*corpus, folder) ? 0 : 2;
  const bool known = verb == "table" || verb == "held-out" || verb == "mistakes" || verb == "low";
  return known ? 0 : 2;
}

}  // namespace
}  // namespace sluice::test

int main(int argc, char** argv) {
  const std::string verb = argc > 1 ? argv[1] : "table";
  const bool given = argc > 2 && argv[2][0] != '\0';
  const std::string folder =
      given ? argv[2] : (std::filesystem::temp_directory_path() / "leak_corpus_files").string();
  const auto seed = static_cast<uint32_t>(argc > 3 ? std::strtoul(argv[3], nullptr, 10) : 1);
  if (!given) std::filesystem::remove_all(folder);
  const int code = sluice::test::run(verb, folder, seed);
  if (!given) std::filesystem::remove_all(folder);
  return code;
}
