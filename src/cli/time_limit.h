// TimeLimit: asks a scan to end after some seconds, or when something else does.
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <stop_token>
#include <thread>

namespace sluice::cli {

// Runs from when it is made until it is destroyed.
class TimeLimit {
 public:
  // `seconds` 0: none. `other` ends the scan as well.
  TimeLimit(double seconds, const std::stop_token& other)
      : seconds_(seconds), on_other_(other, [this] { source_.request_stop(); }) {
    if (seconds > 0) thread_ = std::jthread([this](const std::stop_token& end) { wait(end); });
  }

  std::stop_token token() const { return source_.get_token(); }

 private:
  void wait(const std::stop_token& end) {
    std::unique_lock lock(mutex_);
    wake_.wait_for(lock, end, seconds_, [] { return false; });
    if (!end.stop_requested()) source_.request_stop();
  }

  const std::chrono::duration<double> seconds_;
  std::stop_source source_;
  std::stop_callback<std::function<void()>> on_other_;
  std::mutex mutex_;
  std::condition_variable_any wake_;
  std::jthread thread_;  // the last: it uses the others
};

}  // namespace sluice::cli
