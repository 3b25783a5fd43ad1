// References: values that point at a secret kept elsewhere, are filled in later,
// or hold it encrypted or hashed. Never a finding.
#pragma once

#include <string_view>

namespace sluice::judge {

// The family of the reference that the whole `value` is or starts with ("shell",
// "template", "environment", "manager", "encrypted", "hash"), "" where it is
// none. `value` has no quotes around it. Looks at the start of the value, its end,
// and for interpolation at its first 256 bytes. No allocation.
std::string_view reference_kind(std::string_view value);

// Likewise for an unquoted value, where a dotted name whose root is a known
// carrier (var.x, settings.X, self.password) or a lookup call is one too.
std::string_view expression_kind(std::string_view value);

}  // namespace sluice::judge
