#include "support/object_listing.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <mutex>
#include <sstream>

namespace sluice::test {

bool Listing::reports(Reason reason, const std::string& where) const {
  return std::any_of(unread.begin(), unread.end(),
                     [&](const Unread& one) { return one.reason == reason && one.where == where; });
}

std::string Listing::unread_text() const {
  std::string text;
  for (const Unread& one : unread) {
    text += std::string(reason_name(one.reason)) + ": " + one.what + ", at " + one.where + "\n";
  }
  return text;
}

Listing list_objects(const std::string& objects_dir, git::TypeMask types, unsigned workers,
                     const git::StoreOptions& options, uint8_t id_bytes) {
  std::vector<Unread> unread;
  const auto store = git::ObjectStore::open(objects_dir, id_bytes, options,
                                            [&](const Unread& one) { unread.push_back(one); });
  EXPECT_TRUE(store) << (store ? "" : store.error().message);
  if (!store) return {};
  git::Selection selection;
  selection.types = types;
  Listing listing = list_objects(*store, selection, workers);
  listing.unread.insert(listing.unread.begin(), unread.begin(), unread.end());
  return listing;
}

Listing list_objects(const git::ObjectStore& store, const git::Selection& selection,
                     unsigned workers) {
  Listing listing;
  std::mutex mutex;
  const auto walked = store.for_each(
      selection, workers,
      [&](unsigned worker, const git::ObjectView& object) {
        EXPECT_LT(worker, workers);
        const std::lock_guard lock(mutex);
        const std::string hex = object.id.hex();
        listing.given.insert(hex);
        listing.objects[hex] = {object.type, std::string(object.bytes)};
      },
      [&](const Unread& unread) {
        const std::lock_guard lock(mutex);
        listing.unread.push_back(unread);
      },
      {});
  EXPECT_TRUE(walked);
  return listing;
}

Objects git_objects(GitFixture& fixture) {
  const std::string text = fixture.git("cat-file --batch-all-objects --batch --unordered");
  Objects objects;
  size_t at = 0;
  while (at < text.size()) {
    const size_t line_end = text.find('\n', at);
    std::istringstream line(text.substr(at, line_end - at));
    std::string id, type;
    size_t size = 0;
    line >> id >> type >> size;
    ListedObject& object = objects[id];
    object.type = type == "commit" ? git::ObjectType::kCommit
                  : type == "tree" ? git::ObjectType::kTree
                  : type == "tag"  ? git::ObjectType::kTag
                                   : git::ObjectType::kBlob;
    object.bytes = text.substr(line_end + 1, size);
    at = line_end + 1 + size + 1;
  }
  return objects;
}

}  // namespace sluice::test
