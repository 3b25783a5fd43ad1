#include "cli/signal_stop.h"

#include <chrono>
#include <cstdlib>

namespace sluice::cli {
namespace {

using Clock = std::chrono::steady_clock;

}  // namespace

SignalStop::SignalStop(int64_t seconds) {
  sigemptyset(&set_);
  sigaddset(&set_, SIGINT);
  sigaddset(&set_, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &set_, nullptr);
  thread_ = std::jthread([this, seconds](const std::stop_token& end) { wait(end, seconds); });
}

void SignalStop::wait(const std::stop_token& end, int64_t seconds) {
  const Clock::time_point start = Clock::now();
  const timespec patience{0, 50'000'000};
  while (!end.stop_requested()) {
    if (seconds > 0 && Clock::now() - start >= std::chrono::seconds(seconds) && !timed_out_) {
      timed_out_ = true;
      source_.request_stop();
    }
    const int signal = sigtimedwait(&set_, nullptr, &patience);
    if (signal <= 0) continue;
    if (received_.exchange(signal) != 0) std::_Exit(128 + signal);
    source_.request_stop();
  }
}

}  // namespace sluice::cli
