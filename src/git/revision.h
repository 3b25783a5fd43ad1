// Revision: a commit, named the way a person names one.
//
//   revision = base suffix*
//   base     = an id | the first 4 or more digits of one | a ref | HEAD | @
//   suffix   = "~" [N]         the first parent, N times (1)
//            | "^" [N]         the N-th parent (1); ^0 is the commit itself
//            | "^{}" | "^{commit}"   a tag's object
//   range    = term (blank term)*
//   term     = revision        its history
//            | "^" revision    without that one's
//            | A ".." B        ^A B; an end left out is HEAD
//            | A "..." B       A B without what both have
//            | revision "^!"   this one commit
//
// A name that is both a ref and an id's beginning is the ref. Source: gitrevisions(7);
// what asks for reflogs, paths or a search of messages is left out.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "git/object_store.h"
#include "git/refs.h"
#include "sluice/oid.h"
#include "sluice/result.h"

namespace sluice::git {

struct RevisionStep {
  enum class Kind : uint8_t { kAncestor, kParent, kPeel };
  Kind kind = Kind::kPeel;
  uint32_t number = 0;  // kAncestor: how often; kParent: which, 0 is the commit itself
};

struct RevisionName {
  std::string base;  // not empty
  std::vector<RevisionStep> steps;
};

struct RangeTerm {
  enum class Kind : uint8_t { kInclude, kExclude, kBetween, kSymmetric, kSingle };
  Kind kind = Kind::kInclude;
  RevisionName left;   // of kBetween and kSymmetric; otherwise the only one
  RevisionName right;  // only of those two
};

// Neither looks into a repository. kUsage, quoting what is wrong; a text longer
// than kMaxRangeBytes is.
inline constexpr size_t kMaxRangeBytes = 4096;
Result<RevisionName> parse_revision(std::string_view text);
Result<std::vector<RangeTerm>> parse_range(std::string_view text);

struct Revision {
  ObjectId object;  // as named: maybe a tag's
  ObjectId commit;  // peeled
};

// The refs that one item of --refs names: "HEAD" and pseudo refs by their whole
// name, refs/** by a glob over the full name or over what follows refs/,
// refs/heads/, refs/tags/ or refs/remotes/. '*' is any run of bytes, '/' too; '?' is
// one byte. In the order of RefSet. At most glob.size() * name.size() steps a ref.
std::vector<Ref> match_refs(const RefSet& refs, std::string_view glob);

// Borrows both; they must outlive it. Immutable: any thread may call.
class RevisionResolver {
 public:
  RevisionResolver(const ObjectStore& store, const RefSet& refs, uint8_t id_bytes)
      : store_(store), refs_(refs), id_bytes_(id_bytes) {}

  // kUsage, in one line that names the revision: nothing is called that, it is
  // ambiguous (with the candidates), it has no such parent, it is no commit.
  // kCorrupt and the like: an object on the way could not be read.
  Result<Revision> resolve(const RevisionName& name) const;

  // Of a commit of the store, as written, without those of a shallow boundary.
  Result<std::vector<ObjectId>> parents(const ObjectId& commit) const;

 private:
  Result<ObjectId> find_base(const std::string& base) const;
  const Ref* find_ref(std::string_view name) const;
  Result<ObjectId> find_abbreviated(const std::string& digits) const;
  Result<ObjectId> peel(ObjectId id, const std::string& shown) const;

  const ObjectStore& store_;
  const RefSet& refs_;
  uint8_t id_bytes_;
};

// As it would be typed, safe to show.
std::string shown_revision(const RevisionName& name);

}  // namespace sluice::git
