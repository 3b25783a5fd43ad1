# Every third-party library, each as one imported target that exactly one layer
# links (src/README.md says which). Debian packages only; nothing is downloaded.
find_package(PkgConfig REQUIRED)
find_package(Threads REQUIRED)

# sluice_import(NAME MODULE): target third_party::NAME from pkg-config's MODULE.
# In a static build the archive itself is linked.
function(sluice_import name module)
  pkg_check_modules(${name} REQUIRED QUIET ${module})
  add_library(third_party_${name} INTERFACE)
  add_library(third_party::${name} ALIAS third_party_${name})
  target_include_directories(third_party_${name} SYSTEM INTERFACE ${${name}_INCLUDE_DIRS})
  set(suffixes ${CMAKE_FIND_LIBRARY_SUFFIXES})
  if(SLUICE_STATIC)
    set(CMAKE_FIND_LIBRARY_SUFFIXES .a)
  endif()
  foreach(library IN LISTS ${name}_LIBRARIES)
    if(library MATCHES "pthread|^m$|stdc")
      continue()
    endif()
    find_library(${name}_${library}_path ${library} HINTS ${${name}_LIBRARY_DIRS} REQUIRED)
    target_link_libraries(third_party_${name} INTERFACE ${${name}_${library}_path})
  endforeach()
  target_link_libraries(third_party_${name} INTERFACE Threads::Threads)
endfunction()

# Hyperscan and Vectorscan install the same header and the same pkg-config
# module, and conflict as packages; the option says which one is meant, so that
# --version and the cache keys can name it.
if(NOT SLUICE_HS MATCHES "^(hyperscan|vectorscan)$")
  message(FATAL_ERROR "SLUICE_HS must be hyperscan or vectorscan, not '${SLUICE_HS}'")
endif()
sluice_import(hs libhs)
sluice_import(re2 re2)
sluice_import(deflate libdeflate)
sluice_import(zlib zlib)
sluice_import(crypto libcrypto)

# Header-only.
find_path(TOMLPLUSPLUS_INCLUDE toml++/toml.h REQUIRED)
add_library(third_party_toml INTERFACE)
add_library(third_party::toml ALIAS third_party_toml)
target_include_directories(third_party_toml SYSTEM INTERFACE ${TOMLPLUSPLUS_INCLUDE})
find_path(CLI11_INCLUDE CLI/CLI.hpp REQUIRED)
add_library(third_party_cli11 INTERFACE)
add_library(third_party::cli11 ALIAS third_party_cli11)
target_include_directories(third_party_cli11 SYSTEM INTERFACE ${CLI11_INCLUDE})
find_path(NLOHMANN_INCLUDE nlohmann/json.hpp REQUIRED)
add_library(third_party_json INTERFACE)
add_library(third_party::json ALIAS third_party_json)
target_include_directories(third_party_json SYSTEM INTERFACE ${NLOHMANN_INCLUDE})
