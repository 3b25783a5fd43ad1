#include "source/history.h"

#include <algorithm>
#include <vector>

#include "git/delta.h"
#include "git/object_stream.h"
#include "source/archive_magic.h"
#include "source/parts.h"

namespace sluice {
namespace {

BlobKind kind_of(git::ObjectType type) {
  switch (type) {
    case git::ObjectType::kCommit: return BlobKind::kCommit;
    case git::ObjectType::kTag: return BlobKind::kTag;
    default: return BlobKind::kFile;
  }
}

// The copies of a delta, those that continue each other joined: git splits them at
// 64 KiB. Nothing before `out` had is kept.
void read_copies(std::string_view delta, std::vector<CopiedRange>& out) {
  out.clear();
  git::DeltaReader reader(delta);
  uint64_t target = 0;
  for (git::DeltaOp op; reader.next(op); target += op.size) {
    if (!op.copy) continue;
    if (!out.empty() && out.back().target + out.back().size == target &&
        out.back().source + out.back().size == op.offset) {
      out.back().size += op.size;
    } else {
      out.push_back({target, op.offset, op.size});
    }
  }
}

}  // namespace

Result<void> HistorySource::for_each(unsigned workers, const BlobSink& sink,
                                     const OnUnread& on_unread, std::stop_token stop) {
  for (const git::Ref& ref : names_) {
    sink(0, {.bytes = ref.name, .kind = BlobKind::kRef, .id = {}, .path = ref.name});
  }
  std::vector<std::vector<CopiedRange>> copies(std::max(1u, workers));
  const auto each = [&](unsigned worker, const git::ObjectView& object) {
    Blob blob{.bytes = object.bytes, .kind = kind_of(object.type), .id = object.id};
    blob.proven = object.proven;
    if (edits_) {
      blob.edit.depth = object.depth;
      blob.edit.is_base = object.is_base;
      if (!object.delta.empty()) {
        read_copies(object.delta, copies[worker]);
        blob.edit.has_base = true;
        blob.edit.base_bytes = object.base_bytes;
        blob.edit.copied = copies[worker];
      }
    }
    sink(worker, blob);
    if (object.type == git::ObjectType::kBlob && is_archive(object.bytes)) {
      on_unread({Reason::kArchive, "its members were not opened", object.id.hex()});
    }
  };
  git::Selection chosen;
  chosen.types = git::only(git::ObjectType::kBlob) | git::only(git::ObjectType::kCommit) |
                 git::only(git::ObjectType::kTag);
  chosen.without = without_.raw();
  if (only_) chosen.only = only_->raw();
  chosen.large = [&](unsigned worker, const git::LargeObject& object) {
    Blob blob{.bytes = {}, .kind = BlobKind::kFile, .id = object.id};
    blob.edit.depth = object.depth;
    return give_parts(
        worker, blob, object.stream.size(),
        [&](std::span<char> out) { return object.stream.read(out); }, sink, on_unread,
        object.id.hex(), stop);
  };
  chosen.settled = settled_;
  chosen.on_settled = on_settled_;
  return store_.for_each(chosen, workers, each, on_unread, stop);
}

}  // namespace sluice
