// Media: datumaro.md §2.4, §3, behaviour runs 25, 28, 29; decisions.md "Media".
#include "formats/datumaro/support.h"

namespace dropset::testing {
namespace {

Item OneItem(const Files& more, const std::string& item) {
  Files files = more;
  files["annotations/train.json"] = Document(item);
  ReadOutcome read = Read(files);
  EXPECT_TRUE(read.status.ok()) << read.status.Text();
  return read.items.empty() ? Item() : read.items[0];
}

TEST(DatumaroMedia, ImagesAreFoundWhereVersionsPutThem) {
  for (const char* place : {"images/train/d/a.jpg", "images/d/a.jpg", "d/a.jpg"}) {
    Item item = OneItem({{place, "jpg"}}, R"({"id":"x","image":{"path":"d/a.jpg","size":[4,6]}})");
    EXPECT_EQ(item.media.path, place);
    EXPECT_NE(item.media.entry, kNoEntry);
    EXPECT_EQ(item.media.extension, ".jpg");
    EXPECT_EQ(item.media.height, 4u);
    EXPECT_EQ(item.media.width, 6u);
  }
}

TEST(DatumaroMedia, PathsOfAnotherMachineAreFoundByTheirTail) {
  Files files{{"images/train/d/a.jpg", "jpg"}};
  for (const char* path : {"/home/me/set/images/train/d/a.jpg", "set/images/train/d/a.jpg", "C:\\\\set\\\\train\\\\d\\\\a.jpg",
                           "../d/a.jpg", "./d/a.jpg"}) {
    EXPECT_EQ(OneItem(files, R"({"id":"x","image":{"path":")" + std::string(path) + "\"}}").media.path, "images/train/d/a.jpg")
        << path;
  }
  EXPECT_EQ(OneItem({{"images/train/a.jpg", "jpg"}}, R"({"id":"x","image":{"path":"d/a.jpg"}})").media.entry, kNoEntry);
}

TEST(DatumaroMedia, MissingImagesHaveThePathWhereTheyBelong) {
  EXPECT_EQ(OneItem({}, R"({"id":"x","image":{"path":"a.jpg"}})").media.path, "images/train/a.jpg");
  EXPECT_EQ(OneItem({}, R"({"id":"x","image":{"path":"images/train/a.jpg"}})").media.path, "images/train/a.jpg");
  EXPECT_EQ(OneItem({}, R"({"id":"d/x","image":{"path":""}})").media.path, "images/train/d/x.jpg");
  EXPECT_EQ(OneItem({}, R"({"id":"x","image":{"path":null,"size":[10,6]}})").media.path, "images/train/x.jpg");
}

TEST(DatumaroMedia, EmptyMembersAreNoMedium) {
  for (const char* media : {R"("image":{})", R"("image":null)", R"("point_cloud":{"path":""})", R"("media":{"path":""})",
                            R"("point_cloud":{"path":""},"media":{"path":""})", R"("related_images":[])"}) {
    EXPECT_EQ(OneItem({}, R"({"id":"x",)" + std::string(media) + "}").media.kind, MediaKind::kNone) << media;
  }
  EXPECT_EQ(OneItem({}, R"({"id":"x","point_cloud":{"path":""},"image":{"path":"a.png"}})").media.kind, MediaKind::kImage);
  EXPECT_EQ(OneItem({}, R"({"id":"x","media":{"path":"a.txt"}})").media.kind, MediaKind::kGeneric);
}

TEST(DatumaroMedia, TwoKindsAreCountedAndTheFirstIsTaken) {
  const std::string document = Document(R"({"id":"x","video":{"path":"v.mp4"},"image":{"path":"a.jpg"}})");
  ReadOutcome read = ReadDocument(document);
  EXPECT_EQ(read.items.at(0).media.kind, MediaKind::kImage);
  EXPECT_EQ(read.Count("media-ambiguous"), 1u);
  EXPECT_FALSE(ReadDocument(document, {{"strict", ""}}).status.ok());
}

TEST(DatumaroMedia, BadMembersAreCountedAndAnnotationsStay) {
  for (const char* media : {R"("image":{"path":"a.jpg","size":[0,3]})", R"("image":{"path":"a.jpg","size":[3]})",
                            R"("image":"a.jpg")", R"("video_frame":{"video_path":"v","frame_index":-1})"}) {
    ReadOutcome read =
        ReadDocument(Document(R"({"id":"x","annotations":[{"type":"label","label_id":0}],)" + std::string(media) + "}"));
    ASSERT_TRUE(read.status.ok()) << media;
    EXPECT_EQ(read.items.at(0).annotations.size(), 1u) << media;
    EXPECT_EQ(read.items.at(0).media.width, 0u) << media;
    EXPECT_EQ(read.Count("field-mended"), 1u) << media;
  }
}

TEST(DatumaroMedia, SavedImagesAreNamedByTheirId) {
  Files files{{"annotations/train.json",
               Document(R"({"id":"d/one","image":{"path":"x.JPG","size":[1,2]}},{"id":"gone","image":{"path":"g.png"}},
      {"id":"two.png","image":{"path":"two.png"}})")},
              {"images/train/x.JPG", "X"},
              {"images/train/two.png", "2"}};
  Files out = Rewrite(files, {{"save-media", ""}});
  EXPECT_EQ(out.count("images/train/d/one.JPG"), 1u);
  EXPECT_EQ(out["images/train/d/one.JPG"], "X");
  EXPECT_EQ(out["images/train/two.png"], "2");
  EXPECT_EQ(out.size(), 3u);
  const std::string& text = out["annotations/train.json"];
  EXPECT_NE(text.find(R"("image":{"path":"d/one.JPG","size":[1,2]})"), std::string::npos) << text;
  EXPECT_NE(text.find(R"("image":{"path":"gone.png"})"), std::string::npos) << text;
  EXPECT_NE(text.find(R"("image":{"path":"two.png"})"), std::string::npos) << text;
}

TEST(DatumaroMedia, MissingOnesAreCountedWhenSaved) {
  ReadOutcome read = ReadDocument(Document(R"({"id":"a","image":{"path":"a.jpg"}},{"id":"b","image":{"path":"b.jpg"}})"));
  MemoryBundle bundle;
  WriteOutcome written = WriteDataset(DatumaroFormat(), read.labels, read.items, bundle, {{"save-media", ""}});
  ASSERT_TRUE(written.status.ok());
  EXPECT_EQ(LineOf(written.report, "media-missing").count, 2u);
  EXPECT_EQ(LineOf(written.report, "media-missing").example, "train/a");
  EXPECT_EQ(bundle.folders, std::vector<std::string>{"images"});
}

TEST(DatumaroMedia, WithoutSavingThePathIsThatInTheInput) {
  Files out = Rewrite({{"annotations/train.json",
                        Document(R"({"id":"a","image":{"path":"x.jpg"}},{"id":"b","image":{"path":"y.jpg","size":[3,4]}})")},
                       {"images/x.jpg", "X"}});
  ASSERT_EQ(out.size(), 1u);
  EXPECT_NE(out["annotations/train.json"].find(R"("image":{"path":"images/x.jpg"})"), std::string::npos);
  EXPECT_NE(out["annotations/train.json"].find(R"("image":{"path":"images/train/y.jpg","size":[3,4]})"), std::string::npos);
}

TEST(DatumaroMedia, AnImageWithoutPathIsNull) {
  Item item;
  item.id = "a";
  item.subset = "default";
  item.media.kind = MediaKind::kImage;
  item.media.height = 10;
  item.media.width = 6;
  MemoryBundle bundle;
  ASSERT_TRUE(WriteDataset(DatumaroFormat(), Labels(), {item}, bundle).status.ok());
  EXPECT_EQ(bundle.Text("annotations/default.json"),
            R"({"dm_format_version":"1.0","media_type":2,"infos":{},"categories":{},"items":[{"id":"a","annotations":[],)"
            R"("image":{"path":null,"size":[10,6]}}]})");
}

TEST(DatumaroMedia, ImageExtRenamesOneKind) {
  Files files{{"annotations/train.json", Document(R"({"id":"a","image":{"path":"a.jpeg"}})")}, {"images/train/a.jpeg", "J"}};
  EXPECT_EQ(Rewrite(files, {{"save-media", ""}, {"image-ext", "jpg"}}).count("images/train/a.jpg"), 1u);
  EXPECT_EQ(Rewrite(files, {{"save-media", ""}, {"image-ext", ".JPG"}}).count("images/train/a.JPG"), 1u);
}

TEST(DatumaroMedia, NamesThatAreTakenOrLeadOutGiveWay) {
  Files out =
      Rewrite({{"annotations/train.json", Document(R"({"id":"a.jpg","image":{"path":"a.jpg"}},{"id":"a","image":{"path":"b/a.jpg"}},
      {"id":"/etc/../x","image":{"path":"x.jpg"}})")},
               {"images/train/a.jpg", "1"},
               {"images/train/b/a.jpg", "2"},
               {"images/train/x.jpg", "3"}},
              {{"save-media", ""}});
  EXPECT_EQ(out["images/train/a.jpg"], "1");
  EXPECT_EQ(out["images/train/a_2.jpg"], "2");
  EXPECT_EQ(out["images/train/x.jpg"], "3");
  EXPECT_NE(out["annotations/train.json"].find(R"({"path":"a_2.jpg"})"), std::string::npos);
}

// §6 fixture 8, and where older versions and CVAT put related images.
TEST(DatumaroMedia, PointCloudsKeepTheirRelatedImages) {
  Files files{{"annotations/test.json", Document(R"({"id":"f/1","annotations":[{"type":"cuboid_3d","position":[0.84,-0.22,0.64]}],
      "point_cloud":{"path":"1.pcd"},"related_images":[{"path":"extra_image_0.png","size":[2,4]},{"path":"image_1.jpg"},
      {"path":"f/1/image_2.jpg"},{"path":"none.jpg"}]})")},
              {"point_clouds/test/1.pcd", "PCD"},
              {"images/test/extra_image_0.png", "E0"},
              {"related_images/test/f/1/image_1.jpg", "I1"},
              {"related_images/test/f/1/image_2.jpg", "I2"}};
  Files out = Rewrite(files, {{"save-media", ""}});
  EXPECT_EQ(out["point_clouds/test/f/1.pcd"], "PCD");
  EXPECT_EQ(out["images/test/f/1/extra_image_0.png"], "E0");
  EXPECT_EQ(out["images/test/f/1/extra_image_1.jpg"], "I1");
  EXPECT_EQ(out["images/test/f/1/extra_image_2.jpg"], "I2");
  EXPECT_NE(out["annotations/test.json"].find(
                R"("point_cloud":{"path":"f/1.pcd"},"related_images":[{"path":"f/1/extra_image_0.png","size":[2,4]},)"
                R"({"path":"f/1/extra_image_1.jpg"},{"path":"f/1/extra_image_2.jpg"},{"path":"f/1/extra_image_3.jpg"}]})"),
            std::string::npos)
      << out["annotations/test.json"];
  Files again = Rewrite(out, {{"save-media", ""}});
  EXPECT_EQ(again, out);
}

// §6 fixtures 6 and 7: the file is copied once per subset.
TEST(DatumaroMedia, VideosAndTheirFramesAreCopiedOncePerSubset) {
  const std::string items =
      R"({"id":"1","annotations":[{"type":"bbox","object_id":1,"bbox":[1,2,3,4]}],
      "video_frame":{"video_path":"v.mp4","frame_index":7}},
      {"id":"2","video":{"path":"v.mp4","step":2,"start_frame":1,"end_frame":0}},{"id":"3","video":{"path":"v.mp4"}})";
  Files files{{"annotations/a.json", Document(items)}, {"annotations/b.json", Document(items)}, {"videos/v.mp4", "V"}};
  Files out = Rewrite(files, {{"save-media", ""}});
  EXPECT_EQ(out.size(), 4u);
  EXPECT_EQ(out["videos/a/v.mp4"], "V");
  EXPECT_EQ(out["videos/b/v.mp4"], "V");
  const std::string& text = out["annotations/a.json"];
  EXPECT_NE(text.find(R"("object_id":1,)"), std::string::npos);
  EXPECT_NE(text.find(R"("video_frame":{"video_path":"v.mp4","frame_index":7})"), std::string::npos);
  EXPECT_NE(text.find(R"("video":{"path":"v.mp4","step":2,"start_frame":1,"end_frame":0})"), std::string::npos);
  EXPECT_NE(text.find(R"("video":{"path":"v.mp4","step":1,"start_frame":0})"), std::string::npos);
  EXPECT_EQ(Rewrite(out, {{"save-media", ""}}), out);
}

TEST(DatumaroMedia, GenericOnesKeepTheirPath) {
  Files out = Rewrite({{"annotations/a.json", Document(R"({"id":"1","media":{"path":"t.txt"}})")}, {"images/a/t.txt", "T"}},
                      {{"save-media", ""}});
  EXPECT_EQ(out["images/a/1.txt"], "T");
  EXPECT_NE(out["annotations/a.json"].find(R"("media":{"path":"1.txt"})"), std::string::npos);
}

}  // namespace
}  // namespace dropset::testing
