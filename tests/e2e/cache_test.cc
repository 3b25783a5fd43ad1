// --cache: a scan that believes what an earlier one found says what one that believes
// nothing says, whatever happened in between.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "base/file_reader.h"
#include "e2e/program.h"
#include "git/object_store.h"
#include "support/git_fixture.h"
#include "support/pack_builder.h"

namespace sluice::test {
namespace {

namespace fs = std::filesystem;

constexpr uint64_t kMaxBytes = uint64_t{64} << 20;
constexpr uint64_t kMaxProgramBytes = uint64_t{1} << 30;

std::string password(int i) {
  return std::string("Mur") + "mel-" + std::to_string(i) + "!tal" + "weg";
}
std::string env_line(int i) { return std::string("DB_PASS") + "WORD=" + password(i) + "\n"; }
// Told where it configures a running system only.
std::string weak_line() { return std::string("DB_PASS") + "WORD=" + "sum" + "mer2024\n"; }

std::string text(int lines) {
  std::string text;
  for (int i = 0; i < lines; ++i) text += "line " + std::to_string(i * 7919) + " of a file\n";
  return text;
}

class Cache : public ::testing::Test {
 protected:
  void SetUp() override {
    repo.write("README", text(60));
    repo.write("app.env", "HOST=db1\n" + env_line(1));
    repo.write("src/weak.c", text(10) + weak_line());
    repo.write("logo.png.gz", std::string("\x1f\x8b\x08\0\0\0\0\0", 8) + text(5));
    repo.commit("first");
    repo.write("README", text(60) + "more\n");
    repo.write("app.env", "HOST=db2\n" + env_line(1));
    repo.commit("second, where " + env_line(2));
    repo.git("rm -q app.env");
    repo.commit("third");
    repo.git("tag -a -m 'a tag with " + env_line(3) + "' v1");
  }
  std::string arguments(const std::string& more) const {
    return "scan '" + repo.path() + "' -f json " + more + " ";
  }
  std::string cached() const { return "--cache-dir '" + (folder / "cache") + "' "; }

  // The cached scan's stderr; its report and exit code are those of one without.
  std::string same(const std::string& more = "--no-worktree") const {
    const Outcome without = sluice(arguments(more));
    const Outcome with = sluice(arguments(more) + cached());
    EXPECT_EQ(with.out, without.out) << with.err;
    EXPECT_EQ(with.code, without.code) << with.err;
    return with.err;
  }
  static bool believed(const std::string& err) {
    return err.find("known clean, by the cache") != std::string::npos;
  }
  std::string stem(const std::string& git_dir) const {
    for (const auto& entry : fs::directory_iterator(git_dir + "/objects/pack")) {
      if (entry.path().extension() == ".pack")
        return entry.path().parent_path() / entry.path().stem();
    }
    return {};
  }
  std::string only_cache_file() const {
    for (const auto& entry : fs::directory_iterator(folder / "cache")) {
      if (entry.path().extension() == ".cache") return entry.path();
    }
    return {};
  }
  std::string findings(const std::string& more) const {
    return nlohmann::json::parse(sluice(arguments(more)).out).at("findings").dump();
  }

  GitFixture repo;
  TempDir folder;
};

void overwrite(const std::string& path, std::string_view bytes) {
  fs::permissions(path, fs::perms::owner_write, fs::perm_options::add);
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file << bytes;
  EXPECT_TRUE(file.flush());
}

TEST_F(Cache, SecondScanSaysWhatTheFirstSaid) {
  for (const std::string more : {"--no-worktree", "", "--no-worktree --full-scan",
                                 "--no-worktree -j 1", "--min-confidence low"}) {
    fs::remove_all(folder / "cache");
    EXPECT_FALSE(believed(same(more))) << more;
    EXPECT_TRUE(believed(same(more))) << "loose objects " << more;
  }
  repo.git("gc -q --prune=now");
  EXPECT_FALSE(believed(same())) << "not one pack entry is the same";
  EXPECT_TRUE(believed(same()));
  EXPECT_TRUE(believed(same("")));
  EXPECT_TRUE(believed(same()));
}

TEST_F(Cache, WhatIsNewIsFound) {
  same();
  repo.write("new.env", env_line(4));
  repo.commit("loose");
  EXPECT_TRUE(believed(same()));
  repo.git("repack -q -d");
  same();
  repo.write("newer.env", env_line(5));
  repo.write("README", text(61));
  repo.commit("another pack");
  repo.git("repack -q -d");
  EXPECT_TRUE(believed(same()));
  EXPECT_NE(findings("--no-worktree " + cached()).find("newer.env"), std::string::npos);
  repo.git("rm -q new.env newer.env");
  repo.commit("removed again");
  EXPECT_TRUE(believed(same()));
  repo.git("checkout -q -b side HEAD~2");
  EXPECT_TRUE(believed(same())) << "HEAD decides what is removed";
  repo.git("checkout -q main");
  repo.git("branch -q -D side");
  repo.git("tag -d v1");
  EXPECT_TRUE(believed(same())) << "no object is new, but what is reached";
  repo.git("gc -q --prune=now");
  same();
  EXPECT_TRUE(believed(same()));
}

TEST_F(Cache, AQuietBlobIsToldWhereItsPathTells) {
  repo.git("gc -q --prune=now");
  same();
  EXPECT_TRUE(believed(same()));
  EXPECT_EQ(findings("--no-worktree").find("prod.env"), std::string::npos);
  repo.git("mv src/weak.c prod.env");
  same("");
  repo.commit("the same blob, elsewhere");
  same();
  EXPECT_NE(findings("--no-worktree " + cached()).find("prod.env"), std::string::npos);
  repo.git("gc -q --prune=now");
  same();
  EXPECT_TRUE(believed(same()));
}

TEST_F(Cache, AFileMayHoldWhatHistoryHoldsUnreported) {
  repo.git("gc -q --prune=now");
  same("");
  EXPECT_TRUE(believed(same("")));
  fs::copy(repo.path() + "/src/weak.c", repo.path() + "/prod.env");
  same("");
  same("");
  EXPECT_NE(findings(cached()).find("prod.env"), std::string::npos);
}

TEST_F(Cache, OtherRulesAndOptionsStartAnew) {
  repo.git("gc -q --prune=now");
  same();
  const std::string rules = folder.write(
      "rules.toml",
      "[[rules]]\nid = \"line\"\ndescription = \"a line\"\nregex = '''of a f(il)e'''\n");
  EXPECT_FALSE(believed(same("--no-worktree --config '" + rules + "'")));
  EXPECT_TRUE(believed(same("--no-worktree --config '" + rules + "'")));
  EXPECT_FALSE(believed(same("--no-worktree --min-confidence low")));
  EXPECT_FALSE(believed(same("--no-worktree --min-severity high")));
  EXPECT_FALSE(believed(same("--no-worktree --max-object-mb 9")));
  folder.write("cache/other", "");
  EXPECT_NE(same().find("other rules"), std::string::npos);
  EXPECT_TRUE(believed(same()));
}

// Of one version, but of another linker's build id: someone's own build, say.
TEST_F(Cache, AnotherBuildStartsAnew) {
  repo.git("gc -q --prune=now");
  same();
  std::string bytes = *read_file(SLUICE_PROGRAM, kMaxProgramBytes);
  const std::string_view note("\x04\0\0\0\x14\0\0\0\x03\0\0\0GNU", 16);  // elf(5), of 20 bytes
  const size_t at = bytes.find(note);
  ASSERT_NE(at, std::string::npos);
  bytes[at + note.size()] ^= 1;
  const std::string other = folder.write("other-build", bytes);
  fs::permissions(other, fs::perms::owner_exec, fs::perm_options::add);
  const std::string instead = "sh -c 'shift; exec \"" + other + "\" \"$@\"' sh";
  const std::string command = arguments("--no-worktree") + cached();
  EXPECT_FALSE(believed(sluice(command, instead).err));
  EXPECT_TRUE(believed(sluice(command, instead).err));
  EXPECT_FALSE(believed(sluice(command).err));
}

TEST_F(Cache, AForgedPackMakesNothingClean) {
  repo.git("gc -q --prune=now");
  same();
  EXPECT_TRUE(believed(same()));
  const ObjectId clean = *ObjectId::from_hex(repo.rev_parse("HEAD:README"));
  PackBuilder builder;
  builder.add_raw(entry_header(3, env_line(6).size()) + deflate(env_line(6)), clean);
  builder.write(repo.git_dir() + "/objects", "pack-forged");
  for (int i = 0; i < 3; ++i) {
    same();
    const Outcome shown = sluice(arguments("--no-worktree --show-secrets ") + cached());
    EXPECT_NE(shown.out.find(password(6)), std::string::npos) << shown.out << shown.err;
  }
}

// A pack whose index lies of an object is believed in what was scanned, and in no more.
TEST_F(Cache, AnEntryIsCleanAndNotItsId) {
  const std::string secret = env_line(7);
  const ObjectId id = git::hash_object(git::ObjectType::kBlob, secret, 20);
  repo.git("gc -q --prune=now");
  PackBuilder lie;
  const std::string harmless = text(3);
  lie.add_raw(entry_header(3, harmless.size()) + deflate(harmless), id);
  lie.write(repo.git_dir() + "/objects", "pack-a-lie");
  same();
  EXPECT_TRUE(believed(same()));
  for (const bool loose : {false, true}) {
    if (loose) {
      fs::remove(repo.git_dir() + "/objects/pack/pack-b-truth.pack");
      fs::remove(repo.git_dir() + "/objects/pack/pack-b-truth.idx");
      same();
      const std::string hex = id.hex();
      const std::string path = repo.git_dir() + "/objects/" + hex.substr(0, 2);
      fs::create_directories(path);
      std::ofstream(path + "/" + hex.substr(2), std::ios::binary)
          << deflate("blob " + std::to_string(secret.size()) + std::string(1, '\0') + secret);
    } else {
      PackBuilder truth;
      truth.add(git::ObjectType::kBlob, secret);
      truth.write(repo.git_dir() + "/objects", "pack-b-truth");
    }
    for (int i = 0; i < 3; ++i) {
      same();
      const Outcome shown = sluice(arguments("--no-worktree --show-secrets " + cached()));
      EXPECT_NE(shown.out.find(password(7)), std::string::npos) << loose << i;
    }
  }
}

// In place of a known pack, under its name and with its closing checksums.
TEST_F(Cache, APackThatWasWrittenOverIsNotBelieved) {
  GitFixture other;
  other.write("README", text(20));
  other.commit("one");
  other.git("gc -q --prune=now");
  const std::string at = "scan '" + other.path() + "' --no-worktree -f json --show-secrets ";
  const Outcome first = sluice(at + cached());
  EXPECT_EQ(first.code, 0) << first.err;
  EXPECT_TRUE(believed(sluice(at + cached()).err));
  const std::string pack_path = stem(other.git_dir()) + ".pack",
                    index_path = stem(other.git_dir()) + ".idx";
  const std::string pack = *read_file(pack_path, kMaxBytes),
                    index = *read_file(index_path, kMaxBytes);
  PackBuilder forged;
  const std::string tree = other.rev_parse("HEAD^{tree}"), commit = other.rev_parse("HEAD");
  forged.add_raw(entry_header(3, env_line(8).size()) + deflate(env_line(8)),
                 *ObjectId::from_hex(other.rev_parse("HEAD:README")));
  forged.add_raw(entry_header(2, 0) + deflate(""), *ObjectId::from_hex(tree));
  forged.add_raw(entry_header(1, 0) + deflate(""), *ObjectId::from_hex(commit));
  std::string forged_pack = forged.pack(), forged_index = forged.index();
  forged_pack.replace(forged_pack.size() - 20, 20, pack.substr(pack.size() - 20));
  forged_index.replace(forged_index.size() - 40, 40, index.substr(index.size() - 40));
  overwrite(pack_path, forged_pack);
  overwrite(index_path, forged_index);
  for (int i = 0; i < 2; ++i) {
    const Outcome again = sluice(at + cached());
    EXPECT_NE(again.out.find(password(8)), std::string::npos) << again.out << again.err;
    EXPECT_FALSE(believed(again.err));
  }
}

TEST_F(Cache, ADamagedFileIsALineAndAWholeScan) {
  repo.git("gc -q --prune=now");
  same();
  const std::string path = only_cache_file();
  const std::string good = *read_file(path, kMaxBytes);
  for (size_t at : {size_t{3}, size_t{40}, size_t{90}, good.size() / 2, good.size() - 1}) {
    std::string bad = good;
    bad[at] = static_cast<char>(bad[at] ^ 4);
    overwrite(path, bad);
    const std::string err = same();
    EXPECT_NE(err.find("the cache is not used"), std::string::npos) << at << err;
    EXPECT_FALSE(believed(err)) << at;
    EXPECT_TRUE(believed(same())) << "made anew";
    overwrite(path, good.substr(0, at));
    EXPECT_FALSE(believed(same())) << at;
  }
}

TEST_F(Cache, NothingIsKeptInsideOfWhatIsScanned) {
  for (const std::string dir : {"/.cache", "/.git/sluice", "/src/../c"}) {
    const std::string inside = repo.path() + dir;
    const Outcome without = sluice(arguments("--no-worktree"));
    const Outcome with = sluice(arguments("--no-worktree --cache-dir '" + inside + "'"));
    EXPECT_EQ(with.out, without.out);
    EXPECT_EQ(with.code, without.code);
    EXPECT_NE(with.err.find("lies in what is scanned"), std::string::npos) << with.err;
    EXPECT_FALSE(fs::exists(inside));
  }
}

TEST_F(Cache, TwoScansAtOnceLeaveAWholeFile) {
  repo.git("gc -q --prune=now");
  const std::string expected = sluice(arguments("--no-worktree")).out;
  const std::string one = "'" SLUICE_PROGRAM "' " + arguments("--no-worktree") + cached() + "-o '";
  std::string all = "export SOURCE_DATE_EPOCH=1719792000; ";
  for (int i = 0; i < 4; ++i) {
    all += one + (folder / ("out" + std::to_string(i))) + "' 2>/dev/null & ";
  }
  run(all + "wait");
  for (int i = 0; i < 4; ++i) {
    EXPECT_EQ(*read_file(folder / ("out" + std::to_string(i)), kMaxBytes), expected);
  }
  EXPECT_TRUE(believed(same()));
}

TEST_F(Cache, HoldsNoSecret) {
  repo.write("keys/" + password(9) + "/app.env", env_line(9));
  repo.commit("a path that tells");
  repo.git("branch '" + std::string("AKIA") + "QYLPMN5HHHFPZAM2'");
  for (int i = 0; i < 3; ++i) {
    same();
    for (const auto& entry : fs::recursive_directory_iterator(folder / "cache")) {
      const std::string bytes = *read_file(entry.path(), kMaxBytes);
      for (int secret : {1, 2, 3, 9}) {
        EXPECT_EQ(bytes.find(password(secret)), std::string::npos) << entry.path();
      }
      EXPECT_EQ(bytes.find("QYLPMN5"), std::string::npos);
      EXPECT_EQ(
          fs::status(entry.path()).permissions() & (fs::perms::group_all | fs::perms::others_all),
          fs::perms::none);
    }
    if (i == 0) repo.git("gc -q --prune=now");
  }
}

TEST_F(Cache, WhatIsIncompleteStaysSo) {
  repo.write("big.txt", std::string(size_t{3} << 20, 'x') + env_line(1));
  repo.write("gone", "soon\n");
  repo.commit("large, and a blob to lose");
  const std::string gone = repo.rev_parse("HEAD:gone");
  for (int i = 0; i < 2; ++i) same("--no-worktree --max-object-mb 1");
  fs::remove(repo.git_dir() + "/objects/" + gone.substr(0, 2) + "/" + gone.substr(2));
  for (int i = 0; i < 3; ++i) {
    same();
    EXPECT_EQ(sluice(arguments("--no-worktree --min-severity critical") + cached()).code, 3);
  }
  for (int i = 0; i < 3; ++i) same("--no-worktree --max-object-mb 1");
}

TEST_F(Cache, ShallowClonesAndOtherHashesAreRemembered) {
  const std::string clone = folder / "clone";
  run("git clone -q --depth 1 'file://" + repo.path() + "' '" + clone + "'");
  const std::string at = "scan '" + clone + "' --no-worktree -f json ";
  const Outcome without = sluice(at);
  for (int i = 0; i < 3; ++i) {
    const Outcome with = sluice(at + cached());
    EXPECT_EQ(with.out, without.out);
    EXPECT_EQ(with.code, without.code);
    EXPECT_EQ(believed(with.err), i > 0);
  }
  GitFixture sha256("--object-format=sha256");
  sha256.write("a.env", env_line(1));
  sha256.write("b", text(4));
  sha256.commit("one");
  for (const bool packed : {false, true}) {
    if (packed) sha256.git("gc -q --prune=now");
    const std::string there = "scan '" + sha256.path() + "' --no-worktree -f json ";
    const std::string expected = sluice(there).out;
    EXPECT_EQ(sluice(there + cached()).out, expected);
    const Outcome again = sluice(there + cached());
    EXPECT_EQ(again.out, expected);
    EXPECT_TRUE(believed(again.err)) << again.err;
  }
}

TEST_F(Cache, GoesWithAWholeHistoryOnly) {
  for (const std::string more : {"--refs main", "--range HEAD~1..HEAD", "--since 2024-01-02"}) {
    const Outcome refused = sluice(arguments(more + " --cache"));
    EXPECT_EQ(refused.code, 2);
    EXPECT_NE(refused.err.find("--cache remembers a whole history"), std::string::npos);
  }
  EXPECT_EQ(sluice(arguments("--no-history --cache")).code, 2);
  folder.write("plain/app.env", env_line(1));
  const Outcome plain = sluice("scan '" + (folder / "plain") + "' -f json " + cached());
  EXPECT_EQ(plain.code, 1);
  EXPECT_NE(plain.err.find("only a repository's history is remembered"), std::string::npos);
  EXPECT_FALSE(fs::exists(folder / "cache"));
}

TEST_F(Cache, TextSaysHowMuchWasBelieved) {
  repo.git("gc -q --prune=now");
  const std::string at = "scan '" + repo.path() + "' --no-worktree " + cached();
  EXPECT_EQ(sluice(at).out.find("(--cache)"), std::string::npos);
  EXPECT_NE(sluice(at).out.find("had been found clean by an earlier scan"), std::string::npos);
}

}  // namespace
}  // namespace sluice::test
