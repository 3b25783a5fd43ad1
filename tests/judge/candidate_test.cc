#include "judge/candidate.h"

#include <gtest/gtest.h>

#include <string>

#include "judge/notation.h"

namespace sluice::judge {
namespace {

constexpr const char* kHuman =
    "Tulip-9!"
    "harbour";

// `text` holds key = "value" as its first line but `lead`.
std::optional<Candidate> measure(const std::string& key, const std::string& value,
                                 const std::string& lead = "", const std::string& tail = "") {
  const std::string text = lead + key + " = \"" + value + "\"" + tail;
  Site site;
  site.key = {lead.size(), lead.size() + key.size()};
  site.name = classify_key(key);
  site.side.value = {site.key.end + 4, site.key.end + 4 + value.size()};
  site.side.quote = Quote::kQuoted;
  return measure_site(site, text);
}

TEST(Candidate, DropsWhatIsNoLiteralSecret) {
  for (const char* value : {"${DB_PASSWORD}", "https://a.b/c", "xxxxxxxx", "DB_PASSWORD", "ab"}) {
    EXPECT_FALSE(measure("password", value)) << value;
  }
  EXPECT_FALSE(measure("password", std::string(kMaxSecret + 1, 'a')));
  EXPECT_TRUE(measure("password", kHuman));
}

TEST(Candidate, TheKeySetsItsFeatures) {
  EXPECT_EQ(measure("password", kHuman)->features.key_plain, 1);
  EXPECT_EQ(measure("db_password", kHuman)->features.key_plain, 0);
  EXPECT_EQ(measure("api_key", kHuman)->features.key_qualified, 1);
}

TEST(Candidate, ReadsTheLinesAround) {
  const auto alone = measure("key", "0f1e2d3c4b5a69788796a5b4c3d2e1f0");
  const auto hashed = measure("key", "0f1e2d3c4b5a69788796a5b4c3d2e1f0", "", "  # sha256");
  const auto named = measure("password", kHuman, "user = app\n");
  ASSERT_TRUE(alone && hashed && named);
  EXPECT_EQ(alone->features.digest_near, 0);
  EXPECT_EQ(hashed->features.digest_near, 1);
  EXPECT_EQ(alone->features.account_near, 0);
  EXPECT_EQ(named->features.account_near, 1);
}

TEST(Candidate, ConcludesByItsHead) {
  auto token = measure("client_secret", std::string("f3Kz90Qp") + "LwX2vBn7");
  auto word = measure("client_secret", "harbour");
  ASSERT_TRUE(token && word);
  EXPECT_EQ(token->head, Head::kRandom);
  EXPECT_EQ(word->head, Head::kHuman);
  ASSERT_TRUE(conclude(*token));
  EXPECT_EQ(token->evidence.confidence, Confidence::kMedium);
  EXPECT_FALSE(conclude(*word) && word->evidence.confidence == Confidence::kMedium);
  EXPECT_FALSE(token->evidence.reasons.empty());
}

}  // namespace
}  // namespace sluice::judge
