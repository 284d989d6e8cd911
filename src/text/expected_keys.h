// What stands before a member's value, as it stood in the object before: programs write their objects' members in one order.
#pragma once

#if defined(__SSSE3__)  // x86, and WebAssembly by way of Emscripten's headers
#include <tmmintrin.h>
#endif

#include <array>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace dropset {

// `,"iscrowd": ` and the like, by the depth of the object and by which of its members it precedes.
class ExpectedKeys {
 public:
  static constexpr size_t kLongest = 32;  // bytes of the text, and those that must be readable where it is looked for

  struct alignas(16) Member {
    uint8_t size = 0;  // of the text; 0: nothing is expected
    uint8_t key_begin = 0, key_size = 0;

    // The key; kLongest bytes are readable from it on.
    const char* key() const { return text.data() + key_begin; }
    // Whether `at` begins with the text.
    bool StandsAt(const char* at) const {
#if defined(__SSSE3__)
      auto equal = [&](size_t k) {
        const auto vector = [k](const char* bytes) { return _mm_loadu_si128(reinterpret_cast<const __m128i*>(bytes + k)); };
        return static_cast<uint32_t>(_mm_movemask_epi8(_mm_cmpeq_epi8(vector(at), vector(text.data()))));
      };
      return size > 0 && ((equal(0) | equal(16) << 16) & mask) == mask;
#else
      return size > 0 && std::memcmp(at, text.data(), size) == 0;
#endif
    }

   private:
    friend class ExpectedKeys;
    std::array<char, 2 * kLongest> text{};  // twice as much as it needs, for key()
    uint32_t mask = 0;                      // a bit for each of the text's bytes
  };

  // Null where objects lie too deep, or have too many members, to be remembered.
  Member* Find(size_t depth, uint64_t member) {
    return depth <= kDepths && member < kMembers ? &members_[depth - 1][static_cast<size_t>(member)] : nullptr;
  }

  // `text` ends before the value; `key` stands in it as it is, or the member is forgotten.
  static void Learn(Member& member, std::string_view text, std::string_view key) {
    member = {};
    const size_t quote = text.find('"');
    if (text.size() > kLongest || text.substr(quote + 1, key.size()) != key) return;
    std::memcpy(member.text.data(), text.data(), text.size());
    member.mask = static_cast<uint32_t>((uint64_t{1} << text.size()) - 1);
    member.key_begin = static_cast<uint8_t>(quote + 1);
    member.key_size = static_cast<uint8_t>(key.size());
    member.size = static_cast<uint8_t>(text.size());
  }

 private:
  static constexpr size_t kDepths = 4, kMembers = 16;
  std::array<std::array<Member, kMembers>, kDepths> members_;
};

}  // namespace dropset
