// The hygiene of rules: what decides throughput, checked on a generated corpus.
#include <algorithm>
#include <array>
#include <cstdio>
#include <string>
#include <string_view>
#include <vector>

#include "base/escape.h"
#include "base/file_reader.h"
#include "builtin/builtin.h"
#include "cli/config.h"
#include "cli/config_command.h"
#include "cli/deliver.h"
#include "cli/exit_code.h"
#include "cli/rules_command.h"
#include "engine/compiler.h"
#include "engine/user_pattern.h"
#include "pipeline/rule_corpus.h"
#include "rules/rule_file.h"

namespace sluice::cli {
namespace {

constexpr double kMaxEndsPerMegabyte = 5;
constexpr int kMinLiteral = 4;

// Rules whose tokens have no literal of four bytes: what is known of them is a
// shape, or a head of two or three bytes. Each was seen to run at more than
// 4 GB/s by itself (bench/rules), and to end less than five times a MB.
constexpr auto kShortLiterals = std::to_array<std::string_view>({
    "1password-secret-key",
    "adyen-api-key",
    "airtable-personnal-access-token",
    "azure-ad-client-secret",
    "azure-devops-pat-legacy",
    "bitwarden-secrets-manager-token",
    "clickup-api-token",
    "crates-io-api-token",
    "dropbox-short-lived-api-token",
    "dynatrace-api-token",
    "exoscale-api-key",
    "facebook-access-token",
    "facebook-page-access-token",
    "firecrawl-api-key",
    "huggingface-access-token",
    "k3s-token",
    "klaviyo-private-key",
    "mailchimp-api-key",
    "nuget-api-key",
    "pagerduty-api-key",
    "pagerduty-oauth-token",
    "pinterest-access-token",
    "rapidapi-access-token",
    "replicate-api-token",
    "resend-api-key",
    "salesforce-access-token",
    "sendgrid-api-token",
    "telegram-bot-api-token",
    "twilio-api-key",
    "xrp-family-seed",
});

bool may_lack_literal(const Rule& rule) {
  return std::find(kShortLiterals.begin(), kShortLiterals.end(), rule.id) != kShortLiterals.end();
}

// Generic rules look at every key word by design; their own budget is the whole
// engine's throughput.
bool is_generic(const Rule& rule) {
  return rule.judge == JudgeKind::kAssignment || rule.judge == JudgeKind::kUrl;
}

Result<std::vector<Rule>> rules_to_lint(const std::vector<std::string>& files) {
  std::vector<Rule> builtin = builtin_rules();
  if (files.empty()) return builtin;
  std::vector<Rule> own;
  for (const std::string& name : files) {
    Result<std::string> text = read_file(name);
    if (!text) return Error{ErrorKind::kUsage, text.error().message};
    Result<RuleFile> file = parse_rule_file(*text, name, dialect_of(name), builtin);
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
  size_t offences = 0;
  for (const std::string& name : files) {
    const Result<size_t> traps = tell_traps(name);
    if (!traps) {
      complain(traps.error().message);
      return kUsage;
    }
    offences += *traps;
  }
  const std::string corpus = rule_corpus();
  Scratch scratch;
  const std::vector<uint64_t> ends = engine->count_ends(corpus, scratch);
  for (size_t i = 0; i < ends.size(); ++i) {
    const Rule& rule = engine->rules().rules()[i];
    const std::string id = escape_for_terminal(rule.id);
    const double per_megabyte =
        static_cast<double>(ends[i]) / (static_cast<double>(corpus.size()) / 1e6);
    const bool generic = rule.builtin && is_generic(rule);
    if (per_megabyte > kMaxEndsPerMegabyte && !generic) {
      std::printf(
          "%s: stage one ends %.1f times a MB of plain text (at most %.0f): anchor it on a "
          "literal\n",
          id.c_str(), per_megabyte, kMaxEndsPerMegabyte);
      ++offences;
    }
    if (rule.builtin && !rule.regex.empty() && !generic && !may_lack_literal(rule)) {
      for (const std::string& pattern : stage_one_patterns(rule)) {
        if (holds_literal(pattern, kMinLiteral)) continue;
        std::printf("%s: a stage-one pattern has an alternative without a literal of %d bytes\n",
                    id.c_str(), kMinLiteral);
        ++offences;
        break;
      }
    }
    for (const std::string& note : meaning_notes(rule))
      std::printf("%s: %s\n", id.c_str(), note.c_str());
  }
  std::printf("%zu rules: %zu offences\n", ends.size(), offences);
  return offences == 0 ? kClean : kFindings;
}

}  // namespace sluice::cli
