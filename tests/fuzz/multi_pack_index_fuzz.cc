// fuzzes: git
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <string>
#include <string_view>

#include "base/digest.h"
#include "git/multi_pack_index.h"

namespace {

using namespace sluice;
using namespace sluice::git;

// Damage must get past the checksum to be read.
std::string sealed(std::string_view bytes, size_t id_bytes) {
  std::string out(bytes);
  if (out.size() < id_bytes) return out;
  const std::string_view body = std::string_view(out).substr(0, out.size() - id_bytes);
  if (id_bytes == 20) {
    const auto digest = sha1({body});
    std::memcpy(out.data() + body.size(), digest.data(), digest.size());
  } else {
    const auto digest = sha256({body});
    std::memcpy(out.data() + body.size(), digest.data(), digest.size());
  }
  return out;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  for (const uint8_t id_bytes : {uint8_t{20}, uint8_t{32}}) {
    const std::string bytes = sealed({reinterpret_cast<const char*>(data), size}, id_bytes);
    const auto index = MultiPackIndex::open(bytes, id_bytes);
    if (!index) continue;
    if (uint64_t{index->size()} * id_bytes > size) std::abort();
    size_t listed = 0;
    for (uint32_t pack = 0; pack < index->pack_names().size(); ++pack) {
      const std::string_view name = index->pack_names()[pack];
      if (name.ends_with(".idx") && index->find_pack(name.substr(0, name.size() - 4)) != pack) {
        std::abort();
      }
      listed += index->entries_of(pack).size();
    }
    // Each object lies in one pack.
    if (listed != index->size()) std::abort();
  }
  return 0;
}
