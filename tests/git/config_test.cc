#include "git/config.h"

#include <gtest/gtest.h>

#include "support/git_fixture.h"

namespace sluice::git {
namespace {

Config parsed(std::string_view text) {
  Result<Config> config = Config::parse(text);
  EXPECT_TRUE(config.has_value()) << text;
  return config ? *config : Config{};
}

std::string value(const Config& config, std::string_view section, std::string_view subsection,
                  std::string_view name) {
  const ConfigEntry* entry = config.find(section, subsection, name);
  if (entry == nullptr) return "(absent)";
  return entry->value.value_or("(true)");
}

TEST(Config, ReadsSectionsNamesAndValues) {
  const Config config = parsed(
      "; comment\n[core]\n\tbare = false # why\n\thooksPath=a b  \n"
      "[remote \"Or\\\"igin\"] url = \"x # y\" ; z\n  Promisor\n"
      "[branch.Main]\nmerge = one\\\n two\n");
  EXPECT_EQ(value(config, "core", "", "bare"), "false");
  EXPECT_EQ(value(config, "core", "", "hookspath"), "a b");
  EXPECT_EQ(value(config, "remote", "Or\"igin", "url"), "x # y");
  EXPECT_EQ(value(config, "remote", "Or\"igin", "promisor"), "(true)");
  EXPECT_EQ(value(config, "branch", "main", "merge"), "one two");
  EXPECT_EQ(value(config, "core", "", "worktree"), "(absent)");
}

TEST(Config, LastValueWins) {
  Config config = parsed("[a]x=1\n[b]\ny=0\n[a]\nx=2\n");
  EXPECT_EQ(value(config, "a", "", "x"), "2");
  config.append(parsed("[a]x=3\n"));
  EXPECT_EQ(value(config, "a", "", "x"), "3");
}

TEST(Config, KeepsEscapesQuotedSpaceAndLineEnds) {
  const Config config =
      parsed("\xef\xbb\xbf[a]\r\nx = \"  s \" \r\ny = t\\tn\\nb\\\\q\\\"\r\nz =\r\n");
  EXPECT_EQ(value(config, "a", "", "x"), "  s ");
  EXPECT_EQ(value(config, "a", "", "y"), "t\tn\nb\\q\"");
  EXPECT_EQ(value(config, "a", "", "z"), "");
}

TEST(Config, NamesTheBadLine) {
  for (const char* text : {"[a]\nx = 1\nx y\n", "[a]\n\n= 1\n", "[a]\n\nx = \"open\n",
                           "[a]\n\nx = \\q\n", "[a]\n\n[b\n", "[a]\n\n[b \"c]\n",
                           "[a]\n\n[b \"c\"\n", "[a]\n\n1x = 2\n", "[a]\n\nx = \\"}) {
    const Result<Config> config = Config::parse(text);
    ASSERT_FALSE(config.has_value()) << text;
    EXPECT_EQ(config.error().kind, ErrorKind::kCorrupt);
    EXPECT_EQ(config.error().message, "bad config line 3") << text;
  }
}

TEST(Config, ReadsBooleansAsGitDoes) {
  const auto as_bool = [](std::optional<std::string> text) {
    return ConfigEntry{"a", "", "x", std::move(text)}.as_bool();
  };
  EXPECT_EQ(as_bool(std::nullopt), true);
  EXPECT_EQ(as_bool("YES"), true);
  EXPECT_EQ(as_bool("on"), true);
  EXPECT_EQ(as_bool("2k"), true);
  EXPECT_EQ(as_bool(""), false);
  EXPECT_EQ(as_bool("No"), false);
  EXPECT_EQ(as_bool("0"), false);
  EXPECT_EQ(as_bool("maybe"), std::nullopt);
}

TEST(Config, AbsentFileIsEmpty) {
  const test::TempDir dir;
  const Result<Config> config = Config::read(dir / "config");
  ASSERT_TRUE(config.has_value());
  EXPECT_TRUE(config->entries().empty());
}

// The oracle: `git config --list -z` of the same file.
TEST(Config, EqualsGit) {
  const test::TempDir dir;
  const std::string path = dir.write(
      "config",
      "[core]\n\tRepositoryFormatVersion = 1\n\tbare\n[Remote \"A b\"]\n  url = \"a;b\" c#d\n"
      "fetch = +refs/heads/*:refs/x/*\n[x.Y]\n\tk-9 = v\\\n   w\n[include]\n path = /etc/passwd\n"
      "[includeIf \"gitdir:~/\"] path = other\n[a \"b.c\\\\d\"] e = \"f\\tg\"\n");
  std::string mine;
  const Config config = parsed(test::run("cat '" + path + "'"));
  for (const ConfigEntry& entry : config.entries()) {
    mine += entry.section + "." + entry.subsection + (entry.subsection.empty() ? "" : ".") +
            entry.name + (entry.value ? "\n" + *entry.value : "") + '\0';
  }
  EXPECT_EQ(mine, test::run("git config --no-includes --file '" + path + "' --list -z"));
}

TEST(Config, SurvivesDamage) {
  const std::string text = "[core]\n\tbare = \"fa\\tlse\" # x\n[remote \"o\\\"r\"]\nurl = a\\\nb\n";
  for (size_t at = 0; at < text.size(); ++at) {
    const Result<Config> cut = Config::parse(std::string_view(text).substr(0, at));
    if (cut) {
      EXPECT_LE(cut->entries().size(), 2u);
    }
    for (const int mask : {0x01, 0x20, 0x80}) {
      std::string damaged = text;
      damaged[at] = static_cast<char>(damaged[at] ^ mask);
      const Result<Config> read = Config::parse(damaged);
      if (!read) {
        EXPECT_EQ(read.error().kind, ErrorKind::kCorrupt);
      }
    }
  }
}

}  // namespace
}  // namespace sluice::git
