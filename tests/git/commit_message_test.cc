#include "git/commit_message.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "support/git_fixture.h"

namespace sluice::git {
namespace {

const std::string kCut = "# ------------------------ >8 ------------------------\n";

Config config(const std::string& text) { return *Config::parse(text); }

std::string kept(const std::string& text, const std::string& settings = "", bool edited = true) {
  return kept_message(text, MessageCleanup::of(config(settings), edited));
}

TEST(CommitMessage, DropsCommentsAndKeepsTheNumbersOfLines) {
  EXPECT_EQ(kept("one\n# two\nthree # four\n #five"), "one\n\nthree # four\n #five");
  EXPECT_EQ(kept(""), "");
  EXPECT_EQ(kept("#"), "");
}

TEST(CommitMessage, CutsWhatVerboseShows) {
  EXPECT_EQ(kept("one\n" + kCut + "+diff\n"), "one\n");
  EXPECT_EQ(kept(kCut + "+diff\n"), "");
  // Not at the beginning of a line, with more behind it, or of another comment: no scissors.
  EXPECT_EQ(kept("x" + kCut + "y\n"), "x" + kCut + "y\n");
  EXPECT_EQ(kept("; ------------------------ >8 ------------------------\ny\n"),
            "; ------------------------ >8 ------------------------\ny\n");
}

TEST(CommitMessage, WithoutAnEditorCommentsAreText) {
  EXPECT_EQ(kept("# one\n" + kCut + "two\n", "", false), "# one\n" + kCut + "two\n");
  EXPECT_EQ(kept("# one\ntwo\n", "[commit]\ncleanup = strip\n", false), "\ntwo\n");
}

TEST(CommitMessage, GoesByTheConfiguration) {
  for (const std::string mode : {"whitespace", "verbatim", "scissors"}) {
    EXPECT_EQ(kept("# one\n", "[commit]\ncleanup = " + mode + "\n"), "# one\n") << mode;
  }
  EXPECT_EQ(kept("# one\n; two\n", "[core]\ncommentChar = \";\"\n"), "# one\n\n");
  EXPECT_EQ(kept("# one\n// two\n", "[core]\ncommentString = //\n"), "# one\n\n");
  EXPECT_EQ(kept("# one\n\n; two\n; three\n", "[core]\ncommentChar = auto\n"), "# one\n\n\n\n");
  EXPECT_EQ(kept("# one\n; ------------------------ >8 ------------------------\ny\n",
                 "[core]\ncommentChar = auto\n"),
            "\n");
}

// git's own: what stripspace leaves, but for the white space that it tidies.
TEST(CommitMessage, KeepsTheWordsThatGitKeeps) {
  const test::TempDir dir;
  for (const std::string text :
       {"one\n# two\n\n\n#three\nfour", "#\n#\n", "a\n\t# b\n#c\n d\n", "\n\n#x\ny\n"}) {
    const std::string file = dir.write("message", text);
    std::string expected = test::run("git stripspace --strip-comments <'" + file + "'");
    std::string ours = kept(text);
    const auto tidy = [](std::string& words) {
      words.erase(std::remove(words.begin(), words.end(), '\n'), words.end());
    };
    tidy(expected);
    tidy(ours);
    EXPECT_EQ(ours, expected);
  }
}

}  // namespace
}  // namespace sluice::git
