#include "cli/change_config.h"

#include <algorithm>
#include <map>
#include <memory>
#include <string_view>
#include <utility>

#include "cli/tree_files.h"
#include "pipeline/file_history.h"
#include "pipeline/policy_changes.h"

namespace sluice::cli {
namespace {

constexpr std::string_view kAllowWords[] = {"sluice:allow", "gitleaks:allow"};

// The policy files as they would be once the change is in.
class HeadFiles {
 public:
  HeadFiles(const git::ObjectStore& store, const PolicyCommits& commits)
      : trusted_(store, commits.trusted), head_(store, commits.head) {
    for (const ObjectId& fork : commits.forks) forks_.emplace_back(store, fork);
  }

  // Whether the change has a version of its own.
  bool differs(const std::string& name) const {
    const std::optional<ObjectId> id = head_.id(name);
    const bool untouched = std::any_of(forks_.begin(), forks_.end(),
                                       [&](const TreeFiles& fork) { return fork.id(name) == id; });
    return !untouched && id != trusted_.id(name);
  }

  std::optional<std::string> read(const std::string& name) {
    if (!differs(name)) return trusted_.read(name);
    any_differs_ = true;
    return head_.read(name);
  }

  bool any_differs() const { return any_differs_; }
  const std::optional<Error>& error() const { return head_.error(); }

 private:
  TreeFiles trusted_, head_;
  std::vector<TreeFiles> forks_;
  bool any_differs_ = false;
};

constexpr const char* kPolicyFiles[] = {".sluice.toml", ".gitleaks.toml", ".sluiceignore",
                                        ".gitleaksignore", Baseline::kFileName};

bool is_policy_file(const std::string& name) {
  return std::find(std::begin(kPolicyFiles), std::end(kPolicyFiles), name) !=
         std::end(kPolicyFiles);
}

bool touches_policy(const HeadFiles& files) {
  return std::any_of(std::begin(kPolicyFiles), std::end(kPolicyFiles),
                     [&](const char* name) { return files.differs(name); });
}

// Of "file" or "file:line".
std::string file_of(const std::string& where) {
  const size_t colon = where.rfind(':');
  const bool has_line = colon != where.npos && colon + 1 < where.size() &&
                        where.find_first_not_of("0123456789", colon + 1) == where.npos;
  return has_line ? where.substr(0, colon) : where;
}

std::string key_of(const NewSuppression& entry) { return entry.by + '\n' + entry.what; }

std::set<std::string> keys_of(const std::vector<NewSuppression>& entries) {
  std::set<std::string> keys;
  for (const NewSuppression& entry : entries) keys.insert(key_of(entry));
  return keys;
}

// Finds who added each of `entries`, in the files that they stand in.
class Attribution {
 public:
  Attribution(const git::ObjectStore& store, const PolicyCommits& commits,
              const CommonOptions& options, const Config& trusted)
      : store_(store), commits_(commits), options_(options), trusted_(trusted) {}

  void attribute(std::vector<NewSuppression>& entries) {
    for (NewSuppression& entry : entries) {
      const std::string file = file_of(entry.where);
      auto at = histories_.find(file);
      if (at == histories_.end()) {
        at = histories_
                 .emplace(file,
                          std::make_unique<FileHistory>(store_, commits_.head, file,
                                                        [this, file](const std::string& bytes) {
                                                          return keys_of(entries_in(file, bytes));
                                                        }))
                 .first;
      }
      entry.added = at->second->who_added(key_of(entry));
    }
  }

 private:
  // What one version of a policy file holds more than what is trusted.
  std::vector<NewSuppression> entries_in(const std::string& file, const std::string& bytes) const {
    if (file == Baseline::kFileName) {
      Baseline version;
      const bool read = version.add(file, bytes).has_value();
      return read ? new_baseline_entries(trusted_.baseline, version)
                  : std::vector<NewSuppression>();
    }
    if (file.ends_with("ignore")) {
      IgnoreFile version;
      const auto dialect =
          file == ".gitleaksignore" ? IgnoreFile::Dialect::kGitleaks : IgnoreFile::Dialect::kSluice;
      const bool read = version.add(file, bytes, dialect).has_value();
      return read ? new_ignores(trusted_.ignores, version, trusted_.scan.now)
                  : std::vector<NewSuppression>();
    }
    // This version alone, and what it may extend.
    TreeFiles trusted(store_, commits_.trusted);
    const RootFile only = [&](const std::string& name) -> std::optional<std::string> {
      if (name == file) return bytes;
      return is_policy_file(name) ? std::nullopt : trusted.read(name);
    };
    const Result<TargetRules> rules = read_rules(options_, only);
    return rules ? new_rule_limits(trusted_.engine->rules(), rules->rules, file)
                 : std::vector<NewSuppression>();
  }

  const git::ObjectStore& store_;
  const PolicyCommits& commits_;
  const CommonOptions& options_;
  const Config& trusted_;
  std::map<std::string, std::unique_ptr<FileHistory>> histories_;
};

std::vector<NewSuppression> entries_of(const Config& trusted, const Config& head) {
  std::vector<NewSuppression> entries =
      new_ignores(trusted.ignores, head.ignores, trusted.scan.now);
  const auto append = [&](std::vector<NewSuppression> more) {
    std::move(more.begin(), more.end(), std::back_inserter(entries));
  };
  append(new_baseline_entries(trusted.baseline, head.baseline));
  append(new_rule_limits(trusted.engine->rules(), head.engine->rules(), head.rules_file));
  return entries;
}

bool allows(std::string_view line) {
  return std::any_of(std::begin(kAllowWords), std::end(kAllowWords),
                     [&](std::string_view word) { return line.find(word) != line.npos; });
}

// Whether a line of `bytes` that holds the secret's first line is allowed.
bool allows_secret(std::string_view bytes, std::string_view secret) {
  secret = secret.substr(0, secret.find('\n'));
  for (size_t at = bytes.find(secret); at != bytes.npos; at = bytes.find(secret, at + 1)) {
    const size_t begin = at == 0 ? 0 : bytes.rfind('\n', at - 1) + 1;
    if (allows(bytes.substr(begin, bytes.find('\n', at) - begin))) return true;
  }
  return false;
}

// The commit that brought the comment, where the head still has it; that of the finding otherwise.
std::optional<CommitFacts> who_allowed(const git::ObjectStore& store, const ObjectId& head,
                                       const Finding& finding,
                                       const std::function<bool(const ObjectId&)>& within) {
  if (finding.kind != BlobKind::kFile || finding.secret.empty()) return std::nullopt;
  FileHistory history(store, head, finding.path, [&](const std::string& bytes) {
    return allows_secret(bytes, finding.secret) ? std::set<std::string>{"allowed"}
                                                : std::set<std::string>();
  });
  return history.who_added("allowed", within);
}

}  // namespace

Result<ChangeConfig> ChangeConfig::make(const CommonOptions& options, const git::ObjectStore& store,
                                        const PolicyCommits& commits, NewSuppressions wanted) {
  ChangeConfig config;
  TreeFiles trusted(store, commits.trusted);
  const auto read_trusted = [&](const std::string& name) { return trusted.read(name); };
  Result<Config> made = make_config(options, RootFile(read_trusted, commits.folders));
  if (trusted.error()) return *trusted.error();
  if (!made) return std::move(made).error();
  config.trusted_ = std::make_unique<Config>(*std::move(made));
  config.policy_ = std::make_unique<ProposedPolicy>();
  ProposedPolicy& policy = *config.policy_;
  policy.holds = wanted == NewSuppressions::kAllow ||
                 (wanted == NewSuppressions::kAsTrusted && !config.trusted_->new_suppressions_fail);
  policy.store = &store;
  if (!commits.own.empty()) {
    policy.is_of_change = [own = commits.own](const ObjectId& commit) {
      return std::binary_search(own.begin(), own.end(), commit);
    };
  }
  policy.who_allowed = [&store, head = commits.head,
                        within = policy.is_of_change](const Finding& finding) {
    return who_allowed(store, head, finding, within);
  };
  config.trusted_->lend();
  config.trusted_->scan.proposed = &policy;
  if (!options.no_repo_config) config.read_head(options, store, commits);
  return config;
}

// Fills in what the head's files hold.
void ChangeConfig::read_head(const CommonOptions& options, const git::ObjectStore& store,
                             const PolicyCommits& commits) {
  HeadFiles files(store, commits);
  const auto read = [&](const std::string& name) { return files.read(name); };
  // A configuration may extend others, which are known once it is read.
  bool touched = touches_policy(files);
  if (!touched) {
    const Result<TargetRules> rules = read_rules(options, RootFile(read, commits.folders));
    touched = !rules || files.any_differs();
  }
  if (!touched) return;
  Result<Config> made = make_config(options, RootFile(read, commits.folders));
  if (!made || files.error()) {
    const std::string what = made ? files.error()->message : made.error().message;
    warnings_.push_back("the change's own policy suppresses nothing, as it is not valid: " + what);
    return;
  }
  if (!files.any_differs()) return;  // --config and --baseline stand for all that differs
  head_ = std::make_unique<Config>(*std::move(made));
  ProposedPolicy& policy = *policy_;
  policy.ignores = &head_->ignores;
  policy.baseline = &head_->baseline;
  policy.config_name = head_->rules_file;
  if (head_->engine->ruleset_sha256() != trusted_->engine->ruleset_sha256()) {
    policy.engine = &*head_->engine;
  }
  policy.entries = entries_of(*trusted_, *head_);
  Attribution(store, commits, options, *trusted_).attribute(policy.entries);
}

}  // namespace sluice::cli
