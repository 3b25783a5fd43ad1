// StdinSource: one blob, all of standard input.
#pragma once

#include "sluice/source.h"

namespace sluice {

class StdinSource : public Source {
 public:
  explicit StdinSource(uint64_t max_bytes, int fd = 0) : max_bytes_(max_bytes), fd_(fd) {}

  // Reads to the end, and gives in parts what is more than `max_bytes`. No byte: no
  // blob. What follows a read error is not read (kUnreadable); what came before is
  // given. The blob has kind kStdin and no path. kUsage: a folder.
  Result<void> for_each(unsigned workers, const BlobSink& sink, const OnUnread& on_unread,
                        std::stop_token stop) override;

 private:
  uint64_t max_bytes_;
  int fd_;
};

}  // namespace sluice
