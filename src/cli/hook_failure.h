// What a hook says and returns when it cannot do its work.
#pragma once

#include "cli/deliver.h"
#include "cli/exit_code.h"
#include "sluice/result.h"

namespace sluice::cli {

// Says what is wrong; kUsage where a person has to change something, else kIncomplete.
inline int fail_hook(const Error& error) {
  complain(error.message);
  return error.kind == ErrorKind::kUsage || error.kind == ErrorKind::kNotFound ? kUsage
                                                                               : kIncomplete;
}

}  // namespace sluice::cli
