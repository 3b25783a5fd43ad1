// Chunks: the pieces in which gitleaks looks at a file.
#pragma once

#include <cstdint>
#include <functional>
#include <string_view>

namespace sluice::gitleaks {

// Gives the pieces of a file in order with the number of their first line, from 1: about 100 kB
// each, on to the next blank line where there is one within 25 kB. False: it starts as a file of
// a binary format (an archive, a program, a font, a document), and what follows was not given.
bool for_each_chunk(std::string_view bytes,
                    const std::function<void(std::string_view chunk, int64_t line)>& take);

// Whether a file of that name is an archive or compressed, as gitleaks tells by it.
bool has_archive_name(std::string_view path);

}  // namespace sluice::gitleaks
