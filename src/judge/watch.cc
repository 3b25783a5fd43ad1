#include "judge/watch.h"

#include "judge/placeholder.h"
#include "judge/reference.h"
#include "judge/shape.h"

namespace sluice::judge {
namespace {

thread_local Watch* current = nullptr;

}  // namespace

Watch::Watch() { current = this; }
Watch::~Watch() { current = nullptr; }

Watch* watching() { return current; }

void note_drop(std::string_view why) {
  if (current != nullptr && current->why.empty()) current->why = why;
}

void note_read(std::string_view key, std::string_view value) {
  if (current == nullptr) return;
  current->key = key;
  current->value = value;
}

void note_terms(const std::vector<ReasonNote>& notes) {
  if (current == nullptr) return;
  current->notes.insert(current->notes.end(), notes.begin(), notes.end());
}

std::string why_no_literal(std::string_view value) {
  if (const auto kind = value_placeholder(value); !kind.empty()) {
    return "a placeholder (" + std::string(kind) + ")";
  }
  if (const auto kind = reference_kind(value); !kind.empty()) {
    return "a reference to a value kept elsewhere (" + std::string(kind) + ")";
  }
  if (const auto kind = literal_shape(value); !kind.empty()) {
    return "another kind of text (" + std::string(kind) + ")";
  }
  return value.size() < 6 ? "too short" : "";
}

}  // namespace sluice::judge
