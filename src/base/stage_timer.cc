#include "base/stage_timer.h"

#include <cstdio>
#include <ctime>

namespace sluice {
namespace {

int64_t clock_ns(clockid_t clock) {
  timespec now{};
  clock_gettime(clock, &now);
  return int64_t{now.tv_sec} * 1'000'000'000 + now.tv_nsec;
}

}  // namespace

void StageTimer::start(std::string_view stage) {
  stop();
  stages_.push_back(
      {std::string(stage), -clock_ns(CLOCK_MONOTONIC), -clock_ns(CLOCK_PROCESS_CPUTIME_ID)});
  running_ = true;
}

void StageTimer::stop() {
  if (!running_) return;
  stages_.back().wall_ns += clock_ns(CLOCK_MONOTONIC);
  stages_.back().cpu_ns += clock_ns(CLOCK_PROCESS_CPUTIME_ID);
  running_ = false;
}

std::string StageTimer::table() const {
  std::string out;
  char line[160];
  for (const Stage& stage : stages_) {
    std::snprintf(line, sizeof line, "%-16s %10.2f ms wall %10.2f ms cpu\n", stage.name.c_str(),
                  static_cast<double>(stage.wall_ns) / 1e6,
                  static_cast<double>(stage.cpu_ns) / 1e6);
    out += line;
  }
  return out;
}

}  // namespace sluice
