// Why the judge said no: what `sluice explain` listens to. Where no Watch lives on the
// thread, which is always but for that command, a note costs one comparison.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sluice/finding.h"

namespace sluice::judge {

// What one call of weigh() told. A thread has at most one Watch at a time.
class Watch {
 public:
  Watch();
  ~Watch();
  Watch(const Watch&) = delete;
  Watch& operator=(const Watch&) = delete;

  std::string key, value;         // as read in the text; empty where nothing was read
  std::string why;                // of the drop; empty where there was none
  std::vector<ReasonNote> notes;  // what spoke for and against before it
};

// The Watch of this thread, nullptr for none.
Watch* watching();

// The first drop is told, and what was read last.
void note_drop(std::string_view why);
void note_read(std::string_view key, std::string_view value);
void note_terms(const std::vector<ReasonNote>& notes);

// What makes a value no literal secret, in words; "" where nothing is known that does.
std::string why_no_literal(std::string_view value);

}  // namespace sluice::judge
