#include "cli/starter_config.h"

namespace sluice::cli {

// A line that starts with "# " is TOML once that is taken off; prose starts with "## ".
std::string_view starter_config() {
  return R"(## What sluice does in this repository. It adds to the built-in rules (`sluice rules list`);
## `sluice config check` tells what it hides that you may not have meant to.

## Rules that are not to run here.
# disabled_rules = ["jwt"]

## In `sluice ci`, what a change suppresses by itself counts all the same, until it is on the
## target branch: "allow" or "fail".
# new_suppressions = "fail"

## Findings that are no secrets. One of them alone goes into .sluiceignore, or gets a comment
## `sluice:allow` at its line; this is for kinds of them. Anchor the patterns: what they match
## anywhere in a secret hides it. With condition "AND" all that is given has to hold.
# [[allowlists]]
# description = "Made-up keys in the documentation"
# condition = "AND"
# paths = ['''^docs/''']
# regexes = ['''^demo_[a-z0-9]+$''']

## The same, for some rules only.
# [[allowlists]]
# description = "Tokens that our test server hands out"
# targetRules = ["jwt", "generic-api-key"]
# paths = ['''^tests/fixtures/''']

## A rule of your own. `sluice rules test .sluice.toml` runs its examples, which are lists of
## parts, so that nothing is found in this file.
# [[rules]]
# id = "acme-token"
# description = "Token of the ACME service"
# regex = '''\bacme_[a-z0-9]{32}\b'''
# keywords = ["acme_"]
# severity = "high"
# remediation = "Revoke it under ACME > Settings > Tokens."
# examples = [["ac", "me_", "3f9k2m7qx1c8v5b6", "n4z0w2e7r9t1y3u5"]]
# counter_examples = [["acme_", "short"]]
)";
}

}  // namespace sluice::cli
