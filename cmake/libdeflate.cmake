# libdeflate, changed in two places while it is unpacked into the build folder: a compressed buffer may be left open, so that another
# one can follow in the same deflate stream (libdeflate_open.h), and WebAssembly's words count as the 64 bits that they are.
set(libdeflate ${PROJECT_BINARY_DIR}/libdeflate)
file(COPY ${libdeflate_dir}/ DESTINATION ${libdeflate} FILES_MATCHING PATTERN *.h PATTERN *.c PATTERN programs EXCLUDE)

# libdeflate_replace(<file> <text> <replacement>): exactly this text, which must be there.
function(libdeflate_replace file text replacement)
  file(READ ${libdeflate}/${file} source)
  string(FIND "${source}" "${text}" found)
  if(found EQUAL -1)
    message(FATAL_ERROR "libdeflate's ${file} is not as expected: it lacks ${text}")
  endif()
  string(REPLACE "${text}" "${replacement}" source "${source}")
  file(WRITE ${libdeflate}/${file} "${source}")
endfunction()
libdeflate_replace(common_defs.h "typedef size_t machine_word_t;" "#include <stdint.h>
#ifdef __wasm__
typedef uint64_t machine_word_t;
#else
typedef size_t machine_word_t;
#endif")
libdeflate_replace(lib/deflate_compress.c "struct deflate_output_bitstream {" "struct deflate_output_bitstream {
	bool left_open;")
libdeflate_replace(lib/deflate_compress.c "		    const struct deflate_sequence *sequences,
		    bool is_final_block)
{" "		    const struct deflate_sequence *sequences,
		    bool is_final_block)
{
	if (os->left_open)
		is_final_block = false;")
libdeflate_replace(lib/deflate_compress.c "	struct deflate_output_bitstream os;
" "	struct deflate_output_bitstream os = { .left_open = false };
")

# libdeflate_open.c includes deflate_compress.c.
file(GLOB libdeflate_sources ${libdeflate}/lib/*.c ${libdeflate}/lib/*/cpu_features.c)
list(FILTER libdeflate_sources EXCLUDE REGEX "/deflate_compress\\.c$")
third_party_library(libdeflate ${libdeflate} ${libdeflate_sources} ${CMAKE_CURRENT_LIST_DIR}/libdeflate/libdeflate_open.c)
target_include_directories(libdeflate SYSTEM PUBLIC ${CMAKE_CURRENT_LIST_DIR}/libdeflate PRIVATE ${libdeflate}/lib)
