#include "engine/prefilter.h"

#include <hs/hs.h>

#include <algorithm>
#include <new>
#include <utility>

namespace sluice {
namespace {

constexpr uint32_t kMaxGlue = 8;

// Longer pieces of a text are not worth knowing: few come again.
constexpr size_t kMaxPiece = 1024;
static_assert(kMaxPiece <= kMaxTaggedBytes);

Error refused(hs_error_t code) {
  if (code == HS_ARCH_ERROR) {
    return Error{ErrorKind::kUnsupported, "this processor lacks SSSE3, which the engine needs"};
  }
  return Error{ErrorKind::kUnsupported,
               "the pattern database does not fit this build (Hyperscan error " +
                   std::to_string(code) + ")"};
}

}  // namespace

// Where ends of the scanned bytes go: those of one or several windows.
struct Prefilter::Sink {
  std::vector<Candidate>* candidates;
  uint32_t first_pattern;
  size_t max_candidates;
  std::span<const ScanWindow> windows;
  std::span<const uint64_t> starts;  // of each, in the scanned bytes
  char* with_ends = nullptr;         // of each, set where an end was found, true or not

  bool take(unsigned id, uint64_t to) {
    const auto after = std::lower_bound(starts.begin(), starts.end(), to);
    if (after == starts.begin()) return true;
    const auto at = static_cast<size_t>(after - starts.begin()) - 1;
    if (with_ends != nullptr) with_ends[at] = 1;
    const uint64_t end = windows[at].begin + (to - starts[at]);
    if (end < windows[at].first_end || end > windows[at].last_end) return true;
    candidates->push_back({first_pattern + id, end});
    return candidates->size() < max_candidates;
  }
};

PrefilterScratch::~PrefilterScratch() { hs_free_scratch(scratch_); }

Result<Prefilter> Prefilter::load(std::string_view serialized) {
  hs_database_t* database = nullptr;
  const hs_error_t code = hs_deserialize_database(serialized.data(), serialized.size(), &database);
  if (code != HS_SUCCESS) return refused(code);
  return Prefilter(database, database);
}

Result<Prefilter> Prefilter::in_place(std::string_view loaded) {
  if (const hs_error_t code = hs_valid_platform(); code != HS_SUCCESS) return refused(code);
  const auto* const database = reinterpret_cast<const hs_database_t*>(loaded.data());
  if (reinterpret_cast<uintptr_t>(database) % kDatabaseAlignment != 0) {
    return refused(HS_BAD_ALIGN);
  }
  size_t size = 0;  // asking for it has the magic number and the version checked
  const hs_error_t code = hs_database_size(database, &size);
  if (code != HS_SUCCESS || size != loaded.size()) return refused(code);
  return Prefilter(database, nullptr);
}

Prefilter::Prefilter(Prefilter&& other) noexcept
    : database_(std::exchange(other.database_, nullptr)),
      owned_(std::exchange(other.owned_, nullptr)) {}

Prefilter& Prefilter::operator=(Prefilter&& other) noexcept {
  std::swap(database_, other.database_);
  std::swap(owned_, other.owned_);
  return *this;
}

Prefilter::~Prefilter() { hs_free_database(owned_); }

bool Prefilter::run(std::string_view bytes, PrefilterScratch& scratch, Sink& sink) const {
  std::vector<const hs_database*>& prepared = scratch.prepared_;
  if (std::find(prepared.begin(), prepared.end(), database_) == prepared.end()) {
    if (hs_alloc_scratch(database_, &scratch.scratch_) != HS_SUCCESS) throw std::bad_alloc();
    prepared.push_back(database_);
  }
  const auto on_match = [](unsigned id, unsigned long long, unsigned long long to, unsigned,
                           void* context) {
    return static_cast<Sink*>(context)->take(id, to) ? 0 : 1;
  };
  return hs_scan(database_, bytes.data(), static_cast<unsigned>(bytes.size()), 0, scratch.scratch_,
                 on_match, &sink) == HS_SUCCESS;
}

// One call for all of its windows: no match holds as many newlines as stand between two.
bool Prefilter::scan_gathered(std::string_view bytes, uint32_t newlines, PrefilterScratch& scratch,
                              Sink& sink) const {
  std::vector<uint64_t>& starts = scratch.starts_;
  starts.clear();
  scratch.gathered_.clear();
  for (const ScanWindow& window : sink.windows) {
    if (!starts.empty()) scratch.gathered_.append(newlines + 1, '\n');
    starts.push_back(scratch.gathered_.size());
    scratch.gathered_ += bytes.substr(window.begin, window.end - window.begin);
  }
  sink.starts = starts;
  return run(scratch.gathered_, scratch, sink);
}

bool Prefilter::scan(std::string_view bytes, std::span<const ScanWindow> windows, uint32_t newlines,
                     PrefilterScratch& scratch, uint32_t first_pattern, size_t max_candidates,
                     std::vector<Candidate>& candidates) const {
  Sink sink{&candidates, first_pattern, max_candidates, windows, {}};
  if (newlines <= kMaxGlue && windows.size() > 1) {
    return scan_gathered(bytes, newlines, scratch, sink);
  }
  constexpr uint64_t kStart = 0;
  sink.starts = {&kStart, 1};
  for (const ScanWindow& window : windows) {
    sink.windows = {&window, 1};
    const std::string_view text = bytes.substr(window.begin, window.end - window.begin);
    if (!text.empty() && !run(text, scratch, sink)) return false;
  }
  return true;
}

bool Prefilter::scan_new(std::string_view bytes, std::span<const ScanWindow> windows,
                         uint32_t newlines, PrefilterScratch& scratch, CleanTexts& clean,
                         uint32_t first_pattern, size_t max_candidates,
                         std::vector<Candidate>& candidates) const {
  if (newlines != 0) {
    return scan(bytes, windows, newlines, scratch, first_pattern, max_candidates, candidates);
  }
  std::vector<ScanWindow>& pieces = scratch.pieces_;
  std::vector<TextTag>& tags = scratch.tags_;
  pieces.clear();
  tags.clear();
  cut_windows(windows, bytes, kMaxPiece, pieces);
  for (const ScanWindow& piece : pieces) {
    const std::string_view text = bytes.substr(piece.begin, piece.end - piece.begin);
    // What ^ and $ may see beside it.
    const uint32_t edges = (piece.begin == 0 ? 1u : 0u) | (piece.end == bytes.size() ? 2u : 0u);
    tags.push_back(text.size() > kMaxPiece ? 0
                                           : text_tag(text, uint64_t{first_pattern} << 2 | edges));
    clean.expect(tags.back());
  }
  size_t left = 0;
  for (size_t i = 0; i < pieces.size(); ++i) {
    if (pieces[i].begin == pieces[i].end || clean.holds(tags[i])) continue;
    pieces[left] = pieces[i];
    tags[left++] = tags[i];
  }
  if (left == 0) return true;
  pieces.resize(left);
  scratch.with_ends_.assign(left, 0);
  Sink sink{&candidates, first_pattern, max_candidates, pieces, {}, scratch.with_ends_.data()};
  if (!scan_gathered(bytes, newlines, scratch, sink)) return false;
  for (size_t i = 0; i < left; ++i) {
    if (tags[i] != 0 && scratch.with_ends_[i] == 0) clean.add(tags[i]);
  }
  return true;
}

}  // namespace sluice
