// COCO as it is downloaded: three tasks of two subsets, categories last, images in folders named after the subsets.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "support/convert.h"

namespace dropset::testing {
namespace {

using nlohmann::json;

constexpr int kImages = 3;

int ImageId(const std::string& subset, int k) { return (subset == "train2017" ? 100 : 500) + k; }

json Images(const std::string& subset) {
  json images = json::array();
  for (int k = 0; k < kImages; ++k) {
    images.push_back({{"license", 1},
                      {"file_name", "00000" + std::to_string(ImageId(subset, k)) + ".jpg"},
                      {"coco_url", "http://images.example/x.jpg"},
                      {"height", 48},
                      {"width", 64},
                      {"date_captured", "2013-11-14 17:02:52"},
                      {"flickr_url", "http://flickr.example/x.jpg"},
                      {"id", ImageId(subset, k)}});
  }
  return images;
}

// `categories` come last and `annotations` lie in no order of images, as in the official files.
std::string File(const std::string& subset, const json& annotations, const json& categories) {
  std::string text = R"({"info":{"description":"COCO 2017 Dataset"},"licenses":[{"url":"","id":1,"name":"CC"}],"images":)" +
                     Images(subset).dump() + R"(,"annotations":)" + annotations.dump();
  return text + (categories.is_null() ? "}" : R"(,"categories":)" + categories.dump() + "}");
}

json Instance(const std::string& subset, int k, bool keypoints) {
  json a = {{"segmentation", {{1.5, 2.25, 20.0, 2.25, 20.0, 30.75, 1.5, 30.75}}},
            {"area", 527.25},
            {"iscrowd", 0},
            {"image_id", ImageId(subset, k)},
            {"bbox", {1.5, 2.25, 18.5, 28.5}},
            {"category_id", 1},
            {"id", 900100 + ImageId(subset, k)}};
  if (keypoints) {
    a["num_keypoints"] = 1;
    a["keypoints"] = {5, 6, 2, 0, 0, 0};
  }
  return a;
}

Files Official() {
  Files files;
  for (const std::string subset : {"train2017", "val2017"}) {
    json instances = json::array(), keypoints = json::array(), captions = json::array();
    for (int k = kImages; k-- > 0;) {
      instances.push_back(Instance(subset, k, false));
      keypoints.push_back(Instance(subset, k, true));
      captions.push_back({{"image_id", ImageId(subset, k)}, {"id", 700000 + ImageId(subset, k)}, {"caption", "a cat on a mat"}});
      files[subset + "/00000" + std::to_string(ImageId(subset, k)) + ".jpg"] = "picture";
    }
    instances.push_back({{"segmentation", {{"counts", {0, 48, 3024}}, {"size", {48, 64}}}},
                         {"area", 48},
                         {"iscrowd", 1},
                         {"image_id", ImageId(subset, 0)},
                         {"bbox", {0, 0, 1, 48}},
                         {"category_id", 90},
                         {"id", 900100 + 50}});
    json person = {{"supercategory", "person"}, {"id", 1}, {"name", "person"}};
    json toothbrush = {{"supercategory", "indoor"}, {"id", 90}, {"name", "toothbrush"}};
    json skeleton = person;
    skeleton["keypoints"] = {"nose", "left_eye"};
    skeleton["skeleton"] = {{1, 2}};
    files["annotations/instances_" + subset + ".json"] = File(subset, instances, {person, toothbrush});
    files["annotations/person_keypoints_" + subset + ".json"] = File(subset, keypoints, json::array({skeleton}));
    files["annotations/captions_" + subset + ".json"] = File(subset, captions, nullptr);
  }
  return files;
}

TEST(OfficialLayout, BringsEverythingOfAnImageIntoOneItemAndLosesNothing) {
  Request request;
  request.to = "datumaro";
  auto converted = Convert(ZipOf(Official()), request);
  ASSERT_TRUE(converted.ok()) << converted.status().Text();
  for (const ReportLine& line : converted->report) ADD_FAILURE() << line.message << " at " << line.example;
  Files files = Unzip(converted->zip);
  for (const std::string subset : {"train2017", "val2017"}) {
    json dataset = json::parse(files["annotations/" + subset + ".json"]);
    EXPECT_EQ(dataset["categories"]["label"]["labels"].size(), 2u);
    EXPECT_EQ(dataset["categories"]["label"]["labels"][1]["parent"], "indoor");
    EXPECT_EQ(dataset["categories"]["points"]["items"][0]["joints"], json::parse("[[1,2]]"));
    ASSERT_EQ(dataset["items"].size(), static_cast<size_t>(kImages));
    for (int k = 0; k < kImages; ++k) {
      const json& item = dataset["items"][static_cast<size_t>(k)];
      EXPECT_EQ(item["attr"]["id"], ImageId(subset, k));
      EXPECT_EQ(item["image"]["path"], subset + "/00000" + std::to_string(ImageId(subset, k)) + ".jpg");
      EXPECT_EQ(item["image"]["size"], json::parse("[48,64]"));
      std::map<std::string, int> types;
      for (const json& a : item["annotations"]) {
        ++types[a["type"]];
        if (a["type"] == "points" || a["type"] == "polygon") {
          EXPECT_EQ(a["group"], 900100 + ImageId(subset, k));
        }
      }
      // The person of both files is one object; the crowd of the first image is another.
      EXPECT_EQ(types["points"], 1);
      EXPECT_EQ(types["polygon"], 1);
      EXPECT_EQ(types["caption"], 1);
      EXPECT_EQ(types["bbox"], k == 0 ? 2 : 1);
      EXPECT_EQ(types["mask"], k == 0 ? 1 : 0);
    }
  }
}

TEST(OfficialLayout, KeepsIdsBoxesAndOutlinesOnTheWayBack) {
  Request there, back;
  there.to = "datumaro";
  back.to = "coco_instances";
  auto datumaro = Convert(ZipOf(Official()), there);
  ASSERT_TRUE(datumaro.ok());
  auto coco = Convert(datumaro->zip, back);
  ASSERT_TRUE(coco.ok()) << coco.status().Text();
  json dataset = json::parse(Unzip(coco->zip)["annotations/instances_train2017.json"]);
  ASSERT_EQ(dataset["annotations"].size(), static_cast<size_t>(kImages) + 1);
  for (const json& a : dataset["annotations"]) {
    if (a["iscrowd"] == 1) {
      EXPECT_EQ(a["segmentation"]["counts"], json::parse("[0,48,3024]"));
      continue;
    }
    EXPECT_EQ(a["id"], 900100 + a["image_id"].get<int>());
    EXPECT_EQ(a["bbox"], json::parse("[1.5,2.25,18.5,28.5]"));
    EXPECT_EQ(a["segmentation"], json::parse("[[1.5,2.25,20.0,2.25,20.0,30.75,1.5,30.75]]"));
  }
}

}  // namespace
}  // namespace dropset::testing
