#include "judge/checksum/json.h"

#include <gtest/gtest.h>

#include <string>

namespace sluice::judge {
namespace {

TEST(Json, SplitsTheOutermostObject) {
  const auto object = JsonObject::parse(
      R"( { "a" : "x\"y", "n":-12.5e3, "deep": {"a": [1, {"z": null}]}, "t":true } )");
  ASSERT_TRUE(object);
  ASSERT_EQ(object->members().size(), 4U);
  EXPECT_EQ(object->text("a"), R"(x\"y)");
  EXPECT_EQ(object->value("n"), "-12.5e3");
  EXPECT_EQ(object->value("deep"), R"({"a": [1, {"z": null}]})");
  EXPECT_EQ(object->value("t"), "true");
  EXPECT_FALSE(object->has("z"));
  EXPECT_EQ(object->integer("n"), -12);
}

TEST(Json, KnowsEveryKindOfValue) {
  for (const char* text :
       {"{}", "[]", "[ ]", "0", "-0.5", "1e9", "\"\\u00e9\"", "true", "[1,[2,[]],{}]", " null "}) {
    EXPECT_TRUE(is_json(text)) << text;
  }
}

TEST(Json, RefusesWhatIsNone) {
  for (const char* text :
       {"",      "{",     "}",     "{]",       "[1,]", "{\"a\"}", "{\"a\":}",    "{\"a\":1,}",
        "{a:1}", "01",    "1.",    "1e",       "+1",   "\"\\x\"", "\"\\u12g4\"", "\"",
        "tru",   "[1 2]", "{} {}", "\"a\nb\"", "[1}",  "\\"}) {
    EXPECT_FALSE(is_json(text)) << text;
  }
  EXPECT_FALSE(is_json(std::string_view("[\0]", 3)));
  EXPECT_FALSE(JsonObject::parse("[{}]"));
  EXPECT_FALSE(JsonObject::parse("  "));
}

TEST(Json, DepthIsBounded) {
  EXPECT_TRUE(is_json(std::string(32, '[') + std::string(32, ']')));
  EXPECT_FALSE(is_json(std::string(33, '[') + std::string(33, ']')));
  EXPECT_FALSE(is_json(std::string(1 << 20, '[')));
}

TEST(Json, IntegersAreBounded) {
  EXPECT_EQ(json_integer("1516239022"), 1516239022);
  EXPECT_EQ(json_integer("-7.9"), -7);
  EXPECT_EQ(json_integer("999999999999999999"), 999999999999999999);
  EXPECT_FALSE(json_integer("1000000000000000000"));
  EXPECT_FALSE(json_integer("\"1\""));
  EXPECT_FALSE(json_integer(""));
}

}  // namespace
}  // namespace sluice::judge
