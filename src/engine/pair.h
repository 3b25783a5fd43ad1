// Pairs: a secret that is of use beside an id, and the id that tells whose it is. Where
// both stand near each other they are one finding, the secret's, and a sure one: what
// fits a rule's `pair_value` so near to its `pair_id` is no accident.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "engine/confirm.h"
#include "sluice/finding.h"
#include "sluice/result.h"
#include "sluice/ruleset.h"

namespace sluice {

// Immutable but for its patterns, which are compiled on first use: any thread may call.
class PairFinder {
 public:
  // On each side of a secret or an id, whichever is reached first.
  static constexpr size_t kReachBytes = 1024;
  static constexpr size_t kReachLines = 10;

  static bool pairs(const Rule& rule) { return !rule.pair_id.empty(); }

  // `pairing`: numbers, ascending, of those of `rules` that pair.
  PairFinder(RuleList rules, std::vector<uint32_t> pairing);
  ~PairFinder();
  PairFinder(PairFinder&&) noexcept;
  PairFinder& operator=(PairFinder&&) noexcept;

  // kUsage: RE2 refuses a rule's patterns.
  static Result<void> check(const Rule& rule);

  // What the judge and allowlists make of a secret at these spans under a rule; nullopt:
  // nothing.
  using Make = std::function<std::optional<Match>(uint32_t rule, MatchSpans spans)>;

  // Joins what is near each other in `text` of matches[first, …), whose secrets do not
  // overlap, and sorts them by place. A secret that a rule names by itself, or that a
  // key's name alone found, becomes the pairing rule's finding of high confidence with
  // the id in its reasons; an id that is a match of its own leaves, and tells its notes
  // to the secret. Beside such an id also a secret that nothing named is found.
  void join(std::string_view text, const Make& make, size_t first,
            std::vector<Match>& matches) const;

 private:
  struct Pairing;
  struct Lazy;
  class Joiner;
  const Lazy& compiled() const;

  RuleList rules_;
  std::vector<uint32_t> pairing_;
  std::unique_ptr<Lazy> lazy_;  // null where no rule pairs
};

}  // namespace sluice
