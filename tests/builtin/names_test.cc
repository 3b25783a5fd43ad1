#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "base/gitleaks_names.h"
#include "builtin/builtin.h"

namespace sluice {
namespace {

TEST(GitleaksNames, AliasesAreGitleaksIdsAndNoRulesOwn) {
  std::set<std::string> ids;
  for (const Rule& rule : builtin_rules()) ids.insert(rule.id);
  for (const Rule& rule : builtin_rules()) {
    for (const std::string& alias : rule.aliases) {
      EXPECT_TRUE(is_gitleaks_rule(alias)) << rule.id << ": " << alias;
      EXPECT_NE(alias, rule.id);
      EXPECT_FALSE(is_left_to_generic(alias)) << alias;
    }
    EXPECT_FALSE(is_left_to_generic(rule.id)) << rule.id;
  }
}

TEST(GitleaksNames, EveryIdOfGitleaksIsSomeRulesOrLeftToGeneric) {
  size_t carried = 0;
  std::set<std::string_view> names;
  const std::vector<Rule> rules = builtin_rules();
  for (const Rule& rule : rules) {
    names.insert(rule.id);
    names.insert(rule.aliases.begin(), rule.aliases.end());
  }
  for (const std::string_view name : names) carried += is_gitleaks_rule(name);
  // 222 ids in version 8.30.1, of which 34 have no form of their own.
  EXPECT_EQ(carried, 188u);
}

}  // namespace
}  // namespace sluice
