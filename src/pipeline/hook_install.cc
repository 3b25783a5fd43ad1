#include "pipeline/hook_install.h"

#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <optional>
#include <utility>

#include "base/escape.h"
#include "base/file_reader.h"
#include "git/config.h"
#include "git/repository.h"

namespace sluice {
namespace {

namespace fs = std::filesystem;

constexpr uint64_t kMaxHookBytes = 1 << 20;
constexpr std::string_view kMarker = "\n# sluice-hook ";
constexpr std::string_view kCommand = "sluice hook pre-commit";
constexpr std::string_view kProgramLine = "\nprogram=''\n";
constexpr std::string_view kChainedLine = "\nchained=''\n";
constexpr std::string_view kChainedYes = "\nchained='yes'\n";

std::string shown(std::string_view path) { return escape_for_terminal(path); }

Error usage(std::string message) { return {ErrorKind::kUsage, std::move(message)}; }

Error os_error(const std::string& path) {
  return {ErrorKind::kIo, shown(path) + ": " + std::strerror(errno)};
}

std::string variable(const char* name) {
  const char* value = std::getenv(name);
  return value != nullptr ? value : "";
}

bool exists(const std::string& path) {
  struct stat status {};
  return ::lstat(path.c_str(), &status) == 0;
}

// Both absolute, dots and symlinks resolved.
bool is_within(const std::string& path, const std::string& folder) {
  return path == folder || path.starts_with(folder + "/");
}

std::string resolved(const std::string& path) {
  std::error_code failed;
  std::string real = fs::weakly_canonical(path, failed).string();
  if (failed) return path;
  while (real.size() > 1 && real.back() == '/') real.pop_back();
  return real;
}

// Where git looks for this repository's hooks.
struct HooksFolder {
  git::Repository repository;
  std::string path;        // absolute, symlinks resolved; may not be there yet
  std::string configured;  // core.hooksPath as written; empty: not set

  std::string hook() const { return path + "/pre-commit"; }
  std::string before() const { return path + "/pre-commit.before-sluice"; }
  std::string usual_hook() const { return repository.common_dir + "/hooks/pre-commit"; }
};

// core.hooksPath as git would take it; nullopt: not set.
Result<std::optional<std::string>> configured_path(const git::Repository& repository,
                                                   const std::vector<std::string>& user_configs) {
  git::Config all;
  for (const std::string& path : user_configs) {
    // The person's own files: they may well be symlinks into a folder of dotfiles.
    Result<git::Config> config = git::Config::read(resolved(path));
    if (config) all.append(*std::move(config));
  }
  Result<git::Config> own = git::read_config(repository);
  if (!own) return std::move(own).error();
  all.append(*std::move(own));
  const git::ConfigEntry* entry = all.find("core", "", "hookspath");
  if (entry == nullptr) return std::optional<std::string>();
  return std::optional(entry->value.value_or(""));
}

Result<HooksFolder> find_hooks(const HookInstallOptions& options) {
  const std::optional<std::string> root = git::find_repository(options.folder);
  if (!root) return usage("no git repository around '" + shown(options.folder) + "'");
  constexpr bool kFollowOutside = true;  // linked worktrees and submodules
  Result<git::Repository> repository = git::open_repository(*root, kFollowOutside);
  if (!repository) return std::move(repository).error();
  HooksFolder hooks;
  hooks.repository = *std::move(repository);
  if (hooks.repository.work_tree.empty()) {
    return usage("'" + shown(*root) + "' is a bare repository: nothing is committed in it");
  }
  const Result<std::optional<std::string>> configured =
      configured_path(hooks.repository, options.user_configs);
  if (!configured) return configured.error();

  std::string path = hooks.repository.common_dir + "/hooks";
  if (*configured) {
    hooks.configured = **configured;
    if (hooks.configured.empty()) return usage("core.hooksPath is empty: git runs no hook here");
    std::string expanded = hooks.configured;
    if (expanded.starts_with("~/")) expanded.replace(0, 1, variable("HOME"));
    path = (fs::path(hooks.repository.work_tree) / expanded).lexically_normal().string();
  }
  hooks.path = resolved(path);
  if (!is_within(hooks.path, resolved(hooks.repository.work_tree)) &&
      !is_within(hooks.path, resolved(hooks.repository.common_dir))) {
    return usage("the hooks of this repository are in '" + shown(hooks.path) +
                 "', outside of it, and may be those of other repositories too; add this line to " +
                 shown(hooks.hook()) + " yourself:\n  " + std::string(kCommand) +
                 " || exit $?\nor give this repository its own hooks first:\n  git config " +
                 "core.hooksPath '" + shown(hooks.repository.common_dir) + "/hooks'");
  }
  return hooks;
}

// Tools that own the hooks of a repository and say in a file of it what to run.
struct Manager {
  const char* name;
  const char* file;   // its presence, in the work tree, means this manager
  const char* where;  // the file to change
  const char* lines;
};
constexpr const char* kLefthookLines =
    "  pre-commit:\n    commands:\n      sluice:\n        run: sluice hook pre-commit";
constexpr std::array kManagers = {
    Manager{"husky", ".husky", ".husky/pre-commit", "  sluice hook pre-commit"},
    Manager{"lefthook", "lefthook.yml", "lefthook.yml", kLefthookLines},
    Manager{"lefthook", "lefthook.yaml", "lefthook.yaml", kLefthookLines},
    Manager{"lefthook", ".lefthook.yml", ".lefthook.yml", kLefthookLines},
    Manager{"lefthook", ".lefthook.yaml", ".lefthook.yaml", kLefthookLines},
    Manager{"pre-commit", ".pre-commit-config.yaml", ".pre-commit-config.yaml",
            "  - repo: local\n    hooks:\n      - id: sluice\n        name: sluice\n"
            "        entry: sluice hook pre-commit\n        language: system\n"
            "        pass_filenames: false\n        always_run: true"},
};

const Manager* find_manager(const HooksFolder& hooks) {
  for (const Manager& manager : kManagers) {
    if (exists(hooks.repository.work_tree + "/" + manager.file)) return &manager;
  }
  return nullptr;
}

// husky writes the files of its folder anew whenever it likes.
bool is_husky_folder(const HooksFolder& hooks) {
  return is_within(hooks.path, resolved(hooks.repository.work_tree) + "/.husky");
}

bool calls_sluice(const HooksFolder& hooks, const Manager& manager) {
  const Result<std::string> text =
      read_file(hooks.repository.work_tree + "/" + manager.where, kMaxHookBytes);
  return text && text->find("sluice") != std::string::npos;
}

enum class Present { kNothing, kOurs, kOther };

struct Existing {
  Present present = Present::kNothing;
  std::string text;  // empty where it could not be read (a symlink, say)

  bool chained() const { return text.find(kChainedYes) != std::string::npos; }
  bool calls_sluice() const { return text.find(kCommand) != std::string::npos; }
};

Existing look_at(const std::string& path) {
  if (!exists(path)) return {};
  Result<std::string> text = read_file(path, kMaxHookBytes);
  if (!text) return {Present::kOther, {}};
  const bool ours = text->find(kMarker) != std::string::npos;
  return {ours ? Present::kOurs : Present::kOther, *std::move(text)};
}

// For sh: within single quotes only the quote itself is special.
std::string shell_quoted(std::string_view text) {
  std::string result = "'";
  for (const char c : text) {
    if (c == '\'') {
      result += "'\\''";
    } else {
      result += c;
    }
  }
  return result + "'";
}

void replace_line(std::string& script, std::string_view line, const std::string& by) {
  const size_t at = script.find(line);
  if (at != std::string::npos) script.replace(at, line.size(), by);
}

std::string script_for(const std::string& program, bool chained) {
  std::string script(hook_script());
  replace_line(script, kProgramLine, "\nprogram=" + shell_quoted(program) + "\n");
  if (chained) replace_line(script, kChainedLine, std::string(kChainedYes));
  return script;
}

Result<void> write_hook(const HooksFolder& hooks, const std::string& script) {
  std::error_code failed;
  fs::create_directories(hooks.path, failed);
  if (failed) return Error{ErrorKind::kIo, shown(hooks.path) + ": " + failed.message()};
  return write_file_atomically(hooks.hook(), script, 0755);
}

Result<std::string> renew(const HooksFolder& hooks, const Existing& existing,
                          const std::string& program) {
  const bool chained = existing.chained() && exists(hooks.before());
  const std::string script = script_for(program, chained);
  struct stat status {};
  const bool runs = ::stat(hooks.hook().c_str(), &status) == 0 && (status.st_mode & 0111) != 0;
  if (script == existing.text && runs) return "already installed: " + shown(hooks.hook());
  if (Result<void> written = write_hook(hooks, script); !written) return written.error();
  return "renewed: " + shown(hooks.hook());
}

Result<std::string> chain(const HooksFolder& hooks, const std::string& program) {
  if (exists(hooks.before())) {
    return usage(shown(hooks.before()) + " is there already: it is kept, and so is " +
                 shown(hooks.hook()) + "; move one of them away first");
  }
  if (::rename(hooks.hook().c_str(), hooks.before().c_str()) != 0) return os_error(hooks.hook());
  if (Result<void> written = write_hook(hooks, script_for(program, true)); !written) {
    std::rename(hooks.before().c_str(), hooks.hook().c_str());
    return written.error();
  }
  return "installed: " + shown(hooks.hook()) + "; the hook that was there is now " +
         shown(hooks.before()) + " and is run first";
}

Error managed(const HooksFolder& hooks, const Manager& manager) {
  std::string message = std::string(manager.name) +
                        " manages the hooks of this repository: add to " + manager.where + "\n" +
                        manager.lines;
  if (!is_husky_folder(hooks)) {
    message += "\nor run: sluice hook install --chain, to have a hook of sluice's own";
  }
  return usage(std::move(message));
}

Error occupied(const HooksFolder& hooks) {
  return usage(shown(hooks.hook()) + " is there already and is kept; add this line to it:\n  " +
               std::string(kCommand) +
               " || exit $?\nor run: sluice hook install --chain, which moves it to " +
               "pre-commit.before-sluice and runs it first");
}

// Tells of a hook in .git/hooks that git does not look at.
std::string stray_note(const HooksFolder& hooks) {
  if (hooks.configured.empty() || hooks.hook() == resolved(hooks.usual_hook()) ||
      look_at(hooks.usual_hook()).present != Present::kOurs) {
    return {};
  }
  return "\n" + shown(hooks.usual_hook()) + " is sluice's too, but core.hooksPath is '" +
         shown(hooks.configured) + "': git does not run it";
}

// What the hook's program line says, shell_quoted() undone.
std::string program_of(const std::string& script) {
  constexpr std::string_view kStart = "\nprogram='", kQuote = "'\\''";
  const size_t at = script.find(kStart);
  if (at == std::string::npos) return {};
  const size_t begin = at + kStart.size();
  const size_t end = script.find("'\n", begin);
  if (end == std::string::npos) return {};
  std::string program = script.substr(begin, end - begin);
  for (size_t i = program.find(kQuote); i != program.npos; i = program.find(kQuote, i + 1)) {
    program.replace(i, kQuote.size(), "'");
  }
  return program;
}

std::string describe(const HooksFolder& hooks, const Existing& existing) {
  const std::string path = shown(hooks.hook());
  if (::access(hooks.hook().c_str(), X_OK) != 0) {
    return "not active: " + path + " is sluice's but may not be run; run: sluice hook install";
  }
  const std::string program = program_of(existing.text);
  std::string line = "installed: " + path + " runs " + shown(program);
  if (existing.chained()) line += ", after " + shown(hooks.before());
  const bool found = !program.empty() && ::access(program.c_str(), X_OK) == 0;
  if (!found) line += " (not there now: sluice is looked for on PATH)";
  if (script_for(program, existing.chained()) != existing.text) {
    line += "; it is not this version's: run sluice hook install to renew it";
  }
  return line;
}

}  // namespace

std::vector<std::string> user_git_configs() {
  std::vector<std::string> files;
  if (variable("GIT_CONFIG_NOSYSTEM").empty()) {
    const std::string system = variable("GIT_CONFIG_SYSTEM");
    files.push_back(system.empty() ? "/etc/gitconfig" : system);
  }
  const std::string global = variable("GIT_CONFIG_GLOBAL");
  const std::string home = variable("HOME"), config_home = variable("XDG_CONFIG_HOME");
  if (!global.empty()) {
    files.push_back(global);
    return files;
  }
  if (!config_home.empty()) {
    files.push_back(config_home + "/git/config");
  } else if (!home.empty()) {
    files.push_back(home + "/.config/git/config");
  }
  if (!home.empty()) files.push_back(home + "/.gitconfig");
  return files;
}

Result<std::string> install_hook(const HookInstallOptions& options) {
  const Result<HooksFolder> hooks = find_hooks(options);
  if (!hooks) return hooks.error();
  const Existing existing = look_at(hooks->hook());
  if (existing.present == Present::kOurs) return renew(*hooks, existing, options.program);
  if (existing.calls_sluice()) {
    return "nothing to do: " + shown(hooks->hook()) + " already runs sluice";
  }
  const Manager* manager = find_manager(*hooks);
  if (manager != nullptr && calls_sluice(*hooks, *manager)) {
    return std::string("nothing to do: ") + manager->where + " already names sluice";
  }
  if (manager != nullptr && (!options.chain || is_husky_folder(*hooks))) {
    return managed(*hooks, *manager);
  }
  if (existing.present == Present::kOther) {
    return options.chain ? chain(*hooks, options.program) : Result<std::string>(occupied(*hooks));
  }
  if (Result<void> written = write_hook(*hooks, script_for(options.program, false)); !written) {
    return written.error();
  }
  return "installed: " + shown(hooks->hook());
}

Result<std::string> uninstall_hook(const HookInstallOptions& options) {
  const Result<HooksFolder> hooks = find_hooks(options);
  if (!hooks) return hooks.error();
  const Existing existing = look_at(hooks->hook());
  switch (existing.present) {
    case Present::kNothing: return "not installed: there is no " + shown(hooks->hook());
    case Present::kOther:
      return usage(shown(hooks->hook()) + " was not written by sluice and is kept");
    case Present::kOurs: break;
  }
  if (existing.chained() && exists(hooks->before())) {
    if (::rename(hooks->before().c_str(), hooks->hook().c_str()) != 0) {
      return os_error(hooks->before());
    }
    return "taken out: " + shown(hooks->hook()) + " is again what it was before";
  }
  if (::unlink(hooks->hook().c_str()) != 0) return os_error(hooks->hook());
  return "taken out: " + shown(hooks->hook());
}

Result<std::string> hook_status(const HookInstallOptions& options) {
  const Result<HooksFolder> hooks = find_hooks(options);
  if (!hooks) return hooks.error();
  const Existing existing = look_at(hooks->hook());
  std::string line;
  if (existing.present == Present::kOurs) {
    line = describe(*hooks, existing);
  } else if (existing.calls_sluice()) {
    line = "installed by hand: " + shown(hooks->hook()) + " runs sluice";
  } else if (const Manager* manager = find_manager(*hooks);
             manager != nullptr && calls_sluice(*hooks, *manager)) {
    line = std::string(manager->where) + " names sluice; " + manager->name + " runs it" +
           (existing.present == Present::kNothing ? ", once its own hook is installed" : "");
  } else if (existing.present == Present::kOther) {
    line = "not installed: " + shown(hooks->hook()) + " is another hook";
  } else {
    line = "not installed: there is no " + shown(hooks->hook());
  }
  return line + stray_note(*hooks);
}

}  // namespace sluice
