# One test program per folder of tests/ that holds a *_test.cc: dropset_tests_<folder>. A folder named like a layer is linked with that
# layer, any other with everything; tests/support holds what several of them share. dropset_tests builds them all. With Emscripten they
# run under Node.js, whose files are theirs.

file(GLOB_RECURSE test_sources RELATIVE ${PROJECT_SOURCE_DIR}/tests CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/tests/*.cc)
list(FILTER test_sources EXCLUDE REGEX "^fuzz/libfuzzer")
if(EMSCRIPTEN)
  list(FILTER test_sources EXCLUDE REGEX "_interop_test\\.cc$")  # these run other programs
  set(CMAKE_CROSSCOMPILING_EMULATOR node;--require=${PROJECT_SOURCE_DIR}/tests/wasm/node.cjs)
endif()
set(support_sources ${test_sources})
list(FILTER support_sources INCLUDE REGEX "^support/")
list(TRANSFORM support_sources PREPEND ${PROJECT_SOURCE_DIR}/tests/)

# An archive, so that a layer's tests link only the files that they use: the others may need layers above it.
add_library(dropset_test_support STATIC EXCLUDE_FROM_ALL ${support_sources})
target_include_directories(dropset_test_support PUBLIC ${PROJECT_SOURCE_DIR}/tests PRIVATE ${PROJECT_SOURCE_DIR}/src)
target_link_libraries(dropset_test_support PUBLIC gtest dropset_options)

# dropset_program(<target>): a program with a main(); compiled to wasm one that Node.js runs.
function(dropset_program target)
  if(EMSCRIPTEN)
    set_target_properties(${target} PROPERTIES SUFFIX .cjs)  # package.json makes modules of .js
    target_link_options(${target} PRIVATE -sENVIRONMENT=node -sNODERAWFS -sEXIT_RUNTIME -sALLOW_MEMORY_GROWTH -sMAXIMUM_MEMORY=4GB
                        -sTOTAL_STACK=1MB -sWASM_BIGINT)
  endif()
endfunction()

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
  dropset_program(dropset_tests_${folder})
  if(EMSCRIPTEN)
    # Quick to build: the layers under test are as optimised as in the package.
    target_compile_options(dropset_tests_${folder} PRIVATE -O1)
    target_link_options(dropset_tests_${folder} PRIVATE -O1)
  else()
    target_link_options(dropset_tests_${folder} PRIVATE -Wl,--gc-sections)
  endif()
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

# What tests and measurements run beside the libraries: see the head of each file.
function(dropset_tool name source)
  add_executable(${name} EXCLUDE_FROM_ALL ${PROJECT_SOURCE_DIR}/tests/${source})
  target_link_libraries(${name} PRIVATE dropset_test_support dropset_core)
  dropset_program(${name})
endfunction()
dropset_tool(native_convert tools/native_convert.cc)
dropset_tool(stages bench/stages.cc)
dropset_tool(levels bench/levels.cc)
