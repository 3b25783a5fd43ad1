// Shapes: values that are something else than a credential by their form alone.
#pragma once

#include <string_view>

namespace sluice::judge {

// The form of a literal that is no secret whatever its key: "url", "path",
// "e-mail", "number", "date", "markup", "bytes", "code", "regex", "sentence",
// "media", "public key"; "" where it has none of them.
std::string_view literal_shape(std::string_view value);

// An unquoted value that only code writes: a call, an index, an operator, a
// dotted or arrowed member, a name behind `new`, `await` or `&`.
bool is_code_expression(std::string_view value);

// snake_case, kebab-case, dotted or camelCase with two or more word-like parts of
// 2 to 16 letters, digits allowed behind them.
bool is_identifier(std::string_view value);

// ENVIRONMENT_NAME: capitals joined by '_', digits a quarter at most.
bool is_constant_name(std::string_view value);

// 8-4-4-4-12 hex digits.
bool is_uuid(std::string_view value);

}  // namespace sluice::judge
