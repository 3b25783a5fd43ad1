#include "cli/ci_github.h"

#include <nlohmann/json.hpp>
#include <utility>

#include "base/escape.h"

namespace sluice::cli {
namespace {

using Json = nlohmann::json;
using Kind = CiCommit::Kind;

// The text at `path` in the event; empty where there is none, or no text.
std::string text_at(const Json& event, std::initializer_list<const char*> path) {
  const Json* at = &event;
  for (const char* key : path) {
    if (!at->is_object()) return {};
    const auto next = at->find(key);
    if (next == at->end()) return {};
    at = &*next;
  }
  return at->is_string() ? at->get<std::string>() : std::string();
}

bool is_true(const Json& event, const char* key) {
  const auto at = event.find(key);
  return at != event.end() && at->is_boolean() && at->get<bool>();
}

// pull_request, pull_request_target, pull_request_review …: GITHUB_SHA is a merge that GitHub made,
// or the target's tip, and neither is what the change adds.
CiRun proposal(const Json& event) {
  CiRun run;
  const Json& number = event["pull_request"].value("number", Json());
  if (number.is_number_unsigned()) run.number = std::to_string(number.get<uint64_t>());
  add_named(run.change.heads, Kind::kId, text_at(event, {"pull_request", "head", "sha"}));
  add_named(run.change.bases, Kind::kId, text_at(event, {"pull_request", "base", "sha"}));
  add_named(run.change.bases, Kind::kBranch, text_at(event, {"pull_request", "base", "ref"}));
  return run;
}

CiRun queue(const Json& event) {
  CiRun run;
  add_named(run.change.heads, Kind::kId, text_at(event, {"merge_group", "head_sha"}));
  add_named(run.change.bases, Kind::kId, text_at(event, {"merge_group", "base_sha"}));
  add_named(run.change.bases, Kind::kBranch,
            without_prefix(text_at(event, {"merge_group", "base_ref"}), kHeads));
  return run;
}

// A push, of which `before` is zeros for a new branch or tag, and after a force push maybe a commit
// that no clone has any more.
CiRun push(const Json& event, const std::string& ref, const std::string& default_branch) {
  CiRun run;
  CiChange& change = run.change;
  add_named(change.heads, Kind::kId,
            text_at(event, {"after"}));  // of an annotated tag the tag itself
  const bool is_branch = ref.starts_with(kHeads);
  if (is_branch) change.branch = without_prefix(ref, kHeads);
  const std::string before = text_at(event, {"before"});
  add_named(change.bases, Kind::kId, before);
  if (is_true(event, "created") || is_null_id(before)) change.new_ref = ref;
  // All that the default branch lacks is no less than what the push adds.
  const bool is_default = is_branch && change.branch == default_branch;
  if (!is_default && !default_branch.empty()) {
    change.bases.push_back({Kind::kBranch, default_branch});
  } else if (!is_default) {
    change.bases.push_back({Kind::kDefault, ""});
  }
  return run;
}

// Runs by hand, by the clock, for a release: of a branch or tag, and of no change.
CiRun of_ref(const std::string& ref, const std::string& default_branch) {
  CiRun run;
  CiChange& change = run.change;
  const bool is_branch = ref.starts_with(kHeads);
  if (is_branch) change.branch = without_prefix(ref, kHeads);
  if (is_branch && (default_branch.empty() || change.branch == default_branch)) return run;
  change.bases.push_back(default_branch.empty() ? CiCommit{Kind::kDefault, ""}
                                                : CiCommit{Kind::kBranch, default_branch});
  change.whole_if_empty = is_branch;
  return run;
}

bool is_of_ref(std::string_view name) {
  for (const std::string_view each :
       {"workflow_dispatch", "schedule", "repository_dispatch", "release", "workflow_call"}) {
    if (name == each) return true;
  }
  return false;
}

Result<Json> read_event(const CiInputs& inputs, const std::string& name) {
  const std::string path = inputs.variable("GITHUB_EVENT_PATH");
  if (path.empty()) {
    return Error{ErrorKind::kUsage,
                 "GITHUB_EVENT_PATH is not set, so the change is not known of the event " +
                     escape_for_terminal(name)};
  }
  const Result<std::string> text = inputs.file(path);
  if (!text) {
    return Error{ErrorKind::kIo, "GitHub's event could not be read: " + text.error().message};
  }
  Json event = Json::parse(*text, nullptr, false);
  if (!event.is_object()) {
    return Error{ErrorKind::kCorrupt,
                 escape_for_terminal(path) + ": GitHub's event is no JSON object"};
  }
  return event;
}

Result<CiRun> run_of(const Json& event, const std::string& name, const std::string& ref) {
  const std::string default_branch = text_at(event, {"repository", "default_branch"});
  const auto proposed = event.find("pull_request");
  if (proposed != event.end() && proposed->is_object()) return proposal(event);
  if (name == "merge_group") return queue(event);
  if (name == "push") {
    CiRun run = push(event, ref, default_branch);
    run.nothing = is_true(event, "deleted");
    return run;
  }
  if (is_of_ref(name)) return of_ref(ref, default_branch);
  return Error{ErrorKind::kUsage,
               "GitHub's event " + escape_for_terminal(name) + " names no change"};
}

}  // namespace

Result<CiRun> github_run(const CiInputs& inputs) {
  const std::string name = inputs.variable("GITHUB_EVENT_NAME");
  const Result<Json> event = read_event(inputs, name);
  if (!event) return event.error();
  Result<CiRun> run = run_of(*event, name, inputs.variable("GITHUB_REF"));
  if (!run) return run;
  run->event = name;
  const bool merged_by_github = !run->number.empty();
  if (run->change.heads.empty() || !merged_by_github) {
    add_named(run->change.heads, Kind::kId, inputs.variable("GITHUB_SHA"));
  }
  return run;
}

}  // namespace sluice::cli
