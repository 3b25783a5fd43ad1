// HistorySource: every object of a repository's store that holds text, or chosen
// ones: blobs, commits and tags, reachable or not, and the names of refs.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "git/object_set.h"
#include "git/object_store.h"
#include "git/refs.h"
#include "sluice/source.h"

namespace sluice {

// What the text of an object is.
BlobKind blob_kind(git::ObjectType type);

// Borrows all it is given; it must outlive the source.
class HistorySource : public Source {
 public:
  // `edits`: blobs that packs hold as deltas say so (Blob::edit).
  // `names`: the refs whose names are scanned.
  HistorySource(const git::ObjectStore& store, const std::vector<git::Ref>& names, bool edits)
      : store_(store), names_(names), edits_(edits) {}

  // Narrow what for_each gives: none but, or all but, these.
  void only(git::SortedIds objects) { only_ = objects; }
  void without(git::SortedIds objects) { without_ = objects; }
  // Nor what only alternates hold.
  void in_own_folder() { own_only_ = true; }

  // See git::Selection.
  void settled(std::span<const git::SettledPack> packs,
               std::function<void(size_t pack, uint32_t position)> on_settled) {
    settled_ = packs;
    on_settled_ = std::move(on_settled);
  }

  // A blob over the store's limit comes in parts. A compressed container goes to the sink as it is
  // and to `on_unread` as kArchive with its id.
  Result<void> for_each(unsigned workers, const BlobSink& sink, const OnUnread& on_unread,
                        std::stop_token stop) override;

 private:
  const git::ObjectStore& store_;
  const std::vector<git::Ref>& names_;
  const bool edits_;
  std::optional<git::SortedIds> only_;
  git::SortedIds without_;
  bool own_only_ = false;
  std::span<const git::SettledPack> settled_;
  std::function<void(size_t pack, uint32_t position)> on_settled_;
};

}  // namespace sluice
