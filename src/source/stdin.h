// StdinSource: one blob, all of standard input.
#pragma once

#include "sluice/source.h"

namespace sluice {

class StdinSource : public Source {
 public:
  explicit StdinSource(uint64_t max_bytes, int fd = 0) : max_bytes_(max_bytes), fd_(fd) {}

  // Reads to the end. No byte: no blob. What is past `max_bytes` is not read
  // (kLimit), nor what follows a read error (kUnreadable); what came before is
  // given. The blob has kind kStdin and no path. kUsage: a folder.
  Result<void> for_each(unsigned workers, const BlobSink& sink, const OnUnread& on_unread,
                        std::stop_token stop) override;

 private:
  uint64_t max_bytes_;
  int fd_;
};

}  // namespace sluice
