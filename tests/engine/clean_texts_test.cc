#include "engine/clean_texts.h"

#include <gtest/gtest.h>

#include <atomic>
#include <random>
#include <thread>
#include <vector>

namespace sluice {
namespace {

TEST(CleanTexts, HoldsWhatWasAddedAndLittleElse) {
  CleanTexts texts;
  std::mt19937_64 random(7);
  std::vector<TextTag> added;
  for (int i = 0; i < 100'000; ++i) {
    const TextTag tag = (random() >> 3) + 1;
    EXPECT_FALSE(texts.holds(tag));
    texts.add(tag);
    EXPECT_TRUE(texts.holds(tag));
    added.push_back(tag);
  }
  // One place a tag: where two fall on one, the later stays.
  size_t held = 0;
  for (const TextTag tag : added) held += texts.holds(tag) ? 1 : 0;
  EXPECT_GT(held, added.size() * 2 / 3);
  EXPECT_FALSE(texts.holds(0)) << "no tag of any text";
}

// Threads add, look and grow the table together; what is held was added.
TEST(CleanTexts, ServeSeveralThreads) {
  constexpr uint64_t kEach = 60'000, kThreads = 4;
  CleanTexts texts;
  constexpr TextTag kMark = TextTag{1} << 50;  // of the tags that are added
  const auto tag_of = [](uint64_t number) { return (number * 0x9e3779b97f4a7c15 >> 3) | kMark; };
  std::vector<std::thread> threads;
  std::atomic<uint64_t> wrong = 0;
  for (uint64_t thread = 0; thread < kThreads; ++thread) {
    threads.emplace_back([&, thread] {
      for (uint64_t i = 0; i < kEach; ++i) {
        const TextTag tag = tag_of(i * kThreads + thread);
        texts.add(tag);
        texts.expect(tag ^ kMark);
        wrong += texts.holds(tag ^ kMark) ? 1 : 0;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(wrong, 0u);
  uint64_t held = 0;
  for (uint64_t i = 0; i < kEach * kThreads; ++i) held += texts.holds(tag_of(i)) ? 1 : 0;
  EXPECT_GT(held, kEach * kThreads / 2);
}

}  // namespace
}  // namespace sluice
