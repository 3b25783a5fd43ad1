#include "engine/added_rules.h"

#include <re2/re2.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "base/byte_codec.h"
#include "base/digest.h"
#include "base/escape.h"
#include "base/program_build.h"
#include "engine/allowlist.h"
#include "engine/compiler.h"
#include "engine/confirm.h"
#include "engine/extent.h"
#include "engine/pair.h"
#include "engine/ruleset_digest.h"

namespace sluice {
namespace {

constexpr std::string_view kFormat = "added rules 1";
constexpr size_t kRuleBytes = 16;  // the least that one takes

// RE2's count of instructions, which tells how long Hyperscan is at work: it takes a second or so
// for a pattern of this size and, what would be worse, five for the next larger ones (measured with
// counted repeats of classes and alternatives).
constexpr int kMaxStageOneProgram = 5'000;
// Of all rules together: some thousands of usual ones.
constexpr int64_t kMaxAllPrograms = 1'000'000;

Error place_error(const Rule& rule, std::string_view what) {
  return {ErrorKind::kUsage, (rule.source.empty() ? "rule" : rule.source + ": rule") + " '" +
                                 escape_for_terminal(rule.id) + "': " + std::string(what)};
}

// Whether a person may have written a pattern of it.
bool is_own(const Rule& rule) {
  if (!rule.builtin) return true;
  if (!rule.source.empty() && !(rule.path.empty() && rule.pair_id.empty())) return true;
  return std::any_of(rule.allowlists.begin(), rule.allowlists.end(),
                     [](const Allowlist& allowlist) { return !allowlist.source.empty(); });
}

// All of a rule, but its regex, that RE2 has to understand.
Result<void> check_patterns(const Rule& rule) {
  if (Result<void> checked = PairFinder::check(rule); !checked) {
    return place_error(rule, checked.error().message);
  }
  if (Result<void> checked = SearchPattern(rule.path).check(); !checked) {
    return place_error(rule, "key `path`: " + checked.error().message);
  }
  for (const Allowlist& allowlist : rule.allowlists) {
    if (Result<void> checked = CompiledAllowlist(allowlist).check(); !checked) {
      return place_error(rule, checked.error().message);
    }
  }
  return {};
}

Result<void> check_all(const RuleSet& rules) {
  for (const Rule& rule : rules.rules()) {
    if (!is_own(rule)) continue;
    if (Result<void> checked = check_patterns(rule); !checked) return checked;
  }
  for (const Allowlist& allowlist : rules.allowlists()) {
    Result<void> checked = CompiledAllowlist(allowlist).check();
    if (checked) continue;
    return Error{ErrorKind::kUsage, allowlist.source + (allowlist.source.empty() ? "" : ": ") +
                                        checked.error().message};
  }
  return {};
}

class Compiling {
 public:
  Compiling(const RuleSet& rules, std::span<const uint32_t> indices)
      : rules_(rules), indices_(indices) {}

  Result<AddedRules> run() {
    for (const uint32_t index : indices_) {
      if (Result<void> added = add(rules_.rules()[index]); !added) return std::move(added).error();
    }
    if (Result<void> checked = check_all(rules_); !checked) return std::move(checked).error();
    if (Result<void> compiled = compile(); !compiled) return std::move(compiled).error();
    return std::move(added_);
  }

 private:
  Result<void> add(const Rule& rule) {
    AddedRule& added = added_.rules.emplace_back();
    Detector detector(rule, {}, kUnboundedWidth);
    if (Result<void> checked = detector.check(); !checked) {
      return place_error(rule, checked.error().message);
    }
    programs_ += detector.program_size();
    if (programs_ > kMaxAllPrograms) {
      return place_error(rule, "the rules up to this one are too large together");
    }
    if (detector.program_size() > kMaxStageOneProgram) {
      added = {kUnboundedWidth, kUnboundedWidth, {}};
      return {};
    }
    const Result<uint32_t> regex_width = pattern_width(rule.regex);
    added.regex_width = regex_width ? *regex_width : kUnboundedWidth;
    for (const std::string& pattern : stage_one_patterns(rule)) {
      const Result<uint32_t> width = pattern_width(pattern);
      added.stage_one_width =
          std::max(added.stage_one_width, width && *width > 0 ? *width : kUnboundedWidth);
      added.newlines.push_back(max_newlines(pattern));
    }
    if (added.stage_one_width == kUnboundedWidth) added.newlines.clear();
    if (added.stage_one_width == kUnboundedWidth && rule.builtin) {
      return place_error(rule, "stage one cannot run its prefilter");
    }
    return {};
  }

  // What Hyperscan takes by itself it may still refuse to compile: such a rule is left out.
  Result<void> compile() {
    for (;;) {
      std::vector<std::string> texts;
      std::vector<size_t> owners;
      for (size_t i = 0; i < indices_.size(); ++i) {
        if (added_.rules[i].stage_one_width == kUnboundedWidth) continue;
        for (std::string& pattern : stage_one_patterns(rules_.rules()[indices_[i]])) {
          texts.push_back(std::move(pattern));
          owners.push_back(i);
        }
      }
      if (texts.empty()) return {};
      std::optional<size_t> refused;
      Result<std::string> database = compile_database(texts, &refused);
      if (database) {
        added_.database = *std::move(database);
        return {};
      }
      if (!refused) return std::move(database).error();
      AddedRule& left_out = added_.rules[owners[*refused]];
      left_out.stage_one_width = kUnboundedWidth;
      left_out.newlines.clear();
    }
  }

  const RuleSet& rules_;
  const std::span<const uint32_t> indices_;
  AddedRules added_;
  int64_t programs_ = 0;
};

}  // namespace

bool holds_own(const RuleSet& rules) {
  return !rules.allowlists().empty() ||
         std::any_of(rules.rules().begin(), rules.rules().end(), is_own);
}

Result<AddedRules> compile_added(const RuleSet& rules, std::span<const uint32_t> indices) {
  return Compiling(rules, indices).run();
}

std::string added_rules_key(const RuleSet& rules, std::span<const uint32_t> indices) {
  std::vector<Rule> matter;
  for (uint32_t i = 0; i < rules.rules().size(); ++i) {
    const Rule& rule = rules.rules()[i];
    const bool is_added = !indices.empty() && indices.front() == i;
    if (is_added) indices = indices.subspan(1);
    if (is_added || is_own(rule)) matter.push_back(rule);
  }
  ByteWriter all;
  for (const std::string& part :
       {std::string(kFormat), stage_one_version(), std::string(program_build()),
        rules_sha256(matter, rules.allowlists())}) {
    all.text(part);
  }
  const auto digest = sha256({all.bytes()});
  return to_hex({reinterpret_cast<const char*>(digest.data()), digest.size()});
}

std::string to_bytes(const AddedRules& added) {
  ByteWriter writer;
  writer.number(added.rules.size());
  for (const AddedRule& rule : added.rules) {
    writer.number(rule.stage_one_width, 4);
    writer.number(rule.regex_width, 4);
    writer.number(rule.newlines.size());
    for (const uint32_t newlines : rule.newlines) writer.number(newlines, 4);
  }
  writer.text(added.database);
  return writer.take();
}

Result<AddedRules> parse_added_rules(std::string_view bytes) {
  AddedRules added;
  ByteReader reader(bytes);
  bool runs_any = false;
  for (size_t left = reader.count(kRuleBytes); left > 0; --left) {
    AddedRule& rule = added.rules.emplace_back();
    rule.stage_one_width = static_cast<uint32_t>(reader.number(4));
    rule.regex_width = static_cast<uint32_t>(reader.number(4));
    rule.newlines.resize(reader.count(4));
    for (uint32_t& newlines : rule.newlines) newlines = static_cast<uint32_t>(reader.number(4));
    const bool runs = rule.stage_one_width != kUnboundedWidth;
    if (runs == rule.newlines.empty()) return Error{ErrorKind::kCorrupt, "a rule is damaged"};
    runs_any |= runs;
  }
  added.database = reader.text();
  if (!reader.at_end() || runs_any == added.database.empty()) {
    return Error{ErrorKind::kCorrupt, "its lists are damaged"};
  }
  return added;
}

}  // namespace sluice
