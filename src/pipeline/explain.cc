#include "pipeline/explain.h"

#include <algorithm>
#include <optional>
#include <set>

#include "findings/fingerprint.h"
#include "judge/judge.h"
#include "judge/watch.h"

namespace sluice {
namespace {

using Stage = RuleStory::Stage;

// The bytes of a line, without its end; nullopt: there is none of that number.
std::optional<Span> span_of_line(std::string_view text, uint64_t line) {
  size_t begin = 0;
  for (uint64_t number = 1; number < line; ++number) {
    const size_t end = text.find('\n', begin);
    if (end == text.npos) return std::nullopt;
    begin = end + 1;
  }
  if (line == 0 || begin >= text.size()) return std::nullopt;
  return Span{begin, std::min(text.find('\n', begin), text.size())};
}

bool touches(Span a, Span b) { return a.begin <= b.end && b.begin <= a.end; }

class Explainer {
 public:
  Explainer(const Engine& engine, const ScanOptions& options, std::string_view text,
            const std::string& path, Span line)
      : engine_(engine), options_(options), text_(text), path_(path), line_(line) {
    engine_.scan({.bytes = text_}, scratch_, kept_);
  }

  std::vector<RuleStory> run() {
    std::vector<RuleStory> stories;
    std::set<uint32_t> told;
    for (const Match& match : kept_) {
      if (!touches(match.match, line_) && !touches(match.secret, line_)) continue;
      stories.push_back(story_of(match));
      told.insert(match.rule);
    }
    for (const Engine::Confirmed& confirmed : engine_.confirm(text_, scratch_)) {
      if (!touches(confirmed.match, line_) || is_kept(confirmed)) continue;
      stories.push_back(story_of(confirmed));
      told.insert(confirmed.rule);
    }
    for (const auto& [rule, end] : engine_.ends(text_, scratch_)) {
      if (end <= line_.begin || end > line_.end + 1 || !told.insert(rule).second) continue;
      RuleStory& story = stories.emplace_back();
      story.rule = rule;
      story.why = "the whole pattern does not match";
    }
    std::stable_sort(stories.begin(), stories.end(),
                     [](const RuleStory& a, const RuleStory& b) { return a.stage > b.stage; });
    return stories;
  }

 private:
  const Rule& rule(uint32_t index) const { return engine_.rules().rules()[index]; }

  bool is_kept(const Engine::Confirmed& confirmed) const {
    return std::any_of(kept_.begin(), kept_.end(), [&](const Match& match) {
      return match.rule == confirmed.rule && touches(match.match, confirmed.match);
    });
  }

  // Of a match that the engine gives: what the path and the options make of it.
  RuleStory story_of(const Match& match) const {
    RuleStory story;
    story.rule = match.rule;
    story.key = match.evidence.key;
    story.value = match.secret_text;
    story.reasons = match.evidence.reasons;
    story.validity = match.evidence.validity;
    story.stage = Stage::kPath;
    const std::optional<Verdict> verdict = judge::decide(rule(match.rule), match, path_);
    if (!verdict) {
      story.why =
          "no secret in a file of this kind (code without quotes, a lock file, minified "
          "or translated text)";
      return story;
    }
    story.confidence = verdict->confidence;
    story.severity = verdict->severity;
    story.reasons = verdict->reasons;
    if (const auto by = engine_.allowed_at(match, path_, {}); !by.empty()) {
      story.why = "allowed by the " + std::string(by);
    } else if (match.allowed_inline) {
      story.why = "allowed by a comment on its line";
    } else if (verdict->confidence < options_.min_confidence) {
      story.stage = Stage::kLow;
      story.why = "confidence is " + std::string(confidence_name(verdict->confidence)) +
                  "; see --min-confidence";
    } else if (verdict->severity < options_.min_severity) {
      story.stage = Stage::kLow;
      story.why =
          "severity is " + std::string(severity_name(verdict->severity)) + "; see --min-severity";
    } else if (const std::string file = covered_by(match); !file.empty()) {
      story.stage = Stage::kLow;
      story.why = "covered by " + file;
    } else {
      story.stage = Stage::kReported;
    }
    return story;
  }

  // What a scan of the folder would set the finding aside by: "the ignore file (.sluiceignore:3)";
  // empty: nothing.
  std::string covered_by(const Match& match) const {
    std::vector<Finding> findings(1);
    Finding& finding = findings[0];
    finding.rule = match.rule;
    finding.path = path_;
    finding.secret = match.secret_text;
    const size_t begin = static_cast<size_t>(match.secret.begin);
    const std::string_view before = text_.substr(0, begin);
    finding.location.line =
        1 + static_cast<uint64_t>(std::count(before.begin(), before.end(), '\n'));
    const auto& rules = engine_.rules().rules();
    identify(findings, rules, options_.key);
    if (options_.ignores != nullptr) options_.ignores->suppress(findings, rules, options_.now);
    if (options_.baseline != nullptr) options_.baseline->suppress(findings, rules);
    if (!finding.suppressed) return {};
    const bool ignored = finding.suppressed->by == "ignore";
    return (ignored ? "the ignore file (" : "the baseline (") + finding.suppressed->where + ")";
  }

  // Of a regex's match that the engine does not give: what dropped it.
  RuleStory story_of(const Engine::Confirmed& confirmed) const {
    RuleStory story;
    story.rule = confirmed.rule;
    story.stage = Stage::kJudge;
    judge::Watch watch;
    Span match = confirmed.match, secret = confirmed.secret;
    const std::optional<Evidence> evidence = weigh(confirmed.rule, match, secret);
    story.key = watch.key;
    story.value = watch.value;
    if (!evidence) {
      story.reasons = watch.notes;
      story.why = watch.why.empty() ? "no value stands in the place of a credential" : watch.why;
      return story;
    }
    story.stage = Stage::kEngine;
    story.key = evidence->key;
    story.value = text_.substr(secret.begin, secret.size());
    story.reasons = evidence->reasons;
    story.validity = evidence->validity;
    story.why = why_not_kept(secret);
    return story;
  }

  // As the engine asks: the judge sees no more than its reach.
  std::optional<Evidence> weigh(uint32_t index, Span& match, Span& secret) const {
    const auto [begin, end] =
        judge::view_of(text_, match, judge::reach_of(rule(index))).within(text_);
    const auto moved = [](Span span, uint64_t by) { return Span{span.begin + by, span.end + by}; };
    match = moved(match, -begin), secret = moved(secret, -begin);
    auto evidence = judge::weigh(rule(index), text_.substr(begin, end - begin), match, secret);
    match = moved(match, begin), secret = moved(secret, begin);
    return evidence;
  }

  std::string why_not_kept(Span secret) const {
    for (const Match& match : kept_) {
      if (match.secret.begin < secret.end && secret.begin < match.secret.end) {
        return "rule '" + rule(match.rule).id + "' tells more of the same bytes";
      }
    }
    const std::string_view value = text_.substr(secret.begin, secret.size());
    for (const Match& match : kept_) {
      for (const ReasonNote& note : match.evidence.reasons) {
        if (note.feature == "pair" && note.value.starts_with(value)) {
          return "told by rule '" + rule(match.rule).id + "', the other half of the pair";
        }
      }
    }
    return "an allowlist, or the rule's entropy, drops it";
  }

  const Engine& engine_;
  const ScanOptions& options_;
  const std::string_view text_;
  const std::string& path_;
  const Span line_;
  Scratch scratch_;
  std::vector<Match> kept_;
};

}  // namespace

Result<Explanation> explain(const Engine& engine, const ScanOptions& options, std::string_view text,
                            const std::string& path, uint64_t line) {
  const std::optional<Span> span = span_of_line(text, line);
  if (!span) return Error{ErrorKind::kUsage, "it has no line " + std::to_string(line)};
  Explanation explanation;
  explanation.path = path;
  explanation.line = line;
  explanation.rules = engine.rules().rules();
  explanation.stories = Explainer(engine, options, text, path, *span).run();
  return explanation;
}

}  // namespace sluice
