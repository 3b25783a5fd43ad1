// What a start touches: the hook's milliseconds are spent here first.
#include <gtest/gtest.h>

#include <set>
#include <sstream>
#include <string>

#include "base/file_reader.h"
#include "e2e/program.h"
#include "support/git_fixture.h"

namespace sluice::test {
namespace {

TEST(Startup, OpensNothingButWhatItScans) {
  const TempDir dir;
  const std::string file = dir.write("f", "plain\n");
  const Outcome outcome =
      sluice("scan -j 1 '" + file + "'",
             "strace -f -qq -e trace=open,openat,openat2 -o '" + (dir / "trace") + "'");
  EXPECT_EQ(outcome.code, 0) << outcome.err;
  std::istringstream trace(*read_file(dir / "trace"));
  std::set<std::string> opened;
  for (std::string line; std::getline(trace, line);) {
    const size_t begin = line.find('"'), end = line.find('"', begin + 1);
    if (begin == std::string::npos || line.find(" = -1 ") != std::string::npos) continue;
    const std::string path = line.substr(begin + 1, end - begin - 1);
    // The dynamic loader's part, which the static release build does not have;
    // the count of processors; the target.
    const bool expected = path.find(".so") != std::string::npos || path.starts_with("/proc/") ||
                          path.starts_with("/sys/devices/system/cpu") ||
                          path.starts_with("/sys/fs/cgroup") || path.starts_with(dir.path()) ||
                          path == "f" || path == ".";
    if (!expected) opened.insert(path);
  }
  EXPECT_TRUE(opened.empty()) << *opened.begin();
}

// Secrets are in memory: no core dump may hold them, and no neighbour read them.
TEST(Startup, KeepsItsMemoryPrivate) {
  const TempDir dir;
  sluice("--version", "strace -qq -e trace=prctl,prlimit64,setrlimit -o '" + (dir / "trace") + "'");
  const std::string trace = *read_file(dir / "trace");
  EXPECT_NE(trace.find("RLIMIT_CORE, {rlim_cur=0, rlim_max=0}"), std::string::npos) << trace;
  EXPECT_NE(trace.find("PR_SET_DUMPABLE, SUID_DUMP_DISABLE) = 0"), std::string::npos) << trace;
}

}  // namespace
}  // namespace sluice::test
