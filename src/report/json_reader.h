// The JSON report, schema 1, read back: for `convert`, `merge` and whatever works on a finished
// report. The bytes may come from anyone.
#pragma once

#include <string_view>

#include "sluice/report.h"
#include "sluice/result.h"

namespace sluice {

inline constexpr int kJsonSchema = 1;  // `schema`, of all reports so far

// Of what `-f json` wrote: json_report gives the same bytes of the result, and every other
// format what it gives of the report that was written, but for what JSON does not hold
// (Coverage::cached). `rules` are those of the findings only, with what reports tell of a rule;
// `redacted` is set where the secrets had been taken out.
//
// What the report lacks, or has as null, is empty; unknown keys are passed over. A secret without
// a finding is dropped, a finding whose secret is not listed gets a group without a life: so a
// report that a person filtered is read, too.
//
// kUsage: no JSON, another schema, no `findings` or no `coverage`, a value of another type or one
// that no report has. The message names the place: "FILE: findings[3].line: …"; `name` stands for
// FILE.
Result<Report> read_json_report(std::string_view name, std::string_view bytes);

}  // namespace sluice
