#include "git/reason.h"

namespace sluice::git {

Reason reason_of(const Error& error) {
  switch (error.kind) {
    case ErrorKind::kNotFound: return Reason::kMissing;
    case ErrorKind::kLimit: return Reason::kLimit;
    case ErrorKind::kUnsupported: return Reason::kUnsupported;
    case ErrorKind::kIo: return Reason::kUnreadable;
    case ErrorKind::kCorrupt:
    case ErrorKind::kUsage: break;
  }
  return Reason::kCorrupt;
}

}  // namespace sluice::git
