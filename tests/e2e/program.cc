#include "e2e/program.h"

#include <gtest/gtest.h>
#include <sys/wait.h>

#include <cstdlib>

#include "base/file_reader.h"
#include "support/git_fixture.h"

namespace sluice::test {

Outcome shell(const std::string& command, const std::string& input) {
  const TempDir dir;
  const std::string in = dir.write("in", input);
  const std::string whole =
      "export SOURCE_DATE_EPOCH=1719792000 NO_COLOR=1; unset SLUICE_CONFIG SLUICE_KEY "
      "GIT_DIR GIT_INDEX_FILE CI; export XDG_CACHE_HOME='" +
      (dir / "cache") + "'; { " + command + "; } <'" + in + "' >'" + (dir / "out") + "' 2>'" +
      (dir / "err") + "'";
  const int status = std::system(whole.c_str());
  Outcome outcome;
  outcome.code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  outcome.out = *read_file(dir / "out");
  outcome.err = *read_file(dir / "err");
  return outcome;
}

Outcome sluice(const std::string& arguments, const std::string& before, const std::string& input) {
  return shell(before + " '" SLUICE_PROGRAM "' " + arguments, input);
}

nlohmann::json scan_json(const std::string& arguments, int expected_code) {
  const Outcome outcome = sluice("scan " + arguments + " -f json");
  EXPECT_EQ(outcome.code, expected_code) << outcome.out << outcome.err;
  nlohmann::json report = nlohmann::json::parse(outcome.out, nullptr, false);
  EXPECT_FALSE(report.is_discarded()) << outcome.out << outcome.err;
  if (report.is_discarded()) return nlohmann::json::object();
  EXPECT_EQ(report.at("schema"), 1);
  return report;
}

nlohmann::json only_secret(const nlohmann::json& report) {
  EXPECT_EQ(report.at("secrets").size(), 1u) << report.dump(1);
  return report.at("secrets").empty() ? nlohmann::json() : report.at("secrets").at(0);
}

std::string made_up_password() { return std::string("Mur") + "mel-7!tal" + "weg"; }

std::string env_line() { return std::string("DB_PASS") + "WORD=" + made_up_password() + "\n"; }

}  // namespace sluice::test
