// Engine: a RuleSet compiled. bytes -> candidates (Hyperscan) -> confirmed
// (RE2) -> locally judged matches.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "sluice/blob.h"
#include "sluice/finding.h"
#include "sluice/result.h"
#include "sluice/ruleset.h"

namespace sluice {

// Working memory of one thread: reused from blob to blob, never shared.
class Scratch {
 public:
  Scratch();
  ~Scratch();
  Scratch(Scratch&&) noexcept;
  Scratch& operator=(Scratch&&) noexcept;

  struct Impl;
  Impl* impl() const { return impl_.get(); }

 private:
  std::unique_ptr<Impl> impl_;
};

// Where a scan of one blob stopped short of all it could find.
struct ScanOutcome {
  bool truncated = false;  // a limit on candidates or matches was reached
};

// Immutable once built: any number of threads may scan, each with its Scratch.
class Engine {
 public:
  // Uses the database embedded for the built-in rules where `rules` starts with
  // exactly those; compiles the others now. Errors: kUsage, naming the rule.
  static Result<Engine> create(RuleSet rules);
  ~Engine();
  Engine(Engine&&) noexcept;
  Engine& operator=(Engine&&) noexcept;

  const RuleSet& rules() const;
  // Hex SHA-256 over every rule and allowlist that this engine runs.
  std::string_view ruleset_sha256() const;

  // Appends the blob's matches to `matches`, sorted by (span, rule), one a span.
  // Verdicts that need a path are left to judge::decide.
  ScanOutcome scan(const Blob& blob, Scratch& scratch, std::vector<Match>& matches) const;

  // Only stage one and two, without judging: (rule, span of the match) sorted.
  // For the oracle tests and `rules lint`.
  struct Confirmed {
    uint32_t rule = 0;
    Span match;
    Span secret;
  };
  std::vector<Confirmed> confirm(std::string_view bytes, Scratch& scratch) const;

  struct Impl;

 private:
  explicit Engine(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace sluice
