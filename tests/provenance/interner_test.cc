#include "provenance/interner.h"

#include <gtest/gtest.h>

#include <map>
#include <random>
#include <string>

namespace sluice::provenance {
namespace {

TEST(Interner, NumbersInOrderOfFirstSight) {
  Interner interner;
  EXPECT_EQ(interner.find(""), Interner::kNone);
  EXPECT_EQ(interner.intern("b"), 0u);
  EXPECT_EQ(interner.intern(""), 1u);
  EXPECT_EQ(interner.intern("b"), 0u);
  EXPECT_EQ(interner.find(""), 1u);
  EXPECT_EQ(interner.key(0), "b");
  EXPECT_EQ(interner.key(1), "");
  EXPECT_EQ(interner.size(), 2u);
}

TEST(Interner, EqualsAMap) {
  Interner interner;
  std::map<std::string, uint32_t> map;
  std::mt19937 random(1);
  for (int i = 0; i < 200'000; ++i) {
    // Lengths around the word size of the hash; few distinct bytes, so that keys repeat.
    std::string key(random() % 35, '\0');
    for (char& c : key) c = static_cast<char>(random() % 2);
    const auto [at, added] = map.emplace(key, static_cast<uint32_t>(map.size()));
    ASSERT_EQ(interner.find(key), added ? Interner::kNone : at->second);
    ASSERT_EQ(interner.intern(key), at->second);
  }
  for (const auto& [key, number] : map) ASSERT_EQ(interner.key(number), key);
}

}  // namespace
}  // namespace sluice::provenance
