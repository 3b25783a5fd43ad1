# GitLab's report by its schema, JUnit's by an XSD, CSV by Python's reader, Markdown rendered; each
# made of a repository with hostile names, and by `convert` the same bytes again.

# hostile FOLDER TOKEN: what breaks formats, in paths, an author and a message.
hostile() {
  local name
  repository "$1"
  for name in $'esc\e[2J' $'new\nline' 'bidi'$'\u202e''txt' $'bytes\xff\xfe' '=1+1' '@SUM(A1)' '-f' \
    '](javascript:alert(1))' '"><img src=x onerror=alert(1)>' "quote'" '|pipe|`tick`' '@everyone' \
    ']]>' $'\uffff' '</script><script>alert(1)</script>' '<!--' "name-$2"; do
    printf 'key = "%s"\n' "$2" >"$1/${name//\//_}"
  done
  git -C "$1" -c user.name='<img src=x onerror=alert(2)> @team' -c user.email='=cmd|x@example.com' \
    add -A
  GIT_AUTHOR_NAME='"><img src=x onerror=alert(2)> @team' GIT_AUTHOR_EMAIL='x' \
    git -C "$1" commit -q -m $'Names [x](javascript:1) #1 \e]8;;http://x\a'
}

# written FORMAT FILE TARGET: as one scan and, of its JSON, as convert writes it: the same, without
# the secrets.
written() {
  "$sluice" scan "$3" -f json -o "$2.json" || [ $? -eq 1 ]
  "$sluice" scan "$3" -f "$1" -o "$2" || [ $? -eq 1 ]
  local secret
  for secret in "${secrets[@]}"; do
    ! grep -qF -e "$secret" "$2" "$2.json" || fail "the report holds a secret"
  done
  [ -n "${differs:-}" ] && return
  "$sluice" convert "$2.json" -f "$1" -o "$2.converted"
  cmp "$2" "$2.converted"
}

case_gitlab_report() {
  local token
  token=$(github_token 21)
  secrets=("$token")
  # A name that is no UTF-8 is another one once it was JSON.
  differs=yes
  hostile r "$token"
  written gitlab gl-secret-detection-report.json r
  "$venv/bin/check-jsonschema" --schemafile "$here/gitlab_secret_detection.schema.json" \
    gl-secret-detection-report.json
  python3 "$here/format_facts.py" gitlab gl-secret-detection-report.json vulnerabilities='>=17' status=success
  # The same file, by its name alone.
  "$sluice" convert gl-secret-detection-report.json.json -o gl-secret-detection-report.json
  "$venv/bin/check-jsonschema" --schemafile "$here/gitlab_secret_detection.schema.json" \
    gl-secret-detection-report.json
}

case_gitlab_schema_refuses_nonsense() {
  echo '{"version": "15.1.4", "scan": {}, "vulnerabilities": [{"id": ""}]}' >bad.json
  ! "$venv/bin/check-jsonschema" --schemafile "$here/gitlab_secret_detection.schema.json" bad.json
}

case_junit_report() {
  local token
  token=$(github_token 22)
  secrets=("$token")
  differs=yes
  hostile r "$token"
  written junit report.xml r
  xmllint --noout --schema "$here/junit.xsd" report.xml
  python3 "$here/format_facts.py" junit report.xml failures='>=17' errors=0
  repository clean
  echo fine >clean/a
  commit clean 'Begin'
  "$sluice" scan clean -o clean.xml
  xmllint --noout --schema "$here/junit.xsd" clean.xml
  python3 "$here/format_facts.py" junit clean.xml failures=0 errors=0 tests=1
}

case_csv_report() {
  local token
  token=$(github_token 23)
  secrets=("$token")
  differs=yes
  hostile r "$token"
  written csv report.csv r
  python3 "$here/format_facts.py" csv report.csv rows='>=17'
}

case_markdown_report() {
  local token
  token=$(github_token 24)
  secrets=("$token")
  differs=yes
  hostile r "$token"
  written markdown report.md r
  cmark-gfm --unsafe -e table -e autolink report.md >report.html
  python3 "$here/format_facts.py" markdown report.html
}

# What JSON holds is enough for every other format.
case_convert_gives_what_a_scan_gives() {
  local token format
  token=$(github_token 25)
  secrets=("$token")
  repository r
  printf 'key = "%s"\n' "$token" >r/config.py
  commit r 'Begin'
  echo gone >r/config.py
  commit r "Take it out, it was $token"
  differs=
  for format in text json jsonl sarif sarif-full gitlab junit csv markdown html; do
    written "$format" "report.$format" r
  done
}

case_merge_of_two_repositories() {
  local token status=0
  token=$(github_token 26)
  secrets=("$token")
  for name in one two; do
    repository "$name"
    printf 'key = "%s"\n' "$token" >"$name/config.py"
    commit "$name" 'Begin'
    "$sluice" scan "$name" -o "$name.json" || [ $? -eq 1 ]
  done
  "$sluice" merge one.json two.json -o all.json || status=$?
  [ "$status" -eq 1 ] || fail "exit status $status, not 1"
  python3 -c 'import json
report = json.load(open("all.json"))
assert len(report["secrets"]) == 1, report["secrets"]
assert sorted(f["path"] for f in report["findings"]) == ["one/config.py", "two/config.py"]'
  secrets=("$token")
  local format
  for format in sarif sarif-full gitlab junit; do
    "$sluice" merge one.json two.json -f "$format" -o "all.$format" || [ $? -eq 1 ]
    ! grep -qF -e "$token" "all.$format" || fail "the merged report holds a secret"
  done
  validate all.sarif
  validate all.sarif-full
  "$venv/bin/check-jsonschema" --schemafile "$here/gitlab_secret_detection.schema.json" all.gitlab
  xmllint --noout --schema "$here/junit.xsd" all.junit
}
