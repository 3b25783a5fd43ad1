// keep_memory_private: what the process holds in memory stays there.
#pragma once

namespace sluice {

// No core dump of this process, and no other process of the same person may read its memory
// (RLIMIT_CORE, PR_SET_DUMPABLE): every command may come to hold secrets. Cannot fail in a way
// that matters to a scan.
void keep_memory_private();

}  // namespace sluice
