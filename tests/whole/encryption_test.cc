// Encrypted media on their way through whole conversions: decrypted for whatever is written, encrypted anew under another key.
#include <gtest/gtest.h>

#include "codec/bytes.h"
#include "codec/fernet.h"
#include "support/convert.h"
#include "support/fake_environment.h"

namespace dropset::testing {
namespace {

std::string Noise(size_t size) {
  std::string text;
  for (uint32_t state = 7; text.size() < size;) text.push_back(static_cast<char>((state = state * 1664525 + 1013904223) >> 24));
  return text;
}

const std::string kLarge = Noise(3'000'001), kSmall = Noise(16);

Files Dataset() {
  return {{"annotations/instances_train.json",
           R"({"images":[{"id":1,"file_name":"a.jpg","width":4,"height":4},{"id":2,"file_name":"b/c.png","width":4,"height":4}],)"
           R"("annotations":[{"id":1,"image_id":1,"category_id":1,"bbox":[0,0,1,1],"iscrowd":0,"area":1,"segmentation":[]}],)"
           R"("categories":[{"id":1,"name":"cat"}]})"},
          {"images/train/a.jpg", kLarge},
          {"images/train/b/c.png", kSmall}};
}

Converted ConvertTo(const Bytes& zip, const std::string& to, const OptionTexts& import_options, const OptionTexts& export_options) {
  FakeEnvironment environment;
  Request request;
  request.to = to;
  request.import_options = import_options;
  request.export_options = export_options;
  request.environment = &environment;
  auto converted = Convert(zip, request);
  EXPECT_TRUE(converted.ok()) << converted.status().Text();
  return converted.ok() ? *std::move(converted) : Converted();
}

Converted Encrypted() { return ConvertTo(ZipOf(Dataset()), "datumaro_binary", {}, {{"save-media", ""}, {"encryption", ""}}); }

TEST(Encryption, MediaComeBackForEveryTarget) {
  const Converted encrypted = Encrypted();
  ASSERT_EQ(encrypted.secret_key.size(), 50u);
  const Files files = Unzip(encrypted.zip);
  EXPECT_EQ(files.at("images/train/a.jpg").size(), FernetTokenSize(kLarge.size()));
  EXPECT_EQ(files.at("images/train/a.jpg").find(kLarge.substr(0, 16)), std::string::npos);
  for (const auto& [path, content] : files) EXPECT_EQ(content.find(encrypted.secret_key), std::string::npos) << path;
  for (const char* to : {"datumaro", "datumaro_binary", "coco"}) {
    const Converted plain = ConvertTo(encrypted.zip, to, {{"encryption-key", encrypted.secret_key}}, {{"save-media", ""}});
    const Files out = Unzip(plain.zip);
    ASSERT_TRUE(out.contains("images/train/a.jpg") && out.contains("images/train/b/c.png")) << to;
    EXPECT_TRUE(out.at("images/train/a.jpg") == kLarge) << to;
    EXPECT_TRUE(out.at("images/train/b/c.png") == kSmall) << to;
    EXPECT_EQ(plain.secret_key, "");
    for (const ReportLine& line : plain.report) {
      EXPECT_EQ((line.message + line.example).find(encrypted.secret_key.substr(6)), std::string::npos);
    }
  }
}

TEST(Encryption, OneKeyIsExchangedForAnother) {
  const Converted encrypted = Encrypted();
  const std::string key = "datum-AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
  const Converted again = ConvertTo(encrypted.zip, "datumaro_binary", {{"encryption-key", encrypted.secret_key}},
                                    {{"save-media", ""}, {"encryption-key", key}});
  EXPECT_EQ(again.secret_key, key);
  auto image = FernetDecrypt(Unzip(again.zip).at("images/train/b/c.png"), *FernetKey::FromText(key.substr(6)));
  ASSERT_TRUE(image.ok()) << image.status().Text();
  EXPECT_TRUE(TextOf(*image) == kSmall);
}

// Nothing of a token is believed before its end has been seen: the conversion ends with an error that names the image.
TEST(Encryption, AnImageThatWasChangedEndsTheConversion) {
  const Converted encrypted = Encrypted();
  for (const char* path : {"images/train/a.jpg", "images/train/b/c.png"}) {
    Files files = Unzip(encrypted.zip);
    for (const std::string& content :
         {files[path].substr(0, files[path].size() - 4), files[path] + "AAAA", std::string("plain"), std::string(), [&] {
            std::string flipped = files[path];
            flipped[flipped.size() / 2] = flipped[flipped.size() / 2] == 'A' ? 'B' : 'A';
            return flipped;
          }()}) {
      Files changed = files;
      changed[path] = content;
      Request request;
      request.to = "datumaro";
      request.import_options = {{"encryption-key", encrypted.secret_key}};
      request.export_options = {{"save-media", ""}};
      auto converted = Convert(ZipOf(changed), request);
      ASSERT_FALSE(converted.ok());
      EXPECT_NE(converted.status().place().find(path), std::string::npos) << converted.status().Text();
      EXPECT_EQ(converted.status().Text().find(encrypted.secret_key.substr(6)), std::string::npos);
    }
  }
}

}  // namespace
}  // namespace dropset::testing
