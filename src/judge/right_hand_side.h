// The right-hand side of an assignment, read by grammar: where the value of
// `key = value` begins and ends in some forty notations of code and configuration.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "sluice/blob.h"

namespace sluice::judge {

// What encloses the value. kInString: no quotes of its own, but a part of a quoted
// string ("host=db password=…;"). kElement: XML text.
enum class Quote : uint8_t { kNone, kQuoted, kEscaped, kInString, kElement };

enum class Separator : uint8_t {
  kAssign,    // = := => ?=
  kColon,     // :
  kCompare,   // == != === .equals(
  kArgument,  // f("key", "value"), set_key("value")
  kElement,   // <key>value</key>
  kBlank,     // --key value, ENV KEY value, PASSWORD 'value'
};

struct RightHandSide {
  Span value;  // without its quotes; not empty
  Quote quote = Quote::kNone;
  Separator separator = Separator::kAssign;
  bool tight = false;         // no blank around the separator
  bool operated = false;      // an operator follows the literal: it is only a part
  bool interpolated = false;  // f"…", $"…", `…${}…`
  bool fallback = false;      // the default of a lookup: getenv("K") || "value"
  bool terminated = false;    // unquoted, and a ';' or ',' ended it
};

// `key` is the key's span in `text`; `separator_at` (>= key.end) the offset of the
// first byte of the separator: one of '=' ':' '>' ',' '(' '{' "<-" or a blank. nullopt: no
// literal there (a call, a name in a language, nothing). Reads at most 4 KiB past
// the separator; no allocation; any bytes are safe.
std::optional<RightHandSide> read_right_hand_side(std::string_view text, Span key,
                                                  size_t separator_at);

// The value that starts at or after `at`, past blanks: a quoted literal, else the
// run up to a blank. For flags, SQL and words of a command line.
std::optional<RightHandSide> read_word(std::string_view text, size_t at);

// The quote that is open at `at` on its line (backslashes counted), 0 if none.
// Looks at most 512 bytes back.
char open_quote_at(std::string_view text, size_t at);

// Offset of the first byte of the line that holds `at`, at most `reach` back.
size_t line_begin(std::string_view text, size_t at, size_t reach = 512);
// Offset of the '\n' or the end that closes the line that holds `at`, at most
// `reach` ahead.
size_t line_end(std::string_view text, size_t at, size_t reach = 4096);

}  // namespace sluice::judge
