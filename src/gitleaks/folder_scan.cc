#include "gitleaks/folder_scan.h"

#include <sys/stat.h>

#include <algorithm>
#include <filesystem>
#include <mutex>

#include "base/escape.h"
#include "base/file_reader.h"
#include "base/workers.h"
#include "gitleaks/chunks.h"

namespace sluice::gitleaks {
namespace {

namespace fs = std::filesystem;

constexpr uint64_t kMaxFolderFileBytes = uint64_t{2} << 30;
constexpr int kMaxLinks = 40;

struct Target {
  std::string path;
  std::string symlink;  // that led to it; empty: none
};

class Walk {
 public:
  Walk(const Detector& detector, const FolderOptions& options, Scanned& scanned)
      : detector_(detector), options_(options), scanned_(scanned) {}

  std::vector<Target> run(const std::string& source) {
    visit(source);
    return std::move(targets_);
  }

 private:
  // Depth first, names in byte order. Folders yet to come are kept here, not on the stack.
  void visit(const std::string& source) {
    std::vector<std::string> open{source};
    while (!open.empty()) {
      const std::string path = std::move(open.back());
      open.pop_back();
      struct stat info {};
      if (lstat(path.c_str(), &info) != 0) {
        scanned_.failures.push_back(escape_for_terminal(path) + ": cannot be looked at");
      } else if (S_ISDIR(info.st_mode)) {
        list(path, open);
      } else {
        add_file(path, info);
      }
    }
  }

  void list(const std::string& path, std::vector<std::string>& open) {
    if (detector_.skips_path(path)) return;
    std::error_code failed;
    std::vector<std::string> names;
    for (fs::directory_iterator at(path, failed), end; !failed && at != end; at.increment(failed)) {
      names.push_back(at->path().filename().string());
    }
    if (failed) {
      scanned_.failures.push_back(escape_for_terminal(path) + ": " + failed.message());
    }
    std::sort(names.begin(), names.end(), std::greater<>());
    for (const std::string& name : names) {
      const std::string child = (fs::path(path) / name).lexically_normal().string();
      open.push_back(child);
    }
  }

  void add_file(const std::string& path, const struct stat& info) {
    if (info.st_size == 0) return;
    const auto size = static_cast<uint64_t>(info.st_size);
    if (options_.max_bytes > 0 && size > options_.max_bytes) {
      scanned_.warnings.push_back("skipping file: too large path=" + escape_for_terminal(path));
      return;
    }
    if (S_ISLNK(info.st_mode)) return add_symlink(path);
    if (S_ISREG(info.st_mode) && !detector_.skips_path(path)) targets_.push_back({path, ""});
  }

  void add_symlink(const std::string& path) {
    if (!options_.follow_symlinks) return;
    fs::path real = path;
    std::error_code failed;
    for (int links = 0; links < kMaxLinks && fs::is_symlink(real, failed); ++links) {
      real = (real.parent_path() / fs::read_symlink(real, failed)).lexically_normal();
    }
    if (failed || !fs::exists(real, failed)) {
      scanned_.failures.push_back(escape_for_terminal(path) + ": a link that leads nowhere");
    } else if (fs::is_regular_file(real, failed) && !detector_.skips_path(path)) {
      targets_.push_back({real.string(), path});
    }
  }

  const Detector& detector_;
  const FolderOptions& options_;
  Scanned& scanned_;
  std::vector<Target> targets_;
};

// An archive has no text of its own.
bool is_archive(const std::string& path, std::string_view bytes) {
  return has_archive_name(path) && bytes.substr(0, 8000).find('\0') != std::string_view::npos;
}

void scan_file(const Detector& detector, const Target& target, std::string_view bytes,
               Scratch& scratch, Scanned& scanned) {
  const auto take = [&](std::string_view chunk, int64_t line) {
    detector.scan({chunk, target.path, target.symlink, line, nullptr}, scratch, scanned.findings);
    scanned.bytes += chunk.size();
  };
  for_each_chunk(bytes, take);
}

}  // namespace

void add(Scanned&& part, Scanned& whole) {
  std::move(part.findings.begin(), part.findings.end(), std::back_inserter(whole.findings));
  std::move(part.warnings.begin(), part.warnings.end(), std::back_inserter(whole.warnings));
  std::move(part.failures.begin(), part.failures.end(), std::back_inserter(whole.failures));
  whole.bytes += part.bytes;
}

Scanned scan_folder(const Detector& detector, const std::string& source,
                    const FolderOptions& options, const std::stop_token& stop) {
  Scanned scanned;
  const std::vector<Target> targets = Walk(detector, options, scanned).run(source);
  std::vector<Scanned> parts(options.workers);
  std::vector<Scratch> scratches(options.workers);
  parallel_for(options.workers, targets.size(), stop, [&](unsigned worker, size_t i) {
    const Target& target = targets[i];
    const Result<std::string> bytes = read_file(target.path, kMaxFolderFileBytes);
    if (!bytes) {
      parts[worker].failures.push_back(bytes.error().message);
    } else if (is_archive(target.path, *bytes)) {
      if (options.open_archives) {
        parts[worker].failures.push_back(escape_for_terminal(target.path) +
                                         ": an archive, which this version does not open");
      }
    } else {
      scan_file(detector, target, *bytes, scratches[worker], parts[worker]);
    }
  });
  for (Scanned& part : parts) add(std::move(part), scanned);
  return scanned;
}

Scanned scan_text(const Detector& detector, std::string_view bytes) {
  Scanned scanned;
  Scratch scratch;
  scan_file(detector, {}, bytes, scratch, scanned);
  return scanned;
}

}  // namespace sluice::gitleaks
