// A token that its rule knows by itself is found wherever tokens stand.
#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <vector>

#include "builtin/builtin.h"
#include "judge/judge.h"
#include "sluice/engine.h"

namespace sluice {
namespace {

struct Surroundings {
  std::string before, after;
};

// Quotes, headers, URLs, YAML, JSON, XML, shell, escaped text, the ends of a file.
const std::vector<Surroundings>& surroundings() {
  static const std::vector<Surroundings> all = {
      {"", ""},
      {"TOKEN=", "\n"},
      {"TOKEN=", "\r\n"},
      {"export TOKEN=", "; run\n"},
      {"\"", "\""},
      {"'", "'"},
      {"`", "`"},
      {"{\"token\":\"", "\"}"},
      {"\\\"", "\\\""},
      {"first\\n", "\\nsecond"},
      {"token: ", " # of the build\n"},
      {"- ", "\n"},
      {"<token>", "</token>"},
      {"[", "]"},
      {"(", ")"},
      {"f(", ", 1)"},
      {"a|", "|b"},
      {"Authorization: Bearer ", "\n"},
      {"https://api.acme.example/v1?token=", "&page=2"},
      {"https://api.acme.example/v1?token%3D", "%26page"},
      {"https://api.acme.example/v1/", "/items"},
      {"https://robot:", "@git.acme.example/a.git"},
      {"\t", "\t"},
      {std::string(1, '\0'), std::string(1, '\0')},
      {"\xc3\xa9 ", " \xc3\xa9"},
  };
  return all;
}

std::optional<std::string> reported_secret(const Engine& engine, Scratch& scratch, uint32_t rule,
                                           const std::string& text) {
  std::vector<Match> matches;
  engine.scan({.bytes = text, .kind = BlobKind::kFile, .id = {}, .path = {}}, scratch, matches);
  for (const Match& match : matches) {
    if (match.rule == rule && judge::decide(engine.rules().rules()[rule], match, "")) {
      return match.secret_text;
    }
  }
  return std::nullopt;
}

// Whether the token's own alphabet goes on into what stands around it there: base64 beside
// a path's slashes, a percent sign where the token may hold one.
bool blends(const Rule& rule, const Surroundings& at) {
  const bool slash = at.before.ends_with('/') || at.after.starts_with('/');
  const bool percent = at.after.starts_with('%');
  const bool at_sign = at.after.starts_with('@');
  return (slash && rule.regex.find("+/") != std::string::npos) ||
         (percent && rule.regex.find("z%") != std::string::npos) ||
         (percent && rule.regex.find("_%-]") != std::string::npos) ||
         (at_sign && rule.regex.find("+/@") != std::string::npos);
}

TEST(Boundaries, AnAnchoredTokenIsFoundInAnySurroundings) {
  std::vector<Rule> rules = builtin_rules();
  add_builtin_examples(rules);
  const Result<Engine> engine = Engine::create(RuleSet(rules, {}), builtin_database());
  ASSERT_TRUE(engine) << engine.error().message;
  Scratch scratch;
  size_t anchored = 0;
  for (uint32_t i = 0; i < rules.size(); ++i) {
    if (rules[i].judge != JudgeKind::kToken) continue;
    const auto token = reported_secret(*engine, scratch, i, rules[i].examples.front());
    ASSERT_TRUE(token) << rules[i].id;
    // A rule that wants a name in front of the token does not find it alone.
    if (!reported_secret(*engine, scratch, i, "(" + *token + ")")) continue;
    ++anchored;
    for (const Surroundings& at : surroundings()) {
      if (blends(rules[i], at)) continue;
      const std::string text = at.before + *token + at.after;
      EXPECT_EQ(reported_secret(*engine, scratch, i, text).value_or("nothing"), *token)
          << rules[i].id << " between '" << at.before << "' and '" << at.after << "'";
    }
  }
  EXPECT_GT(anchored, 300u);
}

}  // namespace
}  // namespace sluice
