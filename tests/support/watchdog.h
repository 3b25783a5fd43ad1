// Watchdog: turns a hang into a failure.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <cstdlib>
#include <mutex>
#include <thread>

namespace sluice::test {

// Aborts the program unless destroyed in time. The bound is generous: it tells
// milliseconds from forever, not fast from slow.
class Watchdog {
 public:
  explicit Watchdog(std::chrono::seconds bound = std::chrono::seconds(120))
      : thread_([this, bound](std::stop_token stop) {
          std::unique_lock lock(mutex_);
          if (wake_.wait_for(lock, stop, bound, [&] { return stop.stop_requested(); })) return;
          if (stop.stop_requested()) return;
          std::fprintf(stderr, "watchdog: not done in time\n");
          std::abort();
        }) {}

 private:
  std::mutex mutex_;
  std::condition_variable_any wake_;
  std::jthread thread_;
};

}  // namespace sluice::test
