#include "git/reflog.h"

#include <optional>

namespace sluice::git {

BadLines parse_reflog(std::string_view bytes, uint8_t id_bytes, std::vector<ObjectId>& ids) {
  const size_t digits = size_t{id_bytes} * 2;
  BadLines bad;
  for (uint64_t number = 1; !bytes.empty(); ++number) {
    const std::string_view line = take_line(bytes);
    const size_t header = 2 * digits + 2;  // "OLD NEW "
    if (line.size() < header || line[digits] != ' ' || line[header - 1] != ' ') {
      bad.add(number);
      continue;
    }
    const std::optional<ObjectId> from = ObjectId::from_hex(line.substr(0, digits));
    const std::optional<ObjectId> to = ObjectId::from_hex(line.substr(digits + 1, digits));
    if (!from || !to) {
      bad.add(number);
      continue;
    }
    for (const ObjectId& id : {*from, *to}) {
      if (!id.is_null() && (ids.empty() || ids.back() != id)) ids.push_back(id);
    }
  }
  return bad;
}

}  // namespace sluice::git
