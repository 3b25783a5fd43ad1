#include "rules/control_file.h"

#include <algorithm>

#include "base/escape.h"
#include "rules/toml_text.h"
#include "sluice/control.h"

namespace sluice {
namespace {

class ControlReader {
 public:
  ControlReader(std::string name, const std::vector<Rule>& rules)
      : name_(std::move(name)), rules_(rules) {}

  Result<ControlFile> read(const toml::table& document) {
    for (const auto& [key, node] : document) {
      if (key != "sets" && key != "frameworks" && key != "controls") {
        fail(node, "unknown key `" + std::string(key.str()) + "`");
      }
    }
    if (const toml::table* sets = document["sets"].as_table()) {
      for (const auto& [key, node] : *sets) set(std::string(key.str()), node);
    }
    for_each(document, "frameworks", [&](const toml::table& table) { framework(table); });
    for_each(document, "controls", [&](const toml::table& table) { control(table); });
    if (problem_.empty() && file_.controls.empty()) problem_ = name_ + ": no control";
    if (!problem_.empty()) return Error{ErrorKind::kUsage, problem_};
    return std::move(file_);
  }

 private:
  void fail(const toml::node& node, const std::string& what) {
    if (!problem_.empty()) return;
    problem_ =
        name_ + ":" + std::to_string(node.source().begin.line) + ": " + escape_for_terminal(what);
  }

  template <class Visit>
  void for_each(const toml::table& document, std::string_view key, const Visit& visit) {
    const toml::array* array = document[key].as_array();
    if (array == nullptr) {
      return fail(document, "`" + std::string(key) + "` must be a list of tables");
    }
    for (const toml::node& item : *array) {
      if (const toml::table* table = item.as_table()) {
        visit(*table);
      } else {
        fail(item, "`" + std::string(key) + "` must be a list of tables");
      }
    }
  }

  // The strings of `table`: every key must be one of `keys`, and those before `optional` there.
  void strings(const toml::table& table,
               std::vector<std::pair<std::string_view, std::string*>> keys, size_t required) {
    for (const auto& [key, node] : table) {
      const auto at = std::find_if(keys.begin(), keys.end(),
                                   [&](const auto& each) { return each.first == key.str(); });
      if (at == keys.end()) return fail(node, "unknown key `" + std::string(key.str()) + "`");
      const auto* text = node.as_string();
      if (text == nullptr) return fail(node, "`" + std::string(key.str()) + "` must be a string");
      *at->second = text->get();
    }
    for (size_t i = 0; i < required; ++i) {
      if (keys[i].second->empty()) return fail(table, "needs `" + std::string(keys[i].first) + "`");
    }
  }

  void set(const std::string& name, const toml::node& node) {
    const toml::table* table = node.as_table();
    if (table == nullptr) return fail(node, "a set must be a table");
    ControlFile::Set& set = file_.sets.emplace_back();
    set.name = name;
    for (const auto& [key, value] : *table) {
      std::vector<std::string>* list = key == "kinds"   ? &set.kinds
                                       : key == "tags"  ? &set.tags
                                       : key == "rules" ? &set.rules
                                                        : nullptr;
      const toml::array* array = value.as_array();
      if (list == nullptr || array == nullptr) {
        return fail(value, "a set has lists `kinds`, `tags` and `rules`");
      }
      for (const toml::node& item : *array) {
        const auto* text = item.as_string();
        if (text == nullptr) return fail(item, "must be a string");
        list->push_back(text->get());
        if (list == &set.rules) check_names_a_rule(item, text->get());
      }
    }
  }

  void check_names_a_rule(const toml::node& node, const std::string& pattern) {
    const bool named = std::any_of(rules_.begin(), rules_.end(),
                                   [&](const Rule& rule) { return matches_id(pattern, rule.id); });
    if (!named) fail(node, "no rule has the id `" + pattern + "`");
  }

  void framework(const toml::table& table) {
    ControlFile::Framework& one = file_.frameworks.emplace_back();
    strings(table,
            {{"id", &one.id},
             {"name", &one.name},
             {"title", &one.title},
             {"organization", &one.organization},
             {"version", &one.version},
             {"url", &one.url}},
            5);
  }

  void control(const toml::table& table) {
    ControlFile::Control& one = file_.controls.emplace_back();
    std::string framework, of;
    strings(table,
            {{"framework", &framework},
             {"id", &one.id},
             {"label", &one.label},
             {"title", &one.title},
             {"value", &one.value},
             {"url", &one.url},
             {"of", &of}},
            4);
    if (one.value.empty()) one.value = one.id;
    const auto home = std::find_if(file_.frameworks.begin(), file_.frameworks.end(),
                                   [&](const auto& each) { return each.id == framework; });
    if (home == file_.frameworks.end()) return fail(table, "no framework `" + framework + "`");
    one.framework = static_cast<size_t>(home - file_.frameworks.begin());
    if (of.empty()) return;
    const auto set = std::find_if(file_.sets.begin(), file_.sets.end(),
                                  [&](const auto& each) { return each.name == of; });
    if (set == file_.sets.end()) return fail(table, "no set `" + of + "`");
    one.of = static_cast<size_t>(set - file_.sets.begin());
  }

  const std::string name_;
  const std::vector<Rule>& rules_;
  ControlFile file_;
  std::string problem_;
};

}  // namespace

Result<ControlFile> parse_control_file(std::string_view text, const std::string& name,
                                       const std::vector<Rule>& rules) {
  const toml::parse_result parsed = toml::parse(text, name);
  if (!parsed) {
    return Error{ErrorKind::kUsage, escape_for_terminal(name) + ":" +
                                        std::to_string(parsed.error().source().begin.line) + ": " +
                                        escape_for_terminal(parsed.error().description())};
  }
  return ControlReader(escape_for_terminal(name), rules).read(parsed.table());
}

}  // namespace sluice
