#include "base/workers.h"

#include <gtest/gtest.h>

#include <atomic>
#include <vector>

namespace sluice {
namespace {

TEST(ParallelFor, RunsEveryItemOnceForAnyNumberOfWorkers) {
  for (const unsigned workers : {1u, 2u, 8u}) {
    std::vector<std::atomic<int>> seen(1000);
    std::atomic<unsigned> highest = 0;
    parallel_for(workers, seen.size(), {}, [&](unsigned worker, size_t item) {
      ++seen[item];
      if (worker > highest) highest = worker;
    });
    for (const auto& count : seen) EXPECT_EQ(count, 1);
    EXPECT_LT(highest, workers);
  }
}

TEST(ParallelFor, StopsEarlyWhenAsked) {
  std::stop_source stop;
  std::atomic<size_t> done = 0;
  parallel_for(2, 100'000, stop.get_token(), [&](unsigned, size_t) {
    if (++done == 10) stop.request_stop();
  });
  EXPECT_GE(done, 10u);
  EXPECT_LT(done, 100'000u);
}

}  // namespace
}  // namespace sluice
