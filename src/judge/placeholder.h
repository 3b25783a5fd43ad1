// Placeholders: values that stand where a secret will be.
#pragma once

#include <string_view>

namespace sluice::judge {

// Clear evidence that an anchored token is a stand-in, told in one word ("mask",
// "example", "sequence", "repeat", "instruction"); "" where there is none. Only
// what a random token of that length holds with a chance below one in a thousand.
std::string_view token_placeholder(std::string_view token);

// The same for a value without an anchor, where words decide too. Drops: masks,
// brackets, instructions ("your-password-here"), names of types and literals
// (null, true, string).
std::string_view value_placeholder(std::string_view value);

// A word in it says sample, test or the like: evidence, not proof. "" or the word.
std::string_view sample_word(std::string_view value);

// The value says no more than its key: equal to it, or made of the words that
// name credentials and users ("password", "db_password", "user-token").
bool is_echo(std::string_view value, std::string_view key);

}  // namespace sluice::judge
