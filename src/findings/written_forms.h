// The forms in which one known value stands in files, configurations and logs, as patterns of bytes
// (the syntax that RE2 in Latin-1 and Hyperscan share). Each matches that value and no other.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace sluice {

struct WrittenForm {
  std::string pattern;
  std::string head;  // the pattern of its first bytes, enough to tell it from other text
  std::vector<std::string> encoding;  // layers, outermost first; empty: as it is
};

// Of a value of at least kMinKnownBytes: itself first; base64 (standard and URL-safe) wherever it
// lies in what was encoded, of it, of its UTF-16 and of its own base64; hex; percent; the escapes
// of JSON, JavaScript, C, SQL and the shell; HTML entities; quoted-printable; UTF-16 of either
// order; and, of a value of several lines, with CRLF and by its longest line. Each pattern once.
//
// What is broken into lines or compressed is no such form: the scan's own decoders open that.
std::vector<WrittenForm> written_forms(std::string_view value);

// Shorter ones stand in other text by chance, in base64 most of all.
inline constexpr size_t kMinKnownBytes = 6;

}  // namespace sluice
