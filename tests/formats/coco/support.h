// Items made by hand, written as COCO; COCO files, read.
#pragma once

#include <gtest/gtest.h>

#include <initializer_list>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "formats/coco/coco.h"
#include "model/polygon.h"
#include "model/rle.h"
#include "support/memory_archive.h"

namespace dropset::testing {

using nlohmann::json;

// An item with annotations, each call adding one. What is returned may be changed until the next is added.
struct Sketch {
  Item item;

  explicit Sketch(uint32_t width = 0, uint32_t height = 0, std::string id = "1", std::string subset = "train") {
    item.id = std::move(id);
    item.subset = std::move(subset);
    item.media.kind = MediaKind::kImage;
    item.media.extension = ".jpg";
    item.media.width = width;
    item.media.height = height;
  }

  Annotation& Add(AnnotationType type, int32_t label, int64_t group = 0, int64_t id = 0) {
    Annotation& a = item.annotations.emplace_back();
    a.type = type;
    a.label = label;
    a.group = group;
    a.id = id;
    return a;
  }
  Annotation& WithCoords(AnnotationType type, const std::vector<double>& coords, int32_t label, int64_t group, int64_t id) {
    Annotation& a = Add(type, label, group, id);
    a.coords = item.AddCoords(coords);
    return a;
  }
  Annotation& Bbox(const std::vector<double>& box, int32_t label = 0, int64_t group = 0, int64_t id = 0) {
    return WithCoords(AnnotationType::kBbox, box, label, group, id);
  }
  Annotation& Polygon(const std::vector<double>& ring, int32_t label = 0, int64_t group = 0, int64_t id = 0) {
    return WithCoords(AnnotationType::kPolygon, ring, label, group, id);
  }
  Annotation& Ellipse(const std::vector<double>& corners, int32_t label = 0, int64_t group = 0, int64_t id = 0) {
    return WithCoords(AnnotationType::kEllipse, corners, label, group, id);
  }
  Annotation& Points(const std::vector<double>& coords, const std::vector<uint8_t>& visibility, int32_t label = 0,
                     int64_t group = 0, int64_t id = 0) {
    Annotation& a = WithCoords(AnnotationType::kPoints, coords, label, group, id);
    a.visibility = item.AddVisibility(visibility);
    return a;
  }
  // "0110" for each row.
  Annotation& Mask(const std::vector<std::string_view>& rows, int32_t label = 0, int64_t group = 0, int64_t id = 0) {
    std::vector<uint8_t> pixels;
    for (std::string_view row : rows) {
      for (char c : row) pixels.push_back(c == '1');
    }
    const Rle rle = RleFromPixels(pixels, static_cast<uint32_t>(rows.size()), static_cast<uint32_t>(rows[0].size()));
    Annotation& a = Add(AnnotationType::kMask, label, group, id);
    a.mask_height = rle.height;
    a.mask_width = rle.width;
    a.runs = item.AddRuns(rle.runs);
    return a;
  }
};

inline const Format& CocoFormat(std::string_view id) {
  static const std::vector<Format> kFormats = CocoFormats();
  for (const Format& format : kFormats) {
    if (format.id == id) return format;
  }
  ADD_FAILURE() << "no format " << id;
  return kFormats[0];
}

inline Labels LabelsNamed(const std::vector<std::string>& names) {
  Labels labels;
  labels.declared = true;
  for (const std::string& name : names) labels.labels.push_back({name, {}, {}});
  return labels;
}

struct WrittenCoco {
  Report report;
  MemoryBundle bundle;
  std::map<std::string, json> files;  // the JSON ones

  uint64_t Count(std::string_view code) const { return LineOf(report, code).count; }
};

inline WrittenCoco WriteCoco(std::string_view format, const std::vector<Item>& items, const OptionTexts& options = {},
                             const Labels& labels = LabelsNamed({"a", "b", "c", "d", "e"})) {
  WrittenCoco written;
  WriteOutcome outcome = WriteDataset(CocoFormat(format), labels, items, written.bundle, options);
  EXPECT_TRUE(outcome.status.ok()) << outcome.status.Text();
  written.report = std::move(outcome.report);
  for (const auto& [path, text] : written.bundle.files()) {
    if (path.ends_with(".json")) written.files[path] = json::parse(text);
  }
  return written;
}

// The `annotations` of one item, which is written as one task.
inline json Elements(std::string_view format, const Sketch& sketch, const OptionTexts& options = {}) {
  WrittenCoco written = WriteCoco(format, {sketch.item}, options);
  const std::string task(format.substr(format.find('_') + 1));
  return written.files["annotations/" + task + "_train.json"]["annotations"];
}
inline json Instances(const Sketch& sketch, const OptionTexts& options = {}) { return Elements("coco_instances", sketch, options); }

}  // namespace dropset::testing
