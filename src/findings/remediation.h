// Remediation: what to do about one leaked secret, in the order in which it helps.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "sluice/report.h"

namespace sluice {

struct RemediationStep {
  enum class Action : uint8_t {
    kRevoke,      // where it was issued; until then nothing else helps
    kReplace,     // a new one, where it is used
    kFindCopies,  // every other place of the same value
    kScrub,       // out of the repository, and what that takes
    kPrevent,     // the next one
  };
  Action action = Action::kRevoke;
  // Sentences; may name paths and refs of the repository as they are: reporters take secrets out
  // (findings/redact.h) and make them safe to show.
  std::string text;
  std::string url;                    // where that is done, as the rule has it; may be empty
  std::vector<std::string> commands;  // for a shell; hold nothing of the repository
};

std::string_view remediation_action_name(RemediationStep::Action action);  // "revoke", …

// One step an action, in the order of Action: from the rule, and from where the findings of
// `group` that nothing suppresses (all, where everything is) lie and what still holds them.
std::vector<RemediationStep> remediation_steps(const Report& report, const SecretGroup& group);

}  // namespace sluice
