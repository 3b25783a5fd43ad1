#include "source/ignore_rules.h"

#include <gtest/gtest.h>

#include <map>
#include <random>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "support/git_fixture.h"

namespace sluice {
namespace {

using Verdict = IgnoreRules::Verdict;

Verdict verdict(std::string_view text, std::string_view path, bool is_folder = false) {
  return IgnoreRules().with(text, "").match(path, is_folder);
}
bool ignored(std::string_view text, std::string_view path, bool is_folder = false) {
  return verdict(text, path, is_folder) == Verdict::kIgnored;
}

TEST(IgnoreRules, TheLastPatternDecides) {
  EXPECT_EQ(verdict("*.o\n!keep.o\n", "keep.o"), Verdict::kIncluded);
  EXPECT_EQ(verdict("!keep.o\n*.o\n", "keep.o"), Verdict::kIgnored);
  EXPECT_EQ(verdict("*.o\n", "keep.c"), Verdict::kNone);
}

TEST(IgnoreRules, ADeeperFileWins) {
  const IgnoreRules root = IgnoreRules().with("*.log\n", "");
  const IgnoreRules deep = root.with("!a.log\n/b.txt\n", "x/y/");
  EXPECT_EQ(deep.match("x/y/a.log", false), Verdict::kIncluded);
  EXPECT_EQ(deep.match("x/y/z/a.log", false), Verdict::kIncluded);
  EXPECT_EQ(deep.match("x/y/b.log", false), Verdict::kIgnored);
  EXPECT_EQ(deep.match("x/y/b.txt", false), Verdict::kIgnored);
  EXPECT_EQ(deep.match("x/y/z/b.txt", false), Verdict::kNone);
  EXPECT_EQ(root.match("x/y/a.log", false), Verdict::kIgnored);
}

TEST(IgnoreRules, CommentsSpacesAndLineEnds) {
  EXPECT_FALSE(ignored("#a\n", "#a"));
  EXPECT_TRUE(ignored("\\#a\n", "#a"));
  EXPECT_TRUE(ignored("\\!a\n", "!a"));
  EXPECT_TRUE(ignored("a  \n", "a"));
  EXPECT_TRUE(ignored("a\\ \n", "a "));
  EXPECT_TRUE(ignored("a\\\\ \n", "a\\"));
  EXPECT_TRUE(ignored("a\t\n", "a\t"));
  EXPECT_TRUE(ignored("a\r\nb", "a"));
  EXPECT_TRUE(ignored("a\r\nb", "b"));
  EXPECT_TRUE(
      ignored("\xef\xbb\xbf"
              "a\n",
              "a"));
  EXPECT_TRUE(IgnoreRules().with("\n# x\n\n", "").empty());
}

TEST(IgnoreRules, FolderOnlyAndAnchored) {
  EXPECT_TRUE(ignored("a/\n", "x/a", true));
  EXPECT_FALSE(ignored("a/\n", "x/a", false));
  EXPECT_TRUE(ignored("/a\n", "a"));
  EXPECT_FALSE(ignored("/a\n", "x/a"));
  EXPECT_TRUE(ignored("x/a\n", "x/a"));
  EXPECT_FALSE(ignored("x/a\n", "y/x/a"));
  EXPECT_FALSE(ignored("a/\n", "ab", true));
  EXPECT_FALSE(ignored("x/a/\n", "x/ab", true));
}

TEST(IgnoreRules, StarsAndClasses) {
  EXPECT_TRUE(ignored("a*c\n", "abbc"));
  EXPECT_FALSE(ignored("x/*c\n", "x/a/c"));
  EXPECT_TRUE(ignored("**/c\n", "c"));
  EXPECT_TRUE(ignored("**/c\n", "x/y/c"));
  EXPECT_TRUE(ignored("x/**\n", "x/y/c"));
  EXPECT_FALSE(ignored("x/**\n", "x", true));
  EXPECT_TRUE(ignored("x/**/c\n", "x/c"));
  EXPECT_TRUE(ignored("x/**/c\n", "x/a/b/c"));
  EXPECT_FALSE(ignored("x/**/c\n", "x/ac"));
  EXPECT_TRUE(ignored("[a-c]?[!d]\n", "bxe"));
  EXPECT_FALSE(ignored("[a-c]?[!d]\n", "bxd"));
  EXPECT_TRUE(ignored("[]a]\n", "]"));
  EXPECT_TRUE(ignored("[[:digit:]x]\n", "7"));
  EXPECT_FALSE(ignored("[[:nonsense:]]\n", "n"));
  EXPECT_FALSE(ignored("[a\n", "[a"));
  EXPECT_FALSE(ignored("a\\\n", "a\\"));
}

// git's matcher takes exponential time on these; here a watchdog of the test
// runner is all that is needed.
TEST(IgnoreRules, HostilePatternsEndSoon) {
  std::string stars, folders, path, name(250, 'a');
  for (int i = 0; i < 100; ++i) stars += "a*";
  for (int i = 0; i < 100; ++i) folders += "**/a*a/";
  for (int i = 0; i < 500; ++i) path += "aaa/";
  EXPECT_FALSE(ignored(stars + "b\n", name));
  EXPECT_FALSE(ignored(folders + "b\n", path + "a"));
  EXPECT_TRUE(ignored(folders + "a\n", path + "a"));
}

TEST(IgnoreRules, LimitsAreTold) {
  bool over = false;
  std::string text;
  for (size_t i = 0; i <= IgnoreRules::kMaxPatterns; ++i) text += "p" + std::to_string(i) + "\n";
  const IgnoreRules rules = IgnoreRules().with(text, "", &over);
  EXPECT_TRUE(over);
  EXPECT_EQ(rules.match("p0", false), Verdict::kIgnored);
  over = false;
  EXPECT_EQ(rules.with("q\n", "d/", &over).match("d/q", false), Verdict::kNone);
  EXPECT_TRUE(over);
  over = false;
  IgnoreRules().with(std::string(IgnoreRules::kMaxTextBytes, '\n') + "a", "", &over);
  EXPECT_TRUE(over);
  over = false;
  IgnoreRules stack;
  for (size_t i = 0; i < IgnoreRules::kMaxFiles; ++i) stack = stack.with("a\n", "", &over);
  EXPECT_FALSE(over);
  stack = stack.with("b\n", "", &over);
  EXPECT_TRUE(over);
  EXPECT_EQ(stack.match("b", false), Verdict::kNone);
}

// The oracle: `git check-ignore` on every path of a tree, for patterns that are
// made up from the parts that have a meaning.
class Differential : public testing::TestWithParam<unsigned> {
 protected:
  std::string pick(std::initializer_list<const char*> parts) {
    return *(parts.begin() + random_() % parts.size());
  }
  std::string pattern() {
    std::string text = pick({"", "", "", "!", "/", "\\!", "#"});
    for (size_t i = 0, n = 1 + random_() % 5; i < n; ++i) {
      text += pick({"a",           "b",     "ab",      "c",      "*",   "*",    "**",   "***",
                    "?",           "/",     "/",       "/**/",   "**/", "[ab]", "[!a]", "[^b-c]",
                    "[[:alpha:]]", "[]a]",  "[a-",     "[\\]b]", "\\a", "\\*",  "\\",   ".",
                    "[a-c]",       "[--b]", "[[:x:]]", "[[a]",   "[/]", "\\/",  " ",    "\\ "});
    }
    return text + pick({"", "", "", "/", " ", "\r", "\t"});
  }

  std::mt19937 random_{GetParam()};
};

TEST_P(Differential, EqualsGitCheckIgnore) {
  test::GitFixture repository;
  std::vector<std::string> files;
  for (const char* folder : {"", "a/", "b/", "ab/", "a/b/", "a/a/b/", "a/b/c/", "c/ab/a/"}) {
    for (const char* name : {"a", "b", "ab", "abc", "c", "a.b", "b c", "cc"}) {
      files.push_back("f/" + std::string(folder) + name + ".");
      repository.write(files.back(), "");
    }
  }
  for (const char* name : {"*", "#", "!b", "a ", "[a", "]", "\\", "-"}) {
    files.push_back("f/" + std::string(name));
    repository.write(files.back(), "");
  }
  std::set<std::string> folders, paths(files.begin(), files.end());
  for (const std::string& file : files) {
    for (size_t at = file.find('/'); at != std::string::npos; at = file.find('/', at + 1)) {
      folders.insert(file.substr(0, at));
      paths.insert(file.substr(0, at));
    }
  }
  std::string input;
  for (const std::string& path : paths) input += path + '\0';
  repository.write(".git/paths", input);

  for (int round = 0; round < 30; ++round) {
    std::string texts[3];
    for (std::string& text : texts) {
      for (size_t i = 0, n = 1 + random_() % 4; i < n; ++i) text += pattern() + "\n";
    }
    repository.write(".gitignore", texts[0]);
    repository.write("f/a/.gitignore", texts[1]);
    repository.write(".git/info/exclude", texts[2]);
    // An empty pattern stands for "no match" in the four fields of -v -n.
    const std::string answer =
        repository.git("check-ignore --no-index -v -n -z --stdin < .git/paths; test $? -le 1");
    std::vector<std::string> fields;
    for (size_t at = 0; at < answer.size();) {
      const size_t end = answer.find('\0', at);
      fields.push_back(answer.substr(at, end - at));
      at = end + 1;
    }
    ASSERT_EQ(fields.size(), 4 * paths.size());

    const IgnoreRules exclude = IgnoreRules().with(texts[2], "");
    const IgnoreRules root = exclude.with(texts[0], "");
    const IgnoreRules deep = root.with(texts[1], "f/a/");
    // As a walk goes: an ignored folder settles all that is below it.
    std::map<std::string, bool> folder_ignored;
    for (size_t i = 0; i < fields.size(); i += 4) {
      const std::string path = fields[i + 3];
      const bool is_folder = folders.count(path) != 0;
      const size_t slash = path.rfind('/');
      const std::string parent = slash == std::string::npos ? "" : path.substr(0, slash);
      const IgnoreRules& rules = path.compare(0, 4, "f/a/") == 0 ? deep : root;
      const bool mine = folder_ignored[parent] || rules.match(path, is_folder) == Verdict::kIgnored;
      if (is_folder) folder_ignored[path] = mine;
      const bool theirs = !fields[i + 2].empty() && fields[i + 2][0] != '!';
      EXPECT_EQ(mine, theirs) << "path " << fields[i + 3] << " by " << fields[i] << " pattern "
                              << fields[i + 2] << "\n--root\n"
                              << texts[0] << "--f/a\n"
                              << texts[1] << "--exclude\n"
                              << texts[2];
    }
    if (HasFailure()) return;
  }
}

INSTANTIATE_TEST_SUITE_P(Seeds, Differential, testing::Range(0u, 6u));

}  // namespace
}  // namespace sluice
