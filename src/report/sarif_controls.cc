#include "report/sarif_controls.h"

#include <algorithm>
#include <string>

#include "report/controls.h"

namespace sluice {
namespace {

using Json = nlohmann::ordered_json;

size_t index_of(const Framework& framework) {
  return static_cast<size_t>(&framework - frameworks().data());
}

// Among the controls of its own framework.
size_t index_of(const Control& control) {
  const std::span<const Control> all = controls();
  return static_cast<size_t>(std::count_if(all.data(), &control, [&](const Control& each) {
    return each.framework == control.framework;
  }));
}

Json component(const Framework& framework) {
  return {{"name", framework.name}, {"index", index_of(framework)}};
}

}  // namespace

Json sarif_taxonomies() {
  Json all = Json::array();
  for (const Framework& framework : frameworks()) {
    Json taxa = Json::array();
    for (const Control& control : controls()) {
      if (control.framework != &framework) continue;
      Json taxon = {{"id", control.id},
                    {"shortDescription", {{"text", std::string(control.title) + "."}}}};
      if (!control.url.empty()) taxon["helpUri"] = control.url;
      taxa.push_back(std::move(taxon));
    }
    Json json = {{"name", framework.name},
                 {"version", framework.version},
                 {"organization", framework.organization},
                 {"shortDescription", {{"text", std::string(framework.title) + "."}}}};
    if (!framework.url.empty()) json["informationUri"] = framework.url;
    json["isComprehensive"] = false;
    json["taxa"] = std::move(taxa);
    all.push_back(std::move(json));
  }
  return all;
}

Json sarif_supported_taxonomies() {
  Json all = Json::array();
  for (const Framework& framework : frameworks()) all.push_back(component(framework));
  return all;
}

Json sarif_relationships(const Rule& rule) {
  Json all = Json::array();
  for (const Control* control : controls_of(rule)) {
    all.push_back({{"target",
                    {{"id", control->id},
                     {"index", index_of(*control)},
                     {"toolComponent", component(*control->framework)}}},
                   {"kinds", Json::array({"superset"})}});
  }
  return all;
}

}  // namespace sluice
