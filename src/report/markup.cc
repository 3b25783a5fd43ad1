#include "report/markup.h"

#include <algorithm>
#include <cstdint>

#include "base/ascii.h"
#include "base/escape.h"

namespace sluice {
namespace {

std::string encoded_segment(std::string_view segment) {
  // ".." would lead out of the root, also where a reader decodes %2E first.
  if (segment == "." || segment == "..") return "dots-" + std::to_string(segment.size());
  std::string out;
  constexpr char kHex[] = "0123456789ABCDEF";
  for (const char c : segment) {
    const auto byte = static_cast<uint8_t>(c);
    if (is_alnum(c) || c == '-' || c == '.' || c == '_' || c == '~') {
      out += c;
    } else {
      out.append({'%', kHex[byte >> 4], kHex[byte & 15]});
    }
  }
  return out;
}

std::string_view entity(char c) {
  switch (c) {
    case '&': return "&amp;";
    case '<': return "&lt;";
    case '>': return "&gt;";
    case '"': return "&quot;";
    case '\'': return "&apos;";
    default: return "";
  }
}

size_t longest_run(std::string_view text, char of) {
  size_t longest = 0, run = 0;
  for (const char c : text) {
    run = c == of ? run + 1 : 0;
    longest = std::max(longest, run);
  }
  return longest;
}

}  // namespace

std::string xml_text(std::string_view raw) {
  const std::string safe = escape_for_terminal(raw);
  std::string out;
  out.reserve(safe.size());
  for (size_t at = 0; at < safe.size(); ++at) {
    // U+FFFE and U+FFFF, which are UTF-8 but no characters.
    if (safe.compare(at, 2, "\xef\xbf") == 0 && static_cast<uint8_t>(safe[at + 2]) >= 0xbe) {
      out += "\xef\xbf\xbd";
      at += 2;
      continue;
    }
    const std::string_view as_entity = entity(safe[at]);
    if (as_entity.empty()) {
      out += safe[at];
    } else {
      out += as_entity;
    }
  }
  return out;
}

std::string markdown_text(std::string_view raw) {
  std::string out;
  for (const char c : escape_for_terminal(raw)) {
    if (std::string_view("\\`*_{}[]<>()#+!|~&").find(c) != std::string_view::npos) out += '\\';
    out += c;
  }
  return out;
}

std::string markdown_code(std::string_view raw) {
  if (raw.empty()) return {};
  const std::string safe = escape_for_terminal(raw);
  const std::string fence(longest_run(safe, '`') + 1, '`');
  std::string out = fence;
  const bool pad = safe.front() == '`' || safe.back() == '`' || safe.front() == ' ';
  if (pad) out += ' ';
  for (const char c : safe) {
    if (c == '|') out += '\\';
    out += c;
  }
  if (pad) out += ' ';
  return out + fence;
}

std::string encoded_path(std::string_view path) {
  std::string out;
  while (!path.empty()) {
    const size_t slash = std::min(path.find('/'), path.size());
    if (slash > 0) {
      if (!out.empty()) out += '/';
      out += encoded_segment(path.substr(0, slash));
    }
    path.remove_prefix(std::min(slash + 1, path.size()));
  }
  return out;
}

bool is_web_url(std::string_view url) {
  const size_t scheme = url.starts_with("https://") ? 8 : url.starts_with("http://") ? 7 : 0;
  if (scheme == 0 || url.size() == scheme || !is_alnum(url[scheme])) return false;
  return std::all_of(url.begin(), url.end(), [](char c) {
    return is_alnum(c) || std::string_view("-._~:/?#@!$&'*+,;=%").find(c) != std::string_view::npos;
  });
}

std::string shortened(std::string text, size_t max_bytes) {
  if (text.size() <= max_bytes) return text;
  size_t end = max_bytes - 3;
  while (end > 0 && (static_cast<uint8_t>(text[end]) & 0xc0) == 0x80) --end;
  return text.substr(0, end) + "…";
}

}  // namespace sluice
