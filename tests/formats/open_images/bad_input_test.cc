// What decisions.md has left out, mended and counted, and what --strict makes an error of it.
#include "formats/open_images/support.h"

namespace dropset::open_images {
namespace {

struct Bad {
  std::string_view name;
  Files files;  // as for Dataset
  std::string_view code;
  std::string_view strict_error;
  std::string_view items = "train/a train/b";  // that are read all the same
};

class OpenImagesBadInput : public ::testing::TestWithParam<Bad> {};

const std::string kBoxes = "train-annotations-bbox.csv", kMaskRows = "train-annotations-object-segmentation.csv";
const std::string kLabels = "train-annotations-human-imagelabels.csv", kList = "train-images-with-rotation.csv";

TEST_P(OpenImagesBadInput, IsCountedOrAnError) {
  ReadOutcome read = Read(Dataset(GetParam().files));
  ASSERT_TRUE(read.status.ok()) << read.status.Text();
  EXPECT_EQ(read.Count(GetParam().code), 1u) << GetParam().code;
  std::string items;
  for (const Item& item : read.items) items += (items.empty() ? "" : " ") + item.subset + "/" + item.id;
  EXPECT_EQ(items, GetParam().items);
  EXPECT_EQ(Read(Dataset(GetParam().files), {{"strict", ""}}).status.Text(), GetParam().strict_error);
}

INSTANTIATE_TEST_SUITE_P(
    Cases, OpenImagesBadInput,
    ::testing::Values(
        Bad{"ShortRow",
            {{kBoxes, Text(kBoxHeader, "a,x,/m/0,1,0.1\n")}},
            "box-skipped",
            "annotations/train-annotations-bbox.csv: line 2: XMax is nothing"},
        Bad{"NoNumber",
            {{kBoxes, Text(kBoxHeader, "a,x,/m/0,1,0.1,zwei,0,1,0,0,0,0,0\n")}},
            "box-skipped",
            "annotations/train-annotations-bbox.csv: line 2: XMax is \"zwei\""},
        Bad{"NoNumberForAnAnswer",
            {{kBoxes, Text(kBoxHeader, "a,x,/m/0,1,0.1,1,0,1,1.0,0,0,0,0\n")}},
            "number-expected",
            "annotations/train-annotations-bbox.csv: line 2: IsOccluded is \"1.0\""},
        Bad{"NoConfidence",
            {{kLabels, Text(kLabelHeader, "a,x,/m/0,\n")}},
            "number-expected",
            "annotations/train-annotations-human-imagelabels.csv: line 2: Confidence is nothing"},
        Bad{"MissingAnswerColumn",
            {{kBoxes, "ImageID,LabelName,Confidence,XMin,XMax,YMin,YMax,IsOccluded,IsTruncated,IsGroupOf,IsDepiction\n"}},
            "column-missing",
            "annotations/train-annotations-bbox.csv: line 1: there is no column IsInside"},
        Bad{"Outside",
            {{kBoxes, Text(kBoxHeader, "a,x,/m/0,1,-0.1,1,0,1,1,0,0,0,0\n")}},
            "box-outside",
            "annotations/train-annotations-bbox.csv: line 2: expected numbers from 0 to 1"},
        Bad{"UnknownLabel",
            {{kLabels, Text(kLabelHeader, "a,x,/m/9,1\n")}},
            "unknown-label",
            "annotations/train-annotations-human-imagelabels.csv: line 2: LabelName is \"/m/9\""},
        Bad{"UnlistedImage",
            {{kLabels, Text(kLabelHeader, "c,x,/m/0,1\n")}},
            "image-unlisted",
            "annotations/train-annotations-human-imagelabels.csv: line 2: ImageID \"c\"",
            "train/a train/b train/c"},
        Bad{"EmptyId",
            {{kLabels, Text(kLabelHeader, ",x,/m/0,1\n")}},
            "image-id",
            "annotations/train-annotations-human-imagelabels.csv: line 2: ImageID is empty"},
        Bad{"IdThatIsNoText",
            {{kLabels, Text(kLabelHeader, "\xFF,x,/m/0,1\n")}},
            "image-id",
            "annotations/train-annotations-human-imagelabels.csv: line 2: ImageID is not UTF-8"},
        Bad{"IdThatLeadsOut",
            {{kList, Text(kListHeader, "..\\a,train\nb,train\n")}},
            "image-id-mended",
            "annotations/train-images-with-rotation.csv: line 2: \"..\\a\""},
        Bad{"RepeatedImage",
            {{kList, Text(kListHeader, "a,train\nb,train\na,train\n")}},
            "image-repeated",
            "annotations/train-images-with-rotation.csv: line 4: ImageID \"a\""},
        Bad{"SubsetWithSlash",
            {{kList, Text(kListHeader, "a,x/y\nb,train\n")}},
            "subset-name",
            "annotations/train-images-with-rotation.csv: line 2: Subset is \"x/y\"",
            "default/a train/b"},
        Bad{"SubsetOfDots",
            {{kList, Text(kListHeader, "a,train\nb,..\n")}},
            "subset-name",
            "annotations/train-images-with-rotation.csv: line 3: Subset is \"..\"",
            "default/b train/a"},
        Bad{"MissingMask",
            {{kMaskRows, Text(kMaskHeader, "x.png,a,/m/0,1,,,,,,\n")}},
            "mask-missing",
            "annotations/train-annotations-object-segmentation.csv: line 2: there is no file masks/train/x.png"},
        Bad{"MaskThatLeadsOut",
            {{kMaskRows, Text(kMaskHeader, "../x.png,a,/m/0,1,,,,,,\n")}},
            "mask-skipped",
            "annotations/train-annotations-object-segmentation.csv: line 2: MaskPath is \"../x.png\""},
        Bad{"MaskWithoutBoxId",
            {{kMaskRows, Text(kMaskHeader, "x.png,a,/m/0,,,,,,,\n")}},
            "mask-skipped",
            "annotations/train-annotations-object-segmentation.csv: line 2: BoxID is nothing"},
        Bad{"SizeOfTwoWords",
            {{"images.meta", "a 20\n"}},
            "image-size",
            "annotations/images.meta: line 1: expected an id, a height and a width, found 2 words"},
        Bad{"SizeInWords",
            {{"images.meta", "# x\n\na 20 ten\n"}},
            "image-size",
            "annotations/images.meta: line 3: expected a height and a width in digits"},
        Bad{"SizeOfNothing",
            {{"images.meta", "a 0 10\n"}},
            "image-size",
            "annotations/images.meta: line 1: this is no size of an image"},
        Bad{"OpenQuote", {{"images.meta", "'a 20 10\n"}}, "image-size", "annotations/images.meta: line 1: a quote does not end"},
        Bad{"RepeatedClass",
            {{"class-descriptions.csv", "/m/0,a\n/m/0,b\n"}},
            "class-repeated",
            "annotations/class-descriptions.csv: line 2: this class stands before it: /m/0"}),
    [](const auto& info) { return std::string(info.param.name); });

TEST(OpenImagesErrors, AreLocated) {
  const auto error = [](const Files& files) { return Read(Dataset(files)).status.Text(); };
  EXPECT_EQ(error({{kBoxes, "ImageID,LabelName,XMin,XMax,YMin\n"}}),
            "annotations/train-annotations-bbox.csv: line 1: there is no column YMax");
  EXPECT_EQ(error({{kList, "ID,Subset\na,train\n"}}),
            "annotations/train-images-with-rotation.csv: line 1: there is no column ImageID");
  EXPECT_EQ(error({{kLabels, "\n"}}), "annotations/train-annotations-human-imagelabels.csv: the file is empty: there is no header");
  EXPECT_EQ(error({{kLabels, Text(kLabelHeader, "a,\"x,/m/0,1\n")}}),
            "annotations/train-annotations-human-imagelabels.csv: line 2: a quoted cell does not end");
  EXPECT_NE(error({{"class-descriptions.csv", ""}}).find("oidv*-class-descriptions.csv"), std::string::npos);
  EXPECT_EQ(error({{"bbox_labels_600_hierarchy.json", "[1]"}}),
            "annotations/bbox_labels_600_hierarchy.json: expected an object, found an array");
}

TEST(OpenImagesErrors, AMaskThatIsNoPngIsCounted) {
  const Files files = Dataset({{kMaskRows, Text(kMaskHeader, "x.png,a,/m/0,1,,,,,,\n")}, {"masks/train/x.png", "no picture"}});
  ReadOutcome read = Read(files);
  ASSERT_TRUE(read.status.ok()) << read.status.Text();
  EXPECT_TRUE(read.items[0].annotations.empty());
  EXPECT_EQ(read.Count("mask-unreadable"), 1u);
  EXPECT_EQ(Read(files, {{"strict", ""}}).status.place(), "masks/train/x.png");
}

// Found by fuzzing: a mask of some pixels was gone through once for each pixel of the image that images.meta makes up.
TEST(OpenImagesErrors, AMaskMayBeScaledToTheLargestImage) {
  ReadOutcome read = Read(Dataset({{"images.meta", "a 32768 65535\n"},
                                   {kMaskRows, Text(kMaskHeader, "x.png,a,/m/0,1,,,,,,\n")},
                                   {"masks/train/x.png", MaskPng(1, 2, {0, 1})}}));
  ASSERT_EQ(read.items[0].annotations.size(), 1u);
  EXPECT_EQ(RunsOf(read.items[0], 0), std::vector<uint32_t>(2 * 65535, 16384));
}

TEST(OpenImagesErrors, AMaskOfTooManyRunsIsCounted) {
  std::vector<uint8_t> stripes(16384);
  for (size_t k = 0; k < stripes.size(); k += 2) stripes[k] = 1;
  ReadOutcome read = Read(Dataset({{"images.meta", "a 16384 8192\n"},
                                   {kMaskRows, Text(kMaskHeader, "x.png,a,/m/0,1,,,,,,\n")},
                                   {"masks/train/x.png", MaskPng(1, 16384, std::move(stripes))}}));
  EXPECT_EQ(read.Count("mask-unreadable"), 1u);
}

TEST(OpenImagesErrors, SomeMasksAreFoundElsewhere) {
  const std::string mask = MaskPng(1, 1, {1});
  for (const char* path : {"masks/x.png", "masks/train/train-masks-0/x.png", "train-masks-0.zip/x.png"}) {
    ReadOutcome read = Read(Dataset({{kMaskRows, Text(kMaskHeader, "x.png,a,/m/0,1,,,,,,\n")}, {path, mask}}));
    EXPECT_EQ(read.items[0].annotations.size(), 1u) << path;
  }
  ReadOutcome twice =
      Read(Dataset({{kMaskRows, Text(kMaskHeader, "x.png,a,/m/0,1,,,,,,\n")}, {"p/x.png", mask}, {"q/x.png", mask}}));
  EXPECT_EQ(twice.Count("mask-missing"), 1u);
}

}  // namespace
}  // namespace dropset::open_images
