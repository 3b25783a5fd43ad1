// What an Engine and a Scratch hold: engine_create.cc fills the one, scanner.cc scans with both.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "engine/added_rules.h"
#include "engine/allowlist.h"
#include "engine/clean_texts.h"
#include "engine/confirm.h"
#include "engine/extent.h"
#include "engine/pair.h"
#include "engine/prefilter.h"
#include "engine/stage.h"
#include "engine/trace.h"
#include "engine/verdicts.h"
#include "engine/window.h"
#include "sluice/engine.h"

namespace sluice {

inline constexpr uint32_t kNoRule = UINT32_MAX;

struct Scratch::Impl {
  uint64_t engine = 0;  // the number of the one it serves; 0: of none yet
  PrefilterScratch prefilter;
  std::vector<ScanWindow> windows;
  std::vector<Candidate> candidates;
  std::vector<Trace> traces;    // of the blob in hand, ascending by end
  std::vector<uint32_t> order;  // of `traces`: by rule, then end
  std::vector<MatchSpans> spans;
  TraceStack stack;
  JudgedList judged;  // of the traces of `stack`
  Verdicts verdicts;
  bool has_likes = false;  // the blob in hand is one of many versions

  // A chain begins, or a blob that is in none: what was kept of another has no heirs.
  void begin_chain() {
    stack.forget_all();
    judged.clear();
  }
};

struct Engine::Impl {
  // Of this process's engines; an address may come again.
  static uint64_t next_number() {
    static std::atomic<uint64_t> last{0};
    return ++last;
  }

  const uint64_t number = next_number();
  RuleSet rules;
  std::vector<Prefilter> prefilters;
  std::vector<uint32_t> first_pattern;  // of each prefilter, in `pattern_rules`
  std::vector<uint32_t> pattern_rules;  // the rule of each pattern, kNoRule where it is off
  std::vector<Extent> extents;          // of each pattern
  std::vector<Extent> max_extent;       // of each prefilter's patterns that are on
  std::unique_ptr<Stages> stages;
  std::vector<uint32_t> widths;     // one a rule: its widest match, bytes
  std::vector<uint32_t> re2_rules;  // rules that stage one alone cannot answer for
  std::vector<uint32_t> path_only_rules;
  std::vector<CompiledAllowlist> global_allowlists;
  std::optional<PairFinder> pairs;
  mutable CleanTexts clean_texts;  // windows around changes in which no prefilter finds an end

  Result<void> add_prefilter(Result<Prefilter> prefilter, uint32_t first, Extent widest);
  Result<void> take_shipped(const CompiledDatabase& database);
  Result<void> add_builtin(const CompiledDatabase& database, std::vector<bool>& covered);
  Result<void> take_own(const CompiledDatabase& database, CompiledStore* store);
  Result<void> add_rest(const std::vector<bool>& covered, CompiledStore* store);
  Result<void> install(std::span<const uint32_t> indices, const AddedRules& added);
  Scratch::Impl& memory_in(Scratch& scratch) const;
  // Fill scratch.traces; false where the candidates were too many.
  bool find_ends(std::string_view bytes, Scratch::Impl& scratch) const;
  bool find_new_ends(const Blob& blob, std::span<const Trace> base, Scratch::Impl& scratch) const;
  void take_candidates(Scratch::Impl& scratch) const;
  void order_by_rule(Scratch::Impl& scratch) const;
  template <class Visit>
  bool confirm_rules(std::string_view bytes, Scratch::Impl& scratch, Visit&& visit) const;
  template <class Visit>
  bool confirm_rule(uint32_t rule, std::span<const uint32_t> ends, std::string_view bytes,
                    Scratch::Impl& scratch, Visit&& visit) const;
  bool re2_alone_applies(uint32_t rule, std::string_view bytes, bool& ascii_known,
                         bool& ascii) const;
  bool is_hopeless(uint32_t rule, std::string_view bytes, Span match, Sight& sight) const;
  std::optional<Evidence> weighed(uint32_t rule, std::string_view bytes, MatchSpans& spans,
                                  Sight& sight, unsigned which = 0) const;
  bool take_all(uint32_t rule, std::string_view bytes, const MatchSpans& spans, Sight& sight,
                std::vector<Match>& matches) const;
  std::optional<Match> matched(uint32_t rule, std::string_view bytes, MatchSpans spans,
                               Evidence evidence) const;
};

}  // namespace sluice
