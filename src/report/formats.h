// The formats of reports: one table that -f, its help, `convert` and `merge` share.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "sluice/report.h"

namespace sluice {

struct Format {
  std::string_view name;     // as -f takes it
  std::string_view summary;  // what it is for, a few words
  // Names of files that hold it: ".html", or a whole name; separated by blanks.
  std::string_view files;
  std::string (*write)(const Report& report, const ReportOptions& options);
};

std::span<const Format> formats();

// nullptr: no format has that name.
const Format* find_format(std::string_view name);

// By the name of the file that is to hold it; nullptr: that says nothing.
const Format* format_of_file(std::string_view path);

// "text, json, …"
std::string format_names();

}  // namespace sluice
