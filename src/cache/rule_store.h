// RuleStore: what was compiled of a person's rules, kept in the cache folder (CACHE.md draws the
// file).
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cache/cache_folder.h"
#include "sluice/engine.h"
#include "sluice/result.h"

namespace sluice::cache {

// Never fails: where there is no folder for it, or a file cannot be trusted, load() has nothing.
// One thread.
class RuleStore : public CompiledStore {
 public:
  // How many sets of rules are kept; the ones written longest ago go first.
  static constexpr size_t kMaxFiles = 32;

  // In `folder`, of which nothing is asked before load(). `scanned`: CacheFolder::open's.
  RuleStore(std::string folder, std::vector<std::string> scanned)
      : path_(std::move(folder)), scanned_(std::move(scanned)) {}

  std::optional<std::string> load(const std::string& key) override;
  void save(const std::string& key, std::string_view bytes) override;

  // One line for the person: why what was there is not used. Empty where it is, or nothing was.
  const std::string& note() const { return note_; }

 private:
  bool open();

  std::string path_;
  std::vector<std::string> scanned_;
  std::optional<CacheFolder> folder_;
  std::string secret_;  // the folder's key
  std::string note_;
};

// The bytes that a whole file vouches for, by `secret`, for `key`. kCorrupt, kUnsupported.
Result<std::string_view> parse_compiled_file(std::string_view file, std::string_view secret,
                                             std::string_view key);

}  // namespace sluice::cache
