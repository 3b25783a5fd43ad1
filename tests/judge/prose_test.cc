#include "judge/prose.h"

#include "judge/notation_probe.h"

namespace sluice::judge {
namespace {

TEST(Prose, TheWordThatIsMeant) {
  const auto value = [](const std::string& text, const std::string& matched) {
    return value_in("prose-password", text, matched);
  };
  EXPECT_EQ(value("the passw"
                  "ord is Zz9!a1.",
                  "password is Z"),
            "Zz9!a1");
  EXPECT_EQ(value("password for it is \"Zz9!a1\", ok", "password for it is \"Z"), "Zz9!a1");
  EXPECT_EQ(value("use `Zz9!a1` as the pass"
                  "word",
                  "as the password"),
            "Zz9!a1");
  EXPECT_EQ(value("\"text\": \"p"
                  "w: Zz9!a1\\nhost\"",
                  "pw: Z"),
            "Zz9!a1");
  EXPECT_EQ(value("log in with `ad"
                  "min` / `Zz9!a1`.",
                  "admin` / `Z"),
            "Zz9!a1");
  EXPECT_EQ(value("ro"
                  "ot / Zz9!a1, or",
                  "root / Z"),
            "Zz9!a1");
  EXPECT_EQ(value("use it as the password", "as the password"), "");
  EXPECT_EQ(value("login -p $DB_PASS"
                  "WORD host-Zz9!a1",
                  "PASSWORD host-Zz9"),
            "");
}

TEST(Prose, WhatStandsOut) {
  for (const char* value : {"Zz9!a1", "hunter2-Blue", "a1b2c3d4e5f6a7b8", "tulip#77"}) {
    EXPECT_TRUE(stands_out(value)) << value;
  }
  for (const char* value : {"required", "Zz9!", "12345678", "v1.2.3", "Password", "<pw1!A>", "utf8",
                            "sha256", "$PASS1"}) {
    EXPECT_FALSE(stands_out(value)) << value;
  }
}

TEST(Prose, DamageIsSafe) {
  expect_safe_when_damaged("prose-password", "the password is \"Zz9!a1\".", "password is \"Z");
  expect_safe_when_damaged("prose-password",
                           "use `Zz9!a1` as pass"
                           "word",
                           "as password");
}

}  // namespace
}  // namespace sluice::judge
