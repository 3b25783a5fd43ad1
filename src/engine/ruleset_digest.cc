#include "engine/ruleset_digest.h"

#include <string_view>

#include "base/digest.h"

namespace sluice {

std::string rules_sha256(const std::vector<Rule>& rules, const std::vector<Allowlist>& allowlists) {
  std::string text;
  const auto add = [&](std::string_view part) {
    text += std::to_string(part.size());
    text += ':';
    text += part;
  };
  const auto add_all = [&](const std::vector<std::string>& parts) {
    add(std::to_string(parts.size()));
    for (const std::string& part : parts) add(part);
  };
  const auto add_allowlist = [&](const Allowlist& allowlist) {
    add(allowlist.all_of ? "and" : "or");
    add(std::to_string(static_cast<int>(allowlist.target)));
    add_all(allowlist.commits);
    add_all(allowlist.paths);
    add_all(allowlist.regexes);
    add_all(allowlist.stopwords);
  };
  for (const Rule& rule : rules) {
    add(rule.id);
    add(rule.regex);
    add(rule.path);
    add(std::to_string(rule.secret_group) + "," + std::to_string(rule.entropy) + "," +
        std::to_string(static_cast<int>(rule.severity)) + "," +
        std::to_string(static_cast<int>(rule.confidence)) + "," +
        std::to_string(static_cast<int>(rule.judge)) + (rule.random ? ",r" : ",-") +
        (rule.builtin ? "b" : "u"));
    add(rule.pair_id);
    add(rule.pair_value);
    add(rule.pair_key);
    add(rule.checksum);
    add_all(rule.keywords);
    add_all(rule.prefilters);
    for (const Allowlist& allowlist : rule.allowlists) add_allowlist(allowlist);
  }
  for (const Allowlist& allowlist : allowlists) add_allowlist(allowlist);
  const auto digest = sha256({text});
  return to_hex({reinterpret_cast<const char*>(digest.data()), digest.size()});
}

}  // namespace sluice
