#include "judge/url.h"

#include <gtest/gtest.h>

#include <string>

#include "judge/judge.h"

namespace sluice::judge {
namespace {

const std::string kHuman = std::string("Tulip-9!") + "harbour";

struct Weighed {
  std::optional<Evidence> evidence;
  std::string secret;
};
Weighed weigh_text(const std::string& text) {
  Rule rule;
  rule.id = "url-credentials";
  rule.judge = JudgeKind::kUrl;
  const size_t begin = text.find("://");
  const size_t end = text.rfind('@');
  if (begin == text.npos || end == text.npos) return {};
  Span match{begin, end + 1}, secret = match;
  Weighed weighed{weigh(rule, text, match, secret), ""};
  if (weighed.evidence) weighed.secret = text.substr(secret.begin, secret.size());
  return weighed;
}

Weighed weigh_pairs(const std::string& text, const std::string& from) {
  Rule rule;
  rule.id = "connection-string-password";
  rule.judge = JudgeKind::kUrl;
  const size_t begin = text.find(from);
  Span match{begin, begin + from.size() + 1}, secret = match;
  Weighed weighed{weigh(rule, text, match, secret), ""};
  if (weighed.evidence) weighed.secret = text.substr(secret.begin, secret.size());
  return weighed;
}

TEST(Url, ParsesUserinfo) {
  const std::string text = "x=postgres://app:p@ss@db.acme.dev:5432/shop";
  const auto url = parse_url(text, text.find("://"));
  ASSERT_TRUE(url);
  EXPECT_EQ(text.substr(url->scheme.begin, url->scheme.size()), "postgres");
  EXPECT_EQ(text.substr(url->user.begin, url->user.size()), "app");
  EXPECT_EQ(text.substr(url->password.begin, url->password.size()), "p@ss");
  EXPECT_EQ(text.substr(url->host.begin, url->host.size()), "db.acme.dev:5432");
}

TEST(Url, RefusesWhatHasNoCredentials) {
  for (const std::string text :
       {"https://a.b/c", "https://a:80/b@c", "://a:b@c", "https://a:@b", "https://a:b@", ""}) {
    EXPECT_FALSE(parse_url(text, std::min(text.find("://"), text.size()))) << text;
  }
}

TEST(Url, RealHostsWithStrongPasswordsAreMedium) {
  const Weighed weighed = weigh_text("postgres://app:" + kHuman + "@db.acme.dev:5432/shop");
  ASSERT_TRUE(weighed.evidence);
  EXPECT_EQ(weighed.secret, kHuman);
  EXPECT_EQ(weighed.evidence->confidence, Confidence::kMedium);
}

TEST(Url, WeakPasswordsAreLow) {
  for (const std::string text :
       {"postgres://postgres:postgres@db:5432/x", "redis://:admin123@cache.acme.dev",
        "amqp://zebra7:zebra7@localhost"}) {
    const Weighed weighed = weigh_text(text);
    ASSERT_TRUE(weighed.evidence) << text;
    EXPECT_EQ(weighed.evidence->confidence, Confidence::kLow) << text;
    EXPECT_EQ(weighed.evidence->strength, Strength::kWeak) << text;
  }
}

TEST(Url, ManualsAndTemplatesAreDropped) {
  for (const std::string text :
       {"https://user:password@example.com/", "https://user:pass@host/",
        "https://${U}:${P}@git.acme.dev/", "redis://:%s@%s:%d/0",
        "https://user:<password>@git.acme.dev", "https://u:xxxxx@git.acme.dev",
        "https://{user}:{password}@git.acme.dev"}) {
    EXPECT_FALSE(weigh_text(text).evidence) << text;
  }
}

TEST(Url, ConnectionStrings) {
  const std::string v = kHuman;
  EXPECT_EQ(
      weigh_pairs("\"Server=db.acme.dev;User Id=app;Password=" + v + ";\"", ";Password=").secret,
      v);
  EXPECT_EQ(
      weigh_pairs("host=db user=app password=" + v + " dbname=x", "user=app password=").secret, v);
  EXPECT_FALSE(weigh_pairs("\"Server=db;User Id=app;Password={0};\"", ";Password=").evidence);
  EXPECT_FALSE(weigh_pairs("x = 1; password = next;", "; password = ").evidence);
}

TEST(Url, ValuesOfPairs) {
  EXPECT_EQ(weigh_pairs("\"DRIVER={X};SERVER=db;UID=app;PW"
                        "D={Tulip-9;Harbour}\"",
                        ";PWD=")
                .secret,
            "Tulip-9;Harbour");
  EXPECT_EQ(weigh_pairs("\"Server=db;Uid=app;Pw"
                        "d='Tulip;9Harbour';\"",
                        ";Pwd=")
                .secret,
            "Tulip;9Harbour");
  EXPECT_EQ(weigh_pairs("Data Source=db;User Id=app;Pw"
                        "d=&quot;Tulip9Harbour&quot;",
                        ";Pwd=")
                .secret,
            "Tulip9Harbour");
  for (const std::string value :
       {"{db_password}", "{0}", "{config[\"pw\"]}", "'\" + pw + \"'", "\" + pw + \""}) {
    EXPECT_FALSE(weigh_pairs("\"Server=db;Uid=app;Pwd=" + value + ";\"", ";Pwd=").evidence)
        << value;
  }
}

TEST(Url, EscapedSlashesAndAHashInThePassword) {
  const std::string text = "\"postgres:\\/\\/app:Tulip-9@db.acme.dev\\/shop\"";
  const auto url = parse_url(text, text.find(':'));
  ASSERT_TRUE(url);
  EXPECT_EQ(text.substr(url->password.begin, url->password.size()), "Tulip-9");
  EXPECT_EQ(text.substr(url->host.begin, url->host.size()), "db.acme.dev");
  EXPECT_EQ(weigh_text("postgres:/"
                       "/app:Tulip#9harbour@db.acme.dev/shop")
                .secret,
            "Tulip#9harbour");
  EXPECT_FALSE(weigh_text("postgres://app:#{password}@db.acme.dev/shop").evidence);
}

TEST(Url, Hosts) {
  EXPECT_TRUE(is_local_host("localhost:5432"));
  EXPECT_TRUE(is_local_host("127.0.0.1"));
  EXPECT_FALSE(is_local_host("db.acme.dev"));
  EXPECT_TRUE(is_example_host("www.example.com:80"));
  EXPECT_TRUE(is_example_host("hostname"));
  EXPECT_FALSE(is_example_host("db.acme.dev"));
}

TEST(Url, StaysInsideTruncatedText) {
  const std::string text = "x://a:b@c ;Server=d;Password=e;";
  for (size_t size = 0; size <= text.size(); ++size) {
    const std::string cut = text.substr(0, size);
    for (size_t at = 0; at <= size; ++at) {
      if (const auto url = parse_url(cut, at)) {
        EXPECT_LE(url->host.end, cut.size());
      }
      Rule rule;
      rule.judge = JudgeKind::kUrl;
      Span match{at, size}, secret = match;
      if (weigh(rule, cut, match, secret)) {
        EXPECT_LE(secret.end, cut.size());
      }
    }
  }
}

}  // namespace
}  // namespace sluice::judge
