#include "io/spool.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace dropset {
namespace {

std::string Read(const Source& source) {
  std::string text(static_cast<size_t>(source.size()), '\0');
  EXPECT_TRUE(source.ReadAt(0, std::as_writable_bytes(std::span(text))).ok());
  return text;
}

std::shared_ptr<const Source> Add(Spool& spool, std::string_view text) {
  auto part = spool.Add(std::as_bytes(std::span(text.data(), text.size())));
  EXPECT_TRUE(part.ok());
  return *std::move(part);
}

TEST(Spool, GivesEachPartBack) {
  MemoryScratch scratch;
  std::shared_ptr<const Source> first, second, empty, later;
  {
    Spool spool(scratch);
    first = Add(spool, "first");
    empty = Add(spool, "");
    second = Add(spool, "second");
    EXPECT_EQ(Read(*second), "second");
    later = Add(spool, "later");
  }
  EXPECT_EQ(Read(*later), "later");
  EXPECT_EQ(Read(*first), "first");
  EXPECT_EQ(Read(*empty), "");
}

TEST(Spool, ReadsNoFurtherThanAPart) {
  MemoryScratch scratch;
  Spool spool(scratch);
  auto first = Add(spool, "first");
  Add(spool, "second");
  std::vector<std::byte> out(6);
  EXPECT_EQ(first->ReadAt(0, out).code(), Code::kInternal);
  EXPECT_EQ(first->ReadAt(6, std::span(out).first(0)).code(), Code::kInternal);
}

class BrokenScratch final : public Scratch {
 public:
  Result<std::unique_ptr<Sink>> Create() override { return memory_.Create(); }
  Result<std::shared_ptr<const Source>> Seal(std::unique_ptr<Sink>) override { return Status(Code::kIo, "disk full"); }

 private:
  MemoryScratch memory_;
};

TEST(Spool, FailsOnceAndForAllWhereScratchFails) {
  BrokenScratch scratch;
  Spool spool(scratch);
  auto part = Add(spool, "x");
  std::vector<std::byte> out(1);
  EXPECT_EQ(part->ReadAt(0, out).Text(), "disk full");
  EXPECT_EQ(part->ReadAt(0, out).code(), Code::kIo);
}

}  // namespace
}  // namespace dropset
