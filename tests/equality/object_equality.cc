// object_equality REPO [WORKERS] < OUTPUT of git cat-file --batch: holds every
// object that the own reader gives against what git gives, byte for byte (by
// SHA-256, as both come in an order of their own). Exit 1: they differ.
// object_equality --walk REPO [WORKERS]: reads all without comparing, and says what
// that took.
#include <algorithm>
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <fstream>
#include <iostream>
#include <mutex>
#include <string>
#include <thread>
#include <unordered_map>
#include <vector>

#include "base/digest.h"
#include "git/object_store.h"
#include "git/repository.h"

namespace {

using namespace sluice;

struct Content {
  git::ObjectType type = git::ObjectType::kBlob;
  uint64_t size = 0;
  std::array<uint8_t, 32> digest{};
  friend bool operator==(const Content&, const Content&) = default;
};
using Contents = std::unordered_map<ObjectId, Content>;

int fail(const std::string& message) {
  std::fprintf(stderr, "%s\n", message.c_str());
  return 2;
}

double cpu_seconds() {
  timespec now{};
  ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) / 1e9;
}

// Private memory in kB, mapped files aside.
long anonymous_kb() {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with("RssAnon:")) return std::strtol(line.c_str() + 8, nullptr, 10);
  }
  return 0;
}

int walk(const git::ObjectStore& store, unsigned workers) {
  std::atomic<uint64_t> bytes = 0, objects = 0;
  std::atomic<long> peak_kb = 0;
  std::jthread sampler([&](const std::stop_token& stop) {
    while (!stop.stop_requested()) {
      peak_kb = std::max(peak_kb.load(), anonymous_kb());
      std::this_thread::sleep_for(std::chrono::milliseconds(2));
    }
  });
  for (const char* what : {"first walk", "second walk"}) {
    const double start = cpu_seconds();
    const auto walked = store.for_each(
        git::kAllTypes, workers,
        [&](unsigned, const git::ObjectView& object) {
          bytes += object.bytes.size();
          ++objects;
        },
        [](const Unread& unread) {
          std::fprintf(stderr, "%s: %s\n", unread.where.c_str(), unread.what.c_str());
        },
        {});
    if (!walked) return fail(walked.error().message);
    std::printf("%s: %.2f CPU s, %lu objects, %lu MB\n", what, cpu_seconds() - start,
                static_cast<unsigned long>(objects.exchange(0)),
                static_cast<unsigned long>(bytes.exchange(0) >> 20));
  }
  std::printf("private memory: %ld MB at most\n", peak_kb / 1024);
  return 0;
}

Contents read_own(const git::ObjectStore& store, unsigned workers, uint64_t& unread_count) {
  Contents contents;
  std::mutex mutex;
  const auto walked = store.for_each(
      git::kAllTypes, workers,
      [&](unsigned, const git::ObjectView& object) {
        const Content content{object.type, object.bytes.size(), sha256({object.bytes})};
        const std::lock_guard lock(mutex);
        if (!contents.emplace(object.id, content).second) {
          std::fprintf(stderr, "%s: given twice\n", object.id.hex().c_str());
          ++unread_count;
        }
      },
      [&](const Unread& unread) {
        const std::lock_guard lock(mutex);
        std::fprintf(stderr, "%s: %s\n", unread.where.c_str(), unread.what.c_str());
        ++unread_count;
      },
      {});
  if (!walked) std::fprintf(stderr, "%s\n", walked.error().message.c_str());
  return contents;
}

git::ObjectType type_of(const std::string& name) {
  if (name == "commit") return git::ObjectType::kCommit;
  if (name == "tree") return git::ObjectType::kTree;
  return name == "tag" ? git::ObjectType::kTag : git::ObjectType::kBlob;
}

// Takes from `own` what git gives too; returns how many differ.
uint64_t compare(Contents& own, uint64_t& compared) {
  uint64_t differing = 0;
  std::string bytes;
  for (std::string line; std::getline(std::cin, line); ++compared) {
    const size_t first = line.find(' '), second = line.rfind(' ');
    const auto id = ObjectId::from_hex(line.substr(0, std::min(first, line.size())));
    if (!id || first == second) {
      std::fprintf(stderr, "not a line of git cat-file --batch: %s\n", line.c_str());
      return differing + 1;
    }
    bytes.resize(std::stoull(line.substr(second + 1)));
    std::cin.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    std::cin.get();
    const Content content{type_of(line.substr(first + 1, second - first - 1)), bytes.size(),
                          sha256({bytes})};
    const auto found = own.find(*id);
    if (found == own.end() || !(found->second == content)) {
      std::fprintf(stderr, "%s: %s\n", id->hex().c_str(),
                   found == own.end() ? "git gives it" : "git gives it otherwise");
      ++differing;
    }
    if (found != own.end()) own.erase(found);
  }
  for (const auto& [id, content] : own) {
    std::fprintf(stderr, "%s: git does not give it\n", id.hex().c_str());
  }
  return differing + own.size();
}

}  // namespace

int main(int argc, char** argv) {
  const bool only_walk = argc > 1 && std::strcmp(argv[1], "--walk") == 0;
  const int first = only_walk ? 2 : 1;
  if (argc <= first || argc > first + 2) {
    return fail("usage: object_equality [--walk] REPO [WORKERS] < git cat-file --batch");
  }
  const auto workers = static_cast<unsigned>(argc > first + 1 ? std::atoi(argv[first + 1]) : 2);
  const auto repository = git::open_repository(argv[first], true);
  if (!repository) return fail(repository.error().message);
  git::StoreOptions options;
  options.alternates.follow_all = true;
  uint64_t wrong = 0, compared = 0;
  const auto store = git::ObjectStore::open(
      repository->objects_dir(), repository->id_bytes, options, [&](const Unread& unread) {
        ++wrong;
        std::fprintf(stderr, "%s: %s\n", unread.where.c_str(), unread.what.c_str());
      });
  if (!store) return fail(store.error().message);
  if (only_walk) return walk(*store, workers);
  std::ios::sync_with_stdio(false);
  Contents own = read_own(*store, workers, wrong);
  wrong += compare(own, compared);
  std::printf("%lu objects compared, %lu differ\n", static_cast<unsigned long>(compared),
              static_cast<unsigned long>(wrong));
  return wrong == 0 && compared > 0 ? 0 : 1;
}
