# Sourced by run: repositories and secrets, made when they are needed. Secrets are
# assembled here from parts, so that no scanner finds one in this file.

export GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_NOSYSTEM=1
export GIT_AUTHOR_NAME='Ann Author' GIT_AUTHOR_EMAIL=ann@example.com
export GIT_COMMITTER_NAME='Cy Committer' GIT_COMMITTER_EMAIL=cy@example.com
export GIT_AUTHOR_DATE='2024-01-03T00:00:00Z' GIT_COMMITTER_DATE='2024-01-03T00:00:00Z'
export SOURCE_DATE_EPOCH=1735689600 # 2025-01-01
unset SLUICE_KEY SLUICE_CONFIG

# github_token SEED: of the documented form, its checksum right: 30 characters and
# their CRC-32 in base 62.
github_token() {
  python3 - "$1" <<'PYTHON'
import random, string, sys, zlib
digits = string.digits + string.ascii_uppercase + string.ascii_lowercase
pick = random.Random(int(sys.argv[1]))
body = "".join(pick.choice(digits) for _ in range(30))
crc, check = zlib.crc32(body.encode()), ""
for _ in range(6):
    crc, digit = divmod(crc, 62)
    check = digits[digit] + check
print("gh" + "p_" + body + check)
PYTHON
}

# repository FOLDER: an empty one.
repository() {
  git init -q -b main "$1"
  git -C "$1" config commit.gpgsign false
}

# commit FOLDER MESSAGE: all that lies there.
commit() {
  git -C "$1" add -A
  git -C "$1" commit -q --allow-empty -m "$2"
}
