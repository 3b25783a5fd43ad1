#include "cache/scan_cache.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <random>
#include <set>
#include <string>
#include <thread>

#include "base/digest.h"
#include "base/file_reader.h"
#include "support/git_fixture.h"

namespace sluice::cache {
namespace {

constexpr Tag kFacts = {'F', 'A', 'C', 'T'};

std::vector<ObjectId> made_up_ids(unsigned seed, size_t count, uint8_t id_bytes = 20) {
  std::mt19937 random(seed);
  std::vector<ObjectId> ids;
  for (size_t i = 0; i < count; ++i) {
    std::string raw(id_bytes, '\0');
    for (char& byte : raw) byte = static_cast<char>(random());
    ids.push_back(ObjectId::from_raw(raw));
  }
  return ids;
}

std::set<std::string> hex_of(const git::SortedIds& ids) {
  std::set<std::string> all;
  for (size_t i = 0; i < ids.size(); ++i) all.insert(to_hex(ids[i]));
  return all;
}

std::set<std::string> hex_of(const std::vector<ObjectId>& ids) {
  std::set<std::string> all;
  for (const ObjectId& id : ids) all.insert(id.hex());
  return all;
}

// In place, so that thousands of variants wait for no disk.
void overwrite(const std::string& path, std::string_view bytes) {
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file << bytes;
  EXPECT_TRUE(file.flush());
}

struct Place {
  Place() {
    std::filesystem::create_directories(dir / "repo/objects");
    std::filesystem::create_directories(dir / "other/objects");
  }
  ScanCache open(const std::string& rules = "rules", const std::string& repo = "repo",
                 uint8_t id_bytes = 20) const {
    Result<ScanCache> cache =
        ScanCache::open(*CacheFolder::open(dir / "cache", {}), dir / (repo + "/objects"),
                        fingerprint_of(std::vector<std::string>{rules}), id_bytes);
    EXPECT_TRUE(cache);
    return *std::move(cache);
  }
  std::string file() const {
    std::string found;
    for (const auto& entry : std::filesystem::directory_iterator(dir / "cache")) {
      if (entry.path().extension() == ".cache") found = entry.path().string();
    }
    EXPECT_NE(found, "");
    return found;
  }
  void expect_ignored(const std::string& bytes, const std::string& what) const {
    overwrite(file(), bytes);
    const ScanCache cache = open();
    EXPECT_EQ(cache.clean().size(), 0u) << what;
    EXPECT_TRUE(cache.section(kFacts).empty()) << what;
    EXPECT_NE(cache.note(), "") << what;
    EXPECT_EQ(cache.note().find('\n'), std::string::npos);
  }

  test::TempDir dir;
};

TEST(ScanCache, KeepsWhatIsCommitted) {
  for (const uint8_t id_bytes : {uint8_t{20}, uint8_t{32}}) {
    const Place place;
    const std::vector<ObjectId> first = made_up_ids(1, 500, id_bytes),
                                second = made_up_ids(2, 300, id_bytes);
    ScanCache cache = place.open("rules", "repo", id_bytes);
    EXPECT_EQ(cache.clean().size(), 0u);
    EXPECT_EQ(cache.note(), "");
    ASSERT_TRUE(cache.commit(first, {{kFacts, "facts"}}));
    cache = place.open("rules", "repo", id_bytes);
    EXPECT_EQ(cache.note(), "");
    EXPECT_EQ(hex_of(cache.clean()), hex_of(first));
    EXPECT_EQ(cache.section(kFacts), "facts");
    EXPECT_TRUE(cache.clean().contains(first[7]));
    EXPECT_FALSE(cache.clean().contains(second[7]));
    // Some known, some twice.
    std::vector<ObjectId> more = second;
    more.insert(more.end(), second.begin(), second.begin() + 50);
    more.insert(more.end(), first.begin(), first.begin() + 50);
    ASSERT_TRUE(cache.commit(more, {}));
    cache = place.open("rules", "repo", id_bytes);
    std::set<std::string> all = hex_of(first);
    all.merge(hex_of(second));
    EXPECT_EQ(hex_of(cache.clean()), all);
    EXPECT_TRUE(cache.section(kFacts).empty());
  }
}

TEST(ScanCache, WritesNothingWhereNothingIsNew) {
  const Place place;
  const std::vector<ObjectId> ids = made_up_ids(1, 100);
  ASSERT_TRUE(place.open().commit(ids, {{kFacts, "facts"}}));
  const auto written = std::filesystem::last_write_time(place.file());
  const auto inode = [&] {
    struct stat status {};
    EXPECT_EQ(::stat(place.file().c_str(), &status), 0);
    return status.st_ino;
  };
  const auto before = inode();
  ASSERT_TRUE(place.open().commit({ids[3]}, {{kFacts, "facts"}}));
  EXPECT_EQ(inode(), before);
  EXPECT_EQ(std::filesystem::last_write_time(place.file()), written);
  ASSERT_TRUE(place.open().commit({ids[3]}, {{kFacts, "other"}}));
  EXPECT_EQ(place.open().section(kFacts), "other");
}

TEST(ScanCache, OtherRulesOrAnotherRepositoryStartAnew) {
  const Place place;
  ASSERT_TRUE(place.open().commit(made_up_ids(1, 100), {}));
  EXPECT_EQ(place.open("rules", "other").clean().size(), 0u);
  EXPECT_EQ(place.open("rules", "other").note(), "");  // it has none yet
  ScanCache changed = place.open("other rules");
  EXPECT_EQ(changed.clean().size(), 0u);
  EXPECT_NE(changed.note().find("other rules"), std::string::npos);
  ASSERT_TRUE(changed.commit(made_up_ids(2, 10), {}));
  EXPECT_EQ(place.open("other rules").clean().size(), 10u);
  EXPECT_EQ(place.open().clean().size(), 0u);
  // A true file, under the name of another repository.
  ASSERT_TRUE(place.open().commit(made_up_ids(1, 100), {}));
  const std::string own = place.file(), bytes = *read_file(own);
  ASSERT_TRUE(place.open("rules", "other").commit({}, {}));
  for (const auto& entry : std::filesystem::directory_iterator(place.dir / "cache")) {
    if (entry.path().extension() == ".cache") {
      ASSERT_TRUE(write_file_atomically(entry.path().string(), bytes));
    }
  }
  EXPECT_EQ(place.open().clean().size(), 100u);
  EXPECT_EQ(place.open("rules", "other").clean().size(), 0u);
  EXPECT_NE(place.open("rules", "other").note().find("another repository"), std::string::npos);
}

TEST(ScanCache, TheFingerprintTellsPartsApart) {
  const auto of = [](const std::vector<std::string>& parts) { return fingerprint_of(parts); };
  EXPECT_NE(of({"ab", "c"}), of({"a", "bc"}));
  EXPECT_NE(of({"ab"}), of({"ab", ""}));
  EXPECT_EQ(of({"ab", "c"}), of({"ab", "c"}));
}

TEST(ScanCache, EveryCutAndEveryFlippedByteIsNoticed) {
  const Place place;
  ASSERT_TRUE(place.open().commit(made_up_ids(1, 8), {{kFacts, "facts"}}));
  const std::string bytes = *read_file(place.file());
  for (size_t size = 0; size < bytes.size(); ++size) {
    place.expect_ignored(bytes.substr(0, size), "cut at " + std::to_string(size));
  }
  for (size_t at = 0; at < bytes.size(); ++at) {
    std::string flipped = bytes;
    flipped[at] = static_cast<char>(flipped[at] ^ (1 << at % 8));
    place.expect_ignored(flipped, "flipped at " + std::to_string(at));
  }
  place.expect_ignored(bytes + '\0', "longer");
  place.expect_ignored(std::string(bytes.size(), '\0'), "zeros");
  ASSERT_TRUE(write_file_atomically(place.file(), bytes));
  EXPECT_EQ(place.open().clean().size(), 8u);
}

TEST(ScanCache, WhatAnotherKeySignedIsForged) {
  const Place place, attacker;
  std::filesystem::remove_all(attacker.dir / "repo");
  std::filesystem::create_directory_symlink(place.dir / "repo", attacker.dir / "repo");
  ASSERT_TRUE(place.open().commit(made_up_ids(1, 8), {}));
  ASSERT_TRUE(attacker.open().commit(made_up_ids(2, 8), {}));
  const std::string forged = *read_file(attacker.file());
  EXPECT_EQ(std::filesystem::path(attacker.file()).filename(),
            std::filesystem::path(place.file()).filename());
  place.expect_ignored(forged, "forged");
  // It is replaced by the next audit.
  ScanCache cache = place.open();
  ASSERT_TRUE(cache.commit(made_up_ids(3, 5), {}));
  EXPECT_EQ(place.open().clean().size(), 5u);
}

TEST(ScanCache, AForgerWhoHasTheKeyCannotBreakTheReader) {
  const Place place;
  ASSERT_TRUE(place.open().commit(made_up_ids(1, 8), {{kFacts, "facts"}}));
  const std::string bytes = *read_file(place.file());
  const std::string key = *read_file(place.dir / "cache/key");
  const std::string body = bytes.substr(0, bytes.size() - 32);
  for (size_t at = 0; at < 88 + 2 * 16 + 8 * 20; ++at) {
    for (const char value : {'\0', '\x01', '\x7f', '\xff'}) {
      std::string crafted = body;
      crafted[at] = value;
      const auto mac = hmac_sha256(key, {crafted});
      crafted.append(reinterpret_cast<const char*>(mac.data()), mac.size());
      overwrite(place.file(), crafted);
      const ScanCache cache = place.open();
      EXPECT_LE(cache.clean().size(), 8u);
      EXPECT_LE(cache.section(kFacts).size(), 8u * 20u);
    }
  }
}

TEST(ScanCache, SeveralAuditsAtOnceLeaveAWholeFile) {
  const Place place;
  ASSERT_TRUE(place.open().commit(made_up_ids(0, 10), {}));
  {
    std::vector<std::jthread> audits;
    for (unsigned i = 1; i <= 4; ++i) {
      audits.emplace_back([&place, i] {
        for (unsigned round = 0; round < 10; ++round) {
          ScanCache cache = place.open();
          EXPECT_EQ(cache.note(), "");
          EXPECT_TRUE(cache.commit(made_up_ids(i * 100 + round, 50), {}));
        }
      });
    }
  }
  const ScanCache cache = place.open();
  EXPECT_EQ(cache.note(), "");
  // Who commits last leaves what it read and what it adds; what others add meanwhile may go.
  EXPECT_GE(cache.clean().size(), 10u + 50u);
  for (const ObjectId& id : made_up_ids(0, 10)) EXPECT_TRUE(cache.clean().contains(id));
}

TEST(ScanCache, HalfAMillionIds) {
  const Place place;
  const std::vector<ObjectId> ids = made_up_ids(9, 500'000);
  ASSERT_TRUE(place.open().commit(ids, {}));
  const ScanCache cache = place.open();
  EXPECT_EQ(cache.clean().size(), ids.size());
  for (size_t i = 0; i < ids.size(); i += 997) EXPECT_TRUE(cache.clean().contains(ids[i]));
}

}  // namespace
}  // namespace sluice::cache
