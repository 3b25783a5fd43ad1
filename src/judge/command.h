// Command lines: passwords that are arguments of a command, or piped into one.
#pragma once

#include <optional>
#include <string_view>

#include "judge/notation.h"

namespace sluice::judge {

// The match ends with the first byte of the value, or its quote: --password VALUE,
// mysql -pVALUE, sshpass -p VALUE. A long flag's own name must say credential.
std::optional<Site> flag_site(const Rule& rule, std::string_view text, Span match);

// The match is the command that reads what `echo` says: `echo user:VALUE | chpasswd`.
std::optional<Site> piped_site(const Rule& rule, std::string_view text, Span match);

// The match is a command that keeps a secret: `aws ssm put-parameter --name N --value VALUE`, its
// flags in any order and over lines that a backslash continues.
std::optional<Site> stored_site(const Rule& rule, std::string_view text, Span match);

// curl -u user:VALUE, also in .curlrc. The match ends with the value's first byte.
std::optional<Site> curl_user_site(const Rule& rule, std::string_view text, Span match);

}  // namespace sluice::judge
