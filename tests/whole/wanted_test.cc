// What readers say to be wanted of an archive in which they read many files.
#include <gtest/gtest.h>

#include "archive/zip.h"
#include "codec/png.h"
#include "convert/conversion.h"
#include "support/convert.h"
#include "support/counting_source.h"

namespace dropset::testing {
namespace {

constexpr int kImages = 40;

std::string Png(int channels) {
  std::vector<uint8_t> samples(static_cast<size_t>(12 * channels), 0);
  samples[0] = 1;
  auto png = EncodePng({4, 3, channels, std::move(samples)}, PngContent::kAreas);
  EXPECT_TRUE(png.ok());
  return std::string(reinterpret_cast<const char*>(png->data()), png->size());
}

// In an order of their own, so that it is not the order in which they lie.
std::string IdOf(int i) { return std::to_string(1000 + i * 7 % kImages); }

// What does not compress.
std::string Noise(size_t size) {
  std::string noise(size, '\0');
  uint32_t state = 1;
  for (char& c : noise) c = static_cast<char>((state = state * 1664525 + 1013904223) >> 24);
  return noise;
}

using Paths = std::pair<std::string, std::string>;

// The first and the last entry of each range that is said to be wanted while `files` are read.
std::vector<Paths> WantedOf(const Files& files, const std::string& from) {
  const Bytes zip = ZipOf(files);
  auto source = std::make_shared<CountingSource>(std::string(reinterpret_cast<const char*>(zip.data()), zip.size()));
  auto archive = OpenZip(source, "in.zip", {}, nullptr);
  EXPECT_TRUE(archive.ok()) << archive.status().Text();
  MemoryScratch scratch;
  auto survey = Survey::Start(**archive, scratch, from, {});
  EXPECT_TRUE(survey.ok()) << survey.status().Text();
  for (Poll poll = Poll::kBusy; poll != Poll::kEnd;) {
    auto step = (*survey)->Step(1);
    EXPECT_TRUE(step.ok()) << step.status().Text();
    poll = step.ok() ? *step : Poll::kEnd;
  }
  std::map<uint64_t, std::string> begins, ends;  // the latter without headers
  for (EntryId entry = 0; entry < (*archive)->entries().size(); ++entry) {
    const auto& [path, size, compressed_size] = (*archive)->entries()[entry];
    const uint64_t begin = (*archive)->Position(entry).second;
    begins[begin] = ends[begin + compressed_size] = path;
  }
  std::vector<Paths> wanted;
  for (const auto& [begin, end] : source->wanted) wanted.emplace_back(begins[begin], std::prev(ends.upper_bound(end))->second);
  return wanted;
}

TEST(Wanted, OfPanopticPngsAllAtOnce) {
  Files files;
  std::string images, annotations;
  for (int i = 0; i < kImages; ++i) {
    const std::string id = IdOf(i), comma = i > 0 ? "," : "";
    images += comma + R"({"id":)" + id + R"(,"file_name":")" + id + R"(.jpg","width":4,"height":3})";
    annotations += comma + R"({"image_id":)" + id + R"(,"file_name":")" + id +
                   R"(.png","segments_info":[{"id":1,"category_id":1,"iscrowd":0}]})";
    files["annotations/panoptic_val/" + id + ".png"] = Png(3);
  }
  files["annotations/panoptic_val.json"] =
      R"({"images":[)" + images + R"(],"annotations":[)" + annotations + R"(],"categories":[{"id":1,"name":"x"}]})";
  EXPECT_EQ(WantedOf(files, "coco_panoptic"),
            (std::vector<Paths>{{"annotations/panoptic_val/1000.png", "annotations/panoptic_val/1039.png"}}));
}

TEST(Wanted, OfOpenImagesHeadersAndMasks) {
  Files files = {{"annotations/class-descriptions.csv", "/m/0,Zero\n"}};
  std::string list = "ImageID,Subset\n";
  std::string masks = "MaskPath,ImageID,LabelName,BoxID,BoxXMin,BoxXMax,BoxYMin,BoxYMax,PredictedIoU,Clicks\n";
  for (int i = 0; i < kImages; ++i) {
    const std::string id = IdOf(i);
    list += id + ",train\n";
    masks += id + "_m.png," + id + ",/m/0,1,,,,,0.5,\n";
    files["images/train/" + id + ".png"] = Png(1);
    files["masks/train/" + id + "_m.png"] = Png(1);
  }
  files["annotations/train-images-with-rotation.csv"] = list;
  files["annotations/train-annotations-object-segmentation.csv"] = masks;
  files["images/z"] = Noise(100'000);  // more than the extra field of the image before it may be
  EXPECT_EQ(WantedOf(files, "open_images"), (std::vector<Paths>{{"images/train/1000.png", "images/train/1039.png"},
                                                                {"masks/train/1000_m.png", "masks/train/1039_m.png"}}));
}

}  // namespace
}  // namespace dropset::testing
