# stb's image reader and writer, whose implementations are compiled here once. The pinned stb_image (2.27) trusts some of what broken
# files say; the fixes are those of 2.28.
file(READ ${stb_dir}/stb_image.h stb_image)

# stb_fix(<as it is> <as it should be>): at every place.
function(stb_fix from to)
  string(FIND "${stb_image}" "${from}" at)
  if(at EQUAL -1)
    message(FATAL_ERROR "stb_image.h is another one than this fix is for: ${from}")
  endif()
  string(REPLACE "${from}" "${to}" stb_image "${stb_image}")
  set(stb_image "${stb_image}" PARENT_SCOPE)
endfunction()

# JPEG: a Huffman table of more symbols than its arrays hold.
stb_fix("            L -= 17;\n"
        "            if (n > 256) return stbi__err(\"bad DHT header\", \"Corrupt JPEG\");\n            L -= 17;\n")
# JPEG: a code that the table does not have.
stb_fix("   STBI_ASSERT((((j->code_buffer) >> (32 - h->size[c])) & stbi__bmask[h->size[c]]) == h->code[c]);\n"
        "   if (c < 0 || c >= 256) return -1;\n")
# JPEG: more bits than are left before a marker.
stb_fix("if (j->code_bits < n) stbi__grow_buffer_unsafe(j);\n"
        "if (j->code_bits < n) stbi__grow_buffer_unsafe(j);\n   if (j->code_bits < n) return 0;\n")
stb_fix("if (j->code_bits < 1) stbi__grow_buffer_unsafe(j);\n"
        "if (j->code_bits < 1) stbi__grow_buffer_unsafe(j);\n   if (j->code_bits < 1) return 0;\n")
stb_fix("s = r & 15; // combined length\n"
        "s = r & 15;\n            if (s > j->code_bits) return stbi__err(\"bad huffman code\", \"Corrupt JPEG\");\n")
# HDR: runs of no pixels, as which the end of a file is read for ever.
stb_fix("if (count > nleft) {" "if (count == 0 || count > nleft) {")
# BMP: pixels whose colour the palette lacks would show what lay on the stack.
stb_fix("   stbi_uc pal[256][4];\n   int psize=0" "   stbi_uc pal[256][4] = {{0}};\n   int psize=0")

file(CONFIGURE OUTPUT ${PROJECT_BINARY_DIR}/stb/stb_image.h CONTENT "${stb_image}" @ONLY)

third_party_library(stb ${PROJECT_BINARY_DIR}/stb ${CMAKE_CURRENT_LIST_DIR}/stb.c)
target_include_directories(stb SYSTEM PUBLIC ${stb_dir})
# Without SIMD and fused arithmetic, so that pixels are the same everywhere.
target_compile_definitions(stb PUBLIC STBI_NO_STDIO STBI_WRITE_NO_STDIO
                           STBI_ONLY_JPEG STBI_ONLY_BMP STBI_ONLY_TGA STBI_ONLY_PNM STBI_ONLY_HDR
                           PRIVATE STBI_FAILURE_USERMSG STBI_NO_SIMD)
target_compile_options(stb PRIVATE -fwrapv -ffp-contract=off)  # its arithmetic on what files say overflows
