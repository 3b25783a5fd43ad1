// The oracle of stage one and two: every rule by RE2 alone over the whole text.
#include "engine/confirm.h"

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

#include "sluice/engine.h"

namespace sluice {
namespace {

Rule bytes_rule(std::string id, std::string regex, std::vector<std::string> prefilters = {}) {
  Rule rule;
  rule.id = std::move(id);
  rule.regex = std::move(regex);
  rule.prefilters = std::move(prefilters);
  rule.builtin = true;
  return rule;
}

// Shapes that have gone wrong somewhere: edges, overlaps, ends that leftmost
// matches swallow, alternatives of different length, open ends.
std::vector<Rule> hard_rules() {
  return {
      bytes_rule("boundary", R"(\bab[abc]{2,6}\b)"),
      bytes_rule("line-edges", R"((?m)^a[bc]{1,5}$)"),
      bytes_rule("text-edges", R"(\Aab{0,3}|c{2}\z)"),
      bytes_rule("dollar", R"(bc{1,3}$)"),
      bytes_rule("longer-first", R"(abcab|ab|abc)"),
      bytes_rule("shorter-first", R"(ab|abcab|abc)"),
      bytes_rule("lazy", R"(a[abc]{1,8}?c)"),
      bytes_rule("unbordered", R"([ab]{4})"),
      bytes_rule("overlap-left", R"((?:a|b)[ab]{5}c?)"),
      bytes_rule("groups", R"((a{2,4})(?:=|:)(b{1,3})?)"),
      bytes_rule("not-word", R"(\Ba{2,3}\B)"),
      bytes_rule("negated", R"(a[^b\n]{1,4}b)"),
      bytes_rule("dot", R"(a.{0,6}c)"),
      bytes_rule("folded", R"((?i)aB[c=]{1,3})"),
      bytes_rule("consuming-edge", R"((?:^|[^abc])(abc{1,2})(?:[^abc]|$))"),
      bytes_rule("open-end", R"(\bca[abc=]{3,}\b)", {R"(\bca[abc=]{3})"}),
      bytes_rule("open-middle", R"((?s)a=.+?=a)", {"a="}),
      bytes_rule("same-end", R"((?:b|aa[abc]{1,9})c=)", {"bc=", "aa[abc]{1,9}c="}),
      bytes_rule("two-starts", R"((?:aa|bc)[abc]{1,9}=)", {"aa", "bc"}),
  };
}

std::string random_text(std::mt19937& random, size_t length, std::string_view alphabet) {
  std::string text(length, ' ');
  for (char& c : text) c = alphabet[random() % alphabet.size()];
  return text;
}

TEST(Confirm, EqualsRe2AloneOnRandomText) {
  const Result<Engine> engine = Engine::create(RuleSet(hard_rules(), {}), {});
  ASSERT_TRUE(engine) << engine.error().message;
  Scratch scratch;
  std::mt19937 random(7);
  size_t matches = 0;
  for (int round = 0; round < 3000; ++round) {
    const std::string_view alphabet = round % 3 == 0   ? "ab"
                                      : round % 3 == 1 ? "abc=\n "
                                                       : std::string_view("abcAB=:_\xff\0", 10);
    const std::string text = random_text(random, random() % 200, alphabet);
    const auto fast = engine->confirm(text, scratch);
    ASSERT_EQ(fast, engine->confirm_slowly(text)) << "round " << round << ": " << text;
    matches += fast.size();
  }
  EXPECT_GT(matches, 10'000u);
}

TEST(Confirm, FindsAMatchAtEveryOffset) {
  const Result<Engine> engine =
      Engine::create(RuleSet({bytes_rule("token", R"(\bzq_[0-9a-f]{8}\b)")}, {}), {});
  ASSERT_TRUE(engine);
  Scratch scratch;
  for (size_t before = 0; before < 200; ++before) {
    for (const size_t after : {0, 1, 7, 64}) {
      const std::string text =
          std::string(before, ' ') + "zq_" + "01234567" + std::string(after, '.');
      const auto found = engine->confirm(text, scratch);
      ASSERT_EQ(found.size(), 1u) << before;
      EXPECT_EQ(found[0].match, (Span{before, before + 11}));
    }
  }
}

TEST(Confirm, FollowsAnOpenEndPastItsFirstWindow) {
  const Result<Engine> engine =
      Engine::create(RuleSet({bytes_rule("open", R"(BEGIN:[a-z]+:END)", {"BEGIN:[a-z]"})}, {}), {});
  ASSERT_TRUE(engine);
  Scratch scratch;
  for (const size_t length : {1u, 500u, 520u, 2000u, 9000u, 60'000u}) {
    const std::string text = "..BEGIN:" + std::string(length, 'x') + ":END..";
    const auto found = engine->confirm(text, scratch);
    ASSERT_EQ(found.size(), 1u) << length;
    EXPECT_EQ(found[0].match, (Span{2, text.size() - 2}));
  }
  EXPECT_TRUE(engine->confirm("BEGIN:" + std::string(200'000, 'x'), scratch).empty());
}

TEST(Confirm, TakesTheGroupThatIsAskedFor) {
  Rule rule = bytes_rule("pair", R"((\w{2,9})=(\w{2,9}))");
  Scratch scratch;
  const std::string text = "; user=secret;";
  for (const auto& [group, expected] :
       {std::pair{0, std::string("user")}, {1, std::string("user")}, {2, std::string("secret")}}) {
    rule.secret_group = group;
    const Result<Engine> engine = Engine::create(RuleSet({rule}, {}), {});
    ASSERT_TRUE(engine);
    const auto found = engine->confirm(text, scratch);
    ASSERT_EQ(found.size(), 1u);
    EXPECT_EQ(text.substr(found[0].secret.begin, found[0].secret.size()), expected);
  }
}

TEST(Confirm, RefusesWhatRe2Refuses) {
  Rule rule = bytes_rule("broken", "a(?=b)");
  rule.source = "rules.toml:7";
  const Result<Engine> engine = Engine::create(RuleSet({rule}, {}), {});
  ASSERT_FALSE(engine);
  EXPECT_EQ(engine.error().kind, ErrorKind::kUsage);
  EXPECT_NE(engine.error().message.find("rules.toml:7: rule 'broken'"), std::string::npos);
  rule = bytes_rule("groups", "abc(d)");
  rule.secret_group = 2;
  const Result<Engine> second = Engine::create(RuleSet({rule}, {}), {});
  ASSERT_FALSE(second);
  EXPECT_NE(second.error().message.find("secretGroup"), std::string::npos);
}

Rule users_rule(std::string id, std::string regex) {
  Rule rule = bytes_rule(std::move(id), std::move(regex));
  rule.builtin = false;
  return rule;
}

// What Hyperscan reads otherwise than RE2 in UTF-8, or refuses.
TEST(Confirm, UsersRulesMeanWhatRe2SaysInUtf8) {
  const std::vector<Rule> rules = {
      users_rule("dot", "k=.{3};"),
      users_rule("negated", "k=[^;]{2};"),
      users_rule("class", R"(k=\pL{2};)"),
      users_rule("kelvin", "(?i)k=k;"),
      users_rule("literal", "k=\xc3\xa9;"),
      users_rule("ungreedy", "(?U)k=a+;"),
      users_rule("empty", "x*"),
      users_rule("code", R"(k=\x{e9};)"),
      users_rule("open", "k=a.*;"),
  };
  const Result<Engine> engine = Engine::create(RuleSet(rules, {}), {});
  ASSERT_TRUE(engine) << engine.error().message;
  Scratch scratch;
  std::mt19937 random(11);
  const std::vector<std::string> pieces = {"k=", ";",  "\xc3\xa9", "\xe2\x84\xaa", "a", "x",
                                           "K",  "\n", "\xff",     "\xe2\x82",     ";;"};
  size_t matches = 0;
  for (int round = 0; round < 2000; ++round) {
    std::string text;
    for (size_t i = random() % 20; i > 0; --i) text += pieces[random() % pieces.size()];
    const auto fast = engine->confirm(text, scratch);
    ASSERT_EQ(fast, engine->confirm_slowly(text)) << "round " << round << ": " << text;
    matches += fast.size();
  }
  EXPECT_GT(matches, 1000u);
}

TEST(Confirm, AFloodIsCutAndTold) {
  const Result<Engine> engine =
      Engine::create(RuleSet({bytes_rule("flood", "(AKxA)", {"AKxA"})}, {}), {});
  ASSERT_TRUE(engine);
  std::string text;
  for (int i = 0; i < 300'000; ++i) text += "AKxA,AKxA.AKxA;";
  Scratch scratch;
  std::vector<Match> matches;
  const ScanOutcome outcome = engine->scan(
      {.bytes = text, .kind = BlobKind::kFile, .id = {}, .path = {}}, scratch, matches);
  EXPECT_TRUE(outcome.truncated);
  EXPECT_LE(matches.size(), 10'000u);
}

}  // namespace
}  // namespace sluice
