// Mailmap: the names and addresses that git log shows for those in commits.
// Source: gitmailmap(5), git's mailmap.c.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "sluice/finding.h"

namespace sluice::patch {

// Immutable once read: any thread may ask.
class Mailmap {
 public:
  // A .mailmap file's lines; what is no entry is left out.
  void add(std::string_view text);
  bool empty() const { return by_email_.empty(); }
  Person mapped(std::string_view name, std::string_view email) const;

 private:
  struct Target {
    std::optional<std::string> name, email;
  };
  struct Entry {
    Target simple;
    std::map<std::string, Target> by_name;
  };
  void add_line(std::string_view line);

  std::map<std::string, Entry> by_email_;  // both keys in lower case
};

}  // namespace sluice::patch
