// rule_compiler OUTPUT_FOLDER FILE.toml …: the built-in rules at build time.
// Writes builtin_rules.cc (the rules as constants, so that a start parses no
// TOML), and builtin.hsdb (the loaded database that builtin_database.S
// embeds). Any mistake in a rule file fails the build and names file, line, key.
#include <cstdio>
#include <fstream>
#include <iterator>
#include <set>
#include <string>
#include <vector>

#include "engine/compiler.h"
#include "engine/confirm.h"
#include "engine/extent.h"
#include "engine/pair.h"
#include "engine/ruleset_digest.h"
#include "engine/stage.h"
#include "rules/rule_file.h"

namespace sluice {
namespace {

// A C++ string literal; \x escapes end the literal so that no digit joins them.
std::string literal(std::string_view text) {
  std::string out = "\"";
  char escaped[8];
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (c >= 0x20 && c < 0x7f && c != '?') {
      out += c;
    } else {
      std::snprintf(escaped, sizeof escaped, "\\x%02x\" \"", static_cast<unsigned char>(c));
      out += escaped;
    }
  }
  return out + "\"";
}

std::string literals(const std::vector<std::string>& texts) {
  std::string out = "{";
  for (const std::string& text : texts) out += literal(text) + ", ";
  return out + "}";
}

std::string written(const Allowlist& allowlist) {
  std::string out = "  rule.allowlists.push_back({" + literal(allowlist.description) + ", ";
  out += allowlist.all_of ? "true, " : "false, ";
  out += literals(allowlist.commits) + ", " + literals(allowlist.paths) + ", ";
  out += literals(allowlist.regexes) + ", " + literals(allowlist.stopwords) + ", ";
  out += "static_cast<Allowlist::Target>(" + std::to_string(static_cast<int>(allowlist.target)) +
         "), {}});\n";
  return out;
}

std::string written(const Rule& rule) {
  std::string out;
  const auto set = [&](std::string_view member, const std::string& value) {
    out += "  rule." + std::string(member) + " = " + value + ";\n";
  };
  const auto text = [&](std::string_view member, const std::string& value) {
    if (!value.empty()) set(member, literal(value));
  };
  const auto list = [&](std::string_view member, const std::vector<std::string>& values) {
    if (!values.empty()) set(member, literals(values));
  };
  text("id", rule.id);
  list("aliases", rule.aliases);
  text("description", rule.description);
  text("regex", rule.regex);
  text("path", rule.path);
  set("secret_group", std::to_string(rule.secret_group));
  set("entropy", std::to_string(rule.entropy));
  list("keywords", rule.keywords);
  list("tags", rule.tags);
  for (const Allowlist& allowlist : rule.allowlists) out += written(allowlist);
  text("title", rule.title);
  set("severity", "static_cast<Severity>(" + std::to_string(static_cast<int>(rule.severity)) + ")");
  set("confidence",
      "static_cast<Confidence>(" + std::to_string(static_cast<int>(rule.confidence)) + ")");
  set("judge", "static_cast<JudgeKind>(" + std::to_string(static_cast<int>(rule.judge)) + ")");
  set("random", rule.random ? "true" : "false");
  list("prefilters", rule.prefilters);
  text("pair_id", rule.pair_id);
  text("pair_value", rule.pair_value);
  text("pair_key", rule.pair_key);
  text("checksum", rule.checksum);
  text("remediation", rule.remediation);
  text("remediation_url", rule.remediation_url);
  list("references", rule.references);
  set("builtin", rule.builtin ? "true" : "false");
  return out;
}

struct Sources {
  std::vector<Rule> rules;
  std::vector<std::string> patterns;
  std::string table;  // rows of CompiledPattern
};

Result<void> add_patterns(const Rule& rule, Sources& sources) {
  const auto fail = [&](const std::string& what) {
    return Error{ErrorKind::kUsage, rule.source + ": rule '" + rule.id + "': " + what};
  };
  if (Result<void> checked = PairFinder::check(rule); !checked) {
    return fail("keys `pair_id`, `pair_value`: " + checked.error().message);
  }
  if (rule.regex.empty()) return {};
  // Stage two alone knows the width of a regex that stage one refuses.
  const Result<uint32_t> regex_width = pattern_width(rule.regex);
  const uint32_t reach = regex_width ? *regex_width : kUnboundedWidth;
  if (Result<void> checked = Detector(rule, {}, reach).check(); !checked) {
    return fail("key `regex`: " + checked.error().message);
  }
  for (const std::string& pattern : stage_one_patterns(rule)) {
    const Result<uint32_t> width = pattern_width(pattern);
    if (!width) return fail("key `prefilter`: " + width.error().message);
    if (*width == kUnboundedWidth) {
      return fail("a stage-one pattern has no bound; give `prefilter` a bounded start of it");
    }
    if (max_newlines(pattern) > 0) {
      return fail(
          "a stage-one pattern may hold a newline; give `prefilter` a start that ends before it");
    }
    sources.table += "    {" + literal(rule.id) + ", " + literal(pattern) + ", " +
                     std::to_string(*width) + "u, " + std::to_string(max_newlines(pattern)) +
                     "u, " + std::to_string(reach) + "u, " + std::to_string(sources.rules.size()) +
                     "u},\n";
    sources.patterns.push_back(pattern);
  }
  return {};
}

Result<Sources> read_sources(int count, char** names) {
  Sources sources;
  std::set<std::string> ids;
  for (int i = 0; i < count; ++i) {
    std::ifstream in(names[i], std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(in), {}};
    Result<RuleFile> file = parse_rule_file(text, names[i], Dialect::kBuiltin, {});
    if (!file) return std::move(file).error();
    for (Rule& rule : file->rules) {
      if (!ids.insert(rule.id).second) {
        return Error{ErrorKind::kUsage, rule.source + ": rule '" + rule.id + "' stands twice"};
      }
      if (Result<void> added = add_patterns(rule, sources); !added) return std::move(added).error();
      rule.builtin = true;
      sources.rules.push_back(std::move(rule));
    }
  }
  if (sources.rules.empty()) return Error{ErrorKind::kUsage, "no rule in any file"};
  return sources;
}

// An array of the numbers of the rules that `is` holds for.
std::string numbers(std::string_view name, const std::vector<Rule>& rules,
                    bool (*is)(const Rule& rule)) {
  std::string list;
  size_t count = 0;
  for (size_t i = 0; i < rules.size(); ++i) {
    if (!is(rules[i])) continue;
    list += std::to_string(i) + "u, ";
    ++count;
  }
  return "constexpr std::array<uint32_t, " + std::to_string(count) + "> " + std::string(name) +
         " = {" + list + "};\n";
}

Result<void> write(const std::string& folder, const Sources& sources) {
  Result<std::string> database = compile_database(sources.patterns);
  if (database) database = loaded_database(*database);
  if (!database) return std::move(database).error();
  std::ofstream(folder + "/builtin.hsdb", std::ios::binary) << *database;

  std::ofstream code(folder + "/builtin_rules.cc");
  const size_t count = sources.rules.size();
  code << "// Made by rule_compiler out of rules/*.toml.\n#include \"builtin/builtin.h\"\n\n"
          "#include <array>\n#include <iterator>\n\nextern \"C\" const char "
          "sluice_builtin_database[];\n"
          "extern \"C\" const char sluice_builtin_database_end[];\n\n"
          "namespace sluice {\nnamespace {\n\nconstexpr CompiledPattern kPatterns[] = {\n"
       << sources.table << "};\n"
       << numbers("kPathRules", sources.rules, &is_on_path_alone)
       << numbers("kPairRules", sources.rules, &PairFinder::pairs)
       << "constexpr char kSha256[] = " << literal(rules_sha256(sources.rules, {})) << ";\n\n";
  for (size_t i = 0; i < count; ++i) {
    code << "void make_rule_" << i << "(Rule& rule) {\n" << written(sources.rules[i]) << "}\n";
  }
  code << "\nconstexpr void (*kMakers[])(Rule&) = {\n";
  for (size_t i = 0; i < count; ++i) code << "    make_rule_" << i << ",\n";
  code << "};\nvoid make_rule(size_t index, Rule& rule) { kMakers[index](rule); }\n"
          "\n}  // namespace\n\nvoid add_builtin_examples(std::vector<Rule>& rules) {\n";
  for (size_t i = 0; i < count; ++i) {
    const std::string rule = "  rules[" + std::to_string(i) + "].";
    code << rule << "examples = " << literals(sources.rules[i].examples) << ";\n"
         << rule << "counter_examples = " << literals(sources.rules[i].counter_examples) << ";\n";
  }
  code << "}\n\nRuleSet builtin_ruleset() { return {RuleList(std::size(kMakers), make_rule), "
          "kSha256}; }\n\nstd::vector<Rule> builtin_rules() {\n"
          "  std::vector<Rule> rules(std::size(kMakers));\n"
          "  for (size_t i = 0; i < rules.size(); ++i) make_rule(i, rules[i]);\n"
          "  return rules;\n}\n\nCompiledDatabase builtin_database() {\n"
          "  return {{sluice_builtin_database, static_cast<size_t>(sluice_builtin_database_end - "
          "sluice_builtin_database)}, kPatterns, kPathRules, kPairRules, kSha256};\n}\n\n"
          "}  // namespace sluice\n";
  code.flush();
  if (!code) return Error{ErrorKind::kIo, "cannot write to " + folder};
  return {};
}

}  // namespace
}  // namespace sluice

int main(int argc, char** argv) {
  if (argc < 3) {
    std::fprintf(stderr, "usage: rule_compiler OUTPUT_FOLDER FILE.toml ...\n");
    return 2;
  }
  const auto sources = sluice::read_sources(argc - 2, argv + 2);
  if (!sources) {
    std::fprintf(stderr, "%s\n", sources.error().message.c_str());
    return 2;
  }
  if (const auto done = sluice::write(argv[1], *sources); !done) {
    std::fprintf(stderr, "%s\n", done.error().message.c_str());
    return 2;
  }
  return 0;
}
