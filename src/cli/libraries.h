// Libraries: what is linked into the program, as the machine that built it had it.
#pragma once

#include <span>

namespace sluice::cli {

struct Library {
  const char* name;
  const char* version;  // the Debian package's; "unknown" where it came another way
  const char* licence;  // SPDX
  const char* package;  // Debian's
};

std::span<const Library> libraries();

}  // namespace sluice::cli
