#include "cli/choice.h"

#include <algorithm>
#include <utility>

#include "base/escape.h"
#include "base/nearest.h"

namespace sluice::cli {

CLI::Validator one_of(std::vector<std::string> words) {
  std::string description;
  for (const std::string& word : words) description += (description.empty() ? "" : ",") + word;
  auto check = [words = std::move(words)](const std::string& typed) -> std::string {
    if (std::find(words.begin(), words.end(), typed) != words.end()) return "";
    std::string names;
    for (const std::string& word : words) names += (names.empty() ? "" : ", ") + word;
    return "'" + escape_for_terminal(typed) + "' is none of " + names + did_you_mean(typed, words);
  };
  return {std::move(check), "{" + description + "}"};
}

}  // namespace sluice::cli
