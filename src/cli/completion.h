// Completions of the command line for shells, written from the flag table.
#pragma once

#include <string>

#include "cli/flag_table.h"

namespace sluice::cli {

// Each returns a script for that shell: commands, flags, the words that a flag takes, and files,
// folders, git refs and rule ids where a value is called so.
std::string bash_completion(const CommandEntry& root);
std::string zsh_completion(const CommandEntry& root);
std::string fish_completion(const CommandEntry& root);

// What a shell offers for a value of this name.
enum class ValueKind { kOther, kFile, kFolder, kRef, kRule };
ValueKind kind_of_value(const std::string& name);

}  // namespace sluice::cli
