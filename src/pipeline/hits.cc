#include "pipeline/hits.h"

#include <algorithm>
#include <iterator>
#include <tuple>

#include "pipeline/audit_cache.h"
#include "source/archive_magic.h"

namespace sluice {

struct HitCollector::Worker {
  Scratch scratch;
  std::vector<Match> matches;  // of the blob at hand
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

void HitCollector::scan_blob(Worker& worker, const Blob& blob) {
  ++worker.blobs;
  worker.bytes += blob.bytes.size();
  worker.commits += blob.kind == BlobKind::kCommit;
  worker.files += blob.id.empty() && blob.kind == BlobKind::kFile;
  if (progress_ != nullptr) {
    progress_->blobs.fetch_add(1, std::memory_order_relaxed);
    progress_->bytes.fetch_add(blob.bytes.size(), std::memory_order_relaxed);
  }
  if (blob.kind == BlobKind::kFile && !blob.path.empty()) {
    std::vector<Match> named = engine_.path_matches(blob.path);
    if (!named.empty()) {
      worker.hits.push_back({{}, BlobKind::kPath, std::string(blob.path), std::move(named)});
    }
  }
  worker.matches.clear();
  const bool is_remembered = options_.cache != nullptr && !blob.id.empty();
  if (is_remembered && blob.proven && options_.cache->is_clean(blob.id)) {
    ++worker.cached;
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
  if (outcome.truncated) {
    on_unread()({Reason::kLimit, "more matches in one blob than the limit",
                 blob.id.empty() ? std::string(blob.path) : blob.id.hex()});
  }
  if (worker.matches.empty()) return;
  Hit& hit = worker.hits.emplace_back();
  if (has_object(blob.kind)) {
    hit.id = blob.id.empty() ? git::hash_object(object_type(blob.kind), blob.bytes, id_bytes_)
                             : blob.id;  // prove.h sees to it, once it is known to be reported
  }
  hit.kind = blob.kind;
  hit.path = blob.path;
  hit.matches.assign(std::make_move_iterator(worker.matches.begin()),
                     std::make_move_iterator(worker.matches.end()));
  if (progress_ != nullptr) {
    progress_->matches.fetch_add(hit.matches.size(), std::memory_order_relaxed);
  }
}

Result<void> HitCollector::run(Source& source) {
  const auto sink = [this](unsigned worker, const Blob& blob) {
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
