// Rules: a configuration of gitleaks, compiled: what it extends laid under it, every pattern
// checked.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "engine/go_regexp.h"
#include "rules/gitleaks_file.h"
#include "sluice/result.h"
#include "sluice/rule.h"

namespace sluice::gitleaks {

// Immutable: any thread may ask.
class Allowlist {
 public:
  // kUsage: a pattern is none, with its place.
  static Result<Allowlist> compile(const GitleaksFile::Allowlist& written);

  bool all_of() const { return all_of_; }
  bool has_commits() const { return !commits_.empty(); }
  bool has_paths() const { return paths_ != nullptr; }
  bool has_regexes() const { return regexes_ != nullptr; }
  bool has_stopwords() const { return !stopwords_.empty(); }
  GitleaksFile::Target target() const { return target_; }

  bool allows_commit(std::string_view hex) const;
  bool allows_path(std::string_view path) const;
  bool allows_text(std::string_view text) const;  // by `regexes`
  bool has_stopword(std::string_view secret) const;

 private:
  bool all_of_ = false;
  GitleaksFile::Target target_ = GitleaksFile::Target::kSecret;
  std::set<std::string, std::less<>> commits_;       // lower case
  std::vector<std::string> stopwords_;               // lower case
  std::shared_ptr<const GoRegexp> paths_, regexes_;  // all of a list in one
};
using Allowlists = std::vector<std::shared_ptr<const Allowlist>>;

struct GitleaksRule {
  std::string id, description;
  std::shared_ptr<const GoRegexp> regex, path;  // null: none
  size_t secret_group = 0;
  double entropy = 0;
  std::vector<std::string> keywords;  // lower case
  std::vector<std::string> tags;
  Allowlists allowlists;
  std::vector<GitleaksFile::Required> required;
  bool skip_report = false;
  bool enabled = true;
  // sluice's own rules that this one stands for, as indices into builtin_rules(); with a regex
  // of the configuration they do not run.
  std::vector<uint32_t> builtin;
  std::set<std::string, std::less<>> aliases;  // their ids, here and in gitleaks
  std::vector<std::string> also_called;        // as Finding::also_called
};

struct Rules {
  std::map<std::string, GitleaksRule> by_id;
  std::vector<std::string> order;     // of reports
  Allowlists allowlists;              // global ones
  std::vector<std::string> warnings;  // a line each, safe to print

  // kUsage: the first id that is no rule's, here or in gitleaks.
  Result<void> enable_only(const std::vector<std::string>& ids);
};

// Gives the text of the file that [extend] names.
using ReadFile = std::function<Result<std::string>(const std::string& path)>;

// `builtin`: sluice's own rules, for useDefault. kUsage, with file and line where there is one:
// what gitleaks refuses.
Result<Rules> compile_rules(const GitleaksFile& file, const std::vector<Rule>& builtin,
                            const ReadFile& read_file);
// Without a configuration: sluice's own rules, under gitleaks' ids where it has them.
Rules default_rules(const std::vector<Rule>& builtin);

}  // namespace sluice::gitleaks
