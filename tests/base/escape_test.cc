#include "base/escape.h"

#include <gtest/gtest.h>

namespace sluice {
namespace {

TEST(Escape, KeepsWhatIsHarmless) {
  EXPECT_EQ(escape_for_terminal("src/a b/\xc3\xa9\\x.cc"), "src/a b/\xc3\xa9\\x.cc");
}

TEST(Escape, ControlsBidiAndBadBytesAreSpelledOut) {
  EXPECT_EQ(escape_for_terminal("a\x1b[31m\n\x7f"), "a\\x1b[31m\\x0a\\x7f");
  EXPECT_EQ(escape_for_terminal("\xc2\x9b"), "\\x9b");                // C1 CSI as UTF-8
  EXPECT_EQ(escape_for_terminal("\xe2\x80\xae"), "\\u{202e}");        // right-to-left override
  EXPECT_EQ(escape_for_terminal("\xe2\x81\xa6"), "\\u{2066}");        // isolate
  EXPECT_EQ(escape_for_terminal("\xff\xc3"), "\\xff\\xc3");           // no UTF-8
  EXPECT_EQ(escape_for_terminal("\xed\xa0\x80"), "\\xed\\xa0\\x80");  // a surrogate
}

TEST(Escape, ValidUtf8ReplacesEachBadByte) {
  EXPECT_EQ(to_valid_utf8("a\xff\xc3\xa9\xc0\xaf"),
            "a\xef\xbf\xbd\xc3\xa9\xef\xbf\xbd\xef\xbf\xbd");
  EXPECT_EQ(to_valid_utf8("\xf4\x90\x80\x80"), "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd");
}

}  // namespace
}  // namespace sluice
