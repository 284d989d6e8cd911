# Toolchain: the Emscripten whose emcc is on PATH, with its own CMake module.
find_program(EMCC emcc REQUIRED)
file(REAL_PATH ${EMCC} EMCC)
cmake_path(GET EMCC PARENT_PATH emscripten_root)
include(${emscripten_root}/cmake/Modules/Platform/Emscripten.cmake)
