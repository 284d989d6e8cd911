#include "model/rle.h"

#include <limits>

#include "base/limits.h"
#include "model/rle_spans.h"

namespace dropset {

namespace {

constexpr unsigned char kFirstDigit = 48;  // '0'
constexpr int kGroupBits = 5;
constexpr uint64_t kMoreFlag = 32;
constexpr uint64_t kSignFlag = 16;
constexpr int kMaxShift = 55;  // the last group that fits 64 bits

Status BadText(size_t position, const char* what) { return Status(Code::kInvalid, what).At("byte " + std::to_string(position)); }

// Takes one number off `text` at `position`.
Status DecodeNumber(std::string_view text, size_t& position, int64_t& value) {
  uint64_t bits = 0;
  for (int shift = 0; shift <= kMaxShift; shift += kGroupBits) {
    if (position == text.size()) return BadText(position, "ends within a number");
    const unsigned digit = static_cast<unsigned char>(text[position]) - unsigned{kFirstDigit};
    if (digit > 63) return BadText(position, "not a run-length digit");
    ++position;
    bits |= uint64_t{digit & 31} << shift;
    if (digit & kMoreFlag) continue;
    if (digit & kSignFlag) bits |= ~uint64_t{0} << (shift + kGroupBits);
    value = static_cast<int64_t>(bits);
    return {};
  }
  return BadText(position, "number too long");
}

Status AppendDecoded(std::string_view text, std::vector<uint32_t>& runs) {
  const size_t begin = runs.size();
  for (size_t position = 0; position < text.size();) {
    const size_t start = position;
    int64_t value = 0;
    DROPSET_TRY(DecodeNumber(text, position, value));
    if (runs.size() - begin > 2) value += runs[runs.size() - 2];
    if (value < 0) return BadText(start, "negative run length");
    if (value > std::numeric_limits<uint32_t>::max()) return BadText(start, "run length too large");
    runs.push_back(static_cast<uint32_t>(value));
  }
  return {};
}

}  // namespace

Status DecodeRleText(std::string_view text, std::vector<uint32_t>& runs) {
  const size_t begin = runs.size();
  Status status = AppendDecoded(text, runs);
  if (!status.ok()) runs.resize(begin);
  return status;
}

void EncodeRleText(std::span<const uint32_t> runs, std::string& out) {
  for (size_t i = 0; i < runs.size(); ++i) {
    int64_t value = runs[i];
    if (i > 2) value -= runs[i - 2];
    for (bool more = true; more;) {
      uint64_t digit = static_cast<uint64_t>(value) & 31;
      value >>= kGroupBits;
      more = (digit & kSignFlag) ? value != -1 : value != 0;
      if (more) digit |= kMoreFlag;
      out.push_back(static_cast<char>(digit + kFirstDigit));
    }
  }
}

bool MaskFits(uint64_t height, uint64_t width) {
  return height <= kMaskSide && width <= kMaskSide && height * width <= kMaskPixels;
}

Status CompleteRuns(uint32_t height, uint32_t width, std::vector<uint32_t>& runs, size_t begin, uint64_t* short_by) {
  *short_by = 0;
  const std::string size = std::to_string(height) + " x " + std::to_string(width);
  if (!MaskFits(height, width)) return Status(Code::kInvalid, "mask of " + size + " pixels is too large");
  const uint64_t total = uint64_t{height} * width;
  uint64_t sum = 0;
  for (size_t i = begin; i < runs.size(); ++i) sum += runs[i];
  if (sum > total) {
    return Status(Code::kInvalid, "run lengths sum to " + std::to_string(sum) + ", more than the mask's " + size + " pixels");
  }
  *short_by = total - sum;
  const size_t count = runs.size() - begin;
  if (count % 2 == 1) {
    runs.back() += static_cast<uint32_t>(total - sum);  // the last run is background already
  } else if (sum < total || count == 0) {
    runs.push_back(static_cast<uint32_t>(total - sum));
  }
  return {};
}

uint64_t RleArea(RleView mask) {
  uint64_t area = 0;
  for (size_t i = 1; i < mask.runs.size(); i += 2) area += mask.runs[i];
  return area;
}

PixelBox RleBox(RleView mask) {
  const uint32_t height = mask.height;
  uint32_t left = 0, right = 0, top = height, bottom = 0;
  PixelSpan span;
  for (SpanReader reader(mask); reader.Next(span);) {
    const uint32_t first_column = span.begin / height, last_column = (span.end - 1) / height;
    if (top >= bottom) left = first_column;
    right = last_column + 1;
    const bool one_column = first_column == last_column;
    top = std::min(top, one_column ? span.begin % height : 0);
    bottom = std::max(bottom, one_column ? (span.end - 1) % height + 1 : height);
  }
  if (top >= bottom) return {0, 0, 0, 0};
  return {left, top, right - left, bottom - top};
}

Rle RleUnion(std::span<const RleView> masks) {
  if (masks.empty()) return {0, 0, {0}};
  std::vector<PixelSpan> spans;
  for (const RleView& mask : masks) {
    PixelSpan span;
    for (SpanReader reader(mask); reader.Next(span);) spans.push_back(span);
  }
  if (masks.size() > 1) {
    std::sort(spans.begin(), spans.end(), [](PixelSpan a, PixelSpan b) { return a.begin < b.begin; });
  }
  SpanWriter writer(masks[0].height, masks[0].width);
  for (size_t i = 0; i < spans.size();) {
    PixelSpan merged = spans[i++];
    for (; i < spans.size() && spans[i].begin <= merged.end; ++i) merged.end = std::max(merged.end, spans[i].end);
    writer.Add(merged);
  }
  return std::move(writer).Take();
}

Rle RleDifference(RleView a, RleView b) {
  SpanWriter writer(a.height, a.width);
  SpanReader cuts(b);
  PixelSpan keep, cut;
  bool has_cut = cuts.Next(cut);
  for (SpanReader keeps(a); keeps.Next(keep);) {
    while (has_cut && cut.begin < keep.end) {
      if (cut.begin > keep.begin) writer.Add({keep.begin, cut.begin});
      keep.begin = std::max(keep.begin, std::min(cut.end, keep.end));
      if (cut.end > keep.end) break;  // it may cut the next span as well
      has_cut = cuts.Next(cut);
    }
    if (keep.begin < keep.end) writer.Add(keep);
  }
  return std::move(writer).Take();
}

uint64_t RleIntersectionArea(RleView a, RleView b) {
  SpanReader first(a), second(b);
  PixelSpan p, q;
  uint64_t area = 0;
  bool more = first.Next(p) && second.Next(q);
  while (more) {
    const uint32_t begin = std::max(p.begin, q.begin), end = std::min(p.end, q.end);
    if (begin < end) area += end - begin;
    more = p.end <= q.end ? first.Next(p) : second.Next(q);
  }
  return area;
}

Rle RleFromPixels(std::span<const uint8_t> pixels, uint32_t height, uint32_t width) {
  Rle mask{height, width, {}};
  uint32_t run = 0;
  bool set = false;
  for (size_t x = 0; x < width; ++x) {
    for (size_t y = 0; y < height; ++y) {
      if ((pixels[y * width + x] != 0) != set) {
        mask.runs.push_back(run);
        run = 0;
        set = !set;
      }
      ++run;
    }
  }
  mask.runs.push_back(run);
  return mask;
}

std::vector<uint8_t> RleToPixels(RleView mask) {
  const size_t width = mask.width;
  std::vector<uint8_t> pixels(size_t{mask.height} * width);
  PixelSpan span;
  for (SpanReader reader(mask); reader.Next(span);) {
    size_t x = span.begin / mask.height, y = span.begin % mask.height;
    for (uint32_t left = span.end - span.begin; left > 0; ++x, y = 0) {
      const size_t end = std::min<size_t>(mask.height, y + left);
      left -= static_cast<uint32_t>(end - y);
      for (; y < end; ++y) pixels[y * width + x] = 1;
    }
  }
  return pixels;
}

}  // namespace dropset
