#include "base/workers.h"

#include <atomic>
#include <thread>
#include <vector>

namespace sluice {

void parallel_for(unsigned workers, size_t items, std::stop_token stop,
                  const std::function<void(unsigned worker, size_t item)>& task) {
  std::atomic<size_t> next = 0;
  const auto run = [&](unsigned worker) {
    for (;;) {
      const size_t item = next.fetch_add(1, std::memory_order_relaxed);
      if (item >= items || stop.stop_requested()) return;
      task(worker, item);
    }
  };
  std::vector<std::jthread> threads;
  for (unsigned worker = 1; worker < workers && worker < items; ++worker) {
    threads.emplace_back(run, worker);
  }
  run(0);
}

}  // namespace sluice
