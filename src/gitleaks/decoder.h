// Decoder: texts within a text that are percent, Unicode, hex or base64 encoded, in gitleaks' four
// kinds and with its limits, and where in the original text what was decoded comes from.
// Source: gitleaks 8.30.1's README, "Decoding"; its behaviour.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace sluice::gitleaks {

// Bytes [start, end). Touching counts as overlapping, as gitleaks has it.
struct Range {
  size_t start = 0, end = 0;

  bool overlaps(const Range& other) const { return other.start <= end && other.end >= start; }
  bool contains(const Range& other) const { return start <= other.start && other.end <= end; }
};

struct Segment;
using Segments = std::vector<Segment>;

// One text that was decoded in a pass.
struct Segment {
  std::shared_ptr<const Segments> before;  // all of the pass before; null in the first
  Range original;                          // in the first text
  Range encoded;                           // in the text that the pass was given
  Range decoded;                           // in the text that it made
  std::string text;
  unsigned kinds = 0;  // bits, see kinds_of
  unsigned depth = 1;
};

struct Decoded {
  std::string text;
  std::shared_ptr<const Segments> segments;  // empty: nothing was decoded
};

// One pass over `text`, which the pass that made `before` gave (null: none).
Decoded decode_pass(std::string_view text, std::shared_ptr<const Segments> before);

// Of the segments whose decoded text touches `match`: none, and nothing new matched.
Segments touched(const Segments& segments, Range match);
// Where `match`, in the text that a pass made, was in the first text. `segments` as touched().
Range original_range(const Segments& segments, Range match);
// "decoded:base64", …, "decode-depth:1".
std::vector<std::string> tags_of(const Segments& segments);
// The lines of `text` that the segments are on; starts at the '\n' before.
std::string_view lines_of(const Segments& segments, std::string_view text);

}  // namespace sluice::gitleaks
