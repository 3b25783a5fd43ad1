#include "git/checksum.h"

#include <cstring>

#include "base/digest.h"

namespace sluice::git {

bool trailing_checksum_holds(std::string_view file, uint8_t id_bytes) {
  const std::string_view body = file.substr(0, file.size() - id_bytes);
  const auto equal = [&](const auto& digest) {
    return std::memcmp(digest.data(), file.data() + body.size(), id_bytes) == 0;
  };
  return id_bytes == 20 ? equal(sha1({body})) : equal(sha256({body}));
}

}  // namespace sluice::git
