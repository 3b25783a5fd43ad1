// Private keys as text: PEM (RFC 7468 and OpenSSL's older headers), OpenSSH,
// OpenPGP armor, PuTTY, and any of these once more in base64. The text may be a
// string literal: line ends spelled "\n", quotes, joins, indentation.
#include <algorithm>
#include <string>
#include <vector>

#include "base/ascii.h"
#include "judge/checksum/checks.h"
#include "judge/checksum/der.h"
#include "judge/checksum/encodings.h"
#include "judge/checksum/openpgp.h"
#include "judge/checksum/putty.h"

namespace sluice::judge {
namespace {

constexpr std::string_view kBegin = "-----BEGIN ";
constexpr std::string_view kEnd = "-----END ";
constexpr std::string_view kDashes = "-----";
constexpr size_t kSmallestKey = 32;  // bytes; Ed25519 alone is 32, in DER 48

bool is_base64(char c) { return is_alnum(c) || c == '+' || c == '/' || c == '='; }

// `text` cut at line ends, real and spelled ("\n", "\\n", "\r\n").
std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  size_t begin = 0, at = 0;
  while (at < text.size()) {
    const size_t end = at;
    if (text[at] == '\n' || text[at] == '\r') {
      ++at;
    } else if (text[at] == '\\') {
      while (at < text.size() && text[at] == '\\') ++at;
      if (at < text.size() && (text[at] == 'n' || text[at] == 'r' || text[at] == 't')) ++at;
    } else {
      ++at;
      continue;
    }
    lines.push_back(text.substr(begin, end - begin));
    begin = at;
  }
  lines.push_back(text.substr(begin));
  return lines;
}

struct Armor {
  std::string_view label;
  std::string body;      // base64, joined
  std::string sum;       // OpenPGP's four characters after '='
  bool locked = false;   // Proc-Type: 4,ENCRYPTED
  bool foreign = false;  // words that belong to no key: a placeholder
  bool closed = false;   // ends with the label it began with
};

// Pieces of a line between blanks, quotes and commas: base64 is kept, a join
// (+ . & ;) or a comment's mark skipped.
void take_line(std::string_view line, Armor& armor) {
  if (line.find(": ") != std::string_view::npos) {
    armor.locked |= line.find("ENCRYPTED") != std::string_view::npos;
    return;
  }
  while (!line.empty()) {
    const size_t size = std::min(line.find_first_of(" \t\"',`"), line.size());
    const std::string_view piece = line.substr(0, size);
    line.remove_prefix(std::min(size + 1, line.size()));
    if (std::none_of(piece.begin(), piece.end(), is_alnum)) continue;
    if (!all_of_class(piece, is_base64)) {
      armor.foreign = true;
    } else if (piece.size() == 5 && piece[0] == '=') {
      armor.sum = piece.substr(1);
    } else {
      armor.body += piece;
    }
  }
}

std::optional<Armor> read_armor(std::string_view text) {
  const size_t begin = text.find(kBegin);
  if (begin == std::string_view::npos) return std::nullopt;
  text.remove_prefix(begin + kBegin.size());
  const size_t label = text.find(kDashes);
  if (label == std::string_view::npos) return std::nullopt;
  Armor armor;
  armor.label = text.substr(0, label);
  text.remove_prefix(label + kDashes.size());
  const size_t end = text.find(kEnd);
  armor.closed = end != std::string_view::npos &&
                 text.substr(end + kEnd.size()).starts_with(std::string(armor.label) + "-----");
  for (const std::string_view line : lines_of(text.substr(0, end))) take_line(line, armor);
  return armor;
}

// openssh-key-v1 (OpenSSH, PROTOCOL.key): strings of a big-endian length.
class SshReader {
 public:
  explicit SshReader(std::string_view bytes) : bytes_(bytes) {}

  std::optional<uint32_t> number() {
    if (bytes_.size() < 4) return std::nullopt;
    uint32_t value = 0;
    for (const char c : bytes_.substr(0, 4)) value = value << 8 | static_cast<uint8_t>(c);
    bytes_.remove_prefix(4);
    return value;
  }

  std::optional<std::string_view> string() {
    const std::optional<uint32_t> length = number();
    if (!length || *length > bytes_.size()) return std::nullopt;
    const std::string_view value = bytes_.substr(0, *length);
    bytes_.remove_prefix(*length);
    return value;
  }

 private:
  std::string_view bytes_;
};

CheckOutcome encrypted_outcome() { return {Validity::kEncrypted, false, {}}; }

CheckOutcome check_openssh(std::string_view bytes) {
  constexpr std::string_view kMagic("openssh-key-v1\0", 15);
  if (!bytes.starts_with(kMagic)) return structure_outcome(false, Source::kObserved);
  SshReader reader(bytes.substr(kMagic.size()));
  const std::optional<std::string_view> cipher = reader.string();
  if (cipher && *cipher != "none") return encrypted_outcome();
  const bool head =
      cipher && reader.string() && reader.string() && reader.number() && reader.string();
  const std::optional<std::string_view> secret = head ? reader.string() : std::nullopt;
  // In the clear, the private part starts with one random number told twice.
  const bool holds = secret && secret->size() > 8 && secret->substr(0, 4) == secret->substr(4, 4);
  return structure_outcome(holds, Source::kObserved);
}

CheckOutcome check_pgp(const Armor& armor, std::string_view bytes) {
  const uint32_t sum = crc24(bytes);
  const std::string spelled{static_cast<char>(sum >> 16 & 0xff), static_cast<char>(sum >> 8 & 0xff),
                            static_cast<char>(sum & 0xff)};
  if (!armor.sum.empty() && armor.sum != base64_encode(spelled)) {
    return checksum_outcome(false, Source::kObserved);
  }
  const PgpKey key = inspect_pgp_key(bytes);
  if (key == PgpKey::kStub) return not_a_secret("key stub without its secret part");
  if (key == PgpKey::kLocked) return encrypted_outcome();
  if (!armor.sum.empty()) return checksum_outcome(true, Source::kDocumented);
  return key == PgpKey::kClear ? structure_outcome(true, Source::kDocumented) : CheckOutcome{};
}

CheckOutcome check_der(std::string_view label, std::string_view bytes) {
  if (label == "ENCRYPTED PRIVATE KEY") {
    return is_encrypted_pkcs8_key(bytes) ? encrypted_outcome()
                                         : structure_outcome(false, Source::kObserved);
  }
  if (label == "PRIVATE KEY") return structure_outcome(is_pkcs8_key(bytes), Source::kObserved);
  if (label == "RSA PRIVATE KEY") {
    return structure_outcome(is_rsa_key(bytes), Source::kObserved);
  }
  if (label == "DSA PRIVATE KEY") {
    return structure_outcome(is_dsa_key(bytes), Source::kObserved);
  }
  if (label == "EC PRIVATE KEY") return structure_outcome(is_ec_key(bytes), Source::kObserved);
  return {};
}

CheckOutcome check_armor(const Armor& armor) {
  if (armor.label.find("PRIVATE KEY") == std::string_view::npos) {
    return not_a_secret("no private key");
  }
  const std::optional<std::string> bytes = base64_decode(armor.body);
  const size_t held = bytes ? bytes->size() : armor.body.size() * 3 / 4;
  if (held < kSmallestKey) return not_a_secret("key block without a key");
  if (armor.locked) return encrypted_outcome();
  if (armor.foreign || !armor.closed || !bytes) return structure_outcome(false, Source::kObserved);
  if (armor.label == "OPENSSH PRIVATE KEY") return check_openssh(*bytes);
  if (armor.label.starts_with("PGP ")) return check_pgp(armor, *bytes);
  return check_der(armor.label, *bytes);
}

}  // namespace

CheckOutcome check_private_key(std::string_view secret) {
  if (secret.starts_with("PuTTY-User-Key-File-")) return check_putty(lines_of(secret));
  if (const std::optional<Armor> armor = read_armor(secret)) return check_armor(*armor);
  const std::optional<std::string> inner = base64_decode(secret);
  const std::optional<Armor> armor = inner ? read_armor(*inner) : std::nullopt;
  return armor ? check_armor(*armor) : CheckOutcome{};
}

}  // namespace sluice::judge
