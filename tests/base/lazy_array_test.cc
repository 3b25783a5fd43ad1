#include "base/lazy_array.h"

#include <gtest/gtest.h>

#include <array>
#include <string>
#include <thread>
#include <vector>

#include "sluice/ruleset.h"

namespace sluice {
namespace {

TEST(LazyArray, GivesEveryThreadTheSameValue) {
  const LazyArray<std::string> array(100);
  std::array<std::vector<const std::string*>, 4> seen;
  {
    std::vector<std::jthread> threads;
    for (auto& own : seen) {
      threads.emplace_back([&] {
        for (size_t i = 0; i < array.size(); ++i) {
          own.push_back(&array.get(i, [](size_t index) {
            return std::make_unique<const std::string>(std::to_string(index));
          }));
        }
      });
    }
  }
  for (const auto& own : seen) EXPECT_EQ(own, seen[0]);
  EXPECT_EQ(*seen[0][42], "42");
}

TEST(RuleList, MakesOnlyTheRulesThatAreAskedFor) {
  static int made;
  made = 0;
  const RuleList rules(5, [](size_t index, Rule& rule) {
    ++made;
    rule.id = std::to_string(index);
  });
  const RuleList copy = rules;
  EXPECT_EQ(copy.size(), 5u);
  EXPECT_EQ(made, 0);
  EXPECT_EQ(copy[3].id, "3");
  EXPECT_EQ(&copy[3], &rules[3]);
  EXPECT_EQ(made, 1);
  std::string all;
  for (const Rule& rule : rules) all += rule.id;
  EXPECT_EQ(all, "01234");
  EXPECT_EQ(made, 6);
}

}  // namespace
}  // namespace sluice
