// The hygiene of rules: what decides throughput, checked on a generated corpus.
#include <cstdio>
#include <string>
#include <vector>

#include "base/escape.h"
#include "base/file_reader.h"
#include "builtin/builtin.h"
#include "cli/deliver.h"
#include "cli/exit_code.h"
#include "cli/rules_command.h"
#include "engine/compiler.h"
#include "engine/user_pattern.h"
#include "rules/rule_file.h"

namespace sluice::cli {
namespace {

constexpr double kMaxEndsPerMegabyte = 5;
constexpr size_t kCorpusBytes = size_t{8} << 20;

// Text with the statistics of source code, without a secret in it: words,
// identifiers, numbers, hex and base64 runs, quotes, assignments. Always the
// same bytes.
std::string generated_corpus() {
  constexpr const char* kWords[] = {
      "return", "const",  "value",  "buffer", "static", "index",  "length", "config", "if",
      "for",    "struct", "client", "server", "string", "token",  "size",   "data",   "key",
      "path",   "name",   "error",  "print",  "result", "object", "type",   "public", "import"};
  constexpr const char* kJoints[] = {" ",  " = ", "(", ");\n", "_",   ".",    ": ", ", ", "\n    ",
                                     "\"", "->",  "/", "-",    " { ", " }\n", "[",  "] "};
  constexpr char kBase64[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  uint64_t state = 0x9e3779b97f4a7c15;
  const auto random = [&](size_t below) {
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return static_cast<size_t>(state >> 11) % below;
  };
  std::string text;
  text.reserve(kCorpusBytes + 128);
  while (text.size() < kCorpusBytes) {
    const size_t kind = random(100);
    if (kind < 88) {
      text += kWords[random(std::size(kWords))];
    } else if (kind < 94) {
      text += std::to_string(random(1'000'000));
    } else if (kind < 97) {
      const size_t length = 8 + random(57);
      for (size_t i = 0; i < length; ++i) text += "0123456789abcdef"[random(16)];
    } else {
      const size_t length = 8 + random(57);
      for (size_t i = 0; i < length; ++i) text += kBase64[random(64)];
    }
    text += kJoints[random(std::size(kJoints))];
  }
  return text;
}

Result<std::vector<Rule>> rules_to_lint(const std::vector<std::string>& files) {
  std::vector<Rule> builtin = builtin_rules();
  if (files.empty()) return builtin;
  std::vector<Rule> own;
  for (const std::string& name : files) {
    Result<std::string> text = read_file(name);
    if (!text) return Error{ErrorKind::kUsage, text.error().message};
    Result<RuleFile> file = parse_rule_file(*text, name, Dialect::kSluice, builtin);
    if (!file) return std::move(file).error();
    std::move(file->rules.begin(), file->rules.end(), std::back_inserter(own));
  }
  return own;
}

// What is said of a rule before any text is scanned.
std::vector<std::string> meaning_notes(const Rule& rule) {
  std::vector<std::string> notes;
  if (!rule.builtin && !rule.regex.empty()) {
    if (!pattern_width(rule.regex)) {
      notes.push_back("stage one cannot run it: RE2 reads every blob that passes its keywords");
    } else if (differs_past_ascii(rule.regex)) {
      notes.push_back("RE2 reads every blob that holds bytes past ASCII for it");
    }
  }
  return notes;
}

}  // namespace

int lint_rules(const std::vector<std::string>& files) {
  Result<std::vector<Rule>> rules = rules_to_lint(files);
  if (!rules) {
    complain(rules.error().message);
    return kUsage;
  }
  Result<Engine> engine = Engine::create(RuleSet(*std::move(rules), {}), builtin_database());
  if (!engine) {
    complain(engine.error().message);
    return kUsage;
  }
  const std::string corpus = generated_corpus();
  Scratch scratch;
  const std::vector<uint64_t> ends = engine->count_ends(corpus, scratch);
  size_t offences = 0;
  for (size_t i = 0; i < ends.size(); ++i) {
    const Rule& rule = engine->rules().rules()[i];
    const std::string id = escape_for_terminal(rule.id);
    const double per_megabyte =
        static_cast<double>(ends[i]) / (static_cast<double>(corpus.size()) / 1e6);
    // Generic rules look at every key word by design; their own budget is the
    // whole engine's throughput.
    const bool generic =
        rule.builtin && (rule.judge == JudgeKind::kAssignment || rule.judge == JudgeKind::kUrl);
    if (per_megabyte > kMaxEndsPerMegabyte && !generic) {
      std::printf(
          "%s: stage one ends %.1f times a MB of plain text (at most %.0f): anchor it on a "
          "literal\n",
          id.c_str(), per_megabyte, kMaxEndsPerMegabyte);
      ++offences;
    }
    for (const std::string& note : meaning_notes(rule))
      std::printf("%s: %s\n", id.c_str(), note.c_str());
  }
  std::printf("%zu rules: %zu passed, %zu failed\n", ends.size(), ends.size() - offences, offences);
  return offences == 0 ? kClean : kFindings;
}

}  // namespace sluice::cli
