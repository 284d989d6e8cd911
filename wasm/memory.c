// memcpy by vectors, in place of Emscripten's, which copies words of four bytes and leaves what is long to JavaScript. The records and
// texts of annotations are copies of some hundred bytes each.
#include <stddef.h>
#include <stdint.h>
#include <wasm_simd128.h>

typedef uint64_t __attribute__((aligned(1), may_alias)) u64;
typedef uint32_t __attribute__((aligned(1), may_alias)) u32;

// memory.copy is a call of the engine's, worth its cost from about here on.
#define LONG_COPY 1024

void* memcpy(void* restrict to, const void* restrict from, size_t size) {
  uint8_t* t = to;
  const uint8_t* f = from;
  if (size >= LONG_COPY) {
    return __builtin_memcpy(to, from, size);  // which -mbulk-memory makes that instruction
  }
  // From both ends, which may overlap: all is loaded before what overlaps is stored.
  if (size >= 16) {
    const v128_t last = wasm_v128_load(f + size - 16);
    uint8_t* const end = t + size - 16;
    for (; t < end; t += 16, f += 16) wasm_v128_store(t, wasm_v128_load(f));
    wasm_v128_store(end, last);
  } else if (size >= 8) {
    const u64 first = *(const u64*)f, last = *(const u64*)(f + size - 8);
    *(u64*)t = first;
    *(u64*)(t + size - 8) = last;
  } else if (size >= 4) {
    const u32 first = *(const u32*)f, last = *(const u32*)(f + size - 4);
    *(u32*)t = first;
    *(u32*)(t + size - 4) = last;
  } else if (size > 0) {
    const uint8_t first = f[0], middle = f[size / 2], last = f[size - 1];
    t[0] = first;
    t[size / 2] = middle;
    t[size - 1] = last;
  }
  return to;
}
