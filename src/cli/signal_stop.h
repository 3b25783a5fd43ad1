// SignalStop: an end that the person (SIGINT), the system (SIGTERM) or a time limit asks for.
#pragma once

#include <atomic>
#include <csignal>
#include <cstdint>
#include <stop_token>
#include <thread>

namespace sluice::cli {

// Signals are waited for as long as this lives; a second one, a moment later or more, ends the
// process at once. One a process, before other threads.
class SignalStop {
 public:
  // `seconds`: the time limit, from now; 0: none.
  explicit SignalStop(int64_t seconds = 0);
  ~SignalStop();
  SignalStop(const SignalStop&) = delete;
  SignalStop& operator=(const SignalStop&) = delete;

  std::stop_token token() const { return source_.get_token(); }
  int received() const { return received_; }  // the signal that came by now; 0: none
  bool timed_out() const { return timed_out_; }

 private:
  void wait(const std::stop_token& end, int64_t seconds);

  sigset_t set_{};
  std::stop_source source_;
  std::atomic<int> received_ = 0;
  std::atomic<bool> timed_out_ = false;
  std::jthread thread_;
};

}  // namespace sluice::cli
