// What every format must do, run over all formats of the registry: round trips, truncation, cancelling, the same bytes each time.
#include <gtest/gtest.h>

#include "formats/format.h"
#include "support/convert.h"

namespace dropset::testing {
namespace {

// Something of everything that COCO can say: two subsets, boxes, polygons, masks, keypoints, captions, labels, images without
// annotations and without files.
Files Seed() {
  const std::string categories =
      R"("categories":[{"id":1,"name":"person","supercategory":"","keypoints":["nose","tail"],"skeleton":[[1,2]]},)"
      R"({"id":2,"name":"cat","supercategory":"person"}])";
  auto images = [](const std::string& prefix, int first) {
    std::string text = R"("images":[)";
    for (int k = 0; k < 3; ++k) {
      std::string id = std::to_string(first + k);
      text += (k ? "," : "") + (R"({"id":)" + id + R"(,"width":12,"height":10,"file_name":")" + prefix + id + R"(.jpg"})");
    }
    return text + "]";
  };
  const std::string box = R"("iscrowd":0,"area":6,"bbox":[1,2.5,3,2],"category_id":)";
  Files files;
  for (auto [subset, first] : {std::pair<std::string, int>("train", 1), {"val", 11}}) {
    std::string image = std::to_string(first), id = std::to_string(first * 10), next = std::to_string(first * 10 + 1);
    files["annotations/instances_" + subset + ".json"] =
        "{" + images("a", first) + R"(,"annotations":[{"id":)" + id + R"(,"image_id":)" + image + "," + box +
        R"(1,"segmentation":[[1,2.5,4,2.5,4,4.5]],"score":0.5,"attributes":{"occluded":true,"note":"x"}},{"id":)" + next +
        R"(,"image_id":)" + image + R"(,"iscrowd":1,"area":4,"bbox":[0,0,2,2],"category_id":2,)" +
        R"("segmentation":{"counts":[0,2,8,2,108],"size":[10,12]}}],)" + categories + "}";
    files["annotations/person_keypoints_" + subset + ".json"] =
        "{" + images("a", first) + R"(,"annotations":[{"id":)" + id + R"(,"image_id":)" + image + "," + box +
        R"(1,"segmentation":[[1,2.5,4,2.5,4,4.5]],)" + R"("keypoints":[1,3,2,0,0,0],"num_keypoints":1}],)" + categories + "}";
    files["annotations/captions_" + subset + ".json"] =
        "{" + images("a", first) + R"(,"annotations":[{"id":)" + id + R"(,"image_id":)" + image + R"(,"caption":"a “caption”"}]})";
    files["annotations/labels_" + subset + ".json"] = "{" + images("a", first) + R"(,"annotations":[{"id":)" + next +
                                                      R"(,"image_id":)" + std::to_string(first + 1) + R"(,"category_id":2}],)" +
                                                      categories + "}";
    files["images/" + subset + "/a" + image + ".jpg"] = std::string("\xFF\xD8\xFF\xD9") + subset;
    files["images/" + subset + "/a" + std::to_string(first + 1) + ".jpg"] = "not really a picture";
  }
  return files;
}

Request To(std::string_view from, std::string_view to) {
  Request request;
  request.from = from;
  request.to = to;
  const Format* format = FindFormat(to);
  for (const OptionRow& row : format->export_options) {
    if (row.name == "save-media") request.export_options["save-media"] = "";
  }
  return request;
}

class EveryFormat : public ::testing::TestWithParam<std::string> {
 protected:
  // The seed in the format under test.
  Bytes Own() {
    auto converted = Convert(ZipOf(Seed()), To("coco", GetParam()));
    EXPECT_TRUE(converted.ok()) << converted.status().Text();
    return converted.ok() ? converted->zip : Bytes();
  }
  bool Readable() const { return FindFormat(GetParam())->read != nullptr; }
};

TEST_P(EveryFormat, WritesTheSameBytesOnEachRunWhateverTheSteps) {
  auto zip = ZipOf(Seed());
  auto once = Convert(zip, To("coco", GetParam()));
  auto again = Convert(zip, To("coco", GetParam()), 1);
  ASSERT_TRUE(once.ok() && again.ok());
  EXPECT_GT(again->steps, once->steps);
  EXPECT_TRUE(once->zip == again->zip);
}

TEST_P(EveryFormat, ReadsWhatItWroteAndWritesItAgainUnchanged) {
  Bytes own = Own();
  auto back = Convert(own, To(GetParam(), GetParam()));
  ASSERT_TRUE(back.ok()) << back.status().Text();
  Files first = Unzip(own), second = Unzip(back->zip);
  EXPECT_EQ(first.size(), second.size());
  for (const auto& [path, content] : first) EXPECT_TRUE(second.contains(path) && second[path] == content) << path << " differs";
  for (const ReportLine& line : back->report) EXPECT_NE(line.severity, Severity::kLoss) << line.message;
}

TEST_P(EveryFormat, IsDetectedAsItsFamily) {
  Report report;
  MemoryScratch scratch;
  auto converted = Convert(Own(), To("", "coco_image_info"));
  ASSERT_TRUE(converted.ok()) << converted.status().Text();
  EXPECT_FALSE(Unzip(converted->zip).empty());
}

TEST_P(EveryFormat, RefusesAnArchiveThatIsCutAnywhere) {
  Bytes own = Own();
  for (size_t size = 0; size < own.size(); size += 1 + size / 16) {
    auto cut = Convert(Bytes(own.begin(), own.begin() + static_cast<ptrdiff_t>(size)), To(GetParam(), GetParam()));
    ASSERT_FALSE(cut.ok()) << "of " << own.size() << " bytes " << size << " were taken for a whole archive";
    EXPECT_FALSE(cut.status().message().empty());
  }
}

TEST_P(EveryFormat, NeverTakesACutAnnotationFileForAWholeOne) {
  const Files files = Unzip(Own());
  for (const auto& [path, content] : files) {
    bool annotations = path.starts_with("annotations/") && (path.ends_with(".json") || path.ends_with(".datum"));
    // Beside instances, panoptic is not read.
    if (!annotations || (GetParam() == "coco" && path.starts_with("annotations/panoptic_"))) continue;
    const size_t whole = content.find_last_not_of('\n') + 1;
    for (size_t size = 0; size < whole; size += 1 + content.size() / 40) {
      Files cut = files;
      cut[path] = content.substr(0, size);
      auto converted = Convert(ZipOf(cut), To(GetParam(), GetParam()));
      ASSERT_FALSE(converted.ok()) << path << " cut at " << size;
      EXPECT_NE(converted.status().Text().find(path), std::string::npos) << converted.status().Text();
    }
  }
}

TEST_P(EveryFormat, SurvivesFlippedBits) {
  const Files files = Unzip(Own());
  uint32_t random = 1;
  auto below = [&random](size_t limit) { return (random = random * 1664525 + 1013904223) % limit; };
  for (const auto& [path, content] : files) {
    if (content.empty()) continue;
    for (int round = 0; round < 40; ++round) {
      Files damaged = files;
      for (int flips = 0; flips <= round % 3; ++flips) {
        damaged[path][below(content.size())] ^= static_cast<char>(1 << below(8));
      }
      auto converted = Convert(ZipOf(damaged), To(GetParam(), GetParam()));
      EXPECT_TRUE(converted.ok() || converted.status().code() != Code::kInternal) << path << ": " << converted.status().Text();
    }
  }
}

TEST_P(EveryFormat, CanBeCancelledAfterAnyStep) {
  Bytes zip = ZipOf(Seed());
  auto whole = Convert(zip, To("coco", GetParam()), 1);
  ASSERT_TRUE(whole.ok());
  for (size_t steps = 0; steps + 1 < whole->steps; ++steps) {
    EXPECT_FALSE(Convert(zip, To("coco", GetParam()), 1, steps).ok());
  }
}

std::vector<std::string> Writable() {
  std::vector<std::string> ids;
  for (const Format& format : Formats()) {
    if (format.write) ids.emplace_back(format.id);
  }
  return ids;
}

INSTANTIATE_TEST_SUITE_P(All, EveryFormat, ::testing::ValuesIn(Writable()), [](const auto& info) { return info.param; });

}  // namespace
}  // namespace dropset::testing
