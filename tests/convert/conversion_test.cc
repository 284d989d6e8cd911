#include "convert/conversion.h"

#include <gtest/gtest.h>

#include <new>

#include "base/limits.h"
#include "support/memory_archive.h"
#include "support/piece_stream.h"

namespace dropset::testing {
namespace {

// A target that asks for more memory than there is, once an image is written.
class LackingMemory final : public MemoryBundle {
 public:
  Result<std::unique_ptr<Sink>> Create(std::string_view) override { throw std::bad_alloc(); }
};

TEST(Conversion, MemoryThatIsNotToBeHadIsAnErrorOfTheImage) {
  const std::unique_ptr<Archive> archive =
      MakeArchive({{"annotations/instances_a.json",
                    R"({"images":[{"id":1,"file_name":"b.jpg","width":4,"height":4}],"annotations":[],"categories":[]})"}});
  LackingMemory bundle;
  MemoryScratch scratch;
  auto conversion = Conversion::Start(*archive, bundle, scratch, Request{"coco", "datumaro", {}, {}});
  ASSERT_TRUE(conversion.ok()) << conversion.status().Text();
  const auto poll = (*conversion)->Step(size_t{1} << 20);
  EXPECT_EQ(poll.status().code(), Code::kLimit);
  EXPECT_EQ(poll.status().Text(), "a/b: out of memory: all annotations of an image are held at once");
}

// An archive in which reading the file at `path` asks for more memory than there is, once its first `bytes` were read.
class LackingArchive final : public Archive {
 public:
  LackingArchive(const Files& files, std::string path, size_t bytes)
      : archive_(MakeArchive(files)), path_(std::move(path)), text_(files.at(path_).substr(0, bytes)) {}
  std::span<const Entry> entries() const override { return archive_->entries(); }
  std::span<const std::string> folders() const override { return archive_->folders(); }
  Result<std::unique_ptr<Stream>> Open(EntryId entry) const override {
    if (entries()[entry].path != path_) return archive_->Open(entry);
    return std::unique_ptr<Stream>(new Lacking(text_));
  }
  Result<RawEntry> OpenRaw(EntryId entry) const override { return archive_->OpenRaw(entry); }
  std::pair<uint64_t, uint64_t> Position(EntryId entry) const override { return archive_->Position(entry); }
  void Want(EntryId first, EntryId last) const override { archive_->Want(first, last); }
  const std::string& name() const override { return archive_->name(); }

 private:
  class Lacking final : public Stream {
   public:
    explicit Lacking(std::string_view text) : stream_(text, 1) {}
    Result<size_t> Read(std::span<std::byte> out) override {
      auto length = stream_.Read(out);
      if (*length == 0) throw std::bad_alloc();
      return length;
    }

   private:
    PieceStream stream_;
  };

  std::unique_ptr<Archive> archive_;
  std::string path_, text_;
};

// The status of a conversion whose reader asks for more memory than there is, `bytes` into a file.
Status LackingAt(const Files& files, const std::string& path, size_t bytes, const std::string& from) {
  LackingArchive archive(files, path, bytes);
  MemoryBundle bundle;
  MemoryScratch scratch;
  DROPSET_ASSIGN(auto conversion, Conversion::Start(archive, bundle, scratch, Request{from, "datumaro", {}, {}}));
  for (;;) {
    DROPSET_ASSIGN(const Poll poll, conversion->Step(1));
    if (poll == Poll::kEnd) return {};
  }
}

TEST(Conversion, MemoryThatIsNotToBeHadWhileReadingIsAnErrorOfThePlace) {
  const std::string coco = R"({"images":[],"annotations":[{"id":1},{"id":2,"segmentation":[[1,2,3)";
  EXPECT_EQ(LackingAt({{"annotations/instances_a.json", coco}}, "annotations/instances_a.json", coco.size(), "coco").Text(),
            "annotations/instances_a.json: annotations[1].segmentation[0][2]: out of memory");

  const std::string head = "ImageID,Subset\n", row = "000000000000000a,train\n";
  std::string rows;
  for (size_t k = 0; k <= kReadWindow / row.size(); ++k) rows += row;
  const Files open_images = {{"annotations/class-descriptions.csv", "/m/0,Zero\n"},
                             {"annotations/train-images-with-rotation.csv", head + rows},
                             {"annotations/train-annotations-human-imagelabels.csv",
                              "ImageID,Source,LabelName,Confidence\na,verification,/m/0,1\nb,verification,/m/0,1\n"}};
  const size_t in_window = (kReadWindow - head.size()) / row.size();
  EXPECT_EQ(LackingAt(open_images, "annotations/train-images-with-rotation.csv", kReadWindow, "open_images").Text(),
            "annotations/train-images-with-rotation.csv: line " + std::to_string(1 + in_window) + ": out of memory");
  EXPECT_EQ(LackingAt(open_images, "annotations/train-annotations-human-imagelabels.csv", 60, "open_images").Text(),
            "annotations/train-annotations-human-imagelabels.csv: out of memory");
  EXPECT_EQ(LackingAt(open_images, "annotations/class-descriptions.csv", 5, "open_images").Text(),
            "annotations/class-descriptions.csv: out of memory");

  const std::string datum = "DATUMARO" + std::string(100, '\0');
  EXPECT_EQ(LackingAt({{"annotations/a.datum", datum}}, "annotations/a.datum", 5, "datumaro_binary").Text(),
            "annotations/a.datum: out of memory");
}

}  // namespace
}  // namespace dropset::testing
