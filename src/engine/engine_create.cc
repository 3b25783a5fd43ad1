// Engine's making: a prefilter of the rules that the program was built with, and one of all others.
#include <algorithm>
#include <string>
#include <unordered_map>
#include <utility>

#include "engine/added_rules.h"
#include "engine/compiler.h"
#include "engine/engine_impl.h"
#include "engine/user_pattern.h"

namespace sluice {
namespace {

Extent wider(Extent a, Extent b) {
  return {std::max(a.bytes, b.bytes), std::max(a.newlines, b.newlines)};
}

}  // namespace

Result<void> Engine::Impl::add_prefilter(Result<Prefilter> prefilter, uint32_t first,
                                         Extent widest) {
  if (!prefilter) return std::move(prefilter).error();
  prefilters.push_back(*std::move(prefilter));
  first_pattern.push_back(first);
  max_extent.push_back(widest);
  return {};
}

// Nothing but the rules that the database was made of.
Result<void> Engine::Impl::take_shipped(const CompiledDatabase& database) {
  Extent widest;
  for (const CompiledPattern& pattern : database.patterns) {
    pattern_rules.push_back(pattern.rule);
    extents.push_back({pattern.width, pattern.newlines});
    widest = wider(widest, extents.back());
    StageFacts& facts = stages->facts[pattern.rule];
    facts.stage_one = wider(facts.stage_one, extents.back());
    facts.regex_width = pattern.regex_width;
  }
  path_only_rules.assign(database.path_rules.begin(), database.path_rules.end());
  pairs.emplace(rules.rules(),
                std::vector<uint32_t>(database.pair_rules.begin(), database.pair_rules.end()));
  return add_prefilter(Prefilter::in_place(database.loaded), 0, widest);
}

// Marks in `covered` the rules whose every pattern the database holds.
Result<void> Engine::Impl::add_builtin(const CompiledDatabase& database,
                                       std::vector<bool>& covered) {
  std::unordered_map<std::string_view, std::pair<size_t, size_t>> by_id;  // [first, last)
  for (size_t i = 0; i < database.patterns.size(); ++i) {
    auto [at, fresh] = by_id.try_emplace(database.patterns[i].rule_id, i, i + 1);
    at->second.second = i + 1;
  }
  pattern_rules.assign(database.patterns.size(), kNoRule);
  extents.assign(database.patterns.size(), {});
  Extent widest;
  bool any = false;
  for (uint32_t rule = 0; rule < rules.rules().size(); ++rule) {
    const Rule& written = rules.rules()[rule];
    const auto range = by_id.find(written.id);
    if (!written.builtin || range == by_id.end()) continue;
    const auto [first, last] = range->second;
    const std::vector<std::string> wanted = stage_one_patterns(written);
    const bool same = std::equal(wanted.begin(), wanted.end(),
                                 database.patterns.begin() + static_cast<ptrdiff_t>(first),
                                 database.patterns.begin() + static_cast<ptrdiff_t>(last),
                                 [](const std::string& text, const CompiledPattern& compiled) {
                                   return text == compiled.pattern;
                                 });
    if (!same) continue;
    StageFacts& facts = stages->facts[rule];
    facts = {};
    facts.regex_width = database.patterns[first].regex_width;
    for (size_t i = first; i < last; ++i) {
      pattern_rules[i] = rule;
      extents[i] = {database.patterns[i].width, database.patterns[i].newlines};
      facts.stage_one = wider(facts.stage_one, extents[i]);
      widest = wider(widest, extents[i]);
    }
    covered[rule] = any = true;
  }
  if (!any) {
    pattern_rules.clear();
    extents.clear();
    return {};
  }
  return add_prefilter(Prefilter::in_place(database.loaded), 0, widest);
}

// Of the rules `indices` that no other database covers. kCorrupt, kUnsupported, with nothing done:
// `added` does not fit them, or this build.
Result<void> Engine::Impl::install(std::span<const uint32_t> indices, const AddedRules& added) {
  if (added.rules.size() != indices.size()) return Error{ErrorKind::kCorrupt, "of other rules"};
  for (size_t i = 0; i < indices.size(); ++i) {
    const size_t patterns = stage_one_patterns(rules.rules()[indices[i]]).size();
    const size_t held = added.rules[i].newlines.size();
    if (held != 0 && held != patterns) return Error{ErrorKind::kCorrupt, "of other patterns"};
  }
  std::optional<Prefilter> prefilter;
  if (!added.database.empty()) {
    Result<Prefilter> loaded = Prefilter::load(added.database);
    if (!loaded) return std::move(loaded).error();
    prefilter = *std::move(loaded);
  }
  const auto first = static_cast<uint32_t>(pattern_rules.size());
  Extent widest;
  for (size_t i = 0; i < indices.size(); ++i) {
    const Rule& rule = rules.rules()[indices[i]];
    const AddedRule& reach = added.rules[i];
    StageFacts& facts = stages->facts[indices[i]];
    facts = {};
    facts.regex_width = reach.regex_width;
    facts.needs_re2_alone = reach.newlines.empty();
    facts.unsure_past_ascii =
        !facts.needs_re2_alone && !rule.builtin && differs_past_ascii(rule.regex);
    if (facts.needs_re2_alone || facts.unsure_past_ascii) re2_rules.push_back(indices[i]);
    pattern_rules.insert(pattern_rules.end(), reach.newlines.size(), indices[i]);
    for (const uint32_t newlines : reach.newlines) {
      extents.push_back({reach.stage_one_width, newlines});
      facts.stage_one = wider(facts.stage_one, extents.back());
      widest = wider(widest, extents.back());
    }
  }
  if (!prefilter) return {};
  return add_prefilter(*std::move(prefilter), first, widest);
}

// The rules that no database covers yet, and all else that a person wrote, whom an error in a
// pattern serves better now than once it is used. What is in `store` was found without error.
Result<void> Engine::Impl::add_rest(const std::vector<bool>& covered, CompiledStore* store) {
  std::vector<uint32_t> indices;
  for (uint32_t i = 0; i < rules.rules().size(); ++i) {
    if (!covered[i] && !rules.rules()[i].regex.empty()) indices.push_back(i);
  }
  if (indices.empty() && !holds_own(rules)) return {};
  std::string key;
  if (store != nullptr) {
    key = added_rules_key(rules, indices);
    if (const std::optional<std::string> bytes = store->load(key)) {
      const Result<AddedRules> added = parse_added_rules(*bytes);
      if (added && install(indices, *added)) return {};
    }
  }
  const Result<AddedRules> added = compile_added(rules, indices);
  if (!added) return added.error();
  if (Result<void> installed = install(indices, *added); !installed) return installed;
  if (store != nullptr) store->save(key, to_bytes(*added));
  return {};
}

// Rules that a person may have changed.
Result<void> Engine::Impl::take_own(const CompiledDatabase& database, CompiledStore* store) {
  std::vector<uint32_t> pairing;
  for (uint32_t i = 0; i < rules.rules().size(); ++i) {
    const Rule& rule = rules.rules()[i];
    if (is_on_path_alone(rule)) path_only_rules.push_back(i);
    if (PairFinder::pairs(rule)) pairing.push_back(i);
  }
  pairs.emplace(rules.rules(), std::move(pairing));
  std::vector<bool> covered(rules.rules().size());
  if (Result<void> done = add_builtin(database, covered); !done) return done;
  return add_rest(covered, store);
}

Result<Engine> Engine::create(RuleSet rules, const CompiledDatabase& builtin,
                              CompiledStore* store) {
  auto impl = std::make_unique<Impl>();
  impl->rules = std::move(rules);
  impl->stages = std::make_unique<Stages>(impl->rules.rules());
  for (const Allowlist& allowlist : impl->rules.allowlists()) {
    impl->global_allowlists.emplace_back(allowlist);
  }
  const std::string_view known = impl->rules.known_sha256();
  const bool is_shipped = !known.empty() && known == builtin.rules_sha256;
  Result<void> done = is_shipped ? impl->take_shipped(builtin) : impl->take_own(builtin, store);
  if (!done) return std::move(done).error();
  for (const StageFacts& facts : impl->stages->facts) impl->widths.push_back(facts.regex_width);
  return Engine(std::move(impl));
}

}  // namespace sluice
