// GoRegexp: a pattern of gitleaks, read and run as Go's package regexp does it.
// Source: pkg.go.dev/regexp and regexp/syntax. RE2 shares its syntax and its leftmost-first
// matches; what differs is here: a byte that is not UTF-8 is one character (U+FFFD) in Go, RE2
// matches nothing at it; and "(?<name>", which an older RE2 does not know.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "sluice/blob.h"
#include "sluice/result.h"

namespace sluice {

// A text as Go's patterns see it. Borrows `raw`.
class GoText {
 public:
  explicit GoText(std::string_view raw);

  std::string_view raw() const { return raw_; }
  // Valid UTF-8: what is none became U+FFFD.
  std::string_view readable() const { return replaced_.empty() ? raw_ : readable_; }
  // Where an offset of readable() is in raw().
  size_t raw_offset(size_t readable_offset) const;
  std::string_view raw_part(size_t begin, size_t end) const {
    const size_t from = raw_offset(begin);
    return raw_.substr(from, raw_offset(end) - from);
  }

 private:
  std::string_view raw_;
  std::string readable_;
  std::vector<size_t> replaced_;  // where each U+FFFD that stands for a byte is in readable_
};

// Immutable: any thread may match.
class GoRegexp {
 public:
  // kUsage: what is wrong with the pattern; it is not quoted.
  static Result<GoRegexp> compile(std::string_view pattern);
  ~GoRegexp();
  GoRegexp(GoRegexp&&) noexcept;
  GoRegexp& operator=(GoRegexp&&) noexcept;

  size_t groups() const;  // that capture
  bool is_in(std::string_view text) const;
  // All matches that do not overlap, as spans of raw(), ascending, in the place of what
  // `matches` held.
  void find_all(const GoText& text, std::vector<Span>& matches) const;
  // Of the first match: the text of each group that captures; empty for one that took no part.
  // False: there is no match.
  bool find_groups(std::string_view text, std::vector<std::string_view>& groups) const;

 private:
  struct Impl;
  explicit GoRegexp(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace sluice
