// Annotations: findings as commands of a CI service's log, which shows them at their lines.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "sluice/report.h"

namespace sluice {

// Whose commands: GitHub's workflow commands (Gitea and Forgejo read them as well), Azure's logging
// commands.
enum class AnnotationStyle : uint8_t { kGitHub, kAzure };

// One line each: an error for each of the worst findings that count, a notice for each
// suppression that the change itself adds, a warning where the scan is incomplete. No secret, and
// nothing of the repository, stands in it but escaped. A service shows no more than kMaxAnnotations
// of a kind; what is left out is said in the last one.
inline constexpr size_t kMaxAnnotations = 10;
std::string annotations(const Report& report, AnnotationStyle style);

// Lines around text that is no command, whatever it holds: `token` is a word that nobody can know
// before. Empty for a service that has no such thing.
std::string stop_commands(std::string_view token, AnnotationStyle style);
std::string resume_commands(std::string_view token, AnnotationStyle style);

}  // namespace sluice
