// Fallback: what stands in where the lookup of a key finds nothing, read from the key's own
// place. `x = getenv("K") || "v"` is found by the name x as well, where that says credential; here
// the key is K, whatever takes the value.
#pragma once

#include <optional>
#include <string_view>

#include "judge/right_hand_side.h"

namespace sluice::judge {

// Behind `key`, on its line; nullopt: no literal stands there. No allocation.
//   ENV['K'] || "v"     ENV['K'] ||= "v"     $_ENV['K'] ?? 'v'     getenv("K") ?: 'v'
//   environ.get("K") or "v"     env::var("K").unwrap_or("v")     ENV.fetch('K') { "v" }
//   {{ K | default("v") }}     `env:"K" envDefault:"v"`     and Perl's $ENV{K} = 'v'
std::optional<RightHandSide> read_fallback(std::string_view text, Span key);

}  // namespace sluice::judge
