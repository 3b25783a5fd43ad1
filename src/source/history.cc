#include "source/history.h"

#include "git/object_stream.h"
#include "source/archive_magic.h"
#include "source/parts.h"

namespace sluice {

BlobKind blob_kind(git::ObjectType type) {
  switch (type) {
    case git::ObjectType::kCommit: return BlobKind::kCommit;
    case git::ObjectType::kTag: return BlobKind::kTag;
    default: return BlobKind::kFile;
  }
}

Result<void> HistorySource::for_each(unsigned workers, const BlobSink& sink,
                                     const OnUnread& on_unread, std::stop_token stop) {
  for (const git::Ref& ref : names_) {
    sink(0, {.bytes = ref.name, .kind = BlobKind::kRef, .id = {}, .path = ref.name});
  }
  const auto each = [&](unsigned worker, const git::ObjectView& object) {
    Blob blob{.bytes = object.bytes, .kind = blob_kind(object.type), .id = object.id};
    blob.proven = object.proven;
    if (edits_) {
      blob.edit.depth = object.depth;
      blob.edit.is_base = object.is_base;
      blob.edit.has_base = !object.delta.empty();
      blob.edit.base_bytes = object.base_bytes;
      blob.edit.copied = object.copied;
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
  chosen.own_only = own_only_;
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
