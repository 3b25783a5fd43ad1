// HookManagers: tools that own the hooks of a repository, and say in a file of it what they run.
#pragma once

#include <optional>
#include <string>

#include "pipeline/hook_place.h"

namespace sluice {

struct HookManager {
  std::string name;
  std::string where;  // the file to change, from the root of the work tree
  std::string lines;  // what to add to it
  bool runs_sluice = false;
};

// The one whose files lie in the work tree; nullopt: none, or it has no say in hooks of a server.
std::optional<HookManager> find_hook_manager(const HookPlace& place);

// husky writes the files of its folder anew whenever it likes.
bool is_husky_folder(const HookPlace& place);

}  // namespace sluice
