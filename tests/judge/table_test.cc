#include "judge/table.h"

#include <vector>

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

// What the cells hold that a match announces, as far as they hold anything.
std::vector<std::string> cells(const std::string& text, const std::string& matched) {
  const size_t begin = text.find(matched);
  const Span match{begin, begin + matched.size()};
  std::vector<std::string> values;
  for (unsigned i = 0, count = count_cells(text, match); i < count; ++i) {
    if (const auto site = table_site(text, match, i)) {
      values.emplace_back(slice(text, site->side.value));
    }
  }
  return values;
}

using Values = std::vector<std::string>;

TEST(Table, EveryRow) {
  EXPECT_EQ(cells("user,password\na,Zz9!a1\nb,\nc,Yy8!b2\n", ",password"),
            (Values{"Zz9!a1", "Yy8!b2"}));
  EXPECT_EQ(cells("| user | password |\n|---|---|\n| a | - |\n| b | Zz9!a1 |\n\n| c | Yy8!b2 |\n",
                  "| password |"),
            (Values{"-", "Zz9!a1"}));
  EXPECT_EQ(cells("| user | password |\n|---|---|\n", "| password |"), Values{});
  EXPECT_EQ(cells("name,text\na,make password\nb,Zz9!a1\n", ",make password"), Values{});
  EXPECT_EQ(cells("# accounts, all\nname,text,password\na,b,Zz9!a1\n", ",password"),
            Values{"Zz9!a1"});
  EXPECT_EQ(cells("| Name (old) | API key |\n|:--|:--|\n| a | Zz9!a1 |\n", "| API key |"),
            Values{"Zz9!a1"});
}

TEST(Table, TheNextColumnToo) {
  EXPECT_EQ(cells("a,password,token,notes\n1,Zz9!a1,Yy8!b2,x\n2,Xx7!c3,Ww6!d4,y\n", ",password,"),
            (Values{"Zz9!a1", "Yy8!b2", "Xx7!c3", "Ww6!d4"}));
  EXPECT_EQ(cells("a,password,notes,token\n1,Zz9!a1,x,Yy8!b2\n", ",password,"), Values{"Zz9!a1"});
}

TEST(Table, OfManyColumnsOfCredentialsIsNoListOfAccounts) {
  EXPECT_EQ(cells("password,token,secret,pwd\n1,Zz9!a1,2,3\n", ",token,").size(), 3u);
  EXPECT_EQ(cells("password,token,secret,pwd,pass\n1,Zz9!a1,2,3,4\n", ",token,"), Values{});
}

TEST(Table, EndsWhereItsRowsOrItsReachEnd) {
  std::string long_table = "user,password\n";
  for (int i = 0; i < 500; ++i) long_table += "somebody,Zz9!a1\n";
  EXPECT_EQ(cells(long_table, ",password").size(), 48U);
  std::string wide = "user,password\n";
  for (int i = 0; i < 40; ++i) wide += std::string(400, 'x') + ",Zz9!a1\n";
  const size_t rows = cells(wide, ",password").size();
  EXPECT_GE(rows, 8U);
  EXPECT_EQ(cells(wide.substr(0, kMaxTable + 640), ",password").size(), rows);
  EXPECT_EQ(cells("user,password\na,Zz9!a1\nx,y,z\nb,Yy8!b2\n", ",password"), Values{"Zz9!a1"});
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
