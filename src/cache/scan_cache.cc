#include "cache/scan_cache.h"

#include <algorithm>
#include <filesystem>
#include <utility>

#include "base/digest.h"
#include "base/error.h"
#include "cache/mac.h"

namespace sluice::cache {
namespace {

constexpr std::string_view kMagic = "\x89sluice\n";
constexpr uint32_t kVersion = 1;
constexpr size_t kHeaderBytes = 88, kSectionBytes = 16;
constexpr uint32_t kMaxSections = 16;

// The caller has checked that the bytes are there.
uint64_t read_number(std::string_view bytes, size_t at, size_t size) {
  uint64_t value = 0;
  for (size_t i = 0; i < size; ++i) value = value << 8 | static_cast<uint8_t>(bytes[at + i]);
  return value;
}

void append_number(std::string& out, uint64_t value, size_t size) {
  while (size-- > 0) out += static_cast<char>(value >> (8 * size) & 0xff);
}

std::string_view text(const Digest& digest) {
  return {reinterpret_cast<const char*>(digest.data()), digest.size()};
}

bool ascends(const git::SortedIds& ids) {
  for (size_t i = 1; i < ids.size(); ++i) {
    if (!(ids[i - 1] < ids[i])) return false;
  }
  return true;
}

}  // namespace

Digest fingerprint_of(std::span<const std::string> parts) {
  std::string all;
  for (const std::string& part : parts) {
    append_number(all, part.size(), 8);
    all += part;
  }
  return sha256({all});
}

Result<CacheFile> parse_cache(std::string_view bytes) {
  if (bytes.size() < kHeaderBytes + kMacBytes || !bytes.starts_with(kMagic)) {
    return corrupt_error("not a cache file");
  }
  if (read_number(bytes, 8, 4) != kVersion) {
    return Error{ErrorKind::kUnsupported, "of another version"};
  }
  const uint64_t id_bytes = read_number(bytes, 12, 4), count = read_number(bytes, 80, 4);
  if (id_bytes != 20 && id_bytes != 32)
    return corrupt_error("ids of a size that git does not have");
  if (count == 0 || count > kMaxSections || read_number(bytes, 84, 4) != 0) {
    return corrupt_error("its header is damaged");
  }
  CacheFile file{static_cast<uint8_t>(id_bytes), bytes.substr(16, 32), bytes.substr(48, 32), {}};
  size_t at = kHeaderBytes + count * kSectionBytes;
  const size_t end = bytes.size() - kMacBytes;
  if (at > end) return corrupt_error("cut short");
  for (uint32_t i = 0; i < count; ++i) {
    const size_t entry = kHeaderBytes + i * kSectionBytes;
    const uint64_t size = read_number(bytes, entry + 8, 8);
    if (size > end - at || read_number(bytes, entry + 4, 4) != 0) {
      return corrupt_error("a section lies outside the file");
    }
    Tag tag{};
    std::copy_n(bytes.begin() + static_cast<ptrdiff_t>(entry), tag.size(), tag.begin());
    if (!file.sections.emplace(tag, bytes.substr(at, size)).second) {
      return corrupt_error("two sections of one name");
    }
    at += size;
  }
  if (at != end) return corrupt_error("bytes that no section holds");
  const auto ids = file.sections.find(kCleanIds);
  if (ids == file.sections.end() || ids->second.size() % id_bytes != 0 || !ascends(file.clean())) {
    return corrupt_error("its list of ids is damaged");
  }
  return file;
}

Result<CacheFile> ScanCache::load() {
  Result<MappedFile> mapped = folder_.map(name_);
  if (!mapped) return mapped.error();
  bytes_ = *std::move(mapped);
  Result<CacheFile> file = parse_cache(bytes_.bytes());
  if (!file) return file;
  const std::string_view all = bytes_.bytes();
  const std::string_view sealed = all.substr(0, all.size() - kMacBytes);
  if (!is_mac(mac_of(key_, sealed), all.substr(sealed.size()))) {
    return corrupt_error("not written with this folder's key, or damaged since");
  }
  if (file->repository != text(repository_) || file->id_bytes != id_bytes_) {
    return corrupt_error("of another repository");
  }
  if (file->fingerprint != text(fingerprint_)) {
    return Error{ErrorKind::kUnsupported, "of other rules, settings or version of sluice"};
  }
  return file;
}

Result<ScanCache> ScanCache::open(const CacheFolder& folder, const std::string& objects_dir,
                                  const Digest& fingerprint, uint8_t id_bytes) {
  Result<std::string> key = folder.key();
  if (!key) return std::move(key).error();
  std::error_code failed;
  const std::filesystem::path path = std::filesystem::canonical(objects_dir, failed);
  if (failed) return Error{ErrorKind::kIo, "cache: the folder of objects: " + failed.message()};
  const Digest repository = sha256({path.native()});
  ScanCache cache(folder, *std::move(key), to_hex(text(repository)) + ".cache");
  cache.repository_ = repository;
  cache.fingerprint_ = fingerprint;
  cache.id_bytes_ = id_bytes;
  cache.clean_ = git::SortedIds({}, id_bytes);
  Result<CacheFile> file = cache.load();
  if (file) {
    cache.clean_ = file->clean();
    cache.sections_ = std::move(file->sections);
    cache.sections_.erase(kCleanIds);
  } else if (file.error().kind != ErrorKind::kNotFound) {
    cache.note_ = "the cache is not used, all is scanned: " + file.error().message;
  }
  return cache;
}

std::string_view ScanCache::section(const Tag& tag) const {
  const auto at = sections_.find(tag);
  return at == sections_.end() ? std::string_view() : at->second;
}

std::string ScanCache::compose(const std::string& ids,
                               const std::map<Tag, std::string>& sections) const {
  std::string out(kMagic);
  append_number(out, kVersion, 4);
  append_number(out, id_bytes_, 4);
  out += text(fingerprint_);
  out += text(repository_);
  append_number(out, sections.size() + 1, 4);
  append_number(out, 0, 4);
  const auto describe = [&out](const Tag& tag, size_t size) {
    out.append(tag.data(), tag.size());
    append_number(out, 0, 4);
    append_number(out, size, 8);
  };
  describe(kCleanIds, ids.size());
  for (const auto& [tag, bytes] : sections) describe(tag, bytes.size());
  out += ids;
  for (const auto& [tag, bytes] : sections) out += bytes;
  out += mac_of(key_, out);
  return out;
}

Result<void> ScanCache::commit(std::vector<ObjectId> added,
                               const std::map<Tag, std::string>& sections) {
  std::sort(added.begin(), added.end());
  added.erase(std::unique(added.begin(), added.end()), added.end());
  std::string ids;
  ids.reserve(clean_.raw().size() + added.size() * id_bytes_);
  size_t known = 0;
  for (const ObjectId& id : added) {
    const size_t first = known;
    while (known < clean_.size() && clean_[known] < id.raw()) ++known;
    ids += clean_.raw().substr(first * id_bytes_, (known - first) * id_bytes_);
    if (known == clean_.size() || clean_[known] != id.raw()) ids += id.raw();
  }
  ids += clean_.raw().substr(known * id_bytes_);
  const bool same = !bytes_.bytes().empty() && note_.empty() && ids == clean_.raw() &&
                    std::equal(sections.begin(), sections.end(), sections_.begin(), sections_.end(),
                               [](const auto& a, const auto& b) {
                                 return a.first == b.first && a.second == b.second;
                               });
  if (same) return {};
  return folder_.write(name_, compose(ids, sections));
}

}  // namespace sluice::cache
