// show_patches REPO [OPTION…]: what `git -C REPO log -p -U0 OPTION…` adds, from our own
// reader; without an option, that of --full-history --all --diff-filter=tuxdb. For each
// hunk a line "COMMIT POSITION BYTES PATH" (the path in hex), then its added lines and a
// newline. In no order. Exit 1 where something could not be read.
#include <cstdio>
#include <ctime>
#include <filesystem>
#include <mutex>
#include <string>
#include <thread>

#include "git/refs.h"
#include "git/repository.h"
#include "patch/history_patch.h"
#include "patch/log_request.h"

namespace sluice {
namespace {

int fail(const Error& error) {
  std::fprintf(stderr, "show_patches: %s\n", error.message.c_str());
  return 1;
}

std::string to_hex_text(std::string_view text) {
  std::string out;
  char digits[3];
  for (const char c : text) {
    std::snprintf(digits, sizeof digits, "%02x", static_cast<unsigned char>(c));
    out += digits;
  }
  return out;
}

int run(const std::string& path, const std::vector<std::string>& words) {
  bool whole = true;
  const OnUnread on_unread = [&whole](const Unread& unread) {
    whole = false;
    std::fprintf(stderr, "show_patches: %s: %s\n", unread.where.c_str(), unread.what.c_str());
  };
  const Result<git::Repository> repository = git::open_repository(path, true);
  if (!repository) return fail(repository.error());
  git::StoreOptions options;
  options.alternates.follow_all = true;
  const Result<git::ObjectStore> store =
      git::ObjectStore::open(repository->objects_dir(), repository->id_bytes, options, on_unread);
  if (!store) return fail(store.error());
  const git::RefSet refs = git::read_refs(*repository, on_unread);
  const patch::Mailmap mailmap;
  patch::ObjectCache cache(*store, nullptr, {});
  patch::CommitTable table(cache, repository->id_bytes, refs.shallow);
  const auto exists = [&](const std::string& name) {
    return std::filesystem::exists(repository->work_tree + "/" + name);
  };
  const patch::LogContext context{
      *store, refs, table, mailmap, repository->id_bytes, "", exists, std::time(nullptr)};
  const Result<patch::LogRequest> request =
      words.empty() ? patch::whole_history(context) : patch::parse_log_options(words, context);
  if (!request) return fail(request.error());
  patch::TreeDiffer differ(cache, repository->id_bytes, &request->walk.paths);
  const std::vector<uint32_t> commits =
      patch::walk_log(table, differ, request->walk, on_unread, {});
  std::mutex mutex;
  const patch::PatchSink sink = [&](unsigned, const patch::FilePatch& patch,
                                    std::span<const uint32_t> positions) {
    const std::lock_guard lock(mutex);
    for (const uint32_t position : positions) {
      for (const patch::AddedLines& lines : patch.hunks) {
        std::printf("%s %llu %zu %s\n", table[commits[position]].id.hex().c_str(),
                    static_cast<unsigned long long>(lines.position), lines.text.size(),
                    to_hex_text(patch.pair.path).c_str());
        std::fwrite(lines.text.data(), 1, lines.text.size(), stdout);
        std::putchar('\n');
      }
    }
  };
  patch::for_each_patch({*store, nullptr, {}, repository->id_bytes}, table, commits, request->diff,
                        request->paths, std::max(1u, std::thread::hardware_concurrency()), sink,
                        on_unread, {});
  return whole ? 0 : 1;
}

}  // namespace
}  // namespace sluice

int main(int argc, char** argv) {
  if (argc < 2) {
    std::fprintf(stderr, "usage: show_patches REPO [OPTION…]\n");
    return 2;
  }
  return sluice::run(argv[1], {argv + 2, argv + argc});
}
