// fuzzes: cli
// The event of a GitHub workflow: an answer or an error, and what it says can be shown.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "cli/ci_clone.h"
#include "cli/ci_environment.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace sluice;
  using namespace sluice::cli;
  const std::string event(reinterpret_cast<const char*>(data), size);
  for (const char* name : {"push", "pull_request", "merge_group", "workflow_dispatch", "other"}) {
    CiInputs inputs;
    inputs.variable = [&](const char* variable) -> std::string {
      const std::string asked = variable;
      if (asked == "GITHUB_ACTIONS") return "true";
      if (asked == "GITHUB_EVENT_NAME") return name;
      if (asked == "GITHUB_REF") return "refs/heads/topic";
      return asked == "GITHUB_EVENT_PATH" ? "/event" : "";
    };
    inputs.file = [&](const std::string&) -> Result<std::string> { return event; };
    const Result<CiRun> run = read_ci_run(inputs, {});
    const std::string shown = run ? fetch_command(*run, nullptr, true) : run.error().message;
    if (shown.empty()) std::abort();
    for (const char c : shown) {
      if (static_cast<unsigned char>(c) < 0x20) std::abort();
    }
    if (run && run->change.heads.empty()) std::abort();
  }
  return 0;
}
