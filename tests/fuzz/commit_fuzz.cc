// fuzzes: git
// Any bytes are a commit; what is read lies within bounds.
#include <cstdlib>

#include "git/commit.h"

namespace {

void check(const sluice::git::Signature& signature) {
  if (signature.date < 0 || signature.date > sluice::git::kLatestDate) std::abort();
  if (signature.utc_offset <= -1440 || signature.utc_offset >= 1440) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  sluice::git::Commit commit;
  for (const uint8_t id_bytes : {uint8_t{20}, uint8_t{32}}) {
    sluice::git::parse_commit(bytes, id_bytes, commit);
    if (!commit.tree.empty() && commit.tree.size != id_bytes) std::abort();
    for (const sluice::ObjectId& parent : commit.parents) {
      if (parent.size != id_bytes) std::abort();
    }
    check(commit.author);
    check(commit.committer);
  }
  return 0;
}
