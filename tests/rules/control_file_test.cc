#include "rules/control_file.h"

#include <gtest/gtest.h>

#include "sluice/control.h"

namespace sluice {
namespace {

std::vector<Rule> some_rules() {
  std::vector<Rule> rules(2);
  rules[0].id = "a-password";
  rules[0].tags = {"password"};
  rules[1].id = "a-key";
  rules[1].judge = JudgeKind::kPrivateKey;
  return rules;
}

constexpr const char* kHead =
    "[sets.keys]\nkinds = [\"private-key\"]\nrules = [\"a-*\"]\n"
    "[[frameworks]]\nid = \"f\"\nname = \"F\"\ntitle = \"T\"\norganization = \"O\"\n"
    "version = \"1\"\n";

std::string error_of(const std::string& text) {
  const Result<ControlFile> file = parse_control_file(text, "c.toml", some_rules());
  return file ? "" : file.error().message;
}

TEST(ControlFile, ReadsFrameworksSetsAndControls) {
  const Result<ControlFile> file = parse_control_file(
      std::string(kHead) +
          "[[controls]]\nframework = \"f\"\nid = \"F-1\"\nlabel = \"F-1\"\ntitle = \"One\"\n"
          "[[controls]]\nframework = \"f\"\nid = \"F-2\"\nlabel = \"F-2\"\nvalue = \"2\"\n"
          "title = \"Two\"\nof = \"keys\"\n",
      "c.toml", some_rules());
  ASSERT_TRUE(file) << file.error().message;
  ASSERT_EQ(file->controls.size(), 2u);
  EXPECT_EQ(file->controls[0].value, "F-1");
  EXPECT_FALSE(file->controls[0].of);
  EXPECT_EQ(file->controls[1].value, "2");
  EXPECT_EQ(file->controls[1].of, 0u);
}

TEST(ControlFile, TellsWhatIsWrongByItsLine) {
  EXPECT_EQ(error_of("x = 1"), "c.toml:1: unknown key `x`");
  EXPECT_EQ(error_of("[sets.keys]\nrules = [\"gone\"]\n"), "c.toml:2: no rule has the id `gone`");
  EXPECT_EQ(error_of("[sets.keys]\nnames = []\n"),
            "c.toml:2: a set has lists `kinds`, `tags` and `rules`");
  EXPECT_EQ(error_of(std::string(kHead) + "[[controls]]\nframework = \"g\"\nid = \"1\"\n"
                                          "label = \"1\"\ntitle = \"t\"\n"),
            "c.toml:10: no framework `g`");
  EXPECT_EQ(error_of(std::string(kHead) + "[[controls]]\nframework = \"f\"\nid = \"1\"\n"),
            "c.toml:10: needs `label`");
  EXPECT_NE(error_of("[[controls"), "");
  EXPECT_NE(error_of(kHead), "");
}

TEST(Control, SelectsByKindTagAndId) {
  const std::vector<Rule> rules = some_rules();
  constexpr std::string_view kKinds[] = {"private-key"}, kTags[] = {"password"}, kIds[] = {"*-key"};
  EXPECT_TRUE((RuleSelector{kKinds, {}, {}}.holds(rules[1])));
  EXPECT_FALSE((RuleSelector{kKinds, {}, {}}.holds(rules[0])));
  EXPECT_TRUE((RuleSelector{{}, kTags, {}}.holds(rules[0])));
  EXPECT_TRUE((RuleSelector{{}, {}, kIds}.holds(rules[1])));
  EXPECT_FALSE((RuleSelector{{}, {}, kIds}.holds(rules[0])));
  EXPECT_FALSE((RuleSelector{}.holds(rules[0])));
}

}  // namespace
}  // namespace sluice
