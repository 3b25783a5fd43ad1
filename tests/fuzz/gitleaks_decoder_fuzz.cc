// fuzzes: gitleaks
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "gitleaks/chunks.h"
#include "gitleaks/decoder.h"
#include "gitleaks/suppression.h"

namespace {

void check(bool holds) {
  if (!holds) std::abort();
}

void decode_all(std::string_view text) {
  std::string now(text);
  std::shared_ptr<const sluice::gitleaks::Segments> segments;
  for (int pass = 0; pass < 8; ++pass) {
    const auto next = sluice::gitleaks::decode_pass(now, segments);
    if (next.segments->empty()) return;
    for (const auto& segment : *next.segments) {
      check(segment.encoded.end <= now.size() && segment.decoded.end <= next.text.size());
      check(segment.original.start <= segment.original.end);
      const auto hit = sluice::gitleaks::touched(*next.segments, segment.decoded);
      check(!hit.empty());
      check(sluice::gitleaks::lines_of(hit, next.text).size() <= next.text.size());
      check(sluice::gitleaks::original_range(hit, segment.decoded).start <= text.size());
    }
    now = next.text;
    segments = next.segments;
  }
}

}  // namespace

// What a file holds: cut into chunks, and decoded pass by pass.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  decode_all(text);
  size_t given = 0;
  const bool whole = sluice::gitleaks::for_each_chunk(
      text, [&](std::string_view chunk, int64_t) { given += chunk.size(); });
  check(!whole || given == size);
  sluice::gitleaks::Suppressions known;
  (void)known.add_ignores(text);
  return 0;
}
