#include "report/formats.h"

#include <algorithm>
#include <array>

namespace sluice {
namespace {

constexpr std::array kFormats = {
    Format{"text", "for a person at a terminal", ".txt", text_report},
    Format{"json", "everything, schema 1", ".json", json_report},
    Format{"jsonl", "a line a finding", ".jsonl .ndjson", jsonl_report},
    Format{"sarif", "GitHub code scanning: what the checkout holds", ".sarif", sarif_report},
    Format{"sarif-full", "SARIF for other consumers: history, suppressions, controls", "",
           sarif_full_report},
    Format{"gitlab", "GitLab's secret detection report", "gl-secret-detection-report.json",
           gitlab_report},
    Format{"junit", "test results, for any CI server", ".xml", junit_report},
    Format{"csv", "a row a finding, for spreadsheets", ".csv", csv_report},
    Format{"markdown", "a summary, for step summaries and comments", ".md .markdown",
           markdown_report},
    Format{"html", "one page for people: filter, search, time lines", ".html .htm", html_report},
};

bool ends_in(std::string_view path, std::string_view ending) {
  if (ending.starts_with('.')) return path.size() > ending.size() && path.ends_with(ending);
  return path.substr(path.rfind('/') + 1) == ending;
}

}  // namespace

std::span<const Format> formats() { return kFormats; }

const Format* find_format(std::string_view name) {
  const auto at = std::find_if(kFormats.begin(), kFormats.end(),
                               [&](const Format& format) { return format.name == name; });
  return at == kFormats.end() ? nullptr : &*at;
}

const Format* format_of_file(std::string_view path) {
  const Format* best = nullptr;
  size_t longest = 0;
  for (const Format& format : kFormats) {
    std::string_view files = format.files;
    while (!files.empty()) {
      const std::string_view ending = files.substr(0, files.find(' '));
      if (ending.size() > longest && ends_in(path, ending)) {
        best = &format;
        longest = ending.size();
      }
      files.remove_prefix(std::min(ending.size() + 1, files.size()));
    }
  }
  return best;
}

std::string format_names() {
  std::string names;
  for (const Format& format : kFormats) {
    names.append(names.empty() ? "" : ", ").append(format.name);
  }
  return names;
}

}  // namespace sluice
