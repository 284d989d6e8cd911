# libsodium's portable code, without that written for one processor's vector instructions.
set(libsodium ${libsodium_dir}/src/libsodium)
file(GLOB_RECURSE sodium_sources ${libsodium}/*.c)
list(FILTER sodium_sources EXCLUDE REGEX "(avx|sse|aesni|sandy2x|xmm6)")

# What its configure script would make of version.h.in, beside a copy of the header that it includes.
set(VERSION 1.0.18)
set(SODIUM_LIBRARY_VERSION_MAJOR 10)
set(SODIUM_LIBRARY_VERSION_MINOR 3)
set(SODIUM_LIBRARY_MINIMAL_DEF "")
configure_file(${libsodium}/include/sodium/version.h.in ${PROJECT_BINARY_DIR}/sodium/include/sodium/version.h @ONLY)
configure_file(${libsodium}/include/sodium/export.h ${PROJECT_BINARY_DIR}/sodium/include/sodium/export.h COPYONLY)

third_party_library(sodium ${libsodium}/include ${sodium_sources})
target_include_directories(sodium SYSTEM PUBLIC ${PROJECT_BINARY_DIR}/sodium/include)
target_include_directories(sodium PRIVATE ${libsodium}/include/sodium ${PROJECT_BINARY_DIR}/sodium/include/sodium)
target_compile_definitions(sodium PUBLIC SODIUM_STATIC PRIVATE CONFIGURED=1 NATIVE_LITTLE_ENDIAN=1)
