# Third-party libraries, built from the pinned sources that scripts/setup fetched (third_party.lock), the same for native and wasm.
# They are built only when something links them, without their own build systems, several of which fail under Emscripten.

if(DEFINED ENV{DROPSET_CACHE})
  set(cache_default $ENV{DROPSET_CACHE})
else()
  set(cache_default ${PROJECT_SOURCE_DIR}/.cache)
endif()
set(DROPSET_CACHE ${cache_default} CACHE PATH "Where scripts/setup keeps what it fetches")
set(third_party ${DROPSET_CACHE}/third_party)

# <name>_dir for each row of the table.
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/third_party.lock)
file(STRINGS ${PROJECT_SOURCE_DIR}/third_party.lock rows REGEX "^[^#]")
foreach(row ${rows})
  string(REPLACE " " ";" row ${row})
  list(GET row 0 name)
  list(GET row 1 version)
  string(REPLACE "-" "_" variable ${name}_dir)
  set(${variable} ${third_party}/${name}-${version})
  if(NOT EXISTS ${${variable}}/.sha256)
    message(FATAL_ERROR "${name} ${version} is not in ${third_party}: run scripts/setup native")
  endif()
endforeach()

# third_party_library(<name> <include folder> <sources>...): a static library whose warnings are its authors' business.
function(third_party_library name include)
  add_library(${name} STATIC EXCLUDE_FROM_ALL ${ARGN})
  target_include_directories(${name} SYSTEM PUBLIC ${include})
  target_compile_options(${name} PRIVATE -w "$<$<CONFIG:Debug>:-O2;-g0>")
endfunction()

# third_party_headers(<name> <include folder>): headers alone.
function(third_party_headers name include)
  add_library(${name} INTERFACE)
  target_include_directories(${name} SYSTEM INTERFACE ${include})
endfunction()

third_party_headers(nlohmann_json ${nlohmann_json_dir}/single_include)
third_party_headers(fast_float ${fast_float_dir}/include)

set(zlib_sources adler32 crc32 deflate inffast inflate inftrees trees zutil)
list(TRANSFORM zlib_sources REPLACE "(.+)" "${zlib_dir}/\\1.c")
third_party_library(zlib ${zlib_dir} ${zlib_sources})
target_compile_definitions(zlib PRIVATE DYNAMIC_CRC_TABLE)  # computed when the first CRC is: 9 KB that do not compress
if(EMSCRIPTEN)
  target_compile_definitions(zlib PRIVATE Z_TESTW=8)  # CRC-32 by words of 64 bits, which zlib takes for granted on few processors
endif()

# BZ_NO_STDIO leaves the handler of internal errors to its user.
set(bzip2_sources blocksort huffman crctable randtable compress decompress bzlib)
list(TRANSFORM bzip2_sources REPLACE "(.+)" "${bzip2_dir}/\\1.c")
third_party_library(bzip2 ${bzip2_dir} ${bzip2_sources} ${CMAKE_CURRENT_LIST_DIR}/bzip2_error.c)
target_compile_definitions(bzip2 PRIVATE BZ_NO_STDIO)

file(GLOB_RECURSE double_conversion_sources ${double_conversion_dir}/double-conversion/*.cc)
third_party_library(double_conversion ${double_conversion_dir} ${double_conversion_sources})

# mbedtls' AES alone: libsodium has no AES-CBC.
third_party_library(mbedtls_aes ${mbedtls_dir}/include ${mbedtls_dir}/library/aes.c ${mbedtls_dir}/library/platform_util.c)
target_include_directories(mbedtls_aes SYSTEM PUBLIC ${CMAKE_CURRENT_LIST_DIR})
target_compile_definitions(mbedtls_aes PUBLIC MBEDTLS_CONFIG_FILE="mbedtls_config.h")  # without a path, so that clones share compiled files

include(cmake/libdeflate.cmake)
include(cmake/lzma.cmake)
include(cmake/sodium.cmake)
include(cmake/stb.cmake)

set(gtest_dir ${googletest_dir}/googletest)
third_party_library(gtest ${gtest_dir}/include ${gtest_dir}/src/gtest-all.cc ${gtest_dir}/src/gtest_main.cc)
target_include_directories(gtest PRIVATE ${gtest_dir})
if(EMSCRIPTEN)
  target_compile_definitions(gtest PUBLIC GTEST_HAS_PTHREAD=0)
else()
  find_package(Threads REQUIRED)
  target_link_libraries(gtest PUBLIC Threads::Threads)
endif()
