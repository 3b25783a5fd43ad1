# The completions in the shells themselves, on a terminal, and the manual by mandoc's own checks.

# completes SHELL: each line, once TAB was pressed behind it.
completes() {
  local shell=$1 line want got
  "$sluice" completion "$shell" >"script.$shell"
  while IFS='|' read -r line want; do
    got=$(python3 "$here/complete.py" "$shell" "script.$shell" "$line" "$want") || fail "$shell: '$line' became '$got', not '$want'"
  done <<'LINES'
sluice expl|explain
sluice hook inst|hook install
sluice scan --min-conf|scan --min-confidence
sluice scan --min-confidence med|scan --min-confidence medium
sluice scan -f mark|scan -f markdown
sluice hook install --ch|hook install --chain
sluice convert repo|convert report.json
sluice scan -o repo|scan -o report.json
sluice completion fi|completion fish
LINES
}

case_completion_bash() {
  touch report.json
  completes bash
}
case_completion_zsh() {
  touch report.json
  completes zsh
}
case_completion_fish() {
  touch report.json
  completes fish
}

case_manual_page() {
  local said flag
  "$sluice" man >sluice.1
  # A page that is made anew with each build has no date of its own.
  said=$(mandoc -T lint -W warning sluice.1 | grep -v 'missing date' || true)
  [ -z "$said" ] || fail "$said"
  mandoc -T ascii sluice.1 | col -b >sluice.txt
  for flag in '--min-confidence' 'sluice hook install' 'EXIT STATUS' "sluice scan --since '2 weeks ago'"; do
    grep -qF -e "$flag" sluice.txt || fail "the page does not show $flag"
  done
}
