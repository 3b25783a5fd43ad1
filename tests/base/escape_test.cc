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

TEST(Escape, NoLogCommandOfACiServiceIsLeft) {
  EXPECT_EQ(escape_for_terminal("::error file=a::b"), "\\x3a:error file=a::b");
  EXPECT_EQ(escape_for_terminal("a\n::stop"), "a\\x0a\\x3a:stop");
  EXPECT_EQ(escape_for_terminal("a ::stop \xe3\x80\x80::x"), "a \\x3a:stop \xe3\x80\x80\\x3a:x");
  EXPECT_EQ(escape_for_terminal("x##[add-mask]y"), "x#\\x23[add-mask]y");
  EXPECT_EQ(escape_for_terminal("###[x]"), "##\\x23[x]");
  EXPECT_EQ(escape_for_terminal("##vso[task.x]"), "#\\x23vso[task.x]");
  EXPECT_EQ(escape_for_terminal("##teamcity[x]"), "#\\x23teamcity[x]");
  EXPECT_EQ(escape_for_terminal("std::string A<int>::b f()::c a[1]::d fe80::1 # x ## y :a :"),
            "std::string A<int>::b f()::c a[1]::d fe80::1 # x ## y :a :");
}

TEST(Escape, ValidUtf8ReplacesEachBadByte) {
  EXPECT_EQ(to_valid_utf8("a\xff\xc3\xa9\xc0\xaf"),
            "a\xef\xbf\xbd\xc3\xa9\xef\xbf\xbd\xef\xbf\xbd");
  EXPECT_EQ(to_valid_utf8("\xf4\x90\x80\x80"), "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd");
}

}  // namespace
}  // namespace sluice
