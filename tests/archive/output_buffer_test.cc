#include "archive/output_buffer.h"

#include <gtest/gtest.h>

#include <cstring>
#include <string>
#include <vector>

#include "archive/bundles.h"
#include "archive/zip_bytes.h"
#include "base/limits.h"

namespace dropset {
namespace {

class PieceSink final : public Sink {
 public:
  Status Write(std::span<const std::byte> bytes) override {
    pieces.push_back(bytes.size());
    return inner.Write(bytes);
  }
  bool seekable() const override { return true; }
  Status Patch(uint64_t offset, std::span<const std::byte> bytes) override { return inner.Patch(offset, bytes); }
  std::vector<size_t> pieces;
  SeekableSink inner;
};

std::string Pattern(size_t size) {
  std::string text(size, '\0');
  for (size_t i = 0; i < size; ++i) text[i] = static_cast<char>(i * 2654435761u >> 13);
  return text;
}

std::span<const std::byte> BytesOf(std::string_view text) { return std::as_bytes(std::span(text.data(), text.size())); }

// Whatever the sizes of the writes: only the last piece is another size.
TEST(OutputBuffer, HandsOnPiecesOfOneSize) {
  const std::string text = Pattern(5 * kOutputPiece + 321);
  PieceSink sink;
  OutputBuffer buffer(sink);
  std::string_view left = text;
  for (size_t length : {size_t{1}, kOutputPiece - 1, size_t{7}, 2 * kOutputPiece + 5, size_t{0}, text.size()}) {
    const std::string_view piece = left.substr(0, length);
    ASSERT_EQ(Explain(buffer.Write(BytesOf(piece))), "ok");
    left.remove_prefix(piece.size());
    EXPECT_EQ(buffer.position(), text.size() - left.size());
  }
  ASSERT_EQ(Explain(buffer.Flush()), "ok");
  EXPECT_EQ(sink.pieces, (std::vector<size_t>{kOutputPiece, kOutputPiece, kOutputPiece, kOutputPiece, kOutputPiece, 321}));
  EXPECT_TRUE(sink.inner.text == text);
}

TEST(OutputBuffer, TakesWhatWasPutIntoItsRoom) {
  const std::string text = Pattern(3 * kOutputPiece);
  PieceSink sink;
  OutputBuffer buffer(sink);
  for (size_t done = 0; done < text.size();) {
    const std::span<std::byte> room = buffer.Room();
    ASSERT_FALSE(room.empty());
    const size_t length = std::min({room.size(), size_t{100'000}, text.size() - done});
    std::memcpy(room.data(), text.data() + done, length);
    ASSERT_EQ(Explain(buffer.Write(room.first(length))), "ok");
    done += length;
  }
  ASSERT_EQ(Explain(buffer.Flush()), "ok");
  EXPECT_TRUE(sink.inner.text == text);
}

TEST(OutputBuffer, PatchesWhatIsGoneAndWhatIsHere) {
  std::string text = Pattern(kOutputPiece + 1000);
  PieceSink sink;
  OutputBuffer buffer(sink);
  ASSERT_EQ(Explain(buffer.Write(BytesOf(text))), "ok");
  ASSERT_EQ(sink.pieces.size(), 1u);
  for (size_t offset : {size_t{10}, kOutputPiece - 5, kOutputPiece + 900}) {
    ASSERT_EQ(Explain(buffer.Patch(offset, BytesOf("0123456789"))), "ok");
    text.replace(offset, 10, "0123456789");
  }
  EXPECT_FALSE(buffer.Patch(text.size() - 5, BytesOf("0123456789")).ok());
  ASSERT_EQ(Explain(buffer.Flush()), "ok");
  EXPECT_TRUE(sink.inner.text == text);
}

}  // namespace
}  // namespace dropset
