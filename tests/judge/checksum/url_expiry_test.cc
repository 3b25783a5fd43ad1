#include <gtest/gtest.h>

#include "judge/checksum/checks.h"
#include "judge/checksum/run_check.h"

namespace sluice::judge {
namespace {

constexpr int64_t kEnd = 1'706'745'600;  // 2024-02-01T00:00:00Z

TEST(UrlExpiry, EachVendorsEndIsRead) {
  for (const char* query : {
           "sv=2022-11-02&ss=b&se=2024-02-01T00:00:00Z&sp=r&sig=x",
           "sv=2022-11-02&se=2024-02-01T00%3A00%3A00Z&sp=r&sig=x",
           "sv=2022-11-02&se=2024-02-01&sig=x",
           "X-Amz-Date=20240131T120000Z&X-Amz-Expires=43200&X-Amz-Signature=0",
           "X-Goog-Date=20240131T120000Z&X-Goog-Expires=43200&X-Goog-Signature=0",
       }) {
    EXPECT_EQ(check_url_expiry_at(query, kEnd).validity, Validity::kUnknown) << query;
    EXPECT_EQ(check_url_expiry_at(query, kEnd + 1).validity, Validity::kExpired) << query;
    EXPECT_EQ(note_of(check_url_expiry_at(query, kEnd), "expires"), std::to_string(kEnd)) << query;
  }
}

TEST(UrlExpiry, WhatCannotBeReadSaysNothing) {
  for (const char* query :
       {"", "se", "se=", "se=soon", "sse=2024-02-01", "se=2024-13-01", "se=2024-00-01", "se=%",
        "X-Amz-Date=20240131T120000Z", "X-Amz-Date=20240131T120000Z&X-Amz-Expires=1e9",
        "X-Amz-Date=20240131T120000Z&X-Amz-Expires=99999999999"}) {
    EXPECT_EQ(check_url_expiry_at(query, kEnd).notes.size(), 0U) << query;
  }
}

const std::string kUrl =
    std::string("bedrock-api-") + "key-" +
    "YmVkcm9jay5hbWF6b25hd3MuY29tLz9BY3Rpb249Q2FsbFdpdGhCZWFyZXJUb2tlbiZYLUFtei1DcmVkZW50aWFs"
    "PUFTSUFYJTJGMjAyNDAxMzEmWC1BbXotRGF0ZT0yMDI0MDEzMVQxMjAwMDBaJlgtQW16LUV4cGlyZXM9NDMyMDAm"
    "WC1BbXotU2lnbmF0dXJlPTAw";

TEST(BedrockShort, EndsAfterItsHours) {
  EXPECT_EQ(check_bedrock_short_at(kUrl, kEnd).validity, Validity::kStructureValid);
  EXPECT_EQ(check_bedrock_short_at(kUrl, kEnd + 1).validity, Validity::kExpired);
}

TEST(BedrockShort, WithoutItsCredentialItIsNone) {
  for (size_t size = 16; size < 100; ++size) {
    EXPECT_EQ(check_bedrock_short_at(kUrl.substr(0, size), kEnd).validity,
              Validity::kChecksumInvalid)
        << size;
  }
}

}  // namespace
}  // namespace sluice::judge
