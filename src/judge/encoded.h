// Base64 of user:password, as in Basic headers and container registries' files.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace sluice::judge {

// The decoded text, where it is printable ASCII with a ':' that is neither its
// first nor its last byte; either base64 alphabet, padding optional. At most 1 KiB.
std::optional<std::string> decode_credentials(std::string_view base64);

// Both sides of the pair are words of a manual ("user:password", "foo:foo"), or the password is
// of a few letters, a reference or a placeholder.
bool is_weak_pair(std::string_view user_and_password);

}  // namespace sluice::judge
