# The face of gitleaks against gitleaks 8.30.1: $GITLEAKS, else the one of PATH where it is of that version,
# else built from its Go module.

gitleaks_program() {
  local built=$build/bin/gitleaks
  if [ -n "${GITLEAKS:-}" ]; then
    echo "$GITLEAKS"
  elif [ "$(gitleaks version 2>/dev/null)" = 8.30.1 ]; then
    command -v gitleaks
  elif [ -x "$built" ]; then
    echo "$built"
  else
    command -v go >/dev/null ||
      fail "no gitleaks 8.30.1: put it in PATH, or install Go 1.24 or later, which builds it"
    GOBIN=$build/bin GOFLAGS=-mod=mod go install github.com/zricethezav/gitleaks/v8@v8.30.1 >&2 ||
      fail "gitleaks 8.30.1 could not be built from its Go module"
    echo "$built"
  fi
}

# Made-up configurations over made-up repositories, folders and texts: equal but for order.
case_gitleaks_mechanics() {
  local program
  program=$(gitleaks_program)
  python3 "$here/gitleaks_mechanics.py" "$sluice" "$program"
}

# Sets of (file, line, secret) of the examples of our rules: gitleaks finds nothing there that sluice does not.
case_gitleaks_default_rules() {
  local program
  program=$(gitleaks_program)
  python3 "$here/gitleaks_defaults.py" "$sluice" "$program"
}
