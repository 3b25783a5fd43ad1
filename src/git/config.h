// Config: a repository's own config file, for the dozen keys that sluice uses.
// Source: git-config(1), "Syntax". include and includeIf are entries like any
// other: nothing follows them.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sluice/result.h"

namespace sluice::git {

struct ConfigEntry {
  std::string section;               // lower case
  std::string subsection;            // as written; lower case in the old form [a.b]
  std::string name;                  // lower case
  std::optional<std::string> value;  // absent: the name alone, which means true

  // git's words for yes and no, or a number; nullopt: none of these.
  std::optional<bool> as_bool() const;
};

class Config {
 public:
  // kCorrupt, with the line: git refuses such a file too.
  static Result<Config> parse(std::string_view bytes);
  // A file that is not there is an empty Config. kCorrupt, kLimit, kIo.
  static Result<Config> read(const std::string& path);

  // Entries of `later` win over those here.
  void append(Config later);

  const std::vector<ConfigEntry>& entries() const { return entries_; }
  // The last one written; nullptr where absent.
  const ConfigEntry* find(std::string_view section, std::string_view subsection,
                          std::string_view name) const;

 private:
  std::vector<ConfigEntry> entries_;
};

}  // namespace sluice::git
