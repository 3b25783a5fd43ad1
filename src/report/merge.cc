#include "report/merge.h"

#include <algorithm>
#include <map>
#include <string>
#include <tuple>
#include <unordered_map>
#include <utility>

#include "findings/group.h"
#include "report/json_reader.h"

namespace sluice {
namespace {

bool is_same(const Target& a, const Target& b) {
  return std::tie(a.kind, a.path, a.repository, a.object_format) ==
         std::tie(b.kind, b.path, b.repository, b.object_format);
}

// What tells a target from the others of a merge: its address without the scheme, else its path.
std::string label_of(const Target& target) {
  std::string label = target.repository.empty() ? target.path : target.repository;
  if (const size_t scheme = label.find("://"); scheme != label.npos) label.erase(0, scheme + 3);
  while (label.ends_with('/')) label.pop_back();
  return label;
}

void take_secrets_out(std::vector<Report>& shards) {
  const auto redacted = [](const Report& report) { return report.redacted; };
  if (std::none_of(shards.begin(), shards.end(), redacted)) return;
  for (Report& shard : shards) {
    if (shard.redacted) continue;
    Result<Report> without = read_json_report("", json_report(shard, {}));
    if (without) shard = *std::move(without);
  }
}

class Merger {
 public:
  explicit Merger(std::vector<Report> shards) : shards_(std::move(shards)) {}

  Report merged() {
    take_secrets_out(shards_);
    target();
    for (Report& shard : shards_) {
      rules(shard);
      coverage(shard.coverage);
      for (Finding& finding : shard.findings) {
        if (finding.new_suppression) *finding.new_suppression += out_.new_suppressions.size();
        add(shard, std::move(finding));
      }
      out_.new_suppressions.insert(out_.new_suppressions.end(), shard.new_suppressions.begin(),
                                   shard.new_suppressions.end());
      out_.stale.insert(out_.stale.end(), shard.stale.begin(), shard.stale.end());
      if (shard.max_exposure_days) {
        out_.max_exposure_days = std::min(out_.max_exposure_days.value_or(*shard.max_exposure_days),
                                          *shard.max_exposure_days);
      }
      out_.now = std::max(out_.now, shard.now);
      out_.redacted |= shard.redacted;
      out_.rules_run = std::max<uint64_t>(
          out_.rules_run, shard.rules_run > 0 ? shard.rules_run : shard.rules.size());
    }
    out_.rules = rules_;
    out_.coverage.finish();
    group_secrets(out_);
    lives();
    return std::move(out_);
  }

 private:
  void target() {
    const Report& first = shards_.front();
    out_.tool_version = first.tool_version;
    out_.ruleset_sha256 = first.ruleset_sha256;
    out_.target = first.target;
    for (const Report& shard : shards_) {
      if (shard.ruleset_sha256 != first.ruleset_sha256) out_.ruleset_sha256.clear();
      if (!is_same(shard.target, first.target)) apart_ = true;
    }
    if (apart_) {
      out_.target = {"merged", "", {}, 0, "", {}, "", ""};
    } else {
      join_selections();
    }
    for (const Report& shard : shards_) {
      out_.target.refs = apart_ ? out_.target.refs + shard.target.refs
                                : std::max(out_.target.refs, shard.target.refs);
      if (shard.target.head != first.target.head) out_.target.head.reset();
      if (!apart_) continue;
      const std::string label = label_of(shard.target);
      if (!labels_.emplace(label, true).second) continue;
      out_.target.path += (out_.target.path.empty() ? "" : ", ") + label;
    }
  }

  // Parts of one history are a part; with the whole of it they are the whole.
  void join_selections() {
    std::optional<Selected> all;
    for (const Report& shard : shards_) {
      const std::optional<Selected>& part = shard.target.selection;
      if (!part) {
        out_.target.selection.reset();
        return;
      }
      if (!all) {
        all = part;
        continue;
      }
      for (const auto& [from, to] :
           {std::pair(&part->refs, &all->refs), std::pair(&part->ranges, &all->ranges)}) {
        to->insert(to->end(), from->begin(), from->end());
        std::sort(to->begin(), to->end());
        to->erase(std::unique(to->begin(), to->end()), to->end());
      }
      all->since = all->since && part->since ? std::optional(std::min(*all->since, *part->since))
                                             : std::nullopt;
      all->commits += part->commits;
      all->objects += part->objects;
      all->worktree |= part->worktree;
    }
    out_.target.selection = std::move(all);
  }

  void rules(const Report& shard) {
    rule_numbers_.clear();
    for (const Rule& rule : shard.rules) {
      const auto [at, fresh] = numbers_.emplace(rule.id, static_cast<uint32_t>(rules_.size()));
      if (fresh) rules_.push_back(rule);
      rule_numbers_.push_back(at->second);
    }
  }

  void coverage(const Coverage& shard) {
    Coverage& all = out_.coverage;
    all.complete &= shard.complete;
    all.blobs += shard.blobs;
    all.bytes += shard.bytes;
    all.commits += shard.commits;
    all.files += shard.files;
    for (const Coverage::Skipped& each : shard.skipped) skipped(each);
    all.errors.insert(all.errors.end(), shard.errors.begin(), shard.errors.end());
    for (const Suppression& each : shard.suppressed) {
      const auto at = std::find_if(
          all.suppressed.begin(), all.suppressed.end(),
          [&](const Suppression& one) { return one.by == each.by && one.where == each.where; });
      if (at == all.suppressed.end()) {
        all.suppressed.push_back(each);
      } else {
        at->count += each.count;
      }
    }
  }

  void skipped(const Coverage::Skipped& each) {
    std::vector<Coverage::Skipped>& all = out_.coverage.skipped;
    const auto at = std::find_if(all.begin(), all.end(), [&](const Coverage::Skipped& one) {
      return one.reason == each.reason;
    });
    if (at == all.end()) {
      all.push_back(each);
      return;
    }
    at->count += each.count;
    at->examples.insert(at->examples.end(), each.examples.begin(), each.examples.end());
    std::sort(at->examples.begin(), at->examples.end());
    at->examples.erase(std::unique(at->examples.begin(), at->examples.end()), at->examples.end());
    if (at->examples.size() > Coverage::kMaxExamples) {
      at->examples.resize(Coverage::kMaxExamples);
    }
  }

  void add(const Report& shard, Finding finding) {
    finding.rule = rule_numbers_[finding.rule];
    if (apart_) {
      const std::string label = label_of(shard.target);
      finding.path = finding.path.empty() ? label : label + "/" + finding.path;
    }
    std::string encoding;
    for (const std::string& layer : finding.encoding) encoding += layer + '\n';
    const auto [at, fresh] = known_.emplace(
        Key{finding.secret_id, finding.fingerprint, finding.path, finding.inner_path, encoding,
            finding.kind, finding.blob, finding.span.begin, finding.span.end, finding.rule},
        out_.findings.size());
    if (fresh) {
      out_.findings.push_back(std::move(finding));
    } else {
      join(out_.findings[at->second], std::move(finding));
    }
  }

  // The same occurrence, as two shards saw it.
  static void join(Finding& known, Finding other) {
    if (!other.suppressed) known.suppressed.reset();
    known.worktree |= other.worktree;
    if (known.link.empty()) known.link = std::move(other.link);
    const bool nearer =
        other.reach != Reach::kNone && (known.reach == Reach::kNone || other.reach < known.reach);
    if (!nearer) return;
    known.reach = other.reach;
    known.commit = std::move(other.commit);
    known.removed = std::move(other.removed);
  }

  void lives() {
    std::unordered_map<std::string_view, SecretGroup*> groups;
    for (SecretGroup& group : out_.secrets) groups.emplace(group.secret_id, &group);
    for (const Report& shard : shards_) {
      for (const SecretGroup& part : shard.secrets) {
        const auto at = groups.find(part.secret_id);
        if (at != groups.end()) join(*at->second, part);
      }
    }
    for (SecretGroup& group : out_.secrets) {
      std::sort(group.refs.begin(), group.refs.end());
      group.refs.erase(std::unique(group.refs.begin(), group.refs.end()), group.refs.end());
      if (group.in_head.value_or(false)) group.removed.reset();
    }
  }

  static void join(SecretGroup& group, const SecretGroup& part) {
    const auto is_before = [](const CommitFacts& a, const CommitFacts& b) {
      return std::tie(a.date, a.id) < std::tie(b.date, b.id);
    };
    if (part.introduced && (!group.introduced || is_before(*part.introduced, *group.introduced))) {
      group.introduced = part.introduced;
    }
    if (part.removed && (!group.removed || is_before(*group.removed, *part.removed))) {
      group.removed = part.removed;
    }
    if (part.in_head) group.in_head = group.in_head.value_or(false) || *part.in_head;
    if (part.exposure_days) {
      group.exposure_days = std::max(group.exposure_days.value_or(0), *part.exposure_days);
    }
    group.refs.insert(group.refs.end(), part.refs.begin(), part.refs.end());
  }

  using Key = std::tuple<std::string, std::string, std::string, std::string, std::string, BlobKind,
                         ObjectId, uint64_t, uint64_t, uint32_t>;

  std::vector<Report> shards_;
  Report out_;
  bool apart_ = false;  // of different targets
  std::map<std::string, bool> labels_;
  std::vector<Rule> rules_;
  std::unordered_map<std::string, uint32_t> numbers_;
  std::vector<uint32_t> rule_numbers_;  // of the shard in hand: index into rules_
  std::map<Key, size_t> known_;
};

}  // namespace

Report merge_reports(std::vector<Report> shards) { return Merger(std::move(shards)).merged(); }

}  // namespace sluice
