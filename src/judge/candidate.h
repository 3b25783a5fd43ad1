// Candidate: a value that stands in a credential's place. What no reading of it could
// make a secret is dropped, the rest measured and scored.
#pragma once

#include <optional>
#include <string_view>

#include "judge/features.h"
#include "sluice/finding.h"

namespace sluice::judge {

// The longest value that is judged, in bytes.
inline constexpr size_t kMaxSecret = 512;

struct Site;  // notation.h

struct Candidate {
  Features features;
  Head head = Head::kHuman;
  Evidence evidence;  // confidence and reasons are conclude()'s
};

// nullopt: certainly no literal secret. Cheap drops come first; no allocation before
// they have passed. Reads no more than judge::reach_of allows.
std::optional<Candidate> measure_site(const Site& site, std::string_view text);

// Scores the candidate: confidence and reasons of its evidence. False: no path would
// make it a finding.
bool conclude(Candidate& candidate);

}  // namespace sluice::judge
