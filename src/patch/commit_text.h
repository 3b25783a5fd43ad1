// Commit text: who, when and what a commit says, as `git log` shows it.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "patch/mailmap.h"
#include "sluice/finding.h"

namespace sluice::patch {

struct CommitText {
  Person author;     // by the mailmap
  Person committer;  // likewise
  int64_t author_date = 0;
  // The lines under the header, each with git's four blanks before it: trailing blanks
  // gone, tabs as blanks, in UTF-8 where the commit names ISO-8859-1 or windows-1252.
  std::vector<std::string> lines;
};

// `bytes` is a commit object's.
CommitText read_commit_text(std::string_view bytes, uint8_t id_bytes, const Mailmap& mailmap);

// What a note adds to them: a blank line, "Notes:", and its own lines.
void append_note(std::string_view note, std::vector<std::string>& lines);

}  // namespace sluice::patch
