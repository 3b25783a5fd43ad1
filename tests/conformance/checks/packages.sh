# The packages, of the program that is built already: made, installed and used as people do.

# The static program itself; ./sluice is a script that builds and runs it.
packaged=$sluice
[ "$packaged" = "$root/sluice" ] && packaged=$root/build/release/sluice

# made_wheel: its path. Once for each program, in a folder of its own: pre-commit keeps what it installed by that name.
made_wheel() {
  local folder
  folder=$build/wheels/$(sha256sum "$packaged" | cut -c 1-16)
  if [ ! -d "$folder" ]; then
    PYTHON=$venv/bin/python "$root/tools/wheel" -o "$folder" "$packaged" >/dev/null
  fi
  ls "$folder"/*.whl
}

# leak FILE: writes a made-up password to it.
leak() { printf 'DB_PASS%s=%s-7!tal%s\n' WORD Murmel weg >"$1"; }

case_wheel() {
  local wheel
  wheel=$(made_wheel)
  python3 -m venv clean
  clean/bin/pip install --quiet --no-index "$wheel"
  # The program itself, not a script that starts it.
  [ "$(head -c 4 clean/bin/sluice | tail -c 3)" = ELF ] || fail "the wheel's sluice is no program"
  [ "$(clean/bin/sluice --version)" = "$("$packaged" --version)" ] || fail "another version"
  leak app.env
  [ "$(clean/bin/sluice scan app.env | grep -c 'app.env:1')" = 1 ] || fail "the leak was not found"
  clean/bin/pip show -f sluice-scan | grep -q 'licenses/NOTICE' || fail "no NOTICE in the wheel"
  clean/bin/pip uninstall --quiet -y sluice-scan
  [ ! -e clean/bin/sluice ] || fail "sluice stayed behind"
}

case_deb() {
  cmake -S "$root" -B made -G Ninja -DSLUICE_PREBUILT="$packaged" >/dev/null
  cmake --build made >/dev/null
  (cd made && cpack >/dev/null)
  dpkg-deb -x made/sluice_*.deb there
  dpkg-deb -f made/sluice_*.deb Package Version Section Maintainer >fields
  grep -q '^Package: sluice$' fields || fail "$(cat fields)"
  for file in bin/sluice share/man/man1/sluice.1 share/bash-completion/completions/sluice \
    share/zsh/site-functions/_sluice share/fish/vendor_completions.d/sluice.fish \
    share/doc/sluice/README.md share/doc/sluice/copyright share/doc/sluice/docs/hooks.md share/sluice/hooks/hook; do
    [ -s "there/usr/$file" ] || fail "no /usr/$file"
  done
  [ "$(there/usr/bin/sluice --version)" = "$("$packaged" --version)" ] || fail "another version"
  cmake --install made --prefix "$PWD/prefix" >/dev/null
  cmp prefix/bin/sluice there/usr/bin/sluice
}

# As in an image made from scratch: no library, no /proc, no /tmp, no passwd.
case_scratch() {
  mkdir -p image/repo
  cp "$packaged" image/sluice
  repository image/repo
  leak image/repo/app.env
  commit image/repo leak
  local code=0
  unshare -r chroot image /sluice scan /repo >report || code=$?
  [ "$code" = 1 ] || fail "exit $code: $(cat report)"
  grep -q 'app.env:1' report || fail "the leak was not found"
}

case_bill_of_materials() {
  "$root/tools/sbom" "$packaged" >sbom.json
  "$root/tools/sbom" "$packaged" | cmp - sbom.json
  "$venv/bin/python" - <<'PYTHON'
import json
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
text = open("sbom.json").read()
error = JsonStrictValidator(SchemaVersion.V1_5).validate_str(text)
assert error is None, error
bill = json.loads(text)
names = {each["name"] for each in bill["components"]}
assert {"RE2", "zlib", "libdeflate", "GNU C Library"} <= names, names
assert all(each["version"] != "unknown" for each in bill["components"]), bill["components"]
PYTHON
}

# framework ARGUMENTS: pre-commit, its environments shared by the cases.
framework() { PRE_COMMIT_HOME=$build/pre-commit "$venv/bin/pre-commit" "$@"; }

# The program comes with the hook: pre-commit installs the wheel itself.
case_pre_commit_installs_the_wheel() {
  local wheel
  wheel=$(made_wheel)
  repository repo
  cat >repo/.pre-commit-config.yaml <<YAML
repos:
  - repo: local
    hooks:
      - {id: sluice, name: sluice, entry: sluice hook pre-commit, language: python, pass_filenames: false,
         always_run: true, additional_dependencies: ["sluice-scan @ file://$wheel"]}
YAML
  cd repo
  framework install >/dev/null
  git add -A
  PATH=$(dirname "$(command -v git)"):/usr/bin:/bin PRE_COMMIT_HOME=$build/pre-commit git commit -q -m base
  leak app.env
  git add -A
  if PRE_COMMIT_HOME=$build/pre-commit git commit -q -m leak >said 2>&1; then fail "the leak was committed"; fi
  grep -q 'app.env:1' said || fail "$(cat said)"
  # What is staged counts, and the framework puts the rest back.
  git reset -q
  git add -N app.env
  echo more >README
  git add README
  PRE_COMMIT_HOME=$build/pre-commit git commit -q -m clean
  [ -s app.env ] || fail "the file that was not staged is gone"
}

# The ids of .pre-commit-hooks.yaml, with the program on PATH.
case_pre_commit_ids() {
  local from=$PWD
  mkdir -p bin
  cp "$packaged" bin/sluice
  export PATH=$from/bin:$PATH PRE_COMMIT_HOME=$build/pre-commit
  repository hooks
  cp "$root/.pre-commit-hooks.yaml" hooks/
  commit hooks ids
  git -C hooks tag v1.0.0
  git init -q --bare remote.git
  repository repo
  cat >repo/.pre-commit-config.yaml <<YAML
repos:
  - repo: $from/hooks
    rev: v1.0.0
    hooks: [{id: sluice}, {id: sluice-commit-msg}, {id: sluice-pre-push}]
YAML
  cd repo
  framework install -t pre-commit -t commit-msg -t pre-push >/dev/null
  git add -A
  git commit -q -m base
  git remote add origin "$from/remote.git"
  git push -q origin main
  leak app.env
  if git commit -q --allow-empty -F app.env >../said 2>&1; then fail "a leaking message was committed"; fi
  grep -q 'the message:1' ../said || fail "$(cat ../said)"
  git add -A
  if git commit -q -m leak >../said 2>&1; then fail "the leak was committed"; fi
  git commit -q --no-verify -m leak
  git rm -q app.env
  git commit -q -m removed
  if git push -q origin main >../said 2>&1; then fail "the leak was pushed"; fi
  grep -q 'refused, it brings a secret' ../said || fail "$(cat ../said)"
  if git push -q origin main:new >../said 2>&1; then fail "the leak was pushed to a new branch"; fi
  git reset -q --hard origin/main
  git commit -q --allow-empty -m fine
  git push -q origin main main:other
}
