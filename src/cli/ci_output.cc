#include "cli/ci_output.h"

#include <fcntl.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <optional>

#include "base/digest.h"
#include "base/escape.h"
#include "cli/deliver.h"
#include "cli/exit_code.h"
#include "report/annotations.h"
#include "report/formats.h"

namespace sluice::cli {
namespace {

std::optional<AnnotationStyle> style_of(const CiOutput& output, CiProvider provider) {
  if (output.annotations == "never") return std::nullopt;
  if (output.annotations == "github") return AnnotationStyle::kGitHub;
  if (output.annotations == "azure") return AnnotationStyle::kAzure;
  if (provider == CiProvider::kGitHub) return AnnotationStyle::kGitHub;
  if (provider == CiProvider::kAzure) return AnnotationStyle::kAzure;
  return std::nullopt;
}

// A word that nobody who wrote into the repository can know.
std::string random_word() {
  std::array<char, 16> bytes{};
  if (::getrandom(bytes.data(), bytes.size(), 0) != static_cast<ssize_t>(bytes.size())) return {};
  return to_hex({bytes.data(), bytes.size()});
}

void print_now(const std::string& text) {
  std::fputs(text.c_str(), stdout);
  std::fflush(stdout);
}

// The report as text, in which the service reads no command.
int log_text(const Report& report, CommonOptions options, std::optional<AnnotationStyle> style) {
  options.format = "text";
  options.output.clear();
  const std::string word = style ? random_word() : "";
  if (!word.empty()) print_now(stop_commands(word, *style));
  const int code = deliver(report, options, true);
  if (!word.empty()) print_now(resume_commands(word, *style));
  return code;
}

struct Target {
  std::string format, file;
};

std::optional<Target> target_of(const std::string& also) {
  const size_t equals = also.find('=');
  if (equals == also.npos || equals == 0 || equals + 1 == also.size()) return std::nullopt;
  return Target{also.substr(0, equals), also.substr(equals + 1)};
}

// GitHub takes no more of one step.
constexpr off_t kMaxSummaryBytes = off_t{1} << 20;

// Appends to the file that the service shows as the step's summary; what stands there stays.
void append_summary(const Report& report) {
  const char* path = std::getenv("GITHUB_STEP_SUMMARY");
  if (path == nullptr || *path == '\0') return;
  const std::string text = markdown_report(report, {}) + "\n";
  const int file = ::open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
  struct stat status {};
  bool written = file >= 0 && ::fstat(file, &status) == 0 &&
                 status.st_size + static_cast<off_t>(text.size()) <= kMaxSummaryBytes;
  written = written && ::write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size());
  if (file >= 0) ::close(file);
  if (!written) complain("the step summary could not be written; the report is not affected");
}

}  // namespace

Result<void> CiOutput::check() const {
  for (const std::string& each : also) {
    const std::optional<Target> target = target_of(each);
    if (!target || find_format(target->format) == nullptr) {
      return Error{ErrorKind::kUsage,
                   "--also-write " + escape_for_terminal(each) +
                       ": write FORMAT=FILE, as in sarif=sluice.sarif; formats are " +
                       format_names()};
    }
  }
  return {};
}

bool CiOutput::wants_line_hashes() const {
  return std::any_of(also.begin(), also.end(),
                     [](const std::string& each) { return each.starts_with("sarif="); });
}

int write_ci_report(const Report& report, const CommonOptions& options, const CiOutput& output,
                    CiProvider provider) {
  const std::optional<AnnotationStyle> style = style_of(output, provider);
  bool written = true;
  for (const std::string& each : output.also) {
    const std::optional<Target> target = target_of(each);
    CommonOptions other = options;
    other.format = target->format;
    other.output = target->file;
    written = write_report(report, other) && written;
  }
  const bool to_file = !options.output.empty();
  const bool logs_text = to_file || format_of(options).name == "text";
  int code = kClean;
  if (to_file || !logs_text) {
    code = deliver(report, options, true);
    written = code != kUsage && written;
  }
  if (logs_text && !(to_file && options.quiet)) {
    CommonOptions log = options;
    // Open secrets were asked for in the file, not in a log that many can read.
    log.show_secrets = options.show_secrets && !to_file;
    code = log_text(report, log, style);
  }
  if (logs_text && style) print_now(annotations(report, *style));
  append_summary(report);
  return written ? code : static_cast<int>(kUsage);
}

}  // namespace sluice::cli
