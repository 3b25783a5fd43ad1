// The oracle of delta-native scanning: what a scan of an edit finds is what a scan
// of the whole text finds.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "engine/extent.h"
#include "engine/trace.h"
#include "engine/window.h"
#include "sluice/engine.h"
#include "support/edit_maker.h"

namespace sluice {
namespace {

Rule rule_of(std::string id, std::string regex, std::vector<std::string> prefilters = {}) {
  Rule rule;
  rule.id = std::move(id);
  rule.regex = std::move(regex);
  rule.prefilters = std::move(prefilters);
  rule.builtin = true;
  rule.judge = JudgeKind::kNone;
  return rule;
}

// Edges of lines, words and texts, overlaps, several widths, open ends, and
// matches whose place depends on where the one before them ended.
std::vector<Rule> hard_rules() {
  return {
      rule_of("boundary", R"(\bab[abc]{2,6}\b)"),
      rule_of("line-edges", R"((?m)^a[bc]{1,5}$)"),
      rule_of("text-edges", R"(\Aab{0,3}|c{2}\z)"),
      rule_of("dollar", R"(bc{1,3}$)"),
      rule_of("not-word", R"(\Ba{2,3}\B)"),
      rule_of("parity", R"(a[ab])"),
      rule_of("chained", R"([ab]{7})"),
      rule_of("wide", R"(c[abc=]{0,60}=)"),
      rule_of("negated", R"(a[^b\n]{1,4}b)"),
      rule_of("consuming-edge", R"((?:^|[^abc])(abc{1,2})(?:[^abc]|$))"),
      rule_of("open-end", R"(\bca[abc=]{3,}\b)", {R"(\bca[abc=]{3})"}),
      rule_of("open-middle", R"((?s)a=.+?=a)", {"a="}),
      rule_of("few-lines", R"(a[bc=]{0,9}
[abc=]{1,40}
?=)"),
      rule_of("many-lines", R"(b=[^=]{0,50}=b)"),
      rule_of("starts-line", R"((?:^|
)[abc]{1,50}=)"),
      rule_of("two-widths", R"((?:b|aa[abc]{1,9})c=)", {"bc=", "aa[abc]{1,9}c="}),
  };
}

bool operator==(const Location& a, const Location& b) {
  return a.line == b.line && a.column == b.column && a.end_line == b.end_line &&
         a.end_column == b.end_column;
}

void expect_same(const std::vector<Match>& fast, const std::vector<Match>& slow) {
  ASSERT_EQ(fast.size(), slow.size());
  for (size_t i = 0; i < fast.size(); ++i) {
    EXPECT_EQ(fast[i].rule, slow[i].rule);
    EXPECT_EQ(fast[i].match, slow[i].match);
    EXPECT_EQ(fast[i].secret, slow[i].secret);
    EXPECT_EQ(fast[i].secret_text, slow[i].secret_text);
    EXPECT_TRUE(fast[i].location == slow[i].location);
  }
}

// Scans a tree of edits in pre-order, as the walk of a pack gives it, and each text
// also whole. Returns the number of matches.
class EditTree {
 public:
  EditTree(const Engine& engine, std::mt19937& random, std::string_view alphabet)
      : engine_(engine), random_(random) {
    for (const char c : alphabet) pieces_.emplace_back(1, c);
  }
  // Of texts that are made of `pieces`.
  EditTree(const Engine& engine, std::mt19937& random, std::vector<std::string> pieces)
      : engine_(engine), random_(random), pieces_(std::move(pieces)) {}

  size_t grow(const std::string& text, Edit edit) {
    edit.is_base = true;
    std::vector<Match> fast, slow;
    engine_.scan({.bytes = text, .edit = edit}, scratch_, fast);
    Scratch fresh;
    engine_.scan({.bytes = text}, fresh, slow);
    expect_same(fast, slow);
    size_t found = fast.size();
    for (size_t i = 0; edit.depth < 12 && i < 2 && !testing::Test::HasFailure(); ++i) {
      if (i == 1 && random_() % 3 != 0) break;
      const EditedText next =
          random_edit(random_, text, [&] { return random_text(random_() % 12); });
      Edit child;
      child.depth = edit.depth + 1;
      child.has_base = random_() % 16 != 0;
      child.base_bytes = text.size();
      child.copied = next.copied;
      found += grow(next.text, child);
    }
    return found;
  }

  std::string random_text(size_t pieces) {
    std::string text;
    for (size_t i = 0; i < pieces; ++i) text += pieces_[random_() % pieces_.size()];
    return text;
  }

 private:
  const Engine& engine_;
  std::mt19937& random_;
  std::vector<std::string> pieces_;
  Scratch scratch_;
};

TEST(EditScan, EqualsAScanOfTheWhole) {
  const Result<Engine> engine = Engine::create(RuleSet(hard_rules(), {}), {});
  ASSERT_TRUE(engine) << engine.error().message;
  std::mt19937 random(41);
  size_t found = 0;
  for (int round = 0; round < 250 && !HasFailure(); ++round) {
    const std::string_view alphabet = round % 3 == 0   ? "ab"
                                      : round % 3 == 1 ? "abc=\n "
                                                       : std::string_view("abcAB=:_\xff\0", 10);
    EditTree tree(*engine, random, alphabet);
    found += tree.grow(tree.random_text(random() % 300), {});
  }
  EXPECT_GT(found, 20'000u);
}

// Where no match holds a newline, what was seen before is not looked at again: of few letters most
// lines come again, at the edges of texts and between others, with ends and without.
TEST(EditScan, EqualsAScanOfTheWholeWhereLinesComeAgain) {
  std::vector<Rule> rules;
  for (Rule& rule : hard_rules()) {
    if (max_newlines(rule.regex) == 0) rules.push_back(std::move(rule));
  }
  ASSERT_GE(rules.size(), 8u);
  const Result<Engine> engine = Engine::create(RuleSet(rules, {}), {});
  ASSERT_TRUE(engine) << engine.error().message;
  std::mt19937 random(43);
  size_t found = 0;
  for (int round = 0; round < 80 && !HasFailure(); ++round) {
    const std::string_view alphabet = round % 3 == 0   ? "ab\n\n"
                                      : round % 3 == 1 ? "abc=\n "
                                                       : "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxab\n";
    EditTree tree(*engine, random, alphabet);
    found += tree.grow(tree.random_text(random() % 2000), {});
  }
  EXPECT_GT(found, 5'000u);
}

Rule judged_rule(std::string id, std::string regex, JudgeKind judge) {
  Rule rule = rule_of(std::move(id), std::move(regex));
  rule.judge = judge;
  rule.confidence = Confidence::kLow;
  return rule;
}

// What the judge reads lies on lines around the match, some above and some below, further for some
// rules than for others; it is remembered with no more of them than it read.
TEST(EditScan, EqualsAScanOfTheWholeUnderTheJudge) {
  const std::vector<Rule> rules = {
      judged_rule("generic-password", R"((?i)password["']?[ ]{0,2}(?:[:=>|(]|,[ ]?["]))",
                  JudgeKind::kAssignment),
      judged_rule("generic-api-key", R"((?i)(?:token|api_key)["']?[ ]{0,2}[:=>])",
                  JudgeKind::kAssignment),
      judged_rule("generic-secret-record", R"((?i)(?:password|token)(?:["'][,}]?|[:]?(?m:$)))",
                  JudgeKind::kAssignment),
      judged_rule("url-credentials", R"(://[^\s:/?#@"'<>]{0,64}:([^\s/?"'<>@]{1,128})@)",
                  JudgeKind::kUrl),
      judged_rule("netrc", R"(machine [a-z.]{1,20} login [a-z]{1,9} password [^\s])",
                  JudgeKind::kAssignment),
  };
  const Result<Engine> engine = Engine::create(RuleSet(rules, {}), {});
  ASSERT_TRUE(engine) << engine.error().message;
  const std::string value = std::string("hT7") + "wq2Lx9" + "ZrV4",
                    other = std::string("Kd8") + "mP5s";
  const std::vector<std::string> pieces = {"\n",
                                           "\n",
                                           "\n",
                                           "\n\n",
                                           "  ",
                                           "password",
                                           " = ",
                                           ": ",
                                           "\"",
                                           "'",
                                           value,
                                           other,
                                           "token",
                                           "api_key",
                                           "\"name\": \"",
                                           "\"value\": ",
                                           "<password>",
                                           "</password>",
                                           "# user ",
                                           "admin",
                                           "|\n  ",
                                           "(\n",
                                           ")",
                                           "\"\"\"",
                                           "name: ",
                                           "value: ",
                                           "{",
                                           "}",
                                           ",",
                                           "https://me:",
                                           "@db.corp/",
                                           "`",
                                           "\\\n",
                                           "encryptedData:",
                                           "AgB",
                                           "sha256 ",
                                           "machine a.b login me password "};
  std::mt19937 random(47);
  size_t found = 0;
  for (int round = 0; round < 150 && !HasFailure(); ++round) {
    EditTree tree(*engine, random, pieces);
    found += tree.grow(tree.random_text(random() % 150), {});
  }
  EXPECT_GT(found, 3'000u);
}

// A match at a table's heading finds what stands in rows far below it.
TEST(EditScan, EqualsAScanOfTheWholeInTables) {
  const Result<Engine> engine = Engine::create(
      RuleSet({judged_rule("table-password", R"([,|][ ]?(?:password|token)[ ]?(?:[,|]|(?m:$)))",
                           JudgeKind::kAssignment)},
              {}),
      {});
  ASSERT_TRUE(engine) << engine.error().message;
  const std::string value = std::string("hT7") + "wq2Lx9" + "ZrV4",
                    other = std::string("Kd8") + "mP5s!";
  const std::vector<std::string> pieces = {"user,password\n",
                                           "user,password,token\n",
                                           "| user | password |\n|---|---|\n",
                                           "me," + value + "\n",
                                           "you," + other + "\n",
                                           "me," + value + "," + value + "\n",
                                           "| me | " + value + " |\n",
                                           "| you | " + other + " |\n",
                                           "| all | - |\n",
                                           "somebody else, with a long name,-\n",
                                           "\n",
                                           ",",
                                           "x"};
  std::mt19937 random(53);
  size_t found = 0;
  for (int round = 0; round < 100 && !HasFailure(); ++round) {
    EditTree tree(*engine, random, pieces);
    found += tree.grow(tree.random_text(random() % 80), {});
  }
  EXPECT_GT(found, 5'000u);
}

TEST(EditScan, ManyRowsOfATable) {
  const Result<Engine> engine = Engine::create(
      RuleSet({judged_rule("table-password", R"(,password(?m:$))", JudgeKind::kAssignment)}, {}),
      {});
  ASSERT_TRUE(engine) << engine.error().message;
  std::string text = "user,password\n";
  for (int i = 10; i < 30; ++i) text += "u,Kd8" + std::string("mP5!") + std::to_string(i) + "\n";
  Scratch scratch;
  std::vector<Match> found;
  engine->scan({.bytes = text}, scratch, found);
  ASSERT_EQ(found.size(), 20u);
  for (const Match& match : found) EXPECT_EQ(match.match, match.secret);
  EXPECT_EQ(found.back().location.line, 21u);
}

TEST(EditScan, ABaseThatWasNotGivenIsNotBelieved) {
  const Result<Engine> engine = Engine::create(RuleSet({rule_of("token", "zq[0-9]{4}")}, {}), {});
  ASSERT_TRUE(engine);
  const std::string base = "zq" + std::string("1234 "), text = base + "tail";
  const std::vector<CopiedRange> copied = {{0, 0, base.size()}};
  Scratch scratch;
  std::vector<Match> found;
  Edit edit{.depth = 1, .is_base = false, .has_base = true, .base_bytes = base.size()};
  edit.copied = copied;
  engine->scan({.bytes = text, .edit = edit}, scratch, found);
  EXPECT_EQ(found.size(), 1u);
}

TEST(EditScan, ABaseThatWasPassedOverIsNotTheOneBeforeIt) {
  const Result<Engine> engine = Engine::create(RuleSet({rule_of("token", "zq[0-9]{4}")}, {}), {});
  ASSERT_TRUE(engine);
  const std::string token = "zq" + std::string("1234"), other(token.size(), '.');
  const std::vector<CopiedRange> copied = {{0, 0, token.size()}};
  const Edit root{.depth = 0, .is_base = true};
  Edit edit{.depth = 1, .is_base = false, .has_base = true, .base_bytes = token.size()};
  edit.copied = copied;
  Scratch scratch;
  std::vector<Match> found;
  engine->scan({.bytes = other, .edit = root}, scratch, found);
  scratch.pass_over(root);  // the one that holds the token, as large as the other
  engine->scan({.bytes = token, .edit = edit}, scratch, found);
  EXPECT_EQ(found.size(), 1u);
}

// What one engine's rules found nothing in, another's may find something in.
TEST(EditScan, WhatAnotherEngineLearnedIsNotBelieved) {
  const Result<Engine> blind = Engine::create(RuleSet({rule_of("other", "kx[0-9]{4}")}, {}), {});
  const Result<Engine> seeing = Engine::create(RuleSet({rule_of("token", "zq[0-9]{4}")}, {}), {});
  ASSERT_TRUE(blind && seeing);
  const std::string base = "first line\n", text = base + "zq" + "1234\n";
  const std::vector<CopiedRange> copied = {{0, 0, base.size()}};
  Edit edit{.depth = 1, .is_base = true, .has_base = true, .base_bytes = base.size()};
  edit.copied = copied;
  Scratch scratch;
  for (const auto& [engine, expected] : {std::pair{&*blind, 0u}, std::pair{&*seeing, 1u}}) {
    std::vector<Match> found;
    engine->scan({.bytes = base, .edit = {.depth = 0, .is_base = true}}, scratch, found);
    engine->scan({.bytes = text, .edit = edit}, scratch, found);
    EXPECT_EQ(found.size(), expected);
  }
}

TEST(EditScan, AUsersRuleThatRe2RunsAloneIsRunOverEveryEdit) {
  Rule rule = rule_of("words", R"(k[^ ]{2,5}y)");
  rule.builtin = false;
  const Result<Engine> engine = Engine::create(RuleSet({rule}, {}), {});
  ASSERT_TRUE(engine);
  std::mt19937 random(5);
  size_t found = 0;
  for (int round = 0; round < 60 && !HasFailure(); ++round) {
    EditTree tree(*engine, random, "kyk y\xc3\xa9");
    found += tree.grow(tree.random_text(60), {});
  }
  EXPECT_GT(found, 100u);
}

TEST(FindWindows, CoverWhatDecidesEveryEndThatIsNotCopied) {
  std::mt19937 random(11);
  std::vector<ScanWindow> windows;
  const auto random_text = [&](size_t length) {
    std::string text(length, 'x');
    for (char& c : text) c = random() % 4 == 0 ? '\n' : 'x';
    return text;
  };
  for (int round = 0; round < 3000; ++round) {
    const std::string base = random_text(random() % 200);
    const EditedText next = random_edit(random, base, [&] { return random_text(random() % 3); });
    const std::string& text = next.text;
    Edit edit{.depth = 1, .is_base = false, .has_base = true, .base_bytes = base.size()};
    edit.copied = next.copied;
    const Extent extent{static_cast<uint32_t>(random() % 30 + 1),
                        random() % 4 == 0 ? kManyNewlines : static_cast<uint32_t>(random() % 4)};
    find_windows(edit, text, extent, windows);
    for (uint64_t end = 1; end <= text.size(); ++end) {
      // The first byte that decides whether a pattern ends here; -1: the text's edge.
      int64_t begin = static_cast<int64_t>(end) - extent.bytes - 1;
      uint32_t newlines = 0;
      for (int64_t at = static_cast<int64_t>(end) - 1; at > begin && at >= 0; --at) {
        if (text[static_cast<size_t>(at)] != '\n' || newlines++ < extent.newlines) continue;
        begin = at;
      }
      begin = std::max<int64_t>(begin, -1);
      bool copied = false;
      for (const CopiedRange& copy : next.copied) {
        if (end <= copy.target || end > copy.target + copy.size) continue;
        const int64_t by = static_cast<int64_t>(copy.source) - static_cast<int64_t>(copy.target);
        // The text's edge lies before the copy, unless the copy is at both edges.
        const int64_t from = begin < 0 && copy.target != 0 ? INT64_MIN / 2 : begin + by;
        copied |= copy_holds(copy, edit, text.size(), from,
                             static_cast<uint64_t>(static_cast<int64_t>(end) + by) + kBytesBehind);
      }
      bool covered = false;
      for (const ScanWindow& window : windows) {
        covered |= window.first_end <= end && end <= window.last_end &&
                   (window.begin == 0 || static_cast<int64_t>(window.begin) <= begin) &&
                   (window.end == text.size() || window.end >= end + kBytesBehind);
      }
      ASSERT_TRUE(copied || covered) << "end " << end << " of " << text.size() << ", width "
                                     << extent.bytes << ", newlines " << extent.newlines;
    }
  }
}

TEST(CutWindows, EachEndIsTrueInOnePieceThatHoldsWhatDecidesIt) {
  std::mt19937 random(17);
  size_t cuts = 0;
  for (int round = 0; round < 2000; ++round) {
    std::string text(random() % 1500, 'x');
    const auto line = static_cast<unsigned>(random() % 60 + 2);
    for (char& c : text) c = random() % line == 0 ? '\n' : 'x';
    std::vector<ScanWindow> windows, pieces;
    for (uint64_t at = random() % 50; at < text.size(); at += random() % 100) {
      const uint64_t end = std::min<uint64_t>(text.size(), at + 1 + random() % 900);
      const uint64_t first = at + random() % (end - at);
      windows.push_back({at, end, first, first + random() % (end - first + 1)});
      at = end;
    }
    const uint64_t max_bytes = 100 + random() % 900;
    cut_windows(windows, text, max_bytes, pieces);
    cuts += pieces.size() - windows.size();
    for (uint64_t end = 0; end <= text.size(); ++end) {
      const auto is_true = [end](const ScanWindow& w) {
        return w.first_end <= end && end <= w.last_end;
      };
      const auto window = std::find_if(windows.begin(), windows.end(), is_true);
      const auto piece = std::find_if(pieces.begin(), pieces.end(), is_true);
      if (window == windows.end()) {
        ASSERT_TRUE(piece == pieces.end());
        continue;
      }
      // No match of a pattern that holds no newline ends right behind one.
      if (piece == pieces.end()) {
        ASSERT_EQ(text[end - 1], '\n');
        continue;
      }
      ASSERT_TRUE(std::find_if(piece + 1, pieces.end(), is_true) == pieces.end());
      const size_t newline = end == 0 ? std::string::npos : text.rfind('\n', end - 1);
      const uint64_t begin = newline == std::string::npos ? 0 : newline;
      ASSERT_LE(piece->begin, std::max(window->begin, begin));
      ASSERT_GE(piece->end, std::min(window->end, end + kBytesBehind));
      ASSERT_TRUE(window->begin <= piece->begin && piece->end <= window->end);
    }
  }
  EXPECT_GT(cuts, 500u);
}

// Stage two would drop an end that was inherited and is none; it should not have to.
TEST(InheritTraces, TakesAnEndWhereAllThatDecidesItIsCopied) {
  std::mt19937 random(3);
  size_t inherited = 0;
  for (int round = 0; round < 2000; ++round) {
    std::string base(random() % 120 + 1, 'x');
    for (char& c : base) c = random() % 6 == 0 ? '\n' : static_cast<char>('a' + random() % 26);
    const EditedText next = random_edit(random, base, [&] { return std::string("##"); });
    Edit edit{.depth = 1, .is_base = false, .has_base = true, .base_bytes = base.size()};
    edit.copied = next.copied;
    const std::vector<Extent> extents = {{static_cast<uint32_t>(random() % 12 + 1), 0},
                                         {static_cast<uint32_t>(random() % 30 + 1), kManyNewlines}};
    std::vector<Trace> traces(base.size()), found;
    for (size_t i = 0; i < traces.size(); ++i) {
      traces[i].end = i + 1;
      traces[i].pattern = i % 2;
      traces[i].floor_distance = i + 1;  // where it was in the base
    }
    inherit_traces(traces, edit, next.text, extents, found);
    // What decides an end: the bytes before it, a mark where the text starts or ends.
    const auto deciding = [](std::string_view text, size_t end, const Extent& extent) {
      std::string around = end + kBytesBehind > text.size() ? "$" : "";
      around.insert(0, text.substr(end, kBytesBehind));
      for (size_t left = extent.bytes + kBytesBefore, at = end; left > 0; --left, --at) {
        if (at == 0) return "^" + around;
        around.insert(0, 1, text[at - 1]);
        if (text[at - 1] == '\n' && extent.newlines == 0) break;
      }
      return around;
    };
    for (const Trace& trace : found) {
      const Extent& extent = extents[trace.pattern];
      ASSERT_EQ(deciding(next.text, trace.end, extent),
                deciding(base, trace.floor_distance, extent));
    }
    inherited += found.size();
  }
  EXPECT_GT(inherited, 10'000u);
}

TEST(MaxNewlines, BoundsWhatAMatchHolds) {
  for (const auto& [pattern, most] : std::vector<std::pair<std::string, uint32_t>>{
           {"abc", 0},
           {R"(a\sb)", 1},
           {R"(a\s{0,3}b\n)", 4},
           {R"(a\s*b)", kManyNewlines},
           {R"([^a]{2})", 2},
           {R"([^\s]{2,})", 0},
           {R"([^a\n]+)", 0},
           {R"([\x00-\x1f]b)", 1},
           {R"([\x0b-\x1f]b)", 0},
           {R"([^\x00-\x1f]b)", 0},
           {R"([^[:space:]])", 1},
           {R"((?:a\s|b\s\s|c)d\W)", 3},
           {R"(.{9})", 0},
           {R"((?s).{9})", 9},
           {R"((?i)a(?s:.)b.)", 2},
           {R"((?P<n>a\n)(?i:b))", 1},
           {R"((?:(?:a\n){2}){3}\S\D?)", 7},
           {R"([]\n]a{,3}\n)", 2},
           {R"(^a$\b\B\z)", 0},
           {R"(\x{a}\x0A\\n\.)", 2},
           {R"(\Qa\E)", kManyNewlines},
           {R"((?=a))", kManyNewlines},
           {R"((?x) a b)", kManyNewlines},
           {R"((a)\1)", kManyNewlines},
           {R"(a))", kManyNewlines},
           {R"([a)", kManyNewlines},
           {"a\\", kManyNewlines},
       }) {
    EXPECT_EQ(max_newlines(pattern), most) << pattern;
  }
}

}  // namespace
}  // namespace sluice
