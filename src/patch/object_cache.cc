#include "patch/object_cache.h"

#include <optional>
#include <utility>

#include "git/delta.h"
#include "git/pack_reader.h"

namespace sluice::patch {

ObjectCache::ObjectCache(const git::ObjectStore& store, const Replacements* replaced,
                         const git::Limits& limits, size_t max_bytes)
    : store_(store), replaced_(replaced), limits_(limits), max_bytes_(max_bytes) {
  for (const git::StoredPack& stored : store.packs()) {
    if (stored.pack != nullptr) packs_.push_back(stored.pack);
  }
}

Result<Bytes> ObjectCache::read(const ObjectId& id, git::ObjectType type) {
  ObjectId wanted = id;
  if (replaced_ != nullptr) {
    const auto at = replaced_->find(id);
    if (at != replaced_->end()) wanted = at->second;
  }
  const auto other_type = [&] {
    return Error{ErrorKind::kCorrupt, "object " + id.hex() + " is of another type"};
  };
  if (const std::optional<Place> place = find(wanted)) {
    if (const std::optional<Held> held = make(*place)) {
      if (held->type != type) return other_type();
      return held->bytes;
    }
  }
  Result<git::Object> object = store_.read(wanted);
  if (!object) return std::move(object).error();
  if (object->type != type) return other_type();
  return Bytes(std::make_shared<const std::string>(std::move(object->bytes)));
}

std::optional<ObjectCache::Place> ObjectCache::find(const ObjectId& id) const {
  for (const git::Pack* pack : packs_) {
    if (const std::optional<uint32_t> position = pack->index().find(id)) {
      return Place{pack, pack->index().offset(*position)};
    }
  }
  return std::nullopt;
}

Bytes ObjectCache::inflate(const git::Pack& pack, uint64_t size, uint64_t stream) {
  auto bytes = std::make_shared<std::string>();
  bytes->resize(size);
  git::PackEntry entry;
  entry.size = size;
  entry.stream = stream;
  if (!pack.check_size(entry, pack.end(), limits_.max_object_bytes)) return nullptr;
  if (!pack.inflate(entry, pack.latest_end(entry), inflater_, bytes->data(), bytes->size()))
    return nullptr;
  return bytes;
}

std::optional<ObjectCache::Held> ObjectCache::make(Place place) {
  // Down to a base that is held or whole, then up again, delta by delta.
  std::vector<std::pair<Place, git::PackEntry>> chain;
  Held made;
  for (;;) {
    if (const auto at = held_.find(place); at != held_.end()) {
      order_.splice(order_.begin(), order_, at->second);
      made = *at->second;
      break;
    }
    const Result<git::PackEntry> entry = place.pack->entry(place.offset);
    if (!entry || chain.size() > limits_.max_delta_depth) return std::nullopt;
    if (!place.pack->check_size(*entry, place.pack->end(), limits_.max_object_bytes)) {
      return std::nullopt;
    }
    if (!entry->is_delta()) {
      made = {place, static_cast<git::ObjectType>(entry->kind),
              inflate(*place.pack, entry->size, entry->stream)};
      if (made.bytes == nullptr) return std::nullopt;
      keep(made);
      break;
    }
    chain.emplace_back(place, *entry);
    if (entry->kind == git::PackEntry::kOffsetDelta) {
      place.offset = entry->base_offset;
    } else {
      const auto position = place.pack->index().find(ObjectId::from_raw(entry->base_id));
      if (!position) return std::nullopt;
      place.offset = place.pack->index().offset(*position);
    }
  }
  for (auto at = chain.rbegin(); at != chain.rend(); ++at) {
    const Bytes delta = inflate(*at->first.pack, at->second.size, at->second.stream);
    if (delta == nullptr) return std::nullopt;
    git::DeltaReader reader(*delta);
    if (reader.result_size() > limits_.max_object_bytes) return std::nullopt;
    auto bytes = std::make_shared<std::string>();
    bytes->resize(reader.result_size());
    if (!git::apply_delta(*made.bytes, reader, bytes->data())) return std::nullopt;
    made = {at->first, made.type, std::move(bytes)};
    keep(made);
  }
  return made;
}

void ObjectCache::keep(const Held& held) {
  if (held.bytes->size() > max_bytes_ / 4) return;
  order_.push_front(held);
  held_[held.place] = order_.begin();
  bytes_ += held.bytes->size() + sizeof(Held) + 64;
  while (bytes_ > max_bytes_) {
    const Held& last = order_.back();
    bytes_ -= last.bytes->size() + sizeof(Held) + 64;
    held_.erase(last.place);
    order_.pop_back();
  }
}

}  // namespace sluice::patch
