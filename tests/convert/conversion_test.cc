#include "convert/conversion.h"

#include <gtest/gtest.h>

#include <new>

#include "support/memory_archive.h"

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

}  // namespace
}  // namespace dropset::testing
