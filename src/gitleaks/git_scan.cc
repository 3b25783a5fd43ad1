#include "gitleaks/git_scan.h"

#include <algorithm>
#include <ctime>
#include <filesystem>
#include <map>
#include <mutex>

#include "base/escape.h"
#include "base/file_reader.h"
#include "git/file_at_head.h"
#include "git/refs.h"
#include "gitleaks/commit_info.h"
#include "gitleaks/notes.h"
#include "gitleaks/repository.h"
#include "patch/history_patch.h"
#include "patch/log_request.h"

namespace sluice::gitleaks {
namespace {

namespace fs = std::filesystem;

// refs/replace/ID leads to what stands in for the object ID.
patch::Replacements replacements_of(const git::RefSet& refs) {
  constexpr std::string_view kReplace = "refs/replace/";
  patch::Replacements replaced;
  for (const git::Ref& ref : refs.refs) {
    if (!ref.name.starts_with(kReplace)) continue;
    const std::optional<ObjectId> id = ObjectId::from_hex(ref.name.substr(kReplace.size()));
    if (id) replaced.emplace(*id, ref.target);
  }
  return replaced;
}

patch::Mailmap mailmap_of(const git::Repository& repository) {
  patch::Mailmap mailmap;
  if (repository.work_tree.empty()) {
    if (const auto text = git::file_at_head(repository, {}, ".mailmap")) mailmap.add(*text);
  } else if (const Result<std::string> text = read_file(repository.work_tree + "/.mailmap")) {
    mailmap.add(*text);
  }
  return mailmap;
}

// What one worker finds; commits by their position in the list.
struct Part {
  Scratch scratch;
  std::vector<Finding> findings;
  std::vector<char> commits;
  uint64_t bytes = 0;
};

class LogScan {
 public:
  LogScan(const Detector& detector, const GitOptions& options, OpenRepository& opened,
          const std::stop_token& stop)
      : detector_(detector),
        options_(options),
        opened_(opened),
        stop_(stop),
        refs_(git::read_refs(opened.repository, on_unread_)),
        replaced_(replacements_of(refs_)),
        mailmap_(mailmap_of(opened.repository)),
        cache_(opened.store, &replaced_, {}),
        table_(cache_, opened.repository.id_bytes, refs_.shallow) {}

  Result<Scanned> run() {
    const uint8_t id_bytes = opened_.repository.id_bytes;
    const auto exists = [this](const std::string& name) {
      std::error_code failed;
      return fs::exists(fs::path(options_.source) / name, failed);
    };
    const patch::LogContext context{opened_.store, refs_,          table_, mailmap_,
                                    id_bytes,      opened_.prefix, exists, std::time(nullptr)};
    Result<patch::LogRequest> request = options_.log_words
                                            ? patch::parse_log_options(*options_.log_words, context)
                                            : patch::whole_history(context);
    if (!request) return std::move(request).error();
    patch::TreeDiffer differ(cache_, id_bytes, &request->walk.paths);
    commits_ = patch::walk_log(table_, differ, request->walk, on_unread_, stop_);
    for (unsigned i = 0; i < std::max(1u, options_.workers); ++i) {
      parts_.emplace_back().commits.resize(commits_.size());
    }
    const auto sink = [this](unsigned worker, const patch::FilePatch& patch,
                             std::span<const uint32_t> positions) {
      for (const uint32_t position : positions) take(parts_[worker], patch, position);
    };
    patch::for_each_patch({opened_.store, &replaced_, {}, id_bytes}, table_, commits_,
                          request->diff, request->paths, options_.workers, sink, on_unread_, stop_);
    return finish();
  }

 private:
  void take(Part& part, const patch::FilePatch& patch, uint32_t position) const {
    CommitInfo commit;
    commit.sha = table_[commits_[position]].id.hex();
    part.commits[position] = 1;
    const size_t first = part.findings.size();
    for (const patch::AddedLines& lines : patch.hunks) {
      part.bytes += lines.text.size();
      detector_.scan(
          {lines.text, patch.pair.path, {}, static_cast<int64_t>(lines.position), &commit},
          part.scratch, part.findings);
    }
    for (size_t i = first; i < part.findings.size(); ++i) part.findings[i].order = position;
  }

  // Only what was found is told of whom it is.
  void tell_commit(Notes& notes, Finding& finding) {
    const auto [at, is_new] = told_.try_emplace(finding.order);
    if (is_new) {
      const ObjectId& id = table_[commits_[finding.order]].id;
      const Result<patch::Bytes> bytes = cache_.read(id, git::ObjectType::kCommit);
      if (bytes) {
        patch::CommitText text =
            patch::read_commit_text(**bytes, opened_.repository.id_bytes, mailmap_);
        if (const patch::Bytes note = notes.of(id)) patch::append_note(*note, text.lines);
        at->second = commit_info(text);
      } else {
        on_unread_({Reason::kCorrupt, bytes.error().message, id.hex()});
      }
    }
    finding.author = at->second.author;
    finding.email = at->second.email;
    finding.date = at->second.date;
    finding.message = at->second.message;
  }

  Scanned finish() {
    Scanned& scanned = scanned_;
    for (size_t i = 0; i < commits_.size(); ++i) {
      scanned.commits += std::any_of(parts_.begin(), parts_.end(),
                                     [&](const Part& part) { return part.commits[i] != 0; });
    }
    for (Part& part : parts_) {
      scanned.bytes += part.bytes;
      std::move(part.findings.begin(), part.findings.end(), std::back_inserter(scanned.findings));
    }
    Notes notes(cache_, refs_, opened_.repository.id_bytes);
    for (Finding& finding : scanned.findings) tell_commit(notes, finding);
    return std::move(scanned_);
  }

  const Detector& detector_;
  const GitOptions& options_;
  OpenRepository& opened_;
  const std::stop_token& stop_;
  Scanned scanned_;
  std::mutex mutex_;  // over scanned_.failures
  const OnUnread on_unread_ = [this](const Unread& unread) {
    const std::lock_guard lock(mutex_);
    scanned_.failures.push_back(escape_for_terminal(unread.where) + ": " +
                                escape_for_terminal(unread.what));
  };
  const git::RefSet refs_;
  const patch::Replacements replaced_;
  const patch::Mailmap mailmap_;
  patch::ObjectCache cache_;
  patch::CommitTable table_;
  std::vector<uint32_t> commits_;
  std::vector<Part> parts_;
  std::map<uint64_t, CommitInfo> told_;
};

}  // namespace

Result<Scanned> scan_log(const Detector& detector, const GitOptions& options,
                         const std::stop_token& stop) {
  std::vector<std::string> failures;
  Result<OpenRepository> opened = open_around(options.source, failures);
  if (!opened) return std::move(opened).error();
  Result<Scanned> scanned = LogScan(detector, options, *opened, stop).run();
  if (scanned) {
    scanned->failures.insert(scanned->failures.end(), failures.begin(), failures.end());
  }
  return scanned;
}

}  // namespace sluice::gitleaks
