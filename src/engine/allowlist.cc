#include "engine/allowlist.h"

#include <re2/re2.h>

#include <algorithm>
#include <cctype>
#include <mutex>
#include <string>

#include "base/escape.h"

namespace sluice {
namespace {

using Regexes = std::vector<std::unique_ptr<re2::RE2>>;

Result<Regexes> compile_all(const std::vector<std::string>& patterns) {
  re2::RE2::Options options;
  options.set_log_errors(false);
  Regexes regexes;
  for (const std::string& pattern : patterns) {
    regexes.push_back(std::make_unique<re2::RE2>(pattern, options));
    if (!regexes.back()->ok()) {
      return Error{ErrorKind::kUsage, "allowlist pattern '" + escape_for_terminal(pattern) +
                                          "': " + escape_for_terminal(regexes.back()->error())};
    }
  }
  return regexes;
}

bool any_matches(const Regexes& regexes, std::string_view text) {
  return std::any_of(regexes.begin(), regexes.end(), [&](const std::unique_ptr<re2::RE2>& regex) {
    return re2::RE2::PartialMatch(re2::StringPiece(text.data(), text.size()), *regex);
  });
}

bool holds_word(const std::vector<std::string>& words, std::string_view text) {
  std::string folded(text);
  std::transform(folded.begin(), folded.end(), folded.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return std::any_of(words.begin(), words.end(), [&](const std::string& word) {
    return folded.find(word) != std::string::npos;
  });
}

}  // namespace

struct PathPattern::Lazy {
  std::string pattern;
  std::once_flag once;
  std::unique_ptr<re2::RE2> regex;

  const re2::RE2& get() {
    std::call_once(once, [&] {
      re2::RE2::Options options;
      options.set_log_errors(false);
      regex = std::make_unique<re2::RE2>(pattern, options);
    });
    return *regex;
  }
};

PathPattern::PathPattern(std::string_view pattern) : lazy_(std::make_unique<Lazy>()) {
  lazy_->pattern = pattern;
}
PathPattern::~PathPattern() = default;
PathPattern::PathPattern(PathPattern&&) noexcept = default;
PathPattern& PathPattern::operator=(PathPattern&&) noexcept = default;

Result<void> PathPattern::check() const {
  if (lazy_->get().ok()) return {};
  return Error{ErrorKind::kUsage, "key `path`: " + escape_for_terminal(lazy_->get().error())};
}

bool PathPattern::matches(std::string_view path) const {
  return re2::RE2::PartialMatch(re2::StringPiece(path.data(), path.size()), lazy_->get());
}

struct CompiledAllowlist::Patterns {
  Regexes paths;
  Regexes regexes;
};

CompiledAllowlist::CompiledAllowlist(const Allowlist& source, std::unique_ptr<Patterns> patterns)
    : source_(&source), patterns_(std::move(patterns)) {}
CompiledAllowlist::~CompiledAllowlist() = default;
CompiledAllowlist::CompiledAllowlist(CompiledAllowlist&&) noexcept = default;

Result<CompiledAllowlist> CompiledAllowlist::compile(const Allowlist& allowlist) {
  Result<Regexes> paths = compile_all(allowlist.paths);
  if (!paths) return std::move(paths).error();
  Result<Regexes> regexes = compile_all(allowlist.regexes);
  if (!regexes) return std::move(regexes).error();
  auto patterns = std::make_unique<Patterns>();
  patterns->paths = *std::move(paths);
  patterns->regexes = *std::move(regexes);
  return CompiledAllowlist(allowlist, std::move(patterns));
}

bool CompiledAllowlist::allows(const AllowlistSubject& subject) const {
  const std::string_view target = source_->target == Allowlist::Target::kMatch  ? subject.match
                                  : source_->target == Allowlist::Target::kLine ? subject.line
                                                                                : subject.secret;
  const auto given = [&](bool present, auto&& holds) {
    // An absent criterion neither allows (OR) nor forbids (AND).
    return present ? holds() : source_->all_of;
  };
  const bool path = given(!source_->paths.empty(), [&] {
    return !subject.path.empty() && any_matches(patterns_->paths, subject.path);
  });
  const bool commit = given(!source_->commits.empty(), [&] {
    return std::find(source_->commits.begin(), source_->commits.end(), subject.commit) !=
           source_->commits.end();
  });
  const bool regex =
      given(!source_->regexes.empty(), [&] { return any_matches(patterns_->regexes, target); });
  const bool word = given(!source_->stopwords.empty(),
                          [&] { return holds_word(source_->stopwords, subject.secret); });
  return source_->all_of ? path && commit && regex && word : path || commit || regex || word;
}

}  // namespace sluice
