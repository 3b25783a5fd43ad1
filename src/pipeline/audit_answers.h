// AuditAnswers: what an audit found out about the history of what it reports, for the next
// one, which has the same history before it. src/cache/CACHE.md draws the section.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "cache/scan_cache.h"
#include "provenance/locate.h"
#include "sluice/oid.h"
#include "sluice/result.h"

namespace sluice {

inline constexpr cache::Tag kAnswers = {'A', 'N', 'S', 'W'};

struct AuditAnswers {
  cache::Digest state{};  // of all that the answers follow from
  bool any_hits = false;  // also such as are not reported
  struct ReportedHit {
    ObjectId id;
    git::ObjectType type = git::ObjectType::kBlob;
    std::vector<provenance::Place> places;
  };
  std::vector<ReportedHit> hits;
  // By the hits that hold a secret: ranks in `hits`, ascending.
  std::map<std::vector<uint32_t>, provenance::SecretLife> lives;
};

// kCorrupt: nothing of it is to be used. Ids are of `id_bytes`.
Result<AuditAnswers> parse_answers(std::string_view section, uint8_t id_bytes);
std::string write_answers(const AuditAnswers& answers);

}  // namespace sluice
