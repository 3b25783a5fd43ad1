#include "git/loose.h"

#include <dirent.h>
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <optional>

#include "base/error.h"
#include "base/mapped_file.h"

namespace sluice::git {
namespace {

// "commit 18446744073709551615\0" is 28 bytes.
constexpr uint64_t kMaxHeaderBytes = 32;

std::optional<ObjectType> type_of(std::string_view name) {
  if (name == "commit") return ObjectType::kCommit;
  if (name == "tree") return ObjectType::kTree;
  if (name == "blob") return ObjectType::kBlob;
  if (name == "tag") return ObjectType::kTag;
  return std::nullopt;
}

// Decimal digits without leading zeros, as git demands.
std::optional<uint64_t> parse_decimal(std::string_view digits) {
  if (digits.empty() || digits.size() > 19 || (digits.size() > 1 && digits[0] == '0')) {
    return std::nullopt;
  }
  uint64_t value = 0;
  for (char c : digits) {
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + static_cast<uint64_t>(c - '0');
  }
  return value;
}

struct Header {
  ObjectType type = ObjectType::kBlob;
  uint64_t size = 0;  // of the object, as claimed
  size_t bytes = 0;   // of the header, its end included
};

// Of the inflated file's start.
Result<Header> parse_header(std::string_view start) {
  const size_t nul = start.substr(0, kMaxHeaderBytes).find('\0');
  if (nul == std::string_view::npos) return corrupt_error("its header has no end");
  const std::string_view header = start.substr(0, nul);
  const size_t space = header.find(' ');
  if (space == std::string_view::npos) return corrupt_error("its header has no size");
  const auto type = type_of(header.substr(0, space));
  const auto size = parse_decimal(header.substr(space + 1));
  if (!type || !size) return corrupt_error("its header is damaged");
  return Header{*type, *size, nul + 1};
}

// A loose object of which no more than the header, and what came with it, is inflated.
struct OpenedLoose {
  ZlibReader reader;
  Header header;
  std::string given;  // the object's first bytes
};

Result<OpenedLoose> open_header(std::string_view file) {
  OpenedLoose opened{ZlibReader(file), {}, {}};
  std::array<char, kMaxHeaderBytes> start;
  size_t filled = 0;
  while (filled < start.size()) {
    const Result<size_t> got = opened.reader.read(std::span(start).subspan(filled));
    if (!got && filled == 0) return got.error();
    if (!got || *got == 0) break;
    filled += *got;
  }
  const Result<Header> header = parse_header({start.data(), filled});
  if (!header) return header.error();
  if (!plausible_inflated_size(file.size(), header->size)) {
    return corrupt_error("its claimed size cannot be held by its compressed data");
  }
  opened.header = *header;
  opened.given.assign(start.data() + header->bytes, filled - header->bytes);
  return opened;
}

Error over_limit(uint64_t max_bytes) {
  return {ErrorKind::kLimit, "larger than the limit of " + std::to_string(max_bytes) + " bytes"};
}

// Calls `found(name)` for each entry of the folder. errno of the failure, 0: none.
template <class Found>
int list_folder(const std::string& path, Found found) {
  const int fd = ::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
  if (fd < 0) return errno;
  DIR* folder = ::fdopendir(fd);
  if (folder == nullptr) {
    const int code = errno;
    ::close(fd);
    return code;
  }
  int code = 0;
  for (;;) {
    errno = 0;
    const dirent* entry = ::readdir(folder);
    code = errno;
    if (entry == nullptr) break;
    found(std::string_view(entry->d_name));
  }
  ::closedir(folder);
  return code;
}

bool is_lower_hex(std::string_view text) {
  return text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

}  // namespace

Result<Object> parse_loose(std::string_view file, uint64_t max_bytes, Inflater& inflater) {
  // Few files are so large that they might hold so much: those are asked first.
  if (plausible_inflated_size(file.size(), max_bytes)) {
    const Result<OpenedLoose> opened = open_header(file);
    if (!opened) return opened.error();
    if (opened->header.size > max_bytes) return over_limit(max_bytes);
  }
  Result<std::string> inflated = inflater.inflate_all(file, max_bytes + kMaxHeaderBytes);
  if (!inflated) return inflated.error();
  std::string& bytes = *inflated;
  const Result<Header> header = parse_header(bytes);
  if (!header) return header.error();
  if (header->size != bytes.size() - header->bytes) {
    return corrupt_error("its size is not the one in its header");
  }
  if (header->size > max_bytes) return over_limit(max_bytes);
  bytes.erase(0, header->bytes);
  return Object{header->type, std::move(bytes)};
}

std::string loose_path(const std::string& objects_dir, const ObjectId& id) {
  std::string hex = id.hex();
  return objects_dir + "/" + hex.substr(0, 2) + "/" + hex.substr(2);
}

Result<std::optional<Object>> load_loose(const std::string& path, TypeMask types,
                                         uint64_t max_bytes, Inflater& inflater) {
  const Result<MappedFile> file = MappedFile::open(path);
  if (!file) return file.error();
  if (types != kAllTypes) {
    const Result<OpenedLoose> opened = open_header(file->bytes());
    if (opened && !types.has(opened->header.type)) return std::optional<Object>();
  }
  Result<Object> object = parse_loose(file->bytes(), max_bytes, inflater);
  if (!object) return std::move(object).error();
  return std::optional(*std::move(object));
}

Result<void> stream_loose(const std::string& path,
                          const std::function<Result<void>(ObjectStream&)>& sink) {
  const Result<MappedFile> file = MappedFile::open(path);
  if (!file) return file.error();
  Result<OpenedLoose> opened = open_header(file->bytes());
  if (!opened) return opened.error();
  if (opened->header.type != ObjectType::kBlob) {
    return Error{ErrorKind::kLimit, "larger than the limit, and no blob"};
  }
  WholeStream stream(std::move(opened->reader), opened->header.size, std::move(opened->given),
                     true);
  return sink(stream);
}

Result<Object> read_loose(const std::string& objects_dir, const ObjectId& id, uint64_t max_bytes,
                          Inflater& inflater) {
  Result<std::optional<Object>> object =
      load_loose(loose_path(objects_dir, id), kAllTypes, max_bytes, inflater);
  if (!object) return std::move(object).error();
  if (hash_object((*object)->type, (*object)->bytes, id.size) != id) {
    return corrupt_error("its bytes do not have this id");
  }
  return std::move(**object);
}

std::vector<ObjectId> list_loose(const std::string& objects_dir, uint8_t id_bytes,
                                 const OnUnread& on_unread) {
  const auto unread = [&](const std::string& path, int code) {
    on_unread({code == ELOOP || code == ENOTDIR ? Reason::kUnsupported : Reason::kUnreadable,
               std::string("folder of loose objects: ") + std::strerror(code), path});
  };
  std::vector<std::string> folders;
  const int failed = list_folder(objects_dir, [&](std::string_view name) {
    if (name.size() == 2 && is_lower_hex(name)) folders.emplace_back(name);
  });
  if (failed != 0) unread(objects_dir, failed);

  std::vector<ObjectId> ids;
  for (const std::string& folder : folders) {
    const std::string path = objects_dir + "/" + folder;
    const int code = list_folder(path, [&](std::string_view name) {
      if (name.size() + 2 != size_t{2} * id_bytes || !is_lower_hex(name)) return;
      if (const auto id = ObjectId::from_hex(folder + std::string(name))) ids.push_back(*id);
    });
    if (code != 0) unread(path, code);
  }
  std::sort(ids.begin(), ids.end());
  return ids;
}

}  // namespace sluice::git
