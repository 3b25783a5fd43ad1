// The answers that gitleaks 8.30.1 gave to made-up inputs, replayed: tests/e2e/gitleaks holds a
// file a case, written by tests/conformance/gitleaks_mechanics.py --golden. Each has
//   config, arguments   the configuration and the command line
//   beside              by name: files in the folder around that of what is scanned
//   history             what git fast-import reads, where there is a repository
//   files, index        by path: what lies in the folder; what is staged as well
//   stdin
//   exit, report        gitleaks' exit code, and its JSON report
// Texts are bytes: a character up to U+00FF is one.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>

#include "base/file_reader.h"
#include "e2e/program.h"
#include "support/git_fixture.h"

namespace sluice::test {
namespace {

using Json = nlohmann::json;

std::string bytes_of(const std::string& text) {
  std::string out;
  for (size_t at = 0; at < text.size(); ++at) {
    const auto byte = static_cast<unsigned char>(text[at]);
    const bool wide = byte >= 0x80;
    const auto next = static_cast<unsigned char>(wide ? text[++at] : 0);
    out += static_cast<char>(wide ? (byte & 3) << 6 | (next & 0x3f) : byte);
  }
  return out;
}

void write_files(const TempDir& dir, const Json& files) {
  for (const auto& [path, text] : files.items()) {
    dir.write("it/" + bytes_of(path), bytes_of(text.get<std::string>()));
  }
}

void make_folder(const TempDir& dir, const Json& kept) {
  std::filesystem::create_directory(dir / "it");
  const std::string git = "GIT_CONFIG_GLOBAL=/dev/null git -C '" + (dir / "it") + "' ";
  const std::string history = bytes_of(kept["history"]);
  if (!history.empty()) {
    dir.write("history", history);
    run(git + "init -q -b main && " + git + "fast-import --quiet <'" + (dir / "history") + "' && " +
        git + "reset -q --hard");
  }
  write_files(dir, kept["files"]);
  write_files(dir, kept["index"]);
  for (const auto& [path, text] : kept["index"].items()) {
    run(git + "add -- '" + bytes_of(path) + "'");
  }
}

std::vector<std::string> ordered(const Json& report) {
  std::vector<std::string> findings;
  for (const Json& finding : report) findings.push_back(finding.dump(1));
  std::sort(findings.begin(), findings.end());
  return findings;
}

void replay(const std::filesystem::path& file) {
  std::ifstream in(file);
  const Json kept = Json::parse(in);
  const TempDir dir;
  make_folder(dir, kept);
  dir.write("made.toml", kept["config"].get<std::string>());
  for (const auto& [name, text] : kept["beside"].items()) dir.write(name, text.get<std::string>());
  std::string arguments = "gitleaks";
  for (const Json& word : kept["arguments"]) arguments += " '" + word.get<std::string>() + "'";
  const Outcome outcome =
      sluice(arguments + " -c ../made.toml -r ../report.json",
             "unset GITLEAKS_CONFIG; cd '" + (dir / "it") + "';", bytes_of(kept["stdin"]));
  EXPECT_EQ(outcome.code, kept["exit"].get<int>()) << file << outcome.err;
  const Result<std::string> report = read_file(dir / "report.json");
  ASSERT_TRUE(report) << file << outcome.err;
  EXPECT_EQ(ordered(Json::parse(*report)), ordered(kept["report"])) << file;
}

TEST(GitleaksGolden, GivesWhatGitleaksGave) {
  size_t cases = 0;
  for (const auto& entry : std::filesystem::directory_iterator(SLUICE_ROOT "/tests/e2e/gitleaks")) {
    replay(entry.path());
    ++cases;
  }
  EXPECT_GE(cases, 15u);
}

}  // namespace
}  // namespace sluice::test
