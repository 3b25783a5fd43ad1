// Macaroons: PyPI's (libmacaroons version 2, binary) and Fly.io's (MessagePack).
#include <array>
#include <string>

#include "judge/checksum/checks.h"
#include "judge/checksum/encodings.h"
#include "judge/checksum/json.h"

namespace sluice::judge {
namespace {

// MacaroonField types of a version 2 macaroon; a section ends with kEndOfSection.
enum MacaroonField : uint8_t {
  kEndOfSection = 0,
  kLocation = 1,
  kIdentifier = 2,
  kVerification = 4,
  kSignature = 6
};
constexpr size_t kSignatureBytes = 32;
constexpr size_t kMaxCaveats = 64;

// Reads type, length (a varint) and data, and never past the end.
class FieldReader {
 public:
  explicit FieldReader(std::string_view bytes) : bytes_(bytes) {}

  bool at_end() const { return bytes_.empty(); }

  std::optional<uint8_t> byte() {
    if (bytes_.empty()) return std::nullopt;
    const auto value = static_cast<uint8_t>(bytes_[0]);
    bytes_.remove_prefix(1);
    return value;
  }

  std::optional<std::string_view> data() {
    size_t length = 0;
    for (unsigned shift = 0;; shift += 7) {
      const std::optional<uint8_t> part = byte();
      if (!part || shift > 21) return std::nullopt;
      length |= size_t{*part & 0x7fU} << shift;
      if ((*part & 0x80) == 0) break;
    }
    if (length > bytes_.size()) return std::nullopt;
    const std::string_view value = bytes_.substr(0, length);
    bytes_.remove_prefix(length);
    return value;
  }

 private:
  std::string_view bytes_;
};

struct Section {
  std::string_view location, identifier;
};

// Fields up to kEndOfSection; `empty` is set for a section without any.
std::optional<Section> read_section(FieldReader& reader, bool& empty) {
  Section section;
  for (empty = true;; empty = false) {
    const std::optional<uint8_t> type = reader.byte();
    if (!type) return std::nullopt;
    if (*type == kEndOfSection) return section;
    const std::optional<std::string_view> data = reader.data();
    if (!data) return std::nullopt;
    if (*type == kLocation) {
      section.location = *data;
    } else if (*type == kIdentifier) {
      section.identifier = *data;
    } else if (*type != kVerification) {
      return std::nullopt;
    }
  }
}

struct Macaroon {
  Section head;
  std::vector<std::string_view> caveats;
};

std::optional<Macaroon> parse(std::string_view bytes) {
  FieldReader reader(bytes);
  if (reader.byte() != uint8_t{2}) return std::nullopt;
  bool empty = false;
  const std::optional<Section> head = read_section(reader, empty);
  if (!head || empty) return std::nullopt;
  Macaroon macaroon{*head, {}};
  for (;;) {
    const std::optional<Section> caveat = read_section(reader, empty);
    if (!caveat || macaroon.caveats.size() == kMaxCaveats) return std::nullopt;
    if (empty) break;
    macaroon.caveats.push_back(caveat->identifier);
  }
  if (reader.byte() != uint8_t{kSignature}) return std::nullopt;
  const std::optional<std::string_view> signature = reader.data();
  if (!signature || signature->size() != kSignatureBytes || !reader.at_end()) return std::nullopt;
  return macaroon;
}

bool is_index(std::string_view location) {
  return location == "pypi.org" || location == "test.pypi.org";
}

bool is_genuine(const Macaroon& macaroon) {
  if (!is_index(macaroon.head.location) || macaroon.caveats.empty()) return false;
  for (const std::string_view caveat : macaroon.caveats) {
    if (!is_json(caveat)) return false;
  }
  return macaroon.head.identifier.size() == 36 || is_json(macaroon.head.identifier);
}

// Of a caveat [0, not_after, not_before]; nullopt for every other one.
std::optional<int64_t> not_after(std::string_view caveat) {
  std::string packed;
  for (const char c : caveat) {
    if (c != ' ') packed.push_back(c);
  }
  if (!packed.starts_with("[0,")) return std::nullopt;
  return json_integer(std::string_view(packed).substr(3));
}

}  // namespace

CheckOutcome check_pypi_macaroon(std::string_view secret) {
  return check_pypi_macaroon_at(secret, current_time());
}

CheckOutcome check_pypi_macaroon_at(std::string_view secret, int64_t now) {
  const size_t dash = secret.find('-');
  if (dash == std::string_view::npos) return {};
  const std::optional<std::string> bytes = base64_decode(secret.substr(dash + 1));
  const std::optional<Macaroon> macaroon = bytes ? parse(*bytes) : std::nullopt;
  if (!macaroon || !is_genuine(*macaroon)) return structure_outcome(false, Source::kDocumented);
  CheckOutcome outcome = structure_outcome(true, Source::kDocumented);
  if (macaroon->head.location != "pypi.org") outcome.notes.push_back({"index", "test", 0});
  for (const std::string_view caveat : macaroon->caveats) {
    if (const auto end = not_after(caveat)) note_expiry(outcome, *end, now);
  }
  return outcome;
}

// fm2_, fm1r_, fm1a_ + base64 of a MessagePack array of four: 0x94.
CheckOutcome check_flyio_macaroon(std::string_view secret) {
  const size_t cut = secret.find('_');
  if (cut == std::string_view::npos) return {};
  std::string_view body = secret.substr(cut + 1);
  body = body.substr(0, body.find(','));
  const std::optional<std::string> bytes = base64_decode(body);
  const bool array = bytes && !bytes->empty() && (static_cast<uint8_t>((*bytes)[0]) & 0xf0) == 0x90;
  return shape_outcome(array, Source::kObserved);
}

}  // namespace sluice::judge
