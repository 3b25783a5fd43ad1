// Texts as Go's standard library writes them.
#pragma once

#include <string>
#include <string_view>

namespace sluice::gitleaks {

// strings.TrimSpace, of ASCII.
std::string_view trimmed(std::string_view text);
std::string_view right_trimmed(std::string_view text);
// strings.ToLower, as far as it bears on whether a text holds a keyword: of ASCII, Latin, Greek
// and Cyrillic letters.
std::string go_lower(std::string_view text);
// With quotes, as encoding/json has it: <, > and & escaped, what is not UTF-8 as U+FFFD.
std::string json_text(std::string_view text);
// A float32, in as few digits as tell it apart.
std::string json_number(float number);
// As encoding/csv has it: quotes where they are needed.
std::string csv_field(std::string_view text);
// As encoding/xml has it, in an attribute or between tags.
std::string xml_escaped(std::string_view text);

}  // namespace sluice::gitleaks
