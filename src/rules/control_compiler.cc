// control_compiler OUTPUT.cc CONTROLS.toml RULES.toml …: controls.toml as constants, at build
// time. Any mistake in it fails the build and names file and line.
#include <cstdio>
#include <fstream>
#include <iterator>
#include <string>

#include "rules/control_file.h"
#include "rules/rule_file.h"

namespace sluice {
namespace {

std::string text_of(const char* name) {
  std::ifstream in(name, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::string literal(const std::string& text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + "\"";
}

// An array `name` of strings; an empty one has no array.
std::string strings(const std::string& name, const std::vector<std::string>& texts) {
  if (texts.empty()) return "";
  std::string out = "constexpr std::string_view " + name + "[] = {";
  for (const std::string& text : texts) out += literal(text) + ", ";
  return out + "};\n";
}

std::string code_of(const ControlFile& file) {
  std::string code =
      "// Made by control_compiler out of rules/controls.toml.\n#include \"report/controls.h\"\n\n"
      "namespace sluice {\nnamespace {\n\nconstexpr Framework kFrameworks[] = {\n";
  for (const ControlFile::Framework& each : file.frameworks) {
    code += "    {" + literal(each.id) + ", " + literal(each.name) + ", " + literal(each.title) +
            ", " + literal(each.organization) + ", " + literal(each.version) + ", " +
            literal(each.url) + "},\n";
  }
  code += "};\n\n";
  std::string selectors;
  for (size_t i = 0; i < file.sets.size(); ++i) {
    const ControlFile::Set& set = file.sets[i];
    selectors += "    {";
    for (const auto& [name, texts] :
         {std::pair("kKinds", &set.kinds), {"kTags", &set.tags}, {"kIds", &set.rules}}) {
      const std::string array = name + std::to_string(i);
      code += strings(array, *texts);
      selectors += (texts->empty() ? "{}" : array) + ", ";
    }
    selectors += "},\n";
  }
  code += "constexpr RuleSelector kSelectors[] = {\n" + selectors + "};\n\n" +
          "constexpr Control kControls[] = {\n";
  for (const ControlFile::Control& each : file.controls) {
    code += "    {&kFrameworks[" + std::to_string(each.framework) + "], " + literal(each.id) +
            ", " + literal(each.label) + ", " + literal(each.value) + ", " + literal(each.title) +
            ", " + literal(each.url) + ", " +
            (each.of ? "&kSelectors[" + std::to_string(*each.of) + "]" : "nullptr") + "},\n";
  }
  return code +
         "};\n\n}  // namespace\n\nstd::span<const Framework> frameworks() { return kFrameworks; "
         "}\n"
         "std::span<const Control> controls() { return kControls; }\n\n}  // namespace sluice\n";
}

Result<std::vector<Rule>> rules_of(int count, char** names) {
  std::vector<Rule> rules;
  for (int i = 0; i < count; ++i) {
    Result<RuleFile> file = parse_rule_file(text_of(names[i]), names[i], Dialect::kBuiltin, {});
    if (!file) return std::move(file).error();
    std::move(file->rules.begin(), file->rules.end(), std::back_inserter(rules));
  }
  return rules;
}

int compile(const char* output, const char* name, const std::vector<Rule>& rules) {
  const Result<ControlFile> file = parse_control_file(text_of(name), name, rules);
  if (!file) {
    std::fprintf(stderr, "%s\n", file.error().message.c_str());
    return 2;
  }
  std::ofstream out(output);
  out << code_of(*file);
  out.flush();
  return out ? 0 : 2;
}

}  // namespace
}  // namespace sluice

int main(int argc, char** argv) {
  if (argc < 4) {
    std::fprintf(stderr, "usage: control_compiler OUTPUT.cc CONTROLS.toml RULES.toml ...\n");
    return 2;
  }
  const auto rules = sluice::rules_of(argc - 3, argv + 3);
  if (!rules) {
    std::fprintf(stderr, "%s\n", rules.error().message.c_str());
    return 2;
  }
  return sluice::compile(argv[1], argv[2], *rules);
}
