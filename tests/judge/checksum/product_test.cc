#include "judge/checksum/product.h"

#include <gtest/gtest.h>

#include <string>

namespace sluice::judge {
namespace {

using std::string_view_literals::operator""sv;

TEST(Product, SmallNumbers) {
  EXPECT_TRUE(is_product("\x03"sv, "\x05"sv, "\x0f"sv));
  EXPECT_TRUE(is_product("\0\0\x03"sv, "\x05"sv, "\0\x0f"sv));
  EXPECT_TRUE(is_product("\xff\xff\xff\xff\xff"sv, "\xff\xff\xff\xff\xff"sv,
                         "\xff\xff\xff\xff\xfe\0\0\0\0\x01"sv));
  EXPECT_FALSE(is_product("\x03"sv, "\x05"sv, "\x10"sv));
  EXPECT_FALSE(is_product("\x03"sv, "\x05"sv, "\x0f\0"sv));
}

TEST(Product, OneAndZeroProveNothing) {
  EXPECT_FALSE(is_product("", "", ""));
  EXPECT_FALSE(is_product("\0"sv, "\x05"sv, "\0"sv));
  EXPECT_FALSE(is_product("\x01"sv, "\x05"sv, "\x05"sv));
  EXPECT_FALSE(is_product("\x05"sv, "\x01"sv, "\x05"sv));
}

TEST(Product, LongNumbersAreRefused) {
  const std::string zeros(2049, '\0');
  EXPECT_FALSE(is_product(zeros + "\x03", "\x05", "\x0f"));
  EXPECT_FALSE(is_product("\x03", "\x05", zeros + zeros + "\x0f"));
}

TEST(Product, AnyWrongByteIsSeen) {
  const std::string a(100, '\x7f'), b(60, '\x55');
  // 7f…7f * 55…55, a byte at a time.
  std::string product(160, '\0');
  for (size_t i = 0; i < a.size(); ++i) {
    for (size_t j = 0; j < b.size(); ++j) {
      unsigned carry = 0x7fU * 0x55U;
      for (size_t at = product.size() - 1 - i - j; carry != 0; --at) {
        carry += static_cast<unsigned char>(product[at]);
        product[at] = static_cast<char>(carry & 0xff);
        carry >>= 8;
      }
    }
  }
  EXPECT_TRUE(is_product(a, b, product));
  for (size_t at = 0; at < product.size(); ++at) {
    std::string wrong = product;
    wrong[at] = static_cast<char>(wrong[at] ^ 1);
    EXPECT_FALSE(is_product(a, b, wrong)) << at;
  }
}

}  // namespace
}  // namespace sluice::judge
