// The readers of image headers behind SniffImage. Each is called with its kind's first bytes present, fills in what it finds, and
// returns false where that does not follow the format or where `bytes` end (which then know what is wanted).
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "media/image_size.h"

namespace dropset {

// The first bytes of a file, looked at where they are.
class HeadBytes {
 public:
  explicit HeadBytes(std::span<const std::byte> head) : head_(head) {}

  // The bytes [offset, offset + size); null if they are not all here.
  const uint8_t* At(uint64_t offset, uint64_t size) {
    if (offset <= head_.size() && size <= head_.size() - offset) return reinterpret_cast<const uint8_t*>(head_.data()) + offset;
    if (offset <= kFarthest && size <= kFarthest) wanted_ = std::max(wanted_, (offset + size + kPiece - 1) / kPiece * kPiece);
    return nullptr;
  }
  // All that is here from `offset` on.
  std::string_view Rest(uint64_t offset) const {
    auto begin = static_cast<size_t>(std::min<uint64_t>(offset, head_.size()));
    return {reinterpret_cast<const char*>(head_.data()) + begin, head_.size() - begin};
  }
  // The size of a head that has what was looked for in vain; 0 if all was here.
  uint64_t wanted() const { return wanted_; }

 private:
  static constexpr uint64_t kPiece = uint64_t{64} << 10;    // what is wanted is rounded up to this
  static constexpr uint64_t kFarthest = uint64_t{1} << 53;  // offsets beyond are nonsense
  std::span<const std::byte> head_;
  uint64_t wanted_ = 0;
};

inline uint32_t BigEndian16(const uint8_t* p) { return uint32_t{p[0]} << 8 | p[1]; }
inline uint32_t BigEndian32(const uint8_t* p) { return BigEndian16(p) << 16 | BigEndian16(p + 2); }
inline uint64_t BigEndian64(const uint8_t* p) { return uint64_t{BigEndian32(p)} << 32 | BigEndian32(p + 4); }
inline uint32_t LittleEndian16(const uint8_t* p) { return uint32_t{p[1]} << 8 | p[0]; }
inline uint32_t LittleEndian24(const uint8_t* p) { return uint32_t{p[2]} << 16 | LittleEndian16(p); }
inline uint32_t LittleEndian32(const uint8_t* p) { return LittleEndian16(p + 2) << 16 | LittleEndian16(p); }
inline uint64_t LittleEndian64(const uint8_t* p) { return uint64_t{LittleEndian32(p + 4)} << 32 | LittleEndian32(p); }

bool ReadJpegHeader(HeadBytes& bytes, ImageInfo& info);
bool ReadTiffHeader(HeadBytes& bytes,
                    ImageInfo& info);  // also BigTIFF; also EXIF's directory, which has an orientation but no size

bool ReadJp2Header(HeadBytes& bytes, ImageInfo& info);
bool ReadHeifHeader(HeadBytes& bytes, ImageInfo& info);  // also AVIF

bool ReadPnmHeader(HeadBytes& bytes, ImageInfo& info);
bool ReadPamHeader(HeadBytes& bytes, ImageInfo& info);
bool ReadHdrHeader(HeadBytes& bytes, ImageInfo& info);

}  // namespace dropset
