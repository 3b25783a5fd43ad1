// fuzzes: source
// What git writes to the hooks of a push: updates with whole names and ids, or one safe line.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "source/ref_updates.h"

namespace {

bool is_zero(const sluice::ObjectId& id) { return !id.empty() && id.is_null(); }

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace sluice;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  for (const uint8_t id_bytes : {uint8_t{20}, uint8_t{32}}) {
    for (const auto parse : {parse_received, parse_pushed}) {
      const Result<std::vector<RefUpdate>> updates = parse(bytes, id_bytes);
      if (!updates) {
        if (updates.error().message.find('\n') != std::string::npos) std::abort();
        continue;
      }
      for (const RefUpdate& update : *updates) {
        if (update.name.empty() || is_zero(update.before) || is_zero(update.after)) std::abort();
      }
    }
  }
  return 0;
}
