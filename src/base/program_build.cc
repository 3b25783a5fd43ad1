#include "base/program_build.h"

#include <elf.h>
#include <link.h>

#include <cstring>

namespace sluice {
namespace {

constexpr size_t kNoteAlignment = 4;
constexpr char kOwner[] = "GNU";  // with its final 0

size_t padded(size_t size) { return (size + kNoteAlignment - 1) / kNoteAlignment * kNoteAlignment; }

// Of a PT_NOTE segment: elf(5), "Notes". Empty: it holds no build id.
std::string_view build_id_in(std::string_view notes) {
  while (notes.size() >= sizeof(ElfW(Nhdr))) {
    ElfW(Nhdr) note;
    std::memcpy(&note, notes.data(), sizeof note);
    notes.remove_prefix(sizeof note);
    const size_t name_size = padded(note.n_namesz), size = padded(note.n_descsz);
    if (name_size + size > notes.size()) return {};
    const std::string_view name = notes.substr(0, note.n_namesz);
    if (note.n_type == NT_GNU_BUILD_ID && name == std::string_view(kOwner, sizeof kOwner)) {
      return notes.substr(name_size, note.n_descsz);
    }
    notes.remove_prefix(name_size + size);
  }
  return {};
}

// The first object that dl_iterate_phdr(3) tells of is the program itself.
int look_in_program(dl_phdr_info* object, size_t, void* found) {
  for (size_t i = 0; i < object->dlpi_phnum; ++i) {
    const ElfW(Phdr)& segment = object->dlpi_phdr[i];
    if (segment.p_type != PT_NOTE) continue;
    const auto address = object->dlpi_addr + segment.p_vaddr;
    const auto* const begin =
        reinterpret_cast<const char*>(address);  // NOLINT(performance-no-int-to-ptr)
    const std::string_view id = build_id_in({begin, segment.p_memsz});
    if (id.empty()) continue;
    *static_cast<std::string_view*>(found) = id;
    break;
  }
  return 1;
}

}  // namespace

std::string_view program_build() {
  std::string_view id;
  ::dl_iterate_phdr(look_in_program, &id);
  return id;
}

}  // namespace sluice
