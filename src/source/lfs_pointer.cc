#include "source/lfs_pointer.h"

#include "base/digest.h"
#include "base/file_reader.h"

namespace sluice {
namespace {

constexpr size_t kMaxPointerBytes = 1024;
constexpr size_t kDigits = 64;
constexpr std::string_view kVersion = "version https://git-lfs.github.com/spec/v1\n";
constexpr std::string_view kOid = "\noid sha256:";

}  // namespace

std::string_view lfs_pointer_sha256(std::string_view blob) {
  if (blob.size() >= kMaxPointerBytes || !blob.starts_with(kVersion)) return {};
  const size_t at = blob.find(kOid);
  if (at == blob.npos) return {};
  const std::string_view rest = blob.substr(at + kOid.size());
  const std::string_view digits = rest.substr(0, kDigits);
  const bool ends = rest.size() > kDigits && rest[kDigits] == '\n';
  if (!ends || digits.find_first_not_of("0123456789abcdef") != digits.npos) return {};
  return digits;
}

Result<std::string> read_lfs_object(const std::string& common_dir, std::string_view sha256_hex,
                                    uint64_t max_bytes) {
  const std::string hex(sha256_hex);
  Result<std::string> bytes = read_file(
      common_dir + "/lfs/objects/" + hex.substr(0, 2) + "/" + hex.substr(2, 2) + "/" + hex,
      max_bytes);
  if (!bytes) return bytes;
  const auto digest = sha256({*bytes});
  if (to_hex({reinterpret_cast<const char*>(digest.data()), digest.size()}) != hex) {
    return Error{ErrorKind::kCorrupt, "the LFS object " + hex + " does not have its own name"};
  }
  return bytes;
}

}  // namespace sluice
