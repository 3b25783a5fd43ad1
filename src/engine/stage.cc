#include "engine/stage.h"

namespace sluice {

const Stage& Stages::operator[](uint32_t rule) const {
  return made_.get(rule, [this](size_t index) {
    const Rule& written = rules_[index];
    const StageFacts& known = facts[index];
    auto stage =
        std::make_unique<Stage>(Stage{Detector(written, known.stage_one, known.regex_width),
                                      SearchPattern(written.path),
                                      judge::reach_of(written),
                                      judge::glance_of(written),
                                      judge::announces_many(written),
                                      {written.allowlists.begin(), written.allowlists.end()}});
    return stage;
  });
}

}  // namespace sluice
