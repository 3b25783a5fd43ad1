// fuzzes: git
#include <libdeflate.h>

#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "git/short_inflater.h"

// Two bytes: the content's size; the stream. The checksum is mended, which no mutation does.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using sluice::git::ShortInflater;
  if (size < 2) return 0;
  const size_t content = (size_t{data[0]} << 8 | data[1]) % ShortInflater::kMaxSize;
  static libdeflate_decompressor* const decompressor = libdeflate_alloc_decompressor();
  static const auto inflater = std::make_unique<ShortInflater>();
  std::string stream(reinterpret_cast<const char*>(data + 2), size - 2);
  std::vector<char> known(content + ShortInflater::kRoom);
  size_t raw_size = 0, produced = 0;
  if (stream.size() > 2 + 4 &&
      libdeflate_deflate_decompress_ex(decompressor, stream.data() + 2, stream.size() - 2,
                                       known.data(), content, &raw_size,
                                       &produced) == LIBDEFLATE_SUCCESS &&
      produced == content && stream.size() - 2 - raw_size >= 4) {
    const uint32_t checksum = libdeflate_adler32(1, known.data(), content);
    for (unsigned i = 0; i < 4; ++i) {
      stream[2 + raw_size + i] = static_cast<char>(checksum >> (24 - 8 * i));
    }
  }
  // Copies of their own, so that a sanitizer sees a byte past their ends.
  const std::vector<char> in(stream.begin(), stream.end());
  std::vector<char> out(content + ShortInflater::kRoom);
  const auto used = inflater->inflate({in.data(), in.size()}, out.data(), content);
  if (!used) return 0;
  size_t consumed = 0;
  const libdeflate_result result = libdeflate_zlib_decompress_ex(
      decompressor, in.data(), in.size(), known.data(), known.size(), &consumed, &produced);
  const bool same =
      result == LIBDEFLATE_SUCCESS && produced == content && consumed == *used &&
      std::string_view(out.data(), content) == std::string_view(known.data(), content);
  if (!same) std::abort();
  return 0;
}
