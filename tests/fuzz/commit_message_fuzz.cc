// fuzzes: git
// A message as it was edited: what is kept is no longer, and no line of it moved.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "git/commit_message.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace sluice::git;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  for (const char* comment : {"#", "", "//"}) {
    MessageCleanup cleanup;
    cleanup.comment = comment;
    const std::string kept = kept_message(text, cleanup);
    if (kept.size() > text.size()) std::abort();
    if (std::count(kept.begin(), kept.end(), '\n') > std::count(text.begin(), text.end(), '\n')) {
      std::abort();
    }
  }
  return 0;
}
