// ControlFile: rules/controls.toml, read and checked: which controls of which frameworks a leaked
// secret speaks to.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sluice/result.h"
#include "sluice/rule.h"

namespace sluice {

struct ControlFile {
  struct Framework {
    std::string id, name, title, organization, version, url;
  };
  // Rules by any of: what judges them, a tag, an id with a * at one end or none.
  struct Set {
    std::string name;
    std::vector<std::string> kinds, tags, rules;
  };
  struct Control {
    size_t framework = 0;  // index into `frameworks`
    std::string id, label, value, title, url;
    std::optional<size_t> of;  // index into `sets`; absent: every rule
  };
  std::vector<Framework> frameworks;
  std::vector<Set> sets;
  std::vector<Control> controls;
};

// kUsage: "FILE:LINE: what is wrong"; an id pattern that names none of `rules` is wrong, too.
Result<ControlFile> parse_control_file(std::string_view text, const std::string& name,
                                       const std::vector<Rule>& rules);

}  // namespace sluice
