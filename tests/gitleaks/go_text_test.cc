#include "gitleaks/go_text.h"

#include <gtest/gtest.h>

namespace sluice::gitleaks {
namespace {

// As Go 1.26's encoding/json, encoding/xml and encoding/csv write it.
TEST(GoText, IsWhatGoWrites) {
  const std::string odd = "a<b>&\"\\\x01\x7f\u2028\xff\t\r\n\b\f/\u00e9";
  EXPECT_EQ(json_text(odd),
            "\"a\\u003cb\\u003e\\u0026\\\"\\\\\\u0001\x7f\\u2028\\ufffd\\t\\r\\n\\b\\f/\u00e9\"");
  EXPECT_EQ(xml_escaped(odd),
            "a&lt;b&gt;&amp;&#34;\\\ufffd\x7f\u2028\ufffd&#x9;&#xD;&#xA;\ufffd\ufffd/\u00e9");
  EXPECT_EQ(csv_field("a"), "a");
  EXPECT_EQ(csv_field(" a"), "\" a\"");
  EXPECT_EQ(csv_field("a b"), "a b");
  EXPECT_EQ(csv_field("a,b"), "\"a,b\"");
  EXPECT_EQ(csv_field("a\"b"), "\"a\"\"b\"");
  EXPECT_EQ(csv_field("a\nb"), "\"a\nb\"");
  EXPECT_EQ(csv_field("\\."), "\"\\.\"");
  EXPECT_EQ(json_number(0), "0");
  EXPECT_EQ(json_number(1), "1");
  EXPECT_EQ(json_number(2.5f), "2.5");
  EXPECT_EQ(json_number(3.4594316f), "3.4594316");
  EXPECT_EQ(json_number(0.1f), "0.1");
}

TEST(GoText, FoldsWhatKeywordsAreMadeOf) {
  EXPECT_EQ(go_lower("AbZ\u212a\u00c4\u0416\u03a9\u0130\xff"), "abzk\u00e4\u0436\u03c9i\xff");
}

}  // namespace
}  // namespace sluice::gitleaks
