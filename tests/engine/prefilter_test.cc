#include "engine/prefilter.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>
#include <string>
#include <utility>
#include <vector>

#include "engine/compiler.h"

namespace sluice {
namespace {

std::string serialized() {
  const std::vector<std::string> patterns = {"acme_[0-9a-f]{8}", "(?i)secret[ =:]{1,3}",
                                             "[0-9]{3}-tail"};
  return compile_database(patterns).value();
}

std::vector<std::pair<uint32_t, uint64_t>> ends(const Prefilter& prefilter,
                                                std::string_view bytes) {
  PrefilterScratch scratch;
  std::vector<Candidate> candidates;
  const std::vector<ScanWindow> whole = {{0, bytes.size(), 0, bytes.size()}};
  EXPECT_TRUE(prefilter.scan(bytes, whole, 0, scratch, 0, 1000, candidates));
  std::vector<std::pair<uint32_t, uint64_t>> found;
  for (const Candidate& candidate : candidates)
    found.emplace_back(candidate.pattern, candidate.end);
  std::sort(found.begin(), found.end());
  return found;
}

// A copy of `bytes` at a multiple of 64 plus `shift`.
class Placed {
 public:
  Placed(std::string_view bytes, size_t shift) : room_(bytes.size() + 2 * kDatabaseAlignment) {
    const auto address = reinterpret_cast<uintptr_t>(room_.data());
    char* const at = room_.data() + (kDatabaseAlignment - address % kDatabaseAlignment) + shift;
    std::memcpy(at, bytes.data(), bytes.size());
    view_ = {at, bytes.size()};
  }
  std::string_view view() const { return view_; }

 private:
  std::vector<char> room_;
  std::string_view view_;
};

TEST(Prefilter, ADatabaseInPlaceFindsWhatALoadedOneFinds) {
  const std::string text = "x acme_0123abcd y SECRET : 123-tail acme_0123abcdef secret=";
  const std::string database = serialized();
  const auto expected = ends(Prefilter::load(database).value(), text);
  ASSERT_FALSE(expected.empty());
  const Placed first(loaded_database(database).value(), 0);
  const Placed second(first.view(), 0);  // moved: it holds no address of its own
  for (const Placed* placed : {&first, &second}) {
    Result<Prefilter> prefilter = Prefilter::in_place(placed->view());
    ASSERT_TRUE(prefilter);
    EXPECT_EQ(ends(*prefilter, text), expected);
  }
}

TEST(Prefilter, WhatIsNoLoadedDatabaseIsRefused) {
  const std::string loaded = loaded_database(serialized()).value();
  EXPECT_FALSE(Prefilter::in_place(Placed(loaded, 8).view())) << "not aligned";
  EXPECT_FALSE(Prefilter::in_place(Placed(loaded + "0123456789abcdef", 0).view())) << "too long";
  EXPECT_FALSE(Prefilter::in_place(Placed(std::string(loaded.size(), '\0'), 0).view()));
  EXPECT_FALSE(loaded_database("no database at all, in any version of it"));
  EXPECT_FALSE(loaded_database(""));
}

}  // namespace
}  // namespace sluice
