// HistorySource: every object of a repository's store that holds text: blobs,
// commits and tags, reachable or not, and the names of its refs.
#pragma once

#include "git/object_store.h"
#include "git/refs.h"
#include "sluice/source.h"

namespace sluice {

// Borrows both; they must outlive it.
class HistorySource : public Source {
 public:
  // `edits`: blobs that packs hold as deltas say so (Blob::edit).
  HistorySource(const git::ObjectStore& store, const git::RefSet& refs, bool edits)
      : store_(store), refs_(refs), edits_(edits) {}

  // A compressed container goes to the sink as it is and to `on_unread` as
  // kArchive with its id.
  Result<void> for_each(unsigned workers, const BlobSink& sink, const OnUnread& on_unread,
                        std::stop_token stop) override;

 private:
  const git::ObjectStore& store_;
  const git::RefSet& refs_;
  const bool edits_;
};

}  // namespace sluice
