#include "cli/read_report.h"

#include <unistd.h>

#include <ctime>
#include <utility>

#include "base/escape.h"
#include "base/file_reader.h"
#include "report/json_reader.h"

namespace sluice::cli {
namespace {

constexpr uint64_t kMaxReportBytes = uint64_t{1} << 30;

Result<std::string> bytes_of(const std::string& name) {
  if (name != "-") return read_file(name, kMaxReportBytes);
  std::string bytes;
  if (Result<void> read = read_all(STDIN_FILENO, kMaxReportBytes, bytes); !read) {
    return std::move(read).error();
  }
  return bytes;
}

}  // namespace

Result<Report> read_report(const std::string& name, const CommonOptions& options) {
  const Result<std::string> bytes = bytes_of(name);
  if (!bytes) return bytes.error();
  Result<Report> report = read_json_report(name, *bytes);
  if (report && report->redacted && options.show_secrets) {
    return Error{ErrorKind::kUsage,
                 escape_for_terminal(name) +
                     ": its secrets were taken out when it was written; scan again with "
                     "--show-secrets"};
  }
  if (report && report->now == 0) report->now = std::time(nullptr);
  return report;
}

}  // namespace sluice::cli
