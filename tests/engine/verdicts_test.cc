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

Verdicts::Place place(std::string_view text, const Trace& trace, uint64_t floor_distance,
                      const judge::Reach& reach = {}) {
  return Verdicts::place_of(text, trace, floor_distance, reach);
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
  verdicts.keep(place(text, kept, 40), kept);

  Trace open;
  open.end = 1600;
  open.pattern = 3;
  ASSERT_TRUE(verdicts.recall(place(moved, open, 40), open));
  EXPECT_EQ(open.state, Trace::State::kDropped);
  EXPECT_EQ(open.spans.match, (Span{1590, 1630}));
  EXPECT_EQ(open.spans.secret, (Span{1600, 1620}));
  EXPECT_EQ(open.sight.begin, 900);
  EXPECT_EQ(open.sight.end, 2300u);
}

TEST_F(VerdictsTest, AreOfThePatternTheFloorAndAllBytesInSight) {
  Verdicts verdicts;
  const Trace kept = dropped(1500);
  verdicts.keep(place(text, kept, 40), kept);
  const auto recalled = [&](const std::string& in, uint64_t end, uint32_t pattern, uint64_t floor) {
    Trace open;
    open.end = end;
    open.pattern = pattern;
    return verdicts.recall(place(in, open, floor), open);
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
  verdicts.keep(place(text, kept, 40), kept);
  Trace open;
  open.end = 868;
  open.pattern = 3;
  EXPECT_FALSE(verdicts.recall(place(moved, open, 40), open));

  const std::string cut = text.substr(0, 1500 + 1024), longer = cut + "-";
  const Trace last = dropped(1500);
  verdicts.keep(place(cut, last, 40), last);
  open.end = 1500;
  EXPECT_TRUE(verdicts.recall(place(cut, open, 40), open));
  EXPECT_FALSE(verdicts.recall(place(longer, open, 40), open));
}

TEST_F(VerdictsTest, DoNotKeepWhatSawMore) {
  Verdicts verdicts;
  Trace wide = dropped(1500);
  wide.sight.end = 1500 + 1025;
  const Verdicts::Place tag = place(text, wide, 40);
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

// Where the judge reads lines, what lies beyond them is no part of the place.
TEST_F(VerdictsTest, AreOfNoMoreLinesThanTheJudgeSees) {
  const std::string above = "far above\nabove\n", line = "password = x", below = "\nbelow\n\nx";
  const std::string first = above + line + below + "tail";
  const judge::Reach reach{640, 640, 1, 1};
  const auto end_in = [&](const std::string& in) { return in.find(" = x") + 3; };
  Trace kept = dropped(end_in(first));
  kept.sight = {9, first.size() - 4};  // from the newline before "above" to the byte behind "\n\n"
  kept.spans = {};
  Verdicts verdicts;
  verdicts.keep(place(first, kept, 9, reach), kept);
  const auto recalled = [&](const std::string& in) {
    Trace open;
    open.end = end_in(in);
    open.pattern = 3;
    return verdicts.recall(place(in, open, 9, reach), open);
  };
  EXPECT_TRUE(recalled(first));
  EXPECT_TRUE(recalled("other\nlines, far " + above + line + below + "more"));
  EXPECT_FALSE(recalled("far above\nabovf\n" + line + below + "tail"));
  EXPECT_FALSE(recalled("far abovf" + above.substr(10) + line + below + "tail"));
  EXPECT_FALSE(recalled(above + line + "\nbelow\n\ny" + "tail")) << "stage two may have seen it";
  EXPECT_FALSE(recalled(above + line + "\nbelow\n")) << "the text's end is nearer";
  EXPECT_FALSE(recalled("\n" + line + below + "tail"));
}

}  // namespace
}  // namespace sluice
