# How everything is compiled. The same sources must give the same bytes natively and in wasm, hence no contraction of a * b + c.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_C_STANDARD 11)
set(CMAKE_COLOR_DIAGNOSTICS ON)
add_compile_options(-ffp-contract=off -ffunction-sections -fdata-sections)

if(EMSCRIPTEN)
  add_compile_options(-msimd128 -fwasm-exceptions)
  add_link_options(-fwasm-exceptions)
  # Debian's Emscripten finds its JavaScript modules by itself only if Node.js is Debian's, too.
  if(EMSCRIPTEN_ROOT_PATH STREQUAL "/usr/share/emscripten")
    set_property(GLOBAL PROPERTY RULE_LAUNCH_LINK "${CMAKE_COMMAND} -E env NODE_PATH=/usr/share/nodejs")
  endif()
endif()
if(DROPSET_SANITIZE)
  add_compile_options(-fsanitize=address -fno-omit-frame-pointer)
  add_link_options(-fsanitize=address,undefined)
endif()

# For our own code, not for third parties'.
add_library(dropset_options INTERFACE)
target_compile_options(dropset_options INTERFACE -Wall -Wextra -Wpedantic -Werror)
if(EMSCRIPTEN OR CMAKE_SYSTEM_PROCESSOR MATCHES "^(x86_64|AMD64)$")
  target_compile_options(dropset_options INTERFACE -mssse3)  # vectors, of which Emscripten makes WebAssembly's
endif()
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  target_compile_options(dropset_options INTERFACE -Wno-restrict)  # GCC bug 105651: warns of std::string's own assign at -O2
endif()
if(DROPSET_SANITIZE)
  target_compile_options(dropset_options INTERFACE -fsanitize=undefined -fno-sanitize-recover=undefined)
endif()
