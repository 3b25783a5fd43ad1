#include "pipeline/hook_install.h"

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <optional>
#include <utility>

#include "base/error.h"
#include "base/escape.h"
#include "base/file_reader.h"
#include "pipeline/hook_managers.h"
#include "pipeline/hook_place.h"

namespace sluice {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kMarker = "\n# sluice-hook ";
constexpr std::string_view kProgramLine = "\nprogram=''\n";
constexpr std::string_view kChainedLine = "\nchained=''\n";
constexpr std::string_view kHookLine = "\nhook=''\n";
constexpr std::string_view kChainedYes = "\nchained='yes'\n";

Error os_error(const std::string& path) {
  return {ErrorKind::kIo, escape_for_terminal(path) + ": " + std::strerror(errno)};
}

Result<HookPlace> place_of(const HookInstallOptions& options) {
  return find_hook_place(options.folder, options.hook, options.user_configs);
}

enum class Present { kNothing, kOurs, kOther };

struct Existing {
  Present present = Present::kNothing;
  std::string text;  // empty where it could not be read (a symlink, say)

  bool chained() const { return text.find(kChainedYes) != std::string::npos; }
  bool calls_sluice(const HookPlace& place) const {
    return text.find("sluice hook " + place.name()) != std::string::npos;
  }
};

Existing look_at(const std::string& path) {
  if (!path_exists(path)) return {};
  Result<std::string> text = read_file(path, kMaxHookBytes);
  if (!text) return {Present::kOther, {}};
  const bool ours = text->find(kMarker) != std::string::npos;
  return {ours ? Present::kOurs : Present::kOther, *std::move(text)};
}

void replace_line(std::string& script, std::string_view line, const std::string& by) {
  const size_t at = script.find(line);
  if (at != std::string::npos) script.replace(at, line.size(), by);
}

std::string script_for(const HookPlace& place, const std::string& program, bool chained) {
  std::string script(hook_script());
  replace_line(script, kProgramLine, "\nprogram=" + shell_quoted(program) + "\n");
  replace_line(script, kHookLine, "\nhook='" + place.name() + "'\n");
  if (chained) replace_line(script, kChainedLine, std::string(kChainedYes));
  return script;
}

Result<void> write_hook(const HookPlace& place, const std::string& script) {
  std::error_code failed;
  fs::create_directories(place.folder, failed);
  if (failed)
    return Error{ErrorKind::kIo, escape_for_terminal(place.folder) + ": " + failed.message()};
  return write_file_atomically(place.hook(), script, 0755);
}

Result<std::string> renew(const HookPlace& place, const Existing& existing,
                          const std::string& program) {
  const bool chained = existing.chained() && path_exists(place.before());
  const std::string script = script_for(place, program, chained);
  struct stat status {};
  const bool runs = ::stat(place.hook().c_str(), &status) == 0 && (status.st_mode & 0111) != 0;
  if (script == existing.text && runs)
    return "already installed: " + escape_for_terminal(place.hook());
  if (Result<void> written = write_hook(place, script); !written) return written.error();
  return "renewed: " + escape_for_terminal(place.hook());
}

Result<std::string> chain(const HookPlace& place, const std::string& program) {
  if (path_exists(place.before())) {
    return usage_error(escape_for_terminal(place.before()) +
                       " is there already: it is kept, and so is " +
                       escape_for_terminal(place.hook()) + "; move one of them away first");
  }
  if (::rename(place.hook().c_str(), place.before().c_str()) != 0) return os_error(place.hook());
  if (Result<void> written = write_hook(place, script_for(place, program, true)); !written) {
    std::rename(place.before().c_str(), place.hook().c_str());
    return written.error();
  }
  return "installed: " + escape_for_terminal(place.hook()) + "; the hook that was there is now " +
         escape_for_terminal(place.before()) + " and is run first";
}

// As it is typed.
std::string install_command(const HookPlace& place) {
  return "sluice hook install" + (place.name() == "pre-commit" ? "" : " --hook " + place.name());
}

Error managed(const HookPlace& place, const HookManager& manager) {
  std::string message = manager.name + " manages the hooks of this repository: add to " +
                        manager.where + "\n" + manager.lines;
  if (!is_husky_folder(place)) {
    message += "\nor run: " + install_command(place) + " --chain, to have a hook of sluice's own";
  }
  return usage_error(std::move(message));
}

Error occupied(const HookPlace& place) {
  return usage_error(escape_for_terminal(place.hook()) +
                     " is there already and is kept; add this line to it:\n  " + place.command() +
                     " || exit $?\nor run: " + install_command(place) +
                     " --chain, which moves it to " + place.name() +
                     ".before-sluice and runs it first");
}

// Tells of a hook in .git/hooks that git does not look at.
std::string stray_note(const HookPlace& place) {
  if (place.configured.empty() || place.hook() == resolved_path(place.usual_hook()) ||
      look_at(place.usual_hook()).present != Present::kOurs) {
    return {};
  }
  return "\n" + escape_for_terminal(place.usual_hook()) +
         " is sluice's too, but core.hooksPath is '" + escape_for_terminal(place.configured) +
         "': git does not run it";
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

std::string describe(const HookPlace& place, const Existing& existing) {
  const std::string path = escape_for_terminal(place.hook());
  if (::access(place.hook().c_str(), X_OK) != 0) {
    return "not active: " + path +
           " is sluice's but may not be run; run: " + install_command(place);
  }
  const std::string program = program_of(existing.text);
  std::string line = "installed: " + path + " runs " + escape_for_terminal(program);
  if (existing.chained()) line += ", after " + escape_for_terminal(place.before());
  const bool found = !program.empty() && ::access(program.c_str(), X_OK) == 0;
  if (!found) line += " (not there now: sluice is looked for on PATH)";
  if (script_for(place, program, existing.chained()) != existing.text) {
    line += "; it is not this version's: run " + install_command(place) + " to renew it";
  }
  return line;
}

}  // namespace

bool is_hook_installed(const HookInstallOptions& options) {
  const Result<HookPlace> place = place_of(options);
  if (!place) return false;
  const Existing existing = look_at(place->hook());
  return existing.present == Present::kOurs || existing.calls_sluice(*place);
}

Result<std::string> install_hook(const HookInstallOptions& options) {
  const Result<HookPlace> place = place_of(options);
  if (!place) return place.error();
  const Existing existing = look_at(place->hook());
  if (existing.present == Present::kOurs) return renew(*place, existing, options.program);
  if (existing.calls_sluice(*place)) {
    return "nothing to do: " + escape_for_terminal(place->hook()) + " already runs sluice";
  }
  const std::optional<HookManager> manager = find_hook_manager(*place);
  if (manager && manager->runs_sluice) {
    return "nothing to do: " + manager->where + " already names sluice";
  }
  if (manager && (!options.chain || is_husky_folder(*place))) return managed(*place, *manager);
  if (existing.present == Present::kOther) {
    return options.chain ? chain(*place, options.program) : Result<std::string>(occupied(*place));
  }
  if (Result<void> written = write_hook(*place, script_for(*place, options.program, false));
      !written) {
    return written.error();
  }
  return "installed: " + escape_for_terminal(place->hook());
}

Result<std::string> uninstall_hook(const HookInstallOptions& options) {
  const Result<HookPlace> place = place_of(options);
  if (!place) return place.error();
  const Existing existing = look_at(place->hook());
  switch (existing.present) {
    case Present::kNothing:
      return "not installed: there is no " + escape_for_terminal(place->hook());
    case Present::kOther:
      return usage_error(escape_for_terminal(place->hook()) +
                         " was not written by sluice and is kept");
    case Present::kOurs: break;
  }
  if (existing.chained() && path_exists(place->before())) {
    if (::rename(place->before().c_str(), place->hook().c_str()) != 0) {
      return os_error(place->before());
    }
    return "taken out: " + escape_for_terminal(place->hook()) + " is again what it was before";
  }
  if (::unlink(place->hook().c_str()) != 0) return os_error(place->hook());
  return "taken out: " + escape_for_terminal(place->hook());
}

Result<std::string> hook_status(const HookInstallOptions& options) {
  const Result<HookPlace> place = place_of(options);
  if (!place) return place.error();
  const Existing existing = look_at(place->hook());
  std::string line;
  if (existing.present == Present::kOurs) {
    line = describe(*place, existing);
  } else if (existing.calls_sluice(*place)) {
    line = "installed by hand: " + escape_for_terminal(place->hook()) + " runs sluice";
  } else if (const std::optional<HookManager> manager = find_hook_manager(*place);
             manager && manager->runs_sluice) {
    line = manager->where + " names sluice; " + manager->name + " runs it" +
           (existing.present == Present::kNothing ? ", once its own hook is installed" : "");
  } else if (existing.present == Present::kOther) {
    line = "not installed: " + escape_for_terminal(place->hook()) + " is another hook";
  } else {
    line = "not installed: there is no " + escape_for_terminal(place->hook());
  }
  return line + stray_note(*place);
}

}  // namespace sluice
