// The judge: tells a secret from its look-alikes, in two halves. `weigh` sees
// the bytes around a match but no path, since a blob of history has none yet; `decide`
// sees what `weigh` noted and the paths the blob turned out to have.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "sluice/blob.h"
#include "sluice/finding.h"
#include "sluice/rule.h"

namespace sluice::judge {

// How far from a match, in bytes, the first half looks.
struct Reach {
  uint64_t before = 0, behind = 0;
};
Reach reach_of(JudgeKind kind);

// First half, on the hot path: once a confirmed match. `text` is the blob, or as
// much of it around `match` as reach_of says; `match` and `secret` are the rule's
// spans in it and may be moved (an assignment's value is read by grammar, not by
// the pattern). nullopt: not a secret, whatever the path. No allocation before the
// cheap drops have passed.
std::optional<Evidence> weigh(const Rule& rule, std::string_view text, Span& match, Span& secret);

// Second half: `path` is the blob's most telling path, "" where it has none
// (stdin, a commit message). nullopt: not a secret in such a file.
std::optional<Verdict> decide(const Rule& rule, const Match& match, std::string_view path);

// The highest confidence that decide() could give the match at any path, and at
// one whose last part is `name`.
Confidence best_confidence(const Match& match);
Confidence best_confidence(const Match& match, std::string_view name);

}  // namespace sluice::judge
