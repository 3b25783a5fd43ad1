# The HTML report in headless Chromium: what it shows, its filters, and that nothing of a hostile
# repository is live in it. The console must stay empty: a policy that is broken is told there.

# browse PAGE [#ADDRESS]: what the browser made of it, in page.dom.
browse() {
  chromium --headless=new --no-sandbox --disable-gpu --disable-background-networking \
    --disable-component-update --disable-sync --no-first-run --user-data-dir="$PWD/profile" \
    --virtual-time-budget=4000 --enable-logging=stderr --log-level=0 --dump-dom \
    "file://$PWD/$1${2:-}" >page.dom 2>console.log || fail "chromium: $(tail -n 1 console.log)"
  ! grep 'CONSOLE' console.log || fail "the console is not empty"
}

# shows KEY=VALUE...: of page.dom.
shows() {
  python3 "$here/format_facts.py" page page.dom "$@"
}

case_html_report() {
  local token other id
  token=$(github_token 31) other=$(github_token 32)
  secrets=("$token" "$other")
  repository r
  git -C r remote add origin git@github.com:acme/app.git
  mkdir r/src r/deploy
  printf 'key = "%s"\n' "$token" >r/src/config.py
  commit r 'Begin'
  printf 'key = "%s"\n' "$other" >r/deploy/ci.env
  cp r/src/config.py r/src/copy.py
  GIT_AUTHOR_NAME='Bo Builder' commit r 'Build'
  git -C r rm -q src/config.py src/copy.py
  commit r 'Read it from the store'
  "$sluice" scan r -f html -o report.html || [ $? -eq 1 ]
  "$sluice" scan r -f json -o report.json || [ $? -eq 1 ]
  for secret in "${secrets[@]}"; do
    ! grep -qF -e "$secret" report.html || fail "the page holds a secret"
  done
  id=$(python3 -c 'import json
print(next(s["secret_id"] for s in json.load(open("report.json"))["secrets"] if not s["in_head"]))')
  browse report.html
  shows ready=true shown=2 count='2 secrets' text='~GitHub' text='~In HEAD' text='~History only'
  # The picture is for people to look at.
  python3 "$here/html_use.py" report.html "$build/report.png" || fail "the page cannot be used"
  browse report.html '#where=head'
  shows shown=1 count='1 of 2 secrets' text='~deploy/ci.env'
  browse report.html '#where=history'
  shows shown=1 first="$id"
  browse report.html '#author=Bo+Builder&q=CI.ENV'
  shows shown=1 text='~deploy/ci.env'
  browse report.html '#path=src/*.py'
  shows shown=1 first="$id"
  browse report.html '#severity=low'
  shows shown=0 text='~No secret fits these filters'
  browse report.html "#open=$id&sort=exposure"
  shows shown=2 text='~Copied to' text='~src/copy.py' text='~Revoke it' text='~Removed from HEAD' \
    text='~WAF-SEC-060' text='~CWE-798'
}

case_html_hostile() {
  local token
  token=$(github_token 33)
  secrets=("$token")
  hostile r "$token"
  "$sluice" scan r -o report.html || [ $? -eq 1 ]
  ! grep -qF -e "$token" report.html || fail "the page holds a secret"
  browse report.html "#open=$("$sluice" scan r -f json | python3 -c 'import json, sys
print(json.load(sys.stdin)["secrets"][0]["secret_id"])')"
  shows ready=true shown=1 text='~onerror=alert(2)' text='~@team'
}

case_html_clean_and_incomplete() {
  secrets=()
  repository r
  echo one >r/one
  commit r 'Begin'
  "$sluice" scan r -o clean.html
  browse clean.html
  shows ready=true shown=0 text='~No secrets found' text='~Everything was read'
  local object
  object=$(git -C r rev-parse HEAD:one)
  object=r/.git/objects/${object:0:2}/${object:2}
  chmod u+w "$object"
  printf 'no object' >"$object"
  "$sluice" scan r -o broken.html || [ $? -eq 3 ]
  browse broken.html
  shows ready=true text='~This scan is incomplete'
}

case_html_ten_thousand() {
  secrets=()
  python3 "$here/many_findings.py" 10000 >many.json
  "$sluice" convert many.json -o many.html
  browse many.html
  shows ready=true shown=50 count='10,000 secrets'
  browse many.html '#page=200&q=file-9'
  shows ready=true count='1,111 of 10,000 secrets'
}
