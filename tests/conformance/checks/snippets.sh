# The snippets of docs/ci.md, each by the schema that its CI service publishes. That their flags exist
# is a unit test's to see.

# snippet HEADING LANGUAGE: the first block of that language below the heading.
snippet() {
  awk -v heading="### $1" -v fence="\`\`\`$2" '
    /^##/ { inside = $0 == heading }
    inside && /^```/ { if (block) exit; if ($0 == fence) { block = 1; next } }
    inside && block' "$root/docs/ci.md"
}

case_ci_snippets() {
  local service heading
  for service in github-workflows:'GitHub Actions' gitlab-ci:'GitLab CI' circle-ci:CircleCI \
    buildkite:Buildkite azure-pipelines:'Azure Pipelines' bitbucket-pipelines:'Bitbucket Pipelines'; do
    heading=${service#*:}
    snippet "$heading" yaml >"${service%%:*}.yml"
    grep -q 'sluice ci' "${service%%:*}.yml" || fail "docs/ci.md has no snippet for $heading"
    "$venv/bin/check-jsonschema" --builtin-schema "vendor.${service%%:*}" "${service%%:*}.yml"
  done
  # Groovy has no schema.
  snippet Jenkins groovy | grep -q "sh 'sluice ci" || fail "docs/ci.md has no snippet for Jenkins"
}
