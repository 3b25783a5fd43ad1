#include "cli/ci_clone.h"

#include <algorithm>
#include <vector>

#include "base/escape.h"
#include "sluice/oid.h"

namespace sluice::cli {
namespace {

using Kind = CiCommit::Kind;

std::string branch_refspec(const std::string& branch) {
  return "+refs/heads/" + branch + ":refs/remotes/origin/" + branch;
}

// The request's own head, which for one from a fork is on no branch of the repository.
std::string request_refspec(const CiRun& run) {
  const bool is_number =
      !run.number.empty() && run.number.find_first_not_of("0123456789") == std::string::npos;
  if (!is_number) return {};
  if (run.provider == CiProvider::kGitHub) {
    return "+refs/pull/" + run.number + "/head:refs/remotes/pull/" + run.number + "/head";
  }
  if (run.provider == CiProvider::kGitLab) {
    return "+refs/merge-requests/" + run.number + "/head:refs/remotes/merge-requests/" +
           run.number + "/head";
  }
  return {};
}

// Whoever pushes a branch chooses its name: git lets it hold what a shell runs.
std::string quoted_where_due(const std::string& word) {
  const bool is_plain = word.find_first_not_of(
                            "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                            "0123456789_./+:@-") == std::string::npos;
  if (is_plain) return word;
  return escape_for_terminal(shell_quoted(word));
}

const std::string* branch_of(const std::vector<CiCommit>& commits) {
  const auto at = std::find_if(commits.begin(), commits.end(),
                               [](const CiCommit& each) { return each.kind == Kind::kBranch; });
  return at == commits.end() ? nullptr : &at->name;
}

// What a person typed may be a tag's name as well, or an expression (tags follow the branches), and
// the default branch may be any.
bool has_unnamed_base(const CiChange& change) {
  return std::any_of(change.bases.begin(), change.bases.end(), [](const CiCommit& each) {
    return each.kind == Kind::kRevision || each.kind == Kind::kDefault;
  });
}

std::vector<std::string> refspecs(const CiRun& run, const CiProblem* problem) {
  std::vector<std::string> specs;
  if (const std::string request = request_refspec(run); !request.empty()) specs.push_back(request);
  const bool is_head = problem != nullptr && problem->kind == CiProblem::Kind::kHeadMissing;
  if (specs.empty() && is_head && !run.change.branch.empty()) {
    specs.push_back(branch_refspec(run.change.branch));
  }
  if (const std::string* base = branch_of(run.change.bases)) {
    specs.push_back(branch_refspec(*base));
  } else if (problem != nullptr && ObjectId::from_hex(problem->revision)) {
    specs.push_back(problem->revision);
  } else if (has_unnamed_base(run.change)) {
    specs.push_back(branch_refspec("*"));
  }
  return specs;
}

}  // namespace

std::string fetch_command(const CiRun& run, const CiProblem* problem, bool is_shallow) {
  std::string command = is_shallow ? "git fetch --unshallow origin" : "git fetch origin";
  const std::vector<std::string> specs = refspecs(run, problem);
  if (specs.empty() && !is_shallow) return {};
  for (const std::string& spec : specs) command += " " + quoted_where_due(spec);
  return command;
}

std::string clone_advice(const CiRun& run, const CiProblem* problem, bool is_shallow) {
  const std::string command = fetch_command(run, problem, is_shallow);
  const std::string setting(depth_setting(run.provider));
  if (setting.empty() && command.empty()) return {};
  if (setting.empty()) return "; run: " + command;
  if (command.empty()) return "; set " + setting;
  return "; set " + setting + ", or run before it: " + command;
}

}  // namespace sluice::cli
