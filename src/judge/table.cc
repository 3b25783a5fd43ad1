#include "judge/table.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <span>

#include "base/ascii.h"

namespace sluice::judge {
namespace {

constexpr size_t kMaxColumns = 32;
constexpr unsigned kMaxRows = 48;
// A heading of more such columns is no list of accounts, and each cell below costs a walk to it.
constexpr ptrdiff_t kMaxCredentials = 4;

struct Row {
  std::array<Span, kMaxColumns> cells;  // without blanks and quotes around them
  size_t count = 0;
};

// Without blanks and one pair of quotes.
Span bare(std::string_view text, size_t begin, size_t end) {
  while (begin < end && is_blank(text[begin])) ++begin;
  while (end > begin && is_space(text[end - 1])) --end;
  if (end - begin >= 3 && text[begin] == 'N' && text[begin + 1] == '\'') ++begin;
  if (end - begin >= 2 && is_quote(text[begin]) && text[end - 1] == text[begin]) ++begin, --end;
  return {begin, end};
}

// Splits [begin, end) at `mark` outside quotes.
Row cells_of(std::string_view text, size_t begin, size_t end, char mark) {
  Row row;
  char open = '\0';
  size_t from = begin;
  for (size_t at = begin; at <= end && row.count < kMaxColumns; ++at) {
    const char c = at < end ? text[at] : mark;
    if (open != '\0' && at < end) {
      if (c == '\\') ++at;
      if (c == open) open = '\0';
    } else if (c == mark) {
      row.cells[row.count++] = bare(text, from, at);
      from = at + 1;
    } else if (is_quote(c) && trim(text.substr(from, at - from)).size() <= 1) {  // N'…' too
      open = c;
    }
  }
  return row;
}

Row row_at(std::string_view text, size_t at, char mark) {
  return cells_of(text, line_begin(text, at), line_end(text, at, kMaxSite), mark);
}

bool is_heading(std::string_view cell, std::string_view marks) {
  return cell.size() <= 24 && std::all_of(cell.begin(), cell.end(), [marks](char c) {
           return is_word(c) || marks.find(c) != marks.npos;
         });
}

// A line with bars is no code where it is ruled below: it may say more.
bool are_headings(std::string_view text, const Row& row, char mark) {
  const std::string_view marks = mark == '|' ? " -.*`/()&" : " -.*";
  return row.count >= 2 &&
         std::all_of(row.cells.begin(), row.cells.begin() + row.count,
                     [=](Span cell) { return is_heading(slice(text, cell), marks); });
}

// |---|:--:|
bool is_rule_line(std::string_view line) {
  return line.size() >= 3 && line.find_first_not_of("|-: \t\r") == line.npos;
}

std::optional<size_t> column_of(const Row& row, Span match) {
  for (size_t i = 0; i < row.count; ++i) {
    if (row.cells[i].begin < match.end && match.begin < row.cells[i].end) return i;
  }
  return std::nullopt;
}

Site value_site(std::string_view text, Span key, Span value) {
  Site site;
  site.key = key;
  site.name = classify_key(slice(text, key));
  site.side = quoted_side(value.begin, value.end);
  site.record = true;
  return site;
}

std::optional<Site> checked(const Site& site) {
  const bool named = site.name.kind != KeyClass::kNone;
  return named && site.side.value.size() > 0 ? std::optional(site) : std::nullopt;
}

char mark_of(std::string_view text, Span match) {
  for (const char mark : {'|', '\t', ';', ','}) {
    if (slice(text, match).find(mark) != std::string_view::npos) return mark;
  }
  return ',';
}

struct TableHead {
  Row cells;
  char mark = ',';
  size_t column = 0;     // the first whose heading says credential, by the match
  unsigned columns = 1;  // it and those behind it that say so, too: a match takes the bar between
  size_t below = 0;      // where the rows begin
};

bool says_credential(std::string_view text, Span cell) {
  return classify_key(slice(text, cell)).kind != KeyClass::kNone;
}

// Whether the line above the one that begins at `line` has `cells`, too: then this is a row.
bool continues_table(std::string_view text, size_t line, char mark, size_t cells) {
  return line > 0 && row_at(text, line - 1, mark).count == cells;
}

std::optional<TableHead> head_at(std::string_view text, Span match) {
  TableHead head;
  head.mark = mark_of(text, match);
  head.cells = row_at(text, match.begin, head.mark);
  if (!are_headings(text, head.cells, head.mark)) return std::nullopt;
  const size_t line = line_begin(text, match.begin);
  if (head.mark != '|' && continues_table(text, line, head.mark, head.cells.count))
    return std::nullopt;
  const auto column = column_of(head.cells, match);
  head.below = line_end(text, match.end, kMaxSite) + 1;
  if (!column || head.below >= text.size()) return std::nullopt;
  if (is_rule_line(text.substr(head.below, line_end(text, head.below, kMaxSite) - head.below))) {
    head.below = line_end(text, head.below, kMaxSite) + 1;
  } else if (head.mark == '|') {
    return std::nullopt;
  }
  if (head.below >= text.size()) return std::nullopt;
  const auto cells = std::span(head.cells.cells).first(head.cells.count);
  const auto is_credential = [text](Span cell) { return says_credential(text, cell); };
  if (std::count_if(cells.begin(), cells.end(), is_credential) > kMaxCredentials) {
    return std::nullopt;
  }
  head.column = *column;
  const auto behind = cells.subspan(*column + 1);
  head.columns += static_cast<unsigned>(
      std::find_if_not(behind.begin(), behind.end(), is_credential) - behind.begin());
  return head;
}

// The words of a statement that makes an account or gives it a password.
bool is_account_statement(std::string_view before, bool clause) {
  static constexpr auto kStatements = std::to_array<std::string_view>(
      {"create", "alter", "user", "role", "grant", "login", "server", "set "});
  static constexpr auto kVerbs =
      std::to_array<std::string_view>({"create ", "alter ", "grant ", "set password", "options"});
  const auto holds = [before](auto word) { return contains_folded(before, word); };
  return clause ? std::any_of(kStatements.begin(), kStatements.end(), holds)
                : std::any_of(kVerbs.begin(), kVerbs.end(), holds);
}

// The parenthesis that closes the one behind which `at` is, outside quotes.
std::optional<size_t> close_of(std::string_view text, size_t at, size_t stop) {
  char open = '\0';
  unsigned depth = 1;
  for (; at < stop; ++at) {
    const char c = text[at];
    if (open != '\0') {
      if (c == '\\') ++at;
      if (c == open) open = '\0';
    } else if (c == '\'' || c == '"') {
      open = c;
    } else if (c == '(') {
      ++depth;
    } else if (c == ')' && --depth == 0) {
      return at;
    }
  }
  return std::nullopt;
}

// The rest of the line, which is user:password.
std::optional<Site> pair_behind(std::string_view text, size_t begin) {
  const size_t end = line_end(text, begin, kMaxSite);
  const size_t colon = text.substr(0, end).find(':', begin);
  if (colon == text.npos) return std::nullopt;
  const std::string_view value = trim(text.substr(colon + 1, end - colon - 1));
  if (value.empty() || value.find(' ') != value.npos) return std::nullopt;
  const auto from = static_cast<size_t>(value.data() - text.data());
  return keyless_site({begin, begin}, quoted_side(from, from + value.size()));
}

}  // namespace

bool is_table_head(std::string_view text, Span match) { return head_at(text, match).has_value(); }

// The cells of a row follow each other, then those of the next.
unsigned count_cells(std::string_view text, Span match) {
  const auto head = head_at(text, match);
  if (!head) return 0;
  const size_t stop = std::min(text.size(), match.end + kMaxTable);
  unsigned rows = 0;
  for (size_t at = head->below; at < stop && rows < kMaxRows; ++rows) {
    if (row_at(text, at, head->mark).count != head->cells.count) break;
    at = line_end(text, at, kMaxSite) + 1;
  }
  return rows * head->columns;
}

std::optional<Site> table_site(std::string_view text, Span match, unsigned number) {
  const auto head = head_at(text, match);
  if (!head) return std::nullopt;
  size_t at = head->below;
  for (unsigned row = 0; row < number / head->columns && at < text.size(); ++row) {
    at = line_end(text, at, kMaxSite) + 1;
  }
  if (at >= text.size()) return std::nullopt;
  const Row row = row_at(text, at, head->mark);
  if (row.count != head->cells.count) return std::nullopt;
  const size_t column = head->column + number % head->columns;
  Site site = value_site(text, head->cells.cells[column], row.cells[column]);
  site.strong_only = true;
  site.random_only = site.name.kind != KeyClass::kPassword;
  return checked(site);
}

std::optional<Site> insert_site(const Rule&, std::string_view text, Span match) {
  const size_t open = text.find('(', match.begin);
  if (open >= match.end) return std::nullopt;
  const size_t stop = std::min(text.size(), match.begin + kMaxSite);
  const auto close = close_of(text, open + 1, stop);
  if (!close || *close < match.end) return std::nullopt;
  const Row columns = cells_of(text, open + 1, *close, ',');
  const auto column = column_of(columns, {match.end - 1, match.end});
  size_t at = *close + 1;
  while (at < stop && is_space(text[at])) ++at;
  if (!column || !starts_folded(text.substr(at, 6), "values")) return std::nullopt;
  at = text.find('(', at);
  if (at >= stop) return std::nullopt;
  const auto end = close_of(text, at + 1, stop);
  if (!end) return std::nullopt;
  const Row values = cells_of(text, at + 1, *end, ',');
  if (values.count != columns.count) return std::nullopt;
  const Span value = values.cells[*column];
  const bool quoted =
      value.begin > 0 && (text[value.begin - 1] == '\'' || text[value.begin - 1] == '"');
  return quoted ? checked(value_site(text, columns.cells[*column], value)) : std::nullopt;
}

std::optional<Site> sql_site(const Rule&, std::string_view text, Span match) {
  // Prose says "identified by" and "password" too: a statement has to lead there,
  // on this line, or above it where the clause is SQL's alone.
  const std::string_view found = slice(text, match);
  const bool clause = starts_folded(found, "identified");
  const bool plain = found.find_first_of("=(") == found.npos;
  const size_t from = clause ? match.begin - std::min<size_t>(match.begin, 256)
                             : line_begin(text, match.begin, 256);
  if (!is_account_statement(text.substr(from, match.begin - from), clause || plain))
    return std::nullopt;
  return word_site(text, match, {match.begin, match.begin});
}

std::optional<Site> cell_site(std::string_view text, Span key, size_t bar) {
  const size_t begin = line_begin(text, bar);
  if (trim(text.substr(begin, key.begin - begin)).find_first_not_of("|*` ") != text.npos)
    return std::nullopt;
  if (!trim(text.substr(begin, 8)).starts_with('|')) return std::nullopt;
  const size_t end = text.substr(0, line_end(text, bar)).find('|', bar + 1);
  if (end == text.npos) return std::nullopt;
  Site site = value_site(text, key, bare(text, bar + 1, end));
  site.strong_only = true;
  return checked(site);
}

std::optional<Site> line_site(const Rule&, std::string_view text, Span match) {
  if (slice(text, match).starts_with(']')) return pair_behind(text, match.end);
  // .pgpass: the host alone stands before the port on its line.
  const size_t from = line_begin(text, match.begin);
  const std::string_view host = text.substr(from, match.begin - from);
  const auto in_host = [](char c) { return is_word(c) || c == '.' || c == '-' || c == '*'; };
  if (host.empty() || !std::all_of(host.begin(), host.end(), in_host)) return std::nullopt;
  return pair_behind(text, match.end);
}

}  // namespace sluice::judge
