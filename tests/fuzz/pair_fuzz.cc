// fuzzes: engine
// Ids and secrets in any text: what is joined stays in the text, sorted, each once.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <string_view>
#include <vector>

#include "sluice/engine.h"

namespace {

using namespace sluice;

Rule rule_of(const char* id, const char* regex) {
  Rule rule;
  rule.id = id;
  rule.regex = regex;
  rule.builtin = true;
  rule.judge = JudgeKind::kToken;
  rule.random = false;
  return rule;
}

const Engine& engine() {
  static const Engine made = [] {
    Rule secret = rule_of("secret", "secret=([a-z0-9]{8})");
    secret.pair_id = "ID[0-9]{4}";
    secret.pair_value = "[a-z0-9]{8}";
    Rule other = rule_of("other", "");
    other.pair_id = "(?:NR|ID)([0-9]{4})";
    other.pair_value = "[a-z]{4,12}";
    Result<Engine> engine =
        Engine::create(RuleSet({rule_of("id", "ID[0-9]{4}"), secret, other}, {}), {});
    if (!engine) std::abort();
    return *std::move(engine);
  }();
  return made;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static Scratch scratch;
  std::vector<Match> matches;
  engine().scan({.bytes = {reinterpret_cast<const char*>(data), size}}, scratch, matches);
  uint64_t end = 0;
  for (const Match& match : matches) {
    if (match.secret.begin < end || match.secret.end > size) std::abort();
    end = match.secret.end;
  }
  return 0;
}
