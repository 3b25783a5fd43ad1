// Engine: stage one, stage two and the local half of the judge, blob by blob.
#include <algorithm>
#include <cctype>
#include <iterator>
#include <map>
#include <mutex>
#include <optional>
#include <tuple>
#include <unordered_map>

#include "base/digest.h"
#include "base/escape.h"
#include "base/line_index.h"
#include "engine/allowlist.h"
#include "engine/compiler.h"
#include "engine/confirm.h"
#include "engine/prefilter.h"
#include "engine/user_pattern.h"
#include "judge/judge.h"
#include "judge/randomness.h"
#include "sluice/engine.h"

namespace sluice {
namespace {

// More stage-one ends than this in one blob is a flood: the rest is not looked
// at, and the blob is reported as truncated.
constexpr size_t kMaxCandidates = size_t{1} << 18;
constexpr size_t kMaxMatchesPerRule = 10'000;
constexpr uint32_t kNoRule = UINT32_MAX;

// A rule's compiled side.
struct Stage {
  Detector detector;
  PathPattern path;
  bool needs_re2_alone = false;    // stage one cannot run it
  bool unsure_past_ascii = false;  // stage one could miss matches where bytes >= 0x80 are
  std::unique_ptr<std::once_flag> once = std::make_unique<std::once_flag>();
  std::vector<CompiledAllowlist> allowlists = {};  // set once
};

Error rule_error(const Rule& rule, std::string_view what) {
  return {ErrorKind::kUsage, (rule.source.empty() ? "rule" : rule.source + ": rule") + " '" +
                                 escape_for_terminal(rule.id) + "': " + std::string(what)};
}

// A line of minified text may be megabytes: no more than this of it is looked at
// on each side of a match, so that a flood of matches stays linear.
constexpr size_t kMaxLineReach = 4096;

std::string_view line_around(std::string_view text, Span span) {
  const auto begin = static_cast<size_t>(span.begin), end = static_cast<size_t>(span.end);
  const std::string_view before =
      text.substr(begin - std::min(begin, kMaxLineReach), std::min(begin, kMaxLineReach));
  const std::string_view after = text.substr(end, kMaxLineReach);
  const size_t newline = before.rfind('\n');
  const size_t left =
      newline == std::string_view::npos ? before.size() : before.size() - newline - 1;
  return text.substr(begin - left, left + (end - begin) + std::min(after.find('\n'), after.size()));
}

bool allowed_inline(std::string_view line) {
  return line.find("sluice:allow") != std::string_view::npos ||
         line.find("gitleaks:allow") != std::string_view::npos;
}

bool holds_any_case(std::string_view text, std::string_view lower_word) {
  const auto same = [](char a, char b) {
    return std::tolower(static_cast<unsigned char>(a)) == static_cast<unsigned char>(b);
  };
  return std::search(text.begin(), text.end(), lower_word.begin(), lower_word.end(), same) !=
         text.end();
}

bool passes_keywords(const Rule& rule, std::string_view text) {
  return rule.keywords.empty() ||
         std::any_of(rule.keywords.begin(), rule.keywords.end(),
                     [&](const std::string& word) { return holds_any_case(text, word); });
}

// Which of two rules tells more about the same bytes: a user's own rule, then a
// provider's, a structure's, a key name's.
int specificity(const Rule& rule) {
  if (!rule.builtin) return 4;
  switch (rule.judge) {
    case JudgeKind::kToken:
    case JudgeKind::kPrivateKey: return 3;
    case JudgeKind::kJwt: return 2;
    case JudgeKind::kUrl: return 1;
    case JudgeKind::kAssignment:
    case JudgeKind::kNone: return 0;
  }
  return 0;
}

}  // namespace

struct Scratch::Impl {
  PrefilterScratch prefilter;
  std::vector<Candidate> candidates;
  std::vector<uint64_t> ends;
  std::vector<MatchSpans> spans;
};

Scratch::Scratch() : impl_(std::make_unique<Impl>()) {}
Scratch::~Scratch() = default;
Scratch::Scratch(Scratch&&) noexcept = default;
Scratch& Scratch::operator=(Scratch&&) noexcept = default;

struct Engine::Impl {
  RuleSet rules;
  std::vector<Prefilter> prefilters;
  std::vector<uint32_t> first_pattern;  // of each prefilter, in `pattern_rules`
  std::vector<uint32_t> pattern_rules;  // the rule of each pattern, kNoRule where it is off
  std::vector<Stage> stages;            // one a rule
  std::vector<uint32_t> re2_rules;      // rules that stage one alone cannot answer for
  std::vector<uint32_t> path_only_rules;
  std::vector<CompiledAllowlist> global_allowlists;

  const std::vector<CompiledAllowlist>& allowlists(uint32_t rule) const;
  Result<void> add_builtin(const CompiledDatabase& database, std::vector<bool>& covered);
  Result<void> add_rest(const std::vector<bool>& covered);
  bool run_prefilters(std::string_view bytes, Scratch::Impl& scratch) const;
  template <class Visit>
  bool confirm_rules(std::string_view bytes, Scratch::Impl& scratch, Visit&& visit) const;
  bool re2_alone_applies(uint32_t rule, std::string_view bytes, bool& ascii_known,
                         bool& ascii) const;
  std::optional<Match> judged(uint32_t rule, std::string_view bytes, MatchSpans spans) const;
};

Engine::Engine(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Engine::~Engine() = default;
Engine::Engine(Engine&&) noexcept = default;
Engine& Engine::operator=(Engine&&) noexcept = default;

const RuleSet& Engine::rules() const { return impl_->rules; }

// Marks in `covered` the rules whose every pattern the database holds.
Result<void> Engine::Impl::add_builtin(const CompiledDatabase& database,
                                       std::vector<bool>& covered) {
  std::unordered_map<std::string_view, std::pair<size_t, size_t>> by_id;  // [first, last)
  for (size_t i = 0; i < database.patterns.size(); ++i) {
    auto [at, fresh] = by_id.try_emplace(database.patterns[i].rule_id, i, i + 1);
    at->second.second = i + 1;
  }
  pattern_rules.assign(database.patterns.size(), kNoRule);
  bool any = false;
  for (uint32_t rule = 0; rule < rules.rules().size(); ++rule) {
    const Rule& written = rules.rules()[rule];
    const auto range = by_id.find(written.id);
    if (!written.builtin || range == by_id.end()) continue;
    const auto [first, last] = range->second;
    const std::vector<std::string> wanted = stage_one_patterns(written);
    const bool same = std::equal(wanted.begin(), wanted.end(),
                                 database.patterns.begin() + static_cast<ptrdiff_t>(first),
                                 database.patterns.begin() + static_cast<ptrdiff_t>(last),
                                 [](const std::string& text, const CompiledPattern& compiled) {
                                   return text == compiled.pattern;
                                 });
    if (!same) continue;
    uint32_t width = 0;
    for (size_t i = first; i < last; ++i) {
      pattern_rules[i] = rule;
      width = std::max(width, database.patterns[i].width);
    }
    stages[rule].detector = Detector(written, width, database.patterns[first].regex_width);
    covered[rule] = any = true;
  }
  if (!any) {
    pattern_rules.clear();
    return {};
  }
  Result<Prefilter> prefilter = Prefilter::load(database.bytes);
  if (!prefilter) return std::move(prefilter).error();
  prefilters.push_back(*std::move(prefilter));
  first_pattern.push_back(0);
  return {};
}

// Compiles the rules that no database covers yet, and checks them whole: they
// were written by a person, whom an error now serves better than one later.
Result<void> Engine::Impl::add_rest(const std::vector<bool>& covered) {
  std::vector<std::string> texts;
  const auto first = static_cast<uint32_t>(pattern_rules.size());
  for (uint32_t index = 0; index < rules.rules().size(); ++index) {
    const Rule& rule = rules.rules()[index];
    if (covered[index] || rule.regex.empty()) continue;
    Stage& stage = stages[index];
    const std::vector<std::string> wanted = stage_one_patterns(rule);
    uint32_t stage_one_width = 0;
    for (const std::string& pattern : wanted) {
      const Result<uint32_t> width = pattern_width(pattern);
      stage_one_width = std::max(stage_one_width, width && *width > 0 ? *width : kUnboundedWidth);
    }
    const Result<uint32_t> regex_width = pattern_width(rule.regex);
    stage.detector = Detector(rule, stage_one_width, regex_width ? *regex_width : kUnboundedWidth);
    if (Result<void> checked = stage.detector.check(); !checked) {
      return rule_error(rule, checked.error().message);
    }
    if (stage_one_width == kUnboundedWidth) {
      if (rule.builtin) return rule_error(rule, "stage one cannot run its prefilter");
      stage.needs_re2_alone = true;
      re2_rules.push_back(index);
      continue;
    }
    if (!rule.builtin && differs_past_ascii(rule.regex)) {
      stage.unsure_past_ascii = true;
      re2_rules.push_back(index);
    }
    pattern_rules.insert(pattern_rules.end(), wanted.size(), index);
    texts.insert(texts.end(), wanted.begin(), wanted.end());
  }
  if (texts.empty()) return {};
  Result<std::string> database = compile_database(texts);
  if (!database) return std::move(database).error();
  Result<Prefilter> prefilter = Prefilter::load(*database);
  if (!prefilter) return std::move(prefilter).error();
  prefilters.push_back(*std::move(prefilter));
  first_pattern.push_back(first);
  return {};
}

Result<Engine> Engine::create(RuleSet rules, const CompiledDatabase& builtin) {
  auto impl = std::make_unique<Impl>();
  impl->rules = std::move(rules);
  const std::vector<Rule>& all = impl->rules.rules();
  impl->stages.reserve(all.size());
  for (const Rule& rule : all) {
    impl->stages.push_back({Detector(rule, 0, kUnboundedWidth), PathPattern(rule.path)});
  }
  std::vector<bool> covered(all.size());
  if (Result<void> done = impl->add_builtin(builtin, covered); !done) {
    return std::move(done).error();
  }
  if (Result<void> done = impl->add_rest(covered); !done) return std::move(done).error();
  for (uint32_t i = 0; i < all.size(); ++i) {
    if (all[i].regex.empty()) impl->path_only_rules.push_back(i);
    if (all[i].builtin) continue;
    if (Result<void> checked = impl->stages[i].path.check(); !checked) {
      return rule_error(all[i], checked.error().message);
    }
    for (const Allowlist& allowlist : all[i].allowlists) {
      if (auto compiled = CompiledAllowlist::compile(allowlist); !compiled) {
        return rule_error(all[i], compiled.error().message);
      }
    }
  }
  for (const Allowlist& allowlist : impl->rules.allowlists()) {
    auto compiled = CompiledAllowlist::compile(allowlist);
    if (!compiled) return std::move(compiled).error();
    impl->global_allowlists.push_back(*std::move(compiled));
  }
  return Engine(std::move(impl));
}

const std::vector<CompiledAllowlist>& Engine::Impl::allowlists(uint32_t rule) const {
  // Compiled on first use: start-up is part of the hook's budget.
  auto& stage = const_cast<Stage&>(stages[rule]);
  std::call_once(*stage.once, [&] {
    for (const Allowlist& allowlist : rules.rules()[rule].allowlists) {
      if (auto compiled = CompiledAllowlist::compile(allowlist)) {
        stage.allowlists.push_back(*std::move(compiled));
      }
    }
  });
  return stage.allowlists;
}

std::string Engine::ruleset_sha256() const {
  std::string text;
  const auto add = [&](std::string_view part) {
    text += std::to_string(part.size());
    text += ':';
    text += part;
  };
  const auto add_all = [&](const std::vector<std::string>& parts) {
    add(std::to_string(parts.size()));
    for (const std::string& part : parts) add(part);
  };
  const auto add_allowlist = [&](const Allowlist& allowlist) {
    add(allowlist.all_of ? "and" : "or");
    add(std::to_string(static_cast<int>(allowlist.target)));
    add_all(allowlist.commits);
    add_all(allowlist.paths);
    add_all(allowlist.regexes);
    add_all(allowlist.stopwords);
  };
  for (const Rule& rule : impl_->rules.rules()) {
    add(rule.id);
    add(rule.regex);
    add(rule.path);
    add(std::to_string(rule.secret_group) + "," + std::to_string(rule.entropy) + "," +
        std::to_string(static_cast<int>(rule.severity)) + "," +
        std::to_string(static_cast<int>(rule.confidence)) + "," +
        std::to_string(static_cast<int>(rule.judge)) + (rule.random ? ",r" : ",-") +
        (rule.builtin ? "b" : "u"));
    add(rule.checksum);
    add_all(rule.keywords);
    add_all(rule.prefilters);
    for (const Allowlist& allowlist : rule.allowlists) add_allowlist(allowlist);
  }
  for (const Allowlist& allowlist : impl_->rules.allowlists()) add_allowlist(allowlist);
  const auto digest = sha256({text});
  return to_hex({reinterpret_cast<const char*>(digest.data()), digest.size()});
}

bool Engine::Impl::run_prefilters(std::string_view bytes, Scratch::Impl& scratch) const {
  scratch.candidates.clear();
  bool whole = true;
  for (size_t i = 0; i < prefilters.size(); ++i) {
    whole &= prefilters[i].scan(bytes, scratch.prefilter, first_pattern[i], kMaxCandidates,
                                scratch.candidates);
  }
  std::sort(scratch.candidates.begin(), scratch.candidates.end(),
            [&](const Candidate& a, const Candidate& b) {
              return std::tie(pattern_rules[a.pattern], a.end) <
                     std::tie(pattern_rules[b.pattern], b.end);
            });
  return whole;
}

bool Engine::Impl::re2_alone_applies(uint32_t rule, std::string_view bytes, bool& ascii_known,
                                     bool& ascii) const {
  const Stage& stage = stages[rule];
  if (stage.unsure_past_ascii) {
    if (!ascii_known) {
      ascii = std::all_of(bytes.begin(), bytes.end(),
                          [](char c) { return static_cast<unsigned char>(c) < 0x80; });
      ascii_known = true;
    }
    if (ascii) return false;
  } else if (!stage.needs_re2_alone) {
    return false;
  }
  return passes_keywords(rules.rules()[rule], bytes);
}

// Calls visit(rule, spans) for each confirmed match, rule by rule; false where a
// limit cut something off.
template <class Visit>
bool Engine::Impl::confirm_rules(std::string_view bytes, Scratch::Impl& scratch,
                                 Visit&& visit) const {
  bool whole = run_prefilters(bytes, scratch);
  bool ascii_known = false, ascii = false;
  const std::vector<Candidate>& candidates = scratch.candidates;
  for (size_t at = 0; at < candidates.size();) {
    const uint32_t rule = pattern_rules[candidates[at].pattern];
    scratch.ends.clear();
    for (; at < candidates.size() && pattern_rules[candidates[at].pattern] == rule; ++at) {
      scratch.ends.push_back(candidates[at].end);
    }
    if (rule == kNoRule || re2_alone_applies(rule, bytes, ascii_known, ascii)) continue;
    const Rule& written = rules.rules()[rule];
    if (!written.builtin && !passes_keywords(written, bytes)) continue;
    scratch.spans.clear();
    whole &= stages[rule].detector.confirm(bytes, scratch.ends, kMaxMatchesPerRule, scratch.spans);
    for (const MatchSpans& spans : scratch.spans) visit(rule, spans);
  }
  for (const uint32_t rule : re2_rules) {
    if (!re2_alone_applies(rule, bytes, ascii_known, ascii)) continue;
    scratch.spans.clear();
    whole &= stages[rule].detector.confirm_whole(bytes, kMaxMatchesPerRule, scratch.spans);
    for (const MatchSpans& spans : scratch.spans) visit(rule, spans);
  }
  return whole;
}

std::optional<Match> Engine::Impl::judged(uint32_t rule, std::string_view bytes,
                                          MatchSpans spans) const {
  const Rule& written = rules.rules()[rule];
  std::optional<Evidence> evidence = judge::weigh(written, bytes, spans.match, spans.secret);
  if (!evidence) return std::nullopt;
  const auto text_of = [&](Span span) {
    return bytes.substr(static_cast<size_t>(span.begin), static_cast<size_t>(span.size()));
  };
  const std::string_view secret = text_of(spans.secret);
  if (secret.empty()) return std::nullopt;
  if (written.entropy > 0 && judge::shannon_entropy(secret) <= written.entropy) return std::nullopt;
  const std::string_view match = text_of(spans.match);
  const std::string_view line = line_around(bytes, spans.match);
  const AllowlistSubject subject{secret, match, line, {}, {}};
  const auto allows = [&](const CompiledAllowlist& allowlist) {
    return !allowlist.needs_place() && allowlist.allows(subject);
  };
  const auto& own = allowlists(rule);
  if (std::any_of(own.begin(), own.end(), allows) ||
      std::any_of(global_allowlists.begin(), global_allowlists.end(), allows)) {
    return std::nullopt;
  }
  Match out;
  out.rule = rule;
  out.match = spans.match;
  out.secret = spans.secret;
  out.match_text = match.substr(0, kMaxMatchText);
  out.secret_text = secret;
  out.allowed_inline = allowed_inline(line);
  out.evidence = *std::move(evidence);
  return out;
}

ScanOutcome Engine::scan(const Blob& blob, Scratch& scratch, std::vector<Match>& matches) const {
  const size_t first = matches.size();
  ScanOutcome outcome;
  const bool whole = impl_->confirm_rules(
      blob.bytes, *scratch.impl(), [&](uint32_t rule, const MatchSpans& spans) {
        if (std::optional<Match> match = impl_->judged(rule, blob.bytes, spans)) {
          matches.push_back(*std::move(match));
        }
      });
  outcome.truncated = !whole;
  if (matches.size() == first) return outcome;

  const std::vector<Rule>& rules = impl_->rules.rules();
  const auto begin = matches.begin() + static_cast<ptrdiff_t>(first);
  // The most telling match first, so that a later one that overlaps it yields.
  std::sort(begin, matches.end(), [&](const Match& a, const Match& b) {
    const int more_a = -specificity(rules[a.rule]), more_b = -specificity(rules[b.rule]);
    const bool invalid_a = a.evidence.validity == Validity::kChecksumInvalid;
    const bool invalid_b = b.evidence.validity == Validity::kChecksumInvalid;
    const uint64_t size_a = ~a.secret.size(), size_b = ~b.secret.size();
    return std::tie(invalid_a, more_a, size_a, a.secret.begin, a.rule) <
           std::tie(invalid_b, more_b, size_b, b.secret.begin, b.rule);
  });
  std::vector<Match> kept;
  std::map<uint64_t, uint64_t> taken;  // begin -> end of kept secrets, which never overlap
  for (auto match = begin; match != matches.end(); ++match) {
    const auto after = taken.lower_bound(match->secret.end);
    if (after != taken.begin() && std::prev(after)->second > match->secret.begin) continue;
    taken.emplace(match->secret.begin, match->secret.end);
    kept.push_back(std::move(*match));
  }
  std::sort(kept.begin(), kept.end(), [](const Match& a, const Match& b) {
    return std::tie(a.secret.begin, a.secret.end, a.rule) <
           std::tie(b.secret.begin, b.secret.end, b.rule);
  });
  LineIndex lines(blob.bytes);
  for (Match& match : kept) match.location = lines.locate(match.secret);
  matches.erase(begin, matches.end());
  matches.insert(matches.end(), std::make_move_iterator(kept.begin()),
                 std::make_move_iterator(kept.end()));
  return outcome;
}

std::string_view Engine::allowed_at(const Match& match, std::string_view path,
                                    std::string_view commit_hex) const {
  const Rule& rule = impl_->rules.rules()[match.rule];
  if (!rule.path.empty() && !impl_->stages[match.rule].path.matches(path))
    return "path of the rule";
  const AllowlistSubject subject{match.secret_text, match.match_text, {}, path, commit_hex};
  for (const CompiledAllowlist& allowlist : impl_->allowlists(match.rule)) {
    if (allowlist.needs_place() && allowlist.allows(subject)) return "allowlist of the rule";
  }
  for (const CompiledAllowlist& allowlist : impl_->global_allowlists) {
    if (allowlist.needs_place() && allowlist.allows(subject)) return "allowlist";
  }
  return {};
}

std::vector<Match> Engine::path_matches(std::string_view path) const {
  std::vector<Match> found;
  for (const uint32_t rule : impl_->path_only_rules) {
    if (!impl_->stages[rule].path.matches(path)) continue;
    Match& match = found.emplace_back();
    match.rule = rule;
    match.match = match.secret = {0, path.size()};
    match.location = LineIndex(path).locate(match.secret);
    match.match_text = path.substr(0, kMaxMatchText);
    match.secret_text = path;
    match.evidence.confidence = impl_->rules.rules()[rule].confidence;
  }
  return found;
}

std::vector<Engine::Confirmed> Engine::confirm(std::string_view bytes, Scratch& scratch) const {
  std::vector<Confirmed> found;
  impl_->confirm_rules(bytes, *scratch.impl(), [&](uint32_t rule, const MatchSpans& spans) {
    found.push_back({rule, spans.match, spans.secret});
  });
  std::sort(found.begin(), found.end(), [](const Confirmed& a, const Confirmed& b) {
    return std::tie(a.rule, a.match.begin) < std::tie(b.rule, b.match.begin);
  });
  return found;
}

std::vector<Engine::Confirmed> Engine::confirm_slowly(std::string_view bytes) const {
  std::vector<Confirmed> found;
  std::vector<MatchSpans> spans;
  for (uint32_t rule = 0; rule < impl_->rules.rules().size(); ++rule) {
    const Rule& written = impl_->rules.rules()[rule];
    if (written.regex.empty() || (!written.builtin && !passes_keywords(written, bytes))) continue;
    spans.clear();
    impl_->stages[rule].detector.confirm_whole(bytes, SIZE_MAX, spans);
    for (const MatchSpans& one : spans) found.push_back({rule, one.match, one.secret});
  }
  return found;
}

std::vector<uint64_t> Engine::count_ends(std::string_view bytes, Scratch& scratch) const {
  impl_->run_prefilters(bytes, *scratch.impl());
  std::vector<uint64_t> counts(impl_->rules.rules().size());
  for (const Candidate& candidate : scratch.impl()->candidates) {
    const uint32_t rule = impl_->pattern_rules[candidate.pattern];
    if (rule != kNoRule) ++counts[rule];
  }
  return counts;
}

}  // namespace sluice
