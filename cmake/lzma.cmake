# liblzma, single-threaded, with the filters that zip's method 14 (LZMA1) and .xz (LZMA2) need; of all but the decoder the small variant,
# whose tables are computed.
set(liblzma ${xz_dir}/src/liblzma)
file(GLOB lzma_sources ${liblzma}/common/*.c ${liblzma}/check/*.c ${liblzma}/lz/*.c ${liblzma}/lzma/*.c ${liblzma}/rangecoder/*.c)
list(FILTER lzma_sources EXCLUDE REGEX "(_mt|tablegen|crc[0-9]+_(fast|table)|fastpos_table|outqueue|hardware_[a-z]+)\\.c$")
list(FILTER lzma_sources EXCLUDE REGEX "(microlzma_[a-z]+|lzip_decoder|sha256)\\.c$")
third_party_library(lzma ${liblzma}/api ${lzma_sources})
target_include_directories(lzma PRIVATE ${xz_dir}/src/common ${liblzma}/common ${liblzma}/check ${liblzma}/lz ${liblzma}/lzma
                                        ${liblzma}/rangecoder ${liblzma}/delta ${liblzma}/simple)
target_compile_definitions(lzma PUBLIC LZMA_API_STATIC)
target_compile_definitions(
  lzma
  PRIVATE TUKLIB_SYMBOL_PREFIX=lzma_
          HAVE_SMALL
          HAVE_STDBOOL_H
          HAVE__BOOL
          HAVE_STDINT_H
          HAVE_INTTYPES_H
          HAVE_STRING_H
          HAVE_CHECK_CRC32
          HAVE_CHECK_CRC64
          HAVE_ENCODERS
          HAVE_ENCODER_LZMA1
          HAVE_ENCODER_LZMA2
          HAVE_DECODERS
          HAVE_DECODER_LZMA1
          HAVE_DECODER_LZMA2
          HAVE_MF_HC3
          HAVE_MF_HC4
          HAVE_MF_BT2
          HAVE_MF_BT3
          HAVE_MF_BT4)

set_source_files_properties(${liblzma}/lzma/lzma_decoder.c PROPERTIES COMPILE_OPTIONS -UHAVE_SMALL)
