#include "cli/commit_hooks.h"

#include <CLI/CLI.hpp>
#include <cstdlib>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "base/escape.h"
#include "base/file_reader.h"
#include "cli/config.h"
#include "cli/deliver.h"
#include "cli/exit_code.h"
#include "cli/hook_answer.h"
#include "cli/run_scan.h"
#include "git/commit_message.h"
#include "pipeline/git_settings.h"
#include "pipeline/message_scan.h"
#include "pipeline/pre_commit.h"

namespace sluice::cli {
namespace {

constexpr uint64_t kMaxMessageBytes = uint64_t{64} << 20;

struct PreCommitArguments {
  bool all_in_changed_files = false;
};

// Files at the root, as they are staged. The first that is staged and cannot be
// read goes to `error`: without it the scan would not be the one that was asked for.
RootFile staged_files(const StagedIndex& staged, std::optional<Error>& error) {
  const auto read = [&](const std::string& name) -> std::optional<std::string> {
    Result<std::optional<std::string>> text = staged.file(name);
    if (text) return *std::move(text);
    if (!error) error = Error{text.error().kind, name + " is staged: " + text.error().message};
    return std::nullopt;
  };
  return {read, staged.repository().folders()};
}

Result<StagedIndex> open_index(const CommonOptions& options) {
  git::Limits limits;
  limits.max_object_bytes = options.max_object_mb << 20;
  return StagedIndex::open(GitEnvironment::of_process(), limits);
}

Result<Config> staged_config(const StagedIndex& staged, const CommonOptions& options) {
  std::optional<Error> unread;
  Result<Config> config = make_config(options, staged_files(staged, unread));
  if (unread) return *std::move(unread);
  if (!config) return config;
  for (const std::string& note : config->notes) say(options, note);
  return config;
}

int run_pre_commit(const PreCommitArguments& arguments, const CommonOptions& options) {
  const Result<StagedIndex> staged = open_index(options);
  if (!staged) return fail_hook(staged.error());
  Result<Config> config = staged_config(*staged, options);
  if (!config) return fail_hook(config.error());
  PreCommitOptions scan;
  config->lend();
  scan.scan = config->scan;
  scan.all_in_changed_files = arguments.all_in_changed_files;
  return deliver_hook(scan_staged(*staged, *config->engine, scan), options);
}

int run_commit_msg(const std::string& file, const CommonOptions& options) {
  const Result<StagedIndex> staged = open_index(options);
  if (!staged) return fail_hook(staged.error());
  const Result<std::string> text = read_file(file, kMaxMessageBytes);
  if (!text) return fail_hook(text.error());
  const Result<git::Config> settings = read_settings(staged->repository(), user_git_configs());
  if (!settings) return fail_hook(settings.error());
  Result<Config> config = staged_config(*staged, options);
  if (!config) return fail_hook(config.error());
  config->lend();
  const char* editor = std::getenv("GIT_EDITOR");
  const bool edited = editor == nullptr || std::string_view(editor) != ":";
  const std::string message = git::kept_message(*text, git::MessageCleanup::of(*settings, edited));
  const Report report = scan_message(message, file, *config->engine, config->scan);
  const int code = deliver_hook(report, options);
  if (code == kFindings) {
    complain("the commit was not made; its message is in " + escape_for_terminal(file) +
             ": git commit -e -F " + escape_for_terminal(file));
  }
  return code;
}

}  // namespace

void define_commit_hooks(CLI::App& hook, Session& session) {
  const auto arguments = std::make_shared<PreCommitArguments>();
  CLI::App* pre_commit = hook.add_subcommand(
      "pre-commit", "scan what is staged; only what HEAD does not hold is reported");
  pre_commit->add_flag("--all-in-changed-files", arguments->all_in_changed_files,
                       "old findings in changed files, too");
  add_common_options(*pre_commit, session.options);
  pre_commit->footer("Example:\n  sluice hook pre-commit      what the next commit would add");
  pre_commit->callback(
      [arguments, &session] { session.exit_code = run_pre_commit(*arguments, session.options); });
  const auto file = std::make_shared<std::string>();
  CLI::App* commit_msg =
      hook.add_subcommand("commit-msg", "scan the message of a commit that is to be made");
  commit_msg->add_option("FILE", *file, "that holds it, as git gives it")->required();
  add_common_options(*commit_msg, session.options);
  commit_msg->footer("Example:\n  sluice hook commit-msg .git/COMMIT_EDITMSG");
  commit_msg->callback(
      [file, &session] { session.exit_code = run_commit_msg(*file, session.options); });
}

}  // namespace sluice::cli
