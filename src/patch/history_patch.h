// History patch: what `git log -p` shows of the commits of a walk.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <stop_token>
#include <vector>

#include "patch/commit_table.h"
#include "patch/file_patch.h"
#include "patch/log_request.h"
#include "sluice/source.h"

namespace sluice::patch {

struct PatchStore {
  const git::ObjectStore& store;
  const Replacements* replaced = nullptr;
  git::Limits limits = {};
  uint8_t id_bytes = 20;
};

// One change of a file, with all commits that make just this change at just this path: as
// positions in the list that was asked for, ascending, each once.
using PatchSink =
    std::function<void(unsigned worker, const FilePatch& patch, std::span<const uint32_t> commits)>;

// Gives every change that adds or removes lines of a text, of `commits` (numbers of
// `table`, which reads what it lacks of their parents), to `sink`, from up to `workers` threads;
// see Source::for_each. A commit or file that cannot be read goes to `on_unread`, from any thread
// but one at a time.
void for_each_patch(const PatchStore& store, CommitTable& table, std::span<const uint32_t> commits,
                    const DiffOptions& options, const Pathspec& paths, unsigned workers,
                    const PatchSink& sink, const OnUnread& on_unread, const std::stop_token& stop);

}  // namespace sluice::patch
