// What a store gives, and what git says it should give.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "git/object_store.h"
#include "support/git_fixture.h"

namespace sluice::test {

struct ListedObject {
  git::ObjectType type = git::ObjectType::kBlob;
  std::string bytes;
  friend bool operator==(const ListedObject&, const ListedObject&) = default;
};
using Objects = std::map<std::string, ListedObject>;  // by hex id

struct Listing {
  Objects objects;
  std::multiset<std::string> given;  // hex ids, as often as they were given
  std::vector<Unread> unread;

  // Whether some unread thing has this reason and place.
  bool reports(Reason reason, const std::string& where) const;
  // "corrupt: why, at where" lines, for failure messages.
  std::string unread_text() const;
};

// All that open() and for_each() give and report.
Listing list_objects(const std::string& objects_dir, git::TypeMask types = git::kAllTypes,
                     unsigned workers = 1, const git::StoreOptions& options = {},
                     uint8_t id_bytes = 20);
// All that for_each() gives and reports.
Listing list_objects(const git::ObjectStore& store, const git::Selection& selection = {},
                     unsigned workers = 1);

// git cat-file --batch of every object.
Objects git_objects(GitFixture& fixture);

}  // namespace sluice::test
