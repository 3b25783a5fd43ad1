#include "judge/assignment.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <string>
#include <vector>

#include "judge/judge.h"

namespace sluice::judge {
namespace {

// Made up; in two parts, so that no scanner finds a password in this file.
const std::string kHuman = std::string("Tulip-9!") + "harbour";
const std::string kRandom = std::string("f3Kz90QpLwX2vBn7") + "Rt5Ym1Hs8Jd4Gc6A";

Rule rule_of(const std::string& id) {
  Rule rule;
  rule.id = id;
  rule.judge = JudgeKind::kAssignment;
  return rule;
}

// What stage two would hand over: from the key word to the end of `until` behind it.
struct Weighed {
  std::optional<Evidence> evidence;
  std::string secret;
};
Weighed weigh_at(const std::string& id, const std::string& text, const std::string& word,
                 const std::string& until) {
  std::string lower = text;
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  const size_t begin = lower.find(word);
  const size_t end = lower.find(until, begin + word.size());
  if (begin == lower.npos || end == lower.npos) return {};
  Span match{begin, end + until.size()}, secret = match;
  Weighed weighed;
  weighed.evidence = weigh(rule_of(id), text, match, secret);
  if (weighed.evidence) {
    EXPECT_LE(match.begin, secret.begin);
    EXPECT_GE(match.end, secret.end);
    weighed.secret = text.substr(secret.begin, secret.size());
  }
  return weighed;
}

// The separator is not part of the word, so one byte behind it will do.
Weighed weigh_keyed(const std::string& id, const std::string& text, const std::string& word) {
  return weigh_at(id, text, word, "");
}

Confidence confidence(const Weighed& weighed) {
  return weighed.evidence ? weighed.evidence->confidence : Confidence::kHigh;
}

TEST(Assignment, WhatSaysNothingIsNoPassword) {
  for (const char* value : {"\\r\\n", "\\x00", "\\u0000\\000", "(3), ", "%s, "}) {
    const std::string text = std::string("password = \"") + value + "\"";
    EXPECT_FALSE(weigh_keyed("generic-password", text, "password").evidence) << text;
  }
  const std::string escaped = "password = \"\\x41" + kHuman + "\"";
  EXPECT_TRUE(weigh_keyed("generic-password", escaped, "password").evidence);
}

TEST(Assignment, AVariableThatAShellReadsIsGivenNothing) {
  const std::string test = "if test \"$pass\" = " + kHuman + "; then";
  EXPECT_FALSE(weigh_keyed("generic-password", test, "pass").evidence);
  EXPECT_TRUE(weigh_keyed("generic-password", "$pass = \"" + kHuman + "\";", "pass").evidence);
}

TEST(Assignment, PasswordsOfPeopleInManyNotations) {
  const std::string v = kHuman;
  for (const std::string& text :
       std::vector<std::string>{"DB_PASSWORD=\"" + v + "\"",
                                "spring.datasource.password=" + v,
                                "  password: " + v,
                                "{\"password\": \"" + v + "\"}",
                                "'password' => '" + v + "',",
                                "<password>" + v + "</password>",
                                "define('DB_PASSWORD', '" + v + "');",
                                "ds.setPassword(\"" + v + "\");",
                                "password = os.getenv(\"X\", \"" + v + "\")",
                                "let password: &str = \"" + v + "\";",
                                "#define WIFI_PASSWORD \"" + v + "\"",
                                "s = \"{\\\"password\\\": \\\"" + v + "\\\"}\"",
                                "run --password=" + v,
                                "x: ${DB_PASSWORD:-" + v + "}",
                                "ENV['DB_PASSWORD'] ||= '" + v + "'",
                                "f(process.env.DB_PASSWORD || '" + v + "')",
                                "$x{password} = '" + v + "';",
                                "flag.StringVar(&c.Pw, \"password\", \"" + v + "\", \"usage\")",
                                "f.StringVarP(&p, \"password\", \"p\", \"" + v + "\", \"usage\")",
                                "f.StringP(\"password\", \"p\", \"" + v + "\", \"usage\")",
                                "c.GetValue<string>(\"Db:Password\", \"" + v + "\")"}) {
    const Weighed weighed = weigh_keyed("generic-password", text, "password");
    EXPECT_EQ(weighed.secret, v) << text;
    EXPECT_EQ(confidence(weighed), Confidence::kMedium) << text;
  }
}

TEST(Assignment, RandomTokensUnderKeys) {
  for (const std::string& text : std::vector<std::string>{
           "api_key = \"" + kRandom + "\"", "\"apiKey\": \"" + kRandom + "\"", "API_KEY=" + kRandom,
           "const apiKey = process.env.K || '" + kRandom + "';"}) {
    const Weighed weighed = weigh_keyed("generic-api-key", text, "api");
    EXPECT_EQ(weighed.secret, kRandom) << text;
    EXPECT_EQ(confidence(weighed), Confidence::kMedium) << text;
    EXPECT_EQ(weighed.evidence->strength, Strength::kRandom) << text;
  }
}

TEST(Assignment, TheTwoGenericRulesShareTheKeys) {
  const std::string text = "secret_password = \"" + kHuman + "\"";
  EXPECT_TRUE(weigh_keyed("generic-password", text, "password").evidence);
  EXPECT_FALSE(weigh_keyed("generic-api-key", text, "secret").evidence);
  EXPECT_TRUE(weigh_keyed("a-users-own-rule", text, "secret").evidence);
}

TEST(Assignment, LookAlikesAreNoFinding) {
  for (const char* text : {"password = get_password(user);",
                           "password = user.password;",
                           "password: ${DB_PASSWORD}",
                           "password: \"{{ vault_pw }}\"",
                           "password = os.environ[\"X\"]",
                           "password: !Ref DbPassword",
                           "password: xxxxxxxx",
                           "password = \"********\"",
                           "password = None",
                           "password: string",
                           "password = \"Enter your new password\"",
                           "password = \"/run/secrets/db\"",
                           "password = \"$2b$12$abcdefghijklmnopqrstuv\"",
                           "password = \"a\" + b",
                           "password = f\"{x}-Zz9!q\"",
                           "\"password\": {",
                           "\"password\": [\"required\"]",
                           "password_length = \"eight-9!Chars\"",
                           "if (password>limit) {",
                           "password::from(\"Zz9!qLmP\")",
                           "password = <your-password>",
                           "t('password', x)",
                           "[\"password\", \"Zz9!qLmP\"]",
                           "check_password(\"Zz9!qLmP\")",
                           "ENV['DB_PASSWORD'] ||= SecureRandom.hex",
                           "ENV['DB_PASSWORD'] || ENV['Zz9!qLmP']",
                           "f.StringP(\"password\", \"Z\", \"\", \"Zz9!qLmP\")",
                           "g(&p, \"password\", \"Zz9!qLmP\")",
                           "(('User:Password', 'Zz9!qLmP'))",
                           "password: {{ password | default(omit) }}",
                           "password = \"DB_PASSWORD\"",
                           "password:",
                           "password = \"\""}) {
    EXPECT_FALSE(weigh_keyed("generic-password", text, "password").evidence) << text;
  }
  for (const char* text : {"token = \"next-page-token\"", "token: \"01/02/2024\"",
                           "token_type = \"Bearer-Zz9\"", "token = tokens[i];",
                           "\"A::B::Token\": \"f3Kz90Qp"
                           "LwX2vBn7\"",
                           "token: aaaaaaaaaaaaaaaaaaaa"}) {
    EXPECT_FALSE(weigh_keyed("generic-api-key", text, "token").evidence) << text;
  }
}

TEST(Assignment, WeakValuesAreLow) {
  for (const char* text : {"password = \"hunter2\"", "password: letmein", "password='admin123'"}) {
    const Weighed weighed = weigh_keyed("generic-password", text, "password");
    ASSERT_TRUE(weighed.evidence) << text;
    EXPECT_EQ(weighed.evidence->strength, Strength::kWeak) << text;
    EXPECT_EQ(confidence(weighed), Confidence::kLow) << text;
  }
}

TEST(Assignment, NotesTheSurroundings) {
  const auto comment =
      weigh_keyed("generic-password", "  # password = \"" + kHuman + "\"", "password");
  ASSERT_TRUE(comment.evidence);
  EXPECT_TRUE(comment.evidence->in_comment);
  EXPECT_TRUE(comment.evidence->quoted);
  EXPECT_EQ(comment.evidence->key, "password");
  const std::string packed =
      std::string(700, 'x') + ",password:\"" + kHuman + "\"," + std::string(700, 'y');
  const auto machine = weigh_keyed("generic-password", packed, "password");
  EXPECT_TRUE(!machine.evidence || machine.evidence->machine_made);
}

TEST(Assignment, EveryNoteHasItsWeight) {
  const auto weighed = weigh_keyed("generic-password", "password = \"" + kHuman + "\"", "password");
  ASSERT_TRUE(weighed.evidence);
  double sum = 0;
  bool key = false;
  for (const ReasonNote& note : weighed.evidence->reasons) {
    sum += note.weight;
    key |= note.feature == "key_password";
  }
  EXPECT_TRUE(key);
  EXPECT_GE(sum, 0);
}

TEST(Assignment, CommandLinesAndStatements) {
  const std::string v = kHuman;
  EXPECT_EQ(
      weigh_at("command-line-password", "run --password " + v + " x", "--password", " t").secret,
      v);
  EXPECT_EQ(weigh_at("command-line-password", "mysql -u root -p" + v, "mysql", "-pt").secret, v);
  EXPECT_FALSE(
      weigh_at("command-line-password", "run --askpass git-gui--ask", "--askpass", " g").evidence);
  EXPECT_FALSE(
      weigh_at("command-line-password", "the --password option", "--password", " o").evidence);
  EXPECT_FALSE(weigh_at("command-line-password", "run --password $X", "--password", " $").evidence);
  EXPECT_EQ(weigh_at("sql-password", "CREATE USER a IDENTIFIED BY '" + v + "';", "identified", "'")
                .secret,
            v);
  EXPECT_FALSE(weigh_at("sql-password", "the password '" + v + "' is", "password", "'").evidence);
  EXPECT_EQ(weigh_at("curl-auth-user", "curl -u deploy:" + v + " https://a", " -u", ":t").secret,
            v);
  EXPECT_EQ(weigh_at("curl-auth-user", "curl -s \\\n  -u deploy:" + v + " a", " -u", ":t").secret,
            v);
  EXPECT_FALSE(
      weigh_at("curl-auth-user", "curl -s\n  -u deploy:" + v + " a", " -u", ":t").evidence);
  EXPECT_FALSE(weigh_at("curl-auth-user", "sudo -u deploy:" + v + " a", " -u", ":t").evidence);
  EXPECT_EQ(weigh_at("netrc", "machine a login b password " + v, "machine", "d t").secret, v);
  EXPECT_EQ(
      weigh_at("config-directive-password", "requirepass " + v + "\n", "requirepass", " t").secret,
      v);
  EXPECT_FALSE(
      weigh_at("config-directive-password", "requirepass " + v + " is", "requirepass", " t")
          .evidence);
}

TEST(Assignment, Headers) {
  const std::string bearer = "Authorization: Bearer " + kRandom;
  EXPECT_EQ(weigh_at("http-authorization", bearer, "authorization", "f3kz90qp").secret, kRandom);
  EXPECT_FALSE(weigh_at("http-authorization", "Authorization: Bearer your-token-here",
                        "authorization", "your-tok")
                   .evidence);
  // "user:password" in base64: the words of every manual.
  EXPECT_FALSE(weigh_at("http-authorization",
                        "Authorization: Basic dXNlcjpwYXNzd29yZA==", "authorization", "dxnlcjpw")
                   .evidence);
  const std::string curl = "curl -H \"" + bearer + "\" https://a";
  EXPECT_FALSE(weigh_at("http-authorization", curl, "authorization", "f3kz90qp").evidence);
  EXPECT_TRUE(weigh_at("curl-auth-header", curl, "-h", "f3kz90qp").evidence);
}

// Any cut of a text that holds every notation is safe and inside.
TEST(Assignment, StaysInsideTruncatedText) {
  const std::string text =
      "x = \"password=\\\"a\\\" && <password>q</password> ${password:-z} password: |\n  y";
  for (const char* id :
       {"generic-password", "generic-secret-record", "command-line-password", "sql-password",
        "http-authorization", "curl-auth-user", "docker-config-auth", "npmrc-auth", "netrc",
        "config-directive-password"}) {
    for (size_t size = 0; size <= text.size(); ++size) {
      const std::string cut = text.substr(0, size);
      for (size_t end = 0; end <= size; ++end) {
        Span match{std::min<size_t>(5, end), end}, secret = match;
        if (weigh(rule_of(id), cut, match, secret)) {
          EXPECT_LE(secret.end, cut.size());
          EXPECT_LE(match.end, cut.size());
        }
      }
    }
  }
}

}  // namespace
}  // namespace sluice::judge
