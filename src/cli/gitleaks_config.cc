#include "cli/gitleaks_config.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "base/escape.h"
#include "base/file_reader.h"
#include "builtin/builtin.h"
#include "findings/gitleaks_report.h"

namespace sluice::cli {
namespace {

namespace fs = std::filesystem;
constexpr const char* kConfigName = ".gitleaks.toml";
constexpr const char* kIgnoreName = ".gitleaksignore";

Error usage(std::string message) { return {ErrorKind::kUsage, std::move(message)}; }

// A file that the person named: a link, a pipe and a device, too.
Result<std::string> read_given(const std::string& path) {
  std::error_code failed;
  if (fs::is_directory(path, failed)) {
    return usage(escape_for_terminal(path) + ": is a directory");
  }
  std::ifstream file(path, std::ios::binary);
  if (!file) return usage(escape_for_terminal(path) + ": cannot be opened");
  return std::string(std::istreambuf_iterator<char>(file), {});
}

std::string joined(const std::string& folder, const char* name) {
  return (fs::path(folder) / name).lexically_normal().string();
}

struct ConfigText {
  std::string name, text;
};

// --config, else $GITLEAKS_CONFIG, else $GITLEAKS_CONFIG_TOML, else the source's own; nullopt:
// none.
Result<std::optional<ConfigText>> find_config(const GitleaksFlags& flags,
                                              const std::string& source) {
  std::string given = flags.config;
  const char* path = std::getenv("GITLEAKS_CONFIG");
  if (given.empty() && path != nullptr) given = path;
  if (!given.empty()) {
    Result<std::string> text = read_given(given);
    if (!text) return usage("unable to load gitleaks config, err: " + text.error().message);
    return std::optional(ConfigText{given, *std::move(text)});
  }
  const char* content = std::getenv("GITLEAKS_CONFIG_TOML");
  if (content != nullptr && *content != '\0') {
    return std::optional(ConfigText{"GITLEAKS_CONFIG_TOML", content});
  }
  const std::string folder = source.empty() ? "." : source;
  std::error_code failed;
  if (!fs::exists(folder, failed)) {
    return usage("stat " + escape_for_terminal(folder) + ": no such file or directory");
  }
  if (!fs::is_directory(folder, failed)) return std::optional<ConfigText>();
  const std::string own = joined(folder, kConfigName);
  Result<std::string> text = read_file(own);
  if (text) return std::optional(ConfigText{own, *std::move(text)});
  if (text.error().kind == ErrorKind::kNotFound) return std::optional<ConfigText>();
  return usage("unable to load gitleaks config, err: " + text.error().message);
}

Result<gitleaks::Rules> read_rules(const GitleaksFlags& flags, const std::string& source) {
  const std::vector<Rule> builtin = builtin_rules();
  const Result<std::optional<ConfigText>> config = find_config(flags, source);
  if (!config) return config.error();
  if (!*config) return gitleaks::default_rules(builtin);
  const auto failed = [](const Error& error) {
    return usage("Failed to load config error=\"" + error.message + "\"");
  };
  const Result<GitleaksFile> file = parse_gitleaks_file((*config)->text, (*config)->name);
  if (!file) return failed(file.error());
  Result<gitleaks::Rules> rules = gitleaks::compile_rules(*file, builtin, read_given);
  if (!rules) return failed(rules.error());
  return rules;
}

bool needs_engine(const gitleaks::Rules& rules) {
  return std::any_of(rules.by_id.begin(), rules.by_id.end(), [](const auto& entry) {
    const gitleaks::GitleaksRule& rule = entry.second;
    return rule.enabled && !rule.builtin.empty() && rule.regex == nullptr;
  });
}

void add_ignores(const std::string& path, const GitleaksLog& log, gitleaks::Suppressions& known) {
  std::error_code failed;
  if (!fs::is_regular_file(path, failed)) return;
  const Result<std::string> text = read_given(path);
  if (!text) return log.error(text.error().message);
  for (const std::string& line : known.add_ignores(*text)) {
    log.warn("Invalid .gitleaksignore entry fingerprint=" + escape_for_terminal(line));
  }
}

Result<void> add_baseline(const GitleaksFlags& flags, const std::string& source,
                          GitleaksConfig& config) {
  if (flags.baseline_path.empty()) return {};
  const Result<std::string> text = read_given(flags.baseline_path);
  if (!text) return usage("Could not load baseline: " + text.error().message);
  Result<std::vector<GitleaksFinding>> findings = read_gitleaks_report(flags.baseline_path, *text);
  if (!findings) {
    return usage("Could not load baseline. It must be a report in gitleaks' JSON: " +
                 findings.error().message);
  }
  config.known.add_baseline(*std::move(findings));
  std::error_code failed;
  const fs::path base = fs::absolute(source.empty() ? "." : source, failed).lexically_normal();
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
  add_ignores(flags.ignore_path, log, config.known);
  add_ignores(joined(flags.ignore_path, kIgnoreName), log, config.known);
  add_ignores(joined(source, kIgnoreName), log, config.known);
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
