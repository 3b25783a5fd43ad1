#include "pipeline/audit_cache.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <map>
#include <unordered_map>
#include <utility>

#include "base/byte_codec.h"
#include "base/digest.h"
#include "base/program_build.h"
#include "cache/cache_folder.h"
#include "engine/compiler.h"

namespace sluice {
namespace {

using cache::Mark;
using cache::PackMemory;

int64_t now_ns() {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

// Full scan or not, the findings are the same, so it has no part in this.
cache::Digest fingerprint(const Engine& engine, const ScanOptions& options) {
  const std::array parts{std::string(SLUICE_VERSION),
                         std::string(program_build()),
                         stage_one_version(),
                         engine.ruleset_sha256(),
                         std::string(confidence_name(options.min_confidence)),
                         std::string(severity_name(options.min_severity)),
                         std::to_string(options.limits.max_object_bytes),
                         std::to_string(options.limits.max_delta_depth)};
  return cache::fingerprint_of(parts);
}

void write_refs(const std::vector<git::Ref>& refs, ByteWriter& writer) {
  writer.number(refs.size());
  for (const git::Ref& ref : refs) {
    writer.text(ref.name);
    writer.text(ref.target.raw());
  }
}

void write_ids(const std::vector<ObjectId>& ids, ByteWriter& writer) {
  writer.number(ids.size());
  for (const ObjectId& id : ids) writer.text(id.raw());
}

// Of everything that provenance reads. Objects are what their ids say; of packs, the
// checksums say what they hold, as long as they are believed.
cache::Digest digest_of_state(const AuditedRepository& audited) {
  ByteWriter writer;
  const git::RefSet& refs = audited.refs;
  writer.text(refs.head ? refs.head->raw() : std::string_view());
  writer.text(refs.head_name);
  for (const auto* list : {&refs.refs, &refs.pseudo, &refs.worktrees}) write_refs(*list, writer);
  for (const auto* list : {&refs.reflog, &refs.stash_log, &refs.shallow}) {
    write_ids(*list, writer);
  }
  writer.number(audited.index.size());
  for (const git::IndexEntry& entry : audited.index) {
    writer.text(entry.path);
    writer.text(entry.id.raw());
    writer.number(entry.mode);
    writer.number(entry.stage, 1);
    writer.number(entry.intent_to_add, 1);
  }
  for (const git::StoredPack& pack : audited.store.packs()) {
    writer.text(pack.path);
    writer.text(pack.pack == nullptr ? std::string_view() : pack.pack->checksum());
    writer.text(pack.pack == nullptr ? std::string_view() : pack.pack->index().checksum());
  }
  write_ids(audited.store.loose(), writer);
  writer.number(audited.repository.shallow, 1);
  writer.number(audited.repository.partial, 1);
  return sha256({writer.bytes()});
}

// What a scan tells anew each time, by the state alone.
bool is_standing(const Unread& unread) {
  return unread.reason == Reason::kShallow || unread.reason == Reason::kPromised;
}

// Of one object, or of what is not there at all: the rest of its pack was read.
bool is_bounded(const Unread& unread) {
  return is_standing(unread) || unread.reason == Reason::kLimit ||
         unread.reason == Reason::kMissing;
}

// By id, each once; of a damaged store's several, what speaks against it.
void merge_repeated(std::vector<Examined>& examined) {
  std::sort(examined.begin(), examined.end(),
            [](const Examined& a, const Examined& b) { return a.id < b.id; });
  size_t kept = 0;
  for (size_t i = 0; i < examined.size(); ++i) {
    if (kept > 0 && examined[kept - 1].id == examined[i].id) {
      Examined& one = examined[kept - 1];
      one.settles = false;
    } else {
      examined[kept++] = examined[i];
    }
  }
  examined.resize(kept);
}

Mark mark_of(const Examined& one, bool is_reported) {
  if (!one.settles || is_reported) return cache::kOpen;
  return static_cast<Mark>(static_cast<Mark>(one.type) | (one.archive ? cache::kArchiveBit : 0) |
                           (one.matched ? cache::kQuietBit : 0));
}

// The owned bytes of a PackMemory.
struct MemoryText {
  std::string marks, sizes;
};

// `before` may be null: then whatever was neither examined nor told is a tree, as the walk
// went through everything.
MemoryText remember(const git::PackIndex& index, const PackMemory* before,
                    const std::vector<Examined>& examined, const std::set<ObjectId>& reported,
                    const std::set<ObjectId>& told) {
  MemoryText text{std::string(index.size(), static_cast<char>(git::ObjectType::kTree)),
                  std::string(size_t{index.size()} * 4, '\0')};
  if (before != nullptr) text = {std::string(before->marks), std::string(before->sizes)};
  if (before == nullptr && !told.empty()) {
    for (const ObjectId& id : told) {
      if (const auto at = index.find(id)) text.marks[*at] = static_cast<char>(cache::kOpen);
    }
  }
  size_t next = 0;
  for (uint32_t position = 0; position < index.size() && next < examined.size(); ++position) {
    const std::string_view id = index.raw_id(position);
    while (next < examined.size() && examined[next].id.raw() < id) ++next;
    if (next == examined.size() || examined[next].id.raw() != id) continue;
    const Examined& one = examined[next];
    const bool is_reported = one.matched && reported.contains(one.id);
    text.marks[position] = static_cast<char>(mark_of(one, is_reported));
    ByteWriter size;
    size.number(one.bytes, 4);
    std::copy_n(size.bytes().begin(), 4, text.sizes.begin() + static_cast<ptrdiff_t>(position) * 4);
  }
  return text;
}

}  // namespace

Result<AuditCache> AuditCache::open(const std::string& folder, const ScanTarget& target,
                                    const Engine& engine, const ScanOptions& options) {
  const git::Repository& repository = *target.repository;
  const Result<cache::CacheFolder> opened = cache::CacheFolder::open(folder, target.folders());
  if (!opened) return opened.error();
  Result<cache::ScanCache> file = cache::ScanCache::open(
      *opened, repository.objects_dir(), fingerprint(engine, options), repository.id_bytes);
  if (!file) return std::move(file).error();
  AuditCache cache(*std::move(file), repository.id_bytes);
  if (!cache.cache_.note().empty()) cache.notes_.push_back(cache.cache_.note());
  return cache;
}

std::vector<std::string> AuditCache::take_notes() { return std::exchange(notes_, {}); }

void AuditCache::recognize(const AuditedRepository& audited) {
  memories_.clear();
  walked_.clear();
  settled_.clear();
  settled_memories_.clear();
  answers_.reset();
  left_out_ = {};
  Result<std::vector<PackMemory>> memories =
      cache::parse_pack_memories(cache_.section(cache::kPacks), id_bytes_);
  if (memories) memories_ = *std::move(memories);
  state_ = digest_of_state(audited);
  bool all_known = true;
  for (const git::StoredPack& stored : audited.store.packs()) {
    const PackMemory* const memory =
        stored.pack == nullptr
            ? nullptr
            : cache::find_memory(memories_, *stored.pack, stored.file, stored.index);
    walked_.insert(stored.pack);
    all_known = all_known && memory != nullptr;
    if (memory == nullptr) continue;
    settled_.push_back({stored.pack, {}});
    settled_memories_.push_back(memory);
  }
  Result<AuditAnswers> answers = parse_answers(cache_.section(kAnswers), id_bytes_);
  if (answers && !distrusted_ && all_known && answers->state == state_) {
    answers_ = *std::move(answers);
  }
  for (size_t i = 0; i < settled_.size(); ++i) {
    const std::string_view marks = settled_memories_[i]->marks;
    settled_[i].positions.resize(marks.size());
    for (uint32_t position = 0; position < marks.size(); ++position) {
      const Mark mark = settled_memories_[i]->mark(position);
      const bool is_quiet = (mark & cache::kQuietBit) != 0;
      settled_[i].positions[position] = mark != cache::kOpen && (answers_ || !is_quiet);
    }
  }
}

void AuditCache::leave_out(size_t pack, uint32_t position) {
  const PackMemory& memory = *settled_memories_[pack];
  const Mark mark = memory.mark(position);
  const auto type = static_cast<git::ObjectType>(mark & cache::kTypeBits);
  if (type == git::ObjectType::kTree) return;
  ++left_out_.blobs;
  left_out_.bytes += memory.size(position);
  left_out_.commits += type == git::ObjectType::kCommit;
  if ((mark & cache::kArchiveBit) != 0) {
    left_out_.archives.push_back(settled_[pack].pack->index().id(position));
  }
}

const AuditAnswers* AuditCache::answers(const std::vector<Hit>& hits,
                                        const std::vector<Unread>& errors) const {
  if (!answers_ || !std::all_of(errors.begin(), errors.end(), is_standing)) return nullptr;
  const bool same = std::equal(hits.begin(), hits.end(), answers_->hits.begin(),
                               answers_->hits.end(), [](const Hit& hit, const auto& known) {
                                 return hit.id == known.id && object_type(hit.kind) == known.type;
                               });
  return same ? &*answers_ : nullptr;
}

bool AuditCache::is_left_out_hit(const ObjectId& id) const {
  for (size_t i = 0; i < settled_.size(); ++i) {
    const auto at = settled_[i].pack->index().find(id);
    if (at && (settled_memories_[i]->mark(*at) & cache::kQuietBit) != 0) return true;
  }
  return false;
}

const PackMemory* AuditCache::memory_of(const git::Pack* pack) const {
  for (size_t i = 0; i < settled_.size(); ++i) {
    if (settled_[i].pack == pack) return settled_memories_[i];
  }
  return nullptr;
}

std::string AuditCache::answers_section(const AuditedRepository& audited,
                                        const Outcome& outcome) const {
  if (answers_ && !distrusted_) return std::string(cache_.section(kAnswers));
  const bool is_whole = outcome.answers && !outcome.stopped &&
                        std::all_of(outcome.errors.begin(), outcome.errors.end(), is_standing);
  // What came while the scan ran may be known in part.
  if (!is_whole || digest_of_state(audited) != state_) return {};
  AuditAnswers answers = *outcome.answers;
  answers.state = state_;
  std::string section = write_answers(answers);
  // Paths, refs and names of people are told, but a secret in one is not kept.
  const bool holds_secret = std::any_of(
      outcome.secrets.begin(), outcome.secrets.end(),
      [&](std::string_view secret) { return section.find(secret) != std::string::npos; });
  return holds_secret ? std::string() : section;
}

void AuditCache::commit(const AuditedRepository& audited, Outcome outcome) {
  merge_repeated(outcome.examined);
  std::set<ObjectId> told;
  for (const Unread& unread : outcome.errors) {
    if (const auto id = ObjectId::from_hex(unread.where)) told.insert(*id);
  }
  const bool is_sound = !outcome.stopped && outcome.errors.size() < Coverage::kMaxErrors &&
                        std::all_of(outcome.errors.begin(), outcome.errors.end(), is_bounded);
  std::vector<PackMemory> memories;
  std::vector<MemoryText> texts;
  const std::vector<git::StoredPack> packs = audited.store.packs();
  texts.reserve(packs.size());
  const int64_t now = now_ns();
  for (const git::StoredPack& stored : packs) {
    if (stored.pack == nullptr || !walked_.contains(stored.pack)) continue;
    const PackMemory* const before = memory_of(stored.pack);
    if (before == nullptr && !is_sound) continue;
    const git::PackIndex& index = stored.pack->index();
    const MemoryText& text =
        texts.emplace_back(remember(index, before, outcome.examined, outcome.reported, told));
    memories.push_back({stored.pack->checksum(), index.checksum(),
                        cache::lasting_identity(stored.file, now),
                        cache::lasting_identity(stored.index, now), text.marks, text.sizes});
  }
  // Only what was hashed is known by its id wherever it lies.
  std::vector<ObjectId> clean;
  for (const Examined& one : outcome.examined) {
    if (one.proven && one.settles && !one.matched) clean.push_back(one.id);
  }
  std::map<cache::Tag, std::string> sections;
  sections[cache::kPacks] = cache::write_pack_memories(memories);
  sections[kAnswers] = answers_section(audited, outcome);
  if (Result<void> written = cache_.commit(std::move(clean), sections); !written) {
    notes_.push_back("the cache was not written: " + written.error().message);
  }
}

}  // namespace sluice
