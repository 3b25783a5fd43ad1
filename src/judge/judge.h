// The judge: tells a secret from its look-alikes, in two halves. `weigh` sees
// the whole blob but no path, since a blob of history has none yet; `decide`
// sees what `weigh` noted and the paths the blob turned out to have.
#pragma once

#include <optional>
#include <string_view>

#include "sluice/blob.h"
#include "sluice/finding.h"
#include "sluice/rule.h"

namespace sluice::judge {

// First half, on the hot path: once a confirmed match. `text` is the whole
// blob; `match` and `secret` are the rule's spans in it and may be moved (an
// assignment's value is read by grammar, not by the pattern). nullopt: not a
// secret, whatever the path. No allocation before the cheap drops have passed.
std::optional<Evidence> weigh(const Rule& rule, std::string_view text, Span& match, Span& secret);

// Second half: `path` is the blob's most telling path, "" where it has none
// (stdin, a commit message). nullopt: not a secret in such a file.
std::optional<Verdict> decide(const Rule& rule, const Match& match, std::string_view path);

}  // namespace sluice::judge
