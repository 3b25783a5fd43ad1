// StageTimer: wall and CPU time of a run's stages, for --stats.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace sluice {

// start() ends the stage before it. One thread.
class StageTimer {
 public:
  void start(std::string_view stage);
  void stop();
  // "stage  wall ms  cpu ms" lines.
  std::string table() const;

 private:
  struct Stage {
    std::string name;
    int64_t wall_ns = 0, cpu_ns = 0;
  };
  std::vector<Stage> stages_;
  bool running_ = false;
};

}  // namespace sluice
