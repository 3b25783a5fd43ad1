// ChangeConfig: what a scan that judges a change goes by (`ci`, `hook pre-receive`). Rules, ignore
// files and baseline come from a commit that the change could not write; what the change's own tree
// has besides is found and told, and holds or not (pipeline/proposed_policy.h).
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "cli/config.h"
#include "git/object_store.h"
#include "pipeline/proposed_policy.h"
#include "sluice/oid.h"
#include "sluice/result.h"

namespace sluice::cli {

struct PolicyCommits {
  // Whose tree is believed. Absent: no commit's, so none of the target's own files (the first push
  // to an empty repository, say).
  std::optional<ObjectId> trusted;
  // Where the change left known history: the merge bases. A file that it has as one of them has
  // it was not touched by it, and proposes nothing.
  std::vector<ObjectId> forks;
  // Whose tree is judged.
  ObjectId head;
  // The commits of the change, ascending; empty: not known. A comment that another one brought is
  // old.
  std::vector<ObjectId> own;
  // The folders of the repository: RootFile::scanned.
  std::vector<std::string> folders;
};

// What the change's own suppressions are worth.
enum class NewSuppressions {
  kAsTrusted,  // as the trusted configuration says: its `new_suppressions`, else they hold
  kAllow,      // they hold
  kFail,       // they do not
};

class ChangeConfig {
 public:
  // `store` is borrowed. --config, $SLUICE_CONFIG and --baseline hold for both sides, and
  // --no-repo-config reads no tree. Errors: kUsage for a trusted file that is wrong; those of
  // git::file_at_commit for one that cannot be read. What is wrong with the head's own files is
  // a warning, and then they suppress nothing.
  static Result<ChangeConfig> make(const CommonOptions& options, const git::ObjectStore& store,
                                   const PolicyCommits& commits, NewSuppressions wanted);

  const Engine& engine() const { return *trusted_->engine; }
  // Borrows this, which may be moved.
  ScanOptions& scan() { return trusted_->scan; }
  const std::vector<std::string>& notes() const { return trusted_->notes; }
  const std::vector<std::string>& warnings() const { return warnings_; }
  bool new_suppressions_hold() const { return policy_->holds; }

 private:
  ChangeConfig() = default;
  void read_head(const CommonOptions& options, const git::ObjectStore& store,
                 const PolicyCommits& commits);

  // By pointer: what the scan borrows must not move.
  std::unique_ptr<Config> trusted_;
  std::unique_ptr<Config> head_;  // null: the change touches no such file
  std::unique_ptr<ProposedPolicy> policy_;
  std::vector<std::string> warnings_;
};

}  // namespace sluice::cli
