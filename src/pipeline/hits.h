// HitCollector: scans the blobs of a source and keeps those in which something
// was found.
#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "pipeline/scan.h"
#include "provenance/commit_collector.h"
#include "sluice/engine.h"
#include "sluice/source.h"

namespace sluice {

struct Hit {
  ObjectId id;  // computed here where the source has none
  BlobKind kind = BlobKind::kFile;
  std::string path;  // of a working-tree file; empty for objects of history
  std::vector<Match> matches;
};

// What became of one object of history, for the next scan to know.
struct Examined {
  ObjectId id;
  git::ObjectType type = git::ObjectType::kBlob;
  uint64_t bytes = 0;
  bool matched = false;  // something was found, whether it will be reported or not
  bool settles = true;   // a second look would see nothing else
  bool archive = false;  // told as kArchive
  bool proven = false;   // its bytes were hashed, and have this id
};

// The type of the object that a blob of this kind is; kBlob where it is none.
git::ObjectType object_type(BlobKind kind);

// run() once a source, any number of times; the results add up.
class HitCollector {
 public:
  // `id_bytes`: the size of ids computed for files. Borrows all it is given.
  HitCollector(const Engine& engine, const ScanOptions& options, uint8_t id_bytes,
               Coverage& coverage, Progress* progress);
  ~HitCollector();

  // From now on gives `commits` every commit and tag that run() comes by; null: none.
  void collect(provenance::CommitCollector* commits) { commits_ = commits; }

  // Error: the source as a whole could not be listed.
  Result<void> run(Source& source);

  // What run() found since the last take(), sorted by (kind, path, id).
  std::vector<Hit> take();

  // What run() saw of objects since the last call, in no order; only with
  // ScanOptions::cache.
  std::vector<Examined> take_examined();

  uint64_t blobs() const { return blobs_; }
  OnUnread on_unread();

 private:
  struct Worker;
  void scan_blob(Worker& worker, const Blob& blob);
  void scan_part(Worker& worker, const Blob& blob);
  void count_blob(Worker& worker, const Blob& blob);
  void count_bytes(Worker& worker, const Blob& blob);
  void tell_truncated(const Blob& blob);
  void keep_hit(Worker& worker, const Blob& blob, const ObjectId& id, std::vector<Match> matches);

  const Engine& engine_;
  const ScanOptions& options_;
  const uint8_t id_bytes_;
  Coverage& coverage_;
  Progress* progress_;
  provenance::CommitCollector* commits_ = nullptr;
  std::mutex coverage_mutex_;
  std::vector<std::unique_ptr<Worker>> workers_;
  uint64_t blobs_ = 0;
};

}  // namespace sluice
