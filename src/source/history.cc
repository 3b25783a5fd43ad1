#include "source/history.h"

#include "source/archive_magic.h"

namespace sluice {
namespace {

BlobKind kind_of(git::ObjectType type) {
  switch (type) {
    case git::ObjectType::kCommit: return BlobKind::kCommit;
    case git::ObjectType::kTag: return BlobKind::kTag;
    default: return BlobKind::kFile;
  }
}

}  // namespace

Result<void> HistorySource::for_each(unsigned workers, const BlobSink& sink,
                                     const OnUnread& on_unread, std::stop_token stop) {
  for (const git::Ref& ref : refs_.refs) {
    sink(0, {.bytes = ref.name, .kind = BlobKind::kRef, .id = {}, .path = ref.name});
  }
  const auto each = [&](unsigned worker, const git::ObjectView& object) {
    sink(worker,
         {.bytes = object.bytes, .kind = kind_of(object.type), .id = object.id, .path = {}});
    if (object.type == git::ObjectType::kBlob && is_archive(object.bytes)) {
      on_unread({Reason::kArchive, "its members were not opened", object.id.hex()});
    }
  };
  constexpr git::TypeMask kText = git::only(git::ObjectType::kBlob) |
                                  git::only(git::ObjectType::kCommit) |
                                  git::only(git::ObjectType::kTag);
  return store_.for_each(kText, workers, each, on_unread, stop);
}

}  // namespace sluice
