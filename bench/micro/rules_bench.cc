// Stage one of each built-in rule alone over the text of `sluice rules lint`: bytes a second and
// ends a MB, the slowest are what a rule file should be rid of. Needs nothing; bench/rules prints
// the table.
#include <benchmark/benchmark.h>

#include <string>
#include <vector>

#include "builtin/builtin.h"
#include "pipeline/rule_corpus.h"
#include "sluice/engine.h"

namespace sluice {
namespace {

void scan_with_one_rule(benchmark::State& state, const Rule& rule, const std::string& text) {
  Result<Engine> engine = Engine::create(RuleSet({rule}, {}), {});
  if (!engine) {
    state.SkipWithError(engine.error().message.c_str());
    return;
  }
  Scratch scratch;
  uint64_t ends = 0;
  for ([[maybe_unused]] auto round : state) ends = engine->count_ends(text, scratch).front();
  state.SetBytesProcessed(static_cast<int64_t>(state.iterations() * text.size()));
  state.counters["ends_per_MB"] =
      static_cast<double>(ends) / (static_cast<double>(text.size()) / 1e6);
}

}  // namespace
}  // namespace sluice

int main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  const std::string text = sluice::rule_corpus();
  const std::vector<sluice::Rule> rules = sluice::builtin_rules();
  for (const sluice::Rule& rule : rules) {
    if (rule.regex.empty()) continue;
    benchmark::RegisterBenchmark(rule.id.c_str(), [&](benchmark::State& state) {
      sluice::scan_with_one_rule(state, rule, text);
    })->MinTime(0.02);
  }
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}
