// File families: what a path says about the notation of a file and about whom its
// values are for.
#pragma once

#include <cstdint>
#include <string_view>

namespace sluice::judge {

enum class FileFamily : uint8_t {
  kUnknown,
  kEnv,     // .env and its kin: KEY=value
  kConfig,  // ini, properties, toml, conf, cfg, npmrc …: values need no quotes
  kYaml,
  kJson,
  kXml,
  kCode,  // a language whose strings need quotes
  kShell,
  kSql,
  kDocs,  // markdown, rst, txt, html …
  kTerraform,
  kDocker,  // Dockerfile
};
std::string_view family_name(FileFamily family);

struct FileFacts {
  FileFamily family = FileFamily::kUnknown;
  bool test = false;          // in a folder, or of a name, of tests
  bool example = false;       // likewise of examples, samples, templates
  bool docs = false;          // in a folder of documentation
  bool vendored = false;      // third-party or built
  bool lock = false;          // a lock file: hashes, no secrets
  bool minified = false;      // *.min.*, source maps, bundles
  bool localisation = false;  // translated texts
  bool deployment = false;    // configures a running system
};

// `path` uses '/'; "" gives kUnknown and no fact. No allocation.
FileFacts file_facts(std::string_view path);

}  // namespace sluice::judge
