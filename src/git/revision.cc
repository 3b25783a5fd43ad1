#include "git/revision.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "base/escape.h"
#include "git/commit.h"
#include "git/tag.h"

namespace sluice::git {
namespace {

constexpr size_t kMinDigits = 4;        // of an abbreviated id, as git
constexpr size_t kMaxNumberDigits = 7;  // of ~N and ^N
constexpr size_t kMaxCandidates = 5;    // shown of an ambiguous id
constexpr std::string_view kWordBreaks = " \t\n\r";

Error usage(std::string_view quoted, const std::string& what) {
  return {ErrorKind::kUsage, "'" + escape_for_terminal(quoted) + "' " + what};
}

// What git forbids in a ref's name, and so starts another kind of revision.
bool is_name(std::string_view base) {
  return base.front() != '.' && std::all_of(base.begin(), base.end(), [](char c) {
           return static_cast<unsigned char>(c) > ' ' && c != '\x7f' &&
                  std::string_view(":?*[\\").find(c) == std::string_view::npos;
         });
}

Result<RevisionStep> take_step(std::string_view whole, std::string_view& rest) {
  RevisionStep step;
  const bool is_parent = rest.front() == '^';
  step.kind = is_parent ? RevisionStep::Kind::kParent : RevisionStep::Kind::kAncestor;
  rest.remove_prefix(1);
  for (const std::string_view peel : {"{}", "{commit}"}) {
    if (!is_parent || !rest.starts_with(peel)) continue;
    rest.remove_prefix(peel.size());
    return RevisionStep{};
  }
  const size_t digits = std::min(rest.find_first_not_of("0123456789"), rest.size());
  if (digits > kMaxNumberDigits) return usage(whole, "goes back further than any history");
  step.number = digits == 0 ? 1 : 0;
  for (const char c : rest.substr(0, digits)) {
    step.number = step.number * 10 + static_cast<uint32_t>(c - '0');
  }
  rest.remove_prefix(digits);
  if (!rest.empty() && rest.front() != '^' && rest.front() != '~') {
    return usage(whole, "ends in what is no suffix; ~N, ^N, ^{} and ^{commit} are");
  }
  return step;
}

Result<RangeTerm> parse_pair(std::string_view term, size_t dots) {
  const bool symmetric = term.substr(dots).starts_with("...");
  const std::string_view left = term.substr(0, dots);
  const std::string_view right = term.substr(dots + (symmetric ? 3 : 2));
  if (left.empty() && right.empty()) return usage(term, "names neither end of a range");
  Result<RevisionName> from = parse_revision(left.empty() ? "HEAD" : left);
  if (!from) return std::move(from).error();
  Result<RevisionName> to = parse_revision(right.empty() ? "HEAD" : right);
  if (!to) return std::move(to).error();
  return RangeTerm{symmetric ? RangeTerm::Kind::kSymmetric : RangeTerm::Kind::kBetween,
                   *std::move(from), *std::move(to)};
}

Result<RangeTerm> parse_term(std::string_view term) {
  if (term.starts_with('-')) {
    return usage(term, "is an option, not a revision; --refs and --since are flags of their own");
  }
  if (const size_t dots = term.find(".."); dots != std::string_view::npos) {
    return parse_pair(term, dots);
  }
  RangeTerm result;
  std::string_view name = term;
  if (name.starts_with('^')) {
    result.kind = RangeTerm::Kind::kExclude;
    name.remove_prefix(1);
  } else if (name.ends_with("^!")) {
    result.kind = RangeTerm::Kind::kSingle;
    name.remove_suffix(2);
  }
  Result<RevisionName> parsed = parse_revision(name);
  if (!parsed) return std::move(parsed).error();
  result.left = *std::move(parsed);
  return result;
}

// The classic two-pointer match: on a mismatch the last '*' takes one byte more.
bool glob_matches(std::string_view glob, std::string_view name) {
  size_t g = 0, n = 0, star = std::string_view::npos, retry = 0;
  while (n < name.size()) {
    if (g < glob.size() && glob[g] == '*') {
      star = g++;
      retry = n;
    } else if (g < glob.size() && (glob[g] == '?' || glob[g] == name[n])) {
      ++g;
      ++n;
    } else if (star != std::string_view::npos) {
      g = star + 1;
      n = ++retry;
    } else {
      return false;
    }
  }
  return glob.find_first_not_of('*', g) == std::string_view::npos;
}

// Ways to shorten a full name, the full name itself first.
constexpr std::array<std::string_view, 5> kPrefixes = {"", "refs/", "refs/tags/", "refs/heads/",
                                                       "refs/remotes/"};

bool names_ref(std::string_view glob, std::string_view full_name) {
  return std::any_of(kPrefixes.begin(), kPrefixes.end(), [&](std::string_view prefix) {
    return full_name.starts_with(prefix) && glob_matches(glob, full_name.substr(prefix.size()));
  });
}

const Ref* find_named(const std::vector<Ref>& refs, std::string_view name) {
  const auto at =
      std::find_if(refs.begin(), refs.end(), [&](const Ref& ref) { return ref.name == name; });
  return at == refs.end() ? nullptr : &*at;
}

const Ref* find_sorted(const std::vector<Ref>& refs, const std::string& name) {
  const auto at =
      std::lower_bound(refs.begin(), refs.end(), name,
                       [](const Ref& ref, const std::string& n) { return ref.name < n; });
  return at == refs.end() || at->name != name ? nullptr : &*at;
}

// A failure on the way to what `shown` names.
Error read_error(const std::string& shown, const ObjectId& id, const Error& error) {
  if (error.kind == ErrorKind::kNotFound) {
    return {ErrorKind::kUsage, "'" + shown + "': the object " + id.hex() +
                                   " is not in this repository; fetch it first (git fetch)"};
  }
  return {error.kind, "'" + shown + "': " + id.hex() + ": " + error.message};
}

}  // namespace

Result<RevisionName> parse_revision(std::string_view text) {
  if (text.size() > kMaxRangeBytes) {
    return usage(text.substr(0, 40), "…: a revision that is too long");
  }
  const size_t end = std::min(text.find_first_of("^~"), text.size());
  RevisionName name{std::string(text.substr(0, end)), {}};
  if (name.base.empty()) return usage(text, "names no commit");
  if (name.base.find("@{") != std::string::npos) {
    return usage(text, "asks for a reflog or an upstream; write the id or the ref");
  }
  if (!is_name(name.base)) return usage(text, "is no revision; write an id, a ref or HEAD");
  std::string_view rest = text.substr(end);
  while (!rest.empty()) {
    Result<RevisionStep> step = take_step(text, rest);
    if (!step) return std::move(step).error();
    name.steps.push_back(*step);
  }
  return name;
}

Result<std::vector<RangeTerm>> parse_range(std::string_view text) {
  if (text.size() > kMaxRangeBytes) return usage(text.substr(0, 40), "…: a range that is too long");
  std::vector<RangeTerm> terms;
  for (size_t at = text.find_first_not_of(kWordBreaks); at != std::string_view::npos;
       at = text.find_first_not_of(kWordBreaks, at)) {
    const size_t end = std::min(text.find_first_of(kWordBreaks, at), text.size());
    Result<RangeTerm> term = parse_term(text.substr(at, end - at));
    if (!term) return std::move(term).error();
    terms.push_back(*std::move(term));
    at = end;
  }
  if (terms.empty()) return usage(text, "names no range; write A..B");
  return terms;
}

std::vector<Ref> match_refs(const RefSet& refs, std::string_view glob) {
  std::vector<Ref> matched;
  if ((glob == "HEAD" || glob == "@") && refs.head) matched.push_back({"HEAD", *refs.head});
  for (const std::vector<Ref>* others : {&refs.pseudo, &refs.worktrees}) {
    if (const Ref* ref = find_named(*others, glob)) matched.push_back(*ref);
  }
  for (const Ref& ref : refs.refs) {
    if (names_ref(glob, ref.name)) matched.push_back(ref);
  }
  return matched;
}

std::string shown_revision(const RevisionName& name) {
  std::string shown = escape_for_terminal(name.base);
  for (const RevisionStep& step : name.steps) {
    if (step.kind == RevisionStep::Kind::kPeel) {
      shown += "^{}";
      continue;
    }
    shown += step.kind == RevisionStep::Kind::kParent ? '^' : '~';
    if (step.number != 1) shown += std::to_string(step.number);
  }
  return shown;
}

const Ref* RevisionResolver::find_ref(std::string_view name) const {
  for (const std::vector<Ref>* others : {&refs_.pseudo, &refs_.worktrees}) {
    if (const Ref* ref = find_named(*others, name)) return ref;
  }
  for (const std::string_view prefix : kPrefixes) {
    if (const Ref* ref = find_sorted(refs_.refs, std::string(prefix) + std::string(name))) {
      return ref;
    }
  }
  return find_sorted(refs_.refs, "refs/remotes/" + std::string(name) + "/HEAD");
}

Result<ObjectId> RevisionResolver::find_abbreviated(const std::string& digits) const {
  std::vector<ObjectId> found = store_.find_prefix(digits);
  // Where several objects begin so, git too takes the one that is a commit.
  if (found.size() > 1) {
    std::vector<ObjectId> commits;
    for (const ObjectId& id : found) {
      if (peel(id, digits)) commits.push_back(id);
    }
    if (!commits.empty()) found = std::move(commits);
  }
  if (found.size() == 1) return found[0];
  if (found.empty()) {
    return usage(digits,
                 "names no commit here: no ref and no object is called that; git fetch it, "
                 "or correct the name");
  }
  std::string candidates;
  for (size_t i = 0; i < found.size() && i < kMaxCandidates; ++i) {
    candidates += (i == 0 ? "" : ", ") + found[i].hex();
  }
  if (found.size() > kMaxCandidates) candidates += ", …";
  return usage(digits, "is the beginning of " + std::to_string(found.size()) +
                           " ids; write more digits: " + candidates);
}

Result<ObjectId> RevisionResolver::find_base(const std::string& base) const {
  if (const std::optional<ObjectId> id = ObjectId::from_hex(base); id && id->size == id_bytes_) {
    return *id;
  }
  if (base == "HEAD" || base == "@") {
    if (refs_.head) return *refs_.head;
    return usage(base, "names no commit yet: nothing was committed on this branch");
  }
  if (const Ref* ref = find_ref(base)) return ref->target;
  const bool is_hex = base.find_first_not_of("0123456789abcdefABCDEF") == std::string::npos;
  if (is_hex && base.size() >= kMinDigits && base.size() < size_t{id_bytes_} * 2) {
    return find_abbreviated(base);
  }
  return usage(base,
               "names no commit here: no ref is called that; git fetch it, or correct the "
               "name (git branch -a lists them)");
}

Result<ObjectId> RevisionResolver::peel(ObjectId id, const std::string& shown) const {
  for (unsigned depth = 0; depth < kMaxTagDepth; ++depth) {
    const Result<Object> object = store_.read(id);
    if (!object) return read_error(shown, id, object.error());
    if (object->type == ObjectType::kCommit) return id;
    if (object->type != ObjectType::kTag) {
      return usage(shown, "names a tree or a file's content, not a commit");
    }
    id = parse_tag(object->bytes, id_bytes_).object;
    if (id.empty()) return usage(shown, "names a damaged tag");
  }
  return usage(shown, "names a tag of a tag, too many times over");
}

Result<std::vector<ObjectId>> RevisionResolver::parents(const ObjectId& commit) const {
  if (std::find(refs_.shallow.begin(), refs_.shallow.end(), commit) != refs_.shallow.end()) {
    return std::vector<ObjectId>();
  }
  const Result<Object> object = store_.read(commit);
  if (!object) return read_error(commit.hex(), commit, object.error());
  Commit parsed;
  parse_commit(object->bytes, id_bytes_, parsed);
  return std::move(parsed.parents);
}

Result<Revision> RevisionResolver::resolve(const RevisionName& name) const {
  const std::string shown = shown_revision(name);
  const Result<ObjectId> base = find_base(name.base);
  if (!base) return base.error();
  Result<ObjectId> commit = peel(*base, shown);
  if (!commit) return std::move(commit).error();
  for (const RevisionStep& step : name.steps) {
    if (step.kind == RevisionStep::Kind::kPeel) continue;
    const bool ancestor = step.kind == RevisionStep::Kind::kAncestor;
    const uint32_t parent = ancestor ? 1 : step.number;
    const uint32_t times = ancestor ? step.number : step.number == 0 ? 0 : 1;
    for (uint32_t i = 0; i < times; ++i) {
      const Result<std::vector<ObjectId>> all = parents(*commit);
      if (!all) return all.error();
      if (all->size() < parent) {
        const bool shallow =
            std::find(refs_.shallow.begin(), refs_.shallow.end(), *commit) != refs_.shallow.end();
        return usage(
            shown, "has no such parent: " + commit->hex() + " has " + std::to_string(all->size()) +
                       (shallow ? " here, as the clone is shallow; git fetch --unshallow" : ""));
      }
      commit = (*all)[parent - 1];
    }
  }
  // A parent is only named so far.
  if (!name.steps.empty()) {
    Result<ObjectId> checked = peel(*commit, shown);
    if (!checked) return std::move(checked).error();
    return Revision{*commit, *commit};
  }
  return Revision{*base, *commit};
}

}  // namespace sluice::git
