#include "engine/overlap.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace sluice {
namespace {

Rule provider(std::string id, std::vector<std::string> keywords) {
  Rule rule;
  rule.id = std::move(id);
  rule.keywords = std::move(keywords);
  rule.builtin = true;
  rule.judge = JudgeKind::kToken;
  return rule;
}

Match match_of(uint32_t rule, Span match, Span secret, const std::string& text) {
  Match found;
  found.rule = rule;
  found.match = match;
  found.secret = secret;
  found.secret_text = text.substr(secret.begin, secret.size());
  return found;
}

// The rules of what is kept, ascending.
std::vector<std::string> kept(const std::vector<Rule>& rules, const std::vector<uint32_t>& widths,
                              std::vector<Match> matches) {
  keep_most_telling(rules, widths, 0, matches);
  std::vector<std::string> ids;
  for (const Match& match : matches) ids.push_back(rules[match.rule].id);
  std::sort(ids.begin(), ids.end());
  return ids;
}

using Ids = std::vector<std::string>;

TEST(Overlap, CountsTheBytesThatARuleFixes) {
  const Rule rule = provider("stripe", {"sk_live_", "rk_"});
  EXPECT_EQ(fixed_bytes(rule, "sk_live_abc"), 8u);
  EXPECT_EQ(fixed_bytes(rule, "SK_LIVE_abc"), 8u);
  EXPECT_EQ(fixed_bytes(rule, "rk_abc"), 3u);
  EXPECT_EQ(fixed_bytes(rule, "abc"), 0u);
  EXPECT_EQ(fixed_bytes(provider("bare", {}), "sk_live_abc"), 0u);
}

TEST(Overlap, MoreFixedBytesWinOverANameAndALength) {
  const std::string text = "cloud: ghp_0123456789012345678901234567890123456789";
  const std::vector<Rule> rules = {provider("cloud", {}), provider("ghp", {"ghp_"})};
  EXPECT_EQ(kept(rules, {60, 44},
                 {match_of(0, {0, 51}, {7, 51}, text), match_of(1, {7, 47}, {7, 47}, text)}),
            Ids{"ghp"});
}

TEST(Overlap, ANameWinsOverABarePrefix) {
  const std::string text = "paymongo: sk_live_012345678901234567890123";
  const std::vector<Rule> rules = {provider("stripe", {"sk_live_"}),
                                   provider("paymongo", {"sk_live_"})};
  EXPECT_EQ(kept(rules, {260, 90},
                 {match_of(0, {10, 42}, {10, 42}, text), match_of(1, {0, 42}, {10, 42}, text)}),
            Ids{"paymongo"});
}

TEST(Overlap, ThePatternThatAllowsLessWins) {
  const std::string text = "sk_live_0123456789012345678901234567890123456789";
  const std::vector<Rule> rules = {provider("stripe", {"sk_live_"}),
                                   provider("paystack", {"sk_live_"})};
  EXPECT_EQ(kept(rules, {260, 51},
                 {match_of(0, {0, 48}, {0, 48}, text), match_of(1, {0, 48}, {0, 48}, text)}),
            Ids{"paystack"});
}

TEST(Overlap, ProofWinsAndRefutationLoses) {
  const std::string text = "aaaa_0123456789";
  const std::vector<Rule> rules = {provider("long", {"aaaa_"}), provider("short", {"aaa"}),
                                   provider("shorter", {"aa"})};
  Match one = match_of(0, {0, 15}, {0, 15}, text), two = match_of(1, {0, 15}, {0, 15}, text),
        three = match_of(2, {0, 15}, {0, 15}, text);
  three.evidence.validity = Validity::kChecksumValid;
  EXPECT_EQ(kept(rules, {20, 20, 20}, {one, two, three}), Ids{"shorter"});
  three.evidence.validity = Validity::kUnknown;
  one.evidence.validity = Validity::kChecksumInvalid;
  EXPECT_EQ(kept(rules, {20, 20, 20}, {one, two, three}), Ids{"short"});
}

TEST(Overlap, AUsersRuleWinsAndAKeyNameLoses) {
  const std::string text = "key=abcdefgh";
  std::vector<Rule> rules = {provider("generic", {}), provider("token", {"abcd"}),
                             provider("mine", {})};
  rules[0].judge = JudgeKind::kAssignment;
  rules[2].builtin = false;
  const Match generic = match_of(0, {0, 12}, {4, 12}, text),
              token = match_of(1, {4, 12}, {4, 12}, text), mine = match_of(2, {6, 8}, {6, 8}, text);
  EXPECT_EQ(kept(rules, {9, 9, 9}, {generic, token, mine}), Ids{"mine"});
  EXPECT_EQ(kept(rules, {9, 9, 9}, {generic, token}), Ids{"token"});
}

TEST(Overlap, NeighboursStay) {
  const std::string text = "abcd,efgh";
  const std::vector<Rule> rules = {provider("a", {}), provider("b", {})};
  EXPECT_EQ(
      kept(rules, {4, 4}, {match_of(0, {0, 4}, {0, 4}, text), match_of(1, {4, 9}, {4, 9}, text)}),
      (Ids{"a", "b"}));
}

TEST(Overlap, LeavesWhatStoodBefore) {
  const std::string text = "abcd";
  const std::vector<Rule> rules = {provider("a", {}), provider("b", {"abcd"})};
  std::vector<Match> matches = {match_of(0, {0, 4}, {0, 4}, text),
                                match_of(1, {0, 4}, {0, 4}, text)};
  keep_most_telling(rules, std::vector<uint32_t>{4, 4}, 1, matches);
  EXPECT_EQ(matches.size(), 2u);
}

}  // namespace
}  // namespace sluice
