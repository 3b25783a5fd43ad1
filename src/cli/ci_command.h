// sluice ci: what a push or a pull request adds, judged by the policy of what it starts from.
#pragma once

#include "cli/command.h"

namespace sluice::cli {

// The change is found from the CI service's environment or from --base and --head. The report goes
// where -f and -o say; where that is not standard output, or is text, the service's annotations and
// the report as text are written there. kClean also for a change that adds no commit; kIncomplete
// where the clone does not hold all of the change, with what to fetch; kUsage for a base that
// is wrong or that nobody names.
void define_ci(CLI::App& command, Session& session);

}  // namespace sluice::cli
