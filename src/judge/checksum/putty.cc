#include "judge/checksum/putty.h"

#include <algorithm>
#include <optional>
#include <string>

#include "base/ascii.h"
#include "base/digest.h"
#include "judge/checksum/checks.h"
#include "judge/checksum/encodings.h"

namespace sluice::judge {
namespace {

constexpr std::string_view kFirstField = "PuTTY-User-Key-File-";
constexpr size_t kMaxBlobLines = 1000;

using Lines = std::vector<std::string_view>;

// The line "Name: value"; lines.size() where there is none.
size_t find_field(const Lines& lines, std::string_view name) {
  const auto is_field = [name](std::string_view line) {
    return line.starts_with(name) && line.substr(name.size()).starts_with(": ");
  };
  return static_cast<size_t>(std::find_if(lines.begin(), lines.end(), is_field) - lines.begin());
}

std::string_view field(const Lines& lines, std::string_view name) {
  const size_t at = find_field(lines, name);
  return at == lines.size() ? "" : lines[at].substr(name.size() + 2);
}

// The bytes behind "Name: N", N lines of base64; nullopt where they are not there.
std::optional<std::string> blob(const Lines& lines, std::string_view name) {
  const std::string_view count = field(lines, name);
  if (count.empty() || count.size() > 4 || !all_of_class(count, is_digit)) return std::nullopt;
  size_t left = static_cast<size_t>(std::stoul(std::string(count)));
  if (left > kMaxBlobLines) return std::nullopt;
  std::string text;
  for (size_t i = find_field(lines, name) + 1; left > 0; ++i) {
    if (i >= lines.size()) return std::nullopt;
    if (lines[i].empty()) continue;  // between CR and LF
    text += lines[i];
    --left;
  }
  return base64_decode(text);
}

void add_string(std::string& out, std::string_view text) {
  const auto size = static_cast<uint32_t>(text.size());
  for (int shift = 24; shift >= 0; shift -= 8) out.push_back(static_cast<char>(size >> shift));
  out += text;
}

template <class Digest>
std::string hex_of(const Digest& digest) {
  return to_hex({reinterpret_cast<const char*>(digest.data()), digest.size()});
}

// Version 2: HMAC-SHA-1 under the SHA-1 of a fixed text and the passphrase, none here.
// Version 3: HMAC-SHA-256, under an empty key where there is no passphrase.
std::string mac_of(bool is_version_2, std::string_view message) {
  if (!is_version_2) return hex_of(hmac_sha256("", {message}));
  const auto key = sha1({"putty-private-key-file-mac-key"});
  return hex_of(hmac_sha1({reinterpret_cast<const char*>(key.data()), key.size()}, message));
}

}  // namespace

CheckOutcome check_putty(const Lines& lines) {
  const std::string_view encryption = field(lines, "Encryption");
  const std::string_view count = field(lines, "Private-Lines");
  if (encryption.empty() || count.empty() || !all_of_class(count, is_digit)) {
    return structure_outcome(false, Source::kObserved);
  }
  if (encryption != "none") return {Validity::kEncrypted, false, {}};
  const std::optional<std::string> open = blob(lines, "Public-Lines");
  const std::optional<std::string> secret = blob(lines, "Private-Lines");
  const std::string_view mac = field(lines, "Private-MAC");
  if (!open || !secret || mac.empty()) {
    return structure_outcome(count.find_first_not_of('0') != count.npos, Source::kObserved);
  }
  const bool is_version_2 = find_field(lines, std::string(kFirstField) + "2") < lines.size();
  std::string message;
  add_string(message, field(lines, std::string(kFirstField) + (is_version_2 ? "2" : "3")));
  add_string(message, encryption);
  add_string(message, field(lines, "Comment"));
  add_string(message, *open);
  add_string(message, *secret);
  return checksum_outcome(mac == mac_of(is_version_2, message), Source::kObserved);
}

}  // namespace sluice::judge
