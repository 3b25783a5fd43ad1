#include "source/lfs_pointer.h"

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

}  // namespace sluice
