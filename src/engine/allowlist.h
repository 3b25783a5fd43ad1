// Allowlists of rules and of a configuration, as the engine asks them.
#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "sluice/result.h"
#include "sluice/rule.h"

namespace sluice {

// A pattern that is searched in a text, compiled on first use. Borrows it. Any thread may call.
class SearchPattern {
 public:
  explicit SearchPattern(std::string_view pattern);
  ~SearchPattern();
  SearchPattern(SearchPattern&&) noexcept;
  SearchPattern& operator=(SearchPattern&&) noexcept;

  Result<void> check() const;  // kUsage: RE2 refuses it
  bool is_in(std::string_view text) const;

 private:
  struct Lazy;
  std::string_view pattern_;
  std::unique_ptr<Lazy> lazy_;
};

// What an allowlist may look at. Fields that are not known yet are empty.
struct AllowlistSubject {
  std::string_view secret;
  std::string_view match;
  std::string_view line;
  std::string_view path;
  std::string_view commit;  // hex
};

// Immutable but for its patterns, which are compiled on first use; any thread may call.
class CompiledAllowlist {
 public:
  // Borrows it.
  explicit CompiledAllowlist(const Allowlist& allowlist);

  Result<void> check() const;  // kUsage: a pattern that RE2 refuses, named

  // True where a criterion needs the path or the commit, so that the answer has
  // to wait until they are known.
  bool needs_place() const { return !source_->paths.empty() || !source_->commits.empty(); }

  // With condition OR: does any criterion hold; with AND: do all that are given.
  bool allows(const AllowlistSubject& subject) const;

 private:
  const Allowlist* source_;
  std::vector<SearchPattern> paths_, regexes_;
};

}  // namespace sluice
