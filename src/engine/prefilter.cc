#include "engine/prefilter.h"

#include <hs/hs.h>

#include <algorithm>
#include <new>
#include <utility>

namespace sluice {
namespace {

struct Sink {
  std::vector<Candidate>* candidates;
  uint32_t first_pattern;
  size_t max_candidates;
  const ScanWindow* window;
};

int on_match(unsigned id, unsigned long long, unsigned long long to, unsigned, void* context) {
  auto* sink = static_cast<Sink*>(context);
  const uint64_t end = sink->window->begin + to;
  if (end < sink->window->first_end || end > sink->window->last_end) return 0;
  sink->candidates->push_back({sink->first_pattern + id, end});
  return sink->candidates->size() >= sink->max_candidates ? 1 : 0;
}

}  // namespace

PrefilterScratch::~PrefilterScratch() { hs_free_scratch(scratch_); }

Result<Prefilter> Prefilter::load(std::string_view serialized) {
  hs_database_t* database = nullptr;
  const hs_error_t code = hs_deserialize_database(serialized.data(), serialized.size(), &database);
  if (code == HS_ARCH_ERROR) {
    return Error{ErrorKind::kUnsupported, "this processor lacks SSSE3, which the engine needs"};
  }
  if (code != HS_SUCCESS) {
    return Error{ErrorKind::kUnsupported,
                 "the pattern database does not fit this build (Hyperscan error " +
                     std::to_string(code) + ")"};
  }
  return Prefilter(database);
}

Prefilter::Prefilter(Prefilter&& other) noexcept
    : database_(std::exchange(other.database_, nullptr)) {}

Prefilter& Prefilter::operator=(Prefilter&& other) noexcept {
  std::swap(database_, other.database_);
  return *this;
}

Prefilter::~Prefilter() { hs_free_database(database_); }

bool Prefilter::scan(std::string_view bytes, const ScanWindow& window, PrefilterScratch& scratch,
                     uint32_t first_pattern, size_t max_candidates,
                     std::vector<Candidate>& candidates) const {
  if (window.begin == window.end) return true;
  std::vector<const hs_database*>& prepared = scratch.prepared_;
  if (std::find(prepared.begin(), prepared.end(), database_) == prepared.end()) {
    if (hs_alloc_scratch(database_, &scratch.scratch_) != HS_SUCCESS) throw std::bad_alloc();
    prepared.push_back(database_);
  }
  Sink sink{&candidates, first_pattern, max_candidates, &window};
  const hs_error_t code = hs_scan(database_, bytes.data() + window.begin,
                                  static_cast<unsigned>(window.end - window.begin), 0,
                                  scratch.scratch_, on_match, &sink);
  return code == HS_SUCCESS;
}

}  // namespace sluice
