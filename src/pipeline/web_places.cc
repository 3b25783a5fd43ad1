#include "pipeline/web_places.h"

#include <algorithm>
#include <map>
#include <optional>
#include <vector>

#include "base/file_reader.h"
#include "findings/line_hash.h"
#include "findings/web_link.h"
#include "git/config.h"

namespace sluice {
namespace {

// `change`: of a report of what a change brings, whose commits need not be HEAD's.
bool wants_hash(const Finding& finding, bool change) {
  const bool in_head = finding.reach == Reach::kHead && !finding.removed;
  const bool in_files = change || finding.worktree || in_head || finding.reach == Reach::kIndex ||
                        finding.reach == Reach::kNone;
  return finding.kind == BlobKind::kFile && finding.inner_path.empty() && !finding.suppressed &&
         in_files && !finding.blob.empty() && finding.location.line > 0;
}

std::optional<std::string> bytes_of(const git::ObjectStore* store, const std::string& folder,
                                    uint64_t max_bytes, const Finding& finding) {
  if (store != nullptr) {
    Result<git::Object> object = store->read(finding.blob);
    if (object) return std::move(object->bytes);
  }
  Result<std::string> file = read_file(folder + "/" + finding.path, max_bytes);
  if (!file) file = read_file(folder, max_bytes);
  if (!file) return std::nullopt;
  if (git::hash_object(git::ObjectType::kBlob, *file, finding.blob.size) != finding.blob) {
    return std::nullopt;
  }
  return *std::move(file);
}

// Where the web shows the repository, by its own configuration.
std::string address_of(const git::Repository& repository) {
  const Result<git::Config> config = git::read_config(repository);
  if (!config) return "";
  const git::ConfigEntry* origin = config->find("remote", "origin", "url");
  return origin != nullptr && origin->value ? web_address(*origin->value) : "";
}

void add_line_hashes(const git::ObjectStore* store, const std::string& folder, uint64_t max_bytes,
                     Report& report) {
  const std::vector<Finding>& findings = report.findings;
  report.line_hashes.assign(findings.size(), "");
  const bool change = report.target.selection && report.target.selection->change;
  std::map<ObjectId, std::vector<size_t>> by_blob;
  for (size_t i = 0; i < findings.size(); ++i) {
    if (wants_hash(findings[i], change)) by_blob[findings[i].blob].push_back(i);
  }
  for (const auto& [blob, members] : by_blob) {
    const std::optional<std::string> bytes =
        bytes_of(store, folder, max_bytes, findings[members.front()]);
    if (!bytes) continue;
    uint64_t last = 0;
    for (const size_t i : members) last = std::max(last, findings[i].location.line);
    const std::vector<std::string> hashes = line_hashes(*bytes, last);
    for (const size_t i : members) {
      const uint64_t line = findings[i].location.line;
      if (line <= hashes.size()) report.line_hashes[i] = hashes[line - 1];
    }
  }
}

}  // namespace

void add_web_places(const git::Repository* repository, const git::ObjectStore* store,
                    const std::string& folder, const ScanOptions& options, Report& report) {
  report.target.repository = options.repository_uri;
  if (report.target.repository.empty() && repository != nullptr) {
    report.target.repository = address_of(*repository);
  }
  add_links(report);
  if (options.line_hashes) {
    add_line_hashes(store, folder, options.limits.max_object_bytes, report);
  }
}

}  // namespace sluice
