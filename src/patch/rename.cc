#include "patch/rename.h"

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>

namespace sluice::patch {
namespace {

constexpr uint32_t kHashes = 107927;  // git's own prime
constexpr size_t kCandidates = 4;     // sources that are remembered for a new file
constexpr int kMaxIdentical = 100;    // sources of equal content that are looked at

std::string_view base_name(std::string_view path) { return path.substr(path.rfind('/') + 1); }

class Finder {
 public:
  Finder(ObjectCache& objects, const RenameOptions& options, std::vector<FilePair>& pairs)
      : objects_(objects), options_(options), pairs_(pairs) {
    for (size_t i = 0; i < pairs.size(); ++i) {
      if (pairs[i].added()) {
        targets_.push_back({i, {}, std::nullopt});
      } else if (pairs[i].deleted()) {
        sources_.push_back({i, {}, false});
      }
    }
  }

  bool anything() const { return !sources_.empty() && !targets_.empty(); }

  void run() {
    find_identical();
    drop_used_sources();
    find_same_names();
    drop_used_sources();
    find_similar();
    apply();
  }

 private:
  struct Content {
    bool known = false;
    Bytes bytes;  // null: cannot be read
    std::optional<std::vector<Piece>> pieces;
  };
  struct Source {
    size_t pair = 0;
    Content content;
    bool used = false;
  };
  struct Target {
    size_t pair = 0;
    Content content;
    std::optional<size_t> source;  // the pair it was renamed from
  };
  struct Candidate {
    bool any = false;
    unsigned score = 0;
    bool same_name = false;
    size_t target = 0, source = 0;

    // Positive: `other` is the better one.
    int compare(const Candidate& other) const {
      if (!any) return other.any ? 1 : 0;
      if (!other.any) return -1;
      if (score != other.score) return score < other.score ? 1 : -1;
      return static_cast<int>(other.same_name) - static_cast<int>(same_name);
    }
  };

  const FilePair& pair(const Source& source) const { return pairs_[source.pair]; }
  const FilePair& pair(const Target& target) const { return pairs_[target.pair]; }
  bool same_name(const Source& source, const Target& target) const {
    return base_name(pair(source).path) == base_name(pair(target).path);
  }
  void join(Target& target, Source& source) {
    target.source = source.pair;
    source.used = true;
  }
  void drop_used_sources() {
    std::erase_if(sources_, [](const Source& source) { return source.used; });
  }

  void find_identical() {
    std::unordered_map<ObjectId, std::vector<Source*>> by_id;
    for (Source& source : sources_) by_id[pair(source).old_id].push_back(&source);
    for (Target& target : targets_) {
      const auto at = by_id.find(pair(target).new_id);
      if (at == by_id.end()) continue;
      Source* best = nullptr;
      int looked = 0;
      for (Source* source : at->second) {
        const uint32_t one = pair(*source).old_mode, two = pair(target).new_mode;
        if ((!is_regular(one) || !is_regular(two)) && one != two) continue;
        if (source->used) continue;
        const bool named = same_name(*source, target);
        if (best == nullptr || named) best = source;
        if (named || ++looked == kMaxIdentical) break;
      }
      if (best != nullptr) join(target, *best);
    }
  }

  void find_same_names() {
    // Names that several files have say nothing.
    std::map<std::string_view, Source*> sources;
    std::map<std::string_view, Target*> targets;
    for (Source& source : sources_) {
      const auto [at, fresh] = sources.emplace(base_name(pair(source).path), &source);
      if (!fresh) at->second = nullptr;
    }
    for (Target& target : targets_) {
      if (target.source) continue;
      const auto [at, fresh] = targets.emplace(base_name(pair(target).path), &target);
      if (!fresh) at->second = nullptr;
    }
    const unsigned least = options_.min_score + (kMaxScore - options_.min_score) / 2;
    for (Source& source : sources_) {
      const auto at = targets.find(base_name(pair(source).path));
      if (at == targets.end() || at->second == nullptr) continue;
      if (sources[base_name(pair(source).path)] == nullptr || at->second->source) continue;
      if (score(source, *at->second, least) >= least) join(*at->second, source);
    }
  }

  void find_similar() {
    std::vector<size_t> open;
    for (size_t i = 0; i < targets_.size(); ++i) {
      if (!targets_[i].source) open.push_back(i);
    }
    if (open.empty() || sources_.empty()) return;
    if (options_.limit > 0 &&
        uint64_t{open.size()} * sources_.size() > options_.limit * options_.limit) {
      return;
    }
    std::vector<Candidate> candidates;
    for (const size_t target : open) {
      std::vector<Candidate> best(kCandidates);
      for (size_t source = 0; source < sources_.size(); ++source) {
        const Candidate candidate{true,
                                  score(sources_[source], targets_[target], options_.min_score),
                                  same_name(sources_[source], targets_[target]), target, source};
        size_t worst = 0;
        for (size_t i = 1; i < kCandidates; ++i) {
          if (best[i].compare(best[worst]) > 0) worst = i;
        }
        if (best[worst].compare(candidate) > 0) best[worst] = candidate;
      }
      targets_[target].content = {};
      candidates.insert(candidates.end(), best.begin(), best.end());
    }
    std::stable_sort(candidates.begin(), candidates.end(),
                     [](const auto& one, const auto& two) { return one.compare(two) < 0; });
    for (const Candidate& candidate : candidates) {
      if (!candidate.any || candidate.score < options_.min_score) break;
      Target& target = targets_[candidate.target];
      Source& source = sources_[candidate.source];
      if (!target.source && !source.used) join(target, source);
    }
  }

  void read(Content& content, const ObjectId& id) {
    if (content.known) return;
    content.known = true;
    if (Result<Bytes> bytes = objects_.read(id, git::ObjectType::kBlob)) {
      content.bytes = *std::move(bytes);
    }
  }

  const std::vector<Piece>& pieces(Content& content) {
    if (!content.pieces) content.pieces = pieces_of(*content.bytes);
    return *content.pieces;
  }

  // How much of the larger file both have, of kMaxScore; 0 where it is surely below
  // `least`.
  unsigned score(Source& source, Target& target, unsigned least) {
    if (!is_regular(pair(source).old_mode) || !is_regular(pair(target).new_mode)) return 0;
    read(source.content, pair(source).old_id);
    read(target.content, pair(target).new_id);
    if (source.content.bytes == nullptr || target.content.bytes == nullptr) return 0;
    const uint64_t one = source.content.bytes->size(), two = target.content.bytes->size();
    const uint64_t larger = std::max(one, two), smaller = std::min(one, two);
    if (larger * (kMaxScore - least) < (larger - smaller) * kMaxScore || two == 0) return 0;
    const uint64_t kept = kept_bytes(pieces(source.content), pieces(target.content));
    return static_cast<unsigned>(kept * kMaxScore / larger);
  }

  void apply() {
    std::vector<bool> gone(pairs_.size());
    for (const Target& target : targets_) {
      if (!target.source) continue;
      FilePair& to = pairs_[target.pair];
      FilePair& from = pairs_[*target.source];
      to.old_path = from.path;
      to.old_mode = from.old_mode;
      to.old_id = from.old_id;
      gone[*target.source] = true;
    }
    size_t kept = 0;
    for (size_t i = 0; i < pairs_.size(); ++i) {
      if (gone[i]) continue;
      if (kept != i) pairs_[kept] = std::move(pairs_[i]);
      ++kept;
    }
    pairs_.resize(kept);
  }

  ObjectCache& objects_;
  const RenameOptions& options_;
  std::vector<FilePair>& pairs_;
  std::vector<Source> sources_;
  std::vector<Target> targets_;
};

}  // namespace

std::vector<Piece> pieces_of(std::string_view text) {
  const bool is_text = !ObjectCache::is_binary(text);
  std::vector<Piece> pieces;
  uint32_t one = 0, two = 0, bytes = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    if (is_text && c == '\r' && i + 1 < text.size() && text[i + 1] == '\n') continue;
    const uint32_t before = one;
    one = (one << 7) ^ (two >> 25);
    two = (two << 7) ^ (before >> 25);
    one += c;
    if (++bytes < 64 && c != '\n') continue;
    pieces.push_back({(one + two * 0x61) % kHashes, bytes});
    one = two = bytes = 0;
  }
  std::sort(pieces.begin(), pieces.end(),
            [](const Piece& a, const Piece& b) { return a.hash < b.hash; });
  size_t kept = 0;
  for (const Piece& piece : pieces) {
    if (kept > 0 && pieces[kept - 1].hash == piece.hash) {
      pieces[kept - 1].bytes += piece.bytes;
    } else {
      pieces[kept++] = piece;
    }
  }
  pieces.resize(kept);
  return pieces;
}

uint64_t kept_bytes(const std::vector<Piece>& before, const std::vector<Piece>& after) {
  uint64_t kept = 0;
  auto at = after.begin();
  for (const Piece& piece : before) {
    while (at != after.end() && at->hash < piece.hash) ++at;
    if (at == after.end()) break;
    if (at->hash == piece.hash) kept += std::min(piece.bytes, at->bytes);
  }
  return kept;
}

void find_renames(ObjectCache& objects, const RenameOptions& options,
                  std::vector<FilePair>& pairs) {
  if (!options.enabled) return;
  Finder finder(objects, options, pairs);
  if (finder.anything()) finder.run();
}

}  // namespace sluice::patch
