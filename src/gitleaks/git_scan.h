// Scans of a repository's patches: its history, what is staged, what was changed since.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "gitleaks/detector.h"
#include "gitleaks/folder_scan.h"
#include "sluice/result.h"

namespace sluice::gitleaks {

struct GitOptions {
  std::string source = ".";  // a folder of the repository, its root or another
  // As git log takes them; nullopt: --full-history --all --diff-filter=tuxdb.
  std::optional<std::vector<std::string>> log_words = {};
  unsigned workers = 1;
};

// The lines that each commit adds, a hunk a fragment. kNotFound, kUsage and others: there is
// nothing that could be scanned, and why.
Result<Scanned> scan_log(const Detector& detector, const GitOptions& options,
                         const std::stop_token& stop);

// The same of the index against HEAD, or of the working tree against the index; below `source`.
enum class Diff : uint8_t { kStaged, kWorktree };
Result<Scanned> scan_diff(const Detector& detector, const GitOptions& options, Diff diff);

// Where the web shows findings.
enum class Platform : uint8_t {
  kUnknown,
  kNone,
  kGithub,
  kGitlab,
  kAzureDevops,
  kGitea,
  kBitbucket
};
// nullopt: none is called that.
std::optional<Platform> platform_named(std::string_view name);

struct Remote {
  Platform platform = Platform::kNone;
  std::string url;  // of web pages
};
// The one that git would fetch from; its kind by its host where `platform` is kUnknown.
Remote remote_of(const std::string& source, Platform platform);
// Empty where there is no page.
std::string link_to(const Remote& remote, const Finding& finding);

}  // namespace sluice::gitleaks
