// fuzzes: git
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "git/delta.h"

// One byte: the base's length; the base; the delta.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  constexpr uint64_t kMaxResult = uint64_t{1} << 20;
  if (size == 0 || data[0] > size - 1) return 0;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  // A copy of its own, so that a sanitizer sees a read past its end.
  const std::string base(bytes.substr(1, data[0]));
  const std::string_view delta = bytes.substr(1 + base.size());
  sluice::git::DeltaReader reader(delta);
  if (!reader.has_sizes() || reader.result_size() > kMaxResult) return 0;
  std::string result(reader.result_size(), '\0');
  const bool applied = sluice::git::apply_delta(base, reader, result.data());

  sluice::git::DeltaReader again(delta);
  sluice::git::DeltaOp op;
  std::string rebuilt;
  while (again.next(op)) {
    if (op.copy && op.offset + op.size > again.base_size()) std::abort();
    if (again.base_size() != base.size()) continue;
    rebuilt += op.copy ? base.substr(op.offset, op.size) : std::string(op.insert, op.size);
  }
  if (applied && (!again.finished() || rebuilt != result)) std::abort();
  return 0;
}
