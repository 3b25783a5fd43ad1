#include "judge/login.h"

#include <gtest/gtest.h>

#include <string>

#include "judge/judge.h"

namespace sluice::judge {
namespace {

const std::string kHuman = std::string("Tulip-9!") + "harbour";

std::string cut(const std::string& text, Span span) { return text.substr(span.begin, span.size()); }

struct Found {
  std::string user, password, host;
  bool operator==(const Found&) const = default;
};
std::ostream& operator<<(std::ostream& out, const Found& f) {
  return out << f.user << '|' << f.password << '|' << f.host;
}
Found found(const std::string& text, const std::optional<Login>& login) {
  if (!login) return {};
  return {cut(text, login->user), cut(text, login->password), cut(text, login->host)};
}

Found dsn(const std::string& text) { return found(text, read_dsn(text, text.rfind('@'))); }
Found oracle(const std::string& text) { return found(text, read_oracle(text, 0)); }
Found call(const std::string& text) { return found(text, read_call(text, text.find('('))); }
Found pgpass(const std::string& text) { return found(text, read_pgpass(text, text.find(':'))); }

TEST(Login, DataSourceNames) {
  EXPECT_EQ(dsn("dsn := \"app:p@ss:word@"
                "tcp(db.acme.dev:3306)/shop\""),
            (Found{"app", "p@ss:word", "db.acme.dev"}));
  EXPECT_EQ(dsn("mysql://app:pw1@unix(/run/my.sock)/shop"), (Found{"app", "pw1", ""}));
  EXPECT_EQ(dsn("DSN=app:pw1@tcp(h)/"), (Found{"app", "pw1", "h"}));
  EXPECT_EQ(dsn("pass + \"@tcp(db:3306)"), Found{});
  EXPECT_EQ(dsn(":pw@tcp(h)"), Found{});
  EXPECT_EQ(dsn("app:pw@host/shop"), Found{});
}

TEST(Login, OracleConnectStrings) {
  EXPECT_EQ(oracle("app/pw1@//ora.acme.dev:1521/S"), (Found{"app", "pw1", "ora.acme.dev"}));
  EXPECT_EQ(oracle("app/pw1@SHOP"), (Found{"app", "pw1", "SHOP"}));
  EXPECT_EQ(oracle("app/\"p@/1\"@SHOP"), (Found{"app", "p@/1", "SHOP"}));
  EXPECT_EQ(oracle("app/pw1"), Found{});
  EXPECT_EQ(oracle("/@SHOP"), Found{});
  EXPECT_EQ(oracle("app/pw1@"), Found{});
}

TEST(Login, ArgumentsOfCalls) {
  EXPECT_EQ(call("connect(\"db.acme.dev\", \"app\", \"pw1\", \"shop\")"),
            (Found{"app", "pw1", "db.acme.dev"}));
  EXPECT_EQ(call("PDO('mysql:host=h1;dbname=x',\n  'app',\n  'pw1')"), (Found{"app", "pw1", "h1"}));
  EXPECT_EQ(call("get(\"jdbc:mysql://h2:3306/x\", user(a, b), \"p\\\"1\")"),
            (Found{"", "p\\\"1", "h2"}));
  EXPECT_EQ(call("connect(h, u, 'pw1' . $x)"), Found{});
  EXPECT_EQ(call("connect(h, u, $pw)"), Found{});
  EXPECT_EQ(call("connect('h', 'u')"), Found{});
  EXPECT_EQ(call("connect('h', 'u', 'open"), Found{});
}

TEST(Login, LinesOfPgpass) {
  EXPECT_EQ(pgpass("db.acme.dev:5432:shop:app:pw1\n"), (Found{"app", "pw1", "db.acme.dev"}));
  EXPECT_EQ(pgpass("*:5432:*:app:p\\:1"), (Found{"app", "p\\:1", "*"}));
  EXPECT_EQ(pgpass("db:5432:shop:app:pw1 # why"), Found{});
  EXPECT_EQ(pgpass("db:5432:shop::pw1"), Found{});
  EXPECT_EQ(pgpass("db:5432:shop:app:\n"), Found{});
  EXPECT_EQ(pgpass("x db:5432:shop:app:pw1"), Found{});
}

TEST(Login, WeighsThePasswordAndItsPlace) {
  Rule rule;
  rule.id = "dsn-password";
  rule.judge = JudgeKind::kUrl;
  const auto weighed = [&](const std::string& text) {
    Span match{text.find('@'), text.find('(') + 1}, secret = match;
    const auto evidence = weigh(rule, text, match, secret);
    return evidence ? cut(text, secret) : "";
  };
  EXPECT_EQ(weighed("app:" + kHuman + "@tcp(db.acme.dev:3306)/shop"), kHuman);
  EXPECT_EQ(weighed("%s:%s@tcp(%s)/shop"), "");
  EXPECT_EQ(weighed("user:password@tcp(localhost:3306)/shop"), "");
}

TEST(Login, StaysInsideTruncatedText) {
  for (const std::string whole :
       {"a:b@tcp(h:1)/", "a/\"b\"@//h", "f(\"h\", x(y), 'p\\'q')", "h:5432:d:u:p\\:q\n"}) {
    for (size_t size = 0; size <= whole.size(); ++size) {
      const std::string text = whole.substr(0, size);
      for (size_t at = 0; at <= size; ++at) {
        for (const auto& login : {read_dsn(text, at), read_oracle(text, at), read_call(text, at),
                                  read_pgpass(text, at)}) {
          if (!login) continue;
          EXPECT_LE(login->user.end, size);
          EXPECT_LE(login->password.begin, login->password.end);
          EXPECT_LE(login->password.end, size);
          EXPECT_LE(login->host.end, size);
        }
      }
    }
  }
}

}  // namespace
}  // namespace sluice::judge
