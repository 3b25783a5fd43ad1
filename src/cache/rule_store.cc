#include "cache/rule_store.h"

#include <algorithm>
#include <utility>

#include "base/byte_codec.h"
#include "base/digest.h"
#include "base/error.h"
#include "cache/mac.h"

namespace sluice::cache {
namespace {

constexpr std::string_view kRulesMagic = "\x89slrule\n";
constexpr uint32_t kRulesVersion = 1;
constexpr char kSuffix[] = ".rules";
constexpr uint64_t kMaxBytes = uint64_t{256} << 20;

std::string compose(std::string_view secret, std::string_view key, std::string_view bytes) {
  ByteWriter writer;
  writer.raw(kRulesMagic);
  writer.number(kRulesVersion, 4);
  writer.text(key);
  writer.text(bytes);
  std::string out = writer.take();
  return out += mac_of(secret, out);
}

}  // namespace

Result<std::string_view> parse_compiled_file(std::string_view file, std::string_view secret,
                                             std::string_view key) {
  if (file.size() < kRulesMagic.size() + kMacBytes || !file.starts_with(kRulesMagic)) {
    return corrupt_error("not a file of compiled rules");
  }
  const std::string_view sealed = file.substr(0, file.size() - kMacBytes);
  if (!is_mac(mac_of(secret, sealed), file.substr(sealed.size()))) {
    return corrupt_error("not written with this folder's key, or damaged since");
  }
  ByteReader reader(sealed.substr(kRulesMagic.size()));
  if (reader.number(4) != kRulesVersion)
    return Error{ErrorKind::kUnsupported, "of another version"};
  const bool is_same = reader.text() == key;
  const std::string_view bytes = reader.text();
  if (!reader.at_end()) return corrupt_error("its sizes are damaged");
  if (!is_same) return corrupt_error("of other rules");
  return bytes;
}

bool RuleStore::open() {
  if (folder_) return !secret_.empty();
  Result<CacheFolder> folder = CacheFolder::open(path_, scanned_);
  if (!folder) {
    // A folder that cannot be made (no home, a system that is only read) is not worth a word each
    // time.
    if (folder.error().kind == ErrorKind::kUsage) note_ = folder.error().message;
    return false;
  }
  folder_ = *std::move(folder);
  if (Result<std::string> secret = folder_->key()) secret_ = *std::move(secret);
  return !secret_.empty();
}

std::optional<std::string> RuleStore::load(const std::string& key) {
  if (!open()) return std::nullopt;
  const Result<std::string> file = folder_->read(key + kSuffix, kMaxBytes);
  if (!file) {
    if (file.error().kind == ErrorKind::kUsage) note_ = file.error().message;
    return std::nullopt;
  }
  const Result<std::string_view> bytes = parse_compiled_file(*file, secret_, key);
  if (bytes) return std::string(*bytes);
  note_ = "compiled rules in the cache are not used: " + bytes.error().message;
  return std::nullopt;
}

void RuleStore::save(const std::string& key, std::string_view bytes) {
  if (!folder_ || secret_.empty()) return;
  if (folder_->write(key + kSuffix, compose(secret_, key, bytes))) {
    folder_->keep_newest(kSuffix, kMaxFiles);
  }
}

}  // namespace sluice::cache
