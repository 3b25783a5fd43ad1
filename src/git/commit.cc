#include "git/commit.h"

#include <algorithm>

#include "base/ascii.h"

namespace sluice::git {
namespace {

// Takes the digits at the front of `text`; -1 where there are none or too many.
int64_t take_number(std::string_view& text, int64_t limit) {
  size_t length = 0;
  int64_t value = 0;
  for (; length < text.size() && text[length] >= '0' && text[length] <= '9'; ++length) {
    if (value <= limit) value = value * 10 + (text[length] - '0');
  }
  text.remove_prefix(length);
  return length == 0 || value > limit ? -1 : value;
}

// "+0530" to 330; anything else to 0.
int parse_utc_offset(std::string_view text) {
  if (text.size() != 5 || (text[0] != '+' && text[0] != '-')) return 0;
  const bool west = text[0] == '-';
  text.remove_prefix(1);
  const int64_t clock = take_number(text, 2359);
  if (clock < 0 || !text.empty() || clock % 100 >= 60) return 0;
  const int minutes = static_cast<int>(clock / 100 * 60 + clock % 100);
  return west ? -minutes : minutes;
}

// `value` as an id, empty unless it is exactly one of `id_bytes`.
ObjectId parse_id(std::string_view value, uint8_t id_bytes) {
  if (value.size() != size_t{2} * id_bytes) return {};
  return ObjectId::from_hex(value).value_or(ObjectId{});
}

bool take_prefix(std::string_view& line, std::string_view prefix) {
  if (!line.starts_with(prefix)) return false;
  line.remove_prefix(prefix.size());
  return true;
}

}  // namespace

Signature parse_signature(std::string_view line) {
  Signature signature;
  const size_t open = line.find('<');
  signature.name = trim(line.substr(0, std::min(open, line.size())), kWhitespace);
  if (open == line.npos) return signature;
  const size_t close = line.find('>', open);
  if (close == line.npos) return signature;
  signature.email = trim(line.substr(open + 1, close - open - 1), kWhitespace);
  // As git: the date follows the last '>', so that an email may hold one.
  std::string_view rest = trim(line.substr(line.rfind('>') + 1), kWhitespace);
  const int64_t date = take_number(rest, kLatestDate);
  if (date < 0 || (!rest.empty() && rest[0] != ' ')) return signature;
  signature.date = date;
  signature.utc_offset = parse_utc_offset(trim(rest, kWhitespace));
  return signature;
}

void parse_commit(std::string_view bytes, uint8_t id_bytes, Commit& commit) {
  commit.tree = {};
  commit.parents.clear();
  commit.author = {};
  commit.committer = {};
  bool has_author = false, has_committer = false;
  while (!bytes.empty()) {
    const size_t end = std::min(bytes.find('\n'), bytes.size());
    std::string_view line = bytes.substr(0, end);
    if (line.empty()) return;
    bytes.remove_prefix(std::min(end + 1, bytes.size()));
    if (take_prefix(line, "parent ")) {
      const ObjectId parent = parse_id(line, id_bytes);
      if (!parent.empty()) commit.parents.push_back(parent);
    } else if (commit.tree.empty() && take_prefix(line, "tree ")) {
      commit.tree = parse_id(line, id_bytes);
    } else if (!has_author && take_prefix(line, "author ")) {
      has_author = true;
      commit.author = parse_signature(line);
    } else if (!has_committer && take_prefix(line, "committer ")) {
      has_committer = true;
      commit.committer = parse_signature(line);
    }
  }
}

}  // namespace sluice::git
