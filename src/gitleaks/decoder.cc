#include "gitleaks/decoder.h"

#include <algorithm>

#include "gitleaks/encodings.h"

namespace sluice::gitleaks {
namespace {

// How far `other` reaches past `range` at either end, laid on `base`.
Range stretched(const Range& base, const Range& range, const Range& other) {
  const size_t left = range.start - std::min(range.start, other.start);
  const size_t right = std::max(range.end, other.end) - range.end;
  return {base.start - std::min(base.start, left), base.end + right};
}

Range map_back(const Segments* before, Range range) {
  while (before != nullptr && !before->empty()) {
    Range encoded;
    for (const Segment& segment : *before) {
      if (!segment.decoded.overlaps(range)) continue;
      if (segment.decoded.contains(range)) return segment.original;
      const Range mapped = stretched(segment.encoded, segment.decoded, range);
      encoded = encoded.end == 0 ? mapped
                                 : Range{std::min(encoded.start, mapped.start),
                                         std::max(encoded.end, mapped.end)};
    }
    if (encoded.end == 0) return range;
    range = encoded;
    before = before->front().before.get();
  }
  return range;
}

}  // namespace

Decoded decode_pass(std::string_view text, std::shared_ptr<const Segments> before) {
  Decoded out;
  auto segments = std::make_shared<Segments>();
  size_t copied = 0;
  for (const EncodedText& found : find_encoded(text)) {
    std::string decoded =
        decode(found.kind, text.substr(found.range.start, found.range.end - found.range.start));
    if (decoded.empty()) continue;
    Segment segment;
    segment.original = map_back(before.get(), found.range);
    segment.encoded = found.range;
    segment.kinds = static_cast<unsigned>(found.kind);
    if (before != nullptr && !before->empty()) {
      segment.depth = before->front().depth + 1;
      for (const Segment& one : *before) {
        if (found.range.overlaps(one.decoded)) segment.kinds |= one.kinds;
      }
    }
    segment.before = before;
    out.text += text.substr(copied, found.range.start - copied);
    copied = found.range.end;
    segment.decoded = {out.text.size(), out.text.size() + decoded.size()};
    out.text += decoded;
    segment.text = std::move(decoded);
    segments->push_back(std::move(segment));
  }
  out.text += text.substr(copied);
  out.segments = std::move(segments);
  return out;
}

Segments touched(const Segments& segments, Range match) {
  Segments out;
  std::copy_if(segments.begin(), segments.end(), std::back_inserter(out),
               [&](const Segment& one) { return one.decoded.overlaps(match); });
  return out;
}

Range original_range(const Segments& segments, Range match) { return map_back(&segments, match); }

std::vector<std::string> tags_of(const Segments& segments) {
  unsigned kinds = 0;
  for (const Segment& segment : segments) kinds |= segment.kinds;
  std::vector<std::string> tags;
  for (const EncodingName& name : kEncodingNames) {
    if ((kinds & static_cast<unsigned>(name.kind)) != 0) {
      tags.push_back("decoded:" + std::string(name.name));
    }
  }
  tags.push_back("decode-depth:" + std::to_string(segments.front().depth));
  return tags;
}

std::string_view lines_of(const Segments& segments, std::string_view text) {
  Range all = segments.front().decoded;
  for (const Segment& segment : segments) {
    all = {std::min(all.start, segment.decoded.start), std::max(all.end, segment.decoded.end)};
  }
  const size_t before = text.rfind('\n', all.start);
  const size_t begin = before == std::string_view::npos ? 0 : before;
  return text.substr(begin, std::min(text.find('\n', all.end), text.size()) - begin);
}

}  // namespace sluice::gitleaks
