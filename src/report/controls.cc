#include "report/controls.h"

namespace sluice {

std::vector<const Control*> controls_of(const Rule& rule) {
  std::vector<const Control*> all;
  for (const Control& control : controls()) {
    if (control.of == nullptr || control.of->holds(rule)) all.push_back(&control);
  }
  return all;
}

}  // namespace sluice
