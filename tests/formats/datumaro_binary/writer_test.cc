// What is written, byte for byte: datumaro_binary.md §3, §6.
#include "formats/datumaro_binary/writer.h"

#include "archive/zip.h"
#include "codec/bytes.h"
#include "formats/datumaro/datumaro.h"
#include "formats/datumaro_binary/support.h"
#include "formats/media_saver.h"

namespace dropset::testing {
namespace {

// §3.1 as it stands there, but for the texts.
std::string SampleBytes() {
  return FromHex("7369676e61747572653a646174756d61726f5f62696e617279") + FromHex("3800000034000000") +
         R"({"dm_format_version":"1.0","media_encryption":false})" + FromHex("000000000400000000000000") +
         FromHex("6500000061000000") +
         R"({"label":{"labels":[{"name":"c","parent":"","attributes":[]}],"label_groups":[],"attributes":[]}})" +
         FromHex("1400000010000000") + R"({"media_type":2})" +
         FromHex(
             "080000000100000099000000"
             "0100000061010000007300000000"
             "0000000002000000"
             "0101000000000000000200000000000000ffffffff0000000000000000"
             "0600000000000000000000000000000000ffffffff0a0000007b226f223a747275657dffffff7f0000000004000000"
             "0000803f00000040000080400000c040"
             "01000000620100000073020000000500000071"
             "2e706e6702000000030000000000000000000000");
}

Labels SampleLabels() {
  Labels labels;
  labels.labels = {{"c", "", {}}};
  labels.declared = true;
  return labels;
}

std::vector<Item> SampleItems() {
  std::vector<Item> items(2);
  items[0].id = "a";
  items[1].id = "b";
  items[0].subset = items[1].subset = "s";
  Annotation label;
  label.label = 0;
  label.id = 1;
  label.group = 2;
  Annotation box;
  box.type = AnnotationType::kBbox;
  box.coords = items[0].AddCoords(std::vector<double>{1, 2, 3, 4});
  box.attributes.others = items[0].AddText("\"o\":true");
  items[0].annotations = {label, box};
  items[1].media.kind = MediaKind::kImage;
  items[1].media.path = "q.png";
  items[1].media.height = 2;
  items[1].media.width = 3;
  return items;
}

TEST(DatumaroBinaryWriter, WritesTheSampleByteForByte) {
  MemoryBundle bundle;
  WriteOutcome written = WriteDataset(DatumaroBinaryFormat(), SampleLabels(), SampleItems(), bundle);
  ASSERT_TRUE(written.status.ok()) << written.status.Text();
  EXPECT_EQ(SampleBytes().size(), 391u);
  EXPECT_EQ(bundle.Text("annotations/s.datum"), SampleBytes());
  EXPECT_EQ(written.secret_key, "");
  EXPECT_EQ(Datum(Sample(Era::kLong)), SampleBytes());
  EXPECT_EQ(Datum(Sample(Era::kShort)).size(), 383u);
}

// Through the writer alone; a failure fails the test.
void WriteBlobs(Bundle& bundle, const std::vector<Item>& items, size_t blob_size, datumaro_binary::Key key = nullptr) {
  MemoryScratch scratch;
  Report report;
  FakeEnvironment environment;
  uint64_t bytes = 0;
  Context context{&scratch, &report, nullptr, &bytes, &bytes, &bytes};
  context.environment = &environment;
  MediaSaver media(context, bundle, "datumaro_binary", *Options::Parse(DatumaroBinaryFormat().export_options, {}));
  context.media = &media;
  datumaro_binary::WriteOptions options;
  options.blob_size = blob_size;
  options.key = std::move(key);
  datumaro_binary::BinaryWriter writer(bundle, "datumaro_binary", options, context);
  const Labels labels = SampleLabels();
  ASSERT_TRUE(writer.Begin(labels).ok());
  for (const Item& item : items) ASSERT_TRUE(writer.Write(item).ok());
  for (;;) {
    auto poll = writer.Finish();
    ASSERT_TRUE(poll.ok()) << poll.status().Text();
    if (*poll == Poll::kEnd) break;
  }
}

// §2.6 test 13: items of 151 bytes.
TEST(DatumaroBinaryWriter, ABlobEndsWithTheItemThatMakesItLarger) {
  const std::vector<std::pair<size_t, std::vector<uint32_t>>> cases = {{1, {151, 151, 151, 151, 151}},
                                                                       {150, {151, 151, 151, 151, 151}},
                                                                       {151, {302, 302, 151}},
                                                                       {302, {453, 302}},
                                                                       {453, {604, 151}},
                                                                       {1 << 20, {755}}};
  for (const auto& [most, sizes] : cases) {
    std::vector<Item> items(5);
    for (size_t k = 0; k < items.size(); ++k) {
      items[k].id = std::string(130, static_cast<char>('a' + k));
      items[k].subset = "s";
    }
    MemoryBundle bundle;
    WriteBlobs(bundle, items, most);
    std::string table = U32(static_cast<uint32_t>(sizes.size()));
    for (uint32_t size : sizes) table += U32(size);
    const std::string text = bundle.Text("annotations/s.datum");
    EXPECT_NE(text.find(Str(table)), std::string::npos) << most;
    ReadOutcome read = ReadDatum(text);
    ASSERT_TRUE(read.status.ok()) << read.status.Text();
    ASSERT_EQ(read.items.size(), 5u);
    for (size_t k = 0; k < items.size(); ++k) EXPECT_EQ(read.items[k].id, items[k].id);
  }
}

// `count` items of some KB in each subset, which differ.
std::vector<Item> LargeItems(const std::vector<std::pair<std::string, int>>& subsets) {
  std::vector<Item> items;
  for (const auto& [subset, count] : subsets) {
    for (int k = 0; k < count; ++k) {
      Item& item = items.emplace_back();
      item.id = std::to_string(k);
      item.subset = subset;
      Annotation polygon;
      polygon.type = AnnotationType::kPolygon;
      std::vector<double> points(500);
      for (size_t n = 0; n < points.size(); ++n) points[n] = k + static_cast<double>(n) / 4;
      polygon.coords = item.AddCoords(points);
      item.annotations = {polygon};
    }
  }
  return items;
}

// A zip of what the writer makes of the items, opened again.
std::unique_ptr<Archive> WrittenZip(const std::vector<Item>& items, size_t blob_size, int level,
                                    datumaro_binary::Key key = nullptr) {
  auto bytes = std::make_shared<std::vector<std::byte>>();
  MemorySink sink(bytes);
  auto input = MakeArchive({});
  std::unique_ptr<Bundle> bundle = WriteZip(sink, *input, {level});
  WriteBlobs(*bundle, items, blob_size, std::move(key));
  EXPECT_TRUE(*bundle->CopyNoted(1) && bundle->Finish().ok());
  auto archive = OpenZip(std::make_shared<MemorySource>(std::move(*bytes)), "written", {}, nullptr);
  EXPECT_TRUE(archive.ok()) << archive.status().Text();
  return *std::move(archive);
}

std::string ContentOf(const Archive& archive, const std::string& path) {
  auto content = archive.Open(archive.Find(path));
  auto text = ReadAll(**content, size_t{1} << 30);
  EXPECT_TRUE(text.ok()) << text.status().Text();
  return *text;
}

// Large files go straight into a zip, with their heads last; small ones and those of folders wait in Scratch.
TEST(DatumaroBinaryWriter, LargeFilesAreTheSameWhereverTheyGo) {
  const std::vector<Item> items = LargeItems({{"a", 3000}, {"b", 5}, {"c", 2500}});
  MemoryBundle bundle;
  WriteBlobs(bundle, items, datumaro_binary::kBlobSize);
  for (const int level : {0, 1}) {
    auto archive = WrittenZip(items, datumaro_binary::kBlobSize, level);
    ASSERT_EQ(archive->entries().size(), 3u);
    for (const char* path : {"annotations/a.datum", "annotations/b.datum", "annotations/c.datum"}) {
      EXPECT_TRUE(ContentOf(*archive, path) == bundle.Text(path)) << path << " at level " << level;
    }
  }
}

TEST(DatumaroBinaryWriter, LargeEncryptedFilesAreTheSameWhereverTheyGo) {
  const std::vector<Item> items = LargeItems({{"a", 3000}});
  const datumaro_binary::Key key = *datumaro_binary::ParseKey("datum-AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=", false);
  MemoryBundle bundle;
  WriteBlobs(bundle, items, datumaro_binary::kBlobSize, key);
  auto archive = WrittenZip(items, datumaro_binary::kBlobSize, 0, key);
  EXPECT_TRUE(ContentOf(*archive, "annotations/a.datum") == bundle.Text("annotations/a.datum"));
}

// The room for a head that comes last holds a bounded number of sizes.
TEST(DatumaroBinaryWriter, BlobsGrowWhereTheirHeadComesLast) {
  constexpr size_t kSmall = 2000;  // an item for each blob, at first
  const std::vector<Item> items = LargeItems({{"a", 12000}});
  const std::string file = ContentOf(*WrittenZip(items, kSmall, 0), "annotations/a.datum");
  MemoryBundle bundle;
  WriteBlobs(bundle, items, kSmall);
  EXPECT_LT(file.size() + 4 * 2000, bundle.Text("annotations/a.datum").size()) << "there are as many blobs as ever";
  ReadOutcome read = ReadDatum(file);
  ASSERT_TRUE(read.status.ok()) << read.status.Text();
  ASSERT_EQ(read.items.size(), items.size());
  for (size_t k = 0; k < items.size(); ++k) ASSERT_EQ(read.items[k].coords, items[k].coords);
}

// Every annotation type, kinds of attributes and categories: what is read back is what was written.
const char kEverything[] =
    R"({"dm_format_version":"1.0","media_type":2,"infos":{"author":"anonymous","n":1,"f":0.5,"list":[1,"x"]},"categories":{)"
    R"("label":{"labels":[{"name":"cat0","parent":"","attributes":["x","y"]},{"name":"猫1","parent":"cat0","attributes":[]}],)"
    R"("label_groups":[{"name":"g","group_type":"exclusive","labels":["cat0","猫1"]}],"attributes":["a","b","score"]},)"
    R"("mask":{"colormap":[{"label_id":0,"r":0,"g":0,"b":0},{"label_id":1,"r":128,"g":0,"b":0}]},)"
    R"("points":{"items":[{"label_id":0,"labels":["p1","p2"],"joints":[[0,1]],"positions":[0.0,0.0,1.0,0.5]},)"
    R"({"label_id":1,"labels":[],"joints":[]}]}},)"
    R"("items":[{"id":"100","annotations":[)"
    R"({"id":1,"type":"caption","attributes":{},"group":0,"object_id":3,"caption":"hello \"q\" \\ \n✓"},)"
    R"({"id":3,"type":"label","attributes":{"x":1,"y":"2","n":null,"l":[1,{"d":2.5}]},"group":0,"label_id":2},)"
    R"({"id":4,"type":"bbox","attributes":{"score":1.0},"group":0,"label_id":4,"z_order":1,"bbox":[1.1,2.2,3.3,4.4]},)"
    R"({"id":5,"type":"bbox","attributes":{"a":1.5,"b":"text","is_crowd":false},"group":5,"object_id":0,"label_id":null,)"
    R"("z_order":0,"bbox":[350.9,151.39,275.14,126.49]},)"
    R"({"id":5,"type":"bbox","attributes":{"is_crowd":true},"group":0,"label_id":0,"z_order":0,"bbox":[0.0,0.0,1.0,1.0]},)"
    R"({"id":6,"type":"bbox","attributes":{"is_crowd":true},"group":0,"label_id":0,"z_order":0,"bbox":[0.0,0.0,1.0,1.0]},)"
    R"({"id":5,"type":"points","attributes":{},"group":0,"label_id":0,"points":[1.0,2.0,2.0,0.0,1.0,1.0],"z_order":4,)"
    R"("visibility":[2,0,1]},)"
    R"({"id":5,"type":"mask","attributes":{},"group":0,"label_id":3,"rle":{"counts":"06","size":[2,3]},"z_order":2},)"
    R"({"id":5,"type":"ellipse","attributes":{},"group":0,"label_id":3,"points":[5.0,6.0,7.0,8.0],"z_order":2},)"
    R"({"id":5,"type":"cuboid_2d","attributes":{},"group":0,"label_id":null,)"
    R"("points":[[1.0,1.0],[3.0,1.0],[3.0,3.0],[1.0,3.0],[1.5,1.5],[3.5,1.5],[3.5,3.5],[1.5,3.5]],"z_order":2}],)"
    R"("attr":{"id":7,"a1":5,"a2":"42"},"image":{"path":"images/train/100.png","size":[10,6]}},)"
    R"({"id":"2","annotations":[{"id":900100087038,"type":"polyline","attributes":{"score":1},"group":900100087038,)"
    R"("label_id":null,"points":[11.0,12.0,13.0,14.25],"z_order":1},)"
    R"({"id":0,"type":"polygon","attributes":{},"group":0,"label_id":1,"points":[1e-7,2.0,1e16,2.0,1.1,-3.33],"z_order":-4},)"
    R"({"id":0,"type":"polyline","attributes":{},"group":0,"label_id":1,"points":[],"z_order":0},)"
    R"({"id":0,"type":"cuboid_3d","attributes":{"occluded":true},"group":6,"label_id":0,"position":[1.11,2.22,3.33],)"
    R"("rotation":[0.13,0.0,0.0],"scale":[1.0,1.0,1.0]}]}]})";

TEST(DatumaroBinaryWriter, EveryAnnotationComesBack) {
  Files datum =
      Rewrite({{"annotations/train.json", kEverything}, {"images/train/100.png", "P"}}, DatumaroFormat(), DatumaroBinaryFormat());
  ASSERT_TRUE(datum.count("annotations/train.datum"));
  datum["images/train/100.png"] = "P";
  Files json = Rewrite(datum, DatumaroBinaryFormat(), DatumaroFormat());
  // Only in .datum a caption has an object id.
  std::string expected = kEverything;
  EXPECT_EQ(json["annotations/train.json"], expected);
}

const char kMedia[] = R"({"dm_format_version":"1.0","media_type":1,"infos":{},"categories":{},"items":[)"
                      R"({"id":"p","annotations":[],"point_cloud":{"path":"point_clouds/t/p.pcd"},"related_images":[)"
                      R"({"path":"images/t/p/extra_image_0.png","size":[2,3]},{"path":"images/t/p/extra_image_1.jpg"}]},)"
                      R"({"id":"f","annotations":[],"video_frame":{"video_path":"videos/t/v.mp4","frame_index":7}},)"
                      R"({"id":"v","annotations":[],"video":{"path":"videos/t/v.mp4","step":2,"start_frame":1,"end_frame":0}},)"
                      R"({"id":"w","annotations":[],"video":{"path":"videos/t/v.mp4","step":1,"start_frame":0}},)"
                      R"({"id":"none","annotations":[]},)"
                      R"({"id":"gone","annotations":[],"image":{"path":"images/t/gone.jpg","size":[4,5]}}]})";

TEST(DatumaroBinaryWriter, EveryMediumComesBack) {
  const Files media = {{"point_clouds/t/p.pcd", "PCD"},
                       {"images/t/p/extra_image_0.png", "0"},
                       {"images/t/p/extra_image_1.jpg", "1"},
                       {"videos/t/v.mp4", "V"}};
  Files input = media;
  input["annotations/t.json"] = kMedia;
  Files datum = Rewrite(input, DatumaroFormat(), DatumaroBinaryFormat());
  datum.insert(media.begin(), media.end());
  EXPECT_EQ(Rewrite(datum, DatumaroBinaryFormat(), DatumaroFormat())["annotations/t.json"], kMedia);
  Files saved = Rewrite(input, DatumaroFormat(), DatumaroBinaryFormat(), {}, {{"save-media", ""}});
  for (const auto& [path, content] : media) EXPECT_EQ(saved[path], content) << path;
  Files again = Rewrite(saved, DatumaroBinaryFormat(), DatumaroFormat(), {}, {{"save-media", ""}});
  for (const auto& [path, content] : media) EXPECT_EQ(again[path], content) << path;
}

TEST(DatumaroBinaryWriter, GenericMediaAreCounted) {
  std::vector<Item> items(1);
  items[0].id = "a";
  items[0].subset = "s";
  items[0].media.kind = MediaKind::kGeneric;
  items[0].media.path = "x";
  MemoryBundle bundle;
  WriteOutcome written = WriteDataset(DatumaroBinaryFormat(), SampleLabels(), items, bundle);
  EXPECT_EQ(LineOf(written.report, "media-dropped").example, "s/a");
  ReadOutcome read = ReadDatum(bundle.Text("annotations/s.datum"));
  ASSERT_EQ(read.items.size(), 1u);
  EXPECT_EQ(read.items[0].media.kind, MediaKind::kNone);
}

TEST(DatumaroBinaryWriter, ImagesWithoutPathAndSizeHaveTheirOwnMarks) {
  std::vector<Item> items(1);
  items[0].id = "a";
  items[0].subset = "s";
  items[0].media.kind = MediaKind::kImage;
  MemoryBundle bundle;
  ASSERT_TRUE(WriteDataset(DatumaroBinaryFormat(), SampleLabels(), items, bundle).status.ok());
  const std::string text = bundle.Text("annotations/s.datum");
  EXPECT_NE(text.find(Str("/NOT/A/REAL/PATH") + FromHex("d1f9ffff") + FromHex("c3f9ffff")), std::string::npos);
  ReadOutcome read = ReadFiles({{"annotations/s.datum", text}});
  ASSERT_EQ(read.items.size(), 1u);
  EXPECT_EQ(read.items[0].media.kind, MediaKind::kImage);
  EXPECT_EQ(read.items[0].media.path, "");
  EXPECT_EQ(read.items[0].media.width, 0u);
  read = ReadFiles({{"annotations/s.datum", text}, {"images/s/a.jpg", "J"}});
  EXPECT_EQ(read.items[0].media.path, "images/s/a.jpg");
}

TEST(DatumaroBinaryWriter, CoordinatesAreTheNearestFloats) {
  std::vector<Item> items(1);
  items[0].id = "a";
  items[0].subset = "s";
  Annotation line;
  line.type = AnnotationType::kPolyline;
  line.coords = items[0].AddCoords(std::vector<double>{16777217, 0.1, 1e300, -1e300});
  items[0].annotations = {line};
  MemoryBundle bundle;
  WriteOutcome written = WriteDataset(DatumaroBinaryFormat(), SampleLabels(), items, bundle);
  ASSERT_TRUE(written.status.ok());
  EXPECT_NE(bundle.Text("annotations/s.datum")
                .find(FromHex("04000000"
                              "0000804b"
                              "cdcccc3d"
                              "ffff7f7f"
                              "ffff7fff")),
            std::string::npos);
  EXPECT_EQ(LineOf(written.report, "coordinate-clamped").count, 2u);
  EXPECT_EQ(LineOf(written.report, "coordinates-rounded").count, 1u);  // 16777217; 0.1 is the shortest text of its float32
}

TEST(DatumaroBinaryWriter, WithoutItemsTheLabelsAreKept) {
  MemoryBundle bundle;
  ASSERT_TRUE(WriteDataset(DatumaroBinaryFormat(), SampleLabels(), {}, bundle, {{"save_dataset_meta", "1"}}).status.ok());
  EXPECT_EQ(bundle.folders, std::vector<std::string>{"images"});
  EXPECT_NE(bundle.Text("dataset_meta.json").find("\"c\""), std::string::npos);
  ReadOutcome read = ReadDatum(bundle.Text("annotations/default.datum"));
  EXPECT_TRUE(read.status.ok()) << read.status.Text();
  EXPECT_TRUE(read.items.empty());
  EXPECT_EQ(read.labels.labels.size(), 1u);
}

TEST(DatumaroBinaryWriter, AFlagSaysWhetherMediaWouldBeEncrypted) {
  const Files input = {{"annotations/t.datum", Datum(Sample(Era::kLong))}};
  auto says = [&](const OptionTexts& options, const std::string& value) {
    return Rewrite(input, DatumaroBinaryFormat(), DatumaroBinaryFormat(), {}, options)["annotations/s.datum"].find(
               "\"media_encryption\":" + value) != std::string::npos;
  };
  EXPECT_TRUE(says({}, "false"));
  EXPECT_TRUE(says({{"save-media", ""}}, "true"));
  EXPECT_TRUE(says({{"save-media", ""}, {"no-media-encryption", ""}}, "false"));
}

}  // namespace
}  // namespace dropset::testing
