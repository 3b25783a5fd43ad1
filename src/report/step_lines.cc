#include "report/step_lines.h"

#include "findings/remediation.h"
#include "report/markup.h"

namespace sluice {

const std::vector<std::string>& StepLines::of(const SecretGroup& group) const {
  if (last_ == &group) return lines_;
  last_ = &group;
  lines_.clear();
  for (const RemediationStep& step : remediation_steps(report_, group)) {
    std::string line = std::to_string(lines_.size() + 1) + ". " + step.text;
    if (is_web_url(step.url)) line += " " + step.url;
    for (const std::string& command : step.commands) line += " $ " + command;
    lines_.push_back(std::move(line));
  }
  return lines_;
}

}  // namespace sluice
