// The oracle of delta-native scanning: what a scan of an edit finds is what a scan
// of the whole text finds.
#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

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
      : engine_(engine), random_(random), alphabet_(alphabet) {}

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

  std::string random_text(size_t length) {
    std::string text(length, ' ');
    for (char& c : text) c = alphabet_[random_() % alphabet_.size()];
    return text;
  }

 private:
  const Engine& engine_;
  std::mt19937& random_;
  std::string_view alphabet_;
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
  for (int round = 0; round < 2000; ++round) {
    const std::string base(random() % 200, 'x');
    const EditedText next = random_edit(random, base, [&] { return std::string(1, 'y'); });
    Edit edit{.depth = 1, .is_base = false, .has_base = true, .base_bytes = base.size()};
    edit.copied = next.copied;
    const uint64_t size = next.text.size(), width = random() % 20 + 1;
    find_windows(edit, size, width, windows);
    for (uint64_t end = 1; end <= size; ++end) {
      const int64_t begin = static_cast<int64_t>(end - width) - 1;
      bool copied = false;
      for (const CopiedRange& copy : next.copied) {
        const int64_t by = static_cast<int64_t>(copy.source) - static_cast<int64_t>(copy.target);
        const int64_t base_end = static_cast<int64_t>(end) + by;
        copied |= base_end > 0 && base_end <= static_cast<int64_t>(base.size()) &&
                  copy_holds(copy, edit, size, begin + by, static_cast<uint64_t>(base_end) + 2) &&
                  end > copy.target && end <= copy.target + copy.size;
      }
      bool covered = false;
      for (const ScanWindow& window : windows) {
        covered |= window.first_end <= end && end <= window.last_end &&
                   (window.begin == 0 || static_cast<int64_t>(window.begin) <= begin) &&
                   (window.end == size || window.end >= end + 2);
      }
      ASSERT_TRUE(copied || covered) << "end " << end << " of " << size << ", width " << width;
    }
  }
}

}  // namespace
}  // namespace sluice
