// Work spread over threads.
#pragma once

#include <cstddef>
#include <functional>
#include <stop_token>

namespace sluice {

// Runs `task(worker, item)` for every item in [0, items), taken in ascending
// order by up to `workers` threads; the calling thread is worker 0. Returns when
// all are done, or early (items left out) when `stop` is requested.
void parallel_for(unsigned workers, size_t items, std::stop_token stop,
                  const std::function<void(unsigned worker, size_t item)>& task);

}  // namespace sluice
