// What a configuration does that whoever wrote it may not have meant. Nothing here is an error:
// such a file is read, and does what it says.
#pragma once

#include <string>
#include <vector>

#include "rules/rule_file.h"
#include "sluice/result.h"

namespace sluice {

struct ConfigTrap {
  std::string where;  // file:line, or the file's name
  std::string what;   // one line, with what to write instead
};

// In the file's order. What a file hides is measured by the examples of the rules that it is laid
// over, so it takes a scan of all of them: some tenths of a second. `name`: the file's. kUsage: a
// pattern that does not compile, or no rule is left.
Result<std::vector<ConfigTrap>> config_traps(const RuleFile& file, const std::string& name);

}  // namespace sluice
