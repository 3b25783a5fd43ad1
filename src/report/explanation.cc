#include "report/explanation.h"

#include <cstdio>
#include <nlohmann/json.hpp>

#include "base/escape.h"
#include "findings/redact.h"

namespace sluice {
namespace {

using Json = nlohmann::ordered_json;

std::string shown(const Explanation& explanation, const RuleStory& story, bool show_secrets) {
  if (story.value.empty() || show_secrets) return story.value;
  return redact(explanation.rules[story.rule], story.value);
}

std::string weighted(double weight) {
  char text[32];
  std::snprintf(text, sizeof text, "%+.2f", weight);
  return text;
}

std::string told_in_text(const Explanation& explanation, const RuleStory& story,
                         bool show_secrets) {
  const Rule& rule = explanation.rules[story.rule];
  std::string out = escape_for_terminal(rule.id) + ": " + std::string(stage_name(story.stage));
  if (!story.why.empty()) out += ": " + escape_for_terminal(story.why);
  out += '\n';
  const auto line = [&](const char* name, const std::string& value) {
    if (!value.empty()) out += std::string("  ") + name + escape_for_terminal(value) + '\n';
  };
  line("key        ", story.key);
  line("value      ", shown(explanation, story, show_secrets));
  if (story.confidence) line("confidence ", std::string(confidence_name(*story.confidence)));
  if (story.validity != Validity::kUnknown) {
    line("validity   ", std::string(validity_name(story.validity)));
  }
  for (const ReasonNote& note : story.reasons) {
    out += "  " + weighted(note.weight) + "  " + escape_for_terminal(note.feature);
    if (!note.value.empty()) out += " = " + escape_for_terminal(note.value);
    out += '\n';
  }
  if (!story.reasons.empty()) out += "  " + weighted(story.score()) + "  together\n";
  return out;
}

Json told_in_json(const Explanation& explanation, const RuleStory& story, bool show_secrets) {
  const auto text = [](const std::string& raw) {
    return raw.empty() ? Json() : Json(to_valid_utf8(raw));
  };
  Json reasons = Json::array();
  for (const ReasonNote& note : story.reasons) {
    reasons.push_back({{"feature", to_valid_utf8(note.feature)},
                       {"value", to_valid_utf8(note.value)},
                       {"weight", note.weight}});
  }
  return {{"rule", explanation.rules[story.rule].id},
          {"stage", stage_name(story.stage)},
          {"key", text(story.key)},
          {"value", text(shown(explanation, story, show_secrets))},
          {"why", text(story.why)},
          {"confidence", story.confidence ? Json(confidence_name(*story.confidence)) : Json()},
          {"severity", story.severity ? Json(severity_name(*story.severity)) : Json()},
          {"validity", validity_name(story.validity)},
          {"score", story.score()},
          {"reasons", std::move(reasons)}};
}

}  // namespace

double RuleStory::score() const {
  double sum = 0;
  for (const ReasonNote& note : reasons) sum += note.weight;
  return sum;
}

std::string_view stage_name(RuleStory::Stage stage) {
  switch (stage) {
    case RuleStory::Stage::kPrefilter: return "came near";
    case RuleStory::Stage::kJudge: return "dropped by the judge";
    case RuleStory::Stage::kEngine: return "dropped";
    case RuleStory::Stage::kPath: return "dropped at this path";
    case RuleStory::Stage::kLow: return "not reported";
    case RuleStory::Stage::kReported: return "reported";
  }
  return "";
}

std::string explanation_text(const Explanation& explanation, bool show_secrets) {
  std::string out;
  for (const RuleStory& story : explanation.stories) {
    out += told_in_text(explanation, story, show_secrets);
  }
  return out.empty() ? "No rule came near this line.\n" : out;
}

std::string explanation_json(const Explanation& explanation, bool show_secrets) {
  Json rules = Json::array();
  for (const RuleStory& story : explanation.stories) {
    rules.push_back(told_in_json(explanation, story, show_secrets));
  }
  const Json json = {{"path", to_valid_utf8(explanation.path)},
                     {"line", explanation.line},
                     {"rules", std::move(rules)}};
  return json.dump(2) + "\n";
}

}  // namespace sluice
