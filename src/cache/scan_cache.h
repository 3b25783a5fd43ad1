// ScanCache: the objects of one repository that an earlier audit scanned and found
// clean. CACHE.md draws the file.
//
//   folder = CacheFolder::open(dir, scanned)
//   cache = ScanCache::open(folder, objects_dir, fingerprint, id_bytes)
//   … scan all but cache.clean(), collect the ids that are clean …
//   cache.commit(ids, sections)
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/mapped_file.h"
#include "cache/cache_folder.h"
#include "git/object_set.h"
#include "sluice/oid.h"
#include "sluice/result.h"

namespace sluice::cache {

using Digest = std::array<uint8_t, 32>;

// Of all that decides what a scan finds, each part apart from the next.
Digest fingerprint_of(std::span<const std::string> parts);

// A section's tag: four letters.
using Tag = std::array<char, 4>;
inline constexpr Tag kCleanIds = {'O', 'I', 'D', 'S'};

// What a whole file says. Views its bytes.
struct CacheFile {
  uint8_t id_bytes = 20;
  std::string_view fingerprint, repository;  // 32 bytes each
  std::map<Tag, std::string_view> sections;

  git::SortedIds clean() const { return {sections.at(kCleanIds), id_bytes}; }
};

// Checks every size and the order of the ids, and not who wrote it. kCorrupt;
// kUnsupported: another version.
Result<CacheFile> parse_cache(std::string_view bytes);

// One thread at a time; clean() may be read by any.
class ScanCache {
 public:
  // Never fails for what is in the file: one that is missing, damaged, forged, or of
  // another fingerprint, repository or version is as an empty one, and note() says so.
  // kUsage, kIo: the folder has no use for a cache (CacheFolder::key).
  static Result<ScanCache> open(const CacheFolder& folder, const std::string& objects_dir,
                                const Digest& fingerprint, uint8_t id_bytes);

  // Valid as long as this. Empty at first.
  git::SortedIds clean() const { return clean_; }
  // What commit() was given under `tag`; empty where nothing was.
  std::string_view section(const Tag& tag) const;
  // One line for the person; empty where the file was used, or there was none.
  const std::string& note() const { return note_; }

  // Replaces the file by one that holds clean() and `added` (any order, repeated or
  // not, all of the repository's id size), and these `sections`, of which none is
  // called kCleanIds. Writes nothing where the file says just that.
  Result<void> commit(std::vector<ObjectId> added, const std::map<Tag, std::string>& sections);

 private:
  ScanCache(const CacheFolder& folder, std::string key, std::string name)
      : folder_(folder), key_(std::move(key)), name_(std::move(name)) {}
  Result<CacheFile> load();
  std::string compose(const std::string& ids, const std::map<Tag, std::string>& sections) const;

  CacheFolder folder_;
  std::string key_, name_;  // name_: of the file in the folder
  Digest fingerprint_{}, repository_{};
  uint8_t id_bytes_ = 20;
  MappedFile bytes_;
  git::SortedIds clean_;
  std::map<Tag, std::string_view> sections_;  // into bytes_
  std::string note_;
};

}  // namespace sluice::cache
