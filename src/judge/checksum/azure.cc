// Microsoft's self-describing keys (microsoft/security-utilities): a signature
// at a fixed place and a Marvin32 or CRC-32 sum over the rest.
#include <array>
#include <string>

#include "judge/checksum/checks.h"
#include "judge/checksum/encodings.h"

namespace sluice::judge {
namespace {

// A kind of identifiable key: `bytes` decoded, `signature` at text[-10, -6), the
// seeds of its variants.
struct Service {
  std::string_view signature;
  size_t bytes;
  std::array<std::string_view, 7> seeds;
  Source source = Source::kDocumented;
};

constexpr std::array kServices = {
    Service{"+ASt", 64, {"Default0"}},
    Service{"ACDb",
            64,
            {"MastRW00", "MastRO00", "SystRW00", "SystRO00", "SysAll00", "Resour00", "Encryp00"}},
    Service{"+ABa", 64, {"AbAcct00"}},
    Service{"+AMC", 64, {"Classic0"}},
    Service{"APIM", 64, {"Tenant00", "IoTHub00", "Gatewy00", "GitKey00"}},
    Service{"+ASb", 32, {"Send0000", "Listen00", "Manage00"}},
    Service{"+AEh", 32, {"Send0000", "Listen00", "Manage00"}},
    Service{"+ARm", 32, {"Send0000", "Listen00", "Manage00"}},
    Service{"AIoT", 32, {"IoTHub00", "DpsKey00", "Device00"}},
    Service{"AZEG", 32, {"SendRecv"}},
    // Redis keys are issued with '+' and '/' respelled, which spoils the sum of some.
    Service{"AzCa", 32, {"Access00"}, Source::kObserved},
    Service{"AzSe", 39, {"Query000", "PAdmin00"}},
    Service{"+ACR", 39, {"ACRDflt0"}},
    Service{"AzFu", 40, {"Functi00", "System00", "Master00"}},
};

// Where a key's text, without padding, holds its signature, from the end.
constexpr size_t kSignatureFromEnd = 10;
constexpr size_t kAzureSumBytes = 4;

const Service* find_service(std::string_view signature, size_t bytes) {
  for (const Service& service : kServices) {
    if (service.signature == signature && service.bytes == bytes) return &service;
  }
  return nullptr;
}

bool is_stamped(const Service& service, std::string_view bytes) {
  const std::string_view covered = bytes.substr(0, bytes.size() - kAzureSumBytes);
  const std::string_view sum = bytes.substr(covered.size());
  for (const std::string_view seed : service.seeds) {
    if (!seed.empty() && sum == little_endian32(marvin32(covered, marvin_seed(seed)))) return true;
  }
  return false;
}

constexpr size_t kCaskCovered = 80;  // characters that the sum of a CASK key covers

// The six characters, and "==", that a CASK key spells its sum with: base62 of
// the sum's bytes as a big-endian number, zero bytes in front kept as digits,
// filled with '0' behind, spare bits cleared.
std::string spell_cask_sum(const std::string& sum) {
  uint32_t number = 0;
  for (const char c : sum) number = number << 8 | static_cast<uint8_t>(c);
  size_t zeros = 0;
  while (zeros < 3 && sum[zeros] == '\0') ++zeros;
  std::string digits = std::string(zeros, '0') + to_digits(number, kBase62, 1);
  digits.resize(6, '0');
  return base64_encode(base64_decode(digits).value_or(""));
}

// Entra's base66, first digit 'a'; note 1 to 9, then 0.
constexpr std::string_view kBase66 =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ1234567890.-_~";

}  // namespace

// A key without a known signature is an older one, of which nothing is known.
CheckOutcome check_azure_identifiable(std::string_view secret) {
  const std::string_view text = secret.substr(0, secret.find('='));
  const std::optional<std::string> bytes = base64_decode(text);
  if (!bytes || text.size() < kSignatureFromEnd || bytes->size() < 32) return {};
  const std::string_view signature = text.substr(text.size() - kSignatureFromEnd, 4);
  const Service* service = find_service(signature, bytes->size());
  if (service == nullptr) return {};
  return checksum_outcome(is_stamped(*service, *bytes), service->source);
}

// 84 characters, or 86 and "==": 52 random, JQQJ9 and a kind letter, a date, fields,
// four letters that name the provider, the sum.
CheckOutcome check_azure_cask(std::string_view secret) {
  if (secret.size() != 84 && secret.size() != 88) return {};
  if (secret.substr(52, 5) != "JQQJ9") return {};
  const std::optional<std::string> bytes = base64_decode(secret.substr(0, kCaskCovered));
  if (!bytes) return checksum_outcome(false, Source::kDocumented);
  const std::string sum = little_endian32(marvin32(*bytes, marvin_seed("Default0")));
  const std::string_view written = secret.substr(kCaskCovered);
  // The first keys carried the plain base64 of the sum.
  const bool holds = std::string_view(spell_cask_sum(sum)).starts_with(written) ||
                     std::string_view(base64_encode(sum)).starts_with(written);
  CheckOutcome outcome = checksum_outcome(holds, Source::kDocumented);
  if (holds) outcome.notes.push_back({"azure_service", std::string(secret.substr(76, 4)), 0});
  return outcome;
}

// 52 base32 characters: 28 bytes of token and, scattered among them, its CRC-32
// masked by the kind of token.
CheckOutcome check_azure_devops_pat(std::string_view secret) {
  constexpr uint32_t kUserToken = 0xE0B9692DU;
  constexpr uint32_t kApplicationToken = 0x1019F92EU;
  if (secret.size() != 52) return {};
  const std::optional<std::string> bytes = base32_decode(secret);
  if (!bytes || bytes->size() != 32) return checksum_outcome(false, Source::kDocumented);
  const std::string& b = *bytes;
  const uint32_t sum = crc32(b.substr(0, 2) + b.substr(3, 4) + b.substr(9, 13) + b.substr(23, 9));
  const std::string stored{b[22], b[8], b[7], b[2]};
  return checksum_outcome(stored == little_endian32(sum ^ kUserToken) ||
                              stored == little_endian32(sum ^ kApplicationToken),
                          Source::kDocumented);
}

// xxx8Q~ + 31 + 3 characters of the sum. Other kinds (7Q~, 37 characters) have none.
CheckOutcome check_entra_secret(std::string_view secret) {
  if (secret.size() != 40 || secret.substr(3, 3) != "8Q~") return {};
  const uint32_t sum = marvin32(secret.substr(0, 37), marvin_seed("AadPwd00"));
  return checksum_outcome(to_digits(sum, kBase66, 6).starts_with(secret.substr(37)),
                          Source::kDocumented);
}

}  // namespace sluice::judge
