// A flag whose value is one of a few words.
#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

namespace sluice::cli {

// For Option::check. The words are in the help and the completions (flag_table.h); another one is
// told with the nearest of them.
CLI::Validator one_of(std::vector<std::string> words);

}  // namespace sluice::cli
