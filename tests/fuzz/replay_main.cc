// Stands in for libFuzzer under any compiler: runs the target on every file of
// the corpus folder it is given, on each of its truncations (at most 512 of
// them, spread evenly) and with each byte damaged (likewise). Fails on an empty
// corpus, so that a target without inputs is not a passing test.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size);

namespace {

// A fresh heap copy each time, so that AddressSanitizer sees a read past the end.
void run(const std::string& bytes) {
  std::vector<uint8_t> copy(bytes.begin(), bytes.end());
  LLVMFuzzerTestOneInput(copy.data(), copy.size());
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fprintf(stderr, "usage: %s CORPUS_FOLDER\n", argv[0]);
    return 2;
  }
  size_t files = 0, runs = 0;
  for (const auto& entry : std::filesystem::directory_iterator(argv[1])) {
    std::ifstream in(entry.path(), std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(in), {}};
    ++files;
    run(bytes);
    const size_t step = std::max<size_t>(1, bytes.size() / 512);
    for (size_t at = 0; at < bytes.size(); at += step) {
      run(bytes.substr(0, at));
      for (const int mask : {0x01, 0x80, 0xff}) {
        std::string damaged = bytes;
        damaged[at] = static_cast<char>(damaged[at] ^ mask);
        run(damaged);
        ++runs;
      }
    }
  }
  std::printf("%zu files, %zu damaged variants\n", files, runs);
  return files == 0 ? 1 : 0;
}
