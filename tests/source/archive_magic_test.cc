#include "source/archive_magic.h"

#include <gtest/gtest.h>

#include <string>

#include "support/git_fixture.h"

namespace sluice {
namespace {

using namespace std::string_view_literals;

TEST(ArchiveMagic, KnowsContainers) {
  for (const std::string_view head :
       {"\x1f\x8b\x08\0"sv, "PK\x03\x04"sv, "PK\x05\x06"sv,
        "\xfd"
        "7zXZ\0\0"sv,
        "\x28\xb5\x2f\xfd"sv, "7z\xbc\xaf\x27\x1c"sv, "Rar!\x1a\x07\x01"sv, "\x04\x22\x4d\x18"sv,
        "BZh91AY&SY"sv, "BZh1\x17\x72\x45\x38\x50\x90"sv}) {
    EXPECT_TRUE(is_archive(std::string(head) + "more")) << head;
    EXPECT_TRUE(is_archive(head)) << head;
    EXPECT_FALSE(is_archive(head.substr(0, 2))) << head;
  }
}

TEST(ArchiveMagic, LeavesTheRest) {
  for (const std::string_view head : {""sv, "PK"sv, "PKCS"sv, "BZh9 is text"sv, "7z is text"sv,
                                      "Rar!"sv, "\x1f\x8b"sv, "#!/bin/sh\n"sv}) {
    EXPECT_FALSE(is_archive(head)) << head;
  }
}

TEST(ArchiveMagic, KnowsWhatTheToolsWrite) {
  for (const char* tool : {"gzip", "bzip2", "xz"}) {
    for (const char* input : {"printf ''", "printf hello"}) {
      const std::string command = std::string(input) + " | " + tool + " -c";
      EXPECT_TRUE(is_archive(test::run(command))) << command;
    }
  }
}

}  // namespace
}  // namespace sluice
