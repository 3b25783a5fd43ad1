// Password hashes, which are not passwords: whether a text is one that its scheme's
// writers write. The last characters of fields hold fewer than six bits, and of base64
// a number of bytes.
#include <algorithm>
#include <array>
#include <string>

#include "base/ascii.h"
#include "judge/checksum/checks.h"
#include "judge/checksum/encodings.h"

namespace sluice::judge {
namespace {

bool is_crypt64(char c) { return is_alnum(c) || c == '.' || c == '/'; }

// The fields between '$' of a text that starts with one.
std::vector<std::string_view> fields_of(std::string_view text) {
  std::vector<std::string_view> fields;
  while (!text.empty() && fields.size() < 8) {
    text.remove_prefix(1);
    const size_t end = std::min(text.find('$'), text.size());
    fields.push_back(text.substr(0, end));
    text.remove_prefix(end);
  }
  return fields;
}

bool is_hash(std::string_view hash, size_t characters, std::string_view last) {
  return hash.size() == characters && all_of_class(hash, is_crypt64) &&
         last.find(hash.back()) != std::string_view::npos;
}

// $2b$<cost>$<22 of salt><31 of hash>: 128 and 184 bits.
bool is_bcrypt(const std::vector<std::string_view>& fields) {
  if (fields.size() != 3 || fields[1].size() != 2 || !all_of_class(fields[1], is_digit)) {
    return false;
  }
  const std::string_view cost = fields[1], both = fields[2];
  return cost >= "04" && cost <= "31" && both.size() == 53 &&
         is_hash(both.substr(0, 22), 22, ".Oeu") &&
         is_hash(both.substr(22), 31, ".CGKOSWaeimquy26");
}

// $6$[rounds=N$]<salt>$<hash>
bool is_salted(const std::vector<std::string_view>& fields, size_t salt, size_t characters,
               std::string_view last) {
  const size_t at = fields.size() == 4 && fields[1].starts_with("rounds=") ? 2 : 1;
  return fields.size() == at + 2 && fields[at].size() <= salt &&
         is_hash(fields[at + 1], characters, last);
}

bool is_yescrypt(const std::vector<std::string_view>& fields) {
  return fields.size() >= 3 && fields.back().size() == 43 &&
         all_of_class(fields.back(), is_crypt64);
}

// $argon2id$v=19$m=…,t=…,p=…$<salt>$<hash>
bool is_argon2(const std::vector<std::string_view>& fields) {
  if (fields.size() < 4) return false;
  const std::string_view costs = fields[fields.size() - 3], hash = fields.back();
  const std::optional<std::string> bytes = base64_decode(hash);
  return costs.starts_with("m=") && bytes && bytes->size() >= 16 &&
         base64_decode(fields[fields.size() - 2]).has_value();
}

struct Scheme {
  std::string_view head, name;
  bool (*holds)(const std::vector<std::string_view>&);
};
constexpr std::string_view kTwoBits = "./01";
constexpr std::array kSchemes = {
    Scheme{"$2", "bcrypt", is_bcrypt},
    Scheme{"$1$", "md5crypt", [](const auto& f) { return is_salted(f, 8, 22, kTwoBits); }},
    Scheme{"$apr1$", "apr1", [](const auto& f) { return is_salted(f, 8, 22, kTwoBits); }},
    Scheme{"$5$", "sha256crypt",
           [](const auto& f) { return is_salted(f, 16, 43, "./0123456789ABCD"); }},
    Scheme{"$6$", "sha512crypt", [](const auto& f) { return is_salted(f, 16, 86, kTwoBits); }},
    Scheme{"$y$", "yescrypt", is_yescrypt},
    Scheme{"$7$", "scrypt", is_yescrypt},
    Scheme{"$gy$", "gost-yescrypt", is_yescrypt},
    Scheme{"$argon2", "argon2", is_argon2},
    Scheme{"$8$", "cisco type 8", [](const auto& f) { return is_salted(f, 14, 43, kBase62); }},
    Scheme{"$P$", "phpass",
           [](const auto& f) {
             return f.size() == 2 && f[1].size() == 31 && all_of_class(f[1], is_crypt64);
           }},
};

bool is_digest(std::string_view base64, size_t bytes) {
  const std::optional<std::string> digest = base64_decode(base64);
  return digest && digest->size() == bytes;
}

// pbkdf2_sha256$<iterations>$<salt>$<32 bytes>
bool is_django(std::string_view text) {
  const size_t last = text.rfind('$');
  return last != std::string_view::npos && is_digest(text.substr(last + 1), 32);
}

// SCRAM-SHA-256$<iterations>:<salt>$<32 bytes>:<32 bytes>
bool is_scram(std::string_view text) {
  const size_t cut = text.rfind('$'), colon = text.rfind(':');
  return cut != std::string_view::npos && colon != std::string_view::npos && cut < colon &&
         is_digest(text.substr(cut + 1, colon - cut - 1), 32) &&
         is_digest(text.substr(colon + 1), 32);
}

bool is_ssha(std::string_view text) {
  const std::optional<std::string> bytes = base64_decode(text.substr(text.find('}') + 1));
  return bytes && bytes->size() >= 24;
}

struct Plain {
  std::string_view head, name;
  bool (*holds)(std::string_view);
};
constexpr std::array kHeads = {
    Plain{"pbkdf2_sha256$", "pbkdf2", is_django},
    Plain{"SCRAM-SHA-256$", "scram", is_scram},
    Plain{"{SSHA}", "ssha", is_ssha},
    Plain{"{SHA}", "sha", [](std::string_view text) { return is_digest(text.substr(5), 20); }},
};

CheckOutcome hash_outcome(bool holds, std::string_view scheme) {
  CheckOutcome outcome = shape_outcome(holds, Source::kDocumented);
  outcome.notes.push_back({"hash", std::string(scheme), 0});
  return outcome;
}

}  // namespace

CheckOutcome check_crypt_hash(std::string_view secret) {
  for (const Scheme& scheme : kSchemes) {
    if (secret.starts_with(scheme.head))
      return hash_outcome(scheme.holds(fields_of(secret)), scheme.name);
  }
  for (const Plain& plain : kHeads) {
    if (secret.starts_with(plain.head)) return hash_outcome(plain.holds(secret), plain.name);
  }
  return {};
}

}  // namespace sluice::judge
