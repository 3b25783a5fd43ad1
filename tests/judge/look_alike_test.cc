// What real source code holds under a credential's name, and is none.
#include <gtest/gtest.h>

#include "judge/key_name.h"
#include "judge/reference.h"
#include "judge/shape.h"

namespace sluice::judge {
namespace {

TEST(LookAlike, ReferencesOfCommandsAndFormats) {
  for (const char* value :
       {"@password.txt", "@/run/token", "pass:$KEY_SECRET", "%pm", "%repeat[255", "'.$pass.'",
        "\\$smtp_authpass", "{$row->password}", "{PASSWORD}{ENTER}"}) {
    EXPECT_NE(reference_kind(value), "") << value;
  }
  for (const char* value : {"@Tulip9harbour", "Tulip:$9x", "%Tulip9", "Tulip$9harbour"}) {
    EXPECT_EQ(reference_kind(value), "") << value;
  }
}

TEST(LookAlike, LabelsFlagsAndTranslations) {
  EXPECT_EQ(literal_shape("+ UGFzc3dvcmQ6"), "label");
  EXPECT_EQ(literal_shape("SCRV1:"), "label");
  EXPECT_EQ(literal_shape("--koofr-password"), "flag");
  EXPECT_EQ(literal_shape("Neues Kennwort"), "sentence");
}

TEST(LookAlike, Identifiers) {
  for (const char* value :
       {"zookeeper.SASLAuthenticationProvider.superPassword",
        "django.contrib.hashers.PBKDF2PasswordHasher", "lmtp_sasl_password_maps"}) {
    EXPECT_TRUE(is_identifier(value)) << value;
  }
  EXPECT_FALSE(is_identifier("QWZXK-JHGVB-PLMKN"));
}

TEST(LookAlike, KeysOfProgramsFilesAndOtherKeys) {
  for (const char* key :
       {"PASSWORD_HASHERS", "existingSecret", "chpasswd.cgi", "NOPASSWD", "Sec-WebSocket-Key",
        "kpasswd_exe_guid", "GPG_KEY", "authenticity_token"}) {
    EXPECT_EQ(classify_key(key).kind, KeyClass::kNone) << key;
  }
  EXPECT_EQ(classify_key("stripePass").kind, KeyClass::kPassword);
  EXPECT_EQ(classify_key("gpg_passphrase").kind, KeyClass::kPassword);
}

}  // namespace
}  // namespace sluice::judge
