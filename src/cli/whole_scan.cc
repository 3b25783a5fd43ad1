#include "cli/whole_scan.h"

#include <sys/stat.h>

#include <utility>

#include "base/escape.h"
#include "base/file_reader.h"

namespace sluice::cli {

Result<WholeScan> whole_scan(const CommonOptions& options, ScanTarget target, bool in_merge,
                             const std::function<Result<void>(Config&)>& prepare) {
  say(options, target.note);
  git::Limits limits;
  limits.max_object_bytes = options.max_object_mb << 20;
  Result<Config> made = make_config(options, root_files(target, limits), in_merge);
  if (!made) return std::move(made).error();
  WholeScan whole{std::move(target), std::make_unique<Config>(*std::move(made)), {}};
  for (const std::string& note : whole.config->notes) say(options, note);
  if (prepare != nullptr) {
    if (Result<void> prepared = prepare(*whole.config); !prepared) {
      return std::move(prepared).error();
    }
  }
  whole.config->lend();
  Result<Scanned> scanned = scan_with_signals(options, whole.config->scan, [&](Progress& progress) {
    return scan(whole.target, *whole.config->engine, whole.config->scan, &progress);
  });
  if (!scanned) return std::move(scanned).error();
  if (scanned->signal() != 0) return Error{ErrorKind::kIo, "interrupted; nothing was written"};
  whole.report = std::move(scanned->report);
  return whole;
}

Result<std::string> path_at_root(const ScanTarget& target, const std::string& name) {
  const bool has_root = target.kind == ScanTarget::Kind::kFolder ||
                        (target.repository && !target.repository->work_tree.empty());
  if (has_root) return target.path + "/" + name;
  return Error{ErrorKind::kUsage, escape_for_terminal(target.shown) +
                                      " has no working tree that could hold " + name +
                                      "; name a file with --file"};
}

Result<bool> replace_file(const std::string& path, const std::string& text) {
  const Result<std::string> old = read_file(path);
  if (old && *old == text) return false;
  struct stat status {};
  const bool is_there = ::lstat(path.c_str(), &status) == 0;
  if (is_there && !old) return old.error();
  const unsigned mode = is_there ? status.st_mode & 0777u : 0644u;
  if (Result<void> written = write_file_atomically(path, text, mode); !written) {
    return std::move(written).error();
  }
  return true;
}

}  // namespace sluice::cli
