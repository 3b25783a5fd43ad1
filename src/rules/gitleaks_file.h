// GitleaksFile: one .gitleaks.toml as gitleaks reads it, before any of it means something.
// Source: gitleaks 8.30.1's README, "Configuration", and what viper and mapstructure make of a
// file: keys in any case, unknown ones left out, a number where a text is due and the like, a text
// with commas where a list is due.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sluice/result.h"

namespace sluice {

struct GitleaksFile {
  enum class Target : uint8_t { kSecret, kMatch, kLine };
  struct Allowlist {
    bool all_of = false;
    std::vector<std::string> commits, paths, regexes, stopwords;  // at least one is not empty
    Target target = Target::kSecret;
    std::vector<std::string> target_rules;  // of a global one
    std::string where;                      // file:line, safe to print
  };
  struct Required {
    std::string id;
    std::optional<int64_t> within_lines, within_columns;
  };
  struct Rule {
    std::string id, description, regex, path;
    int64_t secret_group = 0;
    double entropy = 0;
    std::vector<std::string> keywords, tags;
    std::vector<Allowlist> allowlists;
    std::vector<Required> required;
    bool skip_report = false;
    std::string where;
  };

  std::string name;  // of the file, safe to print
  std::vector<Rule> rules;
  std::vector<Allowlist> allowlists;
  bool use_default = false;
  std::string extend_path;
  std::vector<std::string> disabled_rules;
};

// kUsage: "FILE:LINE: what is wrong".
Result<GitleaksFile> parse_gitleaks_file(std::string_view text, const std::string& name);

}  // namespace sluice
