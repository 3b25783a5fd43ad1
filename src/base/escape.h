// Text from a scanned repository, made safe to show.
#pragma once

#include <string>
#include <string_view>

namespace sluice {

// For a terminal or a log line: control characters (C0, DEL, C1), bidirectional
// controls, line separators and bytes that are not UTF-8 become \xNN or
// \u{NNNN}; a backslash stays. The result is one line of valid UTF-8.
// Nor does it hold what CI services read as a command of a log line, wherever it is broken:
// "::" that may begin a word (GitHub), "##[" (GitHub), "##vso[" (Azure), "##teamcity[" are split
// by an escaped character. Sources: actions/runner ActionCommand.cs, Azure's logging commands,
// TeamCity's service messages.
std::string escape_for_terminal(std::string_view raw);

// Valid UTF-8: each offending byte becomes U+FFFD. For JSON and XML.
std::string to_valid_utf8(std::string_view raw);

// As one word of a POSIX shell, in single quotes.
std::string shell_quoted(std::string_view raw);

// Length in bytes of the UTF-8 sequence that starts at `at`, 0 where the byte
// starts none (stray continuation, overlong form, surrogate, past U+10FFFF).
size_t utf8_length(std::string_view text, size_t at);

}  // namespace sluice
