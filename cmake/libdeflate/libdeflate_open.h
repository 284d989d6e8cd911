// What libdeflate lacks to make one deflate stream of several buffers.
#pragma once

#include <libdeflate.h>

#ifdef __cplusplus
extern "C" {
#endif

// libdeflate_deflate_compress, but the stream goes on: no block is the final one, and an empty stored block at the end (RFC 1951,
// 3.2.4) fills up to a whole byte. `out` needs libdeflate_open_joint bytes more than for that. Not for level 0.
size_t libdeflate_deflate_compress_open(struct libdeflate_compressor *compressor, const void *in, size_t in_nbytes, void *out,
                                        size_t out_nbytes_avail);
enum { libdeflate_open_joint = 5 };

#ifdef __cplusplus
}
#endif
