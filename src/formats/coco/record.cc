#include "formats/coco/record.h"

#include <algorithm>
#include <cstring>
#include <iterator>

#include "base/hundredths.h"

namespace dropset::coco {
namespace {

enum Flag : uint16_t {
  kHasCategory = 1,
  kHasScore = 2,
  kIntegerScore = 4,
  kHasBox = 8,
  kHasMask = 16,
  kMaskFollowsImage = 32,
  kHasKeypoints = 64,
  kHundredths = 128,  // coords and box
};

// Fixed part; what follows it: score, box, coordinates, mask size, then the other lists in the order of their sizes here.
struct Fixed {
  RecordHead head;
  uint32_t rings, runs, visibility, attributes, caption;
  uint16_t flags;
  Crowd is_crowd;
  char padding;
};
constexpr size_t kAlignment = 8;
static_assert(sizeof(Fixed) % kAlignment == 0);

// Writes into memory that is large enough.
class Putter {
 public:
  explicit Putter(std::byte* to) : to_(to) {}
  std::byte* at() const { return to_; }
  template <class T>
  void Put(const T* values, size_t count) {
    if (count) std::memcpy(to_, values, count * sizeof(T));
    to_ += count * sizeof(T);
  }
  // Numbers as whole hundredths, which they must be, in four bytes each.
  void PutHundredths(std::span<const double> values) {
    auto* const hundredths = reinterpret_cast<int32_t*>(to_);
    for (size_t k = 0; k < values.size(); ++k) hundredths[k] = ToHundredths(values[k]);
    to_ += values.size() * sizeof *hundredths;
  }

 private:
  std::byte* to_;
};

// Finds what Putter wrote.
class Taker {
 public:
  explicit Taker(const std::byte* at) : at_(at) {}
  template <class T>
  const T* Take(size_t count) {
    const std::byte* taken = at_;
    at_ += count * sizeof(T);
    return reinterpret_cast<const T*>(taken);
  }
  Coords TakeCoords(size_t count, bool hundredths) {
    if (hundredths) return {nullptr, Take<int32_t>(count), count};
    return {Take<double>(count), nullptr, count};
  }

 private:
  const std::byte* at_;
};

uint16_t FlagsOf(const RecordFields& r) {
  return static_cast<uint16_t>((r.has_category ? kHasCategory : 0) | (r.has_score ? kHasScore : 0) |
                               (r.score_is_integer ? kIntegerScore : 0) | (r.has_box ? kHasBox : 0) | (r.has_mask ? kHasMask : 0) |
                               (r.mask_follows_image ? kMaskFollowsImage : 0) | (r.has_keypoints ? kHasKeypoints : 0) |
                               (r.hundredths ? kHundredths : 0));
}

Fixed FixedOf(const Record& r) {
  auto count = [](const auto& list) { return static_cast<uint32_t>(list.size()); };
  Fixed fixed;
  std::memset(&fixed, 0, sizeof fixed);  // padding too: the same input gives the same bytes
  fixed.head.image = r.image;
  fixed.head.image_id = r.image_id;
  fixed.head.id = r.id;
  fixed.head.category_id = r.category_id;
  fixed.head.file = r.file;
  fixed.head.position = r.position;
  fixed.head.parts = count(r.rings) + r.has_mask + r.has_box + r.has_keypoints;
  fixed.rings = count(r.rings);
  fixed.head.coords = count(r.coords);
  fixed.visibility = count(r.visibility);
  fixed.runs = count(r.runs);
  fixed.attributes = count(r.attributes);
  fixed.caption = count(r.caption);
  fixed.flags = FlagsOf(r);
  fixed.is_crowd = r.is_crowd;
  return fixed;
}

// With all numbers as doubles.
size_t LargestSize(const Record& r) {
  return sizeof(Fixed) + kAlignment + sizeof r.box + sizeof r.score + sizeof r.mask_height + sizeof r.mask_width +
         r.rings.size() * sizeof r.rings[0] + r.coords.size() * sizeof r.coords[0] + r.runs.size() * sizeof r.runs[0] +
         r.visibility.size() + r.attributes.size() + r.caption.size();
}

}  // namespace

void Record::Clear() {
  static_cast<RecordFields&>(*this) = {};
  coords.clear();
  rings.clear();
  visibility.clear();
  runs.clear();
  attributes.clear();
  caption.clear();
}

void Coords::CopyTo(double* to) const {
  if (!hundredths) {
    std::copy(doubles, doubles + size, to);
    return;
  }
  for (size_t k = 0; k < size; ++k) to[k] = FromHundredths(hundredths[k]);
}

RecordView ViewOf(const Record& r) {
  RecordView view;
  static_cast<RecordFields&>(view) = r;
  view.coords = {r.coords.data(), nullptr, r.coords.size()};
  view.rings = r.rings;
  view.runs = r.runs;
  view.visibility = r.visibility;
  view.attributes = r.attributes;
  view.caption = r.caption;
  return view;
}

void Encode(const Record& r, RawBytes& buffer, size_t& filled) {
  if (const size_t needed = filled + LargestSize(r); buffer.size() < needed) buffer.resize(needed);
  Fixed fixed = FixedOf(r);
  std::byte* const first = buffer.data() + filled;
  Putter putter(first + sizeof fixed);
  if (r.has_score) putter.Put(&r.score, 1);
  const std::span<const double> box(r.box, r.has_box ? std::size(r.box) : 0);
  if (r.hundredths) {
    putter.PutHundredths(box);
    putter.PutHundredths(r.coords);
  } else {
    putter.Put(box.data(), box.size());
    putter.Put(r.coords.data(), r.coords.size());
  }
  if (r.has_mask) {
    putter.Put(&r.mask_height, 1);
    putter.Put(&r.mask_width, 1);
  }
  putter.Put(r.rings.data(), r.rings.size());
  putter.Put(r.runs.data(), r.runs.size());
  putter.Put(r.visibility.data(), r.visibility.size());
  putter.Put(r.attributes.data(), r.attributes.size());
  putter.Put(r.caption.data(), r.caption.size());
  while ((putter.at() - first) % kAlignment) putter.Put("", 1);
  fixed.head.size = static_cast<uint32_t>(putter.at() - first);
  std::memcpy(first, &fixed, sizeof fixed);
  filled += fixed.head.size;
}

RecordHead HeadOf(const std::byte* record) {
  RecordHead head;
  std::memcpy(&head, record, sizeof head);
  return head;
}

RecordView Decode(const std::byte* record) {
  Taker taker(record);
  const Fixed& fixed = *taker.Take<Fixed>(1);
  RecordView r;
  r.image = fixed.head.image;
  r.image_id = fixed.head.image_id;
  r.id = fixed.head.id;
  r.category_id = fixed.head.category_id;
  r.file = fixed.head.file;
  r.position = fixed.head.position;
  r.has_category = fixed.flags & kHasCategory;
  r.has_score = fixed.flags & kHasScore;
  r.score_is_integer = fixed.flags & kIntegerScore;
  r.has_box = fixed.flags & kHasBox;
  r.has_mask = fixed.flags & kHasMask;
  r.mask_follows_image = fixed.flags & kMaskFollowsImage;
  r.has_keypoints = fixed.flags & kHasKeypoints;
  r.is_crowd = fixed.is_crowd;
  if (r.has_score) r.score = *taker.Take<double>(1);
  r.hundredths = fixed.flags & kHundredths;
  if (r.has_box) taker.TakeCoords(std::size(r.box), r.hundredths).CopyTo(r.box);
  r.coords = taker.TakeCoords(fixed.head.coords, r.hundredths);
  if (r.has_mask) {
    r.mask_height = *taker.Take<uint32_t>(1);
    r.mask_width = *taker.Take<uint32_t>(1);
  }
  r.rings = {taker.Take<uint32_t>(fixed.rings), fixed.rings};
  r.runs = {taker.Take<uint32_t>(fixed.runs), fixed.runs};
  r.visibility = {taker.Take<uint8_t>(fixed.visibility), fixed.visibility};
  r.attributes = {taker.Take<char>(fixed.attributes), fixed.attributes};
  r.caption = {taker.Take<char>(fixed.caption), fixed.caption};
  return r;
}

void Decode(const std::byte* encoded, Record& record) {
  const RecordView view = Decode(encoded);
  static_cast<RecordFields&>(record) = view;
  record.coords.resize(view.coords.size);
  view.coords.CopyTo(record.coords.data());
  record.rings.assign(view.rings.begin(), view.rings.end());
  record.runs.assign(view.runs.begin(), view.runs.end());
  record.visibility.assign(view.visibility.begin(), view.visibility.end());
  record.attributes = view.attributes;
  record.caption = view.caption;
}

bool SameShape(const Record& a, const Record& b) {
  if (a.category_id != b.category_id || a.has_box != b.has_box || a.has_mask != b.has_mask || a.is_crowd != b.is_crowd)
    return false;
  if (a.has_box && !std::equal(a.box, a.box + 4, b.box)) return false;
  if (a.has_mask && (a.mask_height != b.mask_height || a.mask_width != b.mask_width || a.runs != b.runs)) return false;
  auto outline = [](const Record& r) { return std::span(r.coords).first(r.ring_numbers()); };
  return a.rings == b.rings && std::equal(outline(a).begin(), outline(a).end(), outline(b).begin(), outline(b).end());
}

}  // namespace dropset::coco
