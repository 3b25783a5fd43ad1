#include "cache/rule_store.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

#include "base/file_reader.h"
#include "cache/mac.h"
#include "support/git_fixture.h"

namespace sluice::cache {
namespace {

namespace fs = std::filesystem;

constexpr char kKey[] = "00ff";

void overwrite(const std::string& path, std::string_view bytes) {
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file << bytes;
  EXPECT_TRUE(file.flush());
}

struct Place {
  RuleStore store() const { return RuleStore(dir / "cache", {}); }
  // Loads first, as an engine does.
  void keep(const std::string& key, const std::string& bytes) const {
    RuleStore store = this->store();
    store.load(key);
    store.save(key, bytes);
  }
  std::string file(const std::string& key = kKey) const {
    return dir / ("cache/" + key + ".rules");
  }
  void expect_refused(const std::string& what, const std::string& why = "") const {
    RuleStore store = this->store();
    EXPECT_FALSE(store.load(kKey)) << what;
    EXPECT_NE(store.note().find(why), std::string::npos) << what << ": " << store.note();
    EXPECT_EQ(store.note().find('\n'), std::string::npos);
  }

  test::TempDir dir;
};

TEST(RuleStore, KeepsWhatIsSavedForItsOwnerAlone) {
  const Place place;
  RuleStore store = place.store();
  EXPECT_FALSE(store.load(kKey));
  EXPECT_EQ(store.note(), "");
  const std::string bytes("compiled\0rules", 14);
  store.save(kKey, bytes);
  EXPECT_EQ(place.store().load(kKey), bytes);
  EXPECT_FALSE(place.store().load("00fe"));
  struct stat status {};
  ASSERT_EQ(::stat(place.file().c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 07777, 0600u);
  place.keep(kKey, "");
  EXPECT_EQ(place.store().load(kKey), "");
}

TEST(RuleStore, EveryCutAndEveryFlippedByteIsNoticed) {
  const Place place;
  place.keep(kKey, "compiled rules");
  const std::string bytes = *read_file(place.file());
  for (size_t size = 0; size < bytes.size(); ++size) {
    overwrite(place.file(), bytes.substr(0, size));
    place.expect_refused("cut at " + std::to_string(size), "not used");
  }
  for (size_t at = 0; at < bytes.size(); ++at) {
    std::string flipped = bytes;
    flipped[at] = static_cast<char>(flipped[at] ^ (1 << at % 8));
    overwrite(place.file(), flipped);
    place.expect_refused("flipped at " + std::to_string(at), "not used");
  }
  overwrite(place.file(), bytes + '\0');
  place.expect_refused("longer", "not used");
  place.keep(kKey, "compiled rules");
  EXPECT_EQ(place.store().load(kKey), "compiled rules");
}

TEST(RuleStore, WhatAnotherKeySealedOrAnotherNameHasIsNotTaken) {
  const Place place, attacker;
  place.keep(kKey, "own");
  attacker.keep(kKey, "forged");
  overwrite(place.file(), *read_file(attacker.file()));
  place.expect_refused("forged", "not written with this folder's key");
  place.keep(kKey, "own");
  place.keep("00aa", "of other rules");
  overwrite(place.file(), *read_file(place.file("00aa")));
  place.expect_refused("renamed", "of other rules");
  // A new key makes what the old one sealed worthless.
  place.keep(kKey, "own");
  fs::remove(place.dir / "cache/key");
  place.expect_refused("after the key was lost", "not written with this folder's key");
}

TEST(RuleStore, AForgerWhoHasTheKeyCannotBreakTheReader) {
  const Place place;
  place.keep(kKey, "compiled rules");
  const std::string secret = *read_file(place.dir / "cache/key");
  const std::string bytes = *read_file(place.file());
  const std::string sealed = bytes.substr(0, bytes.size() - kMacBytes);
  const auto parse = [&](const std::string& forged) {
    return parse_compiled_file(forged + mac_of(secret, forged), secret, kKey).has_value();
  };
  EXPECT_TRUE(parse(sealed));
  for (size_t size = 0; size < sealed.size(); ++size) EXPECT_FALSE(parse(sealed.substr(0, size)));
  EXPECT_FALSE(parse(sealed + '\0'));
  for (size_t at = 0; at < sealed.size() - 14; ++at) {
    std::string forged = sealed;
    forged[at] = '\xff';
    EXPECT_FALSE(parse(forged)) << at;
  }
}

TEST(RuleStore, FoldersAndFilesThatOthersReachAreNotUsed) {
  const Place place;
  place.keep(kKey, "own");
  ::chmod((place.dir / "cache").c_str(), 0777);
  place.expect_refused("a folder that all may write", "others may write");
  place.keep(kKey, "new");
  ::chmod((place.dir / "cache").c_str(), 0700);
  EXPECT_EQ(place.store().load(kKey), "own");
  ::chmod(place.file().c_str(), 0622);
  place.expect_refused("a file that all may write", "only its owner may write");
  place.keep(kKey, "own");
  EXPECT_EQ(place.store().load(kKey), "own");
  fs::remove(place.file());
  fs::create_symlink(place.dir / "elsewhere", place.file());
  overwrite(place.dir / "elsewhere", "x");
  place.expect_refused("a link", "only its owner may write");
  place.keep(kKey, "own");
  EXPECT_EQ(place.store().load(kKey), "own");
  EXPECT_EQ(*read_file(place.dir / "elsewhere"), "x");
}

TEST(RuleStore, NothingIsMadeInWhatIsScanned) {
  const Place place;
  fs::create_directory(place.dir / "work");
  RuleStore store(place.dir / "work/.cache", {place.dir / "work"});
  EXPECT_FALSE(store.load(kKey));
  store.save(kKey, "own");
  EXPECT_TRUE(fs::is_empty(place.dir / "work"));
  EXPECT_NE(store.note().find("lies in what is scanned"), std::string::npos);
}

TEST(RuleStore, WhereNoFolderCanBeMadeNothingIsSaid) {
  const Place place;
  for (const char* nowhere : {"/proc/sluice", "/dev/null/sluice"}) {
    RuleStore store(nowhere, {});
    EXPECT_FALSE(store.load(kKey));
    store.save(kKey, "own");
    EXPECT_EQ(store.note(), "");
  }
}

TEST(RuleStore, ManyAtOnceAllGetWholeFiles) {
  const Place place;
  std::vector<std::jthread> threads;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&place] {
      for (int run = 0; run < 20; ++run) {
        RuleStore store = place.store();
        const auto loaded = store.load(kKey);
        EXPECT_EQ(loaded.value_or(std::string(5000, 'x')), std::string(5000, 'x'));
        store.save(kKey, std::string(5000, 'x'));
      }
    });
  }
  threads.clear();
  EXPECT_EQ(place.store().load(kKey), std::string(5000, 'x'));
}

TEST(RuleStore, TheOldestMakeRoom) {
  const Place place;
  for (size_t i = 0; i < RuleStore::kMaxFiles + 3; ++i) {
    const std::string key = "k" + std::to_string(i);
    place.keep(key, "rules");
    const auto written = fs::file_time_type::clock::now() - std::chrono::hours(100 - i);
    fs::last_write_time(place.file(key), written);
  }
  place.keep("last", "rules");
  size_t files = 0;
  for (const auto& entry : fs::directory_iterator(place.dir / "cache")) {
    files += entry.path().extension() == ".rules";
  }
  EXPECT_EQ(files, RuleStore::kMaxFiles);
  EXPECT_TRUE(place.store().load("last"));
  EXPECT_FALSE(place.store().load("k0"));
  EXPECT_TRUE(fs::exists(place.dir / "cache/key"));
}

}  // namespace
}  // namespace sluice::cache
