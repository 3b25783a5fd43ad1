#include "git/pack_file.h"

#include <algorithm>
#include <utility>

#include "git/reason.h"

namespace sluice::git {
namespace {

std::string file_name(const std::string& path) { return path.substr(path.rfind('/') + 1); }

// Offsets that the index lists, ascending.
std::vector<uint64_t> listed_offsets(const PackIndex& index) {
  std::vector<uint64_t> offsets(index.size());
  for (uint32_t i = 0; i < index.size(); ++i) offsets[i] = index.offset(i);
  std::sort(offsets.begin(), offsets.end());
  return offsets;
}

bool repeats_ids(const PackIndex& index) {
  for (uint32_t i = 1; i < index.size(); ++i) {
    if (!(index.raw_id(i - 1) < index.raw_id(i))) return true;
  }
  return false;
}

}  // namespace

Result<std::unique_ptr<PackFile>> PackFile::open(const std::string& path, const std::string& stem,
                                                 size_t folder, uint8_t id_bytes,
                                                 const MultiPackIndex* multi,
                                                 const OnUnread& on_unread) {
  std::unique_ptr<PackFile> file(new PackFile());
  file->path_ = path;
  file->folder_ = folder;
  file->id_bytes_ = id_bytes;
  file->unfinished_ = stem.empty();
  Result<MappedFile> pack_file = MappedFile::open(path);
  if (!pack_file) return std::move(pack_file).error();
  file->pack_file_ = *std::move(pack_file);
  const Result<Pack> pack = Pack::open(file->pack_file_.bytes(), PackIndex(), id_bytes);
  if (!pack && !file->unfinished_) return pack.error();
  if (!file->unfinished_) file->find_index(stem, multi, on_unread);
  return file;
}

bool PackFile::take_index(const PackIndex& index) {
  const Result<Pack> pack = Pack::open(pack_file_.bytes(), index, id_bytes_);
  if (!pack) return false;
  given_ = *pack;
  current_.store(&*given_, std::memory_order_release);
  return true;
}

void PackFile::find_index(const std::string& stem, const MultiPackIndex* multi,
                          const OnUnread& on_unread) {
  Result<MappedFile> index_file = MappedFile::open(stem + ".idx");
  if (index_file) {
    index_file_ = *std::move(index_file);
    const Result<PackIndex> index = PackIndex::open(index_file_.bytes(), id_bytes_);
    if (index && take_index(*index)) return;
    const Error error = index ? Error{ErrorKind::kCorrupt, "the index is damaged"} : index.error();
    return on_unread(
        {reason_of(error), error.message + "; a scan reads the pack by its own headers", path_});
  }
  if (index_file.error().kind != ErrorKind::kNotFound) {
    return on_unread({reason_of(index_file.error()), index_file.error().message, stem + ".idx"});
  }
  if (multi != nullptr) {
    if (const auto number = multi->find_pack(file_name(stem))) {
      const std::vector<PlacedId> entries = multi->entries_of(*number);
      const Result<Pack> bare = Pack::open(pack_file_.bytes(), PackIndex(), id_bytes_);
      if (bare) {
        multi_index_ = write_pack_index(entries, bare->checksum());
        // An object that lies in several packs is listed in one of them only.
        partial_ = bare->claimed_count() != entries.size();
        const Result<PackIndex> index = PackIndex::open(multi_index_, id_bytes_);
        if (index && take_index(index->without_crcs())) return;
      }
    }
  }
  on_unread({Reason::kMissing,
             "the .idx of this pack (git index-pack makes it); git does not see its objects, a "
             "scan reads them by the pack's own headers",
             path_});
}

PackFile::Prepared PackFile::prepared() const {
  if (made_) return {&made_->pack, &made_->plan, made_->repeats};
  if (given_) return {&*given_, &given_plan_, given_plan_.suspect};
  return {};
}

PackFile::Prepared PackFile::prepare(const Limits& limits, const BaseElsewhere& elsewhere,
                                     unsigned workers) const {
  const std::lock_guard lock(mutex_);
  if (is_prepared_) return prepared();
  is_prepared_ = true;
  if (given_ && !partial_) {
    given_plan_ = plan_pack(*given_, workers);
    for (const std::string& what : given_plan_.damage) {
      damage_.push_back({Reason::kCorrupt, what, path_});
    }
    if (!given_plan_.suspect) return prepared();
  }
  if (make_index(limits, elsewhere, damage_) && given_) {
    for (uint32_t i = 0; i < given_->index().size(); ++i) {
      const ObjectId id = given_->index().id(i);
      if (!made_->pack.index().find(id)) lost_.push_back(id);
    }
  }
  return prepared();
}

void PackFile::tell_made(const IndexedPack& made, std::vector<Unread>& damage) const {
  if (unfinished_) {
    damage.push_back({Reason::kUnfinishedPack,
                      "left by a transfer that broke off; git does not see it. Scanned: " +
                          std::to_string(made.entries - made.unmade) + " of the " +
                          std::to_string(made.entries) + " objects in it" +
                          (made.first_gap.empty() ? "" : "; not read: " + made.first_gap),
                      path_});
    return;
  }
  if (made.unread > 0) damage.push_back({Reason::kCorrupt, made.first_gap, path_});
  if (made.unmade > 0) {
    damage.push_back({Reason::kCorrupt,
                      std::to_string(made.unmade) +
                          " of its objects could not be made: their deltas are damaged or have "
                          "no base",
                      path_});
  }
}

bool PackFile::make_index(const Limits& limits, const BaseElsewhere& elsewhere,
                          std::vector<Unread>& damage) const {
  std::vector<uint64_t> hints;
  if (given_) hints = listed_offsets(given_->index());
  Result<IndexedPack> made = index_pack(pack_file_.bytes(), id_bytes_, limits, hints, elsewhere);
  if (!made) {
    damage.push_back({unfinished_ ? Reason::kUnfinishedPack : reason_of(made.error()),
                      made.error().message, path_});
    return false;
  }
  tell_made(*made, damage);
  auto indexed = std::make_unique<Indexed>(
      Indexed{std::move(made->index), *Pack::open(pack_file_.bytes(), PackIndex(), id_bytes_), {}});
  const Result<PackIndex> index = PackIndex::open(indexed->index, id_bytes_);
  if (!index) return false;
  indexed->pack = *Pack::open(pack_file_.bytes(), *index, id_bytes_);
  indexed->plan.forest = PackForest::build(indexed->pack);
  indexed->plan.gaps_told = true;
  indexed->repeats = repeats_ids(*index);
  made_ = std::move(indexed);
  current_.store(&made_->pack, std::memory_order_release);
  return true;
}

std::optional<PackFile::Unlisted> PackFile::find_unlisted(const Limits& limits,
                                                          const BaseElsewhere& elsewhere) const {
  const std::lock_guard lock(mutex_);
  if (made_ || !given_) return std::nullopt;
  const std::vector<uint64_t> offsets = listed_offsets(given_->index());
  std::vector<Unread> told_by_the_walk;
  if (!make_index(limits, elsewhere, told_by_the_walk)) return std::nullopt;
  Unlisted unlisted{prepared(), {}};
  const PackIndex& index = made_->pack.index();
  unlisted.listed.resize(index.size());
  for (uint32_t i = 0; i < index.size(); ++i) {
    unlisted.listed[i] = std::binary_search(offsets.begin(), offsets.end(), index.offset(i));
  }
  return unlisted;
}

}  // namespace sluice::git
