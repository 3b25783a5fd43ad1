// Every vector is made up; prefix, body and sum stand apart so that no line
// holds a token.
#include <gtest/gtest.h>

#include "judge/checksum/run_check.h"

namespace sluice::judge {
namespace {

constexpr Validity kValid = Validity::kChecksumValid;
constexpr Validity kInvalid = Validity::kChecksumInvalid;

std::string repeated(std::string_view part, size_t size) {
  std::string out;
  while (out.size() < size) out += part;
  return out.substr(0, size);
}

struct Vector {
  std::string check, prefix, body, sum;
  bool documented;

  std::string token() const { return prefix + body + sum; }
};

std::vector<Vector> vectors() {
  const std::string hex60 =
      std::string("0f5aec3c8edf964bb5260e4ae806d3") + "1feaab06f39a65ddba9d86e499bfae";
  return {
      {"github-crc32", "ghp_", "SluiceSyntheticVector00000000A", "3hIhYT", true},
      {"github-crc32", "ghs_", "SluiceSyntheticVector00000000A", "3hIhYT", true},
      {"github-crc32", "npm_", "SluiceSyntheticVector00000000A", "3hIhYT", true},
      {"github-crc32", "ghp_", "SluiceZeroPadCase0000000000003", "0Bas4H", true},
      {"github-crc32", "ghr_", repeated("SluiceRefresh", 70), "2wBwhF", true},
      {"vercel-crc32", "vcp_", repeated("SluiceVercel0", 50), "3bowGg", false},
      {"atlassian-crc32", "ATAT",
       repeated("T3xFfGF0", 8) + repeated("SluiceAtlassian-_", 171) + "=", "73BA0ABD", false},
      {"bitbucket-crc32", "ATBB", repeated("SluiceBitbucketAppPw", 24), "079E739B", false},
      {"cloudflare-crc32", "cfut_", repeated("SluiceCloudflare", 40), "050ec04f", false},
      {"grafana-crc32", "glsa_", repeated("SluiceGrafana0", 32) + "_", "31a80577", true},
      {"confluent-crc32", "cflt", repeated("SluiceConfluent+/", 54), "EdatWw", true},
      {"packagist-crc32", "packagist_ort_", hex60, "d156c6d7", true},
      {"packagist-crc32", "packagist_out_", hex60, "b93fd482", true},
      {"packagist-crc32", "packagist_uut_", hex60, "40c404da", true},
      {"packagist-crc32", "packagist_cut_", hex60, "4af7113b", true},
      {"zuplo-crc32", "zpka_", repeated("sluicezuplo0", 32) + "_", "804b711b", false},
      {"crates-io-trusted", "cio_tp_", repeated("SluiceTrustedPub", 31), "k", true},
  };
}

TEST(Crc32Tokens, VectorsHold) {
  for (const Vector& vector : vectors()) {
    EXPECT_EQ(validity_of(vector.check, vector.token()), kValid) << vector.prefix;
    EXPECT_FALSE(is_dropped(vector.check, vector.token())) << vector.prefix;
  }
}

TEST(Crc32Tokens, AnAlteredBodyOrSumFails) {
  for (const Vector& vector : vectors()) {
    const std::string token = vector.token();
    for (const size_t at : {vector.prefix.size() + 3, token.size() - 1}) {
      const CheckOutcome outcome = run_check(vector.check, altered(token, at));
      EXPECT_EQ(outcome.validity, kInvalid) << vector.prefix << " at " << at;
      EXPECT_EQ(outcome.drop, vector.documented) << vector.prefix;
    }
  }
}

TEST(Crc32Tokens, GrafanaSumIsLittleEndian) {
  const std::string head = "glsa_" + repeated("SluiceGrafana0", 32) + "_";
  EXPECT_EQ(validity_of("grafana-crc32", head + "7705a831"), kInvalid);
}

TEST(Crc32Tokens, AtlassianEqualsMayBeEscaped) {
  const std::string body = "ATAT" + repeated("T3xFfGF0", 8) + repeated("SluiceAtlassian-_", 171);
  for (const char* equals : {"=", "%3D", "%3d", "\\u003d", "\\="}) {
    const Check& check = *find_check("atlassian-crc32");
    EXPECT_EQ(verify(check, body + equals + "73BA0ABD").validity, kValid) << equals;
  }
}

TEST(Crc32Tokens, FirstCratesIoTokensHadNoSum) {
  EXPECT_EQ(validity_of("crates-io-trusted", "cio_tp_" + repeated("0f5aec3c8edf964b", 32)),
            Validity::kUnknown);
}

TEST(Crc32Tokens, ShortTokensSayNothing) {
  for (const Vector& vector : vectors()) {
    EXPECT_NE(validity_of(vector.check, vector.prefix), kValid);
    EXPECT_NE(validity_of(vector.check, ""), kValid);
  }
}

}  // namespace
}  // namespace sluice::judge
