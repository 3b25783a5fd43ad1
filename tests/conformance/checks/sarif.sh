# SARIF by both validators: the OASIS rules and code scanning's by Sarif.Multitool,
# types and required keys by the schema that comes with it. Neither sees all that
# the other does.

multitool=$npm_modules/@microsoft/sarif-multitool-linux/Sarif.Multitool
sarif_schema=$npm_modules/@microsoft/sarif-multitool-linux/sarif-2.1.0.json
export DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1 DOTNET_BUNDLE_EXTRACT_BASE_DIR=$build/dotnet

# validate FILE: by both. The multitool exits with 0 whatever it found: its log is
# what counts.
validate() {
  rm -f "$1.validation"
  "$multitool" validate "$1" -o "$1.validation" --rule-kind 'Sarif;Ghas' \
    --level 'Error;Warning' --kind Fail --log ForceOverwrite
  python3 "$here/sarif_facts.py" validation "$1.validation"
  "$venv/bin/check-jsonschema" --schemafile "$sarif_schema" "$1"
}

# scan STATUS TARGET [FLAG...]: writes report.sarif, all there is, and github.sarif, what code
# scanning is given: both must be valid and hold no secret of $secrets.
scan() {
  local expected=$1 target=$2 status report secret
  shift 2
  for report in report.sarif:sarif-full github.sarif:sarif; do
    status=0
    "$sluice" scan "$target" "$@" -f "${report#*:}" -o "${report%:*}" || status=$?
    [ "$status" -eq "$expected" ] || fail "exit status $status, not $expected"
    validate "${report%:*}"
    for secret in "${secrets[@]}"; do
      ! grep -qF -e "$secret" "${report%:*}" || fail "the report holds a secret"
    done
  done
}

# facts KEY=VALUE...: what the report must say, as sarif_facts.py counts it.
facts() {
  python3 "$here/sarif_facts.py" report report.sarif "$@"
}
github_facts() {
  python3 "$here/sarif_facts.py" report github.sarif "$@"
}

case_sarif_history() {
  local token other
  token=$(github_token 1) other=$(github_token 2)
  secrets=("$token" "$other")
  repository r
  mkdir r/src
  printf 'key = "%s"\n' "$token" >r/src/config.py
  commit r 'Add the configuration'
  git -C r branch kept
  echo 'key = read_key()' >r/src/config.py
  commit r 'Read the key'
  commit r "Try it with $other"
  git -C r tag -a v1 -m "Signed off with $token"
  scan 1 r
  facts results='>=3' suppressed=0 successful=true \
    uri=src/config.py uri='git-objects/commit/*' uri='git-objects/tag/*'
  # HEAD's tree holds neither: both are in history only, which code scanning cannot show.
  github_facts results=0 notification='2 secrets are in history only*'
}

# A repository with a remote, its secret in HEAD, in a file of Windows line ends.
case_sarif_repository() {
  local token
  token=$(github_token 9)
  secrets=("$token")
  repository r
  git -C r remote add origin 'https://ann:pa55@github.com/acme/app.git'
  printf 'one\r\n  key = "%s"\r\n' "$token" >r/config.py
  commit r 'Begin'
  scan 1 r
  facts results=1 repository=https://github.com/acme/app viewer='https://github.com/acme/app/blob/*/config.py#L2' \
    taxon=CWE-798 taxon=IA-5 taxon=8.6 taxon=WAF-SEC-060
  github_facts results=1 uri=config.py region=2:10 hash="$(python3 "$here/sarif_facts.py" line-hash r/config.py 2)"
}

case_sarif_clean() {
  secrets=()
  repository r
  echo 'nothing to see' >r/README
  commit r 'Begin'
  scan 0 r
  facts results=0 rules=0 successful=true
}

case_sarif_incomplete() {
  secrets=()
  repository r
  echo 'one' >r/one
  echo 'two' >r/two
  commit r 'Begin'
  local object
  object=$(git -C r rev-parse HEAD:two)
  object=r/.git/objects/${object:0:2}/${object:2}
  chmod u+w "$object"
  printf 'no object' >"$object"
  scan 3 r
  facts results=0 successful=false notifications='>=1'
}

case_sarif_incomplete_with_findings() {
  local token
  token=$(github_token 3)
  secrets=("$token")
  repository r
  printf 'key = "%s"\n' "$token" >r/one
  echo 'two' >r/two
  commit r 'Begin'
  local object
  object=$(git -C r rev-parse HEAD:two)
  object=r/.git/objects/${object:0:2}/${object:2}
  chmod u+w "$object"
  printf 'no object' >"$object"
  scan 1 r
  facts results='>=1' successful=false notifications='>=1' uri=one
}

case_sarif_hostile_names() {
  local token name
  token=$(github_token 4)
  secrets=("$token")
  repository r
  for name in $'esc\e[2J' $'new\nline' 'bidi'$'\u202e''txt' $'bytes\xff\xfe' 'a b#c%41?d' \
    '](javascript:alert(1))' '"><script>' "quote'" 'back\slash' '{0}' '::error::x' '-f' '...' \
    "name-$token"; do
    printf 'key = "%s"\n' "$token" >"r/$name"
  done
  commit r $'Names \e]8;;http://x\a [x](javascript:1)'
  scan 1 r
  facts results='>=14' suppressed=0 successful=true uri='a%20b%23c%2541%3Fd' uri='bytes%FF%FE' \
    uri='new%0Aline'
}

case_sarif_folder() {
  local token
  token=$(github_token 5)
  secrets=("$token")
  mkdir -p f/deep
  printf 'one\ntwo ä "%s"\n' "$token" >f/deep/config.txt
  scan 1 f
  facts results=1 successful=true uri=deep/config.txt region='2:8'
}

case_sarif_worktree_only() {
  local token
  token=$(github_token 6)
  secrets=("$token")
  repository r
  echo 'fine' >r/a
  commit r 'Begin'
  printf 'key = "%s"\n' "$token" >r/untracked.py
  scan 1 r
  facts results=1 successful=true uri=untracked.py
}

case_sarif_suppressed() {
  local token
  token=$(github_token 7)
  secrets=("$token")
  repository r
  printf 'key = "%s"\n' "$token" >r/config.py
  commit r 'Begin'
  "$sluice" scan r -f json -o report.json || [ $? -eq 1 ]
  python3 -c 'import json
for secret in json.load(open("report.json"))["secrets"]:
    print("secret:" + secret["secret_id"], "# until=2099-12-31 for the test")' >r/.sluiceignore
  commit r 'Ignore it'
  scan 0 r
  facts results='>=1' suppressed='>=1' unsuppressed=0 successful=true
  github_facts results=0
}

# The validators are of use only while they refuse what is wrong.
case_sarif_validators_refuse_nonsense() {
  secrets=()
  local token
  token=$(github_token 8)
  mkdir f
  printf 'key = "%s"\n' "$token" >f/a
  "$sluice" scan f -o good.sarif || [ $? -eq 1 ]
  validate good.sarif
  python3 "$here/sarif_facts.py" damage good.sarif
  local file status
  for file in bad-*.sarif; do
    set +e
    (
      set -e
      validate "$file"
    )
    status=$?
    set -e
    [ "$status" -ne 0 ] || fail "$file passed"
  done
}
