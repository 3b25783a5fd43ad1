#include "sluice/coverage.h"

#include <algorithm>
#include <tuple>

namespace sluice {

std::string_view reason_name(Reason reason) {
  switch (reason) {
    case Reason::kCorrupt: return "corrupt";
    case Reason::kUnreadable: return "unreadable";
    case Reason::kMissing: return "missing";
    case Reason::kLimit: return "limit";
    case Reason::kTimeout: return "timeout";
    case Reason::kVanished: return "vanished";
    case Reason::kUnsupported: return "unsupported";
    case Reason::kShallow: return "shallow";
    case Reason::kPromised: return "promised";
    case Reason::kEncrypted: return "encrypted";
    case Reason::kArchive: return "archive";
    case Reason::kLfsAbsent: return "lfs_absent";
    case Reason::kSubmoduleAbsent: return "submodule_absent";
    case Reason::kAlternateOutside: return "alternate_outside";
    case Reason::kSpecialFile: return "special_file";
    case Reason::kSymlinkOutside: return "symlink_outside";
    case Reason::kNestedRepository: return "nested_repository";
    case Reason::kUnfinishedPack: return "unfinished_pack";
    case Reason::kReplaced: return "replaced";
    case Reason::kIgnored: return "ignored";
  }
  return "corrupt";
}

bool is_failure(Reason reason) { return reason < Reason::kEncrypted; }

void Coverage::add(const Unread& unread) {
  auto at = std::find_if(skipped.begin(), skipped.end(),
                         [&](const Skipped& entry) { return entry.reason == unread.reason; });
  if (at == skipped.end()) {
    skipped.push_back({unread.reason, 0, {}});
    at = skipped.end() - 1;
  }
  ++at->count;
  // The smallest names, so that the choice does not depend on thread timing.
  std::vector<std::string>& examples = at->examples;
  examples.insert(std::lower_bound(examples.begin(), examples.end(), unread.where), unread.where);
  if (examples.size() > kMaxExamples) examples.pop_back();
  if (is_failure(unread.reason)) errors.push_back(unread);
}

void Coverage::finish() {
  std::sort(skipped.begin(), skipped.end(),
            [](const Skipped& a, const Skipped& b) { return a.reason < b.reason; });
  std::sort(errors.begin(), errors.end(), [](const Unread& a, const Unread& b) {
    return std::tie(a.reason, a.where, a.what) < std::tie(b.reason, b.where, b.what);
  });
  // Two stages may meet the same gap: it is told and counted once.
  const auto again = [](const Unread& a, const Unread& b) {
    return std::tie(a.reason, a.where) == std::tie(b.reason, b.where);
  };
  for (Skipped& entry : skipped) {
    for (size_t i = 1; i < errors.size(); ++i) {
      entry.count -= errors[i].reason == entry.reason && again(errors[i - 1], errors[i]);
    }
    if (!is_failure(entry.reason)) continue;
    entry.examples.erase(std::unique(entry.examples.begin(), entry.examples.end()),
                         entry.examples.end());
  }
  errors.erase(std::unique(errors.begin(), errors.end(), again), errors.end());
  if (errors.size() > kMaxErrors) errors.resize(kMaxErrors);
  std::sort(suppressed.begin(), suppressed.end(), [](const Suppression& a, const Suppression& b) {
    return std::tie(a.by, a.where) < std::tie(b.by, b.where);
  });
}

}  // namespace sluice
