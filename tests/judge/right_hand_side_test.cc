#include "judge/right_hand_side.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace sluice::judge {
namespace {

// The key is the first "kk" of `text`; its separator the first of =:>,( or blank
// before a quote behind it.
std::optional<RightHandSide> read(const std::string& text) {
  const size_t at = text.find("kk");
  const Span key{at, at + 2};
  size_t separator = key.end;
  while (separator < text.size() &&
         std::string("\"'`\\]").find(text[separator]) != std::string::npos) {
    ++separator;
  }
  while (separator < text.size() && (text[separator] == ' ' || text[separator] == '\t'))
    ++separator;
  if (separator < text.size() && text[separator] == '"') --separator;
  return read_right_hand_side(text, key, separator);
}

std::string value(const std::string& text) {
  const auto side = read(text);
  return side ? text.substr(side->value.begin, side->value.size()) : "";
}

struct Case {
  std::string text, value;
};

TEST(RightHandSide, QuotedLiterals) {
  const std::vector<Case> cases = {
      {"kk = \"abc\"", "abc"},
      {"kk = 'abc';", "abc"},
      {"kk := `abc`", "abc"},
      {"kk=\"abc\"", "abc"},
      {"\"kk\": \"abc\",", "abc"},
      {"'kk' => 'abc',", "abc"},
      {"x['kk'] = 'abc'", "abc"},
      {"kk = b'abc'", "abc"},
      {"kk = @\"abc\"", "abc"},
      {"kk: str = \"abc\"", "abc"},
      {"let kk: &'static str = \"abc\";", "abc"},
      {"let kk: Option<&str> = Some(\"abc\");", "abc"},
      {"kk = new String(\"abc\")", "abc"},
      {"kk := []byte(\"abc\")", "abc"},
      {"kk = \"\"\"abc\"\"\"", "abc"},
      {"kk = \"a\\\"bc\"", "a\\\"bc"},
      {"kk =\n    \"abc\"", "abc"},
      {"if kk == \"abc\" {", "abc"},
      {"define(\"kk\", \"abc\")", "abc"},
      {"set_kk(\"abc\")", "abc"},
      {"#define kk \"abc\"", "abc"},
      {"kk: str = typer.Option(\"abc\", \"--k\")", "abc"},
      {"kk: SecretStr = Field(\"abc\", env=\"K\")", "abc"},
      {"kk: Annotated[str, typer.Option(help=\"x\")] = \"abc\",", "abc"},
      {"kk=${1:-abc}", "abc"},
      {"kk=\"${OTHER:-abc}\"", "abc"},
      {"kk: ${OTHER-'abc'}", "abc"},
      {"kk=${OTHER:=abc}", "abc"},
      {"kk=${OTHER:-${LAST:-abc}}", "${OTHER:-${LAST:-abc}}"},
      {"kk=${OTHER:-$LAST}", "${OTHER:-$LAST}"},
      {"kk=${OTHER:?abc}", "${OTHER:?abc}"},
  };
  for (const Case& c : cases) EXPECT_EQ(value(c.text), c.value) << c.text;
}

TEST(RightHandSide, EscapedAndInnerLiterals) {
  EXPECT_EQ(value("s = \"{\\\"kk\\\": \\\"abc\\\"}\""), "abc");
  EXPECT_EQ(value("s = '{\"kk\": \"abc\"}'"), "abc");
  EXPECT_EQ(value("dsn = \"host=db kk=abc dbname=x\""), "abc");
  EXPECT_EQ(value("s = \"Server=db;kk=abc;Port=1\""), "abc");
  EXPECT_EQ(value("url = \"https://h/?kk=abc&x=1\""), "abc");
  EXPECT_EQ(value("s = \"kk=\" + x"), "");
}

TEST(RightHandSide, UnquotedValues) {
  const std::vector<Case> cases = {
      {"kk=abc", "abc"},
      {"kk=abc # note", "abc"},
      {"export kk=abc; run", "abc"},
      {"kk=abc ./run", "abc"},
      {"kk = a b c\nnext", "a b c"},
      {"kk: abc\r\nnext: 1", "abc"},
      {"kk: abc   # note", "abc"},
      {"kk: a#c", "a#c"},
      {"kk: |\n  abc\n", "abc"},
      {"${kk:-abc}", "abc"},
      {"${kk:?abc}", ""},
  };
  for (const Case& c : cases) EXPECT_EQ(value(c.text), c.value) << c.text;
}

TEST(RightHandSide, MarkupElements) {
  EXPECT_EQ(value("<kk>abc</kk>"), "abc");
  EXPECT_EQ(value("<s name=\"kk\">abc</s>"), "abc");
  EXPECT_EQ(value("<kk><![CDATA[a<c]]></kk>"), "a<c");
  EXPECT_EQ(value("<kk><b>abc</b></kk>"), "");
  EXPECT_EQ(value("if (kk>abc)"), "");
}

TEST(RightHandSide, FallbackOfALookup) {
  const auto side = read("kk = os.getenv(\"K\", \"abc\")");
  ASSERT_TRUE(side);
  EXPECT_TRUE(side->fallback);
  EXPECT_EQ(value("kk = process.env.K || 'abc';"), "abc");
  EXPECT_EQ(value("kk = Env[\"K\"] ?? \"abc\";"), "abc");
  EXPECT_EQ(value("kk: ENV.fetch('K', 'abc')"), "abc");
}

TEST(RightHandSide, NamedDefaultOfACall) {
  EXPECT_TRUE(read("kk = env.str('K', default='abc')")->fallback);
  EXPECT_EQ(value("kk: str = Field(default=\"abc\", alias=\"k\")"), "abc");
  EXPECT_EQ(value("kk = variable(\"k\", default_value = \"abc\")"), "abc");
  EXPECT_EQ(value("kk: {type: String, default: 'abc'},"), "abc");
  EXPECT_FALSE(read("kk = f(x, default=other)")->fallback);
  EXPECT_FALSE(read("kk = f(x, is_default=\"abc\")")->fallback);
}

TEST(RightHandSide, NotAnAssignment) {
  for (const char* text : {"kk::abc", "kk =~ /abc/", "kk://abc", "kk =", "kk = \"\"", "kk = \"abc",
                           "kk:", "kk(abc)", "kk, abc"}) {
    EXPECT_EQ(value(text), "") << text;
  }
}

TEST(RightHandSide, TellsHowTheValueStands) {
  EXPECT_TRUE(read("kk = \"abc\" + x")->operated);
  EXPECT_TRUE(read("kk = \"a%s\" % x")->operated);
  EXPECT_FALSE(read("kk = \"abc\".to_string()")->operated);
  EXPECT_TRUE(read("kk = f\"abc\"")->interpolated);
  EXPECT_EQ(read("kk == \"abc\"")->separator, Separator::kCompare);
  EXPECT_TRUE(read("kk=abc")->tight);
  EXPECT_FALSE(read("kk = abc")->tight);
  EXPECT_TRUE(read("kk = abc;")->terminated);
  EXPECT_EQ(read("<kk>abc</kk>")->quote, Quote::kElement);
  EXPECT_EQ(read("x = \"kk=abc\"")->quote, Quote::kInString);
}

TEST(RightHandSide, ReadsWordsOfACommandLine) {
  const std::string text = "  'a b' c;d";
  EXPECT_EQ(text.substr(read_word(text, 0)->value.begin, 3), "a b");
  const auto word = read_word(text, 8);
  EXPECT_EQ(text.substr(word->value.begin, word->value.size()), "c");
  EXPECT_FALSE(read_word(text, text.size()));
}

TEST(RightHandSide, FindsTheOpenQuoteOfALine) {
  EXPECT_EQ(open_quote_at("a = \"b c", 8), '"');
  EXPECT_EQ(open_quote_at("a = \"b\" c", 9), '\0');
  EXPECT_EQ(open_quote_at("a = \"b\\\" c", 9), '"');
  EXPECT_EQ(open_quote_at("don't x", 7), '\0');
  EXPECT_EQ(open_quote_at("\"\n x", 4), '\0');
}

// Every prefix and every separator offset of a hostile text gives a span inside it.
TEST(RightHandSide, StaysInsideAnyText) {
  const std::string text =
      "kk=\"\\\\\"'`<![CDATA[${kk:-\\\"\n|>\n kk: |\n x || \"y\" f(\"a\", \"b\")";
  for (size_t size = 0; size <= text.size(); ++size) {
    const std::string cut = text.substr(0, size);
    for (size_t at = 0; at <= size + 1; ++at) {
      const auto side = read_right_hand_side(cut, {0, std::min<size_t>(at, 2)}, at);
      if (!side) continue;
      EXPECT_LT(side->value.begin, side->value.end);
      EXPECT_LE(side->value.end, cut.size());
    }
  }
}

}  // namespace
}  // namespace sluice::judge
