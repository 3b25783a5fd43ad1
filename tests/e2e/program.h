// The built program, run in a process of its own.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

namespace sluice::test {

struct Outcome {
  int code = -1;  // exit code; 128 + signal
  std::string out, err;
};

// `command` as a shell reads it. "Now" is 2024-07-01 for every sluice that it starts, so that
// exposure is a constant; colour, the cache and the machine's own configuration are shut out.
Outcome shell(const std::string& command, const std::string& input = "");

// The program, in the same surroundings: `arguments` as a shell reads them; `before` is put in
// front of it ("cd x &&", "env X=y", "strace …").
Outcome sluice(const std::string& arguments, const std::string& before = "",
               const std::string& input = "");

// `sluice scan ARGUMENTS -f json`, which must be valid JSON of schema 1.
nlohmann::json scan_json(const std::string& arguments, int expected_code);

// The one secret of a report.
nlohmann::json only_secret(const nlohmann::json& report);

// A password that the judge takes for a person's, made at run time.
std::string made_up_password();
// "DB_PASSWORD=…\n", put together here so that no file holds it.
std::string env_line();

}  // namespace sluice::test
