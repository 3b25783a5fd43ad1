#include "gitleaks/detector.h"

#include <algorithm>
#include <map>
#include <set>

#include "gitleaks/decoder.h"
#include "gitleaks/entropy.h"
#include "gitleaks/go_text.h"
#include "gitleaks/keyword_gate.h"
#include "gitleaks/location.h"
#include "judge/judge.h"

namespace sluice::gitleaks {
namespace {

constexpr std::string_view kAllowComment = "gitleaks:allow";
constexpr uint64_t kMegabyte = 1'000'000;

std::string_view part(std::string_view text, Span span) {
  return text.substr(span.begin, span.size());
}

std::string_view without_newlines(std::string_view text) {
  const size_t begin = text.find_first_not_of('\n');
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of('\n') + 1 - begin);
}

bool is_generic(std::string_view rule) {
  return go_lower(rule).find("generic") != std::string::npos;
}

// gitleaks prefers what is not generic of two findings of a line, where one has the other's secret.
void drop_generic(std::vector<Finding>& findings, size_t first) {
  const auto begin = findings.begin() + static_cast<ptrdiff_t>(first);
  const std::vector<Finding> all(begin, findings.end());
  const auto is_covered = [&](const Finding& one) {
    return is_generic(one.rule) && std::any_of(all.begin(), all.end(), [&](const Finding& other) {
             return one.start_line == other.start_line && one.rule != other.rule &&
                    other.secret.find(one.secret) != std::string::npos && !is_generic(other.rule);
           });
  };
  findings.erase(std::remove_if(begin, findings.end(), is_covered), findings.end());
}

bool within(const Finding& one, const Finding& other, const GitleaksFile::Required& required) {
  const auto near = [](int64_t a, int64_t b, const std::optional<int64_t>& limit) {
    return !limit || std::abs(a - b) <= *limit;
  };
  return near(one.start_line, other.start_line, required.within_lines) &&
         near(one.start_column, other.start_column, required.within_columns);
}

}  // namespace

// The words of all rules, and which are whose.
struct Detector::Gate {
  KeywordGate words;
  std::vector<std::pair<const GitleaksRule*, std::vector<size_t>>> rules;
};

// One look at a fragment: at its own text, or at what decoding made of it.
struct Detector::Pass {
  std::string_view text;
  GoText readable;
  std::shared_ptr<const Segments> segments;  // null: the fragment's own text

  explicit Pass(std::string_view of, std::shared_ptr<const Segments> made = nullptr)
      : text(of), readable(of), segments(std::move(made)) {}
};

// What a rule matched in a pass's text.
struct Detector::Raw {
  Span match;
  std::optional<std::string_view> secret;  // absent: by the rule's groups
};

class Detector::Scan {
 public:
  Scan(const Detector& detector, const Fragment& fragment, Scratch& scratch)
      : detector_(detector), fragment_(fragment), scratch_(scratch) {}

  void run(std::vector<Finding>& findings) {
    if (is_own_file() || is_allowed_place(detector_.rules_.allowlists)) return;
    for (size_t at = 0; (at = fragment_.raw.find('\n', at)) != std::string_view::npos; ++at) {
      newlines_.push_back(at);
    }
    const size_t first = findings.size();
    std::string decoded;
    std::shared_ptr<const Segments> segments;
    for (unsigned depth = 0;; ++depth) {
      const Pass pass(depth == 0 ? fragment_.raw : std::string_view(decoded), segments);
      scan_pass(pass, findings);
      if (depth == detector_.options_.max_decode_depth) break;
      Decoded next = decode_pass(pass.text, segments);
      if (next.segments->empty() || detector_.options_.stop.stop_requested()) break;
      decoded = std::move(next.text);
      segments = std::move(next.segments);
    }
    drop_generic(findings, first);
  }

 private:
  bool is_own_file() const {
    const auto& own = detector_.options_.own_files;
    return !fragment_.path.empty() &&
           std::find(own.begin(), own.end(), fragment_.path) != own.end();
  }

  // By commit and path alone; what also asks for the text has to wait.
  bool is_allowed_place(const Allowlists& lists) const {
    if (fragment_.path.empty() && fragment_.sha().empty()) return false;
    return std::any_of(lists.begin(), lists.end(), [&](const auto& list) {
      const bool commit = list->allows_commit(fragment_.sha());
      const bool path = list->allows_path(fragment_.path);
      if (!list->all_of()) return commit || path;
      if (list->has_regexes() || list->has_stopwords()) return false;
      return (!list->has_commits() || commit) && (!list->has_paths() || path);
    });
  }

  bool is_allowed(const Finding& finding, std::string_view line, const Allowlists& lists) const {
    return std::any_of(lists.begin(), lists.end(), [&](const auto& list) {
      const std::string_view target = list->target() == GitleaksFile::Target::kMatch ? finding.match
                                      : list->target() == GitleaksFile::Target::kLine
                                          ? line
                                          : std::string_view(finding.secret);
      const bool text = list->allows_text(target);
      const bool word = list->has_stopword(finding.secret);
      if (!list->all_of()) return text || word;
      return (!list->has_commits() || list->allows_commit(fragment_.sha())) &&
             (!list->has_paths() || list->allows_path(fragment_.path)) &&
             (!list->has_regexes() || text) && (!list->has_stopwords() || word);
    });
  }

  void scan_pass(const Pass& pass, std::vector<Finding>& findings) {
    find_builtin(pass);
    detector_.gate_->words.find(go_lower(pass.text), found_);
    for (const auto& [rule, words] : detector_.gate_->rules) {
      const bool runs = words.empty() || std::any_of(words.begin(), words.end(), [&](size_t word) {
                          return found_[word] != 0;
                        });
      if (runs) scan_rule(*rule, pass, false, findings);
    }
  }

  // What sluice's own rules say of the pass's text, by rule.
  void find_builtin(const Pass& pass) {
    builtin_.clear();
    if (detector_.engine_ == nullptr) return;
    matches_.clear();
    const Engine& engine = *detector_.engine_;
    engine.scan({pass.text, BlobKind::kFile, {}, fragment_.path}, scratch_, matches_,
                Confidence::kMedium);
    for (const Match& match : matches_) {
      const auto verdict = judge::decide(engine.rules().rules()[match.rule], match, fragment_.path);
      if (!verdict || verdict->confidence < Confidence::kMedium) continue;
      if (match.allowed_inline && !detector_.options_.ignore_allow_comments) continue;
      if (!engine.allowed_at(match, fragment_.path, fragment_.sha()).empty()) continue;
      builtin_[match.rule].push_back({match.match, part(pass.text, match.secret)});
    }
  }

  // `required`: another rule asks, so that skipReport and its own `required` do not count.
  void scan_rule(const GitleaksRule& rule, const Pass& pass, bool required,
                 std::vector<Finding>& findings) {
    if (rule.skip_report && !required) return;
    if (is_allowed_place(rule.allowlists)) return;
    const bool has_content = rule.regex != nullptr || !rule.builtin.empty();
    if (rule.path != nullptr && !rule.path->is_in(fragment_.path)) return;
    if (rule.path != nullptr && !has_content && pass.segments == nullptr) {
      Finding finding = begin_finding(rule);
      finding.match = "file detected: " + finding.file;
      findings.push_back(std::move(finding));
      return;
    }
    if (!has_content || is_too_large(pass)) return;
    std::vector<Finding> found;
    if (rule.regex != nullptr) {
      std::vector<Span> matches;
      rule.regex->find_all(pass.readable, matches);
      for (const Span& match : matches) add(rule, pass, {match, {}}, found);
    } else {
      for (const uint32_t index : rule.builtin) {
        const auto its = builtin_.find(index);
        if (its == builtin_.end()) continue;
        for (const Raw& raw : its->second) add(rule, pass, raw, found);
      }
    }
    if (!required && !rule.required.empty()) keep_complete(rule, pass, found);
    std::move(found.begin(), found.end(), std::back_inserter(findings));
  }

  bool is_too_large(const Pass& pass) const {
    const uint64_t limit = detector_.options_.max_megabytes;
    return limit > 0 && pass.text.size() / kMegabyte > limit;
  }

  Finding begin_finding(const GitleaksRule& rule) const {
    Finding finding;
    finding.rule = rule.id;
    finding.description = rule.description;
    finding.also_called = rule.also_called;
    finding.builtin = rule.regex == nullptr && !rule.builtin.empty();
    finding.file = fragment_.path;
    finding.symlink_file = fragment_.symlink;
    finding.tags = rule.tags;
    if (fragment_.commit != nullptr) {
      finding.commit = fragment_.commit->sha;
      finding.author = fragment_.commit->author;
      finding.email = fragment_.commit->email;
      finding.date = fragment_.commit->date;
      finding.message = fragment_.commit->message;
    }
    return finding;
  }

  void add(const GitleaksRule& rule, const Pass& pass, const Raw& raw,
           std::vector<Finding>& findings) const {
    Finding finding = begin_finding(rule);
    finding.match = without_newlines(part(pass.text, raw.match));
    Span place = raw.match;
    std::string_view line;
    if (pass.segments != nullptr) {
      const Range range{raw.match.begin, raw.match.end};
      const Segments segments = touched(*pass.segments, range);
      if (segments.empty()) return;  // known from the pass before
      const Range original = original_range(segments, range);
      place = {original.start, original.end};
      line = lines_of(segments, pass.text);
      for (std::string& tag : tags_of(segments)) finding.tags.push_back(std::move(tag));
    } else {
      place.end = place.begin + finding.match.size();
    }
    set_place(place, finding);
    const bool comments = !detector_.options_.ignore_allow_comments;
    if (comments && finding.line.find(kAllowComment) != std::string::npos) return;
    if (line.empty()) line = finding.line;
    set_secret(rule, raw, finding);
    const double entropy = entropy_of(finding.secret);
    finding.entropy = static_cast<float>(entropy);
    if (rule.entropy != 0 && entropy <= rule.entropy) return;
    if (is_allowed(finding, line, detector_.rules_.allowlists)) return;
    if (is_allowed(finding, line, rule.allowlists)) return;
    findings.push_back(std::move(finding));
  }

  void set_place(Span span, Finding& finding) const {
    const Place place = locate(newlines_, fragment_.raw, span);
    finding.start_line = fragment_.start_line + place.start_line;
    finding.end_line = fragment_.start_line + place.end_line;
    finding.start_column = place.start_column;
    finding.end_column = place.end_column;
    const size_t end = std::min(place.line_end, fragment_.raw.size());
    finding.line = fragment_.raw.substr(place.line_begin, end - std::min(end, place.line_begin));
  }

  // gitleaks runs the regex again, on the match alone.
  static void set_secret(const GitleaksRule& rule, const Raw& raw, Finding& finding) {
    finding.secret = raw.secret ? std::string(*raw.secret) : finding.match;
    if (raw.secret) return;
    std::vector<std::string_view> groups;
    if (!rule.regex->find_groups(finding.match, groups) || groups.empty()) return;
    if (rule.secret_group > 0) {
      finding.secret = groups[rule.secret_group - 1];
      return;
    }
    const auto first = std::find_if(groups.begin(), groups.end(),
                                    [](std::string_view group) { return !group.empty(); });
    if (first != groups.end()) finding.secret = std::string(*first);
  }

  // Leaves those beside which all that the rule requires is found.
  void keep_complete(const GitleaksRule& rule, const Pass& pass, std::vector<Finding>& found) {
    if (found.empty()) return;
    std::vector<std::vector<Finding>> others(rule.required.size());
    for (size_t i = 0; i < others.size(); ++i) {
      const auto other = detector_.rules_.by_id.find(rule.required[i].id);
      if (other == detector_.rules_.by_id.end() || !other->second.enabled) continue;
      scan_rule(other->second, pass, true, others[i]);
    }
    std::erase_if(found, [&](Finding& one) {
      std::set<std::string_view> beside;
      for (size_t i = 0; i < others.size(); ++i) {
        for (const Finding& other : others[i]) {
          if (!within(one, other, rule.required[i])) continue;
          one.required.push_back({other.rule, other.secret, other.start_line});
          beside.insert(rule.required[i].id);
        }
      }
      return std::any_of(rule.required.begin(), rule.required.end(),
                         [&](const auto& required) { return !beside.contains(required.id); });
    });
  }

  const Detector& detector_;
  const Fragment& fragment_;
  Scratch& scratch_;
  std::vector<size_t> newlines_;
  std::vector<char> found_;
  std::vector<Match> matches_;
  std::map<uint32_t, std::vector<Raw>> builtin_;
};

Detector::Detector(const Rules& rules, const Engine* engine, DetectorOptions options)
    : rules_(rules),
      engine_(engine),
      options_(std::move(options)),
      gate_(std::make_unique<Gate>()) {
  for (const auto& [id, rule] : rules.by_id) {
    if (!rule.enabled) continue;
    auto& entry = gate_->rules.emplace_back(&rule, std::vector<size_t>());
    if (rule.regex == nullptr && !rule.builtin.empty()) continue;  // the engine knows its own
    for (const std::string& word : rule.keywords) entry.second.push_back(gate_->words.add(word));
  }
  gate_->words.build();
}

Detector::~Detector() = default;

void Detector::scan(const Fragment& fragment, Scratch& scratch,
                    std::vector<Finding>& findings) const {
  if (fragment.raw.empty() && fragment.path.empty()) return;
  Scan(*this, fragment, scratch).run(findings);
}

bool Detector::skips_path(std::string_view path) const {
  return std::any_of(rules_.allowlists.begin(), rules_.allowlists.end(),
                     [&](const auto& list) { return list->allows_path(path); });
}

}  // namespace sluice::gitleaks
