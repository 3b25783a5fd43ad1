// The parts that read what a person typed or a repository holds.
#include <gtest/gtest.h>

#include <cstdlib>

#include "patch/commit_filter.h"
#include "patch/commit_text.h"
#include "patch/git_date.h"
#include "patch/mailmap.h"
#include "patch/pathspec.h"
#include "patch/rename.h"

namespace sluice::patch {
namespace {

Pathspec spec(const std::vector<std::string>& elements, std::string_view prefix = "") {
  Result<Pathspec> parsed = Pathspec::parse(elements, prefix);
  EXPECT_TRUE(parsed) << (parsed ? "" : parsed.error().message);
  return *std::move(parsed);
}

TEST(Pathspec, NamesFilesFoldersAndPatterns) {
  EXPECT_TRUE(spec({"src"}).matches("src/a.c"));
  EXPECT_TRUE(spec({"src/"}).matches("src/a.c"));
  EXPECT_FALSE(spec({"src/"}).matches("src"));
  EXPECT_FALSE(spec({"src"}).matches("source"));
  EXPECT_TRUE(spec({"*.c"}).matches("src/deep/a.c"));
  EXPECT_FALSE(spec({":(glob)*.c"}).matches("src/a.c"));
  EXPECT_TRUE(spec({":(glob)**/a.c"}).matches("a.c"));
  EXPECT_TRUE(spec({":(glob)src/**"}).matches("src/x/a.c"));
  EXPECT_TRUE(spec({":(icase)SRC"}).matches("src/a.c"));
  EXPECT_TRUE(spec({":(literal)a*"}).matches("a*"));
  EXPECT_FALSE(spec({":(literal)a*"}).matches("ab"));
  EXPECT_TRUE(spec({"a[0-9]c"}).matches("a5c"));
  EXPECT_FALSE(spec({"a[!0-9]c"}).matches("a5c"));
  EXPECT_TRUE(spec({"a\\*c"}).matches("a*c"));
}

TEST(Pathspec, IsRelativeToAFolderAndLeavesOut) {
  EXPECT_TRUE(spec({"a.c"}, "src/").matches("src/a.c"));
  EXPECT_TRUE(spec({"../docs"}, "src/").matches("docs/x"));
  EXPECT_TRUE(spec({":/docs"}, "src/").matches("docs/x"));
  EXPECT_TRUE(spec({"."}, "src/").matches("src/a"));
  EXPECT_FALSE(spec({"."}, "src/").matches("docs/a"));
  EXPECT_TRUE(spec({":!docs"}).matches("src/a"));
  EXPECT_FALSE(spec({":!docs"}).matches("docs/a"));
  EXPECT_FALSE(spec({"src", ":(exclude)*.md"}).matches("src/a.md"));
  EXPECT_FALSE(Pathspec::parse({"../x"}, ""));
  EXPECT_FALSE(Pathspec::parse({":(attr:x)y"}, ""));
  EXPECT_TRUE(spec({"src/a*"}).may_match_below("src/"));
  EXPECT_FALSE(spec({"src/a*"}).may_match_below("docs/"));
}

TEST(WildMatch, TakesNoLongerThanItsTable) {
  const std::string text(2000, 'a');
  EXPECT_FALSE(wild_match("*a*a*a*a*a*a*a*a*a*a*b", text, false, false));
}

TEST(GitDate, ReadsWhatPeoplePassToSince) {
  ::setenv("TZ", "UTC", 1);
  constexpr int64_t kNow = 1709294400 + 3723;  // 2024-03-01 13:02:03 UTC
  const auto at = [&](std::string_view text) {
    const Result<int64_t> date = parse_git_date(text, kNow);
    return date ? *date : -1;
  };
  EXPECT_EQ(at("2.weeks.ago"), kNow - 14 * 86400);
  EXPECT_EQ(at("3 days ago"), kNow - 3 * 86400);
  EXPECT_EQ(at("yesterday"), kNow - 86400);
  EXPECT_EQ(at("1.month.ago"), kNow - 29 * 86400);
  EXPECT_EQ(at("2.years"), kNow - (366 + 365) * 86400);
  EXPECT_EQ(at("2024-02-29"), kNow - 86400);
  EXPECT_EQ(at("2024-03-01T00:00:00Z"), 1709251200);
  EXPECT_EQ(at("2024-03-01T01:00+01:00"), 1709251200);
  EXPECT_EQ(at("@1700000000"), 1700000000);
  EXPECT_EQ(at("1700000000"), 1700000000);
  for (const char* wrong :
       {"", "someday", "2024-13-01", "2024-01-32", "x.weeks.ago", "2024-01-01T25", "3 ago"}) {
    EXPECT_EQ(at(wrong), -1) << wrong;
  }
}

TEST(Mailmap, MapsByAddressAndByName) {
  Mailmap map;
  map.add(
      "# people\nJane Doe <jane@new.example> <jane@OLD.example>\n"
      "Proper <one@example>\nAlias <to@example> Nick <shared@example>\nbroken\n<x>\n");
  const auto mapped = [&](std::string_view name, std::string_view email) {
    const Person person = map.mapped(name, email);
    return person.name + " <" + person.email + ">";
  };
  EXPECT_EQ(mapped("jd", "JANE@old.example"), "Jane Doe <jane@new.example>");
  EXPECT_EQ(mapped("o", "one@example"), "Proper <one@example>");
  EXPECT_EQ(mapped("nick", "shared@example"), "Alias <to@example>");
  EXPECT_EQ(mapped("Other", "shared@example"), "Other <shared@example>");
  EXPECT_EQ(mapped("Who", "who@example"), "Who <who@example>");
}

TEST(CommitText, ShowsAMessageAsGitLogDoes) {
  const CommitText text = read_commit_text(
      "tree 1\nauthor A <a@b> 100 +0100\ncommitter C <c@d> 200 +0000\n\n\n\n Title "
      "\t\nmore\n\n\tbody\n\n\n",
      20, {});
  EXPECT_EQ(text.author.name, "A");
  EXPECT_EQ(text.author_date, 100);
  EXPECT_EQ(text.lines,
            (std::vector<std::string>{"     Title", "    more", "    ", "            body"}));
  const CommitText latin = read_commit_text(
      "author J\xf6rg <j@x> 1 +0000\nencoding ISO-8859-1\n\nGr\xfc\xdf"
      "e\n",
      20, {});
  EXPECT_EQ(latin.author.name, "J\u00f6rg");
  EXPECT_EQ(latin.lines, (std::vector<std::string>{"    Gr\u00fc\u00dfe"}));
  std::vector<std::string> lines;
  append_note("seen\ntwice\n", lines);
  EXPECT_EQ(lines, (std::vector<std::string>{"", "Notes:", "    seen", "    twice"}));
}

TEST(CommitFilter, MatchesByTextAndPeople) {
  const CommitText text = read_commit_text(
      "author Ann <ann@x> 1 +0000\ncommitter Cy <cy@x> 1 +0000\n\nFix it\n\nbody (1)\n", 20, {});
  const auto matches = [&](CommitPatterns patterns) {
    const Result<CommitFilter> filter = CommitFilter::compile(std::move(patterns));
    return filter && filter->matches(text);
  };
  EXPECT_TRUE(matches({.author = {"ann@"}}));
  EXPECT_FALSE(matches({.author = {"ANN"}}));
  EXPECT_TRUE(matches({.author = {"ANN"}, .fold_case = true}));
  EXPECT_TRUE(matches({.message = {"^Fix"}}));
  EXPECT_FALSE(matches({.message = {"^it"}}));
  EXPECT_TRUE(matches({.message = {"nothing", "body"}}));
  EXPECT_FALSE(matches({.message = {"nothing", "body"}, .all_messages = true}));
  EXPECT_TRUE(matches({.message = {"nothing"}, .invert_messages = true}));
  EXPECT_TRUE(matches({.message = {"(1)"}}));                    // basic: literal
  EXPECT_TRUE(matches({.message = {"y.(1)"}, .fixed = false}));  // '.' is any byte
  EXPECT_FALSE(matches({.message = {"y.(1)"}, .fixed = true}));
  EXPECT_FALSE(matches({.committer = {"Ann"}, .message = {"Fix"}}));
  EXPECT_FALSE(CommitFilter::compile({.message = {"a\\(b"}}));
}

TEST(Pieces, CountWhatIsKept) {
  const auto kept = [](std::string_view one, std::string_view two) {
    return kept_bytes(pieces_of(one), pieces_of(two));
  };
  EXPECT_EQ(kept("one\ntwo\n", "two\nthree\n"), 4u);
  EXPECT_EQ(kept("one\n", "one"), 0u);  // an unfinished line does not count
  EXPECT_EQ(kept("a\na\na\n", "a\n"), 2u);
  EXPECT_EQ(kept("one\r\n", "one\n"), 4u);  // in texts a CR before LF is not looked at
  EXPECT_EQ(kept(std::string(100, 'x') + "\n", std::string(100, 'x') + "\n"), 101u);
}

}  // namespace
}  // namespace sluice::patch
