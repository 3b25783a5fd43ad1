// Compiler: stage-one patterns -> one Hyperscan database. Used when
// the program is built, for the built-in rules, and at start for a user's.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sluice/result.h"
#include "sluice/rule.h"

namespace sluice {

inline constexpr uint32_t kUnboundedWidth = UINT32_MAX;

// The widest text that `pattern` can match, in bytes, as Hyperscan works it out;
// kUnboundedWidth where it has no bound. kUnsupported: Hyperscan refuses the
// pattern; the message is its reason.
Result<uint32_t> pattern_width(std::string_view pattern);

// The patterns that stage one runs for `rule`: its prefilters, or its regex.
std::vector<std::string> stage_one_patterns(const Rule& rule);

// Whether every text that `pattern` matches holds one of a set of literals of at
// least `bytes` bytes, upper and lower case alike, as RE2 works it out: what stage
// one looks for before it runs the pattern. False for what RE2 refuses.
bool holds_literal(std::string_view pattern, int bytes);

// Pattern i of the list gets the id i. Block mode, no SOM, bytes, for any
// processor of the architecture (cpu_features = 0: the runtime dispatches, and
// was measured as fast as a database made for AVX-512). kUsage: a pattern that
// does not compile, named by its number, which `refused` gets.
Result<std::string> compile_database(std::span<const std::string> patterns,
                                     std::optional<size_t>* refused = nullptr);

// Names the library whose databases compile_database makes, with its version.
std::string stage_one_version();

// A serialized database as it lies in memory once it is loaded: Prefilter::in_place scans with it
// from wherever it is mapped. Holds no pointer: a database is made to be copied, and its header
// says by an offset where its 64-byte-aligned body begins (Hyperscan's src/database.h).
// kUnsupported: `serialized` is none.
Result<std::string> loaded_database(std::string_view serialized);

}  // namespace sluice
