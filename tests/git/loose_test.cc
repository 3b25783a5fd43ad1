#include "git/loose.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>

#include "support/object_listing.h"
#include "support/pack_builder.h"
#include "support/watchdog.h"

namespace sluice::git {
namespace {

std::string with_nul(std::string_view header, std::string_view body) {
  return std::string(header) + '\0' + std::string(body);
}

Result<Object> parse(const std::string& inflated, uint64_t max_bytes = 1000) {
  Inflater inflater;
  return parse_loose(test::deflate(inflated), max_bytes, inflater);
}

// Writes `file` where the object `id` would lie.
void place(const test::TempDir& dir, const ObjectId& id, std::string_view file) {
  dir.write(loose_path("", id).substr(1), file);
}

TEST(Loose, ParsesEachType) {
  const auto blob = parse(with_nul("blob 5", "hello"));
  ASSERT_TRUE(blob);
  EXPECT_EQ(blob->type, ObjectType::kBlob);
  EXPECT_EQ(blob->bytes, "hello");
  EXPECT_EQ(parse(with_nul("commit 1", "x"))->type, ObjectType::kCommit);
  EXPECT_EQ(parse(with_nul("tree 0", ""))->type, ObjectType::kTree);
  EXPECT_EQ(parse(with_nul("tag 1", "x"))->type, ObjectType::kTag);
}

TEST(Loose, RefusesDamagedHeaders) {
  for (const std::string& inflated :
       {std::string(), std::string("blob 5hello"), std::string(100, 'b'), with_nul("blob", "hello"),
        with_nul("blob ", ""), with_nul("blub 5", "hello"), with_nul("blob 4", "hello"),
        with_nul("blob 6", "hello"), with_nul("blob 05", "hello"), with_nul("blob -5", "hello"),
        with_nul("blob 5 ", "hello"), with_nul(" 5", "hello"),
        with_nul("blob 18446744073709551621", "hello"), with_nul("blob 1099511627776", "hello")}) {
    const auto object = parse(inflated);
    ASSERT_FALSE(object) << inflated;
    EXPECT_EQ(object.error().kind, ErrorKind::kCorrupt) << inflated;
  }
}

TEST(Loose, LimitsTheSize) {
  const std::string body(1000, 'x');
  EXPECT_TRUE(parse(with_nul("blob 1000", body), 1000));
  EXPECT_EQ(parse(with_nul("blob 1000", body), 999).error().kind, ErrorKind::kLimit);
  EXPECT_EQ(parse(with_nul("blob 1000", body), 10).error().kind, ErrorKind::kLimit);
}

TEST(Loose, ABombStopsAtTheLimit) {
  const test::Watchdog watchdog;
  Inflater inflater;
  const std::string bomb =
      test::deflate(with_nul("blob 100000000", std::string(100'000'000, '\0')));
  ASSERT_LT(bomb.size(), 200'000u);
  const auto object = parse_loose(bomb, 1'000'000, inflater);
  ASSERT_FALSE(object);
  EXPECT_EQ(object.error().kind, ErrorKind::kLimit);
}

TEST(Loose, EveryTruncationIsAnErrorAndNoLoop) {
  const test::Watchdog watchdog;
  Inflater inflater;
  const std::string file =
      test::deflate(with_nul("blob 5000", std::string(2500, 'a') + std::string(2500, 'b')));
  for (size_t size = 0; size < file.size(); ++size) {
    const auto object = parse_loose(file.substr(0, size), 1 << 20, inflater);
    ASSERT_FALSE(object) << size;
    EXPECT_EQ(object.error().kind, ErrorKind::kCorrupt);
  }
  EXPECT_FALSE(parse_loose(file + '\0', 1 << 20, inflater));
}

TEST(Loose, EveryFlippedByteIsReportedUnlessItChangesNothing) {
  const test::Watchdog watchdog;
  const std::string body = "a body that is not very long";
  const std::string file = test::deflate(with_nul("blob " + std::to_string(body.size()), body));
  const ObjectId id = hash_object(ObjectType::kBlob, body, 20);
  Inflater inflater;
  for (size_t at = 0; at < file.size(); ++at) {
    const test::TempDir dir;
    std::string damaged = file;
    damaged[at] = static_cast<char>(damaged[at] ^ 0x10);
    place(dir, id, damaged);
    const auto object = read_loose(dir.path(), id, 1000, inflater);
    if (object) {
      EXPECT_EQ(object->bytes, body) << at;
    }
  }
}

TEST(Loose, AnotherNamesContentIsCorrupt) {
  const test::TempDir dir;
  const ObjectId id = test::made_up_id(0xab);
  place(dir, id, test::deflate(with_nul("blob 5", "hello")));
  Inflater inflater;
  const auto object = read_loose(dir.path(), id, 1000, inflater);
  ASSERT_FALSE(object);
  EXPECT_EQ(object.error().kind, ErrorKind::kCorrupt);
  EXPECT_EQ(read_loose(dir.path(), test::made_up_id(0xac), 1000, inflater).error().kind,
            ErrorKind::kNotFound);
}

TEST(Loose, ListsObjectsAndNothingElse) {
  const test::TempDir dir;
  const ObjectId low = test::made_up_id(0x0a), high = test::made_up_id(0xfe);
  place(dir, high, "");
  place(dir, low, "");
  dir.write("0a/tmp_obj_x7Gh2K", "");
  dir.write("0a/" + std::string(38, 'G'), "");
  dir.write("0a/" + std::string(38, 'A'), "");
  dir.write("0a/" + std::string(37, 'a'), "");
  dir.write("pack/" + std::string(38, 'a'), "");
  dir.write("0A/" + std::string(38, 'a'), "");
  std::vector<Unread> unread;
  const auto ids = list_loose(dir.path(), 20, [&](const Unread& one) { unread.push_back(one); });
  EXPECT_EQ(ids, (std::vector<ObjectId>{low, high}));
  EXPECT_TRUE(unread.empty());
}

TEST(Loose, FoldersAndObjectsThatAreLinksOrPipesAreReported) {
  const test::Watchdog watchdog;
  const test::TempDir dir, elsewhere;
  const ObjectId id = test::made_up_id(0x0a);
  place(elsewhere, id, "");
  std::filesystem::create_directory_symlink(elsewhere / "0a", dir / "0a");
  std::vector<Unread> unread;
  EXPECT_TRUE(
      list_loose(dir.path(), 20, [&](const Unread& one) { unread.push_back(one); }).empty());
  ASSERT_EQ(unread.size(), 1u);
  EXPECT_EQ(unread[0].where, dir / "0a");

  const ObjectId pipe = test::made_up_id(0x0b);
  std::filesystem::create_directory(dir / "0b");
  ASSERT_EQ(::mkfifo(loose_path(dir.path(), pipe).c_str(), 0600), 0);
  const test::Listing listing = test::list_objects(dir.path());
  EXPECT_TRUE(listing.reports(Reason::kUnreadable, pipe.hex())) << listing.unread_text();
}

TEST(Loose, ReadsWhatGitWrites) {
  for (const std::string format : {"sha1", "sha256"}) {
    test::GitFixture fixture("--object-format=" + format);
    fixture.write("empty", "");
    fixture.write("folder/text", "some text\n");
    fixture.write("large", std::string(3'000'000, 'z'));
    fixture.commit("one");
    fixture.git("tag -a -m note v1");
    const uint8_t id_bytes = format == "sha1" ? 20 : 32;
    const test::Listing listing =
        test::list_objects(fixture.git_dir() + "/objects", kAllTypes, 1, {}, id_bytes);
    EXPECT_EQ(listing.objects, test::git_objects(fixture));
    EXPECT_EQ(listing.objects.size(), 7u);
    EXPECT_TRUE(listing.unread.empty()) << listing.unread_text();
  }
}

}  // namespace
}  // namespace sluice::git
