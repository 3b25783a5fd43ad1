// Every blob of the repositories named in SLUICE_BENCH_OBJECTS (.git/objects
// folders, separated by colons), by number of workers.
#include <benchmark/benchmark.h>

#include <cstdlib>
#include <sstream>
#include <string>
#include <vector>

#include "git/object_store.h"

namespace {

using namespace sluice;
using namespace sluice::git;

// Counters of workers that share no cache line.
struct alignas(64) Tally {
  uint64_t blobs = 0, bytes = 0;
};

void walk_blobs(benchmark::State& state, const std::string& objects_dir) {
  const auto workers = static_cast<unsigned>(state.range(0));
  Tally sum;
  for (auto _ : state) {
    std::vector<Tally> tallies(workers);
    const OnUnread on_unread = [&](const Unread& unread) {
      state.SkipWithError(unread.what.c_str());
    };
    const auto store = ObjectStore::open(objects_dir, 20, {}, on_unread);
    if (!store) return state.SkipWithError(store.error().message.c_str());
    const auto walked = store->for_each(only(ObjectType::kBlob), workers,
                                        [&](unsigned worker, const ObjectView& object) {
                                          ++tallies[worker].blobs;
                                          tallies[worker].bytes += object.bytes.size();
                                        },
                                        on_unread, {});
    if (!walked) return state.SkipWithError(walked.error().message.c_str());
    for (const Tally& tally : tallies) {
      sum.blobs += tally.blobs;
      sum.bytes += tally.bytes;
    }
  }
  state.SetItemsProcessed(static_cast<int64_t>(sum.blobs));
  state.SetBytesProcessed(static_cast<int64_t>(sum.bytes));
}

}  // namespace

int main(int argc, char** argv) {
  const char* folders = std::getenv("SLUICE_BENCH_OBJECTS");
  std::istringstream list(folders == nullptr ? "" : folders);
  for (std::string folder; std::getline(list, folder, ':');) {
    benchmark::RegisterBenchmark(folder.c_str(),
                                 [folder](benchmark::State& state) { walk_blobs(state, folder); })
        ->Arg(1)
        ->Arg(2)
        ->Unit(benchmark::kMillisecond)
        ->MeasureProcessCPUTime()
        ->UseRealTime();
  }
  benchmark::Initialize(&argc, argv);
  benchmark::RunSpecifiedBenchmarks();
}
