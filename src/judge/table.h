// Tables: a column is headed "password", and the value stands in the row below: CSV, Markdown,
// INSERT; and accounts that SQL statements create.
#pragma once

#include <optional>
#include <string_view>

#include "judge/notation.h"

namespace sluice::judge {

// The match holds the column's heading. The first row alone is read.
std::optional<Site> table_site(const Rule& rule, std::string_view text, Span match);

// The match starts at INSERT INTO and ends in the column's name.
std::optional<Site> insert_site(const Rule& rule, std::string_view text, Span match);

// The match ends with the quote of the password.
std::optional<Site> sql_site(const Rule& rule, std::string_view text, Span match);

// `| Password | value |`: `bar` is the '|' behind the key.
std::optional<Site> cell_site(std::string_view text, Span key, size_t bar);

// A line of a file of accounts: host:*:*:user:password (.pgpass with wildcards), [relay]:port
// user:password (Postfix). The match is what marks such a line.
std::optional<Site> line_site(const Rule& rule, std::string_view text, Span match);

}  // namespace sluice::judge
