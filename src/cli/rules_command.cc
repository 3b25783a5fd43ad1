#include "cli/rules_command.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <memory>
#include <optional>

#include "base/escape.h"
#include "base/file_reader.h"
#include "builtin/builtin.h"
#include "cli/config.h"
#include "cli/deliver.h"
#include "cli/exit_code.h"
#include "pipeline/rule_examples.h"
#include "report/controls.h"
#include "rules/rule_file.h"

namespace sluice::cli {
namespace {

Result<std::vector<Rule>> rules_with_examples(const std::vector<std::string>& files) {
  std::vector<Rule> rules = builtin_rules();
  add_builtin_examples(rules);
  if (files.empty()) return rules;
  std::vector<Rule> own;
  for (const std::string& name : files) {
    Result<std::string> text = read_file(name);
    if (!text) return Error{ErrorKind::kUsage, text.error().message};
    Result<RuleFile> file = parse_rule_file(*text, name, dialect_of(name), rules);
    if (!file) return std::move(file).error();
    std::move(file->rules.begin(), file->rules.end(), std::back_inserter(own));
  }
  return own;
}

Result<RuleSet> configured_rules(const CommonOptions& options) {
  const bool here = options.config.empty() && !options.no_repo_config;
  Result<Config> config = make_config(options, here ? files_in(".") : RootFile());
  if (!config) return std::move(config).error();
  return config->engine->rules();
}

int list_rules(const CommonOptions& options) {
  const Result<RuleSet> rules = configured_rules(options);
  if (!rules) return fail_with(rules.error(), kUsage);
  for (const Rule& rule : rules->rules()) {
    std::printf("%-44s %-9s %-7s %s\n", escape_for_terminal(rule.id).c_str(),
                std::string(severity_name(rule.severity)).c_str(),
                std::string(confidence_name(rule.confidence)).c_str(),
                escape_for_terminal(rule.title).c_str());
  }
  return kClean;
}

int show_rule(const CommonOptions& options, const std::string& id) {
  const Result<RuleSet> rules = configured_rules(options);
  if (!rules) return fail_with(rules.error(), kUsage);
  const std::optional<uint32_t> found = rules->find(id);
  if (!found) {
    const std::string meant = meant_rule(id, rules->rules());
    complain("no rule is called '" + escape_for_terminal(id) + "'" +
             (meant.empty() ? "; see `sluice rules list`" : meant));
    return kUsage;
  }
  const Rule& rule = rules->rules()[*found];
  const auto line = [](const char* name, std::string_view value) {
    if (!value.empty()) std::printf("%-13s %s\n", name, escape_for_terminal(value).c_str());
  };
  line("id", rule.id);
  for (const std::string& alias : rule.aliases) line("alias", alias);
  line("description", rule.description);
  line("severity", severity_name(rule.severity));
  line("confidence", confidence_name(rule.confidence));
  line("regex", rule.regex);
  for (const std::string& prefilter : rule.prefilters) line("prefilter", prefilter);
  line("path", rule.path);
  line("pair_id", rule.pair_id);
  line("pair_value", rule.pair_value);
  line("pair_key", rule.pair_key);
  line("checksum", rule.checksum);
  line("remediation", rule.remediation);
  line("", rule.remediation_url);
  for (const std::string& reference : rule.references) line("reference", reference);
  for (const Control* control : controls_of(rule)) {
    line("control", std::string(control->label) + ": " + std::string(control->title));
  }
  return kClean;
}

int test_rules(const std::vector<std::string>& files) {
  Result<std::vector<Rule>> rules = rules_with_examples(files);
  if (!rules) return fail_with(rules.error(), kUsage);
  Result<Engine> engine = Engine::create(RuleSet(*std::move(rules), {}), builtin_database());
  if (!engine) return fail_with(engine.error(), kUsage);
  const ExampleResults results = test_examples(*engine);
  for (const ExampleResults::Failure& failure : results.failures) {
    std::printf("%s: %s\n", escape_for_terminal(failure.rule_id).c_str(), failure.what.c_str());
  }
  std::printf("%zu rules: %zu passed, %zu failed\n", engine->rules().rules().size(), results.passed,
              results.failures.size());
  return results.failures.empty() && results.passed > 0 ? kClean : kFindings;
}

}  // namespace

void define_rules(CLI::App& command, Session& session) {
  struct Arguments {
    std::string id;
    std::vector<std::string> files;
  };
  const auto arguments = std::make_shared<Arguments>();
  command.require_subcommand(1);
  CLI::App* list = command.add_subcommand("list", "one line a rule");
  CLI::App* show = command.add_subcommand("show", "everything about one rule");
  for (CLI::App* each : {list, show}) {
    each->add_option("--config", session.options.config, "rules to add")->type_name("FILE");
    each->add_flag("--no-repo-config", session.options.no_repo_config, "built-in rules only");
  }
  show->add_option("ID", arguments->id, "as `sluice rules list` has it, or as gitleaks does")
      ->required();
  CLI::App* test =
      command.add_subcommand("test", "run every example of the built-in rules, or of FILES");
  CLI::App* lint =
      command.add_subcommand("lint", "what would slow the engine or surprise a reader");
  for (CLI::App* each : {test, lint}) {
    each->add_option("FILES", arguments->files, "files of rules; default the built-in ones");
  }
  list->footer("Examples:\n  sluice rules list\n  sluice rules list --config extra.toml");
  show->footer("Example:\n  sluice rules show aws-access-token");
  test->footer("Examples:\n  sluice rules test\n  sluice rules test .sluice.toml");
  lint->footer("Examples:\n  sluice rules lint\n  sluice rules lint .sluice.toml");
  list->callback([&session] { session.exit_code = list_rules(session.options); });
  show->callback(
      [arguments, &session] { session.exit_code = show_rule(session.options, arguments->id); });
  test->callback([arguments, &session] { session.exit_code = test_rules(arguments->files); });
  lint->callback([arguments, &session] { session.exit_code = lint_rules(arguments->files); });
}

}  // namespace sluice::cli
