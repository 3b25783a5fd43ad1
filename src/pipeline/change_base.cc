#include "pipeline/change_base.h"

#include <algorithm>
#include <mutex>
#include <optional>

#include "git/object_set.h"
#include "judge/judge.h"
#include "pipeline/hits.h"
#include "source/object_list.h"

namespace sluice {
namespace {

void hold(const Match& match, bool live, HeldSecrets& secrets) {
  (live ? secrets.live : secrets.suppressed).insert(match.secret_text);
}

}  // namespace

void ChangeBase::scan(const std::vector<ObjectId>& blobs) {
  std::vector<ObjectId> fresh;
  for (const ObjectId& blob : blobs) {
    if (scanned_.try_emplace(blob).second) fresh.push_back(blob);
  }
  if (fresh.empty()) return;
  const git::ObjectSet set(std::move(fresh), store_.id_bytes());
  ObjectList source(store_, set.ids(), !options_.full_scan);
  source.with_lfs(lfs_dir_, options_.limits.max_object_bytes);
  ScanOptions all = options_;
  all.min_confidence = Confidence::kLow;
  Coverage unused;  // what cannot be read here is no gap in the change
  HitCollector collector(engine_, all, store_.id_bytes(), unused, nullptr);
  (void)collector.run(source);
  for (Hit& hit : collector.take()) {
    std::vector<Match>& matches = scanned_[hit.id];
    std::move(hit.matches.begin(), hit.matches.end(), std::back_inserter(matches));
  }
}

bool ChangeBase::is_ignored(const Match& match, const std::string& path) const {
  if (options_.ignores == nullptr) return false;
  std::vector<Finding> finding(1);
  finding[0].rule = match.rule;
  finding[0].path = path;
  finding[0].location = match.location;
  finding[0].secret = match.secret_text;
  const RuleList& rules = engine_.rules().rules();
  identify(finding, rules, options_.key);
  return options_.ignores->match(finding[0], rules[match.rule], options_.now) != nullptr;
}

HeldSecrets ChangeBase::judged(const std::string& path, const ObjectId& blob,
                               Ignored ignored) const {
  HeldSecrets secrets;
  for (const Match& match : scanned_.at(blob)) {
    if (!judge::decide(engine_.rules().rules()[match.rule], match, path)) continue;
    const bool live = !match.allowed_inline && engine_.allowed_at(match, path, {}).empty() &&
                      !(ignored == Ignored::kSuppressed && is_ignored(match, path));
    hold(match, live, secrets);
  }
  return secrets;
}

void ChangeBase::add_name(const std::string& path, HeldSecrets& secrets) {
  std::vector<Match> matches;
  engine_.scan({.bytes = path, .kind = BlobKind::kPath, .path = path}, scratch_, matches);
  for (const Match& match : matches) {
    if (!judge::decide(engine_.rules().rules()[match.rule], match, path)) continue;
    hold(match, engine_.allowed_at(match, path, {}).empty(), secrets);
  }
  for (const Match& match : engine_.path_matches(path)) {
    hold(match, engine_.allowed_at(match, path, {}).empty(), secrets);
  }
}

std::map<ChangeBase::PathBlob, HeldSecrets> ChangeBase::secrets_of(
    const std::vector<PathBlob>& files, Ignored ignored) {
  std::vector<ObjectId> blobs;
  blobs.reserve(files.size());
  for (const auto& [path, blob] : files) blobs.push_back(blob);
  scan(blobs);
  std::map<PathBlob, HeldSecrets> answers;
  for (const PathBlob& file : files) {
    const auto [at, fresh] = answers.try_emplace(file);
    if (!fresh) continue;
    at->second = judged(file.first, file.second, ignored);
    add_name(file.first, at->second);
  }
  return answers;
}

HeldSecrets ChangeBase::secrets_of_texts(const std::vector<ObjectId>& texts,
                                         const std::set<std::string>& secrets) {
  const git::ObjectSet set(texts, store_.id_bytes());
  git::Selection selection;
  selection.types = git::only(git::ObjectType::kCommit) | git::only(git::ObjectType::kTag);
  selection.only = set.ids().raw();
  std::mutex mutex;
  std::vector<ObjectId> holders;
  const auto sink = [&](unsigned, const git::ObjectView& object) {
    const bool holds = std::any_of(secrets.begin(), secrets.end(), [&](const std::string& secret) {
      return object.bytes.find(secret) != std::string_view::npos;
    });
    if (!holds) return;
    const std::lock_guard lock(mutex);
    holders.push_back(object.id);
  };
  (void)store_.for_each(
      selection, std::max(1u, options_.workers), sink, [](const Unread&) {}, options_.stop);
  scan(holders);
  HeldSecrets held;
  for (const ObjectId& holder : holders) held.add(judged("", holder, Ignored::kLive));
  return held;
}

}  // namespace sluice
