#include "git/alternates.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "support/object_listing.h"

namespace sluice::git {
namespace {

struct Found {
  std::vector<std::string> paths;
  std::vector<Unread> unread;

  size_t told(Reason reason) const {
    size_t count = 0;
    for (const Unread& one : unread) count += one.reason == reason ? 1 : 0;
    return count;
  }
};

Found find(const std::string& objects_dir, const AlternatePolicy& policy) {
  Found found;
  found.paths =
      find_alternates(objects_dir, policy, [&](const Unread& one) { found.unread.push_back(one); });
  return found;
}

// a borrows from b by a relative path, b from c by an absolute one.
struct Three {
  test::TempDir dir;
  Three() {
    dir.write("c/info/packs", "");
    dir.write("b/info/alternates", "# a comment\n\n" + (dir / "c") + "\n");
    dir.write("a/info/alternates", "../b\n");
  }
};

TEST(Alternates, AreFollowedInsideTheTarget) {
  const Three three;
  const Found found = find(three.dir / "a", {.inside = three.dir.path()});
  EXPECT_EQ(found.paths, (std::vector<std::string>{three.dir / "b", three.dir / "c"}));
  EXPECT_TRUE(found.unread.empty());
}

TEST(Alternates, OutsideTheTargetAreToldAndNotLookedAt) {
  const Three three;
  const Found none = find(three.dir / "a", {});
  EXPECT_TRUE(none.paths.empty());
  EXPECT_EQ(none.told(Reason::kAlternateOutside), 1u);
  EXPECT_EQ(find(three.dir / "a", {.inside = three.dir / "a"}).told(Reason::kAlternateOutside), 1u);
  // A name that begins alike is another folder.
  three.dir.write("ab/x", "");
  three.dir.write("a/info/alternates", "../ab\n");
  EXPECT_EQ(find(three.dir / "a", {.inside = three.dir / "a"}).told(Reason::kAlternateOutside), 1u);
  // A link inside leads out.
  const test::TempDir other;
  other.write("objects/x", "");
  std::filesystem::create_directory_symlink(other / "objects", three.dir / "link");
  three.dir.write("a/info/alternates", "../link\n");
  const Found linked = find(three.dir / "a", {.inside = three.dir.path()});
  EXPECT_TRUE(linked.paths.empty());
  EXPECT_EQ(linked.told(Reason::kAlternateOutside), 1u);
  EXPECT_EQ(find(three.dir / "a", {.follow_all = true}).paths,
            (std::vector<std::string>{other / "objects"}));
}

TEST(Alternates, CyclesEnd) {
  const Three three;
  three.dir.write("c/info/alternates", "../a\n../b\n../c\n./../c/\n");
  const Found found = find(three.dir / "a", {.follow_all = true});
  EXPECT_EQ(found.paths.size(), 2u);
  EXPECT_TRUE(found.unread.empty());
}

TEST(Alternates, NestTillALimit) {
  const test::TempDir dir;
  for (int i = 0; i < 10; ++i) {
    dir.write(std::to_string(i) + "/info/alternates", "../" + std::to_string(i + 1) + "\n");
  }
  const Found deep = find(dir / "0", {.follow_all = true});
  EXPECT_EQ(deep.paths.size(), 5u);
  EXPECT_EQ(deep.told(Reason::kLimit), 1u);
  std::string many;
  for (int i = 0; i < 200; ++i) {
    dir.write("m" + std::to_string(i) + "/x", "");
    many += "../m" + std::to_string(i) + "\n";
  }
  dir.write("0/info/alternates", many);
  const Found wide = find(dir / "0", {.follow_all = true});
  EXPECT_EQ(wide.paths.size(), 64u);
  EXPECT_EQ(wide.told(Reason::kLimit), 136u);
}

TEST(Alternates, DamagedListsAreTold) {
  const test::TempDir dir;
  dir.write("a/info/alternates",
            std::string("x\0y\n", 4) + std::string(70000, 'z') + "\n\"never closed\n../gone\n");
  const Found found = find(dir / "a", {.follow_all = true});
  EXPECT_TRUE(found.paths.empty());
  EXPECT_EQ(found.told(Reason::kCorrupt), 3u);
  EXPECT_EQ(found.told(Reason::kMissing), 1u);
}

TEST(Alternates, OfTheEnvironment) {
  EXPECT_EQ(split_alternates("/a:b::\"c\\\"\\072d\":./e/", "/base"),
            (std::vector<std::string>{"/a", "/base/b", "/base/c\":d", "/base/e"}));
  EXPECT_TRUE(split_alternates("", "/base").empty());
  const Three three;
  // What the environment names is followed, what that borrows is the policy's.
  const Found found = find(three.dir / "c", {.given = {three.dir / "b", three.dir / "nowhere"}});
  EXPECT_EQ(found.paths, (std::vector<std::string>{three.dir / "b"}));
  EXPECT_EQ(found.told(Reason::kMissing), 1u);
}

TEST(Alternates, ObjectsAreReadAndKnownForBorrowed) {
  test::GitFixture lender;
  lender.write("f", "lent\n");
  lender.commit("one");
  lender.git("repack -adq");
  const test::TempDir dir;
  test::run("git clone -q --shared '" + lender.path() + "' '" + (dir / "clone") + "'");
  dir.write("clone/g", "own\n");
  test::run("cd '" + (dir / "clone") + "' && git -c user.name=a -c user.email=b add g");
  const std::string objects_dir = dir / "clone/.git/objects";

  const test::Listing outside = test::list_objects(objects_dir);
  EXPECT_EQ(outside.objects.size(), 1u);
  EXPECT_TRUE(outside.reports(Reason::kAlternateOutside, lender.git_dir() + "/objects"));

  StoreOptions options;
  options.alternates.follow_all = true;
  const auto store =
      ObjectStore::open(objects_dir, 20, options, [](const Unread& one) { FAIL() << one.what; });
  ASSERT_TRUE(store);
  EXPECT_EQ(test::list_objects(*store).objects.size(), 4u);
  EXPECT_EQ(test::list_objects(*store, {.own_only = true}).objects.size(), 1u);
  const ObjectId lent = hash_object(ObjectType::kBlob, "lent\n", 20);
  const ObjectId own = hash_object(ObjectType::kBlob, "own\n", 20);
  EXPECT_TRUE(store->contains(lent));
  EXPECT_TRUE(store->contains(own));
  EXPECT_FALSE(store->is_own(lent));
  EXPECT_TRUE(store->is_own(own));
  EXPECT_EQ(store->read(lent)->bytes, "lent\n");
}

}  // namespace
}  // namespace sluice::git
