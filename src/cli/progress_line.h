// ProgressLine: one line on the terminal that tells how a long scan goes.
#pragma once

#include <memory>
#include <thread>

#include "pipeline/scan.h"

namespace sluice::cli {

// Draws from a thread of its own until destroyed, then wipes the line. The
// first line comes after a third of a second, so short scans show none.
class ProgressLine {
 public:
  explicit ProgressLine(const Progress& progress);
  ~ProgressLine();

 private:
  std::jthread thread_;
};

// --progress, else: stderr is a terminal and no CI runs us.
bool wants_progress(const std::string& mode, bool quiet);

}  // namespace sluice::cli
