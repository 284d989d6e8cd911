# The module that the package loads: dropset.js and dropset.wasm, from wasm/bindings.cc. It has no file system, no eval, and no
# Node.js code: Node hands it the bytes of dropset.wasm.
file(GLOB bindings CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/wasm/*.cc)
add_executable(dropset_wasm ${bindings})
set_target_properties(dropset_wasm PROPERTIES OUTPUT_NAME dropset)
target_link_libraries(dropset_wasm PRIVATE dropset_core dropset_options)
target_link_options(
  dropset_wasm
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
  -sMAXIMUM_MEMORY=4GB
  -sTOTAL_STACK=1MB
  -sWASM_BIGINT)
