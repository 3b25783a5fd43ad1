#include "cli/find_command.h"

#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "base/escape.h"
#include "base/file_reader.h"
#include "cli/choice.h"
#include "cli/config.h"
#include "cli/deliver.h"
#include "cli/exit_code.h"
#include "cli/run_scan.h"
#include "findings/known_values.h"
#include "findings/written_forms.h"
#include "pipeline/known_secrets.h"
#include "report/merge.h"
#include "report/words.h"

namespace sluice::cli {
namespace {

constexpr uint64_t kMaxInputBytes = uint64_t{16} << 20;
constexpr size_t kMaxNamed = 10;

struct FindArguments {
  std::vector<std::string> targets;
  std::string values = "-";
  std::string format = "auto";
  bool all_values = false;
};

// "a, b and 4 more", safe to print.
std::string listed(const std::vector<std::string>& names) {
  std::string text;
  for (size_t i = 0; i < names.size(); ++i) {
    if (i == kMaxNamed) return text + " and " + std::to_string(names.size() - i) + " more";
    text += (i == 0 ? "" : ", ") + escape_for_terminal(names[i]);
  }
  return text;
}

ValueFormat format_named(const std::string& name) {
  return name == "lines"    ? ValueFormat::kLines
         : name == "dotenv" ? ValueFormat::kDotenv
         : name == "json"   ? ValueFormat::kJson
                            : ValueFormat::kAuto;
}

std::string_view name_of(ValueFormat format) {
  return format == ValueFormat::kJson     ? "JSON"
         : format == ValueFormat::kDotenv ? "KEY=VALUE lines"
                                          : "a value a line";
}

Result<std::string> input(const std::string& name) {
  if (name != "-") return read_file(name, kMaxInputBytes);
  if (::isatty(STDIN_FILENO) != 0) {
    complain("reading the values from this terminal, one a line; end with Ctrl-D");
  }
  std::string bytes;
  Result<void> read = read_all(STDIN_FILENO, kMaxInputBytes, bytes);
  if (!read) return std::move(read).error();
  return bytes;
}

Result<KnownValues> read_values(const FindArguments& arguments, const CommonOptions& options) {
  const Result<std::string> bytes = input(arguments.values);
  if (!bytes) return Error{ErrorKind::kUsage, "the values: " + bytes.error().message};
  const std::string name = arguments.values == "-" ? "standard input" : arguments.values;
  Result<KnownValues> known =
      read_known_values(name, *bytes, {format_named(arguments.format), arguments.all_values});
  if (!known) return known;
  if (!known->not_secret.empty()) {
    say(options,
        "not looked for, as no secrets by their names or kind (--all-values takes them): " +
            listed(known->not_secret));
  }
  if (!known->too_short.empty()) {
    complain("not looked for, as values under " + std::to_string(kMinKnownBytes) +
             " bytes stand anywhere by chance: " + listed(known->too_short));
  }
  if (!known->missing.empty()) {
    complain("not looked for, as the export says it lacks them: " + listed(known->missing));
  }
  if (!known->values.empty()) return known;
  return Error{ErrorKind::kUsage, escape_for_terminal(name) + " (read as " +
                                      std::string(name_of(known->format)) +
                                      ") holds no value to look for; --as says how to read it"};
}

// The patterns hold the values: they are compiled for this run alone, nothing of the target's own
// is read, and nothing that could leave a finding out.
Result<Config> find_config(const CommonOptions& given, const KnownSecrets& known) {
  CommonOptions options = given;
  options.no_repo_config = true;
  options.min_confidence = "low";
  Result<Config> config = make_config(options, RootFile());
  if (!config) return config;
  Result<Engine> engine = Engine::create(known.rules(), CompiledDatabase{});
  if (!engine) {
    return Error{ErrorKind::kUsage, "too many or too long values for one search; split them"};
  }
  config->engine = *std::move(engine);
  config->scan.known = &known;
  return config;
}

struct Search {
  std::vector<Report> reports;
  bool examined = false;
  int signal = 0;
};

Result<void> search(const std::string& path, const CommonOptions& options, Config& config,
                    Search& out) {
  Result<ScanTarget> target = resolve_target(
      path.empty() ? std::nullopt : std::optional<std::string>(path), /*follow_gitdir=*/false);
  if (!target) return std::move(target).error();
  say(options, target->note);
  Result<Scanned> scanned = scan_with_signals(options, config.scan, [&](Progress& progress) {
    return scan(*target, *config.engine, config.scan, &progress);
  });
  if (!scanned) return std::move(scanned).error();
  out.signal = scanned->signal();
  out.examined |= scanned->report.coverage.blobs > 0;
  out.reports.push_back(std::move(scanned->report));
  return {};
}

// Which of the secrets were found, and which nowhere.
void tell_found(const KnownSecrets& known, const Report& report) {
  std::set<std::string_view> ids;
  for (const Finding& finding : report.findings) ids.insert(report.rules[finding.rule].id);
  std::vector<std::string> nowhere;
  for (size_t i = 0; i < known.size(); ++i) {
    if (!ids.contains("known:" + known.name_of(i))) nowhere.push_back(known.name_of(i));
  }
  std::string line = "looked for " + counted(known.size(), "secret", "secrets") + ": " +
                     std::to_string(known.size() - nowhere.size()) + " found";
  if (!nowhere.empty()) line += ", nowhere: " + listed(nowhere);
  complain(line);
}

int run_find(const FindArguments& arguments, const CommonOptions& options) {
  const Result<KnownValues> values = read_values(arguments, options);
  if (!values) return fail(values.error());
  const KnownSecrets known(values->values);
  Result<Config> config = find_config(options, known);
  if (!config) return fail(config.error());
  Search found;
  const std::vector<std::string> targets =
      arguments.targets.empty() ? std::vector<std::string>{""} : arguments.targets;
  for (const std::string& target : targets) {
    if (Result<void> done = search(target, options, *config, found); !done) {
      return fail(done.error());
    }
    if (found.signal != 0) break;
  }
  const Report report = found.reports.size() == 1 ? std::move(found.reports.front())
                                                  : merge_reports(std::move(found.reports));
  if (!options.quiet) tell_found(known, report);
  const int code = deliver(report, options, found.examined);
  if (found.signal != 0) return 128 + found.signal;
  const bool all_sought = values->too_short.empty() && values->missing.empty();
  return code == kClean && !all_sought ? kIncomplete : code;
}

}  // namespace

void define_find(CLI::App& command, Session& session) {
  const auto arguments = std::make_shared<FindArguments>();
  command.add_option("TARGET", arguments->targets,
                     "repositories, folders or files; default the repository around this folder");
  command
      .add_option("--values", arguments->values,
                  "where the secrets are; never on the command line; default standard input")
      ->type_name("FILE");
  command
      .add_option("--as", arguments->format,
                  "auto, lines, dotenv or json (as exported by AWS Secrets Manager, Parameter "
                  "Store, Vault, Kubernetes)")
      ->check(one_of({"auto", "lines", "dotenv", "json"}))
      ->capture_default_str();
  command.add_flag("--all-values", arguments->all_values,
                   "user names, hosts and plain parameters in it, too");
  add_output_options(command, session.options);
  add_scan_options(command, session.options);
  add_run_options(command, session.options);
  command.footer(
      "Exit codes: 0 nowhere, 1 found, 2 usage, 3 something could not be read or looked for.\n\n"
      "Examples:\n"
      "  aws secretsmanager get-secret-value --secret-id prod/db | sluice find\n"
      "  aws ssm get-parameters --names /prod/key --with-decryption | sluice find ~/src/*\n"
      "  vault kv get -format=json secret/app | sluice find . -o where.html\n"
      "  sluice find --values ~/.secrets.env --as dotenv .");
  command.callback(
      [arguments, &session] { session.exit_code = run_find(*arguments, session.options); });
}

}  // namespace sluice::cli
