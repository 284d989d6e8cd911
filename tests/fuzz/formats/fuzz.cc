// Conversions. The first byte chooses what the rest is: `z` a whole zip, a slot's letter (frames.h) one file of a dataset that is
// otherwise valid. The second byte chooses the target and its options. What is written, its own format reads, unless it is COCO's
// of a dataset without images: two empty folders.
#include "archive/archive.h"
#include "archive/zip.h"
#include "convert/conversion.h"
#include "convert/input_set.h"
#include "fuzz/formats/frames.h"
#include "fuzz/target.h"

namespace dropset::fuzz {
namespace {

constexpr size_t kBudget = size_t{1} << 16;  // of a step

struct Goal {
  char letter;
  std::string_view format;
  OptionTexts import_options, export_options;
};

const Goal* FindGoal(char letter) {
  static const std::vector<Goal> kGoals = {
      {'c', "coco", {}, {}},
      {'C', "coco", {{"keep-original-category-ids", ""}}, {{"save-media", ""}, {"reindex", ""}, {"segmentation-mode", "mask"}}},
      {'o', "coco_instances", {}, {{"crop-covered", ""}, {"segmentation-mode", "polygons"}, {"save-dataset-meta", ""}}},
      {'s', "coco", {{"strict", ""}}, {{"allow-attributes", "false"}, {"precision", "2"}}},
      {'d', "datumaro", {}, {}},
      {'D', "datumaro", {}, {{"save-media", ""}, {"save-dataset-meta", ""}, {"precision", "3"}, {"image-ext", ".png"}}},
      {'n', "datumaro_binary", {}, {}},
      {'N', "datumaro_binary", {{"strict", ""}, {"layout", "1.1"}}, {{"save-media", ""}, {"save-dataset-meta", ""}}},
      {'b', "open_images", {{"strict", ""}}, {}},
      {'B',
       "open_images",
       {{"label-names", "display"}},
       {{"save-media", ""}, {"polygons-to-masks", ""}, {"shapes-to-boxes", ""}, {"save-dataset-meta", ""}}},
      {'i', "image_zip", {}, {{"compression", "ZIP_DEFLATED"}}},
  };
  for (const Goal& goal : kGoals) {
    if (goal.letter == letter) return &goal;
  }
  return nullptr;
}

Result<std::shared_ptr<Archive>> OpenFiles(const Slot& slot, std::string_view content, Scratch& scratch, Report& report) {
  std::vector<Input> inputs(1);
  inputs[0].name = "in";
  for (const auto& [path, text] : slot.dataset()) {
    if (path != slot.path) inputs[0].files.push_back({path, std::make_shared<MemorySource>(text)});
  }
  inputs[0].files.push_back({std::string(slot.path), std::make_shared<MemorySource>(content)});
  return OpenInputs(inputs, slot.format, scratch, report);
}

Result<std::shared_ptr<Archive>> OpenBytes(std::span<const std::byte> bytes, Scratch& scratch, Report& report) {
  std::vector<Input> inputs(1);
  inputs[0].name = "in.zip";
  inputs[0].file = SourceOf(bytes);
  return OpenInputs(inputs, {}, scratch, report);
}

struct Written {
  std::shared_ptr<Bytes> zip;  // nullptr where the conversion ends with an error
  uint64_t items = 0;
};

Written Convert(const Archive& archive, const Request& request) {
  auto bytes = std::make_shared<Bytes>();
  MemorySink sink(bytes);
  auto bundle = WriteZip(sink, archive, {});
  MemoryScratch scratch;
  auto conversion = Conversion::Start(archive, *bundle, scratch, request);
  RequireExplained(conversion.status());
  if (!conversion.ok()) return {};
  for (;;) {
    auto poll = (*conversion)->Step(kBudget);
    RequireExplained(poll.status());
    if (!poll.ok()) return {};
    if (*poll == Poll::kEnd) break;
  }
  for (const ReportLine& line : (*conversion)->report().lines()) {
    Require(line.count > 0 && !line.message.empty(), "an empty line in the report: " + line.code);
  }
  return {bytes, (*conversion)->progress().items};
}

Status ReadWhole(const Archive& archive, std::string_view format) {
  MemoryScratch scratch;
  DROPSET_ASSIGN(std::unique_ptr<Survey> survey, Survey::Start(archive, scratch, std::string(format), {}));
  for (;;) {
    DROPSET_ASSIGN(const Poll poll, survey->Step(kBudget));
    if (poll == Poll::kEnd) return {};
  }
}

void RequireReadable(const Bytes& zip, std::string_view format) {
  MemoryScratch scratch;
  Report report;
  auto archive = OpenBytes(zip, scratch, report);
  RequireOk(archive.status(), "what was written cannot be opened");
  RequireOk(ReadWhole(**archive, format), "what was written cannot be read");
}

void FuzzFormats(std::span<const std::byte> input) {
  const char first = static_cast<char>(TakeByte(input));
  const Slot* slot = FindSlot(first);
  const Goal* goal = FindGoal(static_cast<char>(TakeByte(input)));
  if ((!slot && first != 'z') || !goal) return;
  MemoryScratch scratch;
  Report report;
  auto archive = slot ? OpenFiles(*slot, TextOf(input), scratch, report) : OpenBytes(input, scratch, report);
  RequireExplained(archive.status());
  if (!archive.ok()) return;
  auto detection = Detect(**archive);
  RequireExplained(detection.status());
  Request request;
  if (slot) request.from = slot->format;
  request.to = goal->format;
  request.export_options = goal->export_options;
  const Format* source = slot ? FindFormat(slot->format) : detection.ok() ? detection->format : nullptr;
  if (!source) return;
  for (const OptionRow& row : source->import_options) {
    auto option = goal->import_options.find(std::string(row.name));
    if (option != goal->import_options.end()) request.import_options.insert(*option);
  }
  const Written written = Convert(**archive, request);
  const bool folders_only = written.items == 0 && goal->format.starts_with("coco");
  if (written.zip && !folders_only) RequireReadable(*written.zip, goal->format);
}

const Target kTarget("formats", FuzzFormats);

}  // namespace
}  // namespace dropset::fuzz
