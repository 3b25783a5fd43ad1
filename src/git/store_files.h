// StoreFiles: the folders of objects that a store reads, the packs in them, and
// objects by id.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "git/inflate.h"
#include "git/object_store.h"
#include "git/pack_file.h"

namespace sluice::git {

// Packs are only ever added, so that whoever took a list keeps it. Any thread.
class StoreFiles {
 public:
  using Packs = std::vector<const PackFile*>;

  // `folders`: the repository's own, then its alternates. `listed` may be empty: it
  // is called between the listing of packs and their opening.
  StoreFiles(std::vector<std::string> folders, uint8_t id_bytes, const Limits& limits,
             std::function<void()> listed);

  // Opens the packs that were not there before, those of the first folder first,
  // by name. A pack that is gone by the time it is opened has the folder listed
  // anew. True: there are new ones. What cannot be read waits for take_unread().
  bool refresh();
  std::vector<Unread> take_unread();

  const std::vector<std::string>& folders() const { return folders_; }
  uint8_t id_bytes() const { return id_bytes_; }
  const Limits& limits() const { return limits_; }
  const Packs& packs() const { return *packs_.load(std::memory_order_acquire); }

  bool is_packed(const ObjectId& id) const;
  // is_packed(id) soon follows.
  void expect(const ObjectId& id) const;
  bool is_loose(const ObjectId& id) const;
  // In the first folder, not only in an alternate.
  bool is_own(const ObjectId& id) const;
  // Verified bytes, from the first copy that has them; else the first copy's error.
  // `except` may be null. kNotFound, kCorrupt, kLimit.
  Result<Object> read(const ObjectId& id, const PackFile* except) const;
  // Gives `sink` a blob over the limit, from the first copy that has its true bytes. The
  // sink's error; kNotFound, kCorrupt, kLimit: there is none to be had as a stream.
  using StreamSink = std::function<Result<void>(ObjectStream& stream)>;
  Result<void> stream(const ObjectId& id, const PackFile* except, const StreamSink& sink) const;
  // Whether a folder of packs changed since it was last listed.
  bool is_outdated() const;

 private:
  // One entry of one pack.
  struct Place {
    const PackFile* file = nullptr;
    uint64_t offset = 0;
    friend auto operator<=>(const Place&, const Place&) = default;
  };
  struct Listing {
    std::vector<std::string> names;  // ascending
    int64_t changed_ns = 0;          // the folder's own time, taken before it was read
  };

  Listing list(size_t folder);
  bool open_new(size_t folder, Packs& packs);
  std::optional<Place> find(const ObjectId& id) const;
  Result<Object> read_packed(Place place, Inflater& inflater,
                             std::string* last_delta = nullptr) const;
  Result<void> stream_packed(Place place, const StreamSink& sink) const;
  Result<void> inflate(const Pack& pack, const PackEntry& entry, Inflater& inflater,
                       std::string& out) const;

  const std::vector<std::string> folders_;
  const uint8_t id_bytes_;
  const Limits limits_;
  const std::function<void()> listed_;

  std::mutex mutex_;  // over what follows, but for packs_
  std::vector<std::unique_ptr<PackFile>> files_;
  std::vector<std::unique_ptr<Packs>> lists_;  // each list that packs_ ever pointed to
  std::set<std::string> known_;                // files that were dealt with
  std::vector<Unread> unread_;
  std::atomic<const Packs*> packs_;
  std::vector<std::atomic<int64_t>> changed_ns_;  // by folder
};

}  // namespace sluice::git
