// Allowlists of rules and of a configuration, compiled.
#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "sluice/result.h"
#include "sluice/rule.h"

namespace sluice {

// A pattern searched in paths, compiled on first use. Any thread may call.
class PathPattern {
 public:
  explicit PathPattern(std::string_view pattern);
  ~PathPattern();
  PathPattern(PathPattern&&) noexcept;
  PathPattern& operator=(PathPattern&&) noexcept;

  Result<void> check() const;  // kUsage: RE2 refuses it
  bool matches(std::string_view path) const;

 private:
  struct Lazy;
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

// Immutable; any thread may call.
class CompiledAllowlist {
 public:
  // kUsage: a pattern that RE2 refuses, named.
  static Result<CompiledAllowlist> compile(const Allowlist& allowlist);
  ~CompiledAllowlist();
  CompiledAllowlist(CompiledAllowlist&&) noexcept;

  // True where a criterion needs the path or the commit, so that the answer has
  // to wait until they are known.
  bool needs_place() const { return !source_->paths.empty() || !source_->commits.empty(); }

  // With condition OR: does any criterion hold; with AND: do all that are given.
  bool allows(const AllowlistSubject& subject) const;

 private:
  struct Patterns;
  CompiledAllowlist(const Allowlist& source, std::unique_ptr<Patterns> patterns);

  const Allowlist* source_;
  std::unique_ptr<Patterns> patterns_;
};

}  // namespace sluice
