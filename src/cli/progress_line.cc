#include "cli/progress_line.h"

#include <unistd.h>

#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <cstdlib>
#include <mutex>

namespace sluice::cli {
namespace {

using Clock = std::chrono::steady_clock;

void draw(const Progress& progress, double seconds) {
  const uint64_t blobs = progress.blobs, bytes = progress.bytes, matches = progress.matches;
  const uint64_t expected = progress.expected_blobs;
  const double megabytes = static_cast<double>(bytes) / 1e6;
  char objects[64];
  if (expected > 0) {
    std::snprintf(objects, sizeof objects, "%llu of at most %llu objects",
                  static_cast<unsigned long long>(blobs),
                  static_cast<unsigned long long>(expected));
  } else {
    std::snprintf(objects, sizeof objects, "%llu files", static_cast<unsigned long long>(blobs));
  }
  std::fprintf(stderr, "\r\x1b[K%s: %s, %.0f MB at %.0f MB/s, %llu candidates so far",
               progress.stage.load(), objects, megabytes, megabytes / seconds,
               static_cast<unsigned long long>(matches));
  std::fflush(stderr);
}

}  // namespace

ProgressLine::ProgressLine(const Progress& progress)
    : thread_([&progress](const std::stop_token& stop) {
        const auto start = Clock::now();
        std::mutex mutex;
        std::condition_variable_any wake;
        std::unique_lock lock(mutex);
        bool drawn = false;
        auto pause = std::chrono::milliseconds(330);
        while (!wake.wait_for(lock, stop, pause, [&] { return stop.stop_requested(); })) {
          draw(progress, std::chrono::duration<double>(Clock::now() - start).count());
          drawn = true;
          pause = std::chrono::milliseconds(150);
        }
        if (drawn) std::fputs("\r\x1b[K", stderr);
      }) {}

ProgressLine::~ProgressLine() = default;

bool wants_progress(const std::string& mode, bool quiet) {
  if (mode != "auto") return mode == "always";
  return !quiet && ::isatty(STDERR_FILENO) != 0 && std::getenv("CI") == nullptr;
}

}  // namespace sluice::cli
