// One report of several: shards of one repository, or repositories side by side.
#pragma once

#include <vector>

#include "sluice/report.h"

namespace sluice {

// The findings of all of them, each once; the secrets grouped anew by their ids, their lives
// joined: the earliest introduction, the last removal, what any of them still holds. Coverage is
// added up, so that what two shards both read counts twice; it is complete where every shard's
// is. A finding that one shard reports and another suppresses is reported.
//
// Shards of different targets keep apart by the target, which then comes before each path:
// "TARGET/path". `target.kind` is "merged", its path lists them.
//
// Where one shard's secrets had been taken out and another's not, they are taken out of all.
// `shards` is not empty.
Report merge_reports(std::vector<Report> shards);

}  // namespace sluice
