// Known secrets as people have them at hand: a value a line, a .env file, or what a secrets manager
// exports as JSON. docs/after-a-leak.md tells the forms.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sluice/result.h"

namespace sluice {

enum class ValueFormat { kAuto, kLines, kDotenv, kJson };

struct KnownValue {
  std::string name;   // "prod/db#password", "DB_PASS", "line 3"; never the value; raw
  std::string value;  // not empty; any bytes
};

struct KnownValues {
  ValueFormat format = ValueFormat::kLines;  // what it was read as
  std::vector<KnownValue> values;            // in the order of the input
  std::vector<std::string> too_short;        // names of values under kMinKnownBytes; raw
  std::vector<std::string> not_secret;       // names of user names, hosts, ports …; raw
  std::vector<std::string> missing;          // what the export itself says it lacks; raw
};

struct KnownValueOptions {
  ValueFormat format = ValueFormat::kAuto;
  bool take_all = false;  // what is not secret by its name or kind, too
};

// `name` stands in messages, which never hold a value. kUsage: not of the format; a value that is
// still encrypted; no value at all. kLimit: too many.
Result<KnownValues> read_known_values(std::string_view name, std::string_view bytes,
                                      const KnownValueOptions& options);

inline constexpr size_t kMaxKnownValues = 10'000;

}  // namespace sluice
