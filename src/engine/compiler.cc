#include "engine/compiler.h"

#include <hs/hs.h>
#include <re2/filtered_re2.h>

#include <cstdlib>
#include <memory>

#include "engine/prefilter.h"

namespace sluice {
namespace {

// Ends at any newline-terminated end too (PCRE's `$`): a superset that stage two
// narrows. HS_FLAG_UTF8 is undefined on bytes that are not UTF-8: never set.
constexpr unsigned kFlags = 0;

struct ErrorDeleter {
  void operator()(hs_compile_error_t* error) const { hs_free_compile_error(error); }
};
using CompileError = std::unique_ptr<hs_compile_error_t, ErrorDeleter>;

struct DatabaseDeleter {
  void operator()(hs_database_t* database) const { hs_free_database(database); }
};

struct FreeDeleter {
  void operator()(void* memory) const { std::free(memory); }
};

}  // namespace

Result<uint32_t> pattern_width(std::string_view pattern) {
  hs_expr_info_t* info = nullptr;
  hs_compile_error_t* raw_error = nullptr;
  const std::string text(pattern);
  if (hs_expression_info(text.c_str(), kFlags, &info, &raw_error) != HS_SUCCESS) {
    const CompileError error(raw_error);
    return Error{ErrorKind::kUnsupported, error ? error->message : "out of memory"};
  }
  const unsigned width = info->max_width;
  std::free(info);
  return width == UINT_MAX ? kUnboundedWidth : width;
}

std::vector<std::string> stage_one_patterns(const Rule& rule) {
  if (!rule.prefilters.empty() || rule.regex.empty()) return rule.prefilters;
  return {rule.regex};
}

bool holds_literal(std::string_view pattern, int bytes) {
  re2::FilteredRE2 filter(bytes);
  RE2::Options options(RE2::Latin1);
  options.set_log_errors(false);
  int id = 0;
  if (filter.Add(pattern, options, &id) != RE2::NoError) return false;
  std::vector<std::string> atoms;
  filter.Compile(&atoms);
  // Without any literal found in a text, what could still match?
  std::vector<int> potential;
  filter.AllPotentials({}, &potential);
  return !atoms.empty() && potential.empty();
}

Result<std::string> compile_database(std::span<const std::string> patterns,
                                     std::optional<size_t>* refused) {
  std::vector<const char*> texts;
  std::vector<unsigned> flags, ids;
  for (const std::string& pattern : patterns) {
    ids.push_back(static_cast<unsigned>(ids.size()));
    texts.push_back(pattern.c_str());
    flags.push_back(kFlags);
  }
  hs_platform_info_t platform{};
  platform.tune = HS_TUNE_FAMILY_GENERIC;
  hs_database_t* raw = nullptr;
  hs_compile_error_t* raw_error = nullptr;
  if (hs_compile_multi(texts.data(), flags.data(), ids.data(), static_cast<unsigned>(ids.size()),
                       HS_MODE_BLOCK, &platform, &raw, &raw_error) != HS_SUCCESS) {
    const CompileError error(raw_error);
    if (refused != nullptr && error && error->expression >= 0) {
      *refused = static_cast<size_t>(error->expression);
    }
    return Error{ErrorKind::kUsage, "pattern " + std::to_string(error ? error->expression : -1) +
                                        ": " + (error ? error->message : "out of memory")};
  }
  const std::unique_ptr<hs_database_t, DatabaseDeleter> database(raw);
  char* bytes = nullptr;
  size_t size = 0;
  if (hs_serialize_database(database.get(), &bytes, &size) != HS_SUCCESS) {
    return Error{ErrorKind::kIo, "the database could not be serialized"};
  }
  std::string serialized(bytes, size);
  std::free(bytes);
  return serialized;
}

std::string stage_one_version() { return std::string(SLUICE_HS " ") + hs_version(); }

Result<std::string> loaded_database(std::string_view serialized) {
  size_t size = 0;
  if (hs_serialized_database_size(serialized.data(), serialized.size(), &size) != HS_SUCCESS) {
    return Error{ErrorKind::kUnsupported, "no serialized database"};
  }
  // aligned_alloc takes whole multiples of the alignment only.
  const size_t whole = (size + kDatabaseAlignment - 1) / kDatabaseAlignment * kDatabaseAlignment;
  const std::unique_ptr<void, FreeDeleter> room(std::aligned_alloc(kDatabaseAlignment, whole));
  auto* const database = static_cast<hs_database_t*>(room.get());
  if (!database ||
      hs_deserialize_database_at(serialized.data(), serialized.size(), database) != HS_SUCCESS) {
    return Error{ErrorKind::kUnsupported, "the serialized database does not load"};
  }
  return std::string(static_cast<const char*>(room.get()), size);
}

}  // namespace sluice
