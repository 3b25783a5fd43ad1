// PackMemory: what an audit remembers of a pack it went through, entry by entry.
// CACHE.md draws the section.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/mapped_file.h"
#include "cache/scan_cache.h"
#include "git/pack_reader.h"
#include "sluice/result.h"

namespace sluice::cache {

inline constexpr Tag kPacks = {'P', 'A', 'C', 'K'};

// Of an entry, by its position in the index: kOpen, or a git::ObjectType and flags.
using Mark = uint8_t;
inline constexpr Mark kOpen = 0;         // to be looked at again
inline constexpr Mark kTypeBits = 7;     // a git::ObjectType
inline constexpr Mark kArchiveBit = 8;   // a compressed container, to be told each time
inline constexpr Mark kQuietBit = 0x10;  // matches that are not reported at any place it has

struct PackMemory {
  std::string_view pack_checksum, index_checksum;  // raw, an id's size
  FileIdentity file, index;  // inode 0: the file was too new for that to tell anything
  std::string_view marks;    // a byte an entry
  std::string_view sizes;    // 4 bytes an entry: the object's, inflated

  Mark mark(uint32_t position) const { return static_cast<Mark>(marks[position]); }
  uint32_t size(uint32_t position) const;
};

// The memories view `section`. kCorrupt: nothing of it is to be used.
Result<std::vector<PackMemory>> parse_pack_memories(std::string_view section, uint8_t id_bytes);
std::string write_pack_memories(std::span<const PackMemory> memories);

// That of `pack`, whose files are `file` and `index`. Where those are not the files that
// were remembered, or are too new to tell, both are hashed whole and held against what
// was remembered. Null: there is none, or the pack is not what it was.
const PackMemory* find_memory(std::span<const PackMemory> memories, const git::Pack& pack,
                              const FileIdentity& file, const FileIdentity& index);

// What to remember of a file that is read now, `now_ns` since the epoch: nothing where it
// was changed so shortly before that the clock may not tell the next change from that one.
FileIdentity lasting_identity(const FileIdentity& identity, int64_t now_ns);

}  // namespace sluice::cache
