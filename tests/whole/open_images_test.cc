// Open Images in the archives that it is downloaded in, and through other formats and back.
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "codec/png.h"
#include "support/convert.h"

namespace dropset::testing {
namespace {

std::string MaskPng(std::vector<uint8_t> samples) {
  auto png = EncodePng({4, 5, 1, std::move(samples)}, PngContent::kAreas);
  return png.ok() ? std::string(reinterpret_cast<const char*>(png->data()), png->size()) : std::string();
}

std::string TextOf(const Bytes& bytes) { return {reinterpret_cast<const char*>(bytes.data()), bytes.size()}; }

// Boxes, the mask of one, a mask of two subsets' images, labels.
Files Annotations() {
  const std::string box_head =
      "ImageID,Source,LabelName,Confidence,XMin,XMax,YMin,YMax,IsOccluded,IsTruncated,IsGroupOf,IsDepiction,IsInside\r\n";
  const std::string mask_head = "MaskPath,ImageID,LabelName,BoxID,BoxXMin,BoxXMax,BoxYMin,BoxYMax,PredictedIoU,Clicks\r\n";
  return {
      {"annotations/class-descriptions-boxable.csv", "/m/0,Person\n/m/1,Cat\n"},
      {"annotations/bbox_labels_600_hierarchy.json", R"({"LabelName":"/m/x","Subcategory":[{"LabelName":"/m/0","Subcategory":[
          {"LabelName":"/m/1"}]}]})"},
      {"annotations/image_ids_and_rotation.csv", "ImageID,Subset\na,train\nb,train\nc,validation\n"},
      {"annotations/images.meta", "a 5 4\nb 683 1024\nc 5 4\n"},
      {"annotations/train-annotations-human-imagelabels.csv",
       "ImageID,Source,LabelName,Confidence\r\na,,/m/0,1.0\r\nb,,/m/1,0.0\r\nb,,/m/0,0.3\r\n"},
      {"annotations/train-annotations-bbox.csv",
       box_head + "b,,/m/1,1.0,0.012500,0.195312,0.148438,0.5875,1,0,-1,-1,1\r\na,,/m/1,0.5,0.25,0.75,0.2,0.9999,0,0,0,0,0\r\n"},
      {"annotations/train-annotations-object-segmentation.csv", mask_head + "x.png,a,/m/1,77,0.25,0.75,0.2,0.9999,0.875,\r\n"},
      {"annotations/validation-annotations-bbox.csv", box_head + "c,,/m/0,1.0,0,1,0,1,-1,-1,-1,-1,-1\r\n"},
      {"annotations/validation-annotations-object-segmentation.csv", mask_head + "y.png,c,/m/0,78,0,1,0,1,,\r\n"},
  };
}

std::string MaskOf(const std::string& name) {
  std::vector<uint8_t> samples(20, name == "y.png" ? 1 : 0);
  samples[9] = samples[10] = 1;
  return MaskPng(samples);
}

Files With(Files files, const Files& others) {
  files.insert(others.begin(), others.end());
  return files;
}

Files Unpacked() {
  return With(Annotations(), {{"masks/train/x.png", MaskOf("x.png")}, {"masks/validation/y.png", MaskOf("y.png")}});
}

Request To(std::string from, std::string to) {
  Request request;
  request.from = std::move(from);
  request.to = std::move(to);
  return request;
}

TEST(OpenImages, MasksInArchivesAreWhatUnpackedOnesAre) {
  const Files unpacked = ConvertFiles(Unpacked(), To("", "datumaro"));
  const std::string train = TextOf(ZipOf({{"x.png", MaskOf("x.png")}})), validation = TextOf(ZipOf({{"y.png", MaskOf("y.png")}}));
  const Files layouts[] = {
      {{"train-masks-0.zip", train}, {"validation-masks-f.zip", validation}},
      {{"masks/train-masks-0.zip", train}, {"masks/validation-masks-f.zip", validation}},
      {{"masks/train/train-masks-0.zip", train}, {"masks/validation/validation-masks-f.zip", validation}},
  };
  EXPECT_NE(unpacked.at("annotations/train.json").find("\"rle\""), std::string::npos);
  for (const Files& masks : layouts) {
    EXPECT_EQ(ConvertFiles(With(Annotations(), masks), To("", "datumaro")), unpacked) << masks.begin()->first;
  }
}

std::set<std::string_view> LossesOf(const Converted& converted) {
  std::set<std::string_view> codes;
  for (const ReportLine& line : converted.report) {
    if (line.severity == Severity::kLoss) codes.insert(line.code);
  }
  return codes;
}

TEST(OpenImages, ComesBackThroughDatumaroAsItWas) {
  const Files own = ConvertFiles(Unpacked(), To("open_images", "open_images"));
  auto there = Convert(ZipOf(own), To("open_images", "datumaro"));
  ASSERT_TRUE(there.ok()) << there.status().Text();
  EXPECT_EQ(LossesOf(*there), std::set<std::string_view>());
  auto back = Convert(there->zip, To("datumaro", "open_images"));
  ASSERT_TRUE(back.ok()) << back.status().Text();
  EXPECT_EQ(LossesOf(*back), std::set<std::string_view>());
  EXPECT_EQ(Unzip(back->zip), own);
}

// COCO keeps the attributes of one of the parts of an object, here the box: the masks' box_id and predicted_iou are lost. What it
// has to make up (ids, groups by ids, is_crowd) is lost on the way back.
TEST(OpenImages, ComesBackThroughCocoButForWhatTheReportSays) {
  const Files own = ConvertFiles(Unpacked(), To("open_images", "open_images"));
  auto there = Convert(ZipOf(own), To("open_images", "coco"));
  ASSERT_TRUE(there.ok()) << there.status().Text();
  EXPECT_EQ(LossesOf(*there), std::set<std::string_view>{"member-attributes-dropped"});
  Request request = To("coco", "open_images");
  request.import_options["tasks"] = "instances,labels,image_info";
  auto back = Convert(there->zip, request);
  ASSERT_TRUE(back.ok()) << back.status().Text();
  EXPECT_EQ(LossesOf(*back), (std::set<std::string_view>{"ids-dropped", "is-crowd-dropped", "attributes-dropped", "score-dropped",
                                                         "group-dropped"}));
  Files expected = own;
  const std::string rows = "-annotations-object-segmentation.csv";
  std::string& train = expected.at("annotations/train" + rows);
  train = train.substr(0, train.find('\n') + 1) + "a_m1_00000000.png,a,/m/1,00000000,0.25,0.75,0.2,0.9999,,\r\n";
  std::string& validation = expected.at("annotations/validation" + rows);
  validation = validation.substr(0, validation.find('\n') + 1) + "c_m0_00000000.png,c,/m/0,00000000,0.0,1.0,0.0,1.0,,\r\n";
  for (const char* mask : {"train/a_m1_77.png", "validation/c_m0_78.png"}) {
    auto node = expected.extract(std::string("masks/") + mask);
    node.key().replace(node.key().size() - 6, 2, "00000000");
    expected.insert(std::move(node));
  }
  EXPECT_EQ(Unzip(back->zip), expected);
}

TEST(OpenImages, PolygonsBecomeMasksOrBoxesWhereThatIsAskedFor) {
  const Files coco = {{"annotations/instances_train.json", R"({"images":[{"id":1,"file_name":"a.jpg","width":8,"height":8}],
      "annotations":[{"id":5,"image_id":1,"category_id":1,"iscrowd":0,"segmentation":[[1,1,5,1,5,5,1,5]],
      "area":16,"bbox":[1,1,4,4]}],"categories":[{"id":1,"name":"cat"}]})"}};
  const std::string masks = "annotations/train-annotations-object-segmentation.csv",
                    boxes = "annotations/train-annotations-bbox.csv";
  auto dropped = Convert(ZipOf(coco), To("coco", "open_images"));
  ASSERT_TRUE(dropped.ok());
  EXPECT_EQ(Unzip(dropped->zip).count(masks), 0u);
  const auto line = std::find_if(dropped->report.begin(), dropped->report.end(),
                                 [](const ReportLine& found) { return found.code == "annotation-type-dropped"; });
  ASSERT_NE(line, dropped->report.end());
  EXPECT_EQ(line->option, "--polygons-to-masks");
  Request request = To("coco", "open_images");
  request.export_options["polygons-to-masks"] = "";
  EXPECT_EQ(ConvertFiles(coco, request).count(masks), 1u);
  request.export_options = {{"shapes-to-boxes", ""}};
  EXPECT_EQ(ConvertFiles(coco, request).count(boxes), 1u);
  request = To("coco", "coco_panoptic");
  request.export_options["polygons-to-masks"] = "";
  EXPECT_NE(ConvertFiles(coco, request).at("annotations/panoptic_train.json").find("\"area\""), std::string::npos);
}

TEST(OpenImages, ImagesOfOneStemStayApart) {
  const Files coco = {
      {"annotations/image_info_train.json", R"({"images":[{"id":1,"file_name":"a.jpg"},{"id":2,"file_name":"a.png"}]})"},
      {"images/train/a.jpg", "one"},
      {"images/train/a.png", "two"}};
  Request request = To("coco", "open_images");
  request.export_options["save-media"] = "";
  const Files own = ConvertFiles(coco, request);
  EXPECT_EQ(own.at("images/train/a.jpg"), "one");
  EXPECT_EQ(own.at("images/train/a.png"), "two");
  request.from = "open_images";
  const Files again = ConvertFiles(own, request);
  EXPECT_EQ(again, own);
}

}  // namespace
}  // namespace dropset::testing
