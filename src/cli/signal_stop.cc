#include "cli/signal_stop.h"

#include <algorithm>
#include <chrono>
#include <cstdlib>

namespace sluice::cli {
namespace {

using Clock = std::chrono::steady_clock;

timespec until(Clock::time_point deadline) {
  const auto left = std::max(deadline - Clock::now(), Clock::duration::zero());
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(left);
  const std::chrono::nanoseconds rest = left - seconds;
  return {seconds.count(), rest.count()};
}

}  // namespace

SignalStop::SignalStop(int64_t seconds) {
  sigemptyset(&set_);
  sigaddset(&set_, SIGINT);
  sigaddset(&set_, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &set_, nullptr);
  thread_ = std::jthread([this, seconds](const std::stop_token& end) { wait(end, seconds); });
}

// The signal is the thread's alone: it wakes it, so that no scan, however short, waits for it.
SignalStop::~SignalStop() {
  thread_.request_stop();
  pthread_kill(thread_.native_handle(), SIGINT);
}

void SignalStop::wait(const std::stop_token& end, int64_t seconds) {
  constexpr int64_t kMostSeconds =
      1'000'000'000;  // no clock counts on for all that one may ask for
  const Clock::time_point deadline =
      Clock::now() + std::chrono::seconds(std::min(seconds, kMostSeconds));
  Clock::time_point first;  // signal, if one came
  for (;;) {
    const bool is_limited = seconds > 0 && !timed_out_;
    const timespec patience = until(deadline);
    const int signal = sigtimedwait(&set_, nullptr, is_limited ? &patience : nullptr);
    if (end.stop_requested()) return;
    if (signal > 0) {
      // timeout(1) and CI runners signal the process and its group: that is one wish, told twice.
      constexpr std::chrono::milliseconds kOneWish{250};
      const Clock::time_point now = Clock::now();
      if (received_ == 0) {
        first = now;
        received_ = signal;
      } else if (now - first > kOneWish) {
        std::_Exit(128 + signal);
      }
      source_.request_stop();
    } else if (is_limited && Clock::now() >= deadline) {
      timed_out_ = true;
      source_.request_stop();
    }
  }
}

}  // namespace sluice::cli
