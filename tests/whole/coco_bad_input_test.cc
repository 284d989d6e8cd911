// COCO that is not as it should be: what is skipped and counted with its place, and what is an error with --strict.
#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "support/convert.h"

namespace dropset::testing {
namespace {

using nlohmann::json;

constexpr char kGood[] = R"({"id":5,"image_id":1,"category_id":1,"iscrowd":0,"bbox":[1,2,3,4],"segmentation":[]})";

Files Dataset(const std::string& annotations) {
  return {{"annotations/instances_train.json", R"({"images":[{"id":1,"file_name":"a.jpg","width":10,"height":8}],"annotations":[)" +
                                                   annotations + R"(],"categories":[{"id":1,"name":"cat"}]})"},
          {"images/train/a.jpg", "picture"}};
}

Request ToInstances(bool strict = false) {
  Request request;
  request.from = "coco";
  request.to = "coco_instances";
  if (strict) request.import_options["strict"] = "";
  return request;
}

struct Case {
  const char* annotation;
  const char* place;
};

class BadAnnotation : public ::testing::TestWithParam<Case> {};

TEST_P(BadAnnotation, IsLeftOutAndCountedWithItsPlace) {
  auto converted = Convert(ZipOf(Dataset(std::string(GetParam().annotation) + "," + kGood)), ToInstances());
  ASSERT_TRUE(converted.ok()) << converted.status().Text();
  ASSERT_EQ(converted->report.size(), 1u);
  EXPECT_EQ(converted->report[0].severity, Severity::kWarning);
  EXPECT_EQ(converted->report[0].count, 1u);
  EXPECT_NE(converted->report[0].example.find(GetParam().place), std::string::npos) << converted->report[0].example;
  json written = json::parse(Unzip(converted->zip)["annotations/instances_train.json"]);
  ASSERT_EQ(written["annotations"].size(), 1u);
  EXPECT_EQ(written["annotations"][0]["id"], 5);
}

TEST_P(BadAnnotation, IsAnErrorWithItsPlaceIfStrict) {
  auto converted = Convert(ZipOf(Dataset(std::string(GetParam().annotation) + "," + kGood)), ToInstances(true));
  ASSERT_FALSE(converted.ok());
  std::string text = converted.status().Text();
  EXPECT_NE(text.find("annotations/instances_train.json"), std::string::npos) << text;
  EXPECT_NE(text.find("annotations[0]"), std::string::npos) << text;
}

INSTANTIATE_TEST_SUITE_P(
    Kinds, BadAnnotation,
    ::testing::Values(
        Case{R"("text")", "annotations[0]"}, Case{R"({"id":1,"category_id":1,"iscrowd":0,"bbox":[1,2,3,4]})", "annotations[0]"},
        Case{R"({"id":1,"image_id":1,"iscrowd":0,"bbox":[1,2,3,4]})", "annotations[0]"},
        Case{R"({"id":1,"image_id":7,"category_id":1,"iscrowd":0,"bbox":[1,2,3,4]})", "annotations[0].image_id"},
        Case{R"({"id":1,"image_id":1,"category_id":9,"iscrowd":0,"bbox":[1,2,3,4]})", "annotations[0].category_id"},
        Case{R"({"id":1,"image_id":1,"category_id":1,"iscrowd":0,"bbox":[1,2,3]})", "annotations[0].bbox"},
        Case{R"({"id":1,"image_id":1,"category_id":1,"iscrowd":0,"bbox":"a"})", "annotations[0].bbox"},
        Case{R"({"id":1,"image_id":1,"category_id":1,"iscrowd":0,"bbox":[1,2,3,4],"segmentation":[[1,2,3,4]]})",
             ".segmentation[0]"},
        Case{R"({"id":1,"image_id":1,"category_id":1,"iscrowd":0,"bbox":[1,2,3,4],"segmentation":[[1,2,3,4,5,6,7]]})",
             ".segmentation[0]"},
        Case{R"({"id":1,"image_id":1,"category_id":1,"iscrowd":0,"bbox":[1,2,3,4],"segmentation":{"counts":[81],"size":[8,10]}})",
             ".segmentation"},
        Case{R"({"id":1,"image_id":1,"category_id":1,"iscrowd":0,"bbox":[1,2,3,4],"segmentation":[1,2,3,4,5,6]})",
             "annotations[0].segmentation"},
        Case{R"({"id":1,"image_id":1,"category_id":1,"iscrowd":0,"bbox":[1,2,3,4],"segmentation":[[],[]]})",
             "annotations[0].segmentation"},
        Case{R"({"id":1,"image_id":1,"category_id":1,"iscrowd":0,"bbox":[1,2,3,4],"segmentation":{"size":[8,10]}})",
             "annotations[0].segmentation"},
        Case{R"({"id":1,"image_id":1,"category_id":1,"iscrowd":0,"bbox":[1,2,3,4],"segmentation":{"counts":[80],"size":[8]}})",
             "annotations[0].segmentation"},
        Case{
            R"({"id":1,"image_id":1,"category_id":1,"iscrowd":0,"bbox":[1,2,3,4],"segmentation":{"counts":[-1,81],"size":[8,10]}})",
            "annotations[0].segmentation"},
        Case{R"({"id":1,"image_id":1,"category_id":1,"iscrowd":0,"bbox":[1,2,3,4],"segmentation":{"counts":"~~","size":[8,10]}})",
             "annotations[0].segmentation"},
        Case{R"({"id":1,"image_id":1,"category_id":1,"iscrowd":0,"bbox":[1,2,3,NaN]})", "annotations[0].bbox"},
        Case{R"({"id":1,"image_id":1,"category_id":1,"iscrowd":0,"bbox":[1,2,3,4],"score":"high"})", "annotations[0].score"},
        Case{R"({"id":1,"image_id":1,"category_id":1,"iscrowd":0,"bbox":[1,2,3,4],"attributes":[]})",
             "annotations[0].attributes"}));

TEST(CocoBadInput, ConvertsIdsAndFillsInWhatIsMissing) {
  auto converted =
      Convert(ZipOf(Dataset(R"({"id":"5","image_id":1.0,"category_id":1,"bbox":[1,2,3,4],"segmentation":null})")), ToInstances());
  ASSERT_TRUE(converted.ok()) << converted.status().Text();
  json a = json::parse(Unzip(converted->zip)["annotations/instances_train.json"])["annotations"][0];
  EXPECT_EQ(a["id"], 5);
  EXPECT_EQ(a["iscrowd"], 0);
  for (const ReportLine& line : converted->report) EXPECT_EQ(line.severity, Severity::kNote) << line.message;
  EXPECT_EQ(converted->report.size(), 4u);
}

TEST(CocoBadInput, NewIdsFollowTheLargestOne) {
  std::string annotations;
  for (const char* id : {"5", "0", "0", "3"}) {
    annotations +=
        (annotations.empty() ? "" : ",") +
        (std::string(R"({"id":)") + id + R"(,"image_id":1,"category_id":1,"iscrowd":0,"bbox":[1,2,3,4],"segmentation":[]})");
  }
  auto files = ConvertFiles(Dataset(annotations), ToInstances());
  std::vector<int> ids;
  json written = json::parse(files["annotations/instances_train.json"]);
  for (const json& a : written["annotations"]) ids.push_back(a["id"]);
  std::sort(ids.begin(), ids.end());
  EXPECT_EQ(ids, (std::vector<int>{3, 5, 6, 7}));
}

TEST(CocoBadInput, AMissingImageIsCountedWhenImagesAreSaved) {
  Files files = Dataset(kGood);
  files.erase("images/train/a.jpg");
  Request request = ToInstances();
  request.export_options["save-media"] = "";
  auto converted = Convert(ZipOf(files), request);
  ASSERT_TRUE(converted.ok()) << converted.status().Text();
  ASSERT_EQ(converted->report.size(), 1u);
  EXPECT_EQ(converted->report[0].code, "media-missing");
}

TEST(CocoBadInput, JsonThatBreaksIsLocated) {
  Files files = Dataset(kGood);
  std::string& text = files["annotations/instances_train.json"];
  text[text.find("\"bbox\":[1") + 8] = '}';
  auto converted = Convert(ZipOf(files), ToInstances());
  ASSERT_FALSE(converted.ok());
  std::string error = converted.status().Text();
  for (const char* part : {"annotations/instances_train.json", "annotations[0].bbox", "line 1, column"}) {
    EXPECT_NE(error.find(part), std::string::npos) << error;
  }
}

}  // namespace
}  // namespace dropset::testing
