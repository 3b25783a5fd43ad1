#include "judge/file_family.h"

#include <algorithm>
#include <array>

#include "base/ascii.h"

namespace sluice::judge {
namespace {

struct Extension {
  std::string_view text;  // lower case, without the dot
  FileFamily family;
};

constexpr auto kExtensions = std::to_array<Extension>({
    {"env", FileFamily::kEnv},        {"envrc", FileFamily::kEnv},
    {"ini", FileFamily::kConfig},     {"properties", FileFamily::kConfig},
    {"conf", FileFamily::kConfig},    {"cfg", FileFamily::kConfig},
    {"cnf", FileFamily::kConfig},     {"config", FileFamily::kXml},
    {"toml", FileFamily::kConfig},    {"npmrc", FileFamily::kConfig},
    {"netrc", FileFamily::kConfig},   {"pypirc", FileFamily::kConfig},
    {"pgpass", FileFamily::kConfig},  {"reg", FileFamily::kConfig},
    {"s3cfg", FileFamily::kConfig},   {"desktop", FileFamily::kConfig},
    {"service", FileFamily::kConfig}, {"rdp", FileFamily::kConfig},
    {"ovpn", FileFamily::kConfig},    {"yml", FileFamily::kYaml},
    {"yaml", FileFamily::kYaml},      {"json", FileFamily::kJson},
    {"jsonc", FileFamily::kJson},     {"json5", FileFamily::kJson},
    {"ipynb", FileFamily::kJson},     {"har", FileFamily::kJson},
    {"xml", FileFamily::kXml},        {"plist", FileFamily::kXml},
    {"csproj", FileFamily::kXml},     {"pom", FileFamily::kXml},
    {"sh", FileFamily::kShell},       {"bash", FileFamily::kShell},
    {"zsh", FileFamily::kShell},      {"fish", FileFamily::kShell},
    {"bat", FileFamily::kShell},      {"cmd", FileFamily::kShell},
    {"sql", FileFamily::kSql},        {"md", FileFamily::kDocs},
    {"rst", FileFamily::kDocs},       {"txt", FileFamily::kDocs},
    {"adoc", FileFamily::kDocs},      {"asciidoc", FileFamily::kDocs},
    {"html", FileFamily::kDocs},      {"htm", FileFamily::kDocs},
    {"tex", FileFamily::kDocs},       {"markdown", FileFamily::kDocs},
    {"mdx", FileFamily::kDocs},       {"org", FileFamily::kDocs},
    {"tf", FileFamily::kTerraform},   {"tfvars", FileFamily::kTerraform},
    {"hcl", FileFamily::kTerraform},  {"dockerfile", FileFamily::kDocker},
});

constexpr auto kCode = std::to_array<std::string_view>(
    {"as",     "c",      "cc",   "clj",  "coffee",  "cpp",   "cr",   "cs",    "cshtml", "css",
     "cxx",    "d",      "dart", "el",   "erl",     "ex",    "exs",  "f90",   "fs",     "go",
     "gradle", "groovy", "h",    "hh",   "hpp",     "hs",    "hxx",  "java",  "jl",     "js",
     "jsp",    "jsx",    "kt",   "kts",  "less",    "lisp",  "lua",  "m",     "mjs",    "cjs",
     "ml",     "mm",     "nim",  "pas",  "php",     "pl",    "pm",   "proto", "ps1",    "psm1",
     "py",     "pyi",    "r",    "rb",   "rs",      "scala", "scss", "sol",   "svelte", "swift",
     "t",      "tcl",    "ts",   "tsx",  "v",       "vb",    "vue",  "zig",   "razor",  "aspx",
     "erb",    "ejs",    "haml", "twig", "graphql", "dtd",   "xsd",  "cmake", "y",      "asm",
     "s",      "cu",     "ino",  "sv",   "vala",    "pyx",   "mts",  "cts"});

constexpr auto kLockNames = std::to_array<std::string_view>({"go.sum",
                                                             "package-lock.json",
                                                             "npm-shrinkwrap.json",
                                                             "pnpm-lock.yaml",
                                                             "yarn.lock",
                                                             "cargo.lock",
                                                             "pipfile.lock",
                                                             "poetry.lock",
                                                             "composer.lock",
                                                             "gradle.lockfile",
                                                             "verification-metadata.xml",
                                                             "deno.lock",
                                                             "flake.lock",
                                                             "gemfile.lock",
                                                             "podfile.lock",
                                                             "uv.lock",
                                                             "bun.lock",
                                                             "mix.lock",
                                                             "packages.lock.json",
                                                             "pubspec.lock",
                                                             "conan.lock",
                                                             "checksums.txt",
                                                             "sha256sums"});

constexpr auto kTestParts = std::to_array<std::string_view>({"test",
                                                             "tests",
                                                             "testing",
                                                             "testdata",
                                                             "test-data",
                                                             "test_data",
                                                             "unittest",
                                                             "unittests",
                                                             "unit_tests",
                                                             "spec",
                                                             "specs",
                                                             "fixture",
                                                             "fixtures",
                                                             "mock",
                                                             "mocks",
                                                             "__tests__",
                                                             "__mocks__",
                                                             "__fixtures__",
                                                             "e2e",
                                                             "testutil",
                                                             "testutils",
                                                             "testcases",
                                                             "test-fixtures",
                                                             "benchmark",
                                                             "benchmarks",
                                                             "t",
                                                             "selftest",
                                                             "selftests",
                                                             "androidtest",
                                                             "integrationtest",
                                                             "test-resources",
                                                             "cypress",
                                                             "stubs"});
constexpr auto kExampleParts = std::to_array<std::string_view>(
    {"example", "examples", "sample", "samples", "demo", "demos", "tutorial", "tutorials",
     "template", "templates", "boilerplate", "skeleton", "quickstart", "playground", "cookbook",
     "workshop"});
constexpr auto kDocsParts = std::to_array<std::string_view>(
    {"doc", "docs", "documentation", "man", "manual", "guides", "website"});
constexpr auto kVendorParts = std::to_array<std::string_view>(
    {"vendor", "vendors", "node_modules", "third_party", "third-party", "thirdparty",
     "bower_components", "dist", "site-packages", "deps", "external", "pods"});
constexpr auto kLocaleParts = std::to_array<std::string_view>(
    {"locale", "locales", "lang", "langs", "i18n", "l10n", "translations", "translation",
     "languages", "po", "nls", "localization", "localisation"});
constexpr auto kLocaleExtensions = std::to_array<std::string_view>(
    {"po", "pot", "xliff", "xlf", "resx", "strings", "arb", "ftl", "qm"});

// A word of the file name: what stands between '.', '-' and '_'.
bool name_has_word(std::string_view name, std::string_view lower) {
  for (size_t at = 0; at + lower.size() <= name.size(); ++at) {
    if (!starts_folded(name.substr(at), lower)) continue;
    const size_t end = at + lower.size();
    const bool opens = at == 0 || !is_alnum(name[at - 1]);
    const bool closes = end == name.size() || !is_alnum(name[end]);
    if (opens && closes) return true;
  }
  return false;
}

FileFamily family_of(std::string_view name, std::string_view extension) {
  if (starts_folded(name, ".env") || starts_folded(name, "env.") || equals_folded(name, "env")) {
    return FileFamily::kEnv;
  }
  if (starts_folded(name, "dockerfile") || starts_folded(name, "containerfile"))
    return FileFamily::kDocker;
  if (equals_any_folded(name, std::to_array<std::string_view>(
                                  {".npmrc", ".netrc", "_netrc", ".pypirc", ".pgpass", ".my.cnf",
                                   ".s3cfg", "credentials", "config", ".git-credentials",
                                   ".htpasswd", "my.cnf", ".boto"}))) {
    return FileFamily::kConfig;
  }
  if (equals_any_folded(name, std::to_array<std::string_view>(
                                  {".bashrc", ".zshrc", ".profile", ".bash_profile",
                                   ".bash_history", ".zsh_history", ".envrc", "makefile"}))) {
    return FileFamily::kShell;
  }
  if (equals_any_folded(name, std::to_array<std::string_view>(
                                  {"jenkinsfile", "rakefile", "gemfile", "vagrantfile", "podfile",
                                   "cmakelists.txt", "wscript", "sconstruct"}))) {
    return FileFamily::kCode;
  }
  for (const Extension& known : kExtensions) {
    if (equals_folded(extension, known.text)) return known.family;
  }
  return equals_any_folded(extension, kCode) ? FileFamily::kCode : FileFamily::kUnknown;
}

void note_folder(std::string_view part, FileFacts& facts) {
  facts.test |= equals_any_folded(part, kTestParts);
  facts.example |= equals_any_folded(part, kExampleParts);
  facts.docs |= equals_any_folded(part, kDocsParts);
  facts.vendored |= equals_any_folded(part, kVendorParts);
  facts.localisation |= equals_any_folded(part, kLocaleParts);
}

bool is_deployment(std::string_view name, std::string_view extension, FileFamily family) {
  if (family == FileFamily::kEnv || family == FileFamily::kDocker) return true;
  if (equals_folded(extension, "tfvars") || equals_folded(extension, "tf")) return true;
  const bool structured = family == FileFamily::kYaml || family == FileFamily::kJson;
  static constexpr auto kWords = std::to_array<std::string_view>(
      {"compose",    "deployment", "deploy",    "task-definition", "taskdef",     "values",
       "secret",     "secrets",    "stack",     "statefulset",     "configmap",   "appsettings",
       "helm",       "production", "prod",      "staging",         "application", "inventory",
       "group_vars", "serverless", "parameters"});
  return (structured || family == FileFamily::kConfig) &&
         std::any_of(kWords.begin(), kWords.end(),
                     [name](std::string_view word) { return name_has_word(name, word); });
}

}  // namespace

std::string_view family_name(FileFamily family) {
  static constexpr std::array<std::string_view, 12> kNames = {
      "unknown", "env",   "config", "yaml", "json",      "xml",
      "code",    "shell", "sql",    "docs", "terraform", "docker"};
  return kNames[static_cast<size_t>(family)];
}

FileFacts file_facts(std::string_view path) {
  FileFacts facts;
  if (path.empty()) return facts;
  size_t begin = 0;
  for (size_t slash = path.find('/'); slash != path.npos; slash = path.find('/', begin)) {
    note_folder(path.substr(begin, slash - begin), facts);
    begin = slash + 1;
  }
  const std::string_view name = path.substr(begin);
  const size_t dot = name.rfind('.');
  const std::string_view extension = dot == name.npos ? "" : name.substr(dot + 1);
  facts.family = family_of(name, extension);
  const std::string_view stem = name.substr(0, dot);
  for (const std::string_view word :
       {"test", "tests", "spec", "mock", "fixture", "fixtures", "stub"}) {
    facts.test |= name_has_word(name, word);
  }
  facts.test |= stem.ends_with("Test") || stem.ends_with("Tests") || stem.ends_with("Spec") ||
                (stem.size() > 4 && stem.starts_with("Test") && is_upper(stem[4]));
  for (const std::string_view word :
       {"example", "examples", "sample", "template", "demo", "dist", "tpl"}) {
    facts.example |= name_has_word(name, word);
  }
  facts.lock = equals_any_folded(name, kLockNames);
  facts.minified = name_has_word(name, "min") || equals_folded(extension, "map") ||
                   name_has_word(name, "bundle");
  facts.localisation |= equals_any_folded(extension, kLocaleExtensions) ||
                        (starts_folded(name, "messages") && !equals_any_folded(extension, kCode));
  facts.deployment = is_deployment(name, extension, facts.family);
  return facts;
}

}  // namespace sluice::judge
