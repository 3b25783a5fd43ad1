// Why something of a store could not be read, as coverage tells it.
#pragma once

#include "sluice/coverage.h"
#include "sluice/result.h"

namespace sluice::git {

// The Reason that tells a reader's error under coverage.
Reason reason_of(const Error& error);

}  // namespace sluice::git
