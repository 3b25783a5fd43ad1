#include "judge/table.h"

#include "judge/notation_probe.h"

namespace sluice::judge {
namespace {

TEST(Table, CommaSeparatedAndMarkdown) {
  const auto value = [](const std::string& text, const std::string& matched) {
    return value_in("table-password", text, matched);
  };
  EXPECT_EQ(value("name,password,notes\nx,Zz9!a1,\"a, b\"\n", ",password,"), "Zz9!a1");
  EXPECT_EQ(value("\"u\",\"password\"\n\"a, b\",\"Zz9!a1\"\n", ",\"password\""), "Zz9!a1");
  EXPECT_EQ(value("| user | password |\n|---|---|\n| x | `Zz9!a1` |\n", "| password |"), "Zz9!a1");
  EXPECT_EQ(value("| user | password |\n| x | Zz9!a1 |\n", "| password |"), "");
  EXPECT_EQ(value("name,password\nx,y,Zz9!a1\n", ",password"), "");
  EXPECT_EQ(value("call(user,password,\"x\");\nf(1,2,3);\n", ",password,"), "");
  EXPECT_EQ(value("name,password", ",password"), "");
}

TEST(Table, InsertedRows) {
  const auto value = [](const std::string& text) {
    return value_in("sql-insert-password", text, text.substr(0, text.find("password") + 5));
  };
  EXPECT_EQ(value("INSER"
                  "T INTO u (a, password) VALUES ('x, (y', 'Zz9!a1')"),
            "Zz9!a1");
  EXPECT_EQ(value("insert into u (password, b)\n  values (N'Zz9!a1', 2)"), "Zz9!a1");
  EXPECT_EQ(value("INSERT INTO u (a, password) VALUES ('x', ?)"), "");
  EXPECT_EQ(value("INSERT INTO u (a, password) VALUES ('x')"), "");
  EXPECT_EQ(value("INSERT INTO u (a, password) SELECT 'x', 'y'"), "");
}

TEST(Table, LinesOfAccounts) {
  const auto value = [](const std::string& text, const std::string& mark) {
    return value_in("credential-line", text, mark);
  };
  EXPECT_EQ(value("*:*:*:app:Zz9!a1\n", ":*:*:"), "Zz9!a1");
  EXPECT_EQ(value("[mail]:587 app:Zz9!a1\n", "]:587 "), "Zz9!a1");
}

TEST(Table, DamageIsSafe) {
  expect_safe_when_damaged("table-password",
                           "name,pass"
                           "word\n\"x\",Zz9!a1\n",
                           ",password");
  expect_safe_when_damaged("sql-insert-password",
                           "INSER"
                           "T INTO u (a, password) VALUES ('x', 'Zz9!a1')",
                           "INSERT INTO u (a, passw");
  expect_safe_when_damaged("credential-line",
                           "db:*:"
                           "*:app:Zz9!a1\n",
                           ":*:*:");
}

}  // namespace
}  // namespace sluice::judge
