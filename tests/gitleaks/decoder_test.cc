#include "gitleaks/decoder.h"

#include <gtest/gtest.h>

#include <random>

#include "gitleaks/encodings.h"

namespace sluice::gitleaks {
namespace {

std::string decoded(std::string_view text) { return decode_pass(text, nullptr).text; }

TEST(Decoder, ReadsFourEncodings) {
  EXPECT_EQ(decoded("a %70%61ss b"), "a pass b");
  EXPECT_EQ(decoded("U+0070 U+0061 x"), "pax");
  EXPECT_EQ(decoded("'\\u0070\\u0061'"), "'pa'");
  EXPECT_EQ(decoded("'\\\\U0070'"), "'p'");
  EXPECT_EQ(decoded("x 70617373776f72643d68756e74657232 y"), "x password=hunter2 y");
  EXPECT_EQ(decoded("x=cGFzc3dvcmQ9aHVudGVyMg=="), "x=password=hunter2");
  EXPECT_EQ(decoded("cGFzc3dvcmQ9aHVudGVyMg"), "password=hunter2");
}

TEST(Decoder, LeavesWhatIsNotPrintable) {
  for (const char* text : {"%00", "%ff%41", "70617373776f72643d68756e746572",
                           "AAAAAAAAAAAAAAAAAAAAAA==", "abcdefghijklmnop",
                           "deadbeefdeadbeefdeadbeefdeadbeef", "U+007", "\\u00g1", "%4"}) {
    EXPECT_EQ(decoded(text), text);
    EXPECT_TRUE(decode_pass(text, nullptr).segments->empty()) << text;
  }
}

TEST(Decoder, TellsWhereItCameFrom) {
  // base64 of "%70%61ss word", twice over.
  const std::string text = "k: JTcwJTYxc3Mgd29yZA== end";
  const Decoded once = decode_pass(text, nullptr);
  EXPECT_EQ(once.text, "k: %70%61ss word end");
  const Decoded twice = decode_pass(once.text, once.segments);
  EXPECT_EQ(twice.text, "k: pass word end");
  const Segments hit = touched(*twice.segments, {3, 7});
  ASSERT_EQ(hit.size(), 1u);
  const Range original = original_range(hit, {3, 7});
  EXPECT_EQ(text.substr(original.start, original.end - original.start), "JTcwJTYxc3Mgd29yZA==");
  EXPECT_EQ(tags_of(hit),
            (std::vector<std::string>{"decoded:percent", "decoded:base64", "decode-depth:2"}));
  EXPECT_TRUE(touched(*twice.segments, {0, 1}).empty());
  EXPECT_EQ(lines_of(hit, twice.text), twice.text);
}

// The oracle: at each byte, the first kind that starts there, and its longest text.
struct Slow {
  static bool hex(char c) { return std::isxdigit(static_cast<unsigned char>(c)) != 0; }
  static bool base(char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 ||
           std::string_view("_/+-").find(c) != std::string_view::npos;
  }
  static bool all_hex(std::string_view text) {
    return !text.empty() && std::all_of(text.begin(), text.end(), hex);
  }
  static bool is_percent(std::string_view t) {
    const auto one = [](std::string_view p) { return p[0] == '%' && hex(p[1]) && hex(p[2]); };
    if (t.size() == 3) return one(t);
    return t.size() >= 6 && one(t) && one(t.substr(t.size() - 3)) &&
           t.find('\n') == std::string_view::npos;
  }
  static bool is_points(std::string_view t, bool at_end) {
    while (!t.empty()) {
      if (t.size() < 6 || !t.starts_with("U+") || !all_hex(t.substr(2, 4))) return false;
      t.remove_prefix(6);
      if (t.empty()) return at_end;
      if (std::string_view(" \t\n\f\r").find(t[0]) == std::string_view::npos) return false;
      t.remove_prefix(1);
    }
    return true;
  }
  static bool is_escapes(std::string_view t) {
    while (!t.empty()) {
      size_t slashes = t.find_first_not_of('\\');
      if (slashes == std::string_view::npos || slashes < 1 || slashes > 2) return false;
      if (t.size() < slashes + 5 || (t[slashes] | 0x20) != 'u') return false;
      if (!all_hex(t.substr(slashes + 1, 4))) return false;
      t.remove_prefix(slashes + 5);
    }
    return true;
  }
  static bool is_base64(std::string_view t) {
    const size_t padding = t.size() - (t.find_last_not_of('=') + 1);
    t.remove_suffix(padding);
    return padding <= 2 && t.size() >= 16 && std::all_of(t.begin(), t.end(), base);
  }
  static bool is(Encoding kind, std::string_view t, bool at_end) {
    switch (kind) {
      case Encoding::kPercent: return is_percent(t);
      case Encoding::kUnicode: return is_points(t, at_end) || is_escapes(t);
      case Encoding::kHex: return t.size() >= 32 && all_hex(t);
      case Encoding::kBase64: return is_base64(t);
    }
    return false;
  }
};

std::vector<std::pair<Encoding, Range>> find_slowly(std::string_view text) {
  std::vector<std::pair<Encoding, Range>> all, kept;
  for (size_t at = 0; at < text.size();) {
    size_t next = at + 1;
    for (const EncodingName& name : kEncodingNames) {
      size_t end = text.size();
      while (end > at && !Slow::is(name.kind, text.substr(at, end - at), end == text.size())) --end;
      if (end == at) continue;
      all.push_back({name.kind, {at, end}});
      next = end;
      break;
    }
    at = next;
  }
  for (size_t i = 0; i < all.size(); ++i) {
    const auto loses_to = [&](const auto& other) {
      return other.second.overlaps(all[i].second) && other.first < all[i].first;
    };
    if (i > 0 && loses_to(all[i - 1])) continue;
    if (i + 1 < all.size() && loses_to(all[i + 1])) continue;
    kept.push_back(all[i]);
  }
  return kept;
}

TEST(Encodings, AreThoseOfTheSlowSearch) {
  const std::string_view pieces[] = {"%41", "%",    "U+0041",  "U+00",   " ",    "\n", "\\u0041",
                                     "\\",  "0123", "abcdef0", "xyzXYZ", "q_/+", "==", "="};
  std::mt19937 random(3);
  for (int round = 0; round < 3000; ++round) {
    std::string text;
    for (size_t i = random() % 14; i > 0; --i) text += pieces[random() % std::size(pieces)];
    const std::vector<EncodedText> fast = find_encoded(text);
    const auto slow = find_slowly(text);
    ASSERT_EQ(fast.size(), slow.size()) << text;
    for (size_t i = 0; i < fast.size(); ++i) {
      ASSERT_EQ(fast[i].kind, slow[i].first) << text;
      ASSERT_EQ(fast[i].range.start, slow[i].second.start) << text;
      ASSERT_EQ(fast[i].range.end, slow[i].second.end) << text;
    }
  }
}

}  // namespace
}  // namespace sluice::gitleaks
