#include "judge/shape.h"

#include <gtest/gtest.h>

namespace sluice::judge {
namespace {

TEST(Shape, ValuesThatAreSomethingElse) {
  EXPECT_EQ(literal_shape("https://a.b/c"), "url");
  EXPECT_EQ(literal_shape("/etc/app/secret"), "path");
  EXPECT_EQ(literal_shape("C:\\keys\\a"), "path");
  EXPECT_EQ(literal_shape("server.pem"), "path");
  EXPECT_EQ(literal_shape("deploy@acme.dev"), "e-mail");
  EXPECT_EQ(literal_shape("1.2.3.4"), "number");
  EXPECT_EQ(literal_shape("0xdeadbeef"), "number");
  EXPECT_EQ(literal_shape("Enter the new password"), "sentence");
  EXPECT_EQ(literal_shape("<b>x</b>"), "markup");
  EXPECT_EQ(literal_shape("^[a-z]+$"), "regex");
  EXPECT_EQ(literal_shape("#ABB2BF"), "colour");
  EXPECT_EQ(literal_shape("amazon-bedrock/*"), "glob");
  EXPECT_EQ(literal_shape("jane*"), "glob");
  EXPECT_EQ(literal_shape("\\x55\\x04\\x23"), "bytes");
  EXPECT_EQ(literal_shape("L\xc3\xb6senord"), "sentence");
  EXPECT_EQ(literal_shape("forge.pkcs5.pbkdf2("), "code");
  EXPECT_EQ(literal_shape("ssh-rsa AAAAB3Nza"), "public key");
  EXPECT_EQ(literal_shape("data:image/png;base64,aa"), "media");
}

TEST(Shape, CredentialsHaveNone) {
  for (const char* value :
       {"Tulip-9!harbour", "f3Kz90QpLwX2vBn7", "P@ss.w0rd", "Harbour19*",
        "wJx1rXUtnFEMI/K7MDENG/bPxRfiCYzz9KqT2LmN", "a b", "12#45", "hunter2"}) {
    EXPECT_EQ(literal_shape(value), "") << value;
  }
}

TEST(Shape, CodeExpressions) {
  for (const char* value :
       {"get_password()", "a->b", "A::b", "x[\"y\"]", "new Foo", "a + b", "foo(bar)", "{", "&x"}) {
    EXPECT_TRUE(is_code_expression(value)) << value;
  }
  for (const char* value : {"hunter2", "a.b", "pa-ss", "x(y", ""})
    EXPECT_FALSE(is_code_expression(value)) << value;
}

TEST(Shape, IdentifiersConstantsAndUuids) {
  for (const char* value :
       {"user_password_field", "userPasswordField", "my-app-role", "app.main.key", "page2_token"}) {
    EXPECT_TRUE(is_identifier(value)) << value;
  }
  for (const char* value : {"f3Kz90QpLwX2vBn7", "Tulip-9!harbour", "hunter2", "qzxv_kjwq", ""}) {
    EXPECT_FALSE(is_identifier(value)) << value;
  }
  EXPECT_TRUE(is_constant_name("DB_PASSWORD"));
  EXPECT_TRUE(is_constant_name("IEEE_8021X_CA_CERT_PASSWORD"));
  EXPECT_FALSE(is_constant_name("DB_password"));
  EXPECT_FALSE(is_constant_name("A7_K29Q4ZP8"));
  EXPECT_TRUE(is_uuid("01234567-89ab-cdef-0123-456789abcdef"));
  EXPECT_FALSE(is_uuid("01234567-89ab-cdef-0123-456789abcdeg"));
}

}  // namespace
}  // namespace sluice::judge
