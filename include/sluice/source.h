// Source: where blobs come from.
#pragma once

#include <functional>
#include <stop_token>

#include "sluice/blob.h"
#include "sluice/coverage.h"
#include "sluice/result.h"

namespace sluice {

// Called from up to `workers` threads; calls with the same `worker` number never
// overlap, so it can index per-worker Scratch without a lock.
using BlobSink = std::function<void(unsigned worker, const Blob& blob)>;
// May be called from any thread at any time; the callee locks.
using OnUnread = std::function<void(const Unread& unread)>;

class Source {
 public:
  virtual ~Source() = default;

  // Gives every distinct blob to `sink` once, in no particular order; what is larger
  // than the source holds, in parts (Blob::part), an empty last one included. One
  // unreadable blob goes to `on_unread` and the walk continues; an Error is
  // returned only when the source as a whole cannot be listed. Stops early,
  // without error, when `stop` is requested.
  virtual Result<void> for_each(unsigned workers, const BlobSink& sink, const OnUnread& on_unread,
                                std::stop_token stop) = 0;
};

}  // namespace sluice
