// Records: a credential whose name is itself a value, in JSON, YAML and XML, and one whose value
// is a field below its name.
#pragma once

#include <optional>
#include <string_view>

#include "judge/notation.h"

namespace sluice::judge {

// Whether something at the match says that a record is there at all: looks at its line, and 160
// bytes back.
bool is_in_record(std::string_view text, Span match);

// The match starts in the name and ends behind it, at `{` or `:` where the value is a field below:
// {"name": "DB_PASSWORD", "value": …} in either order,
// `- name:` lines, <add key= value=>, <name>…</name><value>…</value>, `variable "db_password" {
// default = … }`, "db_password": {"value": …}, and YAML's `DbPassword:` with `Default:` below. A
// call's argument is a name, too, whose value is a later one called default.
std::optional<Site> record_site(const Rule& rule, std::string_view text, Span match);

}  // namespace sluice::judge
