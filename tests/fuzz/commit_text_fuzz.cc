// fuzzes: patch
// A commit object, and a .mailmap behind the first NUL.
#include <cstdint>
#include <string_view>

#include "patch/commit_text.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const std::string_view commit = text.substr(0, text.find('\0'));
  sluice::patch::Mailmap mailmap;
  mailmap.add(text.substr(commit.size()));
  for (const uint8_t id_bytes : {uint8_t{20}, uint8_t{32}}) {
    sluice::patch::CommitText shown = sluice::patch::read_commit_text(commit, id_bytes, mailmap);
    sluice::patch::append_note(commit, shown.lines);
  }
  return 0;
}
