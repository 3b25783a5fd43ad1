// PushChange: what a push brings, on the side that sends and on the side that receives, and which
// of its refs are to be refused.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "git/config.h"
#include "git/object_store.h"
#include "git/refs.h"
#include "git/repository.h"
#include "pipeline/change_scan.h"
#include "sluice/oid.h"
#include "sluice/result.h"
#include "sluice/source.h"
#include "source/ref_updates.h"

namespace sluice {

// The repository that git runs a hook in, as its environment says.
struct PushPlace {
  git::Repository repository;
  git::ObjectStore store;
  git::RefSet refs;            // tips alone
  std::vector<Unread> unread;  // what is there and could not be opened

  // Errors are those of find_repository and open_objects.
  static Result<PushPlace> of_process(const git::Limits& limits);
  // What the push brought that the store lacked; nullopt: no push is in quarantine.
  Result<std::optional<std::vector<ObjectId>>> quarantined(const git::Limits& limits) const;
};

// The refs by which `config` remembers what a remote has: those that its fetch lines write, else
// refs/remotes/NAME/. `remote` is a name or, for one without a name, a URL: then all remotes with
// that URL count. Empty for one that was never fetched from.
std::vector<ObjectId> tracked_by(const git::Config& config, const git::RefSet& refs,
                                 std::string_view remote);

// `known`: the targets of tracked_by() for one that sends, of its own refs for one that receives.
// `quarantined`: Change's. Refs that go bring nothing.
Change push_change(std::span<const RefUpdate> updates, std::vector<ObjectId> known,
                   std::optional<std::vector<ObjectId>> quarantined = std::nullopt);

struct RefVerdict {
  std::string name;  // safe to show
  bool refused = false;
};

// One for each of `updates` that brings something, of the scan of their push_change(). Where
// nothing leads to what was found (objects of a push that no ref needs), all are refused.
std::vector<RefVerdict> judge_refs(std::span<const RefUpdate> updates, const ChangeScan& scan);

}  // namespace sluice
