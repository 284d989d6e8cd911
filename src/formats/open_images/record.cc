#include "formats/open_images/record.h"

#include <algorithm>
#include <cstring>

#include "formats/open_images/box_parts.h"

namespace dropset::open_images {
namespace {

enum Flag : uint8_t {
  kHasNumber = 1,
  kNumberIsOne = 2,  // and does not follow
  kNumberIsInteger = 4,
  kHasCorners = 8,
  kBillionths = 16,  // the corners, as all of the official files are
};

// What follows it: number, corners, then of masks row and box id, of pixels row, height, width and runs.
struct Fixed {
  uint32_t size;
  uint32_t image;
  uint32_t label;
  RecordKind kind;
  uint8_t flags;
  uint16_t answers;  // two bits each
};

class Appender {
 public:
  explicit Appender(std::vector<std::byte>& out) : out_(out) {}
  template <class T>
  void Put(const T* values, size_t count) {
    const auto bytes = std::as_bytes(std::span(values, count));
    out_.insert(out_.end(), bytes.begin(), bytes.end());
  }

 private:
  std::vector<std::byte>& out_;
};

class Taker {
 public:
  explicit Taker(const std::byte* at) : at_(at) {}
  template <class T>
  void Get(T* values, size_t count) {
    if (count) std::memcpy(values, at_, count * sizeof(T));
    at_ += count * sizeof(T);
  }
  const std::byte* at() const { return at_; }

 private:
  const std::byte* at_;
};

bool AreBillionths(const std::array<double, 4>& corners, std::array<int32_t, 4>& billionths) {
  for (size_t k = 0; k < corners.size(); ++k) {
    if (!IsBillionths(corners[k], billionths[k])) return false;
  }
  return true;
}

}  // namespace

void Record::Clear() {
  kind = RecordKind::kLabel;
  image = label = row = mask_height = mask_width = 0;
  has_number = number_is_integer = has_corners = false;
  number = 0;
  corners.fill(0);
  answers.fill(Answer::kUnknown);
  box_id.clear();
  runs.clear();
}

void Encode(const Record& r, std::vector<std::byte>& out) {
  const size_t begin = out.size();
  Appender appender(out);
  std::array<int32_t, 4> billionths;
  const bool is_one = r.has_number && r.number == 1;
  const bool small = r.has_corners && AreBillionths(r.corners, billionths);
  Fixed fixed{};
  fixed.image = r.image;
  fixed.label = r.label;
  fixed.kind = r.kind;
  fixed.flags = static_cast<uint8_t>((r.has_number ? kHasNumber : 0) | (is_one ? kNumberIsOne : 0) |
                                     (r.number_is_integer ? kNumberIsInteger : 0) | (r.has_corners ? kHasCorners : 0) |
                                     (small ? kBillionths : 0));
  for (size_t k = 0; k < r.answers.size(); ++k) fixed.answers |= static_cast<uint16_t>(static_cast<int>(r.answers[k]) << 2 * k);
  appender.Put(&fixed, 1);
  if (r.has_number && !is_one) appender.Put(&r.number, 1);
  if (small) appender.Put(billionths.data(), billionths.size());
  if (r.has_corners && !small) appender.Put(r.corners.data(), r.corners.size());
  if (r.kind == RecordKind::kMask || r.kind == RecordKind::kPixels) appender.Put(&r.row, 1);
  if (r.kind == RecordKind::kMask) appender.Put(r.box_id.data(), r.box_id.size());
  if (r.kind == RecordKind::kPixels) {
    appender.Put(&r.mask_height, 1);
    appender.Put(&r.mask_width, 1);
    appender.Put(r.runs.data(), r.runs.size());
  }
  const auto size = static_cast<uint32_t>(out.size() - begin);
  std::memcpy(out.data() + begin, &size, sizeof size);
}

RecordHead HeadOf(std::span<const std::byte> bytes) {
  RecordHead head;
  std::memcpy(&head, bytes.data(), sizeof head);
  return head;
}

void Decode(std::span<const std::byte> bytes, Record& r) {
  r.Clear();
  Taker taker(bytes.data());
  Fixed fixed;
  taker.Get(&fixed, 1);
  r.kind = fixed.kind;
  r.image = fixed.image;
  r.label = fixed.label;
  r.has_number = fixed.flags & kHasNumber;
  r.number_is_integer = fixed.flags & kNumberIsInteger;
  r.has_corners = fixed.flags & kHasCorners;
  for (size_t k = 0; k < r.answers.size(); ++k) r.answers[k] = static_cast<Answer>(fixed.answers >> 2 * k & 3);
  if (fixed.flags & kNumberIsOne) {
    r.number = 1;
  } else if (r.has_number) {
    taker.Get(&r.number, 1);
  }
  if (fixed.flags & kBillionths) {
    std::array<int32_t, 4> billionths;
    taker.Get(billionths.data(), billionths.size());
    for (size_t k = 0; k < 4; ++k) r.corners[k] = billionths[k] / 1e9;
  } else if (r.has_corners) {
    taker.Get(r.corners.data(), r.corners.size());
  }
  if (r.kind != RecordKind::kMask && r.kind != RecordKind::kPixels) return;
  taker.Get(&r.row, 1);
  const auto rest = [&] { return fixed.size - static_cast<size_t>(taker.at() - bytes.data()); };
  if (r.kind == RecordKind::kMask) {
    r.box_id.resize(rest());
    taker.Get(r.box_id.data(), r.box_id.size());
    return;
  }
  taker.Get(&r.mask_height, 1);
  taker.Get(&r.mask_width, 1);
  r.runs.resize(rest() / sizeof(uint32_t));
  taker.Get(r.runs.data(), r.runs.size());
}

}  // namespace dropset::open_images
