# The module that the package loads: dropset.js and dropset.wasm, from wasm/bindings.cc. It has no file system, no eval, and no
# Node.js code: Node hands it the bytes of dropset.wasm.
file(GLOB bindings CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/wasm/*.cc)

# dropset_module(<target> <folder> <largest memory>): dropset.js and dropset.wasm in the folder.
function(dropset_module target folder memory)
  add_executable(${target} EXCLUDE_FROM_ALL ${bindings})
  set_target_properties(${target} PROPERTIES OUTPUT_NAME dropset RUNTIME_OUTPUT_DIRECTORY ${folder})
  target_link_libraries(${target} PRIVATE dropset_core dropset_options)
  target_link_options(
    ${target}
    PRIVATE
    -O3
    -lembind
    -sMODULARIZE
    -sEXPORT_ES6
    -sENVIRONMENT=web,worker
    -sDYNAMIC_EXECUTION=0
    -sFILESYSTEM=0
    -sALLOW_MEMORY_GROWTH
    -sINITIAL_MEMORY=16MB
    -sMAXIMUM_MEMORY=${memory}
    -sTOTAL_STACK=1MB
    # Without a limit Binaryen inlines whatever has one caller, so that what runs for each annotation is compiled with all that hardly
    # ever runs: engines then spend half a second of a conversion on optimizing it.
    -sBINARYEN_EXTRA_PASSES=--one-caller-inline-max-function-size=200
    -sWASM_BIGINT)
endfunction()
dropset_module(dropset_wasm ${PROJECT_BINARY_DIR} 4294967296)

# The same with little memory, for the tests of what large datasets take.
dropset_module(dropset_wasm_limited ${PROJECT_BINARY_DIR}/128mb 134217728)
