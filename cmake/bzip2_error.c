#include <stdlib.h>

// bzip2 calls this when its own invariants fail, after which nothing in it can be trusted.
void bz_internal_error(int code) {
  (void)code;
  abort();
}
