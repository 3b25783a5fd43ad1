#include "git/refs.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <climits>
#include <map>
#include <string_view>
#include <tuple>
#include <utility>

#include "base/ascii.h"
#include "base/file_reader.h"
#include "git/file_tree.h"
#include "git/reflog.h"
#include "git/repository.h"

namespace sluice::git {
namespace {

constexpr uint64_t kMaxListBytes = uint64_t{256} << 20;  // packed-refs, reflogs, FETCH_HEAD
constexpr unsigned kMaxSymbolicDepth = 10;               // git allows 5

// A ref as stored: an id, or the name of another ref.
struct Value {
  ObjectId id;
  std::string symbolic;
};
// By full name.
using Table = std::map<std::string, Value, std::less<>>;

bool starts_with(std::string_view text, std::string_view prefix) {
  return text.substr(0, prefix.size()) == prefix;
}

// ORIG_HEAD, FETCH_HEAD … by their form, and those git names otherwise.
bool is_pseudo_ref(std::string_view name) {
  constexpr std::array<std::string_view, 4> kOthers = {"AUTO_MERGE", "BISECT_EXPECTED_REV",
                                                       "MERGE_AUTOSTASH", "NOTES_MERGE_PARTIAL"};
  if (std::find(kOthers.begin(), kOthers.end(), name) != kOthers.end()) return true;
  constexpr std::string_view kEnd = "_HEAD";
  return name.size() > kEnd.size() && name.substr(name.size() - kEnd.size()) == kEnd &&
         std::all_of(name.begin(), name.end(),
                     [](char c) { return c == '_' || c == '-' || (c >= 'A' && c <= 'Z'); });
}

// State that a stopped rebase, am or sequencer keeps: files that hold one id.
constexpr std::array<std::string_view, 9> kStateFiles = {
    "rebase-apply/abort-safety", "rebase-apply/onto",      "rebase-apply/orig-head",
    "rebase-merge/autostash",    "rebase-merge/onto",      "rebase-merge/orig-head",
    "rebase-merge/stopped-sha",  "sequencer/abort-safety", "sequencer/head"};

// The first line of a loose ref: an id or "ref: NAME", then only white space.
std::optional<Value> parse_value(std::string_view text, uint8_t id_bytes) {
  while (!text.empty() && is_whitespace(text.back())) text.remove_suffix(1);
  constexpr std::string_view kSymbolic = "ref:";
  if (starts_with(text, kSymbolic)) {
    text.remove_prefix(kSymbolic.size());
    while (!text.empty() && is_whitespace(text.front())) text.remove_prefix(1);
    if (text.empty() || text.find('\n') != std::string_view::npos) return std::nullopt;
    return Value{{}, std::string(text)};
  }
  // git writes one line and reads no further.
  const size_t digits = size_t{id_bytes} * 2;
  if (text.size() > digits && !is_whitespace(text[digits])) return std::nullopt;
  const std::optional<ObjectId> id = ObjectId::from_hex(text.substr(0, digits));
  if (!id || id->size != id_bytes) return std::nullopt;
  return Value{*id, {}};
}

bool by_name(const Ref& a, const Ref& b) {
  return std::tie(a.name, a.target) < std::tie(b.name, b.target);
}

void make_distinct(std::vector<ObjectId>& ids) {
  std::sort(ids.begin(), ids.end());
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
}

class RefReader {
 public:
  RefReader(const Repository& repository, const OnUnread& on_unread)
      : repository_(repository), on_unread_(on_unread) {}

  RefSet read() {
    const bool linked = repository_.git_dir != repository_.common_dir;
    read_names(linked);
    read_pseudo(repository_.git_dir, "", set_.pseudo);
    read_other_worktrees();
    std::sort(set_.pseudo.begin(), set_.pseudo.end(), by_name);
    std::sort(set_.worktrees.begin(), set_.worktrees.end(), by_name);

    read_reflogs(repository_.common_dir, "");
    if (linked) read_reflogs(repository_.git_dir, "");
    make_distinct(set_.reflog);
    make_distinct(set_.stash_log);
    read_shallow();
    return std::move(set_);
  }

  RefSet read_tips() {
    read_names(repository_.git_dir != repository_.common_dir);
    read_shallow();
    return std::move(set_);
  }

 private:
  void read_names(bool linked) {
    read_packed();
    read_loose(repository_.common_dir, "", common_);
    if (linked) read_linked();
    add_resolved(common_, "", set_.refs);
    read_head();
  }

  void unread(Reason reason, std::string what, std::string where) {
    on_unread_({reason, std::move(what), std::move(where)});
  }

  // nullopt: not there, or told to on_unread.
  std::optional<std::string> file(const std::string& path, const std::string& where,
                                  uint64_t max_bytes = kMaxListBytes) {
    Result<std::string> bytes = read_file(path, max_bytes);
    if (bytes) return std::move(*bytes);
    if (bytes.error().kind == ErrorKind::kNotFound) return std::nullopt;
    const bool limit = bytes.error().kind == ErrorKind::kLimit;
    unread(limit ? Reason::kLimit : Reason::kUnreadable, bytes.error().message, where);
    return std::nullopt;
  }

  void tell(const BadLines& bad, std::string_view form, const std::string& where) {
    if (bad.count == 0) return;
    unread(Reason::kCorrupt,
           std::to_string(bad.count) + " line(s) are no " + std::string(form) +
               ", the first is line " + std::to_string(bad.first),
           where);
  }

  void read_packed() {
    const auto bytes = file(repository_.common_dir + "/packed-refs", "packed-refs");
    if (!bytes) return;
    std::vector<Ref> refs;
    tell(parse_packed_refs(*bytes, repository_.id_bytes, refs), "packed ref", "packed-refs");
    // git writes them in order. The last one of a name counts.
    for (Ref& ref : refs) {
      common_.insert_or_assign(common_.end(), std::move(ref.name), Value{ref.target, {}});
    }
  }

  // One loose ref or HEAD. A symlink stands for a symbolic ref, as in old git.
  std::optional<Value> loose(const std::string& path, bool symlink, const std::string& where) {
    if (symlink) {
      std::array<char, PATH_MAX> text;
      const ssize_t size = ::readlink(path.c_str(), text.data(), text.size());
      const std::string_view target(text.data(), size > 0 ? static_cast<size_t>(size) : 0);
      if (starts_with(target, "refs/")) return Value{{}, std::string(target)};
      unread(Reason::kSymlinkOutside, "a symlink in place of a ref", where);
      return std::nullopt;
    }
    const auto bytes = file(path, where, kMaxRefBytes);
    if (!bytes) return std::nullopt;
    std::optional<Value> value = parse_value(*bytes, repository_.id_bytes);
    if (!value) unread(Reason::kCorrupt, "neither an object id nor \"ref: NAME\"", where);
    return value;
  }

  // The files of `git_dir`/refs into `table`; `label` only names them to a person.
  void read_loose(const std::string& git_dir, const std::string& label, Table& table) {
    const OnUnread labelled = [&](const Unread& folder) {
      unread(folder.reason, folder.what, label + folder.where);
    };
    for (const TreeFile& found : list_files(git_dir, "refs", labelled)) {
      constexpr std::string_view kLock = ".lock";
      const std::string_view name = found.path;
      if (name.size() > kLock.size() && name.substr(name.size() - kLock.size()) == kLock) continue;
      auto value = loose(git_dir + "/" + found.path, found.symlink, label + found.path);
      if (value) table.insert_or_assign(found.path, std::move(*value));
    }
  }

  // Of a linked worktree that is itself the target: what the common folder holds
  // of the main worktree is another worktree's.
  void read_linked() {
    Table main;
    for (auto at = common_.begin(); at != common_.end();) {
      const auto next = std::next(at);
      if (is_per_worktree(at->first)) main.insert(common_.extract(at));
      at = next;
    }
    add_resolved(main, "main-worktree/", set_.worktrees);
    add_head(repository_.common_dir, "main-worktree/");
    read_pseudo(repository_.common_dir, "main-worktree/", set_.worktrees);
    read_loose(repository_.git_dir, "", common_);
  }

  // What `name` leads to; nullopt: nowhere (legal: an unborn branch), or a loop.
  std::optional<ObjectId> resolve(std::string_view name, const Table& own, bool& loop) const {
    for (unsigned depth = 0; depth < kMaxSymbolicDepth; ++depth) {
      auto at = own.find(name);
      if (at == own.end()) {
        at = common_.find(name);
        if (at == common_.end()) return std::nullopt;
      }
      if (at->second.symbolic.empty()) return at->second.id;
      name = at->second.symbolic;
    }
    loop = true;
    return std::nullopt;
  }

  std::optional<ObjectId> resolve(const Value& value, const Table& own, const std::string& where) {
    if (value.symbolic.empty()) return value.id;
    bool loop = false;
    const std::optional<ObjectId> id = resolve(value.symbolic, own, loop);
    if (loop) unread(Reason::kCorrupt, "symbolic refs that lead to no end", where);
    return id;
  }

  void add_resolved(const Table& table, const std::string& prefix, std::vector<Ref>& out) {
    for (const auto& [name, value] : table) {
      const auto id = resolve(value, table, prefix + name);
      if (id) out.push_back({prefix + name, *id});
    }
  }

  std::optional<Value> head_value(const std::string& git_dir, const std::string& where) {
    struct stat status {};
    const std::string path = git_dir + "/HEAD";
    if (::lstat(path.c_str(), &status) != 0) {
      unread(Reason::kMissing, "no HEAD", where);
      return std::nullopt;
    }
    return loose(path, S_ISLNK(status.st_mode), where);
  }

  void read_head() {
    const std::optional<Value> value = head_value(repository_.git_dir, "HEAD");
    if (!value) return;
    set_.head_name = value->symbolic;
    set_.head = resolve(*value, common_, "HEAD");
  }

  void add_head(const std::string& git_dir, const std::string& prefix) {
    const std::optional<Value> value = head_value(git_dir, prefix + "HEAD");
    if (!value) return;
    const auto id = resolve(*value, common_, prefix + "HEAD");
    if (id) set_.worktrees.push_back({prefix + "HEAD", *id});
  }

  // A pseudo ref may hold several lines (FETCH_HEAD, MERGE_HEAD), each with an
  // id first.
  void read_pseudo(const std::string& git_dir, const std::string& prefix, std::vector<Ref>& out) {
    std::vector<std::string> names(kStateFiles.begin(), kStateFiles.end());
    for (std::string& name : list_names(git_dir, prefix, on_unread_)) {
      if (is_pseudo_ref(name)) names.push_back(std::move(name));
    }
    const std::string folder = git_dir + "/";
    for (const std::string& name : names) {
      const auto bytes = file(folder + name, prefix + name);
      if (bytes) parse_pseudo(*bytes, prefix + name, out);
    }
  }

  void parse_pseudo(std::string_view bytes, const std::string& name, std::vector<Ref>& out) {
    BadLines bad;
    for (uint64_t number = 1; !bytes.empty(); ++number) {
      const std::string_view line = take_line(bytes);
      if (std::all_of(line.begin(), line.end(), is_whitespace)) continue;
      const std::optional<Value> value = parse_value(line, repository_.id_bytes);
      if (!value) {
        bad.add(number);
        continue;
      }
      const auto id = resolve(*value, common_, name);
      if (id && !id->is_null()) out.push_back({name, *id});
    }
    tell(bad, "object id", name);
  }

  void read_other_worktrees() {
    const std::string base = repository_.common_dir + "/worktrees";
    for (const std::string& name : list_names(base, "worktrees", on_unread_)) {
      std::string git_dir = base;
      git_dir.append("/").append(name);
      if (git_dir == repository_.git_dir) continue;
      struct stat status {};
      if (::lstat(git_dir.c_str(), &status) != 0 || !S_ISDIR(status.st_mode)) continue;
      const std::string prefix = "worktrees/" + name + "/";
      add_head(git_dir, prefix);
      read_pseudo(git_dir, prefix, set_.worktrees);
      Table own;
      read_loose(git_dir, prefix, own);
      add_resolved(own, prefix, set_.worktrees);
      read_reflogs(git_dir, prefix);
    }
  }

  void read_reflogs(const std::string& git_dir, const std::string& label) {
    const OnUnread labelled = [&](const Unread& folder) {
      unread(folder.reason, folder.what, label + folder.where);
    };
    for (const TreeFile& found : list_files(git_dir, "logs", labelled)) {
      const std::string where = label + found.path;
      if (found.symlink) {
        unread(Reason::kSymlinkOutside, "a symlink in place of a reflog", where);
        continue;
      }
      const auto bytes = file(git_dir + "/" + found.path, where);
      if (!bytes) continue;
      std::vector<ObjectId>& ids = found.path == "logs/refs/stash" ? set_.stash_log : set_.reflog;
      tell(parse_reflog(*bytes, repository_.id_bytes, ids), "reflog entry", where);
    }
  }

  void read_shallow() {
    const auto bytes = file(repository_.common_dir + "/shallow", "shallow");
    if (!bytes) return;
    BadLines bad;
    std::string_view rest = *bytes;
    for (uint64_t number = 1; !rest.empty(); ++number) {
      const std::optional<Value> value = parse_value(take_line(rest), repository_.id_bytes);
      if (value && value->symbolic.empty()) {
        set_.shallow.push_back(value->id);
      } else {
        bad.add(number);
      }
    }
    make_distinct(set_.shallow);
    tell(bad, "object id", "shallow");
  }

  const Repository& repository_;
  const OnUnread& on_unread_;
  Table common_;
  RefSet set_;
};

}  // namespace

bool is_per_worktree(std::string_view name) {
  return starts_with(name, "refs/bisect/") || starts_with(name, "refs/worktree/") ||
         starts_with(name, "refs/rewritten/");
}

namespace {

bool has_reftable(const Repository& repository, const OnUnread& on_unread) {
  const Result<Config> config = read_config(repository);
  const ConfigEntry* storage = config ? config->find("extensions", "", "refstorage") : nullptr;
  if (storage == nullptr || storage->value != "reftable") return false;
  on_unread({Reason::kUnsupported, "reftable is not read by this version", "reftable"});
  return true;
}

}  // namespace

RefSet read_refs(const Repository& repository, const OnUnread& on_unread) {
  if (has_reftable(repository, on_unread)) return {};
  return RefReader(repository, on_unread).read();
}

RefSet read_tips(const Repository& repository, const OnUnread& on_unread) {
  if (has_reftable(repository, on_unread)) return {};
  return RefReader(repository, on_unread).read_tips();
}

BadLines parse_packed_refs(std::string_view bytes, uint8_t id_bytes, std::vector<Ref>& refs) {
  const size_t digits = size_t{id_bytes} * 2;
  BadLines bad;
  for (uint64_t number = 1; !bytes.empty(); ++number) {
    std::string_view line = take_line(bytes);
    if (starts_with(line, "#")) continue;
    const bool peeled = starts_with(line, "^");
    if (peeled) line.remove_prefix(1);
    const std::optional<ObjectId> id = ObjectId::from_hex(line.substr(0, digits));
    const bool has_name = line.size() > digits + 1 && line[digits] == ' ';
    if (!id || (peeled ? line.size() != digits : !has_name)) {
      bad.add(number);
    } else if (!peeled) {
      refs.push_back({std::string(line.substr(digits + 1)), *id});
    }
  }
  return bad;
}

}  // namespace sluice::git
