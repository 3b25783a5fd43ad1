// Prefilter: stage one. Bytes -> candidates (pattern, end offset), by Hyperscan
// in block mode without start offsets.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/clean_texts.h"
#include "engine/window.h"
#include "sluice/result.h"

struct hs_database;
struct hs_scratch;

namespace sluice {

// Of the address of a loaded database.
constexpr size_t kDatabaseAlignment = 64;

// `pattern` is the number it had in compile_database; `end` is exclusive.
struct Candidate {
  uint32_t pattern = 0;
  uint64_t end = 0;
};

// Hyperscan's working memory: one a thread, good for every Prefilter it has been
// prepared for.
class PrefilterScratch {
 public:
  ~PrefilterScratch();

 private:
  friend class Prefilter;
  hs_scratch* scratch_ = nullptr;
  std::vector<const hs_database*> prepared_;
  std::string gathered_;          // windows, one after the other
  std::vector<uint64_t> starts_;  // of each, in gathered_
  std::vector<ScanWindow> pieces_;
  std::vector<TextTag> tags_;    // one a piece, 0: too long to be known
  std::vector<char> with_ends_;  // one a piece
};

// Immutable: any number of threads may scan, each with its own scratch.
class Prefilter {
 public:
  // `serialized` is compile_database's result; it is copied. kUnsupported: made
  // by another version of Hyperscan or for another processor.
  static Result<Prefilter> load(std::string_view serialized);
  // `loaded` is loaded_database's result and outlives the Prefilter; it is neither copied nor
  // summed up, so that a start pays only for the pages that a scan touches. kUnsupported: as
  // above, or its address is no multiple of kDatabaseAlignment.
  static Result<Prefilter> in_place(std::string_view loaded);
  Prefilter(Prefilter&&) noexcept;
  Prefilter& operator=(Prefilter&&) noexcept;
  ~Prefilter();

  // Scans `windows` of `bytes`, ascending and disjoint, for patterns whose matches
  // hold at most `newlines`, and appends to `candidates` their true ends, in no
  // promised order, `pattern` raised by `first_pattern`; false once there are
  // `max_candidates` of them (the rest of the bytes is not scanned).
  bool scan(std::string_view bytes, std::span<const ScanWindow> windows, uint32_t newlines,
            PrefilterScratch& scratch, uint32_t first_pattern, size_t max_candidates,
            std::vector<Candidate>& candidates) const;

  // The same, of a text that is one of many alike: what is among `clean`, where what held no end
  // goes, is passed over.
  bool scan_new(std::string_view bytes, std::span<const ScanWindow> windows, uint32_t newlines,
                PrefilterScratch& scratch, CleanTexts& clean, uint32_t first_pattern,
                size_t max_candidates, std::vector<Candidate>& candidates) const;

 private:
  struct Sink;
  bool scan_gathered(std::string_view bytes, uint32_t newlines, PrefilterScratch& scratch,
                     Sink& sink) const;
  Prefilter(const hs_database* database, hs_database* owned) : database_(database), owned_(owned) {}
  bool run(std::string_view bytes, PrefilterScratch& scratch, Sink& sink) const;
  const hs_database* database_ = nullptr;
  hs_database* owned_ = nullptr;  // the same, or null where it lies in place
};

}  // namespace sluice
