// A blob in windows against the same blob in one piece.
#include "pipeline/large_blob.h"

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

#include "git/object_store.h"

namespace sluice {
namespace {

constexpr uint64_t kCore = LargeBlob::kOverlapBytes;  // the smallest

Rule make_rule(const std::string& id, const std::string& regex) {
  Rule rule;
  rule.id = id;
  rule.description = id;
  rule.regex = regex;
  rule.secret_group = 1;
  return rule;
}

// A token, one that may lie over it, and a block without a bound.
const Engine& engine() {
  static const Engine made = [] {
    Result<Engine> engine =
        Engine::create(RuleSet({make_rule("token", "\\b(acme_[0-9A-Za-z]{16})\\b"),
                                make_rule("assigned", "(?:^|\\s)key=(\\S{8,60})(?:$|\\s)"),
                                make_rule("block", "<<KEY\\n([0-9A-Za-z\\n]{64,})KEY>>")},
                               {}),
                       {});
    EXPECT_TRUE(engine.has_value()) << engine.error().message;
    return *std::move(engine);
  }();
  return made;
}

std::string token(std::mt19937& random) {
  static constexpr char kLetters[] =
      "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  std::string text = "acme_";
  for (int i = 0; i < 16; ++i) text += kLetters[random() % 62];
  return text;
}

std::string block(std::mt19937& random, size_t lines) {
  std::string text = "<<KEY\n";
  for (size_t i = 0; i < lines; ++i) text += token(random).substr(5) + "\n";
  return text + "KEY>>";
}

// Lines with code points of every length, invalid bytes and no newline for long.
std::string filler(std::mt19937& random, size_t bytes) {
  static const std::vector<std::string> kPieces = {
      "words ", "\n", "\xc3\xa9", "\xe2\x82\xac", "\xff", "\xf0\x9f\x94\x91", "\x80", " x = 1; "};
  std::string text;
  const bool one_line = random() % 3 == 0;
  while (text.size() < bytes) {
    const std::string& piece = kPieces[random() % kPieces.size()];
    text += one_line && piece == "\n" ? " " : piece;
  }
  return text;
}

std::vector<Match> scan_whole(std::string_view text) {
  Scratch scratch;
  std::vector<Match> matches;
  EXPECT_FALSE(engine().scan({.bytes = text}, scratch, matches).truncated);
  return matches;
}

// In parts of up to `part_bytes`.
std::vector<Match> scan_parts(std::string_view text, std::mt19937& random, size_t part_bytes,
                              uint64_t core = kCore) {
  Scratch scratch;
  Blob blob;
  blob.part = Part{0, text.size(), false};
  LargeBlob large(engine(), scratch, Confidence::kLow, blob, core, 20);
  while (blob.part->offset < text.size()) {
    blob.bytes = text.substr(blob.part->offset, 1 + random() % part_bytes);
    large.add(blob);
    blob.part->offset += blob.bytes.size();
  }
  blob.bytes = {};
  blob.part->last = true;
  large.add(blob);
  EXPECT_FALSE(large.truncated());
  EXPECT_EQ(large.id(), git::hash_object(git::ObjectType::kBlob, text, 20));
  return large.take_matches();
}

void expect_same(const std::vector<Match>& parts, const std::vector<Match>& whole) {
  ASSERT_EQ(parts.size(), whole.size());
  for (size_t i = 0; i < whole.size(); ++i) {
    ASSERT_EQ(parts[i].rule, whole[i].rule) << i;
    ASSERT_EQ(parts[i].match, whole[i].match) << i;
    ASSERT_EQ(parts[i].secret, whole[i].secret) << i;
    ASSERT_EQ(parts[i].secret_text, whole[i].secret_text) << i;
    ASSERT_EQ(parts[i].match_text, whole[i].match_text) << i;
    ASSERT_EQ(parts[i].location.line, whole[i].location.line) << i;
    ASSERT_EQ(parts[i].location.column, whole[i].location.column) << i;
    ASSERT_EQ(parts[i].location.end_line, whole[i].location.end_line) << i;
    ASSERT_EQ(parts[i].location.end_column, whole[i].location.end_column) << i;
    ASSERT_EQ(parts[i].evidence.confidence, whole[i].evidence.confidence) << i;
    ASSERT_EQ(parts[i].allowed_inline, whole[i].allowed_inline) << i;
  }
}

// Every place of a secret around the end of a core, of a window and of a left context.
TEST(LargeBlob, FindsASecretWhereverItLies) {
  std::mt19937 random(1);
  const std::string secret = token(random);
  const std::string base = filler(random, 4 * kCore);
  for (const uint64_t edge : {kCore, kCore + LargeBlob::kOverlapBytes, 2 * kCore}) {
    for (uint64_t before = 0; before <= secret.size() + 4; before += 3) {
      std::string text = base;
      text.replace(edge - before, secret.size() + 2, " " + secret + " ");
      const std::vector<Match> whole = scan_whole(text);
      ASSERT_EQ(whole.size(), 1u);
      expect_same(scan_parts(text, random, 1 << 20), whole);
    }
  }
}

TEST(LargeBlob, EqualsAScanInOnePiece) {
  std::mt19937 random(2);
  size_t found = 0;
  for (int round = 0; round < 12; ++round) {
    std::string text;
    while (text.size() < 5 * kCore) {
      text += filler(random, random() % 3000);
      switch (random() % 5) {
        case 0: text += "\nkey=" + token(random) + "\n"; break;
        case 1: text += block(random, 5 + random() % 2000); break;
        case 2: text += "key=short7 # sluice:allow\n"; break;
        default: text += " " + token(random) + (random() % 4 == 0 ? " gitleaks:allow\n" : "\n");
      }
    }
    const std::vector<Match> whole = scan_whole(text);
    found += whole.size();
    expect_same(scan_parts(text, random, round % 2 == 0 ? 5000 : 2 << 20, kCore + random() % kCore),
                whole);
  }
  EXPECT_GT(found, 1000u);
}

TEST(LargeBlob, AShortOneIsOneWindow) {
  std::mt19937 random(3);
  for (const size_t size : {size_t{0}, size_t{1}, size_t{5000}}) {
    const std::string text = token(random) + "\n" + filler(random, size);
    expect_same(scan_parts(text, random, 100), scan_whole(text));
  }
}

TEST(LargeBlob, StopsAtAFlood) {
  std::mt19937 random(4);
  Scratch scratch;
  Blob blob;
  blob.part = Part{0, 0, false};
  LargeBlob large(engine(), scratch, Confidence::kLow, blob, kCore, 20);
  std::string text;
  for (int i = 0; i < 5000; ++i) text += token(random) + "\n";
  blob.bytes = text;
  for (int i = 0; i < 40; ++i) large.add(blob);
  blob.bytes = {};
  blob.part->last = true;
  large.add(blob);
  EXPECT_TRUE(large.truncated());
  EXPECT_TRUE(large.id().empty());
  EXPECT_LE(large.take_matches().size(), LargeBlob::kMaxMatches + 30'000);
}

}  // namespace
}  // namespace sluice
