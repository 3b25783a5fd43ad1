#include "judge/checksum/encodings.h"

#include <gtest/gtest.h>

namespace sluice::judge {
namespace {

TEST(Encodings, Crc32OfTheCatalogueString) {
  EXPECT_EQ(crc32("123456789"), 0xCBF43926U);
  EXPECT_EQ(crc32(""), 0U);
}

TEST(Encodings, Crc24OfTheCatalogueString) {
  EXPECT_EQ(crc24("123456789"), 0x21CF02U);
  EXPECT_EQ(crc24("sluice"), 0x39DF92U);
}

TEST(Encodings, Marvin32OfEachTailLength) {
  const uint64_t seed = marvin_seed("Default0");
  EXPECT_EQ(seed, 0x44656661756C7430U);
  EXPECT_EQ(marvin32("", seed), 0xCFD9B134U);
  EXPECT_EQ(marvin32("abc", seed), 0x1A4C888EU);
  EXPECT_EQ(marvin32("sluice-marvin-vector", seed), 0x57EBB6DBU);
}

TEST(Encodings, DigitsArePadded) {
  EXPECT_EQ(to_digits(0, kBase62, 3), "000");
  EXPECT_EQ(to_digits(61, kBase62, 2), "0z");
  EXPECT_EQ(to_digits(62, kBase62, 1), "10");
  EXPECT_EQ(to_digits(44, kBase36, 2), "18");
  EXPECT_EQ(hex32_lower(0xAB), "000000ab");
  EXPECT_EQ(hex32_upper(0xAB), "000000AB");
  EXPECT_EQ(little_endian32(0x04030201), "\x01\x02\x03\x04");
}

// RFC 4648, part 10.
TEST(Encodings, Base64RoundTrips) {
  const char* vectors[][2] = {{"", ""},
                              {"f", "Zg=="},
                              {"fo", "Zm8="},
                              {"foo", "Zm9v"},
                              {"foob", "Zm9vYg=="},
                              {"fooba", "Zm9vYmE="},
                              {"foobar", "Zm9vYmFy"}};
  for (const auto& [plain, encoded] : vectors) {
    EXPECT_EQ(base64_encode(plain), encoded);
    EXPECT_EQ(base64_decode(encoded), plain);
  }
  EXPECT_EQ(base64_decode("Zm9vYg"), "foob");
  EXPECT_EQ(base64_decode("_-8"), base64_decode("/+8="));
}

TEST(Encodings, Base64RefusesWhatIsNone) {
  EXPECT_FALSE(base64_decode("Zm9vY"));
  EXPECT_FALSE(base64_decode("Zm9v Yg"));
  EXPECT_FALSE(base64_decode("Zg==Zg"));
  EXPECT_FALSE(base64_decode("Zg==="));
  EXPECT_FALSE(base64_decode("\xff\xff\xff\xff"));
}

TEST(Encodings, Base32OfEitherCase) {
  const char* vectors[][2] = {{"f", "MY======"},
                              {"fo", "MZXQ===="},
                              {"foo", "MZXW6==="},
                              {"foob", "MZXW6YQ="},
                              {"fooba", "MZXW6YTB"}};
  for (const auto& [plain, encoded] : vectors) EXPECT_EQ(base32_decode(encoded), plain);
  EXPECT_EQ(base32_decode("mzxw6ytb"), "fooba");
  EXPECT_FALSE(base32_decode("MZXW0"));
  EXPECT_FALSE(base32_decode("MZX"));
}

TEST(Encodings, Base58KeepsLeadingZeros) {
  EXPECT_EQ(base58_decode("2NEpo7TZRRrLZSi2U"), "Hello World!");
  EXPECT_EQ(base58_decode("11"), std::string(2, '\0'));
  EXPECT_EQ(base58_decode(""), "");
  EXPECT_FALSE(base58_decode("0OIl"));
  EXPECT_FALSE(base58_decode(std::string(257, '2')));
}

TEST(Base58, RippleHasAnAlphabetOfItsOwn) {
  EXPECT_EQ(base58_decode("rr", Base58::kRipple), std::string(2, '\0'));
  EXPECT_FALSE(base58_decode("0OIl", Base58::kRipple));
}

TEST(Escapes, OneLayerIsTakenAway) {
  EXPECT_EQ(without_escapes("a%3D%2b%2F"), "a=+/");
  EXPECT_EQ(without_escapes("a\\u003d\\u002F"), "a=/");
  EXPECT_EQ(without_escapes("a\\=b\\/c\\n"), "a=b/c");
  EXPECT_EQ(without_escapes("a%253D"), "a%253D");
  for (const char* text : {"", "%", "%3", "\\", "\\u00", "\\u003", "plain", "%41"}) {
    EXPECT_EQ(without_escapes(text), text);
  }
}

}  // namespace
}  // namespace sluice::judge
