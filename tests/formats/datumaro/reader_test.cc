// datumaro.md §2.1 to §2.4 and behaviour runs 22 to 28; layouts and tolerances of decisions.md.
#include "formats/datumaro/support.h"

namespace dropset::testing {
namespace {

std::string WithVersion(const std::string& version) {
  return R"({"dm_format_version":)" + version + R"(,"categories":{"label":{"labels":[]}},"items":[{"id":"a"}]})";
}

TEST(DatumaroReader, TakesVersionOneAndNone) {
  for (const char* version : {R"("1.0")", "1.0", "1", "null"}) {
    EXPECT_EQ(ReadDocument(WithVersion(version)).items.size(), 1u) << version;
  }
  EXPECT_EQ(ReadDocument(R"({"categories":{},"items":[{"id":"a"}]})").items.size(), 1u);
}

TEST(DatumaroReader, RefusesOtherVersions) {
  for (const char* version : {R"("2")", R"("2.0")", R"("legacy")", R"("wrong_version_string")", "2", "[1]"}) {
    ReadOutcome read = ReadDocument(WithVersion(version));
    ASSERT_FALSE(read.status.ok()) << version;
    EXPECT_EQ(read.status.code(), Code::kUnsupported);
    EXPECT_EQ(read.status.place(), "annotations/train.json: dm_format_version");
  }
}

TEST(DatumaroReader, IdsAreTextsWithSlashes) {
  ReadOutcome read = ReadDocument(Document(R"({"id":5},{"id":"a\\b"},{"id":"с пробелом/名"})"));
  ASSERT_EQ(read.items.size(), 3u);
  EXPECT_EQ(read.items[0].id, "5");
  EXPECT_EQ(read.items[1].id, "a/b");
  EXPECT_EQ(read.items[2].id, "с пробелом/名");
  EXPECT_EQ(read.items[0].subset, "train");
}

TEST(DatumaroReader, ItemsWithoutIdAreLeftOut) {
  ReadOutcome read = ReadDocument(Document(R"({"id":"a"},{"annotations":[]},{"id":""},{"id":null},{"id":[1]},3,{"id":"b"})"));
  ASSERT_TRUE(read.status.ok()) << read.status.Text();
  EXPECT_EQ(read.items.size(), 2u);
  EXPECT_EQ(read.Count("item-skipped"), 5u);
  EXPECT_EQ(LineOf(read.report, "item-skipped").example, "annotations/train.json: items[1].id: there is none");
  EXPECT_EQ(ReadDocument(Document(R"({"id":""})"), {{"strict", ""}}).status.Text(),
            "annotations/train.json: items[0].id: there is none");
}

TEST(DatumaroReader, ItemAttributesAreKeptAndAnIntegerIdIsTheImageId) {
  ReadOutcome read =
      ReadDocument(Document(R"({"id":"a","attr":{"frame":3,"id":900100087038,"score":1}},{"id":"b","attr":{"id":"x"}},
      {"id":"c","attr":{"id":1.5}},{"id":"d","attr":null})"));
  ASSERT_EQ(read.items.size(), 4u);
  EXPECT_EQ(read.items[0].image_id, 900100087038);
  EXPECT_EQ(read.items[0].Text(read.items[0].attributes.others), R"("frame":3,"score":1)");
  EXPECT_FALSE(read.items[1].image_id);
  EXPECT_EQ(read.items[1].Text(read.items[1].attributes.others), R"("id":"x")");
  EXPECT_EQ(read.items[2].Text(read.items[2].attributes.others), R"("id":1.5)");
  EXPECT_TRUE(read.items[3].attributes.empty());
}

TEST(DatumaroReader, ItemsMayComeBeforeEverythingElse) {
  ReadOutcome read = ReadDocument(R"({"items":[{"id":"a","annotations":[{"type":"label","label_id":1}]}],
      "categories":{"label":{"labels":[{"name":"x","parent":""},{"name":"y","parent":""}]}},"infos":{"k":1},"media_type":6})");
  ASSERT_TRUE(read.status.ok()) << read.status.Text();
  EXPECT_EQ(read.labels.labels.size(), 2u);
  EXPECT_EQ(read.labels.infos, R"({"k":1})");
  EXPECT_EQ(read.labels.media_type, 6);
  EXPECT_EQ(read.items.at(0).annotations.at(0).label, 1);
  EXPECT_EQ(read.bytes_read, read.bytes_planned);
}

TEST(DatumaroReader, ProgressEndsWhereItWasPlanned) {
  ReadOutcome read = Read({{"annotations/a.json", Document(R"({"id":"a"})") + "\n"}, {"annotations/b.json", Document("")}});
  EXPECT_EQ(read.bytes_read, read.bytes_planned);
  EXPECT_GT(read.bytes_planned, Document("").size() * 2);
}

// Work is bounded also where there is no item: 5 MiB of items that are left out give control back several times.
TEST(DatumaroReader, GivesControlBackBetweenItems) {
  std::string items;
  for (int k = 0; k < 50'000; ++k)
    items += R"({"id":"","annotations":[],"attr":{"filler":"..............................................."}},)";
  ReadOutcome read = ReadDocument(Document(items + R"({"id":"last"})"));
  ASSERT_TRUE(read.status.ok());
  EXPECT_EQ(read.items.size(), 1u);
  EXPECT_GE(read.busy, 4);
}

TEST(DatumaroReader, RepeatedIdsGetDistinctOnes) {
  Files files{{"annotations/train.json", Document(R"({"id":"a","image":{"path":"a.jpg"}},{"id":"a","image":{"path":"a.png"}},
      {"id":"a"},{"id":"a"},{"id":"b"},{"id":"b"})")},
              {"annotations/val.json", Document(R"({"id":"a"})")},
              {"images/train/a.jpg", "jpg"},
              {"images/train/a.png", "png"}};
  ReadOutcome read = Read(files);
  ASSERT_EQ(read.items.size(), 7u);
  std::vector<std::string> ids;
  for (const Item& item : read.items) ids.push_back(item.id);
  EXPECT_EQ(ids, (std::vector<std::string>{"a", "a.png", "a_3", "a_4", "b", "b_5", "a"}));
  EXPECT_TRUE(read.items[1].id_is_file_name);
  EXPECT_EQ(read.items[1].FileName(""), "a.png");
  EXPECT_EQ(read.Count("item-id-repeated"), 4u);
  EXPECT_FALSE(Read(files, {{"strict", ""}}).status.ok());
}

TEST(DatumaroReader, SubsetsAreSortedByBytes) {
  ReadOutcome read = Read({{"annotations/val.json", Document(R"({"id":"1"})")},
                           {"annotations/Test.json", Document(R"({"id":"2"})")},
                           {"annotations/a-b.json", Document(R"({"id":"3"})")},
                           {"annotations/a.json", Document(R"({"id":"4"})")}});
  std::vector<std::string> subsets;
  for (const Item& item : read.items) subsets.push_back(item.subset);
  EXPECT_EQ(subsets, (std::vector<std::string>{"Test", "a", "a-b", "val"}));
}

TEST(DatumaroReader, MissingSectionsAreMendedOrRefused) {
  ReadOutcome without_categories = ReadDocument(R"({"infos":{},"items":[{"id":"a"}]})");
  EXPECT_TRUE(without_categories.status.ok());
  EXPECT_EQ(without_categories.items.size(), 1u);
  EXPECT_FALSE(without_categories.labels.declared);
  EXPECT_EQ(without_categories.Count("field-mended"), 1u);
  EXPECT_TRUE(ReadDocument(R"({"categories":{}})").status.ok());
  EXPECT_FALSE(ReadDocument(R"({"categories":{}})", {{"strict", ""}}).status.ok());
  EXPECT_EQ(ReadDocument(R"({"images":[]})").status.Text(),
            "annotations/train.json: this is no Datumaro file: there are neither categories nor items");
  EXPECT_EQ(ReadDocument(R"({"categories":{},"items":{}})").status.Text(),
            "annotations/train.json: items: expected an array, found an object");
}

TEST(DatumaroReader, EveryTruncationIsAnError) {
  const std::string document = Document(ItemWith(R"({"type":"points","points":[1,2],"visibility":[1],"attributes":{"k":[1]}},
      {"type":"mask","rle":{"counts":"06","size":[2,3]}})") +
                                        R"(,{"id":"b","image":{"path":"x.jpg","size":[1,2]}})");
  ASSERT_TRUE(ReadDocument(document).status.ok());
  for (size_t size = 0; size < document.size(); ++size) {
    ReadOutcome read = ReadDocument(document.substr(0, size));
    ASSERT_FALSE(read.status.ok()) << size;
    EXPECT_TRUE(read.status.place().starts_with("annotations/train.json")) << read.status.Text();
  }
}

// Whatever is read can be written, and reads back as the same: what was mended is then as it should be.
TEST(DatumaroReader, MutatedFilesAreRefusedWithAPlaceOrMendedForGood) {
  const std::string document = Document(
      ItemWith(R"({"id":1,"type":"points","label_id":1,"points":[1,2],"visibility":[1],"attributes":{"k":[1],"score":2}},
      {"type":"mask","rle":{"counts":"06","size":[2,3]}},{"type":"bbox","bbox":[1.5,2,3,4],"z_order":1,"object_id":3},
      {"type":"caption","caption":"x"},{"type":"skeleton","points":[1,2,2],"points_attributes":[{"o":true}]},
      {"type":"cuboid_3d","position":[1,2,3],"rotation":[0,0,0]})") +
      R"(,{"id":"b","attr":{"id":4},"image":{"path":"x.jpg","size":[1,2]}},{"id":"c","video":{"path":"v.mp4","end_frame":3}})");
  const std::string alphabet = "{}[]\",:0123456789.-eEnulltrue \\/abci_";
  uint64_t state = 1;
  auto random = [&state](size_t below) {
    state = state * 6364136223846793005 + 1442695040888963407;
    return static_cast<size_t>(state >> 33) % below;
  };
  int taken = 0;
  for (int run = 0; run < 3000; ++run) {
    std::string mutated = document;
    for (size_t change = 0; change <= random(3); ++change) mutated[random(mutated.size())] = alphabet[random(alphabet.size())];
    ReadOutcome read = ReadDocument(mutated);
    if (!read.status.ok()) {
      EXPECT_TRUE(read.status.place().starts_with("annotations/train.json")) << read.status.Text();
      continue;
    }
    ++taken;
    Files once = Rewrite({{"annotations/train.json", mutated}});
    EXPECT_EQ(Rewrite(once), once) << mutated;
  }
  EXPECT_GT(taken, 300);
}

TEST(DatumaroReader, LooksInTheShallowestAnnotationsFolder) {
  ReadOutcome read = Read({{"x/data/annotations/train.json", Document(R"({"id":"a","image":{"path":"a.jpg"}})")},
                           {"x/y/z/annotations/deeper.json", Document(R"({"id":"b"})")},
                           {"x/data/my_annotations/other.json", "{}"},
                           {"x/data/images/train/a.jpg", "jpg"}});
  ASSERT_TRUE(read.status.ok()) << read.status.Text();
  ASSERT_EQ(read.items.size(), 1u);
  EXPECT_EQ(read.items[0].media.path, "x/data/images/train/a.jpg");
}

TEST(DatumaroReader, ALoneFileIsADataset) {
  ReadOutcome read = Read({{"mine.JSON", Document(R"({"id":"a","image":{"path":"a.jpg"}})")}, {"other.json", "[]"}});
  ASSERT_TRUE(read.status.ok()) << read.status.Text();
  ASSERT_EQ(read.items.size(), 1u);
  EXPECT_EQ(read.items[0].subset, "mine");
  EXPECT_EQ(read.items[0].media.path, "images/mine/a.jpg");
}

TEST(DatumaroReader, NothingThereSaysWhatWasLookedFor) {
  EXPECT_EQ(Read({{"readme.txt", ""}}).status.Text(), "input: no Datumaro annotations: looked for annotations/<subset>.json");
}

TEST(DatumaroDetection, ExplainsItself) {
  const Format format = DatumaroFormat();
  auto detect = [&format](const Files& files) { return format.detect(*MakeArchive(files)); };
  Match yes = detect({{"annotations/train.json", Document("")}});
  EXPECT_EQ(yes.confidence, 20);
  EXPECT_EQ(yes.reason, "annotations/train.json: categories and items, as Datumaro JSON has them");
  EXPECT_EQ(detect({{"annotations/a.json", R"({"images":[],"annotations":[],"categories":[]})"}}).confidence, 0);
  EXPECT_EQ(detect({{"annotations/a.json", R"({"items":[1],"infos":{}})"}}).confidence, 0);
  EXPECT_EQ(detect({{"a.txt", ""}}).reason, "no annotations/<subset>.json");
  // Only the front is looked at, so that what is cut there does not matter.
  std::string large = R"({"items":[{"id":")" + std::string(100'000, 'x') + R"("}],"categories":{}})";
  EXPECT_EQ(detect({{"annotations/a.json", large}}).confidence, 20);
}

}  // namespace
}  // namespace dropset::testing
