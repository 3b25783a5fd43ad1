#include <gtest/gtest.h>

#include "judge/checksum/encodings.h"
#include "judge/checksum/run_check.h"

namespace sluice::judge {
namespace {

constexpr Validity kValid = Validity::kChecksumValid;
constexpr Validity kInvalid = Validity::kChecksumInvalid;

// A key as its issuer stamps it, over the bytes (7i + 3) mod 256.
std::string stamped(std::string_view signature, std::string_view seed, size_t size) {
  std::string bytes;
  for (size_t i = 0; i < size; ++i) bytes.push_back(static_cast<char>(7 * i + 3));
  const unsigned spare = static_cast<unsigned>((size - 7) * 8 % 6);
  const std::string mark = *base64_decode(signature);
  uint32_t word = 0;
  for (const char c : mark) word = word << 8 | static_cast<uint8_t>(c);
  word <<= spare;
  const uint32_t first = static_cast<uint8_t>(bytes[size - 8]);
  word |= (first >> spare << spare) << 24;
  for (size_t i = 0; i < 4; ++i) bytes[size - 8 + i] = static_cast<char>(word >> (24 - 8 * i));
  bytes.resize(size - 4);
  return base64_encode(bytes + little_endian32(marvin32(bytes, marvin_seed(seed))));
}

struct Vector {
  std::string_view signature, seed;
  size_t bytes, characters;
  std::string_view before, last;  // the 8 characters before the signature, the last 6
};

constexpr Vector kVectors[] = {
    {"+ASt", "Default0", 64, 88, "aG92fYSL", "z7Pi+Q"},
    {"+ASb", "Send0000", 32, 44, "YiPlp2kq", "O7Q3fM"},
    {"AzSe", "Query000", 39, 52, "K5wMfO1d", "C6r08R"},
    {"AzFu", "Functi00", 40, 56, "wMfO1dzj", "BAl8Lw"},
    {"+ACR", "ACRDflt0", 39, 52, "K5wMfO1d", "AGL+kV"},
    {"ACDb", "MastRW00", 64, 88, "aG92fYSL", "xiYsPA"},
    {"AIoT", "IoTHub00", 32, 44, "YiPlp2kq", "KB4DGE"},
};

TEST(AzureIdentifiable, EachServiceHolds) {
  for (const Vector& vector : kVectors) {
    const std::string key = stamped(vector.signature, vector.seed, vector.bytes);
    ASSERT_EQ(key.size(), vector.characters) << vector.signature;
    const std::string text = key.substr(0, key.find('='));
    EXPECT_EQ(text.substr(text.size() - 6), vector.last);
    EXPECT_EQ(text.substr(text.size() - 18, 8), vector.before);
    EXPECT_EQ(validity_of("azure-his-v1", key), kValid) << vector.signature;
    EXPECT_EQ(validity_of("azure-his-v1", text), kValid) << "without padding";
    EXPECT_TRUE(is_dropped("azure-his-v1", altered(key, 5))) << vector.signature;
  }
}

TEST(AzureIdentifiable, EverySeedOfAServiceIsTried) {
  for (const char* seed : {"MastRO00", "SystRW00", "Encryp00"}) {
    EXPECT_EQ(validity_of("azure-his-v1", stamped("ACDb", seed, 64)), kValid) << seed;
  }
  EXPECT_EQ(validity_of("azure-his-v1", stamped("ACDb", "Default0", 64)), kInvalid);
}

TEST(AzureIdentifiable, RedisIsOnlyDemoted) {
  const std::string key = stamped("AzCa", "Access00", 32);
  EXPECT_EQ(validity_of("azure-his-v1", key), kValid);
  EXPECT_EQ(validity_of("azure-his-v1", altered(key, 5)), kInvalid);
  EXPECT_FALSE(is_dropped("azure-his-v1", altered(key, 5)));
}

TEST(AzureIdentifiable, OlderKeysSayNothing) {
  const std::string older = base64_encode(std::string(64, 'k'));
  EXPECT_EQ(validity_of("azure-his-v1", older), Validity::kUnknown);
  EXPECT_EQ(validity_of("azure-his-v1", "short"), Validity::kUnknown);
  EXPECT_EQ(validity_of("azure-his-v1", ""), Validity::kUnknown);
}

std::string cask_head() {
  return std::string("SluiceSluiceSluiceSluiceSluiceSluice") + "SluiceSluiceTest" + "JQQJ99" +
         "BC" + std::string(16, 'A') + "AZDO";
}

TEST(AzureCask, BothLengthsHold) {
  EXPECT_EQ(validity_of("azure-cask", cask_head() + "3oqD"), kValid);
  EXPECT_EQ(validity_of("azure-cask", cask_head() + "3oqDPA=="), kValid);
  EXPECT_EQ(note_of(run_check("azure-cask", cask_head() + "3oqD"), "azure_service"), "AZDO");
  EXPECT_TRUE(is_dropped("azure-cask", cask_head() + "3oqE"));
  EXPECT_TRUE(is_dropped("azure-cask", altered(cask_head(), 7) + "3oqD"));
}

TEST(AzureCask, TheOlderSpellingHolds) {
  const std::string sum = base64_encode(
      little_endian32(marvin32(*base64_decode(cask_head()), marvin_seed("Default0"))));
  EXPECT_EQ(validity_of("azure-cask", cask_head() + sum.substr(0, 4)), kValid);
}

TEST(AzureCask, OtherTextsSayNothing) {
  EXPECT_EQ(validity_of("azure-cask", std::string(84, 'A')), Validity::kUnknown);
  EXPECT_EQ(validity_of("azure-cask", cask_head()), Validity::kUnknown);
}

TEST(AzureDevops, OldTokensCarryAScatteredSum) {
  const std::string token =
      std::string("aeblqayeaudjgtihbaequcymbu") + "ha6earcijwcfavcylrqgi2dmoa";
  EXPECT_EQ(validity_of("azure-devops-pat", token), kValid);
  EXPECT_TRUE(is_dropped("azure-devops-pat", altered(token, 10)));
  EXPECT_TRUE(is_dropped("azure-devops-pat", std::string(52, '0')));
  EXPECT_EQ(validity_of("azure-devops-pat", token.substr(1)), Validity::kUnknown);
}

TEST(EntraSecret, SumIsBase66) {
  const std::string secret = std::string("Slu8Q~") + "SluiceSyntheticAppSecret0Sluice" + "coQ";
  EXPECT_EQ(validity_of("entra-secret", secret), kValid);
  EXPECT_TRUE(is_dropped("entra-secret", altered(secret, 20)));
  EXPECT_EQ(validity_of("entra-secret", std::string("Slu7Q~") + "SluiceSyntheticAppSecret0Sluice"),
            Validity::kUnknown);
}

}  // namespace
}  // namespace sluice::judge
