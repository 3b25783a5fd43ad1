#include "pipeline/hits.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <tuple>
#include <utility>

#include "pipeline/audit_cache.h"
#include "pipeline/large_blob.h"
#include "source/archive_magic.h"

namespace sluice {

struct HitCollector::Worker {
  Scratch scratch;
  std::vector<Match> matches;      // of the blob at hand
  std::optional<LargeBlob> large;  // which comes in parts
  std::vector<Hit> hits;
  std::vector<Examined> examined;
  uint64_t blobs = 0, bytes = 0, commits = 0, files = 0, cached = 0;
};

namespace {

Examined examined(const Blob& blob) {
  return {.id = blob.id,
          .type = object_type(blob.kind),
          .bytes = blob.bytes.size(),
          .archive = blob.kind == BlobKind::kFile && is_archive(blob.bytes),
          .proven = blob.proven};
}

bool has_object(BlobKind kind) {
  return kind == BlobKind::kFile || kind == BlobKind::kCommit || kind == BlobKind::kTag;
}

}  // namespace

git::ObjectType object_type(BlobKind kind) {
  switch (kind) {
    case BlobKind::kCommit: return git::ObjectType::kCommit;
    case BlobKind::kTag: return git::ObjectType::kTag;
    default: return git::ObjectType::kBlob;
  }
}

HitCollector::HitCollector(const Engine& engine, const ScanOptions& options, uint8_t id_bytes,
                           Coverage& coverage, Progress* progress)
    : engine_(engine),
      options_(options),
      id_bytes_(id_bytes),
      coverage_(coverage),
      progress_(progress) {
  for (unsigned i = 0; i < std::max(1u, options.workers); ++i) {
    workers_.push_back(std::make_unique<Worker>());
  }
}

HitCollector::~HitCollector() = default;

OnUnread HitCollector::on_unread() {
  return [this](const Unread& unread) {
    const std::lock_guard lock(coverage_mutex_);
    coverage_.add(unread);
  };
}

void HitCollector::count_blob(Worker& worker, const Blob& blob) {
  ++worker.blobs;
  worker.commits += blob.kind == BlobKind::kCommit;
  worker.files += blob.id.empty() && blob.kind == BlobKind::kFile;
  if (progress_ != nullptr) progress_->blobs.fetch_add(1, std::memory_order_relaxed);
  if (blob.kind == BlobKind::kFile && !blob.path.empty()) {
    std::vector<Match> named = engine_.path_matches(blob.path);
    if (!named.empty()) {
      worker.hits.push_back({{}, BlobKind::kPath, std::string(blob.path), std::move(named)});
    }
  }
}

void HitCollector::count_bytes(Worker& worker, const Blob& blob) {
  worker.bytes += blob.bytes.size();
  if (progress_ != nullptr) {
    progress_->bytes.fetch_add(blob.bytes.size(), std::memory_order_relaxed);
  }
}

void HitCollector::tell_truncated(const Blob& blob) {
  on_unread()({Reason::kLimit, "more matches in one blob than the limit",
               blob.id.empty() ? std::string(blob.path) : blob.id.hex()});
}

void HitCollector::keep_hit(Worker& worker, const Blob& blob, const ObjectId& id,
                            std::vector<Match> matches) {
  if (progress_ != nullptr) {
    progress_->matches.fetch_add(matches.size(), std::memory_order_relaxed);
  }
  worker.hits.push_back({id, blob.kind, std::string(blob.path), std::move(matches)});
}

void HitCollector::scan_blob(Worker& worker, const Blob& blob) {
  count_blob(worker, blob);
  count_bytes(worker, blob);
  worker.matches.clear();
  const bool is_remembered = options_.cache != nullptr && !blob.id.empty();
  if (is_remembered && blob.proven && options_.cache->is_clean(blob.id)) {
    ++worker.cached;
    worker.scratch.pass_over(blob.edit);
    worker.examined.push_back(examined(blob));
    return;
  }
  const ScanOutcome outcome =
      engine_.scan(blob, worker.scratch, worker.matches, options_.min_confidence);
  if (is_remembered) {
    Examined& one = worker.examined.emplace_back(examined(blob));
    one.matched = !worker.matches.empty();
    one.settles = !outcome.truncated;
  }
  if (outcome.truncated) tell_truncated(blob);
  if (worker.matches.empty()) return;
  ObjectId id = blob.id;  // prove.h sees to it, once it is known to be reported
  if (id.empty() && has_object(blob.kind)) {
    id = git::hash_object(object_type(blob.kind), blob.bytes, id_bytes_);
  }
  // Moved one by one, so that the next blob's matches find the room already made.
  keep_hit(worker, blob, id,
           {std::make_move_iterator(worker.matches.begin()),
            std::make_move_iterator(worker.matches.end())});
}

void HitCollector::scan_part(Worker& worker, const Blob& blob) {
  if (!worker.large) {
    count_blob(worker, blob);
    worker.scratch.pass_over(blob.edit);
    // Read anew each time.
    if (options_.cache != nullptr && !blob.id.empty()) {
      worker.examined.push_back({.id = blob.id, .settles = false});
    }
    worker.large.emplace(engine_, worker.scratch, options_.min_confidence, blob,
                         options_.window_bytes, has_object(blob.kind) ? id_bytes_ : uint8_t{0});
  }
  count_bytes(worker, blob);
  worker.large->add(blob);
  if (!blob.part->last) return;
  if (worker.large->truncated()) tell_truncated(blob);
  std::vector<Match> matches = worker.large->take_matches();
  if (!matches.empty()) keep_hit(worker, blob, worker.large->id(), std::move(matches));
  worker.large.reset();
}

Result<void> HitCollector::run(Source& source) {
  const auto sink = [this](unsigned worker, const Blob& blob) {
    if (blob.part) return scan_part(*workers_[worker], blob);
    if (commits_ != nullptr) {
      commits_->add(worker, blob.id, object_type(blob.kind), blob.bytes);
    }
    scan_blob(*workers_[worker], blob);
  };
  Result<void> listed =
      source.for_each(static_cast<unsigned>(workers_.size()), sink, on_unread(), options_.stop);
  for (const std::unique_ptr<Worker>& worker : workers_) {
    blobs_ += worker->blobs;
    coverage_.blobs += worker->blobs;
    coverage_.bytes += worker->bytes;
    coverage_.commits += worker->commits;
    coverage_.files += worker->files;
    coverage_.cached += worker->cached;
    worker->blobs = worker->bytes = worker->commits = worker->files = worker->cached = 0;
  }
  return listed;
}

std::vector<Examined> HitCollector::take_examined() {
  std::vector<Examined> all;
  for (const std::unique_ptr<Worker>& worker : workers_) {
    all.insert(all.end(), worker->examined.begin(), worker->examined.end());
    worker->examined = {};
  }
  return all;
}

std::vector<Hit> HitCollector::take() {
  std::vector<Hit> all;
  for (const std::unique_ptr<Worker>& worker : workers_) {
    std::move(worker->hits.begin(), worker->hits.end(), std::back_inserter(all));
    worker->hits.clear();
  }
  std::sort(all.begin(), all.end(), [](const Hit& a, const Hit& b) {
    return std::tie(a.kind, a.path, a.id) < std::tie(b.kind, b.path, b.id);
  });
  return all;
}

}  // namespace sluice
