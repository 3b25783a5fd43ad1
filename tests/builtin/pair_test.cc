// Ids and secrets of the built-in rules, near each other and apart. All are drawn.
#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

#include "builtin/builtin.h"
#include "judge/judge.h"
#include "sluice/engine.h"
#include "support/edit_maker.h"

namespace sluice {
namespace {

const Engine& engine() {
  static const Engine built = [] {
    Result<Engine> made = Engine::create(RuleSet(builtin_rules(), {}), builtin_database());
    EXPECT_TRUE(made) << made.error().message;
    return *std::move(made);
  }();
  return built;
}

std::vector<Match> scan(const std::string& text) {
  Scratch scratch;
  std::vector<Match> matches;
  engine().scan({.bytes = text}, scratch, matches, Confidence::kMedium);
  return matches;
}

const std::string& rule_id(const Match& match) { return engine().rules().rules()[match.rule].id; }

std::string pair_note(const Match& match) {
  for (const ReasonNote& note : match.evidence.reasons) {
    if (note.feature == "pair") return note.value;
  }
  return "";
}

std::string drawn(std::string_view alphabet, size_t length, unsigned seed = 1) {
  std::mt19937 random(seed);
  std::string out;
  while (out.size() < length) out += alphabet[random() % alphabet.size()];
  return out;
}

constexpr std::string_view kHex = "0123456789abcdef";
constexpr std::string_view kBase32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
constexpr std::string_view kBase62 =
    "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

// An older kind of id, whose first letter says that it holds no account.
const std::string kKeyId = "AK" + std::string("IAI") + drawn(kBase32, 15);
const std::string kSecret = drawn(kBase62, 40, 2);

TEST(Pair, AnIdAndItsSecretAreOneFinding) {
  const auto found =
      scan("aws_access_key_id = " + kKeyId + "\naws_secret_access_key = " + kSecret + "\n");
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(rule_id(found[0]), "aws-secret-access-key");
  EXPECT_EQ(found[0].secret_text, kSecret);
  EXPECT_EQ(found[0].evidence.confidence, Confidence::kHigh);
  EXPECT_EQ(pair_note(found[0]), kKeyId + " 1 line before");
  EXPECT_EQ(found[0].location.line, 2U);
}

TEST(Pair, TheIdAloneIsWhatItWas) {
  const auto found = scan("aws_access_key_id = " + kKeyId + "\n");
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(rule_id(found[0]), "aws-access-token");
  EXPECT_EQ(pair_note(found[0]), "");
}

TEST(Pair, ASecretThatNothingNamesIsFoundBesideItsId) {
  for (const std::string& text :
       {"User,Access,Secret\nsvc," + kKeyId + "," + kSecret + "\n",
        "AWS.config('" + kKeyId + "', '" + kSecret + "')", kKeyId + "\n" + kSecret}) {
    const auto found = scan(text);
    ASSERT_EQ(found.size(), 1U) << text;
    EXPECT_EQ(rule_id(found[0]), "aws-secret-access-key");
    EXPECT_EQ(found[0].secret_text, kSecret);
  }
}

TEST(Pair, ADigestOrAPathBesideAnIdIsNoSecret) {
  for (const std::string& text :
       {drawn(kHex, 40), std::string("/usr/local/share/documentation/examples1")}) {
    const auto found = scan("id: " + kKeyId + "\nsha1: " + text + "\n");
    ASSERT_EQ(found.size(), 1U) << text;
    EXPECT_EQ(rule_id(found[0]), "aws-access-token");
  }
}

TEST(Pair, FarApartTheyAreTwo) {
  const std::string secret = "\naws_secret_access_key = " + kSecret + "\n";
  EXPECT_EQ(scan("id: " + kKeyId + std::string(9, '\n') + secret).size(), 1U);
  EXPECT_EQ(scan("id: " + kKeyId + std::string(12, '\n') + secret).size(), 2U);
  EXPECT_EQ(scan("id: " + kKeyId + std::string(2000, ' ') + secret).size(), 2U);
}

TEST(Pair, AnIdThatIsNoFindingIsFoundByItsForm) {
  const std::string sid = "AC" + drawn(kHex, 32), token = drawn(kHex, 32, 3);
  for (const std::string& text : {"TWILIO_ACCOUNT_SID=" + sid + "\nTWILIO_AUTH_TOKEN=" + token,
                                  "{\"sid\": \"" + sid + "\", \"auth_token\": \"" + token + "\"}",
                                  "auth_token = '" + token + "'\naccount = '" + sid + "'\n"}) {
    const auto found = scan(text);
    ASSERT_EQ(found.size(), 1U) << text;
    EXPECT_EQ(rule_id(found[0]), "twilio-auth-token") << text;
    EXPECT_EQ(found[0].evidence.confidence, Confidence::kHigh);
    EXPECT_EQ(found[0].secret_text, token);
  }
}

TEST(Pair, TwoPairsKeepTheirOwnIds) {
  const std::string other = "AK" + std::string("IAJ") + drawn(kBase32, 15, 9);
  const std::string second = drawn(kBase62, 40, 10);
  const auto found = scan("[a]\nid = " + kKeyId + "\nsecret_access_key = " + kSecret +
                          "\n[b]\nid = " + other + "\nsecret_access_key = " + second + "\n");
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(pair_note(found[0]), kKeyId + " 1 line before");
  EXPECT_EQ(pair_note(found[1]), other + " 1 line before");
}

TEST(Pair, AnIdBelongsToOneSecretWhereThereAreTwo) {
  const std::string other = "AK" + std::string("IAJ") + drawn(kBase32, 15, 9);
  const std::string second = drawn(kBase62, 40, 10);
  const auto found = scan("secret_access_key = " + kSecret + "\nid = " + kKeyId +
                          "\nsecret_access_key = " + second + "\nid = " + other + "\n");
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(pair_note(found[0]), kKeyId + " 1 line after");
  EXPECT_EQ(pair_note(found[1]), other + " 1 line after");
}

TEST(Pair, AClientSecretNeedsItsName) {
  const std::string id = "client_id = " + drawn(kBase62, 20, 4) + "\n";
  const auto named = scan(id + "client_secret = " + kSecret + "\n");
  ASSERT_EQ(named.size(), 1U);
  EXPECT_EQ(rule_id(named[0]), "oauth-client-secret");
  for (const Match& other : scan(id + "jwt_secret = " + kSecret + "\n")) {
    EXPECT_EQ(rule_id(other), "generic-api-key");
  }
}

// Of the findings of `text` as the file `path`, those of this rule.
size_t client_secrets(const std::string& text, const std::string& path) {
  size_t found = 0;
  for (const Match& match : scan(text)) {
    const Rule& rule = engine().rules().rules()[match.rule];
    found += rule.id == "oauth-client-secret" && judge::decide(rule, match, path) ? 1 : 0;
  }
  return found;
}

TEST(Pair, AnExpressionOfCodeIsNoClientSecret) {
  const std::string assigned = "newConfig.ClientID = ClientID\nnewConfig.ClientSecret = ";
  const std::string expression = assigned + "ClientSecret\n";
  EXPECT_EQ(client_secrets(expression, ""), 1U);
  EXPECT_EQ(client_secrets(expression, "a/config.go"), 0U);
  EXPECT_EQ(client_secrets(assigned + '"' + kSecret + "\"\n", "a/config.go"), 1U);
  const std::string record = "CLIENT_ID=" + drawn(kBase62, 20, 4) + "\nCLIENT_SECRET=" + kSecret;
  EXPECT_EQ(client_secrets(record, "deploy/.env"), 1U);
  EXPECT_EQ(client_secrets(record, ""), 1U);
}

TEST(Pair, APlaceholderIsNoId) {
  const auto found =
      scan("sid = AC" + std::string(32, '0') + "\nauth_token = '" + drawn(kHex, 32, 3) + "'\n");
  for (const Match& match : found) EXPECT_EQ(pair_note(match), "");
}

// What a delta copied and what it changed may be halves of one pair.
TEST(Pair, AnEditFindsWhatAWholeScanFinds) {
  std::mt19937 random(5);
  const std::string sid = "AC" + drawn(kHex, 32);
  const std::vector<std::string> pieces = {"aws_access_key_id = " + kKeyId + "\n",
                                           "aws_secret_access_key = " + kSecret + "\n",
                                           "plain words here\n",
                                           "sid = " + sid + "\n",
                                           "auth_token = '" + drawn(kHex, 32, 3) + "'\n",
                                           "\n\n\n\n\n"};
  const auto piece = [&] { return pieces[random() % pieces.size()]; };
  size_t joined = 0;
  for (int round = 0; round < 150; ++round) {
    Scratch scratch;
    std::string text;
    for (int i = 0; i < 6; ++i) text += piece();
    Edit edit{.depth = 0, .is_base = true};
    std::vector<CopiedRange> copied;
    for (unsigned depth = 0; depth < 6; ++depth) {
      std::vector<Match> fast;
      edit.copied = copied;
      engine().scan({.bytes = text, .edit = edit}, scratch, fast, Confidence::kMedium);
      const std::vector<Match> slow = scan(text);
      ASSERT_EQ(fast.size(), slow.size()) << text;
      for (size_t i = 0; i < fast.size(); ++i) {
        EXPECT_EQ(fast[i].rule, slow[i].rule);
        EXPECT_EQ(fast[i].secret, slow[i].secret);
        EXPECT_EQ(pair_note(fast[i]), pair_note(slow[i]));
        joined += !pair_note(fast[i]).empty();
      }
      EditedText next = random_edit(random, text, piece);
      edit = {.depth = depth + 1, .is_base = true, .has_base = true, .base_bytes = text.size()};
      copied = std::move(next.copied);
      text = std::move(next.text);
    }
  }
  EXPECT_GT(joined, 300U);
}

}  // namespace
}  // namespace sluice
