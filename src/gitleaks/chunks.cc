#include "gitleaks/chunks.h"

#include <algorithm>

#include "base/ascii.h"
#include "gitleaks/binary_formats.h"
#include "gitleaks/go_text.h"

namespace sluice::gitleaks {
namespace {

constexpr size_t kChunk = 100'000, kMaxPast = 25'000;
// gitleaks reads through a buffer of this size: what is left in it when a chunk is complete is the
// next chunk's start, and all of it.
constexpr size_t kBuffer = 4096;

// Two line ends with nothing but blanks between them and behind them.
bool ends_in_blank_line(std::string_view text) {
  int newlines = 0;
  for (size_t at = text.size(); at-- > 0 && is_space(text[at]);) {
    if (text[at] == '\n' && ++newlines == 2) return true;
  }
  return false;
}

class Reader {
 public:
  explicit Reader(std::string_view bytes) : bytes_(bytes) {}

  std::string_view next() {
    const size_t begin = at_;
    if (buffered_ == at_) {
      at_ = buffered_ = std::min(bytes_.size(), at_ + kChunk);
    } else {
      at_ = buffered_;
    }
    if (at_ > begin) read_past(begin);
    return bytes_.substr(begin, at_ - begin);
  }

 private:
  void read_past(size_t begin) {
    const size_t limit = at_ + kMaxPast;
    if (ends_in_blank_line(bytes_.substr(begin, at_ - begin))) return;
    int newlines = 0;
    while (true) {
      const char last = bytes_[at_ - 1];
      if (last == '\n') {
        if (++newlines == 2) return;
      } else if (!is_space(last)) {
        newlines = 0;
      }
      if (at_ >= limit || at_ == bytes_.size()) return;
      if (at_ == buffered_) buffered_ = std::min(bytes_.size(), buffered_ + kBuffer);
      ++at_;
    }
  }

  std::string_view bytes_;
  size_t at_ = 0, buffered_ = 0;
};

}  // namespace

bool for_each_chunk(std::string_view bytes,
                    const std::function<void(std::string_view chunk, int64_t line)>& take) {
  Reader reader(bytes);
  int64_t lines = 0;
  for (std::string_view chunk = reader.next(); !chunk.empty(); chunk = reader.next()) {
    if (lines == 0 && is_binary_format(chunk.substr(0, kChunk))) return false;
    take(chunk, lines + 1);
    lines += std::count(chunk.begin(), chunk.end(), '\n');
  }
  return true;
}

bool has_archive_name(std::string_view path) {
  const std::string name = go_lower(path.substr(path.rfind('/') + 1));
  const auto holds = [&](std::string_view part) { return name.find(part) != std::string::npos; };
  constexpr std::string_view kAnywhere[] = {".zip", ".tar", ".7z", ".rar", ".gz", ".bz2", ".br",
                                            ".lz4", ".sz",  ".s2", ".xz",  ".zz", ".zst"};
  return std::any_of(std::begin(kAnywhere), std::end(kAnywhere), holds) || name.ends_with(".lz") ||
         name.ends_with(".mz");
}

}  // namespace sluice::gitleaks
