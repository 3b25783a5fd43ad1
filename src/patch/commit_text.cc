#include "patch/commit_text.h"

#include <algorithm>
#include <cstdint>

#include "base/escape.h"
#include "git/commit.h"

namespace sluice::patch {
namespace {

constexpr std::string_view kIndent = "    ";
constexpr size_t kTab = 8;

void append_utf8(std::string& out, uint32_t point) {
  if (point < 0x80) {
    out += static_cast<char>(point);
  } else if (point < 0x800) {
    out += static_cast<char>(0xc0 | point >> 6);
    out += static_cast<char>(0x80 | (point & 0x3f));
  } else {
    out += static_cast<char>(0xe0 | point >> 12);
    out += static_cast<char>(0x80 | (point >> 6 & 0x3f));
    out += static_cast<char>(0x80 | (point & 0x3f));
  }
}

// Bytes 0x80 to 0x9f of windows-1252; 0: none. Source: the WHATWG Encoding Standard.
constexpr uint16_t kWindows1252[32] = {
    0x20ac, 0x0081, 0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160,
    0x2039, 0x0152, 0x008d, 0x017d, 0x008f, 0x0090, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022,
    0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0x009d, 0x017e, 0x0178};

std::string reencoded(std::string_view text, std::string_view encoding) {
  std::string name;
  for (const char c : encoding) {
    if (c != '-' && c != '_') name += static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c);
  }
  const bool windows = name == "windows1252" || name == "cp1252";
  if (!windows && name != "iso88591" && name != "latin1") return std::string(text);
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<uint8_t>(c);
    append_utf8(out, windows && byte >= 0x80 && byte < 0xa0 ? kWindows1252[byte - 0x80] : byte);
  }
  return out;
}

// What follows `name` in the header lines; empty where there is no such line.
std::string_view header(std::string_view headers, std::string_view name) {
  while (!headers.empty()) {
    const size_t end = std::min(headers.find('\n'), headers.size());
    const std::string_view line = headers.substr(0, end);
    if (line.starts_with(name)) return line.substr(name.size());
    headers.remove_prefix(std::min(end + 1, headers.size()));
  }
  return {};
}

// Columns of `text` where each character takes one: git asks wcwidth, which differs for
// wide and combining ones. npos: not UTF-8.
size_t width_of(std::string_view text) {
  size_t width = 0;
  for (size_t at = 0; at < text.size(); ++width) {
    const size_t length = utf8_length(text, at);
    if (length == 0) return text.npos;
    at += length;
  }
  return width;
}

std::string expanded(std::string_view line) {
  std::string out;
  for (size_t tab = line.find('\t'); tab != line.npos; tab = line.find('\t')) {
    const size_t width = width_of(line.substr(0, tab));
    if (width == line.npos) break;
    out += line.substr(0, tab);
    out.append(kTab - width % kTab, ' ');
    line.remove_prefix(tab + 1);
  }
  return out += line;
}

std::string_view without_trailing_blanks(std::string_view line) {
  const size_t last = line.find_last_not_of(" \t\r\n");
  return line.substr(0, last == line.npos ? 0 : last + 1);
}

void append_message(std::string_view message, std::vector<std::string>& lines) {
  while (!message.empty()) {
    const size_t end = std::min(message.find('\n'), message.size());
    const std::string_view line = without_trailing_blanks(message.substr(0, end));
    message.remove_prefix(std::min(end + 1, message.size()));
    if (line.empty() && lines.empty()) continue;
    lines.push_back(std::string(kIndent) + expanded(line));
  }
  while (!lines.empty() && without_trailing_blanks(lines.back()).empty()) lines.pop_back();
}

}  // namespace

CommitText read_commit_text(std::string_view bytes, uint8_t id_bytes, const Mailmap& mailmap) {
  const size_t end = std::min(bytes.find("\n\n"), bytes.size());
  const std::string_view encoding = header(bytes.substr(0, end), "encoding ");
  const std::string whole = encoding.empty() ? std::string() : reencoded(bytes, encoding);
  if (!whole.empty()) bytes = whole;
  CommitText text;
  git::Commit commit;
  git::parse_commit(bytes, id_bytes, commit);
  text.author = mailmap.mapped(commit.author.name, commit.author.email);
  text.committer = mailmap.mapped(commit.committer.name, commit.committer.email);
  text.author_date = commit.author.date;
  const size_t body = bytes.find("\n\n");
  if (body != bytes.npos) append_message(bytes.substr(body + 2), text.lines);
  return text;
}

void append_note(std::string_view note, std::vector<std::string>& lines) {
  if (note.ends_with('\n')) note.remove_suffix(1);
  lines.emplace_back();
  lines.emplace_back("Notes:");
  for (;;) {
    const size_t end = std::min(note.find('\n'), note.size());
    lines.push_back(std::string(kIndent) + std::string(note.substr(0, end)));
    if (end == note.size()) return;
    note.remove_prefix(end + 1);
  }
}

}  // namespace sluice::patch
