#include "engine/allowlist.h"

#include <re2/re2.h>

#include <algorithm>
#include <cctype>
#include <mutex>
#include <string>

#include "base/escape.h"

namespace sluice {
namespace {

bool any_is_in(const std::vector<SearchPattern>& patterns, std::string_view text) {
  return std::any_of(patterns.begin(), patterns.end(),
                     [&](const SearchPattern& pattern) { return pattern.is_in(text); });
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

struct SearchPattern::Lazy {
  std::once_flag once;
  std::unique_ptr<re2::RE2> regex;

  const re2::RE2& get(std::string_view pattern) {
    std::call_once(once, [&] {
      re2::RE2::Options options;
      options.set_log_errors(false);
      regex = std::make_unique<re2::RE2>(re2::StringPiece(pattern.data(), pattern.size()), options);
    });
    return *regex;
  }
};

SearchPattern::SearchPattern(std::string_view pattern)
    : pattern_(pattern), lazy_(std::make_unique<Lazy>()) {}
SearchPattern::~SearchPattern() = default;
SearchPattern::SearchPattern(SearchPattern&&) noexcept = default;
SearchPattern& SearchPattern::operator=(SearchPattern&&) noexcept = default;

Result<void> SearchPattern::check() const {
  const re2::RE2& regex = lazy_->get(pattern_);
  if (regex.ok()) return {};
  return Error{ErrorKind::kUsage, escape_for_terminal(regex.error())};
}

bool SearchPattern::is_in(std::string_view text) const {
  return re2::RE2::PartialMatch(re2::StringPiece(text.data(), text.size()), lazy_->get(pattern_));
}

CompiledAllowlist::CompiledAllowlist(const Allowlist& allowlist) : source_(&allowlist) {
  for (const std::string& pattern : allowlist.paths) paths_.emplace_back(pattern);
  for (const std::string& pattern : allowlist.regexes) regexes_.emplace_back(pattern);
}

Result<void> CompiledAllowlist::check() const {
  const auto check_all = [](const std::vector<std::string>& written,
                            const std::vector<SearchPattern>& patterns) -> Result<void> {
    for (size_t i = 0; i < patterns.size(); ++i) {
      if (Result<void> checked = patterns[i].check(); !checked) {
        return Error{ErrorKind::kUsage, "allowlist pattern '" + escape_for_terminal(written[i]) +
                                            "': " + checked.error().message};
      }
    }
    return {};
  };
  Result<void> checked = check_all(source_->paths, paths_);
  return checked ? check_all(source_->regexes, regexes_) : checked;
}

bool CompiledAllowlist::allows(const AllowlistSubject& subject) const {
  const std::string_view target = source_->target == Allowlist::Target::kMatch  ? subject.match
                                  : source_->target == Allowlist::Target::kLine ? subject.line
                                                                                : subject.secret;
  const auto given = [&](bool present, auto&& holds) {
    // An absent criterion neither allows (OR) nor forbids (AND).
    return present ? holds() : source_->all_of;
  };
  const bool path = given(!source_->paths.empty(),
                          [&] { return !subject.path.empty() && any_is_in(paths_, subject.path); });
  const bool commit = given(!source_->commits.empty(), [&] {
    return std::find(source_->commits.begin(), source_->commits.end(), subject.commit) !=
           source_->commits.end();
  });
  const bool regex = given(!source_->regexes.empty(), [&] { return any_is_in(regexes_, target); });
  const bool word = given(!source_->stopwords.empty(),
                          [&] { return holds_word(source_->stopwords, subject.secret); });
  return source_->all_of ? path && commit && regex && word : path || commit || regex || word;
}

}  // namespace sluice
