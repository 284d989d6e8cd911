# One test program per folder of tests/ that holds a *_test.cc: dropset_tests_<folder>. A folder named like a layer is linked with that
# layer, any other with everything; tests/support holds what several of them share. dropset_tests builds them all.

file(GLOB_RECURSE test_sources RELATIVE ${PROJECT_SOURCE_DIR}/tests CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/tests/*.cc)
list(FILTER test_sources EXCLUDE REGEX "^fuzz/libfuzzer")
set(support_sources ${test_sources})
list(FILTER support_sources INCLUDE REGEX "^support/")
list(TRANSFORM support_sources PREPEND ${PROJECT_SOURCE_DIR}/tests/)

# An archive, so that a layer's tests link only the files that they use: the others may need layers above it.
add_library(dropset_test_support STATIC EXCLUDE_FROM_ALL ${support_sources})
target_include_directories(dropset_test_support PUBLIC ${PROJECT_SOURCE_DIR}/tests PRIVATE ${PROJECT_SOURCE_DIR}/src)
target_link_libraries(dropset_test_support PUBLIC gtest dropset_options)

add_custom_target(dropset_tests)

function(dropset_test_program folder)
  set(sources ${test_sources})
  list(FILTER sources INCLUDE REGEX "^${folder}/")
  list(TRANSFORM sources PREPEND ${PROJECT_SOURCE_DIR}/tests/)
  if(TARGET dropset_${folder})
    set(library dropset_${folder})
  else()
    set(library dropset_core)
  endif()
  add_executable(dropset_tests_${folder} EXCLUDE_FROM_ALL ${sources})
  target_link_libraries(dropset_tests_${folder} PRIVATE dropset_test_support ${library})
  target_link_options(dropset_tests_${folder} PRIVATE -Wl,--gc-sections)
  add_dependencies(dropset_tests dropset_tests_${folder})
  add_test(NAME ${folder} COMMAND dropset_tests_${folder} --gtest_brief=1
           --gtest_output=xml:${PROJECT_BINARY_DIR}/results/${folder}.xml)
  set_tests_properties(${folder} PROPERTIES TIMEOUT 600)
endfunction()

set(folders ${test_sources})
list(FILTER folders INCLUDE REGEX "_test\\.cc$")
list(TRANSFORM folders REPLACE "/.*" "")
list(REMOVE_DUPLICATES folders)
foreach(folder ${folders})
  dropset_test_program(${folder})
endforeach()

target_compile_definitions(dropset_tests_fuzz PRIVATE DROPSET_FUZZ_FOLDER="${PROJECT_SOURCE_DIR}/tests/fuzz")

# What the tests run beside the libraries: see the head of each file.
add_executable(native_convert EXCLUDE_FROM_ALL ${PROJECT_SOURCE_DIR}/tests/tools/native_convert.cc)
target_link_libraries(native_convert PRIVATE dropset_core dropset_options)
