// What stands before a member's value, as it stood in the object before: programs write their objects' members in one order.
#pragma once

#include <array>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace dropset {

// `,"iscrowd": ` and the like, by the depth of the object and by which of its members it precedes.
class ExpectedKeys {
 public:
  static constexpr size_t kLongest = 32;  // bytes of the text, and those that must be readable where it is looked for

  struct Member {
    uint8_t size = 0;  // of the text; 0: nothing is expected
    uint8_t key_begin = 0, key_size = 0;

    // The key; kLongest bytes are readable from it on.
    const char* key() const { return reinterpret_cast<const char*>(text.data()) + key_begin; }
    // Whether `at` begins with the text: by words, as calls and loops cost more than all bytes do.
    bool StandsAt(const char* at) const {
      uint64_t different = 0;
      for (size_t k = 0; k < kWords; ++k) {
        uint64_t word;
        std::memcpy(&word, at + k * sizeof word, sizeof word);
        different |= (word ^ text[k]) & mask[k];
      }
      return different == 0 && size > 0;
    }

   private:
    friend class ExpectedKeys;
    static constexpr size_t kWords = kLongest / sizeof(uint64_t);
    std::array<uint64_t, 2 * kWords> text{};  // twice, for key()
    std::array<uint64_t, kWords> mask{};      // of the text's bytes
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
    std::array<char, kLongest> mask{};
    std::memset(mask.data(), 0xFF, text.size());
    std::memcpy(member.mask.data(), mask.data(), mask.size());
    member.key_begin = static_cast<uint8_t>(quote + 1);
    member.key_size = static_cast<uint8_t>(key.size());
    member.size = static_cast<uint8_t>(text.size());
  }

 private:
  static constexpr size_t kDepths = 4, kMembers = 16;
  std::array<std::array<Member, kMembers>, kDepths> members_;
};

}  // namespace dropset
