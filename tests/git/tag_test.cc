#include "git/tag.h"

#include <gtest/gtest.h>

#include <string>

#include "support/git_fixture.h"

namespace sluice::git {
namespace {

const std::string kId(40, 'a');

TEST(Tag, ReadsTheHeaders) {
  const std::string bytes = "object " + kId +
                            "\ntype tree\ntag v1.0\ntagger T <t@example.com> 1704067200 +0100\n\n"
                            "object " +
                            std::string(40, 'b') + "\n";
  const Tag tag = parse_tag(bytes, 20);
  EXPECT_EQ(tag.object.hex(), kId);
  EXPECT_EQ(tag.type, ObjectType::kTree);
  EXPECT_EQ(tag.name, "v1.0");
  EXPECT_EQ(tag.tagger.name, "T");
  EXPECT_EQ(tag.tagger.date, 1704067200);
}

TEST(Tag, MalformedHeadersCountAsAbsent) {
  EXPECT_TRUE(parse_tag("", 20).object.empty());
  EXPECT_TRUE(parse_tag("object " + kId, 32).object.empty());
  EXPECT_TRUE(parse_tag("object zz\ntype x\n", 20).object.empty());
  EXPECT_FALSE(parse_tag("object zz\ntype x\n", 20).type);
  EXPECT_EQ(parse_tag("\nobject " + kId, 20).object, ObjectId{});
  EXPECT_EQ(parse_tag("noise\nobject " + kId, 20).object.hex(), kId);
}

TEST(Tag, EqualsGit) {
  test::GitFixture fixture;
  fixture.commit("first");
  fixture.git("tag -a -m text one");
  fixture.git("-c advice.nestedTag=false tag -a -m text two one");
  const std::string bytes = fixture.git("cat-file tag two");
  const Tag tag = parse_tag(bytes, 20);
  EXPECT_EQ(tag.object.hex(), fixture.rev_parse("one"));
  EXPECT_EQ(tag.type, ObjectType::kTag);
  EXPECT_EQ(tag.name, "two");
  EXPECT_EQ(tag.tagger.email, "cy@example.com");
}

TEST(Tag, SurvivesEveryTruncationAndFlip) {
  const std::string bytes =
      "object " + kId + "\ntype commit\ntag v1\ntagger T <t@e> 1704067200 +0100\n\nmessage\n";
  for (size_t at = 0; at <= bytes.size(); ++at) {
    const std::string part(bytes, 0, at);
    EXPECT_EQ(parse_tag(part, 20).object.empty(), at < 47);
  }
  for (size_t at = 0; at < bytes.size(); ++at) {
    for (int bit = 0; bit < 8; ++bit) {
      std::string damaged = bytes;
      damaged[at] = static_cast<char>(damaged[at] ^ (1 << bit));
      EXPECT_LE(parse_tag(damaged, 20).tagger.date, kLatestDate);
    }
  }
}

}  // namespace
}  // namespace sluice::git
