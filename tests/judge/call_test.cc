#include "judge/call.h"

#include "judge/notation_probe.h"

namespace sluice::judge {
namespace {

std::string value(const std::string& text, const std::string& matched) {
  return value_in("credential-argument", text, matched);
}

TEST(Call, TheArgumentThatTheCalleeSays) {
  EXPECT_EQ(value("DBI->connect(\"h, i\", $user, 'Zz9!a1', $db)", "DBI->connect("), "Zz9!a1");
  EXPECT_EQ(value("new Sequelize(dsn(a, b), \"u\", \"Zz9!a1\")", "new Sequelize("), "Zz9!a1");
  EXPECT_EQ(value("jwt.sign({ id, role }, \"Zz9!a1\", {})", "jwt.sign("), "Zz9!a1");
  EXPECT_EQ(value("ssh.connect(host, 22, \"u\", \"Zz9!a1\")", ".connect("), "Zz9!a1");
  EXPECT_EQ(value("PSCredential(\"u\", (ConvertTo-S"
                  "ecureString 'Zz9!a1' -Force))",
                  "PSCredential("),
            "Zz9!a1");
  const std::string password = std::string("Zz9!") + "a1";
  EXPECT_EQ(value("auth.login(\n  \"u\",\n  b\"" + password + "\"\n)", ".login("), password);
}

TEST(Call, NothingButALiteral) {
  EXPECT_EQ(value("DBI->connect($h, $u, $p)", "DBI->connect("), "");
  EXPECT_EQ(value("DBI->connect($h, $u, 'a' . $p)", "DBI->connect("), "");
  EXPECT_EQ(value("DBI->connect($h, $u, 'a' . 'b')", "DBI->connect("), "");
  EXPECT_EQ(value("DBI->connect($h)", "DBI->connect("), "");
  EXPECT_EQ(value("a.connect(\"x\", 5, flags, \"b\")", ".connect("), "");
  EXPECT_EQ(value("x.login(\"u\", \"Zz9!a1\"", ".login("), "");
}

TEST(Call, DamageIsSafe) {
  expect_safe_when_damaged("credential-argument",
                           "new Seq"
                           "uelize($d, 'u', 'Zz9!a1');",
                           "new Sequelize(");
  expect_safe_when_damaged("credential-argument",
                           "PSCredential(\"u\", (ConvertTo-S"
                           "ecureString 'Zz9!a1'))",
                           "PSCredential(");
}

}  // namespace
}  // namespace sluice::judge
