// GitHub Actions' part of ci_environment: the event that started the workflow.
#pragma once

#include <string>
#include <string_view>

#include "cli/ci_environment.h"
#include "sluice/result.h"

namespace sluice::cli {

// Reads $GITHUB_EVENT_PATH, which a person's workflow cannot change but a self-hosted runner may
// leave out. kUsage: an event that is of no change and of no branch. kIo, kCorrupt: the event's
// file is not there, or is no JSON.
Result<CiRun> github_run(const CiInputs& inputs);

}  // namespace sluice::cli
