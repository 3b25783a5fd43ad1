#include <gtest/gtest.h>

#include "judge/checksum/encodings.h"
#include "judge/checksum/run_check.h"

namespace sluice::judge {
namespace {

constexpr std::string_view kCheck = "gitlab-routable";

std::string payload(std::string_view routing) {
  std::string bytes;
  for (char c = 0; c < 16; ++c) bytes.push_back(c);
  bytes += routing;
  bytes.push_back(static_cast<char>(routing.size()));
  std::string text = base64_encode(bytes);
  text.resize(std::min(text.find('='), text.size()));
  return text;
}

std::string token(std::string_view prefix, std::string_view routing, std::string_view version) {
  const std::string body = payload(routing);
  const std::string head =
      std::string(prefix) + body + std::string(version) + "." + to_digits(body.size(), kBase36, 2);
  return head + to_digits(crc32(head), kBase36, 7);
}

constexpr std::string_view kRouting = "c:1\no:1\np:2s\nu:a";

TEST(GitlabRoutable, PublishedLayout) {
  const std::string body = std::string("AAECAwQFBgcICQoLDA0OD2") + "M6MQpvOjEKcDoycwp1OmEQ";
  EXPECT_EQ(payload(kRouting), body);
  EXPECT_EQ(validity_of(kCheck, "glpat-" + body + ".01.18" + "0g1my2i"), Validity::kChecksumValid);
  EXPECT_EQ(validity_of(kCheck, "glrt-" + body + ".01.18" + "06u3lnj"), Validity::kChecksumValid);
  EXPECT_EQ(validity_of(kCheck, "glpat-" + body + ".18" + "1pq8dwt"), Validity::kChecksumValid);
}

TEST(GitlabRoutable, PrefixesOfOnesOwnHold) {
  EXPECT_EQ(validity_of(kCheck, token("glrt-t3_", kRouting, ".01")), Validity::kChecksumValid);
  EXPECT_EQ(validity_of(kCheck, token("acme-", kRouting, ".01")), Validity::kChecksumValid);
}

TEST(GitlabRoutable, AnySingleAlterationFails) {
  const std::string good = token("glpat-", kRouting, ".01");
  for (size_t at = 0; at < good.size(); ++at) {
    if (good[at] == '.') continue;
    const CheckOutcome outcome = run_check(kCheck, altered(good, at));
    EXPECT_NE(outcome.validity, Validity::kChecksumValid) << at;
  }
}

TEST(GitlabRoutable, RoutingTextIsRead) {
  for (const char* routing : {"o:1", "c:1\no:2", "o:1\nu:2s"}) {
    EXPECT_EQ(validity_of(kCheck, token("glpat-", routing, ".01")), Validity::kChecksumValid)
        << routing;
  }
  for (const char* routing : {"u:a", "o:", "o:1\nc:1", "x:1\no:1", "o1", "o:A"}) {
    EXPECT_TRUE(is_dropped(kCheck, token("glpat-", routing, ".01"))) << routing;
  }
}

TEST(GitlabRoutable, ClassicTokensCarryNoSum) {
  EXPECT_EQ(validity_of(kCheck, std::string("glpat-") + "SluiceClassic-Tok_20"),
            Validity::kUnknown);
  EXPECT_EQ(validity_of(kCheck, "."), Validity::kUnknown);
  EXPECT_TRUE(is_dropped(kCheck, "glpat-.01.180g1my2i"));
}

}  // namespace
}  // namespace sluice::judge
