#include "base/keep_private.h"

#include <sys/prctl.h>
#include <sys/resource.h>

namespace sluice {

void keep_memory_private() {
  const rlimit none{0, 0};
  ::setrlimit(RLIMIT_CORE, &none);
  ::prctl(PR_SET_DUMPABLE, 0);
}

}  // namespace sluice
