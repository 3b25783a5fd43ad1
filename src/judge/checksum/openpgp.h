// Whether an OpenPGP secret key (RFC 4880, 9580) is locked by a passphrase.
#pragma once

#include <cstdint>
#include <string_view>

namespace sluice::judge {

enum class PgpKey : uint8_t { kNone, kClear, kLocked, kStub };

// `packets` is the binary behind the armor; only its first packet is read. kNone:
// no secret-key packet of version 4 of a known algorithm. kStub: the secret part
// is missing or on a card (gpg's private S2K type 101).
PgpKey inspect_pgp_key(std::string_view packets);

}  // namespace sluice::judge
