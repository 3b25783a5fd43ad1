#include "pipeline/push_change.h"

#include <algorithm>
#include <set>
#include <utility>

#include "base/escape.h"
#include "source/git_environment.h"

namespace sluice {
namespace {

// What a fetch line writes, "+refs/heads/*:refs/remotes/origin/*", up to its star; empty: nothing.
std::string_view written_prefix(std::string_view line) {
  const size_t colon = line.find(':');
  if (colon == line.npos) return {};
  const std::string_view written = line.substr(colon + 1);
  return written.substr(0, written.find('*'));
}

// Names in [remote "NAME"] that `remote` is one of.
std::set<std::string> names_of(const git::Config& config, std::string_view remote) {
  std::set<std::string> names = {std::string(remote)};
  for (const git::ConfigEntry& entry : config.entries()) {
    const bool url = entry.section == "remote" && (entry.name == "url" || entry.name == "pushurl");
    if (url && entry.value == remote) names.insert(entry.subsection);
  }
  return names;
}

std::vector<std::string> prefixes_of(const git::Config& config, const std::string& name) {
  std::vector<std::string> prefixes;
  for (const git::ConfigEntry& entry : config.entries()) {
    if (entry.section != "remote" || entry.name != "fetch" || entry.subsection != name) continue;
    const std::string line = entry.value.value_or("");
    const std::string_view prefix = written_prefix(line);
    // A mirror writes the person's own refs, which say nothing of the remote.
    if (prefix.starts_with("refs/remotes/")) prefixes.emplace_back(prefix);
  }
  if (prefixes.empty()) prefixes.push_back("refs/remotes/" + name + "/");
  return prefixes;
}

bool names_a_finding(const std::string& ref, const Report& report) {
  return std::any_of(report.findings.begin(), report.findings.end(), [&](const Finding& finding) {
    return finding.kind == BlobKind::kRef && finding.path == ref && !finding.suppressed;
  });
}

}  // namespace

Result<PushPlace> PushPlace::of_process(const git::Limits& limits) {
  const GitEnvironment environment = GitEnvironment::of_process();
  Result<git::Repository> repository = find_repository(environment);
  if (!repository) return std::move(repository).error();
  std::vector<Unread> unread;
  const OnUnread on_unread = [&](const Unread& each) { unread.push_back(each); };
  Result<git::ObjectStore> store = open_objects(environment, *repository, limits, on_unread);
  if (!store) return std::move(store).error();
  git::RefSet refs = git::read_tips(*repository, on_unread);
  return PushPlace{*std::move(repository), *std::move(store), std::move(refs), std::move(unread)};
}

Result<std::optional<std::vector<ObjectId>>> PushPlace::quarantined(
    const git::Limits& limits) const {
  Result<std::vector<ObjectId>> ids =
      quarantined_objects(GitEnvironment::of_process(), repository, limits);
  if (ids) return std::optional(*std::move(ids));
  if (ids.error().kind == ErrorKind::kNotFound) return std::optional<std::vector<ObjectId>>();
  return std::move(ids).error();
}

std::vector<ObjectId> tracked_by(const git::Config& config, const git::RefSet& refs,
                                 std::string_view remote) {
  std::vector<std::string> prefixes;
  for (const std::string& name : names_of(config, remote)) {
    for (std::string& prefix : prefixes_of(config, name)) prefixes.push_back(std::move(prefix));
  }
  std::vector<ObjectId> ids;
  for (const git::Ref& ref : refs.refs) {
    const bool tracks = std::any_of(prefixes.begin(), prefixes.end(), [&](const std::string& each) {
      return ref.name.starts_with(each);
    });
    if (tracks) ids.push_back(ref.target);
  }
  return ids;
}

Change push_change(std::span<const RefUpdate> updates, std::vector<ObjectId> known,
                   std::optional<std::vector<ObjectId>> quarantined) {
  Change change;
  change.known_names = std::move(known);
  change.quarantined = std::move(quarantined);
  for (const RefUpdate& update : updates) {
    if (!update.before.empty()) change.known.push_back(update.before);
    if (update.after.empty()) continue;
    change.heads.push_back(update.after);
    if (update.before.empty()) change.new_refs.push_back(update.name);
    change.described.push_back(escape_for_terminal(update.name));
  }
  return change;
}

std::vector<RefVerdict> judge_refs(std::span<const RefUpdate> updates, const ChangeScan& scan) {
  std::vector<RefVerdict> verdicts;
  size_t head = 0;
  bool any = false;
  for (const RefUpdate& update : updates) {
    if (update.after.empty()) continue;
    const bool leads = head < scan.hit.size() && scan.hit[head];
    ++head;
    const bool refused = leads || names_a_finding(update.name, scan.report);
    any = any || refused;
    verdicts.push_back({escape_for_terminal(update.name), refused});
  }
  const bool stray = !any && std::any_of(scan.report.findings.begin(), scan.report.findings.end(),
                                         [](const Finding& each) { return !each.suppressed; });
  for (RefVerdict& verdict : verdicts) verdict.refused = verdict.refused || stray;
  return verdicts;
}

}  // namespace sluice
