#include <gtest/gtest.h>

#include "judge/checksum/encodings.h"
#include "judge/checksum/run_check.h"

namespace sluice::judge {
namespace {

constexpr Validity kHolds = Validity::kStructureValid;

TEST(Base64Json, SentryOrganisation) {
  const std::string json = R"({"iat":1690000000.5,"url":"https://s","region_url":"","org":"o"})";
  const std::string tail = base64_encode(std::string(32, 's')).substr(0, 43);
  EXPECT_EQ(validity_of("sentry-org", "sntrys_" + base64_encode(json) + "_" + tail), kHolds);
  EXPECT_TRUE(is_dropped("sentry-org", "sntrys_" + base64_encode(json) + "_" + tail.substr(2)));
  EXPECT_TRUE(is_dropped("sentry-org", "sntrys_" + base64_encode("{\"iat\":1}") + "_" + tail));
  EXPECT_TRUE(is_dropped("sentry-org", "sntrys_" + base64_encode(json)));
}

TEST(Base64Json, Snyk) {
  const std::string claims = base64_encode(R"({"sub":"u"})");
  EXPECT_EQ(validity_of("snyk", "snyk_uat.a1b2c3d4." + claims + ".c2ln"), kHolds);
  EXPECT_EQ(validity_of("snyk", "snyk_uat.a1b2c3d4.zzzz.c2ln"), Validity::kChecksumInvalid);
  EXPECT_EQ(validity_of("snyk", "snyk_uat.a1b2c3d4." + claims), Validity::kChecksumInvalid);
}

TEST(Base64Json, Grafana) {
  EXPECT_EQ(validity_of("grafana-cloud", "glc_" + base64_encode(R"({"o":"1","n":"x","k":"y"})")),
            kHolds);
  EXPECT_EQ(validity_of("grafana-cloud", "glc_" + base64_encode(R"({"o":"1"})")),
            Validity::kChecksumInvalid);
  EXPECT_EQ(validity_of("grafana-legacy", base64_encode(R"({"k":"y","n":"x","id":1})")), kHolds);
  EXPECT_TRUE(is_dropped("grafana-legacy", base64_encode(R"({"k":"y"})")));
}

TEST(Base64Json, OnePasswordAndMapbox) {
  EXPECT_EQ(validity_of("onepassword-ops",
                        "ops_" + base64_encode(R"({"email":"e","muk":{},"secretKey":"A3-"})")),
            kHolds);
  EXPECT_EQ(validity_of("onepass"
                        "word-ops",
                        "ops_e30"),
            Validity::kChecksumInvalid);
  EXPECT_EQ(validity_of("mapbox-secret", "sk." + base64_encode(R"({"u":"x","a":"y"})") + ".sig"),
            kHolds);
  EXPECT_EQ(validity_of("mapbox-secret", "sk"), Validity::kChecksumInvalid);
}

}  // namespace
}  // namespace sluice::judge
