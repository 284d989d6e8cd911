# Fuzz targets (tests/fuzz/target.h), with clang's libFuzzer: fuzz_<target>, and fuzz_targets builds them all. scripts/fuzz runs them.

if(NOT CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
  message(FATAL_ERROR "fuzzing needs clang")
endif()
target_compile_options(dropset_options INTERFACE -fsanitize=fuzzer-no-link)
target_compile_definitions(dropset_options INTERFACE DROPSET_SMALL_WINDOWS)

file(GLOB_RECURSE fuzz_sources RELATIVE ${PROJECT_SOURCE_DIR}/tests/fuzz CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/tests/fuzz/*/*.cc)
set(fuzz_names ${fuzz_sources})
list(TRANSFORM fuzz_names REPLACE "/.*" "")
list(REMOVE_DUPLICATES fuzz_names)

add_custom_target(fuzz_targets)
foreach(name ${fuzz_names})
  set(sources ${fuzz_sources})
  list(FILTER sources INCLUDE REGEX "^${name}/")
  list(TRANSFORM sources PREPEND ${PROJECT_SOURCE_DIR}/tests/fuzz/)
  add_executable(fuzz_${name} EXCLUDE_FROM_ALL ${sources} ${PROJECT_SOURCE_DIR}/tests/fuzz/target.cc
                                               ${PROJECT_SOURCE_DIR}/tests/fuzz/libfuzzer.cc)
  target_include_directories(fuzz_${name} PRIVATE ${PROJECT_SOURCE_DIR}/tests)
  target_link_libraries(fuzz_${name} PRIVATE dropset_core dropset_options)
  target_link_options(fuzz_${name} PRIVATE -fsanitize=fuzzer)
  add_dependencies(fuzz_targets fuzz_${name})
endforeach()
