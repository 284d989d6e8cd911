#include "media/decode.h"

#include <algorithm>
#include <climits>
#include <cstring>
#include <memory>
#include <string>

#include "base/limits.h"
#include "media/image_size.h"
#include "stb_image.h"

namespace dropset {
namespace {

// Pixels for which a byte of an image can stand, about ten times what the kinds that stb reads reach. A header that claims more
// gets no memory.
constexpr uint64_t kPixelsPerByte = 4096;

Status Broken(std::string message) { return Status(Code::kCorrupt, "the image is damaged: " + std::move(message)); }

// A file as stb reads it: in pieces of one size, and whole rows directly. It goes on with zeros where a file ends early; what it
// asked for in vain tells.
class StbInput {
 public:
  explicit StbInput(std::span<const std::byte> file) : rest_(file) {}
  bool ended_early() const { return ended_early_; }

  static int Read(void* self, char* out, int size) { return static_cast<StbInput*>(self)->Read(out, static_cast<size_t>(size)); }
  static void Skip(void* self, int count) {
    auto& rest = static_cast<StbInput*>(self)->rest_;
    rest = rest.subspan(std::min(rest.size(), static_cast<size_t>(std::max(count, 0))));
  }
  static int AtEnd(void* self) { return static_cast<StbInput*>(self)->rest_.empty(); }

 private:
  int Read(char* out, size_t size) {
    if (piece_ == 0) piece_ = size;
    const size_t length = std::min(size, rest_.size());
    ended_early_ = ended_early_ || (length < size && (length == 0 || size != piece_));
    if (length > 0) std::memcpy(out, rest_.data(), length);
    rest_ = rest_.subspan(length);
    return static_cast<int>(length);
  }

  std::span<const std::byte> rest_;
  size_t piece_ = 0;
  bool ended_early_ = false;
};

constexpr stbi_io_callbacks kStbInput = {&StbInput::Read, &StbInput::Skip, &StbInput::AtEnd};

// Each scan goes through all blocks of the image, though it may have no data at all.
bool HasTooManyScans(std::span<const std::byte> jpeg) {
  constexpr std::byte kMarker{0xff}, kStartOfScan{0xda};
  int scans = 0;
  for (size_t k = 1; k < jpeg.size(); ++k) scans += jpeg[k] == kStartOfScan && jpeg[k - 1] == kMarker;
  return scans > kJpegScans;
}

// The largest sample that a binary PNM may have: the last of the three numbers in its head, between which comments may stand.
int LargestPnmSample(std::span<const std::byte> file) {
  size_t at = 2;
  auto next = [&] { return at < file.size() ? static_cast<char>(file[at]) : '\0'; };
  int number = 0;
  for (int k = 0; k < 3; ++k) {
    for (bool comment = false; at < file.size() && (comment || next() < '0' || next() > '9'); ++at) {
      comment = comment ? next() != '\n' : next() == '#';
    }
    for (number = 0; next() >= '0' && next() <= '9' && number < 100'000; ++at) number = number * 10 + (next() - '0');
  }
  return number;
}

Result<Pixels> DecodeWithStb(std::span<const std::byte> file, const ImageInfo& info) {
  if (uint64_t{info.width} * info.height > kImagePixels) {
    return Status(Code::kLimit, "the image has more than " + std::to_string(kImagePixels) + " pixels");
  }
  if (uint64_t{info.width} * info.height / kPixelsPerByte > file.size()) return Broken("it is too short for its size");
  if (info.kind == "jpeg" && HasTooManyScans(file)) {
    return Status(Code::kLimit, "the image has more than " + std::to_string(kJpegScans) + " scans");
  }
  if (const int largest = info.kind == "pnm" ? LargestPnmSample(file) : 255; largest != 255) {
    return Status(Code::kUnsupported, "PNM images whose samples do not end at 255 cannot be decoded");
  }
  int width = 0, height = 0, channels = 0;
  StbInput head(file), body(file);
  if (!stbi_info_from_callbacks(&kStbInput, &head, &width, &height, &channels)) return Broken(stbi_failure_reason());
  if (static_cast<uint32_t>(width) != info.width || static_cast<uint32_t>(height) != info.height) {
    return Broken("its size is ambiguous");
  }
  std::unique_ptr<stbi_uc, decltype(&stbi_image_free)> samples(
      stbi_load_from_callbacks(&kStbInput, &body, &width, &height, &channels, 0), &stbi_image_free);
  if (!samples) return Broken(stbi_failure_reason());
  if (body.ended_early()) return Status(Code::kTruncated, "the image ends early");
  Pixels pixels{static_cast<uint32_t>(width), static_cast<uint32_t>(height), channels, {}};
  pixels.samples.assign(samples.get(), samples.get() + size_t{pixels.width} * pixels.height * static_cast<size_t>(channels));
  return pixels;
}

}  // namespace

Result<Pixels> DecodeImage(std::span<const std::byte> file, std::string_view extension) {
  const auto info = SniffImage(file, extension);
  if (!info) return Broken("it shows no size");
  if (info->kind == "png") {
    DROPSET_ASSIGN(PngImage image, DecodePng(file));
    return ColorsOf(std::move(image));
  }
  for (std::string_view kind : {"jpeg", "bmp", "tga", "pnm", "hdr"}) {
    if (info->kind == kind && file.size() <= INT_MAX) return DecodeWithStb(file, *info);
  }
  return Status(Code::kUnsupported, "images of kind " + std::string(info->kind) + " cannot be decoded");
}

}  // namespace dropset
