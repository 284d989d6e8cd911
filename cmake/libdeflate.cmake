# libdeflate, changed in three places while it is unpacked into the build folder: a compressed buffer may be left open, so that another
# one can follow in the same deflate stream (libdeflate_open.h); WebAssembly's words count as the 64 bits that they are; and level 1
# looks less closely: it remembers one place for each hash, not two, of a match's positions the first and the last four, and goes in
# larger steps where nothing matches. That makes it twice as fast on numbers, a third on text, and leaves 8 % more of the
# former, 4 % of the latter (docs/performance.md).
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
libdeflate_replace(lib/ht_matchfinder.h "HT_MATCHFINDER_BUCKET_SIZE	2" "HT_MATCHFINDER_BUCKET_SIZE	1")
libdeflate_replace(lib/ht_matchfinder.h "	hash = *next_hash;
	do {
		for (i = HT_MATCHFINDER_BUCKET_SIZE - 1; i > 0; i--)
			mf->hash_tab[hash][i] = mf->hash_tab[hash][i - 1];
		mf->hash_tab[hash][0] = cur_pos;
" "	hash = *next_hash;
	if (remaining > 5) {
		/* The first one, and then the last four. */
		mf->hash_tab[hash][0] = cur_pos;
		cur_pos += remaining - 4;
		in_next += remaining - 4;
		remaining = 4;
		hash = lz_hash(get_unaligned_le32(in_next), HT_MATCHFINDER_HASH_ORDER);
	}
	do {
		mf->hash_tab[hash][0] = cur_pos;
")
libdeflate_replace(lib/ht_matchfinder.h "	u32 remaining = count;
	int i;
" "	u32 remaining = count;
")
libdeflate_replace(lib/deflate_compress.c "	u32 next_hash = 0;

	ht_matchfinder_init" "	u32 next_hash = 0;
	u32 misses = 0; /* positions in a row that were looked at in vain */

	ht_matchfinder_init")
libdeflate_replace(lib/deflate_compress.c "							  &next_hash);
				in_next += length;
			} else {
				/* No match found */
				deflate_choose_literal(c, *in_next++, false,
						       seq);
			}
" "							  &next_hash);
				in_next += length;
				misses = 0;
			} else {
				/* No match found: this literal, and up to seven that are not looked at. Not beyond the window, which
				 * the matchfinder slides only where it stands right at its end. */
				u32 literals = 1 + MIN(++misses >> 3, 7);
				const u32 in_window = in_cur_base + MATCHFINDER_WINDOW_SIZE - in_next;
				if (literals > in_window)
					literals = in_window;
				if (remaining < 2 * DEFLATE_MAX_MATCH_LEN)
					literals = 1;
				const bool stepped = literals > 1;
				do {
					deflate_choose_literal(c, *in_next++, false, seq);
				} while (--literals);
				if (stepped)
					next_hash = lz_hash(get_unaligned_le32(in_next), HT_MATCHFINDER_HASH_ORDER);
			}
")
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
