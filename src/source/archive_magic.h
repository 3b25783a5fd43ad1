// Which files are compressed containers, by their first bytes.
#pragma once

#include <string_view>

namespace sluice {

// gzip, zip (jar, docx, apk …), xz, zstd, bzip2, 7z, rar or lz4. `head` holds at
// least the first 16 bytes, or the whole of a shorter file. Bare tar is none: its
// members lie in it as they are.
bool is_archive(std::string_view head);

}  // namespace sluice
