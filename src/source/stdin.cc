#include "source/stdin.h"

#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <span>
#include <string>

#include "source/archive_magic.h"
#include "source/parts.h"

namespace sluice {
namespace {

constexpr size_t kReadBytes = size_t{256} << 10;
constexpr char kWhere[] = "stdin";
constexpr int kPollMs = 200;  // how late a stop request may be seen

// Waits for input without end, but for a stop request.
bool wait_for_input(int fd, const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    pollfd input{fd, POLLIN, 0};
    const int ready = ::poll(&input, 1, kPollMs);
    if (ready > 0 || (ready < 0 && errno != EINTR)) return true;
  }
  return false;
}

}  // namespace

Result<void> StdinSource::for_each(unsigned /*workers*/, const BlobSink& sink,
                                   const OnUnread& on_unread, std::stop_token stop) {
  const auto read = [&](std::span<char> out) -> Result<size_t> {
    while (wait_for_input(fd_, stop)) {
      const ssize_t got = ::read(fd_, out.data(), out.size());
      if (got >= 0) return static_cast<size_t>(got);
      if (errno == EINTR || errno == EAGAIN) continue;
      if (errno == EISDIR) return Error{ErrorKind::kUsage, "standard input is a folder"};
      return Error{ErrorKind::kIo, std::strerror(errno)};
    }
    return 0;
  };
  std::string bytes;
  size_t filled = 0;
  bool ended = false;
  Result<void> done;
  while (!ended && filled <= max_bytes_) {
    if (filled == bytes.size()) {
      bytes.resize(std::min<uint64_t>(std::max(kReadBytes, 2 * filled), max_bytes_ + 1));
    }
    const Result<size_t> got = read(std::span(bytes).subspan(filled));
    if (!got) done = got.error();
    ended = !got || *got == 0;
    if (got) filled += *got;
  }
  const Blob blob{std::string_view(bytes).substr(0, filled), BlobKind::kStdin, {}, {}};
  if (!ended) {
    done = give_parts(0, blob, 0, read, sink, on_unread, kWhere, stop);
  } else if (filled > 0 && !stop.stop_requested()) {
    if (is_archive(blob.bytes)) {
      on_unread({Reason::kArchive, "compressed: its members were not opened", kWhere});
    }
    sink(0, blob);
  }
  if (!done && done.error().kind == ErrorKind::kIo) {
    on_unread({Reason::kUnreadable, done.error().message, kWhere});
    return {};
  }
  return done;
}

}  // namespace sluice
