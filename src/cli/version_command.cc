#include "cli/version_command.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>

#include "base/digest.h"
#include "base/program_build.h"
#include "builtin/builtin.h"
#include "cli/deliver.h"
#include "cli/exit_code.h"
#include "cli/libraries.h"

namespace sluice::cli {
namespace {

constexpr int kNameColumns = 20;

std::string line(std::string name, const std::string& value) {
  name.resize(std::max<size_t>(name.size() + 1, kNameColumns), ' ');
  return name + value + "\n";
}

std::string as_text() {
  std::string text = "sluice " SLUICE_VERSION "\n";
  text += line("build", to_hex(program_build()));
  text += line("built-in rules", std::string(builtin_ruleset().known_sha256()));
  text += line("compiler", SLUICE_COMPILER);
  for (const Library& library : libraries()) text += line(library.name, library.version);
  return text;
}

std::string as_json() {
  nlohmann::ordered_json all = {{"version", SLUICE_VERSION},
                                {"build", to_hex(program_build())},
                                {"ruleset_sha256", builtin_ruleset().known_sha256()},
                                {"compiler", SLUICE_COMPILER}};
  for (const Library& library : libraries()) {
    all["libraries"].push_back({{"name", library.name},
                                {"version", library.version},
                                {"licence", library.licence},
                                {"package", library.package}});
  }
  return all.dump(2) + "\n";
}

}  // namespace

void define_version(CLI::App& command, Session& session) {
  const auto json = std::make_shared<bool>(false);
  command.add_flag("--json", *json, "for machines; tools/sbom makes a bill of materials of it");
  command.footer(
      "Examples:\n"
      "  sluice version\n"
      "  sluice version --json");
  command.callback([json, &session] {
    std::fputs((*json ? as_json() : as_text()).c_str(), stdout);
    session.exit_code = std::fflush(stdout) == 0 ? kClean : kUsage;
    if (session.exit_code != kClean) complain("standard output could not be written");
  });
}

}  // namespace sluice::cli
