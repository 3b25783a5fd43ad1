#include "git/revision.h"

#include <gtest/gtest.h>

#include <map>
#include <sstream>
#include <string>

#include "git/repository.h"
#include "support/git_fixture.h"
#include "support/pack_builder.h"
#include "support/watchdog.h"

namespace sluice::git {
namespace {

struct Opened {
  explicit Opened(const test::GitFixture& fixture)
      : repository(*open_repository(fixture.path(), false)),
        store(*ObjectStore::open(repository.objects_dir(), repository.id_bytes, Limits(),
                                 [](const Unread&) {})),
        refs(read_refs(repository, [](const Unread&) {})) {}

  Result<Revision> resolve(std::string_view text) const {
    Result<RevisionName> name = parse_revision(text);
    if (!name) return std::move(name).error();
    return RevisionResolver(store, refs, repository.id_bytes).resolve(*name);
  }
  std::string commit(std::string_view text) const {
    const Result<Revision> found = resolve(text);
    return found ? found->commit.hex() : found.error().message;
  }
  std::string error(std::string_view text) const {
    const Result<Revision> found = resolve(text);
    EXPECT_FALSE(found) << text;
    if (found) return "";
    EXPECT_EQ(found.error().kind, ErrorKind::kUsage) << text;
    EXPECT_EQ(found.error().message.find('\n'), std::string::npos);
    return found.error().message;
  }

  Repository repository;
  ObjectStore store;
  RefSet refs;
};

// main: first - second - merge; side: first - other; an octopus on top.
struct Branchy : test::GitFixture {
  explicit Branchy(std::string_view init = "") : test::GitFixture(init) {
    write("a", "a");
    commit("first");
    git("branch side");
    git("branch third");
    write("b", "b");
    commit("second");
    git("checkout -q side");
    write("c", "c");
    commit("other");
    git("tag -a -m 'a tag' v1");
    git("tag -a -m 'a tag of a tag' v1-again v1");
    git("checkout -q third");
    write("d", "d");
    commit("third");
    git("checkout -q main");
    git("merge -q --no-ff -m merge side third");
    git("update-ref refs/remotes/origin/main HEAD~1");
    git("symbolic-ref refs/remotes/origin/HEAD refs/remotes/origin/main");
  }
};

TEST(Revision, AgreesWithRevParse) {
  for (const char* format : {"sha1", "sha256"}) {
    Branchy fixture(std::string("--object-format=") + format);
    const Opened opened(fixture);
    const std::string head = fixture.rev_parse("HEAD");
    for (const std::string& text : {std::string("HEAD"),
                                    std::string("@"),
                                    std::string("main"),
                                    std::string("heads/main"),
                                    std::string("refs/heads/main"),
                                    std::string("side"),
                                    std::string("origin"),
                                    std::string("origin/main"),
                                    std::string("v1"),
                                    std::string("v1^{}"),
                                    std::string("v1-again^{commit}"),
                                    std::string("v1^0"),
                                    std::string("tags/v1"),
                                    std::string("HEAD~"),
                                    std::string("HEAD^"),
                                    std::string("HEAD~0"),
                                    std::string("HEAD~2"),
                                    std::string("HEAD^1"),
                                    std::string("HEAD^2"),
                                    std::string("HEAD^3"),
                                    std::string("HEAD^3~1"),
                                    std::string("HEAD^2^"),
                                    std::string("HEAD^^"),
                                    std::string("@~1^0~1"),
                                    head,
                                    head + "~1",
                                    head.substr(0, 7),
                                    head.substr(0, 12) + "^2",
                                    std::string("v1~1")}) {
      EXPECT_EQ(opened.commit(text), fixture.rev_parse(text + "^{commit}")) << text;
    }
    EXPECT_EQ(opened.resolve("v1-again")->object.hex(), fixture.rev_parse("v1-again"));
    EXPECT_EQ(opened.resolve("v1-again^{}")->object.hex(), fixture.rev_parse("side"));
  }
}

TEST(Revision, RefsAreLookedUpInGitsOrder) {
  test::GitFixture fixture;
  std::string id;
  for (const char* name : {"refs/heads/x", "refs/tags/x", "refs/remotes/x/HEAD", "refs/x",
                           "refs/remotes/x/y", "refs/heads/abcd", "refs/heads/HEADS"}) {
    fixture.write("file", name);
    id = fixture.commit(name);
    fixture.git("update-ref " + std::string(name) + " HEAD");
  }
  for (const char* gone : {"", "refs/x", "refs/tags/x", "refs/heads/x"}) {
    if (*gone != '\0') fixture.git("update-ref -d " + std::string(gone));
    const Opened opened(fixture);
    for (const char* text : {"x", "x/y", "abcd", "heads/abcd"}) {
      EXPECT_EQ(opened.commit(text), fixture.rev_parse(std::string(text) + "^{commit}")) << gone;
    }
  }
}

TEST(Revision, AbbreviatedIdsOfEveryObject) {
  Branchy fixture;
  fixture.git("repack -q -a -d");
  fixture.write("loose", "loose");
  fixture.commit("loose");
  const Opened opened(fixture);
  std::istringstream ids(fixture.git("rev-list --all"));
  for (std::string hex; ids >> hex;) {
    EXPECT_EQ(opened.commit(hex.substr(0, 8)), hex);
    EXPECT_EQ(opened.store.find_prefix(hex), std::vector{*ObjectId::from_hex(hex)});
  }
  EXPECT_EQ(opened.store.find_prefix("").size(), opened.store.object_count());
  EXPECT_TRUE(opened.store.find_prefix("xyz").empty());
  EXPECT_TRUE(opened.store.find_prefix(std::string(41, 'a')).empty());
  EXPECT_NE(opened.error("0123456789").find("names no commit here"), std::string::npos);
}

TEST(Revision, AmbiguousIdsListTheirCandidates) {
  test::GitFixture fixture;
  fixture.write("a", "a");
  fixture.commit("first");
  const std::string text = "tree " + fixture.rev_parse("HEAD^{tree}") +
                           "\nauthor a <a> 1 +0000\ncommitter a <a> 1 +0000\n\n";
  // Commits until two share four digits, and a blob beside each pair.
  std::map<std::string, std::string> by_prefix;
  std::string one, two, prefix;
  for (int i = 0; prefix.empty(); ++i) {
    const std::string bytes = text + std::to_string(i);
    const std::string hex = hash_object(ObjectType::kCommit, bytes, 20).hex();
    const auto [at, fresh] = by_prefix.emplace(hex.substr(0, 4), bytes);
    if (fresh) continue;
    one = at->second;
    two = bytes;
    prefix = at->first;
  }
  std::string blob;
  for (int i = 0; blob.empty(); ++i) {
    const std::string bytes = std::to_string(i);
    if (hash_object(ObjectType::kBlob, bytes, 20).hex().starts_with(prefix)) blob = bytes;
  }
  test::PackBuilder pack;
  pack.add(ObjectType::kCommit, one);
  pack.add(ObjectType::kBlob, blob);
  pack.write(fixture.git_dir() + "/objects", "pack-one");
  const std::string first = hash_object(ObjectType::kCommit, one, 20).hex();
  const std::string second = hash_object(ObjectType::kCommit, two, 20).hex();
  // The one commit among them is meant.
  EXPECT_EQ(Opened(fixture).commit(prefix), first);
  EXPECT_EQ(fixture.rev_parse(prefix + "^{commit}"), first);

  test::PackBuilder more;
  more.add(ObjectType::kCommit, two);
  more.write(fixture.git_dir() + "/objects", "pack-two");
  const std::string error = Opened(fixture).error(prefix);
  EXPECT_NE(error.find(first), std::string::npos) << error;
  EXPECT_NE(error.find(second), std::string::npos) << error;
  EXPECT_NE(error.find("2 ids"), std::string::npos) << error;
  EXPECT_EQ(Opened(fixture).commit(first.substr(0, 20)), first);
}

TEST(Revision, ErrorsNameThePlaceAndWhatToDo) {
  Branchy fixture;
  fixture.git("update-ref refs/tags/content $(git -C '" + fixture.path() + "' rev-parse HEAD:a)");
  const Opened opened(fixture);
  EXPECT_NE(opened.error("nowhere").find("git branch -a"), std::string::npos);
  EXPECT_NE(opened.error("HEAD~99").find("has no such parent"), std::string::npos);
  EXPECT_NE(opened.error("HEAD^4").find("has no such parent"), std::string::npos);
  EXPECT_NE(opened.error("content").find("not a commit"), std::string::npos);
  EXPECT_NE(opened.error(std::string(40, 'b')).find("git fetch"), std::string::npos);
  for (const char* text : {"", "^", "~1", "HEAD@{1}", "@{u}", ":/fix", "HEAD:a", "a b", "x[1]",
                           "HEAD~x", "HEAD^{tree}", "HEAD~99999999", "HEAD^-1", "\x1b[31m"}) {
    EXPECT_EQ(opened.error(text).find('\x1b'), std::string::npos);
  }
  EXPECT_LT(opened.error(std::string(100'000, 'x')).size(), 200u);
}

TEST(Revision, UnbornHead) {
  test::GitFixture fixture;
  EXPECT_NE(Opened(fixture).error("HEAD").find("nothing was committed"), std::string::npos);
}

TEST(Revision, AShallowBoundaryHasNoParents) {
  Branchy fixture;
  test::run("echo " + fixture.rev_parse("HEAD~1") + " > '" + fixture.git_dir() + "/shallow'");
  EXPECT_NE(Opened(fixture).error("HEAD~2").find("--unshallow"), std::string::npos);
}

std::string shown(const RangeTerm& term) {
  const std::string left = shown_revision(term.left),
                    right = term.right.base.empty() ? "" : shown_revision(term.right);
  switch (term.kind) {
    case RangeTerm::Kind::kInclude: return left;
    case RangeTerm::Kind::kExclude: return "^" + left;
    case RangeTerm::Kind::kBetween: return left + ".." + right;
    case RangeTerm::Kind::kSymmetric: return left + "..." + right;
    case RangeTerm::Kind::kSingle: return left + "^!";
  }
  return "";
}

std::string parsed(std::string_view text) {
  const Result<std::vector<RangeTerm>> terms = parse_range(text);
  if (!terms) return "error";
  std::string all;
  for (const RangeTerm& term : *terms) all += (all.empty() ? "" : " ") + shown(term);
  return all;
}

TEST(Range, Terms) {
  EXPECT_EQ(parsed("A..B"), "A..B");
  EXPECT_EQ(parsed(" A...B~2\t^C^2 \n D "), "A...B~2 ^C^2 D");
  EXPECT_EQ(parsed("..B"), "HEAD..B");
  EXPECT_EQ(parsed("A.."), "A..HEAD");
  EXPECT_EQ(parsed("A..."), "A...HEAD");
  EXPECT_EQ(parsed("v1^{}^!"), "v1^{}^!");
  for (const char* text : {"", "  ", "..", "...", "--all", "-5", "^A..B", "A..^B", "A....B", "^",
                           "A..B..C^{tree}", "A:b"}) {
    EXPECT_EQ(parsed(text), "error") << text;
  }
}

TEST(MatchRefs, FullAndShortNames) {
  RefSet refs;
  refs.head = test::made_up_id(1);
  for (const char* name : {"refs/heads/main", "refs/heads/release/1", "refs/heads/release/1/x",
                           "refs/remotes/origin/main", "refs/stash", "refs/tags/v1"}) {
    refs.refs.push_back({name, test::made_up_id(2)});
  }
  refs.pseudo.push_back({"ORIG_HEAD", test::made_up_id(3)});
  const auto names = [&](std::string_view glob) {
    std::string all;
    for (const Ref& ref : match_refs(refs, glob)) all += ref.name + " ";
    return all;
  };
  EXPECT_EQ(names("main"), "refs/heads/main ");
  EXPECT_EQ(names("*main"), "refs/heads/main refs/remotes/origin/main ");
  EXPECT_EQ(names("release/*"), "refs/heads/release/1 refs/heads/release/1/x ");
  EXPECT_EQ(names("release/?"), "refs/heads/release/1 ");
  EXPECT_EQ(names("refs/tags/*"), "refs/tags/v1 ");
  EXPECT_EQ(names("tags/*"), "refs/tags/v1 ");
  EXPECT_EQ(names("stash"), "refs/stash ");
  EXPECT_EQ(names("HEAD"), "HEAD ");
  EXPECT_EQ(names("ORIG_HEAD"), "ORIG_HEAD ");
  EXPECT_EQ(names("mai"), "");
  EXPECT_EQ(names(""), "");
}

TEST(MatchRefs, AHostileGlobIsNoHang) {
  const test::Watchdog watchdog;
  RefSet refs;
  refs.refs.push_back({"refs/heads/" + std::string(5000, 'a'), test::made_up_id(1)});
  std::string glob;
  for (int i = 0; i < 2000; ++i) glob += "a*";
  EXPECT_TRUE(match_refs(refs, glob + "b").empty());
  EXPECT_EQ(match_refs(refs, glob).size(), 1u);
}

}  // namespace
}  // namespace sluice::git
