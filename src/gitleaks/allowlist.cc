#include <algorithm>

#include "gitleaks/go_text.h"
#include "gitleaks/rules.h"

namespace sluice::gitleaks {
namespace {

// gitleaks joins the patterns without a group around each: a flag such as (?i) holds for those
// behind it, too.
Result<std::shared_ptr<const GoRegexp>> join(const std::vector<std::string>& patterns,
                                             const std::string& where, const char* key) {
  if (patterns.empty()) return std::shared_ptr<const GoRegexp>();
  std::string joined;
  const auto refused = [&](const Error& error) {
    return Error{ErrorKind::kUsage, where + ": `" + key + "`: " + error.message};
  };
  for (const std::string& pattern : patterns) {
    if (const Result<GoRegexp> alone = GoRegexp::compile(pattern); !alone) {
      return refused(alone.error());
    }
    joined += (joined.empty() ? "(?:" : "|") + pattern;
  }
  Result<GoRegexp> regex = GoRegexp::compile(joined + ")");
  if (!regex) return refused(regex.error());
  return std::shared_ptr<const GoRegexp>(std::make_shared<GoRegexp>(*std::move(regex)));
}

}  // namespace

Result<Allowlist> Allowlist::compile(const GitleaksFile::Allowlist& written) {
  Allowlist list;
  list.all_of_ = written.all_of;
  list.target_ = written.target;
  for (const std::string& commit : written.commits) {
    const std::string lower = go_lower(commit);
    list.commits_.emplace(trimmed(lower));
  }
  for (const std::string& word : written.stopwords) list.stopwords_.push_back(go_lower(word));
  auto paths = join(written.paths, written.where, "paths");
  if (!paths) return std::move(paths).error();
  auto regexes = join(written.regexes, written.where, "regexes");
  if (!regexes) return std::move(regexes).error();
  list.paths_ = *std::move(paths);
  list.regexes_ = *std::move(regexes);
  return list;
}

bool Allowlist::allows_commit(std::string_view hex) const {
  return !hex.empty() && commits_.contains(hex);
}

bool Allowlist::allows_path(std::string_view path) const {
  return paths_ != nullptr && !path.empty() && paths_->is_in(path);
}

bool Allowlist::allows_text(std::string_view text) const {
  return regexes_ != nullptr && !text.empty() && regexes_->is_in(text);
}

bool Allowlist::has_stopword(std::string_view secret) const {
  if (stopwords_.empty() || secret.empty()) return false;
  const std::string lower = go_lower(secret);
  return std::any_of(stopwords_.begin(), stopwords_.end(), [&](const std::string& word) {
    return lower.find(word) != std::string::npos;
  });
}

}  // namespace sluice::gitleaks
