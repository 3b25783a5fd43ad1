#include "engine/added_rules.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "engine/compiler.h"
#include "sluice/engine.h"

namespace sluice {
namespace {

Rule rule_of(const std::string& id, const std::string& regex) {
  Rule rule;
  rule.id = id;
  rule.regex = regex;
  rule.source = "own.toml:1";
  return rule;
}

// One of each kind: for stage one, in several ways; for RE2 alone; on the path alone.
std::vector<Rule> all_kinds() {
  std::vector<Rule> rules = {rule_of("token", "zq_[0-9]{4}"), rule_of("dot", "key=.{4}end"),
                             rule_of("ungreedy", "(?U)open[a-z]+shut"),
                             rule_of("class", R"(\pL\pL-[0-9]{3})"),
                             rule_of("large", "(?:ab|cd|ef|gh|ij){600}z")};
  rules[0].prefilters = {"zq_[0-4]", "zq_[5-9]"};
  rules[0].allowlists.push_back({"", false, {}, {"^vendor/"}, {"^zq_0+$"}, {}, {}, "own.toml:2"});
  Rule& path = rules.emplace_back(rule_of("path", ""));
  path.path = "[.]pem$";
  return rules;
}

std::string text_of_all_kinds() {
  std::string large;
  for (int i = 0; i < 600; ++i) large += i % 2 == 0 ? "ab" : "gh";
  return "zq_0000 zq_1234 zq_9876 key=\xC3\xA4\xC3\xB6\xC3\xBC\xC3\x9F"
         "end openxshut \xC3\xA4"
         "b-123 " +
         large + "z\n";
}

class MemoryStore : public CompiledStore {
 public:
  std::optional<std::string> load(const std::string& key) override {
    ++loads;
    const auto at = kept.find(key);
    return at == kept.end() ? std::nullopt : std::optional(at->second);
  }
  void save(const std::string& key, std::string_view bytes) override {
    ++saves;
    kept[key] = bytes;
  }

  std::map<std::string, std::string> kept;
  int loads = 0, saves = 0;
};

std::vector<Engine::Confirmed> found_by(const Engine& engine, const std::string& text) {
  Scratch scratch;
  return engine.confirm(text, scratch);
}

TEST(AddedRules, FromTheStoreFindWhatCompiledOnesFind) {
  const std::string text = text_of_all_kinds();
  const auto fresh = Engine::create(RuleSet(all_kinds(), {}), {});
  ASSERT_TRUE(fresh) << fresh.error().message;
  const auto expected = found_by(*fresh, text);
  EXPECT_EQ(expected, fresh->confirm_slowly(text));
  EXPECT_EQ(expected.size(), 7u);
  MemoryStore store;
  for (int run = 0; run < 3; ++run) {
    const auto engine = Engine::create(RuleSet(all_kinds(), {}), {}, &store);
    ASSERT_TRUE(engine);
    EXPECT_EQ(found_by(*engine, text), expected);
    EXPECT_EQ(engine->path_matches("a/b.pem").size(), 1u);
  }
  EXPECT_EQ(store.loads, 3);
  EXPECT_EQ(store.saves, 1);
}

TEST(AddedRules, ADamagedDatabaseIsCompiledAnew) {
  const std::string text = text_of_all_kinds();
  MemoryStore store;
  std::vector<Rule> rules = all_kinds();
  std::erase_if(rules, [](const Rule& rule) { return rule.id == "large"; });  // for time
  const auto fresh = Engine::create(RuleSet(rules, {}), {}, &store);
  ASSERT_TRUE(fresh);
  const auto expected = found_by(*fresh, text);
  const auto [key, good] = *store.kept.begin();
  const size_t database_size = parse_added_rules(good)->database.size();
  ASSERT_GT(database_size, 100u);
  const auto expect_same = [&](const std::string& bytes, const std::string& what) {
    store.kept[key] = bytes;
    const auto engine = Engine::create(RuleSet(rules, {}), {}, &store);
    ASSERT_TRUE(engine) << what;
    EXPECT_EQ(found_by(*engine, text), expected) << what;
  };
  // Hyperscan's own header and checksum tell: what the store vouches for is checked once more. Its
  // header is made of magic, version, length, platform (8), checksum, then bytes that it does not
  // use.
  for (size_t at = good.size() - database_size; at < good.size();
       at += at < good.size() - database_size + 40 ? 1 : 97) {
    std::string bad = good;
    bad[at] = static_cast<char>(bad[at] ^ 0x41);
    expect_same(bad, "flipped at " + std::to_string(at));
  }
  for (size_t size = 0; size < good.size(); size += size < 120 ? 1 : 89) {
    expect_same(good.substr(0, size), "cut at " + std::to_string(size));
  }
  const int saves = store.saves;
  std::string other_version = good;
  other_version[good.size() - database_size + 4] ^= 1;
  expect_same(other_version, "of another version of Hyperscan");
  EXPECT_EQ(store.saves, saves + 1);
  EXPECT_EQ(store.kept[key], good);
  std::string other_processor = good;
  other_processor[good.size() - database_size + 12] ^= 0x3f;
  expect_same(other_processor, "for another processor");
  EXPECT_EQ(store.saves, saves + 2);
}

TEST(AddedRules, OfOtherRulesAreNotBelieved) {
  MemoryStore store;
  const std::vector<Rule> one = {rule_of("a", "zq_[0-9]{4}")},
                          two = {rule_of("a", "zq_[0-9]{4}"), rule_of("b", "yq_[0-9]{4}")};
  ASSERT_TRUE(Engine::create(RuleSet(one, {}), {}, &store));
  const std::string bytes = store.kept.begin()->second;
  store.kept.clear();
  ASSERT_TRUE(Engine::create(RuleSet(two, {}), {}, &store));
  store.kept.begin()->second = bytes;
  const auto engine = Engine::create(RuleSet(two, {}), {}, &store);
  ASSERT_TRUE(engine);
  EXPECT_EQ(found_by(*engine, "zq_1234 yq_1234").size(), 2u);
}

TEST(AddedRules, AnErrorIsTheSameEachTimeAndNamesItsPlace) {
  const auto with = [](const auto& change) {
    std::vector<Rule> rules = all_kinds();
    change(rules[1]);
    return rules;
  };
  const std::vector<std::vector<Rule>> wrong = {
      with([](Rule& rule) { rule.regex = "(unclosed"; }),
      with([](Rule& rule) { rule.path = "[z-a]"; }),
      with([](Rule& rule) { rule.secret_group = 3; }),
      with([](Rule& rule) { rule.pair_id = "(unclosed", rule.pair_value = "x"; }),
      with([](Rule& rule) { rule.allowlists.emplace_back().regexes = {"*"}; }),
      with([](Rule& rule) { rule.allowlists.emplace_back().paths = {"(?<n>x)"}; }),
      // A key of a shipped rule that a person gave.
      with([](Rule& rule) { rule.builtin = true, rule.path = "[z-a]"; }),
  };
  for (const std::vector<Rule>& rules : wrong) {
    MemoryStore store;
    for (int run = 0; run < 2; ++run) {
      const auto engine = Engine::create(RuleSet(rules, {}), {}, &store);
      ASSERT_FALSE(engine);
      EXPECT_EQ(engine.error().kind, ErrorKind::kUsage);
      EXPECT_EQ(engine.error().message.find("own.toml:1: rule 'dot': "), 0u)
          << engine.error().message;
    }
    EXPECT_EQ(store.saves, 0);
  }
  Allowlist global;
  global.regexes = {"(unclosed"};
  global.source = "own.toml:9";
  const auto engine = Engine::create(RuleSet(all_kinds(), {global}), {});
  ASSERT_FALSE(engine);
  EXPECT_EQ(engine.error().message.find("own.toml:9: allowlist pattern '(unclosed'"), 0u)
      << engine.error().message;
}

TEST(AddedRules, ShippedOnesAskNoStore) {
  std::vector<Rule> rules = {rule_of("token", "zq_[0-9]{4}"), rule_of("other", "yq_[0-9]{4}")};
  std::vector<std::string> patterns;
  for (Rule& rule : rules) {
    rule.builtin = true;
    rule.source.clear();
    patterns.push_back(rule.regex);
  }
  // As the build lays it into the program, at a multiple of 64.
  const std::string loaded = *loaded_database(*compile_database(patterns));
  std::vector<char> room(loaded.size() + kDatabaseAlignment);
  char* const at = room.data() + (kDatabaseAlignment -
                                  reinterpret_cast<uintptr_t>(room.data()) % kDatabaseAlignment);
  std::copy(loaded.begin(), loaded.end(), at);
  const std::vector<CompiledPattern> compiled = {{"token", patterns[0], 7, 0, 7},
                                                 {"other", patterns[1], 7, 0, 7}};
  const CompiledDatabase database{{at, loaded.size()}, compiled, {}, {}, {}};
  MemoryStore store;
  ASSERT_TRUE(Engine::create(RuleSet(rules, {}), database, &store));
  const auto one_off = Engine::create(RuleSet({rules[1]}, {}), database, &store);
  ASSERT_TRUE(one_off);
  EXPECT_EQ(found_by(*one_off, "zq_1234 yq_1234").size(), 1u);
  EXPECT_EQ(store.loads, 0);
  // One more, and only that one is compiled.
  rules.push_back(rule_of("own", "xq_[0-9]{4}"));
  const auto more = Engine::create(RuleSet(rules, {}), database, &store);
  ASSERT_TRUE(more);
  EXPECT_EQ(found_by(*more, "zq_1234 yq_1234 xq_1234").size(), 3u);
  ASSERT_EQ(store.saves, 1);
  EXPECT_EQ(parse_added_rules(store.kept.begin()->second)->rules.size(), 1u);
}

TEST(AddedRules, TheKeyFollowsAllThatIsCompiledOrChecked) {
  const auto key_of = [](const std::vector<Rule>& rules, const std::vector<Allowlist>& global) {
    std::vector<uint32_t> indices;
    for (uint32_t i = 0; i < rules.size(); ++i) {
      if (!rules[i].regex.empty()) indices.push_back(i);
    }
    return added_rules_key(RuleSet(rules, global), indices);
  };
  const std::string key = key_of(all_kinds(), {});
  EXPECT_EQ(key.size(), 64u);
  EXPECT_EQ(key, key_of(all_kinds(), {}));
  std::vector<Rule> titled = all_kinds();
  titled[0].title = "another";
  titled[0].source = "moved.toml:7";
  EXPECT_EQ(key, key_of(titled, {}));
  const auto changed = [&](const auto& change) {
    std::vector<Rule> rules = all_kinds();
    change(rules);
    return key_of(rules, {});
  };
  EXPECT_NE(key, changed([](auto& rules) { rules[0].regex += "x"; }));
  EXPECT_NE(key, changed([](auto& rules) { rules[0].prefilters.pop_back(); }));
  EXPECT_NE(key, changed([](auto& rules) { rules[1].path = "x"; }));
  EXPECT_NE(key, changed([](auto& rules) { rules[1].secret_group = 1; }));
  EXPECT_NE(key, changed([](auto& rules) { rules[0].allowlists[0].paths[0] += "x"; }));
  EXPECT_NE(key, changed([](auto& rules) { std::swap(rules[0], rules[1]); }));
  EXPECT_NE(key, changed([](auto& rules) { rules.pop_back(); }));
  Allowlist global;
  global.regexes = {"x"};
  EXPECT_NE(key, key_of(all_kinds(), {global}));
}

TEST(AddedRules, AreTheBytesTheyCameFrom) {
  const AddedRules added{{{7, 9, {0, 3}}, {kUnboundedWidth, kUnboundedWidth, {}}}, "database"};
  const std::string bytes = to_bytes(added);
  const auto parsed = parse_added_rules(bytes);
  ASSERT_TRUE(parsed);
  EXPECT_EQ(to_bytes(*parsed), bytes);
  for (size_t size = 0; size < bytes.size(); ++size) {
    EXPECT_FALSE(parse_added_rules(bytes.substr(0, size))) << size;
  }
  EXPECT_FALSE(parse_added_rules(bytes + "x"));
}

}  // namespace
}  // namespace sluice
