#include "patch/log_request.h"

#include <algorithm>
#include <charconv>
#include <memory>
#include <optional>

#include "base/escape.h"
#include "git/revision.h"
#include "git/tag.h"
#include "patch/commit_filter.h"
#include "patch/git_date.h"

namespace sluice::patch {
namespace {

constexpr std::string_view kRefGlobs = "?*[";

// Options without effect on what gitleaks reads: accepted, since scripts carry them.
constexpr std::string_view kHarmless[] = {"-p",
                                          "-u",
                                          "--patch",
                                          "--no-ext-diff",
                                          "--ext-diff",
                                          "--no-textconv",
                                          "--textconv",
                                          "--root",
                                          "--no-color",
                                          "--no-decorate",
                                          "--decorate",
                                          "--full-index",
                                          "--indent-heuristic",
                                          "--reverse",
                                          "--dense",
                                          "--no-notes",
                                          "--mailmap",
                                          "--use-mailmap",
                                          "--no-relative",
                                          "--no-show-signature",
                                          "--no-graph",
                                          "--diff-algorithm=myers",
                                          "--diff-algorithm=default",
                                          "--no-abbrev-commit",
                                          "--no-abbrev",
                                          "--color=never",
                                          "--decorate=no",
                                          "--submodule=short",
                                          "--pretty=medium",
                                          "--format=medium",
                                          "--date=default",
                                          "--no-follow",
                                          "--expand-tabs"};

template <class Number>
std::optional<Number> number(std::string_view text) {
  Number value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

Error bad_option(std::string_view word, std::string_view what) {
  return {ErrorKind::kUsage,
          "--log-opts: '" + escape_for_terminal(word) + "' " + std::string(what)};
}

class Parser {
 public:
  Parser(const std::vector<std::string>& words, const LogContext& context)
      : words_(words),
        context_(context),
        resolver_(context.store, context.refs, context.id_bytes) {}

  Result<LogRequest> parse() {
    bool only_paths = false;
    std::vector<std::string> paths;
    for (at_ = 0; at_ < words_.size(); ++at_) {
      const std::string& word = words_[at_];
      if (word.empty()) continue;  // of two blanks in a row
      if (only_paths) {
        paths.push_back(word);
      } else if (word == "--") {
        only_paths = true;
      } else if (word.size() > 1 && word[0] == '-') {
        if (Result<void> read = option(word); !read) return std::move(read).error();
      } else if (Result<void> read = revision(word); !read) {
        if (has_separator() || !context_.exists || !context_.exists(word)) {
          return std::move(read).error();
        }
        only_paths = true;
        paths.push_back(word);
      }
    }
    return finish(paths);
  }

  Result<void> add_all() {
    add_refs([](const git::Ref&) { return true; });
    if (context_.refs.head) add_tip(*context_.refs.head);
    for (const git::Ref& ref : context_.refs.worktrees) {
      if (ref.name.ends_with("/HEAD")) add_tip(ref.target);
    }
    any_start_ = true;
    return {};
  }
  LogRequest& request() { return request_; }

 private:
  bool has_separator() const {
    return std::find(words_.begin(), words_.end(), "--") != words_.end();
  }

  Result<LogRequest> finish(const std::vector<std::string>& paths) {
    if (!any_start_) {
      if (Result<void> read = revision("HEAD"); !read) return std::move(read).error();
    }
    Result<Pathspec> spec = Pathspec::parse(paths, context_.prefix);
    if (!spec) return std::move(spec).error();
    if (!full_diff_) request_.paths = *spec;
    request_.walk.paths = *std::move(spec);
    using Merges = DiffOptions::Merges;
    // Where merges are to be compared, git looks at all of them.
    if (request_.diff.merges != Merges::kNothing) request_.walk.simplify = false;
    if (request_.walk.first_parent &&
        (!merges_given_ || request_.diff.merges == Merges::kEachParent)) {
      request_.diff.merges = Merges::kFirstParent;
    }
    if (!patterns_.empty()) {
      Result<CommitFilter> compiled = CommitFilter::compile(std::move(patterns_));
      if (!compiled) return std::move(compiled).error();
      request_.walk.matches = [filter = std::make_shared<CommitFilter>(*std::move(compiled)),
                               &context = context_](const ObjectId& id) {
        const Result<git::Object> object = context.store.read(id);
        if (!object) return true;
        return filter->matches(read_commit_text(object->bytes, context.id_bytes, context.mailmap));
      };
    }
    return std::move(request_);
  }

  // The value of "--name=VALUE", or of "--name VALUE"; nullopt: `word` is another option.
  std::optional<std::string> value_of(std::string_view word, std::string_view name) {
    if (word.starts_with(name) && word.size() > name.size() && word[name.size()] == '=') {
      return std::string(word.substr(name.size() + 1));
    }
    if (word == name && at_ + 1 < words_.size()) return words_[++at_];
    return std::nullopt;
  }

  Result<void> option(const std::string& word) {
    if (std::find(std::begin(kHarmless), std::end(kHarmless), word) != std::end(kHarmless)) {
      return {};
    }
    for (const auto read :
         {&Parser::starting_option, &Parser::limiting_option, &Parser::pattern_option,
          &Parser::history_option, &Parser::diff_option}) {
      Result<bool> known = (this->*read)(word);
      if (!known) return std::move(known).error();
      if (*known) return {};
    }
    return bad_option(word, "is an option of git log that is not read here (docs/gitleaks.md)");
  }

  // Where the walk starts.
  Result<bool> starting_option(const std::string& word) {
    const auto refs_below = [&](std::string_view option, std::string_view folder) {
      if (word != option && !word.starts_with(std::string(option) + "=")) return false;
      std::string pattern(folder);
      if (word != option) {
        pattern += word.substr(option.size() + 1);
        if (pattern.find_first_of(kRefGlobs) == pattern.npos) pattern += "/*";
      } else {
        pattern += '*';
      }
      add_matching(pattern);
      return true;
    };
    if (word == "--all") {
      if (Result<void> added = add_all(); !added) return std::move(added).error();
      excluded_globs_.clear();
    } else if (refs_below("--branches", "refs/heads/") || refs_below("--tags", "refs/tags/") ||
               refs_below("--remotes", "refs/remotes/")) {
      excluded_globs_.clear();
    } else if (const auto glob = value_of(word, "--glob")) {
      std::string pattern = glob->starts_with("refs/") ? *glob : "refs/" + *glob;
      if (pattern.find_first_of(kRefGlobs) == pattern.npos) pattern += "/*";
      add_matching(pattern);
      excluded_globs_.clear();
    } else if (const auto exclude = value_of(word, "--exclude")) {
      excluded_globs_.push_back(*exclude);
    } else if (word == "--reflog") {
      for (const ObjectId& id : context_.refs.reflog) add_tip(id);
      for (const ObjectId& id : context_.refs.stash_log) add_tip(id);
      any_start_ = true;
    } else if (word == "--not") {
      negated_ = !negated_;
    } else if (word == "--no-walk" || word == "--no-walk=sorted" || word == "--no-walk=unsorted") {
      request_.walk.walk = false;
    } else if (word == "--do-walk") {
      request_.walk.walk = true;
    } else {
      return false;
    }
    return true;
  }

  Result<bool> count_option(std::string_view word, std::string_view value,
                            std::optional<uint64_t>& out) {
    const std::optional<int64_t> count = number<int64_t>(value);
    if (!count) return bad_option(word, "holds no number");
    out = *count < 0 ? std::nullopt : std::optional<uint64_t>(static_cast<uint64_t>(*count));
    return true;
  }

  Result<bool> date_option(const std::string& value, std::optional<int64_t>& out) {
    const Result<int64_t> date = parse_git_date(value, context_.now);
    if (!date) return Error{ErrorKind::kUsage, "--log-opts: " + date.error().message};
    out = *date;
    return true;
  }

  // How many commits, and of when.
  Result<bool> limiting_option(const std::string& word) {
    WalkRequest& walk = request_.walk;
    if (word == "-n") {
      if (at_ + 1 == words_.size()) return bad_option(word, "lacks its number");
      return count_option(word, words_[++at_], walk.max_count);
    }
    if (word.starts_with("-n")) return count_option(word, word.substr(2), walk.max_count);
    if (word[1] >= '0' && word[1] <= '9') return count_option(word, word.substr(1), walk.max_count);
    if (const auto value = value_of(word, "--max-count")) {
      return count_option(word, *value, walk.max_count);
    }
    if (const auto value = value_of(word, "--skip")) {
      std::optional<uint64_t> skip;
      Result<bool> read = count_option(word, *value, skip);
      walk.skip = skip.value_or(0);
      return read;
    }
    for (const std::string_view name : {"--since-as-filter"}) {
      if (const auto value = value_of(word, name)) return date_option(*value, walk.since_as_filter);
    }
    for (const std::string_view name : {"--since", "--after"}) {
      if (const auto value = value_of(word, name)) return date_option(*value, walk.since);
    }
    for (const std::string_view name : {"--until", "--before"}) {
      if (const auto value = value_of(word, name)) return date_option(*value, walk.until);
    }
    return false;
  }

  Result<bool> pattern_option(const std::string& word) {
    if (const auto author = value_of(word, "--author")) {
      patterns_.author.push_back(*author);
    } else if (const auto committer = value_of(word, "--committer")) {
      patterns_.committer.push_back(*committer);
    } else if (const auto message = value_of(word, "--grep")) {
      patterns_.message.push_back(*message);
    } else if (word == "--all-match") {
      patterns_.all_messages = true;
    } else if (word == "--invert-grep") {
      patterns_.invert_messages = true;
    } else if (word == "-i" || word == "--regexp-ignore-case") {
      patterns_.fold_case = true;
    } else if (word == "-E" || word == "--extended-regexp") {
      patterns_.extended = true;
    } else if (word == "-F" || word == "--fixed-strings") {
      patterns_.fixed = true;
    } else if (word == "--basic-regexp") {
      patterns_.extended = patterns_.fixed = false;
    } else {
      return false;
    }
    return true;
  }

  Result<bool> history_option(const std::string& word) {
    WalkRequest& walk = request_.walk;
    using Order = WalkRequest::Order;
    if (word == "--no-merges") {
      walk.max_parents = 1;
    } else if (word == "--merges") {
      walk.min_parents = 2;
    } else if (word == "--no-min-parents") {
      walk.min_parents.reset();
    } else if (word == "--no-max-parents") {
      walk.max_parents.reset();
    } else if (word.starts_with("--min-parents=")) {
      return count_option(word, word.substr(14), walk.min_parents);
    } else if (word.starts_with("--max-parents=")) {
      return count_option(word, word.substr(14), walk.max_parents);
    } else if (word == "--first-parent") {
      walk.first_parent = true;
    } else if (word == "--full-history") {
      walk.simplify = false;
    } else if (word == "--sparse") {
      walk.dense = false;
    } else if (word == "--topo-order") {
      walk.order = Order::kTopology;
    } else if (word == "--date-order") {
      walk.order = Order::kTopologyByDate;
    } else if (word == "--author-date-order") {
      walk.order = Order::kTopologyByAuthorDate;
    } else {
      return false;
    }
    return true;
  }

  Result<bool> merges_option(std::string_view word, std::string_view how) {
    using Merges = DiffOptions::Merges;
    merges_given_ = true;
    if (how == "off" || how == "none" || how == "combined" || how == "c" ||
        how == "dense-combined" || how == "cc") {
      request_.diff.merges = Merges::kNothing;
    } else if (how == "first-parent" || how == "1") {
      request_.diff.merges = Merges::kFirstParent;
    } else if (how == "separate" || how == "m" || how == "on") {
      request_.diff.merges = Merges::kEachParent;
    } else {
      return bad_option(word, "asks for a kind of merge patch that is not made here");
    }
    return true;
  }

  Result<bool> diff_option(const std::string& word) {
    DiffOptions& diff = request_.diff;
    if (word == "-m") return merges_option(word, "m");
    if (word == "-c" || word == "--cc" || word == "--no-diff-merges") {
      return merges_option(word, "off");
    }
    if (word.starts_with("--diff-merges=")) return merges_option(word, word.substr(14));
    if (word == "--no-renames") {
      diff.renames.enabled = false;
    } else if (word == "-M" || word == "--find-renames" || word == "--renames") {
      diff.renames.enabled = true;
    } else if (word.starts_with("-M") || word.starts_with("--find-renames=")) {
      return similarity_option(word, word.substr(word[1] == 'M' ? 2 : 15));
    } else if (word.starts_with("-l")) {
      const std::optional<uint64_t> limit = number<uint64_t>(word.substr(2));
      if (!limit) return bad_option(word, "holds no number");
      diff.renames.limit = *limit;
    } else if (word == "-a" || word == "--text") {
      diff.as_text = true;
    } else if (word.starts_with("-U") || word.starts_with("--unified=")) {
      return lines_option(word, word.substr(word[1] == 'U' ? 2 : 10), diff.context);
    } else if (word.starts_with("--inter-hunk-context=")) {
      return lines_option(word, word.substr(21), diff.between_hunks);
    } else if (word.starts_with("--diff-filter=")) {
      return filter_option(word, word.substr(14));
    } else if (word == "--full-diff") {
      full_diff_ = true;
    } else {
      return false;
    }
    return true;
  }

  Result<bool> lines_option(std::string_view word, std::string_view value, unsigned& out) {
    const std::optional<unsigned> lines = number<unsigned>(value);
    if (!lines) return bad_option(word, "holds no number of lines");
    out = *lines;
    return true;
  }

  // "90%", "90" (which is 0.90) or "9": git reads the digits as a decimal fraction.
  Result<bool> similarity_option(std::string_view word, std::string_view value) {
    const bool percent = value.ends_with('%');
    if (percent) value.remove_suffix(1);
    const std::optional<uint64_t> digits = number<uint64_t>(value);
    if (!digits || value.size() > 9) return bad_option(word, "holds no similarity");
    uint64_t scale = percent ? 100 : 1;
    for (size_t i = 0; !percent && i < value.size(); ++i) scale *= 10;
    const uint64_t score = *digits >= scale ? kMaxScore : kMaxScore * *digits / scale;
    request_.diff.renames.enabled = true;
    request_.diff.renames.min_score = score == 0 ? 30000 : static_cast<unsigned>(score);
    return true;
  }

  Result<bool> filter_option(std::string_view word, std::string_view letters) {
    std::string& statuses = request_.diff.statuses;
    const bool any_negated =
        std::any_of(letters.begin(), letters.end(), [](char c) { return c >= 'a'; });
    if (statuses.empty() && any_negated) statuses = "ACDMRTUXB";
    for (const char letter : letters) {
      const char upper = static_cast<char>(letter & ~0x20);
      if (std::string_view("ACDMRTUXB").find(upper) == std::string_view::npos) {
        return bad_option(word, "holds a letter other than ACDMRTUXB");
      }
      std::erase(statuses, upper);
      if (letter == upper) statuses += upper;
    }
    return true;
  }

  bool is_excluded(std::string_view name) const {
    return std::any_of(excluded_globs_.begin(), excluded_globs_.end(), [&](const auto& glob) {
      return wild_match(glob, name, false, false) ||
             wild_match("refs/*/" + glob, name, false, false);
    });
  }

  template <class Wanted>
  void add_refs(Wanted wanted) {
    for (const git::Ref& ref : context_.refs.refs) {
      if (wanted(ref) && !is_excluded(ref.name)) add_tip(ref.target);
    }
  }
  void add_matching(const std::string& pattern) {
    add_refs([&](const git::Ref& ref) { return wild_match(pattern, ref.name, false, false); });
    any_start_ = true;
  }

  // A ref may name a tag, or no commit at all.
  void add_tip(ObjectId id, bool exclude = false) {
    for (unsigned depth = 0; depth < 64; ++depth) {
      const Result<git::Object> object = context_.store.read(id);
      if (!object) break;  // told where it is walked
      if (object->type == git::ObjectType::kTag) {
        id = git::parse_tag(object->bytes, context_.id_bytes).object;
      } else if (object->type != git::ObjectType::kCommit) {
        return;
      } else {
        break;
      }
    }
    request_.walk.tips.push_back({id, exclude != negated_});
  }

  Result<void> revision(const std::string& word) {
    const Result<std::vector<git::RangeTerm>> terms = git::parse_range(word);
    if (!terms) return Error{ErrorKind::kUsage, "--log-opts: " + terms.error().message};
    for (const git::RangeTerm& term : *terms) {
      if (Result<void> added = add_term(term); !added) return added;
    }
    any_start_ = true;
    return {};
  }

  Result<void> add_term(const git::RangeTerm& term) {
    using Kind = git::RangeTerm::Kind;
    const auto resolve = [&](const git::RevisionName& name) -> Result<ObjectId> {
      const Result<git::Revision> revision = resolver_.resolve(name);
      if (revision) return revision->commit;
      return Error{revision.error().kind, "--log-opts: " + revision.error().message};
    };
    const Result<ObjectId> left = resolve(term.left);
    if (!left) return left.error();
    if (term.kind == Kind::kInclude || term.kind == Kind::kExclude) {
      add_tip(*left, term.kind == Kind::kExclude);
      return {};
    }
    if (term.kind == Kind::kSingle) {
      const Result<std::vector<ObjectId>> parents = resolver_.parents(*left);
      if (!parents) return parents.error();
      for (const ObjectId& parent : *parents) add_tip(parent, true);
      add_tip(*left);
      return {};
    }
    const Result<ObjectId> right = resolve(term.right);
    if (!right) return right.error();
    if (term.kind == Kind::kBetween) {
      add_tip(*left, true);
      add_tip(*right);
      return {};
    }
    const Result<std::vector<ObjectId>> bases = merge_bases(context_.commits, *left, *right);
    if (!bases) return bases.error();
    for (const ObjectId& base : *bases) add_tip(base, true);
    add_tip(*left);
    add_tip(*right);
    return {};
  }

  const std::vector<std::string>& words_;
  const LogContext& context_;
  const git::RevisionResolver resolver_;
  LogRequest request_;
  CommitPatterns patterns_;
  size_t at_ = 0;
  bool any_start_ = false, negated_ = false, full_diff_ = false;
  bool merges_given_ = false;
  std::vector<std::string> excluded_globs_;
};

}  // namespace

bool DiffOptions::shows(const FilePair& pair) const {
  if (statuses.empty()) return true;
  const char status = pair.added()             ? 'A'
                      : pair.deleted()         ? 'D'
                      : !pair.old_path.empty() ? 'R'
                      : pair.retyped()         ? 'T'
                                               : 'M';
  return statuses.find(status) != statuses.npos;
}

Result<LogRequest> whole_history(const LogContext& context) {
  return parse_log_options({"--full-history", "--all", "--diff-filter=tuxdb"}, context);
}

Result<LogRequest> parse_log_options(const std::vector<std::string>& words,
                                     const LogContext& context) {
  return Parser(words, context).parse();
}

}  // namespace sluice::patch
