// select_objects [-q] REPO (--refs GLOB | --range RANGE | --since SECONDS)...: the ids
// that provenance::select_history selects, one a line, ascending; names of tags,
// commits and blobs alike. -q: how many, and the CPU seconds it took, instead.
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <string>

#include "git/repository.h"
#include "provenance/selection.h"

namespace {

using namespace sluice;

double cpu_seconds() {
  timespec now{};
  ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) / 1e9;
}

int fail(const Error& error) {
  std::fprintf(stderr, "select_objects: %s\n", error.message.c_str());
  return 2;
}

int run(bool quiet, const std::string& path, const provenance::Choice& choice) {
  const OnUnread tell = [](const Unread& unread) {
    std::fprintf(stderr, "unread: %s %s\n", unread.what.c_str(), unread.where.c_str());
  };
  const double begin = cpu_seconds();
  const auto repository = git::open_repository(path, false);
  if (!repository) return fail(repository.error());
  const auto store = git::ObjectStore::open(repository->objects_dir(), repository->id_bytes,
                                            git::StoreOptions(), tell);
  if (!store) return fail(store.error());
  const git::RefSet refs = git::read_refs(*repository, tell);
  const auto selection =
      provenance::select_history(*store, refs, choice, repository->id_bytes, 1, tell, {});
  if (!selection) return fail(selection.error());
  const git::SortedIds ids = selection->objects.ids();
  if (quiet) {
    std::printf("%zu objects, %llu commits, %.3f CPU s\n", ids.size(),
                static_cast<unsigned long long>(selection->commits), cpu_seconds() - begin);
    return 0;
  }
  for (size_t i = 0; i < ids.size(); ++i) {
    std::printf("%s\n", ObjectId::from_raw(ids[i]).hex().c_str());
  }
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  bool quiet = false;
  std::string path;
  provenance::Choice choice;
  choice.allow_empty = true;
  for (int i = 1; i < argc; ++i) {
    const std::string word = argv[i];
    if (word == "-q") {
      quiet = true;
    } else if (word == "--refs" && i + 1 < argc) {
      choice.refs.emplace_back(argv[++i]);
    } else if (word == "--range" && i + 1 < argc) {
      choice.ranges.emplace_back(argv[++i]);
    } else if (word == "--since" && i + 1 < argc) {
      choice.since = std::strtoll(argv[++i], nullptr, 10);
    } else {
      path = word;
    }
  }
  return run(quiet, path, choice);
}
