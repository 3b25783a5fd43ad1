// Tokens with an anchor of their own: provider tokens, private keys, JWTs.
#pragma once

#include <optional>
#include <string_view>

#include "sluice/finding.h"
#include "sluice/rule.h"

namespace sluice::judge {

// JudgeKind::kToken. The rule's check first: what it proves outweighs every look;
// what it refutes is dropped or demoted. Without proof, placeholders, references
// and (rule.random) values below the entropy floor of their alphabet are dropped.
std::optional<Evidence> weigh_token(const Rule& rule, std::string_view text, Span match,
                                    Span secret);

// kPrivateKey and kJwt: the check of that name parses the structure. A match that
// holds only the head (the first line of a PEM, the first part of a JWT) is
// extended to its end, at most 64 KiB further, and `secret` with it.
std::optional<Evidence> weigh_private_key(const Rule& rule, std::string_view text, Span& match,
                                          Span& secret);
std::optional<Evidence> weigh_jwt(const Rule& rule, std::string_view text, Span& match,
                                  Span& secret);

}  // namespace sluice::judge
