// Errors of which the message is all there is to say.
#pragma once

#include <string>
#include <utility>

#include "sluice/result.h"

namespace sluice {

inline Error corrupt_error(std::string message) {
  return {ErrorKind::kCorrupt, std::move(message)};
}
inline Error usage_error(std::string message) { return {ErrorKind::kUsage, std::move(message)}; }

}  // namespace sluice
