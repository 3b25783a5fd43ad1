// LargeBlob: a blob that comes in parts, scanned in windows that overlap.
//
// What a scan says of a secret depends on bytes near it: its match reaches at most
// Detector::kMaxReach, the judge looks no farther from that, and of secrets that lie
// over each other one is kept. A window is a core with several times that on either
// side, and a secret is taken from the window in whose core it begins: once, and as if
// the blob had been scanned in one piece. Two things are not so near. A person's rule
// wants its keywords in the blob, and here in the window; and of matches that follow
// each other without a gap from before the window on, each begins where the last one
// ended.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "git/object_stream.h"
#include "sluice/blob.h"
#include "sluice/engine.h"

namespace sluice {

// Memory: one window, and the matches. One thread.
class LargeBlob {
 public:
  // On either side of a core.
  static constexpr uint64_t kOverlapBytes = uint64_t{256} << 10;
  // More than this in one blob is a flood, and the rest is not scanned.
  static constexpr size_t kMaxMatches = 100'000;

  // `first` is the blob's first part; its bytes are not looked at. `core_bytes`: of a
  // window. `id_bytes`: the size of the id that is computed where the blob has none, 0:
  // it is not to have one. Borrows engine and scratch.
  LargeBlob(const Engine& engine, Scratch& scratch, Confidence floor, const Blob& first,
            uint64_t core_bytes, uint8_t id_bytes);

  // The next part, the first one included. After the last one the results are final.
  void add(const Blob& part);

  // As Engine::scan gives them for the whole blob.
  std::vector<Match> take_matches() { return std::move(matches_); }
  bool truncated() const { return truncated_; }
  // Empty where it is not known: the blob did not say its size or did not keep to it.
  ObjectId id();

 private:
  void scan_window(bool last);
  void next_window(uint64_t core_end);

  const Engine& engine_;
  Scratch& scratch_;
  const Confidence floor_;
  const uint64_t core_bytes_;
  Blob window_;           // all but its bytes
  uint64_t whole_bytes_;  // as claimed; 0: not known
  uint64_t seen_bytes_ = 0;
  std::optional<git::ObjectHasher> hasher_;
  std::string text_;            // of the window
  uint64_t begin_ = 0;          // of text_ in the blob
  uint64_t core_begin_ = 0;     // in the blob
  Location at_ = {1, 1, 1, 1};  // of text_'s first byte
  std::vector<Match> found_, matches_;
  bool truncated_ = false;
};

}  // namespace sluice
