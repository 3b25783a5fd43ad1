// Prose: a password told in a sentence, a chat or a note.
#pragma once

#include <optional>
#include <string_view>

#include "judge/notation.h"

namespace sluice::judge {

// "the password is X", "password X", "pw: X", "API key for it: X", "login: user / X", "use `X` as
// password". A value must look like nothing else than a secret (Site::strong_only).
std::optional<Site> prose_site(const Rule& rule, std::string_view text, Span match);

// Letters and digits, and of marks, capitals and length enough that it is no word, name, number,
// date, version or file of a text.
bool stands_out(std::string_view value);

}  // namespace sluice::judge
