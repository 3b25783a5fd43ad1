// Engine: a RuleSet compiled. bytes -> candidates (Hyperscan) -> confirmed
// (RE2) -> locally judged matches.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sluice/blob.h"
#include "sluice/finding.h"
#include "sluice/result.h"
#include "sluice/ruleset.h"

namespace sluice {

// Working memory of one thread: reused from blob to blob, never shared. One that served another
// engine is emptied first.
class Scratch {
 public:
  Scratch();
  ~Scratch();
  Scratch(Scratch&&) noexcept;
  Scratch& operator=(Scratch&&) noexcept;

  // A blob with this edit came by and was not scanned: nothing is known of it that
  // an edit of it could inherit.
  void pass_over(const Edit& edit);

  struct Impl;
  Impl* impl() const { return impl_.get(); }

 private:
  std::unique_ptr<Impl> impl_;
};

// Where a scan of one blob stopped short of all it could find.
struct ScanOutcome {
  bool truncated = false;  // a limit on candidates or matches was reached
};

// The rules that a program was built with, as stage one runs them. `loaded` is loaded_database's
// (engine/compiler.h), at a multiple of 64; it and the views outlive every engine.
struct CompiledPattern {
  std::string_view rule_id;
  std::string_view pattern;
  uint32_t width = 0;        // widest match of the pattern, bytes
  uint32_t newlines = 0;     // that such a match can hold; UINT32_MAX: no bound is known
  uint32_t regex_width = 0;  // widest match of the rule's regex; UINT32_MAX: no bound
  uint32_t rule = 0;         // its number among the rules
};
struct CompiledDatabase {
  std::string_view loaded;
  std::span<const CompiledPattern> patterns;         // in the order of their numbers
  std::span<const uint32_t> path_rules, pair_rules;  // numbers: on the path alone; with a pair_id
  std::string_view rules_sha256;                     // of the rules; empty: not known
};

// Where what was compiled is kept from one start to the next. Whoever implements it vouches that
// nobody but the person who runs the program can have written what load() gives.
class CompiledStore {
 public:
  virtual ~CompiledStore() = default;
  // What save() was last given for `key`, which is hex, byte for byte; nullopt: nothing.
  virtual std::optional<std::string> load(const std::string& key) = 0;
  virtual void save(const std::string& key, std::string_view bytes) = 0;
};

// Immutable once built: any number of threads may scan, each with its Scratch.
class Engine {
 public:
  // Just the rules of `builtin`, told by their sha256, are taken as they are: none is looked at.
  // A built-in rule whose patterns are `builtin`'s is run by that database; what a person wrote is
  // compiled now (hundreds of milliseconds for hundreds of rules), or was once and is in `store`.
  // kUsage: a rule or allowlist that does not compile, named with its place.
  static Result<Engine> create(RuleSet rules, const CompiledDatabase& builtin,
                               CompiledStore* store = nullptr);
  ~Engine();
  Engine(Engine&&) noexcept;
  Engine& operator=(Engine&&) noexcept;

  const RuleSet& rules() const;
  // Hex SHA-256 over every rule and allowlist that this engine runs.
  std::string ruleset_sha256() const;

  // Appends the blob's matches to `matches`, sorted by (span, rule), one a span;
  // those that no path could lift to `floor` are left out at the end. Verdicts
  // that need a path are left to judge::decide. Of a blob that is an edit of
  // another (Blob::edit) only what was changed is scanned: its matches are those
  // that a scan of the whole would give. The base's scan used the same `scratch`.
  ScanOutcome scan(const Blob& blob, Scratch& scratch, std::vector<Match>& matches,
                   Confidence floor = Confidence::kLow) const;

  // Whether an allowlist, or the rule's own `path`, drops `match` at this place:
  // the name of what does, else empty. For criteria that scan() could not see.
  std::string_view allowed_at(const Match& match, std::string_view path,
                              std::string_view commit_hex) const;

  // What rules that look at the path alone say of it: one match a rule, whose
  // secret is the path. Spans are in the path.
  std::vector<Match> path_matches(std::string_view path) const;

  // Only stage one and two, without judging: (rule, span of the match) sorted.
  // For the oracle tests and `rules lint`.
  struct Confirmed {
    uint32_t rule = 0;
    Span match;
    Span secret;
    friend bool operator==(const Confirmed&, const Confirmed&) = default;
  };
  std::vector<Confirmed> confirm(std::string_view bytes, Scratch& scratch) const;
  // The oracle: each rule by RE2 alone over the whole input.
  std::vector<Confirmed> confirm_slowly(std::string_view bytes) const;
  // Stage one alone: (rule, offset of an end) sorted, for `explain`; and how many of them
  // each rule reports.
  std::vector<std::pair<uint32_t, uint64_t>> ends(std::string_view bytes, Scratch& scratch) const;
  std::vector<uint64_t> count_ends(std::string_view bytes, Scratch& scratch) const;

  struct Impl;

 private:
  explicit Engine(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace sluice
