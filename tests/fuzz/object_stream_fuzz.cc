// fuzzes: git
#include <array>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "git/object_stream.h"

// The first two bytes are a size, the rest a zlib stream and a delta.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace sluice::git;
  constexpr uint64_t kMaxBytes = uint64_t{1} << 20;
  if (size < 2) return 0;
  const uint64_t claimed = uint64_t{data[0]} << 8 | data[1];
  const std::string_view in(reinterpret_cast<const char*>(data) + 2, size - 2);
  std::array<char, 777> buffer;
  const auto drain = [&](ObjectStream& stream) {
    uint64_t given = 0;
    for (;;) {
      const auto got = stream.read(buffer);
      if (!got) return;
      if (*got == 0 && given != stream.size()) std::abort();
      if (*got == 0) return;
      given += *got;
      if (given > stream.size()) std::abort();
    }
  };
  WholeStream whole(ZlibReader(in), claimed);
  drain(whole);
  if (const auto delta = DeltaStream::open(in, in, kMaxBytes)) drain(**delta);
  return 0;
}
