#include "cli/help.h"

#include <cctype>

#include "cli/flag_table.h"

namespace sluice::cli {
namespace {

constexpr size_t kColumn = 34;

}  // namespace

HelpFormatter::HelpFormatter() { column_width(kColumn); }

std::string HelpFormatter::make_description(const CLI::App* app) const {
  std::string text = app->get_description();
  if (app->get_parent() == nullptr || text.empty()) return text + "\n";
  text.front() = static_cast<char>(std::toupper(static_cast<unsigned char>(text.front())));
  return text + ".\n";
}

std::string HelpFormatter::make_option_opts(const CLI::Option* option) const {
  const FlagEntry flag = read_flag(*option);
  // An argument is called what it is.
  if (!option->nonpositional()) return flag.repeats ? " ..." : "";
  const std::string value = value_shown(flag);
  return value.empty() ? "" : " " + value;
}

std::string HelpFormatter::make_option_desc(const CLI::Option* option) const {
  const FlagEntry flag = read_flag(*option);
  return flag.default_value.empty() ? flag.help : flag.help + " [" + flag.default_value + "]";
}

}  // namespace sluice::cli
