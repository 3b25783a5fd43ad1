#include "pipeline/hook_managers.h"

#include <array>

#include "base/file_reader.h"

namespace sluice {
namespace {

enum class ManagerKind { kHusky, kLefthook, kPreCommit };

struct Known {
  const char* file;  // its presence means this manager
  ManagerKind kind;
};
constexpr std::array kKnown = {
    Known{".husky", ManagerKind::kHusky},
    Known{"lefthook.yml", ManagerKind::kLefthook},
    Known{"lefthook.yaml", ManagerKind::kLefthook},
    Known{".lefthook.yml", ManagerKind::kLefthook},
    Known{".lefthook.yaml", ManagerKind::kLefthook},
    Known{".pre-commit-config.yaml", ManagerKind::kPreCommit},
};

// Its {0} is all that git gave the hook.
std::string lefthook_lines(const HookPlace& place) {
  std::string lines = "  " + place.name() +
                      ":\n    commands:\n      sluice:\n        run: sluice hook " + place.name() +
                      (place.kind->has_arguments ? " {0}" : "");
  if (place.kind->reads_input) lines += "\n        use_stdin: true";
  return lines;
}

std::string pre_commit_lines(const HookPlace& place) {
  const bool usual = place.name() == "pre-commit";
  const std::string id = usual ? "sluice" : "sluice-" + place.name();
  // The message's file is the only name that it gives.
  const char* names = place.name() == "commit-msg" ? "" : "\n        pass_filenames: false";
  return "  - repo: local\n    hooks:\n      - id: " + id + "\n        name: " + id +
         "\n        entry: sluice hook " + place.name() + "\n        language: system" + names +
         "\n        always_run: true" + (usual ? "" : "\n        stages: [" + place.name() + "]");
}

HookManager make(const Known& known, const HookPlace& place) {
  switch (known.kind) {
    case ManagerKind::kHusky: return {"husky", ".husky/" + place.name(), "  " + place.command()};
    case ManagerKind::kLefthook: return {"lefthook", known.file, lefthook_lines(place)};
    case ManagerKind::kPreCommit: break;
  }
  return {"pre-commit", known.file, pre_commit_lines(place)};
}

bool runs_sluice(const HookPlace& place, const HookManager& manager) {
  const Result<std::string> text =
      read_file(place.repository.work_tree + "/" + manager.where, kMaxHookBytes);
  if (!text) return false;
  if (place.name() == "pre-commit") return text->find("sluice") != std::string::npos;
  return text->find("sluice hook " + place.name()) != std::string::npos ||
         text->find("sluice-" + place.name()) != std::string::npos;
}

}  // namespace

std::optional<HookManager> find_hook_manager(const HookPlace& place) {
  if (place.kind->server) return std::nullopt;
  for (const Known& known : kKnown) {
    if (!path_exists(place.repository.work_tree + "/" + known.file)) continue;
    HookManager manager = make(known, place);
    manager.runs_sluice = runs_sluice(place, manager);
    return manager;
  }
  return std::nullopt;
}

bool is_husky_folder(const HookPlace& place) {
  const std::string& work_tree = place.repository.work_tree;
  return !work_tree.empty() && is_within(place.folder, resolved_path(work_tree) + "/.husky");
}

}  // namespace sluice
