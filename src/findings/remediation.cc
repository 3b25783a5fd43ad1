#include "findings/remediation.h"

#include <algorithm>
#include <set>

namespace sluice {
namespace {

using Action = RemediationStep::Action;

constexpr size_t kMaxNamed = 3;  // of paths and refs in one sentence

// What decides the steps: where the secret stands and stood.
struct Standing {
  std::vector<std::string> now;  // paths that hold it in HEAD or on disk; each once, sorted
  std::set<std::string> places;  // whatever holds it or held it
  bool in_refs = false;          // commits of HEAD or of a ref hold it or held it
  bool stored = false;           // an object of the store holds it
  bool staged = false, stashed = false, in_other_worktree = false;
  bool in_messages = false, in_ref_names = false, encoded = false;
};

std::string place_of(const Finding& finding) {
  const std::string path =
      finding.inner_path.empty() ? finding.path : finding.path + "!" + finding.inner_path;
  return path.empty() ? std::string(kind_name(finding.kind)) + " " + finding.blob.hex() : path;
}

void add(const Finding& finding, Standing& standing) {
  standing.places.insert(place_of(finding));
  standing.encoded |= !finding.encoding.empty();
  standing.in_messages |= finding.kind == BlobKind::kCommit || finding.kind == BlobKind::kTag;
  standing.in_ref_names |= finding.kind == BlobKind::kRef;
  standing.stored |= finding.reach != Reach::kNone;
  standing.in_refs |= finding.reach == Reach::kHead || finding.reach == Reach::kRef;
  standing.staged |= finding.reach == Reach::kIndex;
  standing.stashed |= finding.reach == Reach::kStash;
  standing.in_other_worktree |= finding.reach == Reach::kWorktree;
  const bool is_file = finding.kind == BlobKind::kFile || finding.kind == BlobKind::kPath;
  const bool stands = finding.worktree || (finding.reach == Reach::kHead && !finding.removed);
  if (is_file && stands) standing.now.push_back(place_of(finding));
}

Standing standing_of(const Report& report, const SecretGroup& group) {
  Standing standing;
  const bool all = std::all_of(group.findings.begin(), group.findings.end(),
                               [&](size_t i) { return report.findings[i].suppressed.has_value(); });
  for (const size_t i : group.findings) {
    if (all || !report.findings[i].suppressed) add(report.findings[i], standing);
  }
  std::sort(standing.now.begin(), standing.now.end());
  standing.now.erase(std::unique(standing.now.begin(), standing.now.end()), standing.now.end());
  return standing;
}

// "a, b, c and 4 more"
template <class Names>
std::string listed(const Names& names) {
  std::string text;
  size_t told = 0;
  for (const std::string& name : names) {
    if (told == kMaxNamed) {
      return text + " and " + std::to_string(names.size() - told) + " more";
    }
    text += (told++ == 0 ? "" : ", ") + name;
  }
  return text;
}

std::string counted(size_t count, const std::string& noun) {
  return std::to_string(count) + " " + noun + (count == 1 ? "" : "s");
}

RemediationStep revoke(const Rule& rule) {
  RemediationStep step{Action::kRevoke, rule.remediation, rule.remediation_url, {}};
  if (step.text.empty()) step.text = "Revoke it where it was issued.";
  step.text += " Until then every copy of it opens what it opens.";
  return step;
}

RemediationStep replace(const Standing& standing) {
  RemediationStep step{Action::kReplace, {}, {}, {}};
  step.text =
      "Issue a new one and keep it in a secrets manager or an environment variable, never in the "
      "repository.";
  if (!standing.now.empty()) {
    step.text += " What reads it now: " + listed(standing.now) + ".";
  }
  return step;
}

RemediationStep find_copies(const SecretGroup& group, const Standing& standing) {
  RemediationStep step{Action::kFindCopies, {}, {}, {"sluice find OTHER-REPOSITORY < VALUE-FILE"}};
  step.text = "In this repository it has " + counted(standing.places.size(), "place") + ": " +
              listed(standing.places) + (standing.encoded ? " (some of them encoded)" : "") + ".";
  if (!group.refs.empty()) {
    step.text +=
        " Held now by " + counted(group.refs.size(), "ref") + ": " + listed(group.refs) + ".";
  }
  step.text +=
      " Look for the same value in other repositories, images, build logs, wikis and tickets.";
  return step;
}

// What it takes where commits hold it: names and messages are rewritten in their own ways.
void rewrite(const Standing& standing, RemediationStep& step) {
  step.text =
      "It is in commits: whoever has a clone, a fork or a cached view keeps them, so this comes "
      "after the secret is dead, and is optional then. To rewrite history: a fresh clone, the "
      "commands below, a forced push of every branch and tag, and the host's own clean-up of pull "
      "requests and caches.";
  step.commands = {"sluice report . --show-secrets --replace-text ../replace.txt",
                   "git filter-repo --replace-text ../replace.txt"};
  if (standing.in_messages) step.commands.back() += " --replace-message ../replace.txt";
}

RemediationStep scrub(const Standing& standing) {
  RemediationStep step{Action::kScrub, {}, {}, {}};
  if (!standing.stored && !standing.in_ref_names) {
    step.text = "It was never committed: take it out of " + listed(standing.places) +
                " and there is no history to rewrite.";
    return step;
  }
  if (standing.in_refs || standing.in_other_worktree) {
    rewrite(standing, step);
  } else if (standing.staged) {
    step.text =
        "It is staged, not committed: take it out of " + listed(standing.places) +
        " and stage the file anew. The object it leaves behind goes with the next collection.";
    step.commands = {"git gc --prune=now"};
  } else if (standing.stashed) {
    step.text = "No branch or tag holds it, a stash does: drop that stash, then what it leaves.";
    step.commands = {"git stash list", "git reflog expire --expire=now --all",
                     "git gc --prune=now"};
  } else if (standing.stored) {
    step.text = "No ref leads to it: expire the reflogs and collect what is left.";
    step.commands = {"git reflog expire --expire=now --all", "git gc --prune=now"};
  }
  if (standing.in_ref_names) {
    step.text += std::string(step.text.empty() ? "" : " ") +
                 "It is part of a ref's name: rename or delete that branch or tag, here and at "
                 "every remote.";
  }
  return step;
}

bool is_env_file(const std::string& path) {
  const std::string name = path.substr(path.rfind('/') + 1);
  return name == ".env" || name.starts_with(".env.") || name.ends_with(".env");
}

RemediationStep prevent(const Standing& standing) {
  RemediationStep step{Action::kPrevent, {}, {}, {"sluice hook install"}};
  step.text = "Scan what is staged before each commit, and what is pushed before it is merged.";
  std::vector<std::string> files;
  std::copy_if(standing.now.begin(), standing.now.end(), std::back_inserter(files), is_env_file);
  if (!files.empty()) {
    step.text += " Name " + listed(files) + " in .gitignore and take it out of the index.";
  }
  return step;
}

}  // namespace

std::string_view remediation_action_name(Action action) {
  switch (action) {
    case Action::kRevoke: return "revoke";
    case Action::kReplace: return "replace";
    case Action::kFindCopies: return "find_copies";
    case Action::kScrub: return "scrub";
    case Action::kPrevent: return "prevent";
  }
  return "";
}

std::vector<RemediationStep> remediation_steps(const Report& report, const SecretGroup& group) {
  const Standing standing = standing_of(report, group);
  return {revoke(report.rules[group.rule]), replace(standing), find_copies(group, standing),
          scrub(standing), prevent(standing)};
}

}  // namespace sluice
