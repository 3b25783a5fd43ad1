#include "cli/gitleaks_config.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "base/environment.h"
#include "base/error.h"
#include "base/escape.h"
#include "base/file_reader.h"
#include "builtin/builtin.h"
#include "findings/gitleaks_report.h"

namespace sluice::cli {
namespace {

namespace fs = std::filesystem;
constexpr const char* kConfigName = ".gitleaks.toml";
constexpr const char* kIgnoreName = ".gitleaksignore";

// A file that the person named: a link, a pipe and a device, too.
Result<std::string> read_given(const std::string& path) {
  std::error_code failed;
  if (fs::is_directory(path, failed)) {
    return usage_error(escape_for_terminal(path) + ": is a directory");
  }
  std::ifstream file(path, std::ios::binary);
  if (!file) return usage_error(escape_for_terminal(path) + ": cannot be opened");
  return std::string(std::istreambuf_iterator<char>(file), {});
}

// A file that the source's own configuration names: what is scanned leads nowhere outside it.
Result<std::string> read_within(const std::string& source, const std::string& path) {
  std::error_code failed;
  const fs::path folder = fs::canonical(source, failed);
  if (failed) return usage_error(escape_for_terminal(source) + ": " + failed.message());
  const fs::path whole = fs::canonical(path, failed);
  if (failed) return usage_error(escape_for_terminal(path) + ": " + failed.message());
  const fs::path inner = whole.lexically_relative(folder);
  if (inner.empty() || *inner.begin() == "..") {
    return usage_error(escape_for_terminal(path) +
                       ": lies outside what is scanned; only a configuration given by --config or "
                       "GITLEAKS_CONFIG may extend it");
  }
  return read_file(whole.string());
}

std::string joined(const std::string& folder, const char* name) {
  return (fs::path(folder) / name).lexically_normal().string();
}

// Standard input is scanned as the current folder configures it.
std::string folder_of(const std::string& source) { return source.empty() ? "." : source; }

struct ConfigText {
  std::string name, text;
  bool of_source = false;  // what is scanned holds it: nobody named it
};

// --config, else $GITLEAKS_CONFIG, else $GITLEAKS_CONFIG_TOML, else the source's own; nullopt:
// none.
Result<std::optional<ConfigText>> find_config(const GitleaksFlags& flags,
                                              const std::string& source) {
  const std::string given =
      flags.config.empty() ? environment_variable("GITLEAKS_CONFIG") : flags.config;
  if (!given.empty()) {
    Result<std::string> text = read_given(given);
    if (!text) return usage_error("unable to load gitleaks config, err: " + text.error().message);
    return std::optional(ConfigText{given, *std::move(text)});
  }
  std::string content = environment_variable("GITLEAKS_CONFIG_TOML");
  if (!content.empty()) {
    return std::optional(ConfigText{"GITLEAKS_CONFIG_TOML", std::move(content)});
  }
  const std::string folder = folder_of(source);
  std::error_code failed;
  if (!fs::exists(folder, failed)) {
    return usage_error("stat " + escape_for_terminal(folder) + ": no such file or directory");
  }
  if (!fs::is_directory(folder, failed)) return std::optional<ConfigText>();
  const std::string own = joined(folder, kConfigName);
  Result<std::string> text = read_file(own);
  if (text) return std::optional(ConfigText{own, *std::move(text), true});
  if (text.error().kind == ErrorKind::kNotFound) return std::optional<ConfigText>();
  return usage_error("unable to load gitleaks config, err: " + text.error().message);
}

Result<gitleaks::Rules> read_rules(const GitleaksFlags& flags, const std::string& source) {
  const std::vector<Rule> builtin = builtin_rules();
  const Result<std::optional<ConfigText>> config = find_config(flags, source);
  if (!config) return config.error();
  if (!*config) return gitleaks::default_rules(builtin);
  const auto failed = [](const Error& error) {
    return usage_error("Failed to load config error=\"" + error.message + "\"");
  };
  const Result<GitleaksFile> file = parse_gitleaks_file((*config)->text, (*config)->name);
  if (!file) return failed(file.error());
  const auto read = [&](const std::string& path) {
    return (*config)->of_source ? read_within(folder_of(source), path) : read_given(path);
  };
  Result<gitleaks::Rules> rules = gitleaks::compile_rules(*file, builtin, read);
  if (!rules) return failed(rules.error());
  return rules;
}

bool needs_engine(const gitleaks::Rules& rules) {
  return std::any_of(rules.by_id.begin(), rules.by_id.end(), [](const auto& entry) {
    const gitleaks::GitleaksRule& rule = entry.second;
    return rule.enabled && !rule.builtin.empty() && rule.regex == nullptr;
  });
}

void add_ignores(const Result<std::string>& text, const GitleaksLog& log, GitleaksConfig& config) {
  if (!text) {
    if (text.error().kind != ErrorKind::kNotFound) config.failures.push_back(text.error().message);
    return;
  }
  for (const std::string& line : config.known.add_ignores(*text)) {
    log.warn("Invalid .gitleaksignore entry fingerprint=" + escape_for_terminal(line));
  }
}

// The file that was named, and those of that name in the folder that was named and in the source.
// No link is followed to the latter: by default both folders are what is scanned.
void add_all_ignores(const GitleaksFlags& flags, const std::string& source, const GitleaksLog& log,
                     GitleaksConfig& config) {
  std::error_code failed;
  const std::string& given = flags.ignore_path;
  if (fs::is_regular_file(given, failed)) add_ignores(read_given(given), log, config);
  const std::string folder = folder_of(source);
  if (!fs::equivalent(given, folder, failed)) {
    add_ignores(read_file(joined(given, kIgnoreName)), log, config);
  }
  add_ignores(read_file(joined(folder, kIgnoreName)), log, config);
}

Result<void> add_baseline(const GitleaksFlags& flags, const std::string& source,
                          GitleaksConfig& config) {
  if (flags.baseline_path.empty()) return {};
  const Result<std::string> text = read_given(flags.baseline_path);
  if (!text) return usage_error("Could not load baseline: " + text.error().message);
  Result<std::vector<GitleaksFinding>> findings = read_gitleaks_report(flags.baseline_path, *text);
  if (!findings) {
    return usage_error("Could not load baseline. It must be a report in gitleaks' JSON: " +
                       findings.error().message);
  }
  config.known.add_baseline(*std::move(findings));
  std::error_code failed;
  const fs::path base = fs::absolute(folder_of(source), failed).lexically_normal();
  config.own_files.push_back(fs::absolute(flags.baseline_path, failed)
                                 .lexically_normal()
                                 .lexically_relative(base / "")
                                 .string());
  return {};
}

}  // namespace

Result<GitleaksConfig> read_gitleaks_config(const GitleaksFlags& flags, const std::string& source,
                                            const GitleaksLog& log) {
  Result<gitleaks::Rules> rules = read_rules(flags, source);
  if (!rules) return std::move(rules).error();
  GitleaksConfig config;
  config.rules = *std::move(rules);
  for (const std::string& warning : config.rules.warnings) log.warn(warning);
  config.own_files.push_back(flags.config.empty() ? joined(source, kConfigName) : flags.config);
  add_all_ignores(flags, source, log, config);
  if (Result<void> added = add_baseline(flags, source, config); !added) {
    return std::move(added).error();
  }
  if (!flags.enable_rules.empty()) {
    std::string names;
    for (const std::string& id : flags.enable_rules) names += (names.empty() ? "" : ", ") + id;
    log.info("Overriding enabled rules: " + escape_for_terminal(names));
    if (Result<void> kept = config.rules.enable_only(flags.enable_rules); !kept) {
      return std::move(kept).error();
    }
  }
  if (!needs_engine(config.rules)) return config;
  Result<Engine> engine = Engine::create(builtin_ruleset(), builtin_database());
  if (!engine) return std::move(engine).error();
  config.engine.emplace(*std::move(engine));
  return config;
}

}  // namespace sluice::cli
