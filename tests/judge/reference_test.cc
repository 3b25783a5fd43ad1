#include "judge/reference.h"

#include <gtest/gtest.h>

namespace sluice::judge {
namespace {

TEST(Reference, KnowsTheFormsOfEachEcosystem) {
  for (const char* value : {"$DB_PASSWORD",
                            "${DB_PASSWORD}",
                            "${X:-y}",
                            "$(cat /x)",
                            "%DB_PASSWORD%",
                            "$env:X",
                            "${{ secrets.X }}",
                            "{{ vault_pw }}",
                            "{{resolve:ssm:/x}}",
                            "<%= x %>",
                            "#{x}",
                            "@x@",
                            "__x__",
                            "{0}",
                            "%s",
                            "%(x)s",
                            "<your-key>",
                            "[your key]",
                            "process.env.X",
                            "os.environ['X']",
                            "System.getenv(\"X\")",
                            "ENV['X']",
                            "env('X')",
                            "!Ref X",
                            "!vault |",
                            "arn:aws:ssm:x",
                            "vault:secret/a#b",
                            "op://v/i/f",
                            "ref+vault://x",
                            "projects/p/secrets/s",
                            "https://v.vault.azure.net/secrets/s",
                            "secretKeyRef",
                            "pkcs11:token=a;id=%01",
                            "$as_dir$ac_word",
                            "%01032i",
                            "*NO-PASSWORD*",
                            "pre${x}post",
                            "a-{{ x }}-b"}) {
    EXPECT_NE(reference_kind(value), "") << value;
  }
}

TEST(Reference, KnowsEncryptedAndHashedValues) {
  for (const char* value : {"ENC[AES256_GCM,data:x]", "ENC(abc)", "$ANSIBLE_VAULT;1.1;AES256",
                            "{cipher}abc", "-----BEGIN PGP MESSAGE", "AQICAHabc"}) {
    EXPECT_EQ(reference_kind(value), "encrypted") << value;
  }
  for (const char* value :
       {"$2b$12$abc", "$6$salt$hash", "$argon2id$v=19", "{SSHA}abc", "pbkdf2_sha256$1$2",
        "md50123456789abcdef0123456789abcdef", "*0123456789ABCDEF0123456789ABCDEF01234567"}) {
    EXPECT_EQ(reference_kind(value), "hash") << value;
  }
}

TEST(Reference, LeavesLiteralsAlone) {
  for (const char* value : {"Tulip-9!harbour", "100%sure", "a$b", "pa$$word", "x{y", "q#7{z",
                            "f3Kz90QpLwX2vBn7", "", "a", "5%", "envelope9", "secret"}) {
    EXPECT_EQ(reference_kind(value), "") << value;
  }
}

TEST(Reference, UnquotedCarriersAreExpressions) {
  for (const char* value : {"var.db_password", "data.x.y", "settings.SECRET", "self.password",
                            "config.db.pass", "module.db.password"}) {
    EXPECT_NE(expression_kind(value), "") << value;
  }
  EXPECT_EQ(expression_kind("Tulip.harbour"), "");
}

}  // namespace
}  // namespace sluice::judge
