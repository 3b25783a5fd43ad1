// Known secrets: found in every form, and no other value is.
#include "pipeline/known_secrets.h"

#include <gtest/gtest.h>

#include <random>

#include "sluice/engine.h"
#include "support/made_up.h"

namespace sluice {
namespace {

class Finder {
 public:
  explicit Finder(const std::vector<KnownValue>& values)
      : known_(values), engine_(*Engine::create(known_.rules(), CompiledDatabase{})) {}

  // What is told of one text, as "NAME/encoding/…" each.
  std::vector<std::string> in(const std::string& text) {
    std::vector<Match> matches;
    engine_.scan({.bytes = text}, scratch_, matches);
    Report report;
    report.rules = engine_.rules().rules();
    for (const Match& match : matches) {
      Finding& finding = report.findings.emplace_back();
      finding.rule = match.rule;
      finding.span = match.secret;
      finding.secret = match.secret_text;
    }
    known_.name(report);
    std::vector<std::string> told;
    for (const Finding& finding : report.findings) {
      std::string each = report.rules[finding.rule].id.substr(6);
      for (const std::string& layer : finding.encoding) each += "/" + layer;
      told.push_back(each);
    }
    std::sort(told.begin(), told.end());
    return told;
  }

 private:
  KnownSecrets known_;
  Engine engine_;
  Scratch scratch_;
};

using Told = std::vector<std::string>;

std::string hex_of(std::string_view bytes, const char* format) {
  std::string out;
  char text[16];
  for (const char c : bytes) {
    std::snprintf(text, sizeof text, format, static_cast<unsigned char>(c));
    out += text;
  }
  return out;
}

std::string url_safe(std::string text) {
  for (char& c : text) c = c == '+' ? '-' : c == '/' ? '_' : c;
  while (text.ends_with('=')) text.pop_back();
  return text;
}

std::string drawn(std::mt19937& random, size_t size) {
  std::string value;
  while (value.size() < size) value += static_cast<char>(0x21 + random() % 94);
  return value;
}

TEST(KnownSecrets, AreFoundInBase64WhereverTheyLie) {
  std::mt19937 random(7);
  for (size_t round = 0; round < 12; ++round) {
    const std::string value = drawn(random, 6 + round);
    std::string other = value;
    other.back() = static_cast<char>(other.back() ^ 1);
    Finder finder({{"k", value}});
    for (size_t before = 0; before < 4; ++before) {
      for (size_t behind = 0; behind < 4; ++behind) {
        const std::string head = drawn(random, before), tail = drawn(random, behind);
        const std::string text = test::base64_of(head + value + tail);
        EXPECT_EQ(finder.in("x: " + text + "\n"), Told{"k/base64"}) << before << " " << behind;
        EXPECT_EQ(finder.in(url_safe(text)), Told{"k/base64"});
        EXPECT_EQ(finder.in(test::base64_of(head + other + tail)), Told{});
      }
    }
  }
}

TEST(KnownSecrets, AreFoundInEveryForm) {
  const std::string value = std::string("a/b+") + "c'd\"e\\f&" + "<g>$h %=";
  Finder finder({{"k", value}});
  EXPECT_EQ(finder.in("password: " + value + "\n"), Told{"k"});
  EXPECT_EQ(finder.in(hex_of(value, "%02x")), Told{"k/hex"});
  EXPECT_EQ(finder.in(hex_of(value, "%02X")), Told{"k/hex"});
  EXPECT_EQ(finder.in(hex_of(value, "%%%02x")), Told{"k/percent"});
  EXPECT_EQ(finder.in(hex_of(value, "\\x%02x")), Told{"k/escapes"});
  EXPECT_EQ(finder.in(hex_of(value, "\\u%04X")), Told{"k/escapes"});
  EXPECT_EQ(finder.in(hex_of(value, "&#%u;")), Told{"k/html"});
  EXPECT_EQ(finder.in("a%2Fb%2Bc%27d%22e%5Cf%26%3Cg%3E%24h%20%25%3D"), Told{"k/percent"});
  EXPECT_EQ(finder.in("a%2Fb%2Bc'd%22e%5Cf%26%3Cg%3E%24h%20%25%3D"), Told{"k/percent"});
  EXPECT_EQ(finder.in("a%2Fb%2Bc%27d%22e%5Cf%26%3Cg%3E%24h+%25%3D"), Told{"k/percent"});
  EXPECT_EQ(finder.in(R"("a/b+c'd\"e\\f&<g>$h %=")"), Told{"k/escapes"});
  EXPECT_EQ(finder.in(R"("a\/b+c'd\"e\\f&<g>$h %=")"), Told{"k/escapes"});
  EXPECT_EQ(finder.in(R"("a/b+c'd\"e\\f\u0026\u003cg\u003e$h %=")"), Told{"k/escapes"});
  EXPECT_EQ(finder.in(R"("a/b\u002Bc\u0027d\u0022e\\f\u0026\u003Cg\u003E$h %=")"),
            Told{"k/escapes"});
  EXPECT_EQ(finder.in(R"({\"p\":\"a/b+c'd\\\"e\\\\f&<g>$h %=\"})"), Told{"k/escapes"});
  EXPECT_EQ(finder.in("'a/b+c''d\"e\\f&<g>$h %='"), Told{"k/escapes"});
  EXPECT_EQ(finder.in("'a/b+c'\\''d\"e\\f&<g>$h %='"), Told{"k/escapes"});
  EXPECT_EQ(finder.in("a/b+c'd&quot;e\\f&amp;&lt;g&gt;$h %="), Told{"k/html"});
  EXPECT_EQ(finder.in("a/b+c&#39;d&quot;e\\f&amp;&lt;g&gt;$h %="), Told{"k/html"});
  EXPECT_EQ(finder.in("a/b+c'd\"e\\f&<g>$h %=3D"), Told{"k/quoted-printable"});
  EXPECT_EQ(finder.in(test::base64_of(test::base64_of(value))), Told{"k/base64/base64"});
  std::string wide;
  for (const char c : value) wide += std::string(1, c) + '\0';
  EXPECT_EQ(finder.in("\xff\xfe" + wide), Told{"k/utf-16le"});
  EXPECT_EQ(finder.in(std::string(1, '\0') + wide), Told{"k/utf-16be"});
  EXPECT_EQ(finder.in(test::base64_of("p" + wide)), (Told{"k/base64/utf-16le"}));
}

TEST(KnownSecrets, OneWithinAnotherIsToldToo) {
  const std::string inner = std::string("inner-") + "value", outer = "x" + inner + "yz";
  Finder finder({{"in", inner}, {"out", outer}});
  EXPECT_EQ(finder.in("[" + outer + "]"), (Told{"in", "out"}));
  EXPECT_EQ(finder.in("[" + inner + "]"), Told{"in"});
}

TEST(KnownSecrets, EqualValuesAreOneAndEqualNamesAreTwo) {
  const std::string value = std::string("some-") + "value", second = value + "-2";
  const KnownSecrets known({{"a", value}, {"b", value}, {"a, b", second}});
  ASSERT_EQ(known.size(), 2u);
  EXPECT_EQ(known.name_of(0), "a, b");
  EXPECT_EQ(known.name_of(1), "a, b (2)");
}

TEST(KnownSecrets, SeveralLinesAreFoundIndentedAndEscaped) {
  const std::string line = std::string("MIIEvQIBADANBgkq") + "hkiG9w0BAQEFAASC";
  const std::string value = "--BEGIN--\n" + line + "\n--END--\n";
  Finder finder({{"k", value}});
  EXPECT_EQ(finder.in(value), Told{"k"});
  EXPECT_EQ(finder.in("--BEGIN--\r\n" + line + "\r\n--END--\r\n"), Told{"k"});
  EXPECT_EQ(finder.in("\"--BEGIN--\\n" + line + "\\n--END--\\n\""), Told{"k/escapes"});
  EXPECT_EQ(finder.in("  --BEGIN--\n  " + line + "\n"), Told{"k/line"});
}

}  // namespace
}  // namespace sluice
