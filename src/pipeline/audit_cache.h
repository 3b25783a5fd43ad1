// AuditCache: what the scans of one repository leave to the next, so that one that
// finds nothing new reads next to nothing. What is believed, and when: src/cache/CACHE.md.
//
//   recognize() -> scan all but settled() -> answers() or provenance -> commit()
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cache/pack_memory.h"
#include "cache/scan_cache.h"
#include "git/index.h"
#include "git/object_store.h"
#include "git/refs.h"
#include "git/repository.h"
#include "pipeline/audit_answers.h"
#include "pipeline/hits.h"
#include "pipeline/scan.h"
#include "pipeline/target.h"
#include "sluice/coverage.h"
#include "sluice/engine.h"

namespace sluice {

// What is under git's hand in the repository that is scanned. Borrows all.
struct AuditedRepository {
  const git::Repository& repository;
  const git::ObjectStore& store;
  const git::RefSet& refs;
  std::span<const git::IndexEntry> index;
};

// Objects that were not given, counted as the scan counts those that are.
struct LeftOut {
  uint64_t blobs = 0, bytes = 0, commits = 0;
  std::vector<ObjectId> archives;
};

// One thread at a time, but for is_clean().
class AuditCache {
 public:
  // For scans with these options alone. kUsage, kIo: one line on why there is no cache
  // (CacheFolder::open, ScanCache::open).
  static Result<AuditCache> open(const std::string& folder, const ScanTarget& target,
                                 const Engine& engine, const ScanOptions& options);

  // Lines worth saying since the last call.
  std::vector<std::string> take_notes();

  // Compares what was remembered with what is there. What is said below holds from here
  // to the next recognize().
  void recognize(const AuditedRepository& repository);

  // For HistorySource::settled().
  std::span<const git::SettledPack> settled() const { return settled_; }
  void leave_out(size_t pack, uint32_t position);
  const LeftOut& left_out() const { return left_out_; }
  // An object that has this id, in truth, is clean. Any thread.
  bool is_clean(const ObjectId& id) const { return cache_.clean().contains(id); }

  // Everything that answers follow from is as it was: blobs that are only not reported
  // where they lie are settled as well, so that answers() have to be used, or the scan
  // done once more after distrust_answers().
  bool has_answers() const { return answers_.has_value(); }
  // Null: what was found, and could not be read, is not what there was.
  const AuditAnswers* answers(const std::vector<Hit>& hits,
                              const std::vector<Unread>& errors) const;
  // Whether it was left out, although something was found in it once.
  bool is_left_out_hit(const ObjectId& id) const;
  void distrust_answers() { distrusted_ = true; }

  struct Outcome {
    std::vector<Examined> examined;
    std::set<ObjectId> reported;  // of these, what the report rests on
    // Absent: not all is known, or not for the next time. Where answers() were used they
    // stand.
    std::optional<AuditAnswers> answers;
    // Texts that the answers must not hold.
    std::vector<std::string_view> secrets;
    const std::vector<Unread>& errors;
    bool stopped = false;
  };
  // Writes what the next scan may rely on. Damage: nothing new is remembered of packs.
  void commit(const AuditedRepository& repository, Outcome outcome);

 private:
  AuditCache(cache::ScanCache cache, uint8_t id_bytes)
      : cache_(std::move(cache)), id_bytes_(id_bytes) {}
  const cache::PackMemory* memory_of(const git::Pack* pack) const;
  std::string answers_section(const AuditedRepository& repository, const Outcome& outcome) const;

  cache::ScanCache cache_;
  uint8_t id_bytes_ = 20;
  std::vector<std::string> notes_;
  std::vector<cache::PackMemory> memories_;
  // Those a walk goes through for certain: what is opened later is for the next time.
  std::set<const git::Pack*> walked_;
  std::vector<git::SettledPack> settled_;
  std::vector<const cache::PackMemory*> settled_memories_;  // of settled_
  cache::Digest state_{};
  std::optional<AuditAnswers> answers_;
  bool distrusted_ = false;
  LeftOut left_out_;
};

}  // namespace sluice
