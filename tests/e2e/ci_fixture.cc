#include "e2e/ci_fixture.h"

namespace sluice::test {

std::string password_line(const std::string& word) {
  return std::string("DB_PASS") + "WORD=" + word + "-7!tal" + "weg\n";
}

void CiFixture::SetUp() {
  server.git("checkout -q -b main");
  server.git("config uploadpack.allowAnySHA1InWant true");
  add("README", "hello\n");
  add("app.txt", "one\ntwo\n");
}

std::string CiFixture::add(const std::string& path, const std::string& bytes) {
  server.write(path, bytes);
  return server.commit("change " + path);
}

void CiFixture::branch(const std::string& name, const std::string& from) {
  server.git("checkout -q -B " + name + " " + from);
}

std::string CiFixture::pull_request(int number, const std::string& name) {
  const std::string pull = "refs/pull/" + std::to_string(number);
  server.git("update-ref " + pull + "/head " + name);
  server.git("checkout -q --detach main");
  server.git("merge -q --no-ff --no-edit " + name);
  server.git("update-ref " + pull + "/merge HEAD");
  const std::string merge = id("HEAD");
  server.git("checkout -q main");
  return merge;
}

std::string CiFixture::clone(const std::string& arguments, const std::string& fetch,
                             const std::string& id) {
  const std::string path = dir / ("clone" + std::to_string(++made));
  run("git clone -q " + arguments + " 'file://" + server.path() + "' '" + path + "'");
  if (!fetch.empty()) run("git -C '" + path + "' fetch -q origin " + fetch);
  run("cd '" + path + "' && git checkout -q --detach " + id +
      " && git for-each-ref --format='%(refname)' refs/heads | xargs -r -n1 git update-ref -d");
  return path;
}

std::string CiFixture::fetched(const std::string& fetch, const std::string& id) {
  const std::string path = dir / ("clone" + std::to_string(++made));
  run("git init -q '" + path + "' && cd '" + path + "' && git remote add origin 'file://" +
      server.path() + "' && git fetch -q " + fetch + " && git checkout -q --detach " + id);
  return path;
}

Outcome CiFixture::ci(const std::string& path, const Variables& variables,
                      const std::string& arguments) {
  std::string before = "cd '" + path + "' && env -i PATH=\"$PATH\" HOME='" + dir.path() +
                       "' SOURCE_DATE_EPOCH=1719792000 NO_COLOR=1 CI=true";
  for (const auto& [name, value] : variables) before += " " + name + "='" + value + "'";
  return sluice("ci " + arguments, before);
}

nlohmann::json CiFixture::json(const std::string& path, const Variables& variables,
                               int expected_code, const std::string& arguments) {
  const Outcome outcome = ci(path, variables, arguments + " -f json");
  EXPECT_EQ(outcome.code, expected_code) << outcome.out << outcome.err;
  nlohmann::json report = nlohmann::json::parse(outcome.out, nullptr, false);
  EXPECT_FALSE(report.is_discarded()) << outcome.out << outcome.err;
  return report.is_discarded() ? nlohmann::json::object() : report;
}

std::string CiFixture::places(const nlohmann::json& report) {
  std::string text;
  for (const auto& finding : report.at("findings")) {
    if (!finding.at("suppressed").is_null()) continue;
    if (!text.empty()) text += " ";
    text +=
        finding.at("path").get<std::string>() + ":" + std::to_string(finding.at("line").get<int>());
  }
  return text;
}

Variables CiFixture::github(const std::string& name, const std::string& ref,
                            const nlohmann::json& event) {
  nlohmann::json payload = event;
  payload["repository"]["default_branch"] = "main";
  const std::string path = dir.write("event" + std::to_string(++made) + ".json", payload.dump());
  return {{"GITHUB_ACTIONS", "true"},
          {"GITHUB_EVENT_NAME", name},
          {"GITHUB_EVENT_PATH", path},
          {"GITHUB_REF", ref}};
}

Variables CiFixture::github_pull_request(int number, const std::string& name) {
  const std::string pull = "refs/pull/" + std::to_string(number);
  Variables variables = github("pull_request", pull + "/merge",
                               {{"pull_request",
                                 {{"number", number},
                                  {"head", {{"sha", id(pull + "/head")}, {"ref", name}}},
                                  {"base", {{"sha", id("main")}, {"ref", "main"}}}}}});
  variables["GITHUB_SHA"] = id(pull + "/merge");
  variables["GITHUB_BASE_REF"] = "main";
  variables["GITHUB_HEAD_REF"] = name;
  return variables;
}

}  // namespace sluice::test
