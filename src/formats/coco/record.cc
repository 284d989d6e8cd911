#include "formats/coco/record.h"

#include <algorithm>
#include <cstring>
#include <iterator>

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

// Fixed part; what follows it: box, coordinates, score, mask size, then the other lists in the order of their sizes here.
struct Fixed {
  uint32_t size;
  uint32_t image;
  int64_t image_id;
  int64_t id;
  int64_t category_id;
  uint32_t file;
  uint32_t position;
  uint32_t coords, rings, runs, visibility, attributes, caption;
  uint16_t flags;
  Crowd is_crowd;
};

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
  // Numbers as whole hundredths, in four bytes each; false, and nothing of use is written, if one of them is none. Without a branch
  // per number, so that compilers make vectors of it: adding 1.5 × 2^52 leaves the nearest integer in a double's low bits.
  bool PutHundredths(std::span<const double> values) {
    std::byte* to = to_;  // a local one, which what is written cannot change
    uint64_t different = 0;
    for (double value : values) {
      const double shifted = value * 100 + 0x1.8p52;
      uint64_t bits, before, after;
      std::memcpy(&bits, &shifted, sizeof bits);
      const auto hundredths = static_cast<int32_t>(static_cast<uint32_t>(bits));
      const double back = hundredths / 100.0;
      std::memcpy(&before, &value, sizeof before);
      std::memcpy(&after, &back, sizeof after);
      different |= before ^ after;
      std::memcpy(to, &hundredths, sizeof hundredths);
      to += sizeof hundredths;
    }
    to_ = to;
    return different == 0;
  }

 private:
  std::byte* to_;
};

class Taker {
 public:
  explicit Taker(const std::byte* at) : at_(at) {}
  template <class T>
  void Get(T* values, size_t count) {
    if (count) std::memcpy(values, at_, count * sizeof(T));
    at_ += count * sizeof(T);
  }

 private:
  const std::byte* at_;
};

void GetNumbers(Taker& in, std::span<double> values, bool hundredths) {
  if (!hundredths) return in.Get(values.data(), values.size());
  for (double& value : values) {
    int32_t number;
    in.Get(&number, 1);
    value = number / 100.0;
  }
}

uint16_t FlagsOf(const Record& r) {
  return static_cast<uint16_t>((r.has_category ? kHasCategory : 0) | (r.has_score ? kHasScore : 0) |
                               (r.score_is_integer ? kIntegerScore : 0) | (r.has_box ? kHasBox : 0) | (r.has_mask ? kHasMask : 0) |
                               (r.mask_follows_image ? kMaskFollowsImage : 0) | (r.has_keypoints ? kHasKeypoints : 0));
}

Fixed FixedOf(const Record& r) {
  auto count = [](const auto& list) { return static_cast<uint32_t>(list.size()); };
  Fixed fixed;
  std::memset(&fixed, 0, sizeof fixed);  // padding too: the same input gives the same bytes
  fixed.image = r.image;
  fixed.image_id = r.image_id;
  fixed.id = r.id;
  fixed.category_id = r.category_id;
  fixed.file = r.file;
  fixed.position = r.position;
  fixed.rings = count(r.rings);
  fixed.coords = count(r.coords);
  fixed.visibility = count(r.visibility);
  fixed.runs = count(r.runs);
  fixed.attributes = count(r.attributes);
  fixed.caption = count(r.caption);
  fixed.flags = FlagsOf(r);
  fixed.is_crowd = r.is_crowd;
  return fixed;
}

// Behind the fixed part, with all numbers as doubles.
size_t LargestSize(const Record& r) {
  return sizeof r.box + sizeof r.score + sizeof r.mask_height + sizeof r.mask_width + r.rings.size() * sizeof r.rings[0] +
         r.coords.size() * sizeof r.coords[0] + r.runs.size() * sizeof r.runs[0] + r.visibility.size() + r.attributes.size() +
         r.caption.size();
}

}  // namespace

void Record::Clear() {
  image = file = position = 0;
  image_id = id = category_id = 0;
  has_category = has_score = score_is_integer = has_box = has_mask = mask_follows_image = has_keypoints = false;
  is_crowd = Crowd::kAbsent;
  score = 0;
  for (double& value : box) value = 0;
  mask_height = mask_width = 0;
  coords.clear();
  rings.clear();
  visibility.clear();
  runs.clear();
  attributes.clear();
  caption.clear();
}

void Encode(const Record& r, std::vector<std::byte>& out) {
  const size_t begin = out.size();
  Fixed fixed = FixedOf(r);
  out.resize(begin + sizeof fixed + LargestSize(r));
  std::byte* const first = out.data() + begin;
  Putter putter(first + sizeof fixed);
  const std::span<const double> box(r.box, r.has_box ? std::size(r.box) : 0);
  if (putter.PutHundredths(box) && putter.PutHundredths(r.coords)) {
    fixed.flags |= kHundredths;
  } else {
    putter = Putter(first + sizeof fixed);
    putter.Put(box.data(), box.size());
    putter.Put(r.coords.data(), r.coords.size());
  }
  if (r.has_score) putter.Put(&r.score, 1);
  if (r.has_mask) {
    putter.Put(&r.mask_height, 1);
    putter.Put(&r.mask_width, 1);
  }
  putter.Put(r.rings.data(), r.rings.size());
  putter.Put(r.runs.data(), r.runs.size());
  putter.Put(r.visibility.data(), r.visibility.size());
  putter.Put(r.attributes.data(), r.attributes.size());
  putter.Put(r.caption.data(), r.caption.size());
  fixed.size = static_cast<uint32_t>(putter.at() - first);
  std::memcpy(first, &fixed, sizeof fixed);
  out.resize(begin + fixed.size);
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
  r.image = fixed.image;
  r.image_id = fixed.image_id;
  r.id = fixed.id;
  r.category_id = fixed.category_id;
  r.file = fixed.file;
  r.position = fixed.position;
  r.has_category = fixed.flags & kHasCategory;
  r.has_score = fixed.flags & kHasScore;
  r.score_is_integer = fixed.flags & kIntegerScore;
  r.has_box = fixed.flags & kHasBox;
  r.has_mask = fixed.flags & kHasMask;
  r.mask_follows_image = fixed.flags & kMaskFollowsImage;
  r.has_keypoints = fixed.flags & kHasKeypoints;
  r.is_crowd = fixed.is_crowd;
  bool hundredths = fixed.flags & kHundredths;
  if (r.has_box) GetNumbers(taker, r.box, hundredths);
  r.coords.resize(fixed.coords);
  GetNumbers(taker, r.coords, hundredths);
  if (r.has_score) taker.Get(&r.score, 1);
  if (r.has_mask) {
    taker.Get(&r.mask_height, 1);
    taker.Get(&r.mask_width, 1);
  }
  r.rings.resize(fixed.rings);
  taker.Get(r.rings.data(), r.rings.size());
  r.runs.resize(fixed.runs);
  taker.Get(r.runs.data(), r.runs.size());
  r.visibility.resize(fixed.visibility);
  taker.Get(r.visibility.data(), r.visibility.size());
  r.attributes.resize(fixed.attributes);
  taker.Get(r.attributes.data(), r.attributes.size());
  r.caption.resize(fixed.caption);
  taker.Get(r.caption.data(), r.caption.size());
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
