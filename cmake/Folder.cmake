# What every target of sluice is compiled with, and the two verbs that the
# CMakeLists.txt of src and tests are written in.
add_library(sluice_flags INTERFACE)
target_include_directories(sluice_flags INTERFACE ${PROJECT_SOURCE_DIR}/include
                                                  ${PROJECT_SOURCE_DIR}/src)
target_compile_options(sluice_flags INTERFACE -Wall -Wextra -Wshadow -Wconversion
                                              -ffile-prefix-map=${PROJECT_SOURCE_DIR}/=)
# Tells one build from the next (base/program_build.h).
target_link_options(sluice_flags INTERFACE LINKER:--build-id=sha1)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  # g++ 12 warns of std::string's own memcpy (GCC bug 105651).
  target_compile_options(sluice_flags INTERFACE -Wno-restrict)
endif()
if(CMAKE_UNITY_BUILD AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # The release preset alone compiles sources in batches: their headers are most of the cost, and 12
  # CPU minutes became 6, the link's among them (2026-11-30; without LTO 7.7, and a slower program). The dev
  # preset takes one at a time, which shows that each includes what it uses and keeps rebuilds small.
  # In a batch every source is an included file, of whose unnamed namespaces g++ warns, and the
  # names of other sources are there to be shadowed.
  target_compile_options(sluice_flags INTERFACE -Wno-subobject-linkage -Wno-shadow)
endif()
if(SLUICE_WERROR)
  target_compile_options(sluice_flags INTERFACE -Werror)
endif()
if(SLUICE_SANITIZE)
  target_compile_options(sluice_flags INTERFACE -fsanitize=${SLUICE_SANITIZE}
                                                -fno-omit-frame-pointer
                                                -fno-sanitize-recover=all)
  target_link_options(sluice_flags INTERFACE -fsanitize=${SLUICE_SANITIZE})
endif()
if(SLUICE_FUZZ)
  target_compile_options(sluice_flags INTERFACE -fsanitize=fuzzer-no-link)
endif()

# sluice_folder(NAME EXCEPT … SOURCES … LINKS …): library sluice_NAME of every .cc file of the folder it
# is called in but EXCEPT, and of SOURCES, which lie elsewhere. LINKS names other folders or third_party targets: the
# include graph.
function(sluice_folder name)
  cmake_parse_arguments(arg "" "" "EXCEPT;SOURCES;LINKS;PRIVATE_LINKS" ${ARGN})
  file(GLOB own CONFIGURE_DEPENDS RELATIVE ${CMAKE_CURRENT_SOURCE_DIR} *.cc */*.cc)
  if(arg_EXCEPT)
    list(REMOVE_ITEM own ${arg_EXCEPT})
  endif()
  add_library(sluice_${name} STATIC ${own} ${arg_SOURCES})
  target_link_libraries(sluice_${name} PUBLIC sluice_flags)
  foreach(link IN LISTS arg_LINKS)
    if(TARGET sluice_${link})
      target_link_libraries(sluice_${name} PUBLIC sluice_${link})
    else()
      target_link_libraries(sluice_${name} PUBLIC ${link})
    endif()
  endforeach()
  target_link_libraries(sluice_${name} PRIVATE ${arg_PRIVATE_LINKS})
endfunction()

# What every test includes, read once: gtest.h alone is two thirds of the time that a test takes to compile. A program,
# not a library, so that its headers are compiled as those of the tests are (-fPIE).
if(SLUICE_TESTS)
  find_package(GTest REQUIRED)
  add_executable(sluice_test_headers EXCLUDE_FROM_ALL ${PROJECT_SOURCE_DIR}/tests/support/headers.cc)
  target_link_libraries(sluice_test_headers PRIVATE sluice_flags GTest::gtest)
  target_precompile_headers(sluice_test_headers PRIVATE <gtest/gtest.h> <filesystem> <fstream> <functional>
                                                        <map> <optional> <span> <string> <vector>)
endif()

# sluice_test(NAME SOURCES … LINKS …): one GoogleTest program of a tests folder,
# each of its cases a ctest test.
function(sluice_test name)
  cmake_parse_arguments(arg "" "" "SOURCES;LINKS" ${ARGN})
  add_executable(${name}_test ${arg_SOURCES})
  target_include_directories(${name}_test PRIVATE ${PROJECT_SOURCE_DIR}/tests)
  target_link_libraries(${name}_test PRIVATE ${arg_LINKS} GTest::gtest_main)
  target_precompile_headers(${name}_test REUSE_FROM sluice_test_headers)
  # Without it, ccache caches nothing that has precompiled headers.
  target_compile_options(${name}_test PRIVATE $<$<CXX_COMPILER_ID:GNU>:-fpch-preprocess>)
  gtest_discover_tests(${name}_test TEST_PREFIX "${name}." DISCOVERY_TIMEOUT 60
                       PROPERTIES TIMEOUT 300)
endfunction()
