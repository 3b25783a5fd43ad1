#include "source/parts.h"

#include <memory>
#include <string>

#include "source/archive_magic.h"

namespace sluice {
namespace {

constexpr size_t kPartBytes = size_t{1} << 20;

}  // namespace

Result<void> give_parts(unsigned worker, Blob blob, uint64_t whole_bytes, const PartReader& read,
                        const BlobSink& sink, const OnUnread& on_unread, std::string_view where,
                        const std::stop_token& stop) {
  const std::unique_ptr<char[]> buffer = std::make_unique_for_overwrite<char[]>(kPartBytes);
  blob.part = Part{0, whole_bytes, false};
  const auto give = [&](std::string_view bytes) {
    if (blob.part->offset == 0 && is_archive(bytes)) {
      on_unread({Reason::kArchive, "compressed: its members were not opened", std::string(where)});
    }
    blob.bytes = bytes;
    sink(worker, blob);
    blob.part->offset += bytes.size();
  };
  if (!blob.bytes.empty()) give(blob.bytes);
  Result<void> done;
  while (!stop.stop_requested()) {
    const Result<size_t> got = read({buffer.get(), kPartBytes});
    if (!got) done = got.error();
    if (!got || *got == 0) break;
    give({buffer.get(), *got});
  }
  if (blob.part->offset == 0) return done;
  blob.part->last = true;
  give({});
  return done;
}

}  // namespace sluice
