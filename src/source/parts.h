// Gives a large blob to a sink part by part.
#pragma once

#include <functional>
#include <span>
#include <stop_token>

#include "sluice/result.h"
#include "sluice/source.h"

namespace sluice {

// The next bytes, at least one; 0: the end. `out` is not empty.
using PartReader = std::function<Result<size_t>(std::span<char> out)>;

// Gives what `read` reads as parts of `blob`, whose own bytes are the first of them and
// may be empty, until it ends, fails or `stop` is requested; the last part is empty. No
// byte: no part. A compressed container goes to `on_unread` as kArchive, `where` being
// its place. The reader's error.
Result<void> give_parts(unsigned worker, Blob blob, uint64_t whole_bytes, const PartReader& read,
                        const BlobSink& sink, const OnUnread& on_unread, std::string_view where,
                        const std::stop_token& stop);

}  // namespace sluice
