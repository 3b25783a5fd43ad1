#include "source/stdin.h"

#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <string>

#include "source/archive_magic.h"

namespace sluice {
namespace {

constexpr size_t kStepBytes = size_t{256} << 10;
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
  std::string bytes;
  size_t filled = 0;
  while (wait_for_input(fd_, stop)) {
    if (filled == bytes.size()) bytes.resize(std::max(kStepBytes, 2 * filled));
    const ssize_t got = ::read(fd_, bytes.data() + filled, bytes.size() - filled);
    if (got < 0) {
      if (errno == EINTR || errno == EAGAIN) continue;
      if (errno == EISDIR) return Error{ErrorKind::kUsage, "standard input is a folder"};
      on_unread({Reason::kUnreadable, std::strerror(errno), kWhere});
      break;
    }
    if (got == 0) break;
    filled += static_cast<size_t>(got);
    if (filled > max_bytes_) {
      filled = static_cast<size_t>(max_bytes_);
      on_unread({Reason::kLimit,
                 "input past the first " + std::to_string(max_bytes_) + " bytes was not read",
                 kWhere});
      break;
    }
  }
  if (stop.stop_requested() || filled == 0) return {};
  const std::string_view text(bytes.data(), filled);
  if (is_archive(text)) {
    on_unread({Reason::kArchive, "compressed: its members were not opened", kWhere});
  }
  sink(0, {text, BlobKind::kStdin, {}, {}});
  return {};
}

}  // namespace sluice
