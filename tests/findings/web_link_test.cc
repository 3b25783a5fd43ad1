#include "findings/web_link.h"

#include <gtest/gtest.h>

namespace sluice {
namespace {

TEST(WebAddress, IsHttpsWithoutUserinfo) {
  for (const char* url :
       {"https://github.com/acme/app.git", "https://github.com/acme/app/",
        "http://github.com/acme/app", "https://user:pass@github.com/acme/app.git",
        "git@github.com:acme/app.git", "github.com:acme/app", "ssh://git@github.com/acme/app.git",
        "ssh://git@github.com:2222/acme/app", "git://github.com/acme/app.git",
        "git+ssh://git@github.com/acme/app", "git@github.com:/acme/app.git"}) {
    EXPECT_EQ(web_address(url), "https://github.com/acme/app") << url;
  }
  EXPECT_EQ(web_address("https://git.example.com:8443/a/b/c"),
            "https://git.example.com:8443/a/b/c");
}

TEST(WebAddress, TellsNothingOfThisMachineAndNothingOdd) {
  for (const char* url :
       {"/srv/git/app.git", "../app", "./a:b", "file:///srv/app.git", "C:\\repos\\app", "",
        "https://github.com", "https://github.com/", "https:///x", "https://a b/c",
        "https://x.com/a\"b", "javascript:alert(1)//\n", "https://x.com/a/../b", "https://-x/y",
        "https://x.com:80a/y", "ext::sh -c x", "https://x.com/a#b", "https://x.com/a?b"}) {
    EXPECT_EQ(web_address(url), "") << url;
  }
}

Finding finding_at(std::string path) {
  Finding finding;
  finding.path = std::move(path);
  finding.location = {3, 1, 4, 2};
  finding.commit = CommitFacts{*ObjectId::from_hex(std::string(40, 'a')), 0, {}};
  finding.blob = *ObjectId::from_hex(std::string(40, 'b'));
  return finding;
}

TEST(WebLink, KnowsTheHostsByTheirNames) {
  const std::string id(40, 'a');
  const Finding finding = finding_at("src/a b.py");
  EXPECT_EQ(web_link("https://github.com/x/y", finding),
            "https://github.com/x/y/blob/" + id + "/src/a%20b.py#L3-L4");
  EXPECT_EQ(web_link("https://gitlab.example.com/g/s/y", finding),
            "https://gitlab.example.com/g/s/y/-/blob/" + id + "/src/a%20b.py#L3-4");
  EXPECT_EQ(web_link("https://bitbucket.org/x/y", finding),
            "https://bitbucket.org/x/y/src/" + id + "/src/a%20b.py#lines-3:4");
  EXPECT_EQ(web_link("https://codeberg.org/x/y", finding),
            "https://codeberg.org/x/y/src/commit/" + id + "/src/a%20b.py#L3-L4");
  EXPECT_EQ(web_link("https://dev.azure.com/o/p/_git/r", finding),
            "https://dev.azure.com/o/p/_git/r?path=/src/a%20b.py&version=GC" + id +
                "&line=3&lineEnd=4&lineStartColumn=1&lineEndColumn=1");
  EXPECT_EQ(web_link("https://git.example.com/x/y", finding), "");
}

TEST(WebLink, OneLineIsNoRange) {
  Finding finding = finding_at("a");
  finding.location.end_line = 3;
  EXPECT_TRUE(web_link("https://github.com/x/y", finding).ends_with("/a#L3"));
}

TEST(WebLink, CommitsHaveTheirOwnPages) {
  Finding finding = finding_at("");
  finding.kind = BlobKind::kCommit;
  EXPECT_EQ(web_link("https://github.com/x/y", finding),
            "https://github.com/x/y/commit/" + std::string(40, 'b'));
  EXPECT_EQ(web_link("https://gitlab.com/x/y", finding),
            "https://gitlab.com/x/y/-/commit/" + std::string(40, 'b'));
}

TEST(WebLink, NoneWhereNoPageShowsIt) {
  Finding on_disk = finding_at("a");
  on_disk.commit.reset();
  EXPECT_EQ(web_link("https://github.com/x/y", on_disk), "");
  EXPECT_EQ(web_link("https://github.com/x/y", finding_at("../../evil/x")), "");
  EXPECT_EQ(web_link("https://github.com/x/y", finding_at("a//b")), "");
  EXPECT_EQ(web_link("javascript:alert(1)", finding_at("a")), "");
  Finding inner = finding_at("a.zip");
  inner.inner_path = "b";
  EXPECT_TRUE(web_link("https://github.com/x/y", inner).ends_with("/a.zip"));
}

}  // namespace
}  // namespace sluice
