// ObjectSet: object ids to look up, in the form that ObjectStore's walks take.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "sluice/oid.h"

namespace sluice::git {

// Raw ids of one size, ascending and distinct, one after the other; owned by
// whoever made the view. Immutable: any thread may call.
class SortedIds {
 public:
  SortedIds() = default;
  // `raw` is a whole number of ids of `id_bytes` (20 or 32) each.
  SortedIds(std::string_view raw, uint8_t id_bytes) : raw_(raw), id_bytes_(id_bytes) {}

  size_t size() const { return raw_.size() / id_bytes_; }
  std::string_view raw() const { return raw_; }
  std::string_view operator[](size_t i) const { return raw_.substr(i * id_bytes_, id_bytes_); }

  bool contains(const ObjectId& id) const {
    size_t begin = 0, end = size();
    while (begin < end) {
      const size_t middle = begin + (end - begin) / 2;
      if ((*this)[middle] < id.raw()) {
        begin = middle + 1;
      } else {
        end = middle;
      }
    }
    return begin < size() && (*this)[begin] == id.raw();
  }

 private:
  std::string_view raw_;
  uint8_t id_bytes_ = 20;
};

// Owns what it looks at.
class ObjectSet {
 public:
  ObjectSet() = default;
  // In any order, repeated or not, all of `id_bytes`.
  ObjectSet(std::vector<ObjectId> ids, uint8_t id_bytes) : id_bytes_(id_bytes) {
    std::sort(ids.begin(), ids.end());
    ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
    raw_.reserve(ids.size() * id_bytes);
    for (const ObjectId& id : ids) raw_ += id.raw();
  }

  SortedIds ids() const { return {raw_, id_bytes_}; }
  bool contains(const ObjectId& id) const { return ids().contains(id); }

 private:
  std::string raw_;
  uint8_t id_bytes_ = 20;
};

}  // namespace sluice::git
