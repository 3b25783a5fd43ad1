#include "engine/verdicts.h"

#include <gtest/gtest.h>

#include <string>

namespace sluice {
namespace {

Trace dropped(uint64_t end) {
  Trace trace;
  trace.end = end;
  trace.pattern = 3;
  trace.state = Trace::State::kDropped;
  trace.sight = {static_cast<int64_t>(end) - 700, end + 700};
  trace.spans.match = {end - 10, end + 30};
  trace.spans.secret = {end, end + 20};
  return trace;
}

// A text of 3000 bytes no two parts of which are alike, and the same 100 bytes further on.
class VerdictsTest : public testing::Test {
 protected:
  static std::string numbers() {
    std::string text;
    for (int i = 10000; text.size() < 3000; ++i) text += std::to_string(i);
    return text.substr(0, 3000);
  }
  const std::string text = numbers();
  const std::string moved = std::string(100, '-') + text;
};

TEST_F(VerdictsTest, SayWhatWasMadeOfTheSameBytesElsewhere) {
  Verdicts verdicts;
  const Trace kept = dropped(1500);
  verdicts.keep(Verdicts::tag_of(text, kept, 40), kept);

  Trace open;
  open.end = 1600;
  open.pattern = 3;
  ASSERT_TRUE(verdicts.recall(Verdicts::tag_of(moved, open, 40), open));
  EXPECT_EQ(open.state, Trace::State::kDropped);
  EXPECT_EQ(open.spans.match, (Span{1590, 1630}));
  EXPECT_EQ(open.spans.secret, (Span{1600, 1620}));
  EXPECT_EQ(open.sight.begin, 900);
  EXPECT_EQ(open.sight.end, 2300u);
}

TEST_F(VerdictsTest, AreOfThePatternTheFloorAndAllBytesInSight) {
  Verdicts verdicts;
  const Trace kept = dropped(1500);
  verdicts.keep(Verdicts::tag_of(text, kept, 40), kept);
  const auto recalled = [&](const std::string& in, uint64_t end, uint32_t pattern, uint64_t floor) {
    Trace open;
    open.end = end;
    open.pattern = pattern;
    return verdicts.recall(Verdicts::tag_of(in, open, floor), open);
  };
  EXPECT_TRUE(recalled(text, 1500, 3, 40));
  EXPECT_FALSE(recalled(text, 1500, 4, 40));
  EXPECT_FALSE(recalled(text, 1500, 3, 39));
  EXPECT_FALSE(recalled(text, 1501, 3, 40));
  for (const size_t at : {800, 1499, 1500, 2199}) {
    std::string other = text;
    other[at] = 'x';
    EXPECT_FALSE(recalled(other, 1500, 3, 40)) << at;
  }
}

// The same bytes at a text's edge and between others are two things.
TEST_F(VerdictsTest, KnowTheEdgesOfTheText) {
  Verdicts verdicts;
  const Trace kept = dropped(768);  // as many bytes before it as a tag is of
  verdicts.keep(Verdicts::tag_of(text, kept, 40), kept);
  Trace open;
  open.end = 868;
  open.pattern = 3;
  EXPECT_FALSE(verdicts.recall(Verdicts::tag_of(moved, open, 40), open));

  const std::string cut = text.substr(0, 1500 + 1024), longer = cut + "-";
  const Trace last = dropped(1500);
  verdicts.keep(Verdicts::tag_of(cut, last, 40), last);
  open.end = 1500;
  EXPECT_TRUE(verdicts.recall(Verdicts::tag_of(cut, open, 40), open));
  EXPECT_FALSE(verdicts.recall(Verdicts::tag_of(longer, open, 40), open));
}

TEST_F(VerdictsTest, DoNotKeepWhatSawMore) {
  Verdicts verdicts;
  Trace wide = dropped(1500);
  wide.sight.end = 1500 + 1025;
  const TextTag tag = Verdicts::tag_of(text, wide, 40);
  verdicts.keep(tag, wide);
  EXPECT_FALSE(verdicts.recall(tag, wide));
  wide = dropped(1500);
  wide.sight.begin = 1500 - 769;
  verdicts.keep(tag, wide);
  EXPECT_FALSE(verdicts.recall(tag, wide));
  wide.sight.begin = 1500 - 768;
  verdicts.keep(tag, wide);
  EXPECT_TRUE(verdicts.recall(tag, wide));
}

}  // namespace
}  // namespace sluice
