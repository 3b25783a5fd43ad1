// What a clone of a CI service lacks, and how to get it: sluice itself never fetches.
#pragma once

#include <string>

#include "cli/ci_environment.h"
#include "pipeline/ci_range.h"

namespace sluice::cli {

// One command line for the person's shell that fetches what the change needs: with `is_shallow` all
// of its history; `problem` may be null. Empty: nothing can be named that would help.
std::string fetch_command(const CiRun& run, const CiProblem* problem, bool is_shallow);

// "; set X, or run: COMMAND", of what is known.
std::string clone_advice(const CiRun& run, const CiProblem* problem, bool is_shallow);

}  // namespace sluice::cli
