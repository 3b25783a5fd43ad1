#include "cli/config.h"

#include <cstdlib>
#include <ctime>

#include "base/escape.h"
#include "base/file_reader.h"
#include "base/nearest.h"
#include "builtin/builtin.h"
#include "cache/cache_folder.h"
#include "cache/rule_store.h"
#include "cli/deliver.h"
#include "findings/web_link.h"

namespace sluice::cli {
namespace {

constexpr uint64_t kMaxConfigBytes = uint64_t{4} << 20;
constexpr uint64_t kMaxBaselineBytes = uint64_t{64} << 20;

struct ConfigSource {
  std::string name, text;
  Dialect dialect = Dialect::kSluice;
};

// --config, else $SLUICE_CONFIG, else the target's own file.
Result<std::optional<ConfigSource>> find_config(const CommonOptions& options,
                                                const RootFile& root_file) {
  std::string given = options.config;
  if (given.empty()) {
    if (const char* environment = std::getenv("SLUICE_CONFIG")) given = environment;
  }
  if (!given.empty()) {
    Result<std::string> text = read_file(given, kMaxConfigBytes);
    if (!text) return Error{ErrorKind::kUsage, "configuration " + text.error().message};
    return std::optional(ConfigSource{given, *std::move(text), dialect_of(given)});
  }
  if (options.no_repo_config || !root_file) return std::optional<ConfigSource>();
  for (const char* name : {".sluice.toml", ".gitleaks.toml"}) {
    if (std::optional<std::string> text = root_file(name)) {
      return std::optional(ConfigSource{name, *std::move(text), dialect_of(name)});
    }
  }
  return std::optional<ConfigSource>();
}

// Rules of a person's own are compiled once for all starts, where there is a place to keep that.
Result<Engine> make_engine(RuleSet rules, const RootFile& root_file,
                           std::vector<std::string>& notes) {
  Result<std::string> folder = cache::default_cache_dir();
  if (!folder || !root_file.scanned()) {
    return Engine::create(std::move(rules), builtin_database());
  }
  cache::RuleStore store(*std::move(folder), *root_file.scanned());
  Result<Engine> engine = Engine::create(std::move(rules), builtin_database(), &store);
  if (!store.note().empty()) notes.push_back(store.note());
  return engine;
}

Result<void> load_baseline(const CommonOptions& options, const RootFile& root_file, bool in_merge,
                           Baseline& baseline) {
  for (const std::string& name : options.baselines) {
    const Result<std::string> text = read_file(name, kMaxBaselineBytes);
    if (!text) return Error{ErrorKind::kUsage, "baseline " + text.error().message};
    if (Result<void> added = baseline.add(name, *text, in_merge); !added) return added;
  }
  if (!options.baselines.empty() || options.no_repo_config || !root_file) return {};
  const std::optional<std::string> text = root_file(Baseline::kFileName);
  return text ? baseline.add(Baseline::kFileName, *text, in_merge) : Result<void>();
}

// --key-file, else $SLUICE_KEY, else the baseline's, else the program's own.
Result<IdentityKey> load_key(const CommonOptions& options, const Baseline& baseline) {
  if (!options.key_file.empty()) {
    Result<std::string> bytes = read_file(options.key_file, 4096);
    if (!bytes) return Error{ErrorKind::kUsage, "key file " + bytes.error().message};
    while (!bytes->empty() && (bytes->back() == '\n' || bytes->back() == '\r')) bytes->pop_back();
    if (bytes->size() < 16) {
      return Error{ErrorKind::kUsage, "key file " + escape_for_terminal(options.key_file) +
                                          ": a key has at least 16 bytes"};
    }
    return IdentityKey{*std::move(bytes), false};
  }
  if (const char* environment = std::getenv("SLUICE_KEY"); environment != nullptr && *environment) {
    return IdentityKey{environment, false};
  }
  return baseline.key().value_or(builtin_identity_key());
}

// Ids of an ignore file may have been printed before there was a key, or beside it.
std::vector<IdentityKey> other_keys(const Config& config, const IdentityKey& chosen) {
  std::vector<IdentityKey> keys = known_keys(config);
  std::erase_if(keys, [&](const IdentityKey& key) { return key.bytes == chosen.bytes; });
  return keys;
}

Result<AcceptPolicy> accept_policy(const CommonOptions& options) {
  AcceptPolicy policy;
  policy.allow_incomplete = options.allow_incomplete;
  policy.require_complete = options.require_complete;
  for (const std::string& name : options.accept) {
    bool known = false;
    std::vector<std::string_view> names;
    for (size_t i = 0; i < kReasonCount; ++i) {
      const auto reason = static_cast<Reason>(i);
      names.push_back(reason_name(reason));
      if (reason_name(reason) != name) continue;
      policy.accepted.insert(reason);
      known = true;
    }
    if (!known) {
      return Error{ErrorKind::kUsage,
                   "--accept: no reason is called '" + escape_for_terminal(name) +
                       "'; docs/coverage.md lists them" + did_you_mean(name, names)};
    }
  }
  return policy;
}

int64_t now() {
  if (const char* epoch = std::getenv("SOURCE_DATE_EPOCH"); epoch != nullptr && *epoch) {
    return std::strtoll(epoch, nullptr, 10);
  }
  return std::time(nullptr);
}

Confidence confidence_named(const std::string& name) {
  return name == "high"  ? Confidence::kHigh
         : name == "low" ? Confidence::kLow
                         : Confidence::kMedium;
}

Severity severity_named(const std::string& name) {
  for (const Severity severity :
       {Severity::kLow, Severity::kMedium, Severity::kHigh, Severity::kCritical}) {
    if (severity_name(severity) == name) return severity;
  }
  return Severity::kInfo;
}

Result<void> load_ignores(const CommonOptions& options, const RootFile& root_file, Config& config) {
  if (options.no_repo_config || !root_file) return {};
  if (const std::optional<std::string> text = root_file(".sluiceignore")) {
    if (Result<void> read =
            config.ignores.add(".sluiceignore", *text, IgnoreFile::Dialect::kSluice);
        !read) {
      return read;
    }
  }
  if (const std::optional<std::string> text = root_file(".gitleaksignore")) {
    if (Result<void> read =
            config.ignores.add(".gitleaksignore", *text, IgnoreFile::Dialect::kGitleaks);
        !read) {
      return read;
    }
  }
  const std::vector<std::string>& warnings = config.ignores.warnings();
  config.notes.insert(config.notes.end(), warnings.begin(), warnings.end());
  return {};
}

}  // namespace

Dialect dialect_of(const std::string& name) {
  return name.ends_with("gitleaks.toml") ? Dialect::kGitleaks : Dialect::kSluice;
}

std::vector<IdentityKey> known_keys(const Config& config) {
  std::vector<IdentityKey> keys = config.baseline.keys();
  keys.push_back(builtin_identity_key());
  return keys;
}

RootFile files_in(const std::string& folder) { return files_in(folder, {folder}); }

RootFile files_in(const std::string& folder, std::vector<std::string> scanned) {
  const auto read = [folder](const std::string& name) -> std::optional<std::string> {
    Result<std::string> text = read_file(folder + "/" + name, kMaxConfigBytes);
    if (!text) {
      // A link, say: rules that someone wrote there would be missed in silence.
      if (text.error().kind != ErrorKind::kNotFound) complain("not read: " + text.error().message);
      return std::nullopt;
    }
    return *std::move(text);
  };
  return {read, std::move(scanned)};
}

Result<TargetRules> read_rules(const CommonOptions& options, const RootFile& root_file) {
  Result<std::optional<ConfigSource>> config = find_config(options, root_file);
  if (!config) return std::move(config).error();
  if (!*config) return TargetRules{builtin_ruleset(), "", false, {}};
  std::vector<Rule> base = builtin_rules();
  const ConfigSource& source = **config;
  Result<RuleFile> file = parse_rule_file(source.text, source.name, source.dialect, base);
  if (!file) return std::move(file).error();
  std::vector<std::string> notes = file->warnings;
  const auto tell = [&](size_t count, const char* what) {
    if (count == 0) return;
    notes.push_back(escape_for_terminal(source.name) + ": " + std::to_string(count) + " " + what);
  };
  tell(file->disabled_rules.size(), "rules are switched off");
  tell(file->builtin_rules ? 0 : 1, "setting drops all built-in rules");
  tell(file->allowlists.size(), "allowlists narrow the scan");
  for (const Rule& rule : file->rules) {
    if (rule.regex.empty() && !rule.path.empty()) {
      notes.push_back(rule.source + ": rule '" + escape_for_terminal(rule.id) +
                      "' looks at the path alone: it runs on files, not on history");
    }
  }
  const bool fail = file->new_suppressions_fail;
  Result<RuleSet> merged = merge_rules(std::move(base), *std::move(file));
  if (!merged) return std::move(merged).error();
  return TargetRules{*std::move(merged), source.name, fail, std::move(notes)};
}

Result<Config> make_config(const CommonOptions& options, const RootFile& root_file, bool in_merge) {
  Config config;
  Result<TargetRules> rules = read_rules(options, root_file);
  if (!rules) return std::move(rules).error();
  config.rules_file = rules->file;
  config.new_suppressions_fail = rules->new_suppressions_fail;
  config.notes = std::move(rules->notes);
  Result<Engine> engine = make_engine(std::move(rules->rules), root_file, config.notes);
  if (!engine) return std::move(engine).error();
  config.engine = *std::move(engine);
  if (Result<void> read = load_ignores(options, root_file, config); !read) {
    return std::move(read).error();
  }
  if (Result<void> read = load_baseline(options, root_file, in_merge, config.baseline); !read) {
    return std::move(read).error();
  }
  Result<IdentityKey> key = load_key(options, config.baseline);
  if (!key) return std::move(key).error();
  config.ignores.also_under(other_keys(config, *key));
  Result<AcceptPolicy> accept = accept_policy(options);
  if (!accept) return std::move(accept).error();
  ScanOptions& scan = config.scan;
  scan.key = *std::move(key);
  scan.accept = *std::move(accept);
  scan.workers = workers_of(options);
  scan.min_confidence = confidence_named(options.min_confidence);
  scan.min_severity = severity_named(options.min_severity);
  scan.limits.max_object_bytes = options.max_object_mb << 20;
  scan.now = now();
  scan.repository_uri = web_address(options.repository_uri);
  if (scan.repository_uri.empty() && !options.repository_uri.empty()) {
    return Error{ErrorKind::kUsage, "--repository-uri: '" +
                                        escape_for_terminal(options.repository_uri) +
                                        "' is no web address, such as https://HOST/OWNER/NAME"};
  }
  scan.line_hashes = format_of(options).name == "sarif";
  return config;
}

}  // namespace sluice::cli
