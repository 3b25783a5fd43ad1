#include <mutex>

#include "base/lazy_array.h"
#include "sluice/ruleset.h"

namespace sluice {

struct RuleList::Shared {
  explicit Shared(std::vector<Rule> rules) : all(std::move(rules)) {}
  Shared(size_t size, Make maker) : make(maker), each(size) {}

  const Make make = nullptr;  // null: `all` holds them from the start
  const LazyArray<Rule> each;
  mutable std::once_flag once;
  mutable std::vector<Rule> all;
};

RuleList::RuleList(std::vector<Rule> rules)
    : shared_(std::make_shared<const Shared>(std::move(rules))) {}

RuleList::RuleList(size_t size, Make make) : shared_(std::make_shared<const Shared>(size, make)) {}

size_t RuleList::size() const {
  return shared_->make == nullptr ? shared_->all.size() : shared_->each.size();
}

const Rule& RuleList::operator[](size_t index) const {
  if (shared_->make == nullptr) return shared_->all[index];
  return shared_->each.get(index, [this](size_t i) {
    auto rule = std::make_unique<Rule>();
    shared_->make(i, *rule);
    return rule;
  });
}

const std::vector<Rule>& RuleList::all() const {
  if (shared_->make != nullptr) {
    std::call_once(shared_->once, [this] {
      std::vector<Rule> rules(size());
      for (size_t i = 0; i < rules.size(); ++i) shared_->make(i, rules[i]);
      shared_->all = std::move(rules);
    });
  }
  return shared_->all;
}

}  // namespace sluice
