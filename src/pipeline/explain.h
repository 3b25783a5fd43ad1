// What every rule made of one line of a text.
#pragma once

#include <string>
#include <string_view>

#include "pipeline/scan.h"
#include "sluice/engine.h"
#include "sluice/explanation.h"
#include "sluice/result.h"

namespace sluice {

// `path`: as a scan would report it, "" where there is none. kUsage: the text has no
// such line. The whole text is looked at, as a scan does.
Result<Explanation> explain(const Engine& engine, const ScanOptions& options, std::string_view text,
                            const std::string& path, uint64_t line);

}  // namespace sluice
