#include "cli/config_command.h"

#include <CLI/CLI.hpp>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/escape.h"
#include "base/file_reader.h"
#include "builtin/builtin.h"
#include "cli/config.h"
#include "cli/deliver.h"
#include "cli/exit_code.h"
#include "cli/starter_config.h"
#include "pipeline/config_traps.h"
#include "pipeline/target.h"
#include "rules/gitleaks_file.h"

namespace sluice::cli {
namespace {

constexpr const char* kOwn = ".sluice.toml";
constexpr const char* kGitleaks = ".gitleaks.toml";

bool is_there(const std::filesystem::path& path) {
  std::error_code error;
  // A link that leads nowhere is there as well.
  return std::filesystem::symlink_status(path, error).type() !=
         std::filesystem::file_type::not_found;
}

// Fails where anything is there, a link too.
Result<void> write_new_file(const std::string& path, std::string_view text) {
  std::FILE* file = std::fopen(path.c_str(), "wxe");
  if (file == nullptr && errno == EEXIST) {
    return Error{ErrorKind::kUsage, "nothing is written: " + escape_for_terminal(path) +
                                        " is there already; `sluice config check` reads it"};
  }
  const bool put = file != nullptr && std::fwrite(text.data(), 1, text.size(), file) == text.size();
  const int problem = errno;
  const bool closed = file != nullptr && std::fclose(file) == 0;
  if (put && closed) return {};
  return Error{ErrorKind::kIo,
               escape_for_terminal(path) + " could not be written: " + std::strerror(problem)};
}

// The folder whose configuration counts.
Result<std::string> root_of(const std::optional<std::string>& folder) {
  Result<ScanTarget> target = resolve_target(folder, false);
  if (!target) return std::move(target).error();
  if (target->kind == ScanTarget::Kind::kFile) {
    return Error{ErrorKind::kUsage, escape_for_terminal(target->shown) + " is no folder"};
  }
  if (target->repository && target->repository->work_tree.empty()) {
    return Error{ErrorKind::kUsage, escape_for_terminal(target->shown) +
                                        " is a bare repository: its configuration is that of HEAD"};
  }
  return target->path;
}

Result<std::vector<std::string>> files_in_force() {
  const Result<std::string> root = root_of(std::nullopt);
  if (!root) return root.error();
  const std::filesystem::path folder = *root;
  if (is_there(folder / kOwn)) {
    if (is_there(folder / kGitleaks)) {
      std::printf("%s: is not read, %s takes its place\n", kGitleaks, kOwn);
    }
    return std::vector<std::string>{(folder / kOwn).lexically_normal().string()};
  }
  if (is_there(folder / kGitleaks)) {
    return std::vector<std::string>{(folder / kGitleaks).lexically_normal().string()};
  }
  return Error{ErrorKind::kUsage, "neither " + std::string(kOwn) + " nor " + kGitleaks + " is in " +
                                      escape_for_terminal(*root) + "; `sluice init` writes one"};
}

// Told where it does.
bool replaces_defaults(const GitleaksFile& file) {
  if (file.use_default || !file.extend_path.empty() || file.rules.empty()) return false;
  std::printf(
      "%s: no `useDefault = true` under [extend]: for gitleaks, and `sluice gitleaks`, this file "
      "replaces all default rules, and only its %zu run; `sluice scan` adds it to the built-in "
      "ones\n",
      file.name.c_str(), file.rules.size());
  return true;
}

int check_files(std::vector<std::string> files) {
  if (files.empty()) {
    Result<std::vector<std::string>> found = files_in_force();
    if (!found) return fail_with(found.error(), kUsage);
    files = *std::move(found);
  }
  size_t traps = 0;
  for (const std::string& name : files) {
    const Result<size_t> told = tell_traps(name);
    if (!told) return fail_with(told.error(), kUsage);
    if (*told == 0) std::printf("%s: no trap\n", escape_for_terminal(name).c_str());
    traps += *told;
  }
  return traps == 0 ? kClean : kFindings;
}

int write_starter(const std::optional<std::string>& folder) {
  const Result<std::string> root = root_of(folder);
  if (!root) return fail_with(root.error(), kUsage);
  const std::filesystem::path at = *root;
  if (is_there(at / kGitleaks) && !is_there(at / kOwn)) {
    return fail_with(
        {ErrorKind::kUsage, "nothing is written: " + std::string(kGitleaks) +
                                " is read as it is, and a " + kOwn + " would take its place"},
        kUsage);
  }
  const std::string path = (at / kOwn).lexically_normal().string();
  if (Result<void> written = write_new_file(path, starter_config()); !written) {
    return fail_with(written.error(), kUsage);
  }
  std::printf(
      "Wrote %s: every line is a comment, so nothing changes yet.\n"
      "Next: sluice config check, after a change of it; sluice hook install.\n",
      escape_for_terminal(path).c_str());
  return kClean;
}

}  // namespace

Result<size_t> tell_traps(const std::string& name) {
  const Result<std::string> text = read_file(name);
  if (!text) return Error{ErrorKind::kUsage, text.error().message};
  const Result<RuleFile> file = parse_rule_file(*text, name, dialect_of(name), builtin_rules());
  if (!file) return file.error();
  for (const std::string& warning : file->warnings) std::printf("%s\n", warning.c_str());
  size_t replaced = 0;
  if (file->dialect == Dialect::kGitleaks) {
    const Result<GitleaksFile> own = parse_gitleaks_file(*text, name);
    if (!own) return own.error();
    replaced = replaces_defaults(*own) ? 1 : 0;
  }
  const Result<std::vector<ConfigTrap>> traps = config_traps(*file, name);
  if (!traps) return traps.error();
  for (const ConfigTrap& trap : *traps) {
    std::printf("%s: %s\n", trap.where.c_str(), trap.what.c_str());
  }
  return traps->size() + file->warnings.size() + replaced;
}

void define_config(CLI::App& command, Session& session) {
  const auto files = std::make_shared<std::vector<std::string>>();
  command.require_subcommand(1);
  CLI::App* check = command.add_subcommand(
      "check", "tell what a configuration does that its author may not have meant");
  check->add_option("FILES", *files,
                    "default .sluice.toml or .gitleaks.toml of the repository around this folder");
  check->footer(
      "Exit codes: 0 no trap, 1 at least one, 2 it is no configuration.\n\n"
      "Examples:\n"
      "  sluice config check\n"
      "  sluice config check ci/rules.toml .gitleaks.toml");
  check->callback([files, &session] { session.exit_code = check_files(*files); });
}

void define_init(CLI::App& command, Session& session) {
  const auto folder = std::make_shared<std::optional<std::string>>();
  command.add_option("TARGET", *folder, "repository or folder; default the one around this folder");
  command.footer(
      "Example:\n  sluice init      writes .sluice.toml, with everything in it a comment");
  command.callback([folder, &session] { session.exit_code = write_starter(*folder); });
}

}  // namespace sluice::cli
