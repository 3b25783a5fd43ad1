// locate_blobs [-q] REPO < IDS: says where the blobs named on standard input (hex,
// one a line) lie, by provenance::locate alone, with one thread.
// For each blob in the order of its id, and each of its places in the order of the
// path: "BLOB introduced|- removed|- reach path\n", with commits as ids. -q: how
// many places, and how long it took, instead.
#include <algorithm>
#include <cstdio>
#include <cstring>
#include <ctime>
#include <iostream>
#include <string>
#include <vector>

#include "git/refs.h"
#include "git/repository.h"
#include "provenance/locate.h"

namespace {

using namespace sluice;

std::string hex_of(const std::optional<CommitFacts>& facts) {
  return facts ? facts->id.hex() : "-";
}

double cpu_seconds() {
  timespec now{};
  ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) / 1e9;
}

int fail(const std::string& message) {
  std::fprintf(stderr, "%s\n", message.c_str());
  return 2;
}

std::vector<provenance::HitObject> read_ids() {
  std::vector<provenance::HitObject> hits;
  for (std::string line; std::getline(std::cin, line);) {
    if (const auto id = ObjectId::from_hex(line)) hits.push_back({*id, git::ObjectType::kBlob});
  }
  std::sort(hits.begin(), hits.end(), [](const auto& a, const auto& b) { return a.id < b.id; });
  return hits;
}

}  // namespace

int main(int argc, char** argv) {
  const bool quiet = argc == 3 && std::strcmp(argv[1], "-q") == 0;
  if (argc != (quiet ? 3 : 2)) return fail("usage: locate_blobs [-q] REPO < IDS");
  int unread_count = 0;
  const OnUnread on_unread = [&](const Unread& unread) {
    ++unread_count;
    std::fprintf(stderr, "%s: %s\n", unread.where.c_str(), unread.what.c_str());
  };
  const std::vector<provenance::HitObject> hits = read_ids();
  const double start = cpu_seconds();
  const auto repository = git::open_repository(argv[argc - 1], false);
  if (!repository) return fail(repository.error().message);
  const auto store = git::ObjectStore::open(repository->objects_dir(), repository->id_bytes,
                                            git::Limits{}, on_unread);
  if (!store) return fail(store.error().message);
  const git::RefSet refs = git::read_refs(*repository, on_unread);
  const auto located = provenance::locate(*store, refs, hits, {}, {}, on_unread);
  if (!located) return fail(located.error().message);
  size_t places = 0;
  for (size_t i = 0; i < hits.size(); ++i) {
    places += located->places(i).size();
    if (quiet) continue;
    for (const provenance::Place& place : located->places(i)) {
      std::printf("%s %s %s %d %s\n", hits[i].id.hex().c_str(), hex_of(place.commit).c_str(),
                  hex_of(place.removed).c_str(), static_cast<int>(place.reach), place.path.c_str());
    }
  }
  if (quiet) std::printf("%zu places, %.3f CPU s\n", places, cpu_seconds() - start);
  return unread_count == 0 ? 0 : 3;
}
