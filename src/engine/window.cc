#include "engine/window.h"

#include <algorithm>
#include <bit>
#include <cstring>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include "base/newlines.h"

namespace sluice {
namespace {

// Copies of at most so many bytes between two changes are scanned with them.
constexpr uint64_t kNear = 64;

// Looks for a newline before a blank line from `at` on, 16 bytes at a time, as long as these lie
// before `limit`. True: it is at `at`. `last` gets the last newline that was passed.
bool find_cut_in_blocks(std::string_view text, uint64_t& at, uint64_t limit, uint64_t& last) {
#ifdef __SSE2__
  constexpr uint64_t kBlock = 16;
  const __m128i newline = _mm_set1_epi8('\n');
  const auto newlines_at = [&](uint64_t place) {
    const auto* const block = reinterpret_cast<const __m128i*>(text.data() + place);
    return static_cast<unsigned>(
        _mm_movemask_epi8(_mm_cmpeq_epi8(_mm_loadu_si128(block), newline)));
  };
  for (; at + kBlock <= limit && at + kBlock < text.size(); at += kBlock) {
    const unsigned found = newlines_at(at);
    if (found == 0) continue;
    if (const unsigned blank = found & newlines_at(at + 1); blank != 0) {
      at += static_cast<unsigned>(std::countr_zero(blank));
      return true;
    }
    last = at + static_cast<unsigned>(std::bit_width(found)) - 1;
  }
#endif
  return false;
}

// The newline in [from, limit) to cut at: the first one before a blank line, else the last one that
// leaves [begin, newline] and the bytes behind at `max_bytes`, else the first; `limit`: there is
// none.
uint64_t place_to_cut(std::string_view text, uint64_t begin, uint64_t from, uint64_t limit,
                      uint64_t max_bytes) {
  uint64_t last = limit, at = from;
  const uint64_t whole = begin + max_bytes - std::min(max_bytes, kBytesBehind - 1);
  if (find_cut_in_blocks(text, at, std::min(limit, whole), last)) return at;
  for (; at < limit; ++at) {
    const void* found = std::memchr(text.data() + at, '\n', limit - at);
    if (found == nullptr) break;
    at = static_cast<uint64_t>(static_cast<const char*>(found) - text.data());
    if (at + kBytesBehind - begin > max_bytes) return last == limit ? at : last;
    if (at + 1 < text.size() && text[at + 1] == '\n') return at;
    last = at;
  }
  return limit;
}

}  // namespace

void cut_windows(std::span<const ScanWindow> windows, std::string_view text, uint64_t max_bytes,
                 std::vector<ScanWindow>& pieces) {
  // Shorter pieces would cost more than they save.
  constexpr uint64_t kShort = 128;
  for (ScanWindow rest : windows) {
    while (rest.end - rest.begin > kShort) {
      const uint64_t cut =
          place_to_cut(text, rest.begin, std::max(rest.begin + kShort, rest.first_end),
                       rest.last_end, max_bytes);
      if (cut >= rest.last_end) break;
      pieces.push_back({rest.begin, cut + kBytesBehind, rest.first_end, cut});
      rest.begin = cut;
      rest.first_end = cut + 1;
    }
    pieces.push_back(rest);
  }
}

bool has_more_newlines(std::string_view text, uint64_t begin, uint64_t end, uint32_t newlines) {
  return newlines != kManyNewlines && on_over_newlines(text, begin, end, newlines) < end;
}

void find_windows(const Edit& edit, std::string_view text, Extent extent,
                  std::vector<ScanWindow>& windows) {
  windows.clear();
  const uint64_t size = text.size();
  // The change in hand; those that are near each other are taken as one.
  uint64_t begin = 0, end = 0;
  bool any = false;
  const auto flush = [&] {
    if (!any) return;
    ScanWindow window;
    window.first_end = begin - std::min(begin, kBytesBehind - 1);
    const uint64_t before = extent.bytes + 2 * kBytesBefore;
    window.begin = begin - std::min(begin, before);
    window.last_end = std::min(size, end + extent.bytes);
    if (extent.newlines != kManyNewlines) {
      window.begin = back_over_newlines(text, window.first_end, window.begin, extent.newlines);
      window.last_end = on_over_newlines(text, end, window.last_end, extent.newlines);
    }
    window.end = std::min(size, window.last_end + kBytesBehind);
    if (!windows.empty() && window.begin <= windows.back().end) {
      windows.back().end = std::max(windows.back().end, window.end);
      windows.back().last_end = std::max(windows.back().last_end, window.last_end);
    } else {
      windows.push_back(window);
    }
  };
  const auto add = [&](uint64_t from, uint64_t to) {
    if (!any || from > end + kNear) {
      flush();
      begin = from;
      any = true;
    }
    end = to;
  };
  uint64_t at = 0;
  bool starts_alike = false;
  for (const CopiedRange& copy : edit.copied) {
    const bool first = &copy == edit.copied.data();
    starts_alike = first && copy.target == 0 && copy.source == 0;
    if (!starts_alike) add(at, copy.target);
    at = copy.target + copy.size;
  }
  const bool ends_alike = !edit.copied.empty() && at == size &&
                          edit.copied.back().source + edit.copied.back().size == edit.base_bytes;
  if (!ends_alike) add(at, size);
  flush();
}

}  // namespace sluice
