#include "gitleaks/binary_formats.h"

#include <algorithm>
#include <cstdint>

namespace sluice::gitleaks {
namespace {

using namespace std::literals;

// Each format's own specification, or the list of signatures in file(1).
constexpr std::string_view kStarts[] = {
    "\x1f\x8b\x08"sv,        // gzip
    "BZh"sv,                 // bzip2
    "7z\xbc\xaf\x27\x1c"sv,  // 7-Zip
    "\xfd"
    "7zXZ\0"sv,            // xz
    "\x28\xb5\x2f\xfd"sv,  // Zstandard
    "%PDF"sv,
    "MZ"sv,  // a program of Windows
    "CWS"sv,
    "FWS"sv,  // Flash
    "{\\rtf"sv,
    "%!"sv,    // PostScript
    "SQLi"sv,  // SQLite
    "NES\x1a"sv,
    "Cr24"sv,  // an extension of Chrome
    "MSCF"sv,
    "ISc("sv,     // cabinets
    "!<arch>"sv,  // ar, Debian packages
    "\x1f\xa0"sv,
    "\x1f\x9d"sv,  // compress
    "LZIP"sv,
    "\xfe\xed\xfa\xcf"sv,
    "\xfe\xed\xfa\xce"sv,
    "\xbe\xba\xfe\xca"sv,  // Mach-O
    "\xcf\xfa\xed\xfe"sv,
    "\xce\xfa\xed\xfe"sv,
    "\xca\xfe\xba\xbe"sv,
    "\0asm\1\0\0\0"sv,  // WebAssembly
    "wOFF\0\1\0\0"sv,
    "wOF2\0\1\0\0"sv,
    "\0\1\0\0\0"sv,
    "OTTO\0"sv,  // fonts
    "Rar!\x1a\7\0"sv,
    "Rar!\x1a\7\1"sv,
};

bool holds_at(std::string_view bytes, size_t at, std::string_view what) {
  return bytes.size() >= at && bytes.substr(at).starts_with(what);
}

bool is_zip(std::string_view bytes) {
  return bytes.size() > 3 && bytes.starts_with("PK") &&
         "\3\5\7"sv.find(bytes[2]) != std::string_view::npos &&
         "\4\6\10"sv.find(bytes[3]) != std::string_view::npos;
}

// A compound file of Word, Excel or PowerPoint.
bool is_old_office(std::string_view bytes) {
  if (!bytes.starts_with("\xd0\xcf\x11\xe0")) return false;
  return bytes.size() <= 513 || holds_at(bytes, 512, "\xec\xa5") ||
         holds_at(bytes, 512, "\x09\x08") || holds_at(bytes, 512, "\xa0\x46");
}

// Embedded OpenType.
bool is_eot(std::string_view bytes) {
  return holds_at(bytes, 34, "LP") &&
         (holds_at(bytes, 8, "\2\0\1"sv) || holds_at(bytes, 8, "\1\0\0"sv) ||
          holds_at(bytes, 8, "\2\0\2"sv));
}

bool is_dex(std::string_view bytes) {
  return bytes.starts_with("dex\n") && holds_at(bytes, 36, "p");
}

// A frame of Zstandard that is to be skipped, then one that is not.
bool is_skippable_zstd(std::string_view bytes) {
  while (bytes.size() >= 8 && (bytes[0] & 0xf0) == 0x50 && holds_at(bytes, 1, "\x2a\x4d\x18")) {
    uint32_t size = 0;
    for (size_t i = 8; i-- > 4;) size = size << 8 | static_cast<uint8_t>(bytes[i]);
    if (bytes.size() < size_t{8} + size) return false;
    bytes.remove_prefix(size_t{8} + size);
    if (bytes.starts_with("\x28\xb5\x2f\xfd")) return true;
  }
  return false;
}

}  // namespace

bool is_binary_format(std::string_view start) {
  const auto begins = [&](std::string_view magic) { return start.starts_with(magic); };
  return std::any_of(std::begin(kStarts), std::end(kStarts), begins) || is_zip(start) ||
         holds_at(start, 257, "ustar") ||
         (start.size() > 52 && begins("\x7f"
                                      "ELF")) ||
         (start.size() > 96 && begins("\xed\xab\xee\xdb")) || holds_at(start, 128, "DICM") ||
         holds_at(start, 32769, "CD001") || is_old_office(start) || is_eot(start) ||
         is_dex(start) || (begins("dey\n") && start.size() > 100 && is_dex(start.substr(40, 60))) ||
         is_skippable_zstd(start);
}

}  // namespace sluice::gitleaks
