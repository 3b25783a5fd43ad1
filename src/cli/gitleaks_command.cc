#include "cli/gitleaks_command.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <thread>
#include <tuple>

#include "base/escape.h"
#include "base/file_reader.h"
#include "cli/gitleaks_config.h"
#include "cli/gitleaks_flags.h"
#include "cli/gitleaks_log.h"
#include "cli/signal_stop.h"
#include "gitleaks/folder_scan.h"
#include "gitleaks/git_scan.h"
#include "gitleaks/report.h"

namespace sluice::cli {
namespace {

using GitleaksCommand = GitleaksFlags::Command;
using Clock = std::chrono::steady_clock;

constexpr int kUnknownFlag = 126;
constexpr uint64_t kMegabyte = 1'000'000;
constexpr uint64_t kMaxInput = uint64_t{2} << 30;

// "1.5s", of three digits or so.
std::string duration(Clock::duration spent) {
  const double seconds = std::chrono::duration<double>(spent).count();
  char text[32];
  if (seconds < 1) {
    std::snprintf(text, sizeof text, "%.3gms", seconds * 1000);
  } else {
    std::snprintf(text, sizeof text, "%.3gs", seconds);
  }
  return text;
}

std::string bytes_text(uint64_t bytes) {
  if (bytes == 0) return "0";
  const auto value = static_cast<double>(bytes);
  const bool giga = bytes >= 1'000'000'000, mega = bytes >= kMegabyte, kilo = bytes >= 1000;
  char text[64];
  std::snprintf(text, sizeof text, "%.2f", value / (giga ? 1e9 : mega ? 1e6 : kilo ? 1e3 : 1));
  std::string number(text);
  if (number.ends_with(".00")) number.resize(number.size() - 3);
  return number + (giga ? " GB" : mega ? " MB" : kilo ? " KB" : " bytes");
}

void order(std::vector<gitleaks::Finding>& findings) {
  std::stable_sort(findings.begin(), findings.end(),
                   [](const gitleaks::Finding& one, const gitleaks::Finding& other) {
                     const auto key = [](const gitleaks::Finding& finding) {
                       return std::tie(finding.order, finding.file, finding.start_line,
                                       finding.start_column, finding.rule, finding.end_line,
                                       finding.end_column);
                     };
                     return key(one) < key(other);
                   });
}

class Run {
 public:
  explicit Run(const GitleaksFlags& flags) : flags_(flags) {}

  int execute() {
    if (!log_.set_level(flags_.log_level)) {
      log_.warn("unknown log level: " + escape_for_terminal(flags_.log_level));
    }
    if (Result<void> meant = read_command(); !meant) return log_.fatal(meant.error().message);
    Result<GitleaksConfig> config =
        read_gitleaks_config(flags_, command_ == GitleaksCommand::kStdin ? "" : sources_[0], log_);
    if (!config) return log_.fatal(config.error().message);
    config_ = &*config;
    if (Result<void> ready = prepare_report(); !ready) return log_.fatal(ready.error().message);
    Result<gitleaks::Scanned> scanned = scan();
    if (!scanned) return log_.fatal(scanned.error().message);
    return finish(*std::move(scanned));
  }

 private:
  // The older commands are other words for these.
  Result<void> read_command() {
    command_ = flags_.command;
    if (command_ == GitleaksCommand::kDetect) {
      command_ = flags_.no_git ? GitleaksCommand::kDir
                 : flags_.pipe ? GitleaksCommand::kStdin
                               : GitleaksCommand::kGit;
      sources_ = {flags_.source};
    } else if (command_ == GitleaksCommand::kProtect) {
      command_ = GitleaksCommand::kGit;
      sources_ = {flags_.source};
    } else {
      sources_ = flags_.arguments;
    }
    diff_ = flags_.staged || flags_.pre_commit || flags_.command == GitleaksCommand::kProtect;
    if (command_ == GitleaksCommand::kGit && sources_.size() > 1) {
      return Error{ErrorKind::kUsage,
                   "accepts at most 1 arg(s), received " + std::to_string(sources_.size())};
    }
    if (sources_.empty()) sources_ = {""};
    std::replace(sources_.begin(), sources_.end(), std::string(), std::string("."));
    return {};
  }

  Result<void> prepare_report() {
    const auto refused = [](std::string message) {
      return Error{ErrorKind::kUsage, std::move(message)};
    };
    if (!flags_.diagnostics.empty()) return refused("--diagnostics is not supported");
    if (!flags_.report_template.empty() || flags_.report_format == "template") {
      return refused(
          "report templates are Go programs, which sluice does not run; write --report-format json "
          "and convert that");
    }
    if (flags_.report_path.empty()) return {};
    format_ = flags_.report_format.empty() ? gitleaks::report_format_of(flags_.report_path)
                                           : gitleaks::report_format_named(flags_.report_format);
    if (!format_) {
      return refused("unknown report format " + escape_for_terminal(flags_.report_format) +
                     ": --report-format is json, csv, junit or sarif");
    }
    if (flags_.report_path == "-") return {};
    // Before a long scan, not behind it.
    const int fd = ::open(flags_.report_path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0666);
    if (fd < 0) {
      return refused("Report path is not writable: " + escape_for_terminal(flags_.report_path));
    }
    struct stat info {};
    if (::fstat(fd, &info) == 0 && S_ISREG(info.st_mode)) ::unlink(flags_.report_path.c_str());
    ::close(fd);
    return {};
  }

  Result<gitleaks::Scanned> scan() {
    gitleaks::DetectorOptions options;
    options.ignore_allow_comments = flags_.ignore_allow;
    options.max_megabytes =
        static_cast<uint64_t>(std::max<int64_t>(flags_.max_target_megabytes, 0));
    options.max_decode_depth =
        static_cast<unsigned>(std::clamp<int64_t>(flags_.max_decode_depth, 0, 1000));
    options.own_files = config_->own_files;
    options.stop = stop_.token();
    const gitleaks::Detector detector(config_->rules, config_->engine ? &*config_->engine : nullptr,
                                      options);
    if (command_ == GitleaksCommand::kStdin) return scan_stdin(detector);
    return command_ == GitleaksCommand::kDir ? scan_folders(detector) : scan_git(detector);
  }

  static unsigned workers() { return std::max(1u, std::thread::hardware_concurrency()); }

  Result<gitleaks::Scanned> scan_stdin(const gitleaks::Detector& detector) {
    std::string bytes;
    if (Result<void> read = read_all(STDIN_FILENO, kMaxInput, bytes); !read) {
      return Error{ErrorKind::kIo, "failed scan input from stdin: " + read.error().message};
    }
    return gitleaks::scan_text(detector, bytes);
  }

  Result<gitleaks::Scanned> scan_folders(const gitleaks::Detector& detector) {
    const gitleaks::FolderOptions options{
        .follow_symlinks = flags_.follow_symlinks,
        .max_bytes =
            static_cast<uint64_t>(std::max<int64_t>(flags_.max_target_megabytes, 0)) * kMegabyte,
        .open_archives = flags_.max_archive_depth > 0,
        .workers = workers()};
    gitleaks::Scanned all;
    for (const std::string& source : sources_) {
      gitleaks::add(scan_folder(detector, source, options, stop_.token()), all);
    }
    return all;
  }

  Result<gitleaks::Scanned> scan_git(const gitleaks::Detector& detector) {
    gitleaks::GitOptions options;
    options.source = sources_[0];
    options.workers = workers();
    const auto platform = gitleaks::platform_named(flags_.platform);
    if (!platform && !diff_) {
      return Error{ErrorKind::kUsage,
                   "invalid scm platform value: " + escape_for_terminal(flags_.platform)};
    }
    if (diff_) {
      return scan_diff(detector, options,
                       flags_.staged ? gitleaks::Diff::kStaged : gitleaks::Diff::kWorktree);
    }
    if (!flags_.log_opts.empty()) options.log_words = log_words();
    remote_ = gitleaks::remote_of(options.source, *platform);
    Result<gitleaks::Scanned> scanned = scan_log(detector, options, stop_.token());
    if (scanned) log_.info(std::to_string(scanned->commits) + " commits scanned.");
    if (scanned && flags_.max_archive_depth > 0) {
      scanned->failures.emplace_back("archives in commits are not opened by this version");
    }
    return scanned;
  }

  std::vector<std::string> log_words() const {
    std::vector<std::string> words;
    for (size_t at = 0; at <= flags_.log_opts.size();) {
      const size_t end = std::min(flags_.log_opts.find(' ', at), flags_.log_opts.size());
      if (end > at) words.push_back(flags_.log_opts.substr(at, end - at));
      at = end + 1;
    }
    return words;
  }

  int finish(gitleaks::Scanned scanned) {
    for (const std::string& warning : scanned.warnings) log_.warn(warning);
    for (const std::string& failure : config_->failures) log_.error(failure);
    for (const std::string& failure : scanned.failures) log_.error(failure);
    if (stop_.timed_out()) log_.error("the time of --timeout is up");
    if (stop_.received() != 0) log_.error("interrupted");
    partial_ = stop_.token().stop_requested() || !scanned.failures.empty();
    std::vector<gitleaks::Finding> findings = kept(std::move(scanned.findings));
    tell_summary(findings.size(), scanned.bytes);
    if (format_) {
      if (Result<void> written = write(findings); !written) {
        return log_.fatal("failed to write report: " + written.error().message);
      }
    }
    if (partial_ || !config_->failures.empty()) return 1;
    return findings.empty() ? 0 : static_cast<int>(flags_.exit_code);
  }

  std::vector<gitleaks::Finding> kept(std::vector<gitleaks::Finding> findings) const {
    order(findings);
    std::vector<gitleaks::Finding> out;
    for (gitleaks::Finding& finding : findings) {
      finding.link = gitleaks::link_to(remote_, finding);
      finding.fingerprint = gitleaks::fingerprint_of(finding, finding.rule);
      if (flags_.redact > 0) {
        gitleaks::redact(static_cast<unsigned>(std::min<int64_t>(flags_.redact, 100)), finding);
      }
      if (config_->known.cover(finding, flags_.redact > 0)) continue;
      if (flags_.verbose) std::fputs(gitleaks::printed(finding).c_str(), stdout);
      out.push_back(std::move(finding));
    }
    return out;
  }

  void tell_summary(size_t leaks, uint64_t bytes) const {
    const std::string scanned =
        "scanned ~" + std::to_string(bytes) + " bytes (" + bytes_text(bytes) + ")";
    const std::string spent = duration(Clock::now() - started_);
    const std::string count = std::to_string(leaks);
    if (!partial_) {
      log_.info(scanned + " in " + spent);
      return leaks > 0 ? log_.warn("leaks found: " + count) : log_.info("no leaks found");
    }
    log_.warn(scanned);
    log_.warn("partial scan completed in " + spent);
    log_.warn((leaks > 0 ? count : std::string("no")) + " leaks found in partial scan");
  }

  Result<void> write(const std::vector<gitleaks::Finding>& findings) const {
    const std::string report = gitleaks::write_report(*format_, findings, config_->rules);
    if (flags_.report_path == "-") {
      const bool whole = std::fwrite(report.data(), 1, report.size(), stdout) == report.size();
      if (whole && std::fflush(stdout) == 0) return {};
      return Error{ErrorKind::kIo, "standard output is closed"};
    }
    const mode_t mask = ::umask(0);
    ::umask(mask);
    return write_file_atomically(flags_.report_path, report, 0666 & ~mask);
  }

  const GitleaksFlags& flags_;
  const Clock::time_point started_ = Clock::now();
  SignalStop stop_{flags_.timeout};
  GitleaksLog log_;
  GitleaksCommand command_ = GitleaksCommand::kGit;
  std::vector<std::string> sources_;
  bool diff_ = false, partial_ = false;
  const GitleaksConfig* config_ = nullptr;
  std::optional<gitleaks::ReportFormat> format_;
  gitleaks::Remote remote_;
};

}  // namespace

int run_gitleaks(const std::vector<std::string>& words) {
  const Result<GitleaksFlags> flags = parse_gitleaks_flags(words);
  if (!flags) {
    const std::string& message = flags.error().message;
    if (message.find("unknown flag") != std::string::npos) {
      std::fprintf(stderr, "Error: %s\n", message.c_str());
      return kUnknownFlag;
    }
    return GitleaksLog().fatal(message);
  }
  if (flags->version || flags->command == GitleaksCommand::kVersion) {
    std::printf("8.30.1 (sluice %s)\n", SLUICE_VERSION);
    return 0;
  }
  if (flags->help || flags->command == GitleaksCommand::kHelp) {
    std::fputs(gitleaks_help().c_str(), stdout);
    return 0;
  }
  return Run(*flags).execute();
}

}  // namespace sluice::cli
