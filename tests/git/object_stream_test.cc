#include "git/object_stream.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <map>
#include <random>
#include <string>

#include "git/inflate.h"
#include "git/loose.h"
#include "support/git_fixture.h"
#include "support/pack_builder.h"
#include "support/watchdog.h"

namespace sluice::git {
namespace {

std::string some_text(size_t size, unsigned seed = 1) {
  std::mt19937 random(seed);
  std::string text(size, '\0');
  for (char& c : text) c = static_cast<char>('a' + random() % 16);
  return text;
}

struct Got {
  std::string bytes;
  std::optional<Error> error;
};

Got read_all(ObjectStream& stream, size_t step = 777) {
  Got got;
  std::string buffer(step, '\0');
  for (;;) {
    const Result<size_t> more = stream.read(buffer);
    if (!more) got.error = more.error();
    if (!more || *more == 0) return got;
    got.bytes.append(buffer, 0, *more);
  }
}

Got inflate(std::string_view in, uint64_t size) {
  WholeStream stream(ZlibReader(in), size);
  return read_all(stream);
}

TEST(WholeStream, EqualsTheInflater) {
  for (const size_t size : {0, 1, 776, 777, 778, 100'000}) {
    const std::string text = some_text(size);
    const std::string packed = test::deflate(text);
    const Got got = inflate(packed + "what follows", size);
    EXPECT_FALSE(got.error);
    EXPECT_EQ(got.bytes, text);
  }
}

TEST(WholeStream, RefusesAnotherSize) {
  const std::string packed = test::deflate(some_text(1000));
  EXPECT_TRUE(inflate(packed, 999).error);
  EXPECT_TRUE(inflate(packed, 1001).error);
  EXPECT_EQ(inflate(packed, uint64_t{1} << 40).bytes.size(), 1000u);
}

TEST(WholeStream, AnyDamageIsAnErrorOrTheSameBytes) {
  const std::string text = some_text(2000);
  const std::string packed = test::deflate(text);
  for (size_t at = 0; at < packed.size(); ++at) {
    const Got cut = inflate(std::string_view(packed).substr(0, at), text.size());
    ASSERT_TRUE(cut.error) << at;
    EXPECT_EQ(cut.bytes, text.substr(0, cut.bytes.size()));
    for (const int mask : {1, 0x10, 0x80}) {
      std::string damaged = packed;
      damaged[at] = static_cast<char>(damaged[at] ^ mask);
      const Got got = inflate(damaged, text.size());
      EXPECT_TRUE(got.error || got.bytes == text) << at;
    }
  }
}

TEST(DeltaStream, EqualsApplyDelta) {
  const std::string base = some_text(5000);
  std::string delta = test::delta_sizes(base.size(), 5000 + 7 + 3000);
  delta += test::delta_copy(0, 5000) + test::delta_insert("between") + test::delta_copy(1000, 3000);
  for (const size_t step : {1, 64, 100'000}) {
    const auto stream = DeltaStream::open(base, delta, 4000);
    ASSERT_TRUE(stream);
    EXPECT_EQ((*stream)->size(), 8007u);
    const Got got = read_all(**stream, step);
    EXPECT_FALSE(got.error);
    EXPECT_EQ(got.bytes, base + "between" + base.substr(1000, 3000));
  }
  EXPECT_FALSE(DeltaStream::open(base + "x", delta, 4000));
  EXPECT_EQ(DeltaStream::open(base, delta, 1000).error().kind, ErrorKind::kLimit);
  for (size_t cut = 0; cut < delta.size(); ++cut) {
    const auto stream = DeltaStream::open(base, std::string_view(delta).substr(0, cut), 4000);
    EXPECT_TRUE(!stream || read_all(**stream).error) << cut;
  }
}

// What a store gives with a limit of 1000 bytes: id to bytes, streams joined.
struct Given {
  std::map<std::string, std::string> blobs;
  size_t streamed = 0;
  std::vector<Unread> unread;
  bool repeated = false;

  bool told(Reason reason) const {
    return std::any_of(unread.begin(), unread.end(),
                       [&](const Unread& one) { return one.reason == reason; });
  }
};

Given walk(const std::string& objects_dir, uint64_t limit = 1000) {
  Given given;
  Limits limits;
  limits.max_object_bytes = limit;
  const OnUnread on_unread = [&](const Unread& one) { given.unread.push_back(one); };
  const auto store = ObjectStore::open(objects_dir, 20, limits, on_unread);
  EXPECT_TRUE(store);
  const auto keep = [&](const ObjectId& id, std::string bytes) {
    given.repeated |= !given.blobs.emplace(id.hex(), std::move(bytes)).second;
  };
  Selection selection;
  selection.types = only(ObjectType::kBlob);
  selection.large = [&](unsigned, const LargeObject& object) -> Result<void> {
    Got got = read_all(object.stream);
    keep(object.id, std::move(got.bytes));
    ++given.streamed;
    if (got.error) return *got.error;
    return {};
  };
  const auto sink = [&](unsigned, const ObjectView& object) {
    keep(object.id, std::string(object.bytes));
  };
  EXPECT_TRUE(store->for_each(selection, 1, sink, on_unread, {}));
  return given;
}

std::string id_of(std::string_view bytes) {
  return hash_object(ObjectType::kBlob, bytes, 20).hex();
}

ObjectId blob_id(std::string_view bytes) { return hash_object(ObjectType::kBlob, bytes, 20); }

std::string loose_file(std::string_view bytes) {
  return test::deflate(object_header(ObjectType::kBlob, bytes.size()) + std::string(bytes));
}

struct Store {
  test::TempDir dir;
  std::string objects() const { return dir.path(); }
  void put_loose(const ObjectId& id, std::string_view file) const {
    dir.write(loose_path("", id).substr(1), file);
  }
  void put(const test::PackBuilder& pack, const std::string& name = "pack-test") const {
    std::filesystem::create_directories(dir / "pack");
    pack.write(objects(), name);
  }
};

TEST(LargeObjects, AreStreamedFromPacksDeltasAndLooseFiles) {
  const Store store;
  const std::string whole = some_text(5000, 1), base = some_text(900, 2),
                    loose = some_text(4000, 3);
  const std::string grown = base + base.substr(0, 800);
  test::PackBuilder pack;
  pack.add(ObjectType::kBlob, whole);
  const uint64_t at = pack.add(ObjectType::kBlob, base);
  pack.add_offset_delta(
      at, test::delta_sizes(900, 1700) + test::delta_copy(0, 900) + test::delta_copy(0, 800),
      blob_id(grown));
  store.put(pack);
  store.put_loose(blob_id(loose), loose_file(loose));
  const Given small = walk(store.objects()), large = walk(store.objects(), 1 << 20);
  EXPECT_TRUE(small.unread.empty()) << small.unread[0].what;
  EXPECT_EQ(small.blobs, large.blobs);
  EXPECT_EQ(small.blobs.size(), 4u);
  EXPECT_EQ(small.streamed, 3u);
  EXPECT_EQ(large.streamed, 0u);
  EXPECT_FALSE(small.repeated);
}

TEST(LargeObjects, ADeltaOfALargeBaseIsTold) {
  const Store store;
  const std::string base = some_text(5000), short_one = base.substr(0, 10);
  test::PackBuilder pack;
  const uint64_t at = pack.add(ObjectType::kBlob, base);
  pack.add_offset_delta(at, test::delta_sizes(5000, 10) + test::delta_copy(0, 10),
                        blob_id(short_one));
  store.put(pack);
  const Given given = walk(store.objects());
  EXPECT_EQ(given.blobs, (std::map<std::string, std::string>{{id_of(base), base}}));
  ASSERT_EQ(given.unread.size(), 1u);
  EXPECT_EQ(given.unread[0].reason, Reason::kLimit);
  EXPECT_EQ(given.unread[0].where, id_of(short_one));
  EXPECT_NE(given.unread[0].what.find("--max-object-mb"), std::string::npos);
}

TEST(LargeObjects, CopiesAreGivenOnceAndAWholeOneForADamagedOne) {
  const std::string text = some_text(6000);
  const std::string file = loose_file(text);
  for (const bool damaged_pack : {false, true}) {
    for (const bool damaged_loose : {false, true}) {
      const Store store;
      test::PackBuilder pack;
      std::string entry = test::entry_header(3, text.size()) + test::deflate(text);
      if (damaged_pack) entry[entry.size() / 2] ^= 0x20;
      pack.add_raw(entry, blob_id(text));
      store.put(pack);
      store.put_loose(blob_id(text), damaged_loose ? file.substr(0, file.size() / 2) : file);
      const Given given = walk(store.objects());
      EXPECT_EQ(given.unread.size(), damaged_pack && damaged_loose ? 1u : 0u);
      ASSERT_EQ(given.blobs.size(), 1u);
      EXPECT_FALSE(given.repeated);
      const std::string& bytes = given.blobs.at(id_of(text));
      if (damaged_pack && damaged_loose) {
        EXPECT_EQ(given.unread[0].reason, Reason::kCorrupt);
        EXPECT_FALSE(bytes.empty());
        EXPECT_EQ(bytes.substr(0, 100), text.substr(0, 100));
      } else {
        EXPECT_EQ(bytes, text);
      }
    }
  }
}

TEST(LargeObjects, ALooseFileCutAnywhereGivesWhatCameBefore) {
  const std::string text = some_text(3000);
  const std::string file = loose_file(text);
  for (size_t cut = 0; cut < file.size(); cut += 13) {
    const Store store;
    store.put_loose(blob_id(text), file.substr(0, cut));
    const Given given = walk(store.objects());
    EXPECT_FALSE(given.unread.empty()) << cut;
    for (const auto& [id, bytes] : given.blobs) EXPECT_EQ(bytes, text.substr(0, bytes.size()));
  }
}

TEST(LargeObjects, AnotherIdIsToldAndGivenAsWhatItIs) {
  const Store store;
  const std::string text = some_text(3000);
  store.put_loose(test::made_up_id(7), loose_file(text));
  const Given given = walk(store.objects());
  EXPECT_TRUE(given.told(Reason::kCorrupt));
  EXPECT_EQ(given.blobs, (std::map<std::string, std::string>{{id_of(text), text}}));
}

// A thousand to one, and a claim of more: ends at its true size.
TEST(LargeObjects, ABombEndsAtItsTrueSize) {
  const test::Watchdog watchdog;
  const Store store;
  const std::string zeros(20 << 20, '\0');
  test::PackBuilder pack;
  pack.add_raw(test::entry_header(3, (20 << 20) + 900'000) + test::deflate(zeros),
               test::made_up_id(1));
  store.put(pack);
  const Given given = walk(store.objects());
  EXPECT_TRUE(given.told(Reason::kCorrupt));
  ASSERT_LE(given.blobs.size(), 1u);
  for (const auto& [id, bytes] : given.blobs) EXPECT_EQ(bytes.size(), zeros.size());
}

}  // namespace
}  // namespace sluice::git
