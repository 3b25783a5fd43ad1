#include "cli/explain_command.h"

#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "base/escape.h"
#include "base/file_reader.h"
#include "cli/choice.h"
#include "cli/config.h"
#include "cli/deliver.h"
#include "cli/exit_code.h"
#include "pipeline/explain.h"
#include "report/explanation.h"

namespace sluice::cli {
namespace {

struct Place {
  std::string file;  // "-" for standard input
  uint64_t line = 0;
};

std::optional<Place> parse(const std::string& text) {
  const size_t colon = text.rfind(':');
  if (colon == text.npos || colon == 0 || colon + 1 == text.size()) return std::nullopt;
  const std::string digits = text.substr(colon + 1);
  if (digits.size() > 18 || digits.find_first_not_of("0123456789") != digits.npos) {
    return std::nullopt;
  }
  return Place{text.substr(0, colon), std::stoull(digits)};
}

Result<std::string> read(const Place& place, uint64_t max_bytes) {
  if (place.file != "-") return read_file(place.file, max_bytes);
  std::string text;
  if (Result<void> done = read_all(STDIN_FILENO, max_bytes, text); !done) {
    return std::move(done).error();
  }
  return text;
}

int run_explain(const std::string& first, const std::string& line, const CommonOptions& options) {
  const std::string text = line.empty() ? first : first + ':' + line;
  const std::optional<Place> place = parse(text);
  if (!place) {
    return fail_with({ErrorKind::kUsage, "'" + escape_for_terminal(text) +
                                             "' is no FILE:LINE (- LINE for standard input)"},
                     kUsage);
  }
  const bool here = options.config.empty() && !options.no_repo_config;
  Result<Config> config = make_config(options, here ? files_in(".") : RootFile());
  if (!config) return fail_with(config.error(), kUsage);
  config->lend();
  const Result<std::string> bytes = read(*place, config->scan.limits.max_object_bytes);
  if (!bytes) return fail_with(bytes.error(), kIncomplete);
  const std::string path =
      place->file == "-" ? "" : std::filesystem::path(place->file).lexically_normal().string();
  const Result<Explanation> told =
      explain(*config->engine, config->scan, *bytes, path, place->line);
  if (!told) {
    return fail_with(
        {ErrorKind::kUsage, escape_for_terminal(place->file) + ": " + told.error().message},
        kUsage);
  }
  const std::string out = options.format == "json" ? explanation_json(*told, options.show_secrets)
                                                   : explanation_text(*told, options.show_secrets);
  std::fputs(out.c_str(), stdout);
  return std::fflush(stdout) == 0 ? kClean : kIncomplete;
}

}  // namespace

void define_explain(CLI::App& command, Session& session) {
  struct Arguments {
    std::string place, line;
  };
  const auto arguments = std::make_shared<Arguments>();
  CommonOptions& common = session.options;
  command.add_option("FILE:LINE", arguments->place, "the line; for standard input: - LINE")
      ->required();
  command.add_option("LINE", arguments->line, "the line, where it is not in the first word");
  command.add_option("-f,--format", common.format, "default text")->check(one_of({"text", "json"}));
  command.add_option("--config", common.config, "rules and allowlists to add")->type_name("FILE");
  command.add_flag("--no-repo-config", common.no_repo_config, "built-in rules only");
  command.add_flag("--show-secrets", common.show_secrets, "print values in full");
  command.add_option("--min-confidence", common.min_confidence, "as scan takes it")
      ->check(one_of({"high", "medium", "low"}))
      ->capture_default_str();
  command.footer(
      "Examples:\n"
      "  sluice explain config/app.env:12\n"
      "  git show HEAD:config/app.env | sluice explain - 12\n"
      "  sluice explain config/app.env:12 -f json --min-confidence low");
  command.callback([arguments, &session] {
    session.exit_code = run_explain(arguments->place, arguments->line, session.options);
  });
}

}  // namespace sluice::cli
