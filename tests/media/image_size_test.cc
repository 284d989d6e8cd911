#include "media/image_size.h"

#include <algorithm>
#include <limits>
#include <random>
#include <string>
#include <vector>

#include "gtest/gtest.h"

namespace dropset {
namespace {

using namespace std::string_literals;

constexpr size_t kHead = 64 << 10;  // what is usually read of a file

std::string Big(uint64_t value, int bytes) {
  std::string text;
  for (int k = bytes; k-- > 0;) text.push_back(static_cast<char>(value >> 8 * k));
  return text;
}

std::string Little(uint64_t value, int bytes) {
  std::string text = Big(value, bytes);
  return {text.rbegin(), text.rend()};
}

std::optional<ImageInfo> Sniff(std::string_view file, std::string_view extension = "", uint64_t* wanted = nullptr) {
  // A copy of exactly these bytes, so that reading beyond them is noticed.
  std::vector<std::byte> head(file.size());
  std::copy(file.begin(), file.end(), reinterpret_cast<char*>(head.data()));
  return SniffImage(head, extension, wanted);
}

std::string Png(uint32_t width, uint32_t height) {
  return "\x89PNG\r\n\x1A\n" + Big(13, 4) + "IHDR" + Big(width, 4) + Big(height, 4) + "\x08\x02\0\0\0"s + Big(0, 4);
}

std::string Segment(uint8_t marker, const std::string& content) {
  return "\xFF" + std::string(1, static_cast<char>(marker)) + Big(content.size() + 2, 2) + content;
}

std::string Frame(uint8_t marker, uint32_t width, uint32_t height) {
  return Segment(marker, "\x08" + Big(height, 2) + Big(width, 2) + "\x01\x01\x11\0"s);
}

std::string Number(uint64_t value, int bytes, bool little) { return little ? Little(value, bytes) : Big(value, bytes); }

struct Field {
  uint32_t tag, type;
  uint64_t value;
};

// A directory whose every value lies in its entry.
std::string Tiff(bool little, const std::vector<Field>& fields, uint32_t gap = 0) {
  auto n = [little](uint64_t value, int bytes) { return Number(value, bytes, little); };
  std::string text = (little ? "II" : "MM") + n(42, 2) + n(8 + gap, 4) + std::string(gap, 'x') + n(fields.size(), 2);
  for (Field f : fields) text += n(f.tag, 2) + n(f.type, 2) + n(1, 4) + (f.type == 3 ? n(f.value, 2) + n(0, 2) : n(f.value, 4));
  return text + n(0, 4);
}

std::string BigTiff(bool little, const std::vector<Field>& fields) {
  auto n = [little](uint64_t value, int bytes) { return Number(value, bytes, little); };
  std::string text = (little ? "II" : "MM") + n(43, 2) + n(8, 2) + n(0, 2) + n(16, 8) + n(fields.size(), 8);
  for (Field f : fields)
    text += n(f.tag, 2) + n(f.type, 2) + n(1, 8) +
            (f.type == 3   ? n(f.value, 2) + n(0, 6)
             : f.type == 4 ? n(f.value, 4) + n(0, 4)
                           : n(f.value, 8));
  return text + n(0, 8);
}

std::string Exif(uint32_t orientation) { return Segment(0xE1, "Exif\0\0"s + Tiff(true, {{271, 4, 7}, {274, 3, orientation}})); }

std::string Jpeg(const std::string& segments, uint8_t frame = 0xC0) {
  return "\xFF\xD8" + Segment(0xE0, "JFIF\0\x01\x01\0\0\x01\0\x01\0\0"s) + segments + Segment(0xDB, std::string(65, '\1')) +
         Frame(frame, 640, 480) + Segment(0xDA, "scan");
}

std::string Bmp(uint32_t header_size, int32_t width, int32_t height) {
  int bytes = header_size == 12 ? 2 : 4;
  std::string header =
      Little(header_size, 4) + Little(static_cast<uint32_t>(width), bytes) + Little(static_cast<uint32_t>(height), bytes);
  header.resize(header_size, '\1');
  return "BM" + Little(1000, 4) + Little(0, 4) + Little(14 + header_size, 4) + header;
}

std::string Riff(const std::string& chunk, const std::string& content) {
  return "RIFF" + Little(content.size() + 12, 4) + "WEBP" + chunk + Little(content.size(), 4) + content;
}

std::string Box(const std::string& type, const std::string& content) { return Big(content.size() + 8, 4) + type + content; }
std::string LargeBox(const std::string& type, const std::string& content) {
  return Big(1, 4) + type + Big(content.size() + 16, 8) + content;
}

std::string Jp2(uint32_t width, uint32_t height) {
  return Box("jP  ", "\r\n\x87\n") + Box("ftyp", "jp2 "s + Big(0, 4) + "jp2 ") +
         Box("jp2h", Box("ihdr", Big(height, 4) + Big(width, 4) + "\0\3\7\7\0\0"s));
}

std::string Codestream(uint32_t right, uint32_t bottom, uint32_t left, uint32_t top) {
  return "\xFF\x4F\xFF\x51" + Big(47, 2) + Big(0, 2) + Big(right, 4) + Big(bottom, 4) + Big(left, 4) + Big(top, 4) +
         std::string(20, '\0');
}

// As telephones write it: a grid of tiles and a thumbnail, whose sizes come first; the primary item's is property 3.
std::string Heif(const std::string& brand, const std::string& extra_property = "", bool wide = false,
                 const std::string& before_meta = "") {
  auto size = [](uint32_t width, uint32_t height) { return Box("ispe", Big(0, 4) + Big(width, 4) + Big(height, 4)); };
  std::string container =
      Box("ipco", size(512, 512) + size(160, 120) + size(4032, 3024) + (extra_property.empty() ? "" : Box(extra_property, "\1")));
  int id_size = wide ? 4 : 2;
  auto association = [&](uint32_t item, const std::vector<uint32_t>& numbers) {
    std::string text = Big(item, id_size) + Big(numbers.size(), 1);
    for (uint32_t number : numbers) text += wide ? Big(number | 0x8000, 2) : Big(number | 0x80, 1);
    return text;
  };
  std::string pairs = Big(wide, 1) + Big(wide, 3) + Big(3, 4) + association(1, {1}) +
                      association(49, extra_property.empty() ? std::vector<uint32_t>{3} : std::vector<uint32_t>{3, 4}) +
                      association(50, {2});
  std::string meta = Big(0, 4) + Box("hdlr", std::string(24, '\0')) + Box("pitm", Big(wide, 1) + Big(0, 3) + Big(49, id_size)) +
                     Box("iinf", std::string(300, 'i')) + Box("iprp", container + Box("ipma", pairs));
  return Box("ftyp", brand + Big(0, 4) + "mif1" + brand) + before_meta + (wide ? LargeBox("meta", meta) : Box("meta", meta)) +
         Box("mdat", "pixels");
}

std::string Exr(const std::string& attributes) { return "\x76\x2F\x31\x01" + Little(2, 4) + attributes + "\0"s; }
std::string Attribute(const std::string& name, const std::string& type, const std::string& value) {
  return name + "\0"s + type + "\0"s + Little(value.size(), 4) + value;
}
std::string Window(int32_t left, int32_t top, int32_t right, int32_t bottom) {
  std::string text;
  for (int32_t n : {left, top, right, bottom}) text += Little(static_cast<uint32_t>(n), 4);
  return text;
}

std::string Tga(uint8_t type, uint32_t width, uint32_t height, uint8_t depth) {
  return Big(0, 1) + Big(type == 1 || type == 9, 1) + Big(type, 1) + std::string(9, '\0') + Little(width, 2) + Little(height, 2) +
         Big(depth, 1) + "\x20pixels";
}

struct Sample {
  std::string what, bytes;
  std::string kind;
  uint32_t width, height;
  bool turned = false;
  std::string extension = {};
};

std::vector<Sample> Samples() {
  std::vector<Sample> samples = {
      {"png", Png(640, 480), "png", 640, 480},
      {"png of Apple", Png(640, 480).insert(8, Big(4, 4) + "CgBI" + Big(0, 4) + Big(0, 4)), "png", 640, 480},
      {"largest png", Png(0x7FFFFFFF, 1), "png", 0x7FFFFFFF, 1},
      {"gif 87", "GIF87a" + Little(17, 2) + Little(300, 2) + "\0\0\0"s, "gif", 17, 300},
      {"gif 89", "GIF89a" + Little(17, 2) + Little(300, 2) + "\0\0\0"s, "gif", 17, 300},
      {"jpeg", Jpeg(""), "jpeg", 640, 480},
      {"progressive jpeg", Jpeg("", 0xC2), "jpeg", 640, 480},
      {"jpeg with tables before the frame", Jpeg(Segment(0xC4, std::string(400, '\xFF')) + Segment(0xCC, "ab") + "\xFF\x01"),
       "jpeg", 640, 480},
      {"jpeg with fill and stray bytes", Jpeg("\xFF\xFF\xFF"s + Segment(0xFE, "comment") + "stray\xFF\0\xFF"s), "jpeg", 640, 480},
      {"upright jpeg", Jpeg(Exif(1)), "jpeg", 640, 480, false},
      {"turned jpeg", Jpeg(Exif(6)), "jpeg", 640, 480, true},
      {"mirrored jpeg", Jpeg(Exif(2)), "jpeg", 640, 480, true},
      {"jpeg with a senseless orientation", Jpeg(Exif(9)), "jpeg", 640, 480, false},
      {"jpeg turned in big endian", Jpeg(Segment(0xE1, "http://xmp") + Segment(0xE1, "Exif\0\0"s + Tiff(false, {{274, 3, 8}}))),
       "jpeg", 640, 480, true},
      {"jpeg with broken exif", Jpeg(Segment(0xE1, "Exif\0\0II*\0\xFF\xFF\xFF\xFF"s)), "jpeg", 640, 480, false},
      {"jpeg with a large profile", Jpeg(Segment(0xE2, std::string(60'000, 'p'))), "jpeg", 640, 480},
      {"vp8", Riff("VP8 ", "\x10\x20\x30\x9D\x01\x2A"s + Little(640 | 1 << 14, 2) + Little(480, 2)), "webp", 640, 480},
      {"vp8l", Riff("VP8L", "\x2F"s + Little(639 | 479 << 14 | 1 << 28, 4) + "pixels"), "webp", 640, 480},
      {"vp8x", Riff("VP8X", "\x10\0\0\0"s + Little(69999, 3) + Little(479, 3)), "webp", 70000, 480},
      {"jp2", Jp2(640, 480), "jpeg2000", 640, 480},
      {"raw codestream", Codestream(650, 500, 10, 20), "jpeg2000", 640, 480},
      {"avif", Heif("avif"), "avif", 4032, 3024},
      {"heic", Heif("heic"), "heic", 4032, 3024},
      {"turned heic", Heif("heic", "irot"), "heic", 4032, 3024, true},
      {"mirrored avif with long numbers", Heif("avif", "imir", true), "avif", 4032, 3024, true},
      {"plain pbm", "P1\n# made by hand\n# twice\n3 2\n1 0 1 0 1 0\n", "pnm", 3, 2},
      {"pgm", "P5 640 480 255\npixels", "pnm", 640, 480},
      {"ppm with comments everywhere", "P6#a\n640#b 9 9\n#c\r\n 480#d\n255\n", "pnm", 640, 480},
      {"pbm", "P4\t640\r\n480\npixels", "pnm", 640, 480},
      {"plain ppm", "P3 640\n480 255", "pnm", 640, 480},
      {"plain pgm", "P2 640\n480 255", "pnm", 640, 480},
      {"pam", "P7\n#c\nWIDTH 640\nDEPTH 4\nHEIGHT  480\nMAXVAL 255\nTUPLTYPE RGB_ALPHA\nENDHDR\npixels", "pnm", 640, 480},
      {"pfm", "PF\n640 480\n-1.0\npixels", "pfm", 640, 480},
      {"gray pfm", "Pf\n640\n480\n1.0\npixels", "pfm", 640, 480},
      {"hdr", "#?RADIANCE\nSOFTWARE=x\nFORMAT=32-bit_rle_rgbe\n\n-Y 480 +X 640\npixels", "hdr", 640, 480},
      {"turned hdr", "#?RGBE\n\n+X 640 -Y 480\npixels", "hdr", 640, 480},
      {"exr",
       Exr(Attribute("channels", "chlist", std::string(37, 'c')) + Attribute("dataWindow", "box2i", Window(-10, -20, 629, 459))),
       "exr", 640, 480},
      {"sun raster", "\x59\xA6\x6A\x95" + Big(640, 4) + Big(480, 4) + Big(24, 4) + std::string(16, '\0'), "sunraster", 640, 480},
      {"tga", Tga(2, 640, 480, 32), "tga", 640, 480, false, ".TGA"},
      {"tga with a palette", Tga(9, 640, 480, 8), "tga", 640, 480, false, ".tga"},
      {"big tiff", BigTiff(true, {{256, 16, 640}, {257, 3, 480}}), "tiff", 640, 480},
      {"big tiff, big endian", BigTiff(false, {{256, 4, 640}, {257, 16, 480}, {274, 3, 6}}), "tiff", 640, 480, true},
      {"tiff with its directory behind the pixels", Tiff(true, {{256, 4, 640}, {257, 4, 480}}, 60'000), "tiff", 640, 480},
  };
  for (bool little : {false, true}) {
    samples.push_back({"tiff", Tiff(little, {{254, 4, 0}, {256, 3, 640}, {257, 4, 480}, {258, 3, 8}}), "tiff", 640, 480});
    samples.push_back({"turned tiff", Tiff(little, {{256, 3, 640}, {257, 3, 480}, {274, 3, 3}}), "tiff", 640, 480, true});
  }
  for (uint32_t header_size : {12u, 16u, 40u, 52u, 56u, 64u, 108u, 124u}) {
    samples.push_back({"bmp " + std::to_string(header_size), Bmp(header_size, 640, 480), "bmp", 640, 480});
  }
  samples.push_back({"bmp from the top", Bmp(40, 640, -480), "bmp", 640, 480});
  return samples;
}

TEST(SniffImage, KnowsEveryKindFromItsHead) {
  for (const Sample& sample : Samples()) {
    uint64_t wanted = 1;
    auto info = Sniff(std::string_view(sample.bytes).substr(0, kHead), sample.extension, &wanted);
    ASSERT_TRUE(info) << sample.what;
    EXPECT_EQ(info->kind, sample.kind) << sample.what;
    EXPECT_EQ(info->width, sample.width) << sample.what;
    EXPECT_EQ(info->height, sample.height) << sample.what;
    EXPECT_EQ(info->exif_turned, sample.turned) << sample.what;
    EXPECT_EQ(wanted, 0u) << sample.what;
  }
}

TEST(SniffImage, AsksForMoreWhereverAHeaderIsCut) {
  for (const Sample& sample : Samples()) {
    std::string_view bytes = sample.bytes;
    bool known = false;
    for (size_t size = 0; size <= bytes.size(); size += size > 300 && size + 300 < bytes.size() ? 97 : 1) {
      uint64_t wanted = 0;
      auto info = Sniff(bytes.substr(0, size), sample.extension, &wanted);
      if (info) {
        EXPECT_EQ(info->width, sample.width) << sample.what;
        EXPECT_EQ(info->height, sample.height) << sample.what;
      } else {
        ASSERT_FALSE(known) << sample.what << ": " << size;
        ASSERT_GT(wanted, size) << sample.what;
      }
      known = info.has_value();
    }
    EXPECT_TRUE(known) << sample.what;
  }
}

TEST(SniffImage, SurvivesAnything) {
  std::mt19937 random(17);
  const std::vector<Sample> samples = Samples();
  for (int k = 0; k < 100'000; ++k) {
    const Sample& sample = samples[random() % samples.size()];
    std::string bytes = sample.bytes.substr(0, 2000);
    for (uint32_t edits = 1 + random() % 8; edits > 0; --edits) {
      static constexpr uint8_t kValues[] = {0, 1, 0x7F, 0x80, 0xFF, '\n', '9'};
      bytes[random() % bytes.size()] = static_cast<char>(random() % 2 ? kValues[random() % std::size(kValues)] : random());
    }
    bytes.resize(random() % 4 ? bytes.size() : random() % (bytes.size() + 1));
    uint64_t wanted = 0;
    if (auto info = Sniff(bytes, random() % 8 ? sample.extension : ".tga", &wanted)) {
      ASSERT_GT(info->width, 0u);
      ASSERT_GT(info->height, 0u);
      ASSERT_EQ(wanted, 0u);
    } else if (wanted != 0) {
      ASSERT_GT(wanted, bytes.size());
    }
  }
}

TEST(SniffImage, JpegSegmentsMayFillMoreThanTheFirstRead) {
  std::string profile;
  for (int k = 0; k < 5; ++k) profile += Segment(0xE2, std::string(65'000, 'p'));
  std::string file = Jpeg(profile);
  size_t size = kHead;
  int reads = 0;
  for (;; ++reads) {
    uint64_t wanted = 0;
    auto info = Sniff(std::string_view(file).substr(0, size), ".jpg", &wanted);
    if (info) {
      EXPECT_EQ(info->width, 640u);
      break;
    }
    ASSERT_GT(wanted, size);
    ASSERT_LT(size, file.size());
    size = std::min<size_t>(wanted, file.size());
  }
  EXPECT_GE(reads, 1);
  EXPECT_LE(reads, 6);
}

TEST(SniffImage, HeifMayHaveItsDirectoryBehindThePixels) {
  std::string file = Heif("heic", "", false, Box("mdat", std::string(200'000, 'x')));
  uint64_t wanted = 0;
  EXPECT_FALSE(Sniff(std::string_view(file).substr(0, kHead), ".heic", &wanted));
  EXPECT_GT(wanted, 200'000u);
  EXPECT_EQ(Sniff(file, ".heic")->width, 4032u);
}

TEST(SniffImage, RefusesWhatIsNoImage) {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"text", "This is no image, whatever its name says it is."},
      {"zeros", std::string(100, '\0')},
      {"png without header", "\x89PNG\r\n\x1A\n" + Big(13, 4) + "IDAT" + Big(1, 4) + Big(1, 4)},
      {"png without width", Png(0, 480)},
      {"png that is too wide", Png(0x80000000u, 480)},
      {"gif of another year", "GIF88a" + Little(17, 2) + Little(300, 2) + std::string(30, '\0')},
      {"jpeg without a frame", "\xFF\xD8" + Segment(0xDA, "scan") + std::string(30, '\0')},
      {"jpeg that ends", "\xFF\xD8\xFF\xD9" + std::string(30, '\0')},
      {"jpeg with a short segment", "\xFF\xD8\xFF\xE0\0\1"s + std::string(30, '\0')},
      {"jpeg whose height comes later", "\xFF\xD8" + Frame(0xC0, 640, 0) + std::string(30, '\0')},
      {"bmp without header", Bmp(40, 640, 480).replace(14, 4, Little(7, 4))},
      {"bmp of negative width", Bmp(40, -640, 480)},
      {"bmp of the least height", Bmp(40, 640, std::numeric_limits<int32_t>::min())},
      {"wave file", "RIFF" + Little(100, 4) + "WAVE" + std::string(40, 'x')},
      {"webp of another kind", Riff("ABCD", std::string(40, '\1'))},
      {"vp8 without start code", Riff("VP8 ", std::string(40, '\0'))},
      {"tiff without size", Tiff(true, {{258, 3, 8}}) + std::string(40, '\0')},
      {"tiff with too many entries", "II*\0\x08\0\0\0\xFF\xFF"s + std::string(100, '\0')},
      {"tiff with a text as width", Tiff(true, {{256, 2, 640}, {257, 3, 480}})},
      {"empty codestream", Codestream(10, 500, 10, 20)},
      {"film", Box("ftyp", "isom" + Big(0, 4) + "isom") + std::string(40, '\0')},
      {"heif without boxes", Box("ftyp", "heic" + Big(0, 4) + "mif1") + Box("meta", Big(0, 4) + std::string(60, '\0'))},
      {"pnm of another number", "P8 640 480 255\n" + std::string(40, 'x')},
      {"pnm that is prose", "P1ease read this, it is a text and not an image at all"},
      {"pnm without height", "P6 640 x 255 and more text to fill the first bytes"},
      {"pnm of no pixels", "P6 0 480 255 and more text to fill the first bytes"},
      {"huge pnm", "P6 99999999999999999999999 480 255 and more text to fill"},
      {"pam without size", "P7\nDEPTH 4\nENDHDR\n" + std::string(40, 'x')},
      {"hdr without axes", "#?RADIANCE\nFORMAT=x\n\n480 640\n" + std::string(40, 'x')},
      {"exr without window", Exr(Attribute("channels", "chlist", "abc")) + std::string(40, '\0')},
      {"exr of a negative size", Exr(Attribute("dataWindow", "box2i", Window(5, 5, 3, 9)))},
      {"exr of a huge size",
       Exr(Attribute("dataWindow", "box2i",
                     Window(std::numeric_limits<int32_t>::min(), 0, std::numeric_limits<int32_t>::max(), 9)))},
      {"exr with a long name", Exr(std::string(400, 'n'))},
      {"tga by content only", Tga(2, 640, 480, 32) + std::string(40, '\0')},
  };
  for (const auto& [what, bytes] : cases) {
    uint64_t wanted = 1;
    EXPECT_FALSE(Sniff(bytes, ".png", &wanted)) << what;
    EXPECT_EQ(wanted, 0u) << what;
  }
  for (uint8_t type : {0, 4, 8, 12, 32}) EXPECT_FALSE(Sniff(Tga(type, 640, 480, 32), ".tga")) << int{type};
  EXPECT_FALSE(Sniff(Tga(2, 640, 480, 7), ".tga"));
}

TEST(SniffImage, ContentCountsAndNotTheName) {
  EXPECT_EQ(Sniff(Png(640, 480), ".jpg")->kind, "png");
  EXPECT_EQ(Sniff(Jpeg(""), ".tga")->kind, "jpeg");
}

TEST(IsImageExtension, TakesTheListInAnyCase) {
  for (std::string_view extension :
       {".jpg", ".JPG", ".jpeg", ".Jpe", ".jp2", ".png", ".bmp", ".dib", ".tif", ".TIFF", ".tga", ".webp",
        ".pfm", ".sr",  ".ras",  ".exr", ".hdr", ".pic", ".pbm", ".pgm", ".ppm", ".pxm",  ".pnm"}) {
    EXPECT_TRUE(IsImageExtension(extension)) << extension;
  }
  for (std::string_view extension : {"", ".", "jpg", ".jp", ".jpgg", ".txt", ".json", ".zip", ".pcd", ".mp4"})
    EXPECT_FALSE(IsImageExtension(extension)) << extension;
}

}  // namespace
}  // namespace dropset
