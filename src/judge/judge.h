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

// How far from a match the first half looks: in bytes, and in lines above and below those that the
// match lies in.
struct Reach {
  static constexpr uint32_t kAllLines = UINT32_MAX;

  uint64_t before = 0, behind = 0;
  uint32_t lines_above = kAllLines, lines_below = kAllLines;
};
Reach reach_of(const Rule& rule);

// What shows, nearer still, that most matches of a rule are none; nullopt: nothing does.
std::optional<Reach> glance_of(const Rule& rule);

// The bytes [begin, end) of a text that are within reach of a place in it. A `begin` below 0 or an
// `end` past the text says that the text ends before the reach does.
struct View {
  int64_t begin = 0;
  uint64_t end = 0;

  Span within(std::string_view text) const;
};
View view_of(std::string_view text, Span place, const Reach& reach);

// Whether weigh() would say no, of a rule that has a glance; `text` is what is within that.
bool is_hopeless(const Rule& rule, std::string_view text, Span match);

// Whether a match of the rule may announce several secrets: the heading of a table's column does.
bool announces_many(const Rule& rule);
// How many a match announces at most; `text` is what weigh() sees. Without announces_many() one.
unsigned count_announced(const Rule& rule, std::string_view text, Span match);

// First half, on the hot path: once a confirmed match and secret that it announces, of which
// `number` is one. `text` is what of the blob is within
// reach of `match`; `match` and `secret` are the rule's
// spans in it and may be moved (an assignment's value is read by grammar, not by
// the pattern). nullopt: not a secret, whatever the path. No allocation before the
// cheap drops have passed.
std::optional<Evidence> weigh(const Rule& rule, std::string_view text, Span& match, Span& secret,
                              unsigned number = 0);

// Second half: `path` is the blob's most telling path, "" where it has none
// (stdin, a commit message). nullopt: not a secret in such a file.
std::optional<Verdict> decide(const Rule& rule, const Match& match, std::string_view path);

// The highest confidence that decide() could give the match at any path, and at
// one whose last part is `name`.
Confidence best_confidence(const Match& match);
Confidence best_confidence(const Match& match, std::string_view name);

}  // namespace sluice::judge
