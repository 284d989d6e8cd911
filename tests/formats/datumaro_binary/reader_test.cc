// What is read from .datum files: datumaro_binary.md §1 to §3, §5, §6.
#include "codec/bytes.h"
#include "formats/datumaro_binary/support.h"

namespace dropset::testing {
namespace {

const std::string kNull = U32(0x7fffffff);

TEST(DatumaroBinaryReader, ReadsTheSampleOfEveryLayout) {
  for (Era era : {Era::kRc1, Era::kShort, Era::kLong}) {
    const std::string name = era == Era::kRc1 ? "annotations/s.datumaro" : "annotations/s.datum";
    ReadOutcome read = ReadFiles({{name, Datum(Sample(era))}});
    ASSERT_TRUE(read.status.ok()) << read.status.Text();
    EXPECT_TRUE(read.report.lines().empty());
    ASSERT_EQ(read.items.size(), 2u);
    const Item& a = read.items[0];
    EXPECT_EQ(a.id, "a");
    EXPECT_EQ(a.subset, "s");
    EXPECT_EQ(a.media.kind, MediaKind::kNone);
    ASSERT_EQ(a.annotations.size(), 2u);
    EXPECT_EQ(a.annotations[0].type, AnnotationType::kLabel);
    EXPECT_EQ(a.annotations[0].label, 0);
    EXPECT_EQ(a.annotations[0].id, 1);
    EXPECT_EQ(a.annotations[0].group, 2);
    EXPECT_EQ(a.annotations[0].object_id, kNoObject);
    EXPECT_EQ(a.annotations[1].label, kNoLabel);
    EXPECT_EQ(a.Text(a.annotations[1].attributes.others), "\"o\":true");
    const Corners box = CornersOf(a, a.annotations[1]);
    EXPECT_EQ(box.x1, 1);
    EXPECT_EQ(box.y1, 2);
    EXPECT_EQ(box.x2, 4);
    EXPECT_EQ(box.y2, 6);
    const Item& b = read.items[1];
    EXPECT_EQ(b.media.kind, MediaKind::kImage);
    EXPECT_EQ(b.media.path, "images/s/q.png");
    EXPECT_EQ(b.media.height, 2u);
    EXPECT_EQ(b.media.width, 3u);
    EXPECT_EQ(read.labels.labels, (std::vector<Label>{{"c", "", {}}}));
    EXPECT_TRUE(read.labels.declared);
  }
}

// Blobs without annotations are the same in both layouts: a later one tells.
TEST(DatumaroBinaryReader, TheLayoutIsToldByTheFirstBlobThatCan) {
  for (Era era : {Era::kShort, Era::kLong}) {
    DatumParts parts;
    parts.era = era;
    const std::string caption = Annotated(era, 7, "", Str("a"), 5, 6);
    parts.blobs = {ItemBytes("a", "s", "", {}), ItemBytes("b", "s", "", {}), ItemBytes("c", "s", "", {caption})};
    ReadOutcome read = ReadDatum(Datum(parts));
    ASSERT_TRUE(read.status.ok()) << read.status.Text();
    ASSERT_EQ(read.items.size(), 3u);
    ASSERT_EQ(read.items[2].annotations.size(), 1u);
    EXPECT_EQ(read.items[2].annotations[0].group, 6);
    EXPECT_EQ(read.items[2].Text(read.items[2].annotations[0].caption), "a");
  }
}

TEST(DatumaroBinaryReader, TheLayoutCanBeNamed) {
  EXPECT_TRUE(ReadDatum(Datum(Sample(Era::kShort)), {{"layout", "1.1"}}).status.ok());
  EXPECT_TRUE(ReadDatum(Datum(Sample(Era::kLong)), {{"layout", "1.5"}}).status.ok());
  EXPECT_FALSE(ReadDatum(Datum(Sample(Era::kShort)), {{"layout", "1.5"}}).status.ok());
  EXPECT_FALSE(ReadDatum(Datum(Sample(Era::kLong)), {{"layout", "1.1"}}).status.ok());
}

// §2: 16 from 1.10 on, 15 from 1.12 on. Its missing label is mapped, too (§5.3 bug 5).
TEST(DatumaroBinaryReader, BothNumbersAreCuboid2d) {
  for (uint8_t number : {15, 16}) {
    ReadOutcome read = ReadAnnotations(
        {Annotated(Era::kLong, number, "", kNull + U32(3) + Floats({1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16.5}))});
    ASSERT_EQ(read.items.at(0).annotations.size(), 1u);
    const Annotation& cuboid = read.items[0].annotations[0];
    EXPECT_EQ(cuboid.type, AnnotationType::kCuboid2d);
    EXPECT_EQ(cuboid.label, kNoLabel);
    EXPECT_EQ(cuboid.z_order, 3);
    EXPECT_EQ(read.items[0].Coords(cuboid).back(), 16.5);
  }
}

TEST(DatumaroBinaryReader, ReadsWhatEveryTypeHolds) {
  ReadOutcome read = ReadAnnotations({
      Annotated(Era::kLong, 2, "", U32(3) + U32(1) + U32(2) + U32(3) + Str("06"), 900100087038, -5, 9),
      Annotated(Era::kLong, 3, "", U32(0) + U32(4) + Floats({1.1f, 2.25f, 350.9f, 0}) + U32(2) + U32(1) + U32(0)),
      Annotated(Era::kLong, 7, R"({"score":0.5,"is_crowd":true,"x":[1]})", Str("hello \xE2\x9C\x93"), 0, 0, 3),
      Annotated(Era::kLong, 8, "", U32(0) + Floats({0.13f, 2, 3, 4, 5, 6, 7, 8, 9})),
      Annotated(Era::kLong, 11, "", kNull + U32(0xffffffff) + Floats({5, 6, 7, 8})),
  });
  ASSERT_TRUE(read.status.ok()) << read.status.Text();
  const Item& item = read.items.at(0);
  ASSERT_EQ(item.annotations.size(), 5u);
  const Annotation& mask = item.annotations[0];
  EXPECT_EQ(mask.id, 900100087038);
  EXPECT_EQ(mask.group, -5);
  EXPECT_EQ(mask.object_id, 9);
  EXPECT_EQ(mask.label, 3);
  EXPECT_EQ(mask.mask_height, 2u);
  EXPECT_EQ(mask.mask_width, 3u);
  EXPECT_EQ(std::vector<uint32_t>(item.Runs(mask).begin(), item.Runs(mask).end()), (std::vector<uint32_t>{0, 6}));
  const auto coords = item.Coords(item.annotations[1]);
  EXPECT_EQ(std::vector<double>(coords.begin(), coords.end()), (std::vector<double>{1.1, 2.25, 350.9, 0}));
  const auto visibility = item.Visibility(item.annotations[1]);
  EXPECT_EQ(std::vector<uint8_t>(visibility.begin(), visibility.end()), (std::vector<uint8_t>{1, 0}));
  const Annotation& caption = item.annotations[2];
  EXPECT_EQ(item.Text(caption.caption), "hello ✓");
  EXPECT_EQ(caption.object_id, 3);
  EXPECT_EQ(caption.attributes.score, 0.5);
  EXPECT_EQ(caption.attributes.is_crowd, Crowd::kYes);
  EXPECT_EQ(item.Text(caption.attributes.others), "\"x\":[1]");
  EXPECT_EQ(item.Coords(item.annotations[3])[0], 0.13);
  EXPECT_EQ(item.annotations[4].z_order, -1);
}

TEST(DatumaroBinaryReader, ReadsEveryMediaKind) {
  const std::string no_size = FromHex("d1f9ffffc3f9ffff");
  const std::vector<std::string> media = {
      U32(1) + Str("x.bin"),
      U32(2) + Str("/NOT/A/REAL/PATH") + U32(4) + U32(6),
      U32(2) + Str("/home/me/set/images/s/b.png") + no_size,
      U32(4) + Str("v.mp4") + U32(7),
      U32(5) + Str("v.mp4") + U32(2) + U32(1) + U32(9),
      U32(5) + Str("v.mp4") + U32(1) + U32(0) + U32(0xffffffff),
      U32(6) + Str("p.pcd") + U32(2) + U32(2) + Str("5/extra_image_0.png") + U32(2) + U32(3) + U32(2) + Str("gone.jpg") + no_size,
  };
  DatumParts parts;
  parts.media_type = R"({"media_type":1})";
  for (size_t k = 0; k < media.size(); ++k) parts.blobs.push_back(ItemBytes("i" + std::to_string(k), "s", media[k], {}));
  ReadOutcome read = ReadFiles({{"annotations/s.datum", Datum(parts)},
                                {"images/s/i1.jpg", "1"},
                                {"images/s/b.png", "b"},
                                {"videos/v.mp4", "V"},
                                {"point_clouds/s/p.pcd", "P"},
                                {"images/s/5/extra_image_0.png", "0"}});
  ASSERT_TRUE(read.status.ok()) << read.status.Text();
  ASSERT_EQ(read.items.size(), media.size());
  EXPECT_EQ(read.labels.media_type, 1);
  EXPECT_EQ(read.items[0].media.kind, MediaKind::kGeneric);
  EXPECT_EQ(read.items[1].media.path, "images/s/i1.jpg");  // §5.3 bug 1: an image that was in memory
  EXPECT_EQ(read.items[1].media.height, 4u);
  EXPECT_EQ(read.items[2].media.path, "images/s/b.png");
  EXPECT_EQ(read.items[2].media.width, 0u);
  EXPECT_EQ(read.items[3].media.kind, MediaKind::kVideoFrame);
  EXPECT_EQ(read.items[3].media.path, "videos/v.mp4");  // of 1.5 and 1.6
  EXPECT_EQ(read.items[3].media.frame, 7u);
  EXPECT_EQ(read.items[4].media.kind, MediaKind::kVideo);
  EXPECT_EQ(read.items[4].media.step, 2u);
  EXPECT_EQ(read.items[4].media.start_frame, 1u);
  EXPECT_EQ(read.items[4].media.end_frame, 9);
  EXPECT_EQ(read.items[5].media.end_frame, -1);
  const Item& cloud = read.items[6];
  EXPECT_EQ(cloud.media.path, "point_clouds/s/p.pcd");
  ASSERT_EQ(cloud.related.size(), 2u);
  EXPECT_EQ(cloud.related[0].path, "images/s/5/extra_image_0.png");
  EXPECT_EQ(cloud.related[0].height, 2u);
  EXPECT_EQ(cloud.related[1].entry, kNoEntry);
}

// §5.3 edge 7: the places of 1.1.x.
TEST(DatumaroBinaryReader, RelatedImagesAreFoundWhere11PutThem) {
  DatumParts parts;
  parts.era = Era::kShort;
  const std::string size = U32(2) + U32(3);
  parts.blobs = {ItemBytes("1", "s",
                           U32(6) + Str("1.pcd") + U32(2) + U32(2) + Str("1/image_0.png") + size + U32(2) +
                               Str("/old/related_images/s/1/image_1.png") + size,
                           {})};
  ReadOutcome read = ReadFiles(
      {{"annotations/s.datum", Datum(parts)}, {"related_images/s/1/image_0.png", "0"}, {"related_images/s/1/image_1.png", "1"}});
  ASSERT_EQ(read.items.at(0).related.size(), 2u);
  EXPECT_EQ(read.items[0].related[0].path, "related_images/s/1/image_0.png");
  EXPECT_EQ(read.items[0].related[1].path, "related_images/s/1/image_1.png");
}

// §6 test 12: the subset comes from inside, media paths from the file's name.
TEST(DatumaroBinaryReader, ARenamedFileKeepsItsSubset) {
  ReadOutcome read = ReadFiles({{"annotations/other.datum", Datum(Sample(Era::kLong))}, {"images/other/q.png", "Q"}});
  ASSERT_TRUE(read.status.ok()) << read.status.Text();
  EXPECT_EQ(read.items.at(1).subset, "s");
  EXPECT_EQ(read.items.at(1).media.path, "images/other/q.png");
  EXPECT_NE(read.items.at(1).media.entry, kNoEntry);
}

TEST(DatumaroBinaryReader, SubsetsComeSortedWhateverTheFilesAreCalled) {
  auto file = [](const std::string& id, const std::string& subset) {
    DatumParts parts;
    parts.blobs = {ItemBytes(id, subset, "", {})};
    return Datum(parts);
  };
  ReadOutcome read = ReadFiles({{"annotations/a.datum", file("1", "z")},
                                {"annotations/b.datum", file("2", "")},
                                {"annotations/c.datum", file("1", "y")},
                                {"annotations/d.datum", file("1", "z")}});
  ASSERT_TRUE(read.status.ok()) << read.status.Text();
  std::string order;
  for (const Item& item : read.items) order += item.subset + '/' + item.id + ' ';
  EXPECT_EQ(order, "default/2 y/1 z/1 z/1_2 ");
  EXPECT_EQ(read.Count("item-id-repeated"), 1u);
}

TEST(DatumaroBinaryReader, AnItemOfAnotherSubsetComesIntoItsFiles) {
  DatumParts parts;
  parts.blobs = {ItemBytes("a", "s", "", {}) + ItemBytes("b", "t", "", {})};
  ReadOutcome read = ReadDatum(Datum(parts));
  ASSERT_EQ(read.items.size(), 2u);
  EXPECT_EQ(read.items[1].subset, "s");
  EXPECT_NE(LineOf(read.report, "field-mended").example.find("items[1]"), std::string::npos);
  EXPECT_FALSE(ReadDatum(Datum(parts), {{"strict", ""}}).status.ok());
}

TEST(DatumaroBinaryReader, LabelsOfFilesThatDifferAreUnited) {
  DatumParts first = Sample(Era::kLong), second;
  second.categories = R"({"label":{"labels":[{"name":"d","parent":""},{"name":"c","parent":""}]}})";
  second.blobs = {ItemBytes("x", "t", "", {Annotated(Era::kLong, 1, "", U32(0)), Annotated(Era::kLong, 1, "", U32(1))})};
  ReadOutcome read = ReadFiles({{"annotations/s.datum", Datum(first)}, {"annotations/t.datum", Datum(second)}});
  ASSERT_TRUE(read.status.ok()) << read.status.Text();
  ASSERT_EQ(read.labels.labels.size(), 2u);
  EXPECT_EQ(read.items.back().annotations.at(0).label, 1);
  EXPECT_EQ(read.items.back().annotations.at(1).label, 0);
}

TEST(DatumaroBinaryReader, LabelsMayComeFromDatasetMeta) {
  DatumParts parts = Sample(Era::kLong);
  parts.categories = "";
  ReadOutcome read = ReadFiles({{"annotations/s.datum", Datum(parts)}, {"dataset_meta.json", R"({"labels":["face","hand"]})"}});
  ASSERT_EQ(read.labels.labels.size(), 2u);
  EXPECT_EQ(read.labels.labels[1].name, "hand");
}

TEST(DatumaroBinaryReader, BytesBehindTheLastBlobAreIgnored) {
  EXPECT_TRUE(ReadDatum(Datum(Sample(Era::kLong)) + "abc").status.ok());
}

TEST(DatumaroBinaryReader, IsDetectedByTheSignatureOfEveryFile) {
  const Format format = DatumaroBinaryFormat();
  auto detect = [&](const Files& files) { return format.detect(*MakeArchive(files)); };
  const std::string datum = Datum(Sample(Era::kLong));
  Match match = detect({{"annotations/s.datum", datum}});
  EXPECT_EQ(match.confidence, 20);
  EXPECT_NE(match.reason.find("annotations/s.datum"), std::string::npos);
  EXPECT_EQ(detect({{"deep/er/annotations/s.datum", datum}}).confidence, 20);
  EXPECT_EQ(detect({{"lone.DATUM", datum}}).confidence, 20);
  match = detect({{"annotations/s.datum", datum}, {"annotations/t.datum", "signature:datumaro_binarx"}});
  EXPECT_EQ(match.confidence, 0);
  EXPECT_NE(match.reason.find("annotations/t.datum"), std::string::npos);
  EXPECT_EQ(detect({{"annotations/s.json", "{}"}}).confidence, 0);
}

}  // namespace
}  // namespace dropset::testing
