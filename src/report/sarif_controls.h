// The controls of rules/controls.toml as SARIF tells them: taxonomies of a run, and each rule's
// relationships to their entries.
#pragma once

#include <nlohmann/json.hpp>

#include "sluice/rule.h"

namespace sluice {

// run.taxonomies, in the order of frameworks().
nlohmann::ordered_json sarif_taxonomies();
// driver.supportedTaxonomies.
nlohmann::ordered_json sarif_supported_taxonomies();
// reportingDescriptor.relationships of `rule`: each control is the wider notion.
nlohmann::ordered_json sarif_relationships(const Rule& rule);

}  // namespace sluice
