// Open Images datasets in a few lines, read and written again.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "codec/png.h"
#include "formats/open_images/open_images.h"
#include "support/memory_archive.h"
#include "text/json_writer.h"

namespace dropset::open_images {

using namespace dropset::testing;

constexpr std::string_view kListHeader = "ImageID,Subset\n";
constexpr std::string_view kLabelHeader = "ImageID,Source,LabelName,Confidence\n";
constexpr std::string_view kBoxHeader =
    "ImageID,Source,LabelName,Confidence,XMin,XMax,YMin,YMax,IsOccluded,IsTruncated,IsGroupOf,IsDepiction,IsInside\n";
constexpr std::string_view kMaskHeader = "MaskPath,ImageID,LabelName,BoxID,BoxXMin,BoxXMax,BoxYMin,BoxYMax,PredictedIoU,Clicks\n";

inline std::string Text(std::string_view head, std::string_view rows) { return std::string(head) + std::string(rows); }

// A grey PNG of 0 and 1.
inline std::string MaskPng(uint32_t width, uint32_t height, std::vector<uint8_t> samples) {
  auto png = EncodePng({width, height, 1, std::move(samples)}, PngContent::kAreas);
  EXPECT_TRUE(png.ok());
  return png.ok() ? std::string(reinterpret_cast<const char*>(png->data()), png->size()) : std::string();
}

// Classes /m/0, /m/1 and /m/2; images `a` (10 × 20) and `b` (no size) of train. `files` are added, in annotations/ where they name
// no folder; an empty one takes a file away.
inline Files Dataset(const Files& files = {}) {
  Files all{{"annotations/class-descriptions.csv", "/m/0,Zero\n/m/1,One\n/m/2,Two\n"},
            {"annotations/train-images-with-rotation.csv", Text(kListHeader, "a,train\nb,train\n")},
            {"annotations/images.meta", "a 20 10\n"}};
  for (const auto& [name, text] : files) {
    const std::string path = name.find('/') == std::string::npos ? "annotations/" + name : name;
    if (text.empty()) {
      all.erase(path);
    } else {
      all[path] = text;
    }
  }
  return all;
}

inline ReadOutcome Read(const Files& files, const OptionTexts& options = {}) {
  auto archive = MakeArchive(files);
  return ReadDataset(OpenImagesFormat(), *archive, options);
}

inline ReadOutcome ReadBoxes(std::string_view rows, const OptionTexts& options = {}) {
  return Read(Dataset({{"train-annotations-bbox.csv", Text(kBoxHeader, rows)}}), options);
}

// Reads and writes: what comes out. A failure fails the test.
inline Files Rewrite(const Files& files, const OptionTexts& export_options = {}, const OptionTexts& import_options = {}) {
  auto archive = MakeArchive(files);
  ReadOutcome read = ReadDataset(OpenImagesFormat(), *archive, import_options);
  EXPECT_TRUE(read.status.ok()) << read.status.Text();
  MemoryBundle bundle(archive.get());
  WriteOutcome written = WriteDataset(OpenImagesFormat(), read.labels, read.items, bundle, export_options);
  EXPECT_TRUE(written.status.ok()) << written.status.Text();
  return bundle.files();
}

inline std::string AttributesOf(const Item& item, size_t annotation) {
  return std::string(item.Text(item.annotations[annotation].attributes.others));
}

inline std::vector<double> CoordsOf(const Item& item, size_t annotation) {
  const auto coords = item.Coords(item.annotations[annotation]);
  return {coords.begin(), coords.end()};
}

inline std::vector<uint32_t> RunsOf(const Item& item, size_t annotation) {
  const auto runs = item.Runs(item.annotations[annotation]);
  return {runs.begin(), runs.end()};
}

}  // namespace dropset::open_images
