#include "deflate_compress.c"  // first: its headers insist on it

#include "libdeflate_open.h"

size_t libdeflate_deflate_compress_open(struct libdeflate_compressor *c, const void *in, size_t in_nbytes, void *out,
                                        size_t out_nbytes_avail) {
  const size_t reserved = OUTPUT_END_PADDING + libdeflate_open_joint;
  if (out_nbytes_avail <= reserved) return 0;
  struct deflate_output_bitstream os = {.left_open = true, .next = out, .end = (u8 *)out + out_nbytes_avail - reserved};
  (*c->impl)(c, in, in_nbytes, &os);
  if (os.next >= os.end) return 0;
  // The stored block's three bits of header are zeros.
  *os.next++ = os.bitbuf;
  if (os.bitcount > 5) *os.next++ = 0;
  put_unaligned_le32(0xFFFF0000, os.next);  // its length and the complement
  return os.next + 4 - (u8 *)out;
}
