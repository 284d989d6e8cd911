// COCO's run-length strings. Two bytes give the size, the rest is one mask's text, or two with a space between.
#include "fuzz/target.h"
#include "model/rle.h"

namespace dropset::fuzz {
namespace {

// Nothing where the text is no mask of that size.
bool ReadMask(std::string_view text, Rle& mask) {
  const Status decoded = DecodeRleText(text, mask.runs);
  RequireExplained(decoded);
  if (!decoded.ok()) return false;
  std::string encoded;
  EncodeRleText(mask.runs, encoded);
  std::vector<uint32_t> again;
  RequireOk(DecodeRleText(encoded, again), "what was encoded cannot be decoded");
  Require(again == mask.runs, "encoding changes the runs");
  uint64_t short_by = 0;
  const Status complete = CompleteRuns(mask.height, mask.width, mask.runs, 0, &short_by);
  RequireExplained(complete);
  return complete.ok();
}

uint64_t Sum(std::span<const uint32_t> runs) {
  uint64_t sum = 0;
  for (uint32_t run : runs) sum += run;
  return sum;
}

void CheckMask(const Rle& mask) {
  const uint64_t size = uint64_t{mask.height} * mask.width, area = RleArea(mask);
  Require(Sum(mask.runs) == size, "the runs do not fill the mask");
  const std::vector<uint8_t> pixels = RleToPixels(mask);
  Require(pixels.size() == size, "a mask has another number of pixels");
  uint64_t set = 0;
  for (uint8_t pixel : pixels) set += pixel;
  Require(set == area, "the area is not the number of pixels");
  const Rle again = RleFromPixels(pixels, mask.height, mask.width);
  Require(RleToPixels(again) == pixels, "pixels come back as others");
  const PixelBox box = RleBox(mask);
  Require(uint64_t{box.x} + box.width <= mask.width && uint64_t{box.y} + box.height <= mask.height, "the box leaves the mask");
  Require(area <= uint64_t{box.width} * box.height, "the box is smaller than what it bounds");
}

void CheckPair(const Rle& a, const Rle& b) {
  const RleView both[] = {a, b};
  const Rle joined = RleUnion(both), left = RleDifference(a, b);
  CheckMask(joined);
  CheckMask(left);
  const uint64_t shared = RleIntersectionArea(a, b);
  Require(RleArea(joined) + shared == RleArea(a) + RleArea(b), "the union has another area");
  Require(RleArea(left) + shared == RleArea(a), "the difference has another area");
}

void RunLengths(std::span<const std::byte> input) {
  Rle a, b;
  a.height = b.height = TakeByte(input);
  a.width = b.width = TakeByte(input);
  const std::string_view text = TextOf(input);
  const size_t space = std::min(text.find(' '), text.size());
  if (!ReadMask(text.substr(0, space), a)) return;
  CheckMask(a);
  if (!ReadMask(text.substr(std::min(space + 1, text.size())), b)) return;
  CheckMask(b);
  CheckPair(a, b);
}

const Target kTarget("rle", RunLengths);

}  // namespace
}  // namespace dropset::fuzz
