#include "source/archive_magic.h"

#include <algorithm>
#include <array>
#include <cstdint>

namespace sluice {
namespace {

using namespace std::string_view_literals;

// Sources: RFC 1952, APPNOTE.TXT 4.3, xz-file-format.txt, RFC 8878, 7zFormat.txt,
// technote of RAR 4 and 5, lz4_Frame_format.md. An empty zip starts with its end
// record.
constexpr std::array kMagics = {"\x1f\x8b\x08"sv,
                                "PK\x03\x04"sv,
                                "PK\x05\x06"sv,
                                "PK\x07\x08"sv,
                                "\xfd"
                                "7zXZ\0"sv,
                                "\x28\xb5\x2f\xfd"sv,
                                "7z\xbc\xaf\x27\x1c"sv,
                                "Rar!\x1a\x07"sv,
                                "\x04\x22\x4d\x18"sv};

// "BZh", a level, then the first block's or (of empty input) the end's magic.
bool is_bzip2(std::string_view head) {
  return head.size() >= 10 && head.substr(0, 3) == "BZh" && head[3] >= '1' && head[3] <= '9' &&
         (head.substr(4, 6) == "1AY&SY" || head.substr(4, 6) == "\x17\x72\x45\x38\x50\x90"sv);
}

// By first byte: nearly every blob is told to be none by it.
constexpr std::array<bool, 256> kMayBegin = [] {
  std::array<bool, 256> may_begin{};
  for (const std::string_view magic : kMagics) may_begin[static_cast<uint8_t>(magic[0])] = true;
  may_begin['B'] = true;
  return may_begin;
}();

}  // namespace

bool is_archive(std::string_view head) {
  if (head.empty() || !kMayBegin[static_cast<uint8_t>(head[0])]) return false;
  return is_bzip2(head) || std::any_of(kMagics.begin(), kMagics.end(), [&](std::string_view magic) {
           return head.substr(0, magic.size()) == magic;
         });
}

}  // namespace sluice
