// Tables: a column is headed "password", and the values stand in the rows below: CSV, Markdown,
// INSERT; and accounts that SQL statements create.
#pragma once

#include <optional>
#include <string_view>

#include "judge/notation.h"

namespace sluice::judge {

// How far behind its heading a table is read, in bytes: rows begin before that.
inline constexpr size_t kMaxTable = 3456;

// Whether the match, which holds a column's heading, lies in a line of headings with a row below
// and none above (Markdown: with a ruled line below), of which four at most say credential. Looks
// at that line, the one before it and two behind it.
bool is_table_head(std::string_view text, Span match);
// How many cells the match announces: of its column, and of those next to it on the right that are
// headed by a credential, too, in the rows of the same number of cells that follow, 48 at most.
unsigned count_cells(std::string_view text, Span match);
// The one of that number. Of keys and tokens only what a machine drew counts.
std::optional<Site> table_site(std::string_view text, Span match, unsigned number);

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
