// HelpFormatter: `--help` as sluice prints it, from the flag table.
#pragma once

#include <CLI/CLI.hpp>
#include <string>

namespace sluice::cli {

// "--color auto|always|never", "--jobs N", a default in brackets behind what the flag does, and
// what a command does as a sentence; the rest is CLI11's own layout.
class HelpFormatter : public CLI::Formatter {
 public:
  HelpFormatter();
  std::string make_description(const CLI::App* app) const override;
  std::string make_option_opts(const CLI::Option* option) const override;
  std::string make_option_desc(const CLI::Option* option) const override;
};

}  // namespace sluice::cli
