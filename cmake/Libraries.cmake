# What is linked in, and in which version: `sluice version` tells it, tools/sbom writes it down.
# name|Debian package|licence (SPDX)
set(SLUICE_LIBRARIES
  "RE2|libre2-dev|BSD-3-Clause"
  "libdeflate|libdeflate-dev|MIT"
  "zlib|zlib1g-dev|Zlib"
  "OpenSSL libcrypto|libssl-dev|Apache-2.0"
  "toml++|libtomlplusplus-dev|MIT"
  "CLI11|libcli11-dev|BSD-3-Clause"
  "JSON for Modern C++|nlohmann-json3-dev|MIT"
  "GNU C Library|libc6-dev|LGPL-2.1-or-later"
  "libstdc++|libstdc++--dev|GPL-3.0-or-later WITH GCC-exception-3.1")
if(SLUICE_HS STREQUAL "vectorscan")
  list(PREPEND SLUICE_LIBRARIES "Vectorscan|libvectorscan-dev|BSD-3-Clause")
else()
  list(PREPEND SLUICE_LIBRARIES "Hyperscan|libhyperscan-dev|BSD-3-Clause")
endif()

# sluice_library_rows(OUT): rows of a C++ table {name, version, licence, package}. Where the system has no
# dpkg, or the library came another way, the version is "unknown".
function(sluice_library_rows out)
  string(REGEX MATCH "^[0-9]+" major "${CMAKE_CXX_COMPILER_VERSION}")
  set(rows "")
  foreach(library IN LISTS SLUICE_LIBRARIES)
    string(REPLACE "|" ";" fields "${library}")
    list(GET fields 0 name)
    list(GET fields 1 package)
    list(GET fields 2 licence)
    string(REPLACE "libstdc++--dev" "libstdc++-${major}-dev" package "${package}")
    execute_process(COMMAND dpkg-query -W -f "\${Version}" ${package}
      OUTPUT_VARIABLE version ERROR_QUIET RESULT_VARIABLE failed)
    if(failed OR version STREQUAL "")
      set(version unknown)
    endif()
    string(APPEND rows "    {\"${name}\", \"${version}\", \"${licence}\", \"${package}\"},\n")
  endforeach()
  set(${out} "${rows}" PARENT_SCOPE)
endfunction()
