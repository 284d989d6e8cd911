#include "formats/coco/panoptic_reader.h"

#include <algorithm>
#include <tuple>

#include "base/limits.h"
#include "base/paths.h"
#include "formats/coco/id_masks.h"

namespace dropset::coco {
namespace {

// `annotations/panoptic_val.json` → `annotations/panoptic_val/`.
std::string FolderOfPngs(const Archive& archive, EntryId annotation_file) {
  return std::string(SplitExtension(archive.entries()[annotation_file].path).first) + '/';
}

std::string PlaceOf(uint32_t position) { return "annotations[" + std::to_string(position) + "]"; }

}  // namespace

uint64_t PanopticReader::BytesOfPngs(const Archive& archive, EntryId annotation_file) {
  const std::string folder = FolderOfPngs(archive, annotation_file);
  auto entries = archive.entries();
  auto entry = std::lower_bound(entries.begin(), entries.end(), folder,
                                [](const Entry& e, const std::string& path) { return e.path < path; });
  uint64_t bytes = 0;
  for (; entry != entries.end() && entry->path.starts_with(folder); ++entry) bytes += entry->size;
  return bytes;
}

Status PanopticReader::Refuse(std::string_view code, std::string message, const std::string& place) {
  if (strict_) return Status(Code::kInvalid, std::move(message)).At(place);
  report_.Add(Severity::kWarning, code, format_, message, place);
  return {};
}

Status PanopticReader::RefuseEntry(std::string_view code, std::string message, uint32_t file, uint32_t position) {
  const std::string place = PlaceOf(position);
  return Refuse(code, std::move(message), strict_ ? place : PathOf(file) + ": " + place);
}

Status PanopticReader::ParseEntry(JsonReader& json, AnnotationParser& parser, uint32_t file, uint32_t position,
                                  PanopticEntry& entry) {
  entry.count = 0;
  entry.file_name.clear();
  Integer image_id = Integer::kNot;
  if (json.Peek() != JsonKind::kObject) {
    json.Skip();
    return RefuseEntry("annotation-skipped", "panoptic annotations that are no objects are left out", file, position);
  }
  for (json.EnterObject(); json.NextMember();) {
    if (json.key() == "image_id") {
      image_id = ReadTolerantInteger(json, entry.image_id);
    } else if (json.key() == "file_name" && json.Peek() == JsonKind::kString) {
      json.ReadString(entry.file_name);
    } else if (json.key() == "segments_info" && json.Peek() == JsonKind::kArray) {
      for (json.EnterArray(); json.NextElement();) {
        if (entry.count == kPanopticSegments) return Status(Code::kLimit, "there are too many segments").At(json.Path());
        if (entry.segments.size() == entry.count) entry.segments.emplace_back();
        Record& segment = entry.segments[entry.count];
        AnnotationParser::Outcome outcome = parser.Parse(json, segment);
        if (outcome == AnnotationParser::Outcome::kFailed) return json.ok() ? parser.TakeStatus() : json.TakeStatus();
        entry.count += outcome == AnnotationParser::Outcome::kParsed;
      }
    } else {
      json.Skip();
    }
  }
  if (!json.ok()) return json.TakeStatus();
  for (size_t k = 0; k < entry.count; ++k) {
    entry.segments[k].image_id = entry.image_id;
    entry.segments[k].file = file;
    entry.segments[k].position = position;
  }
  bool usable = false;
  Status status;
  if (image_id == Integer::kNot) {
    status = RefuseEntry("annotation-skipped", "panoptic annotations without an image_id are left out", file, position);
  } else {
    status = Note(entry, file, position, usable);
  }
  if (!usable) entry.count = 0;
  return status;
}

Status PanopticReader::Note(const PanopticEntry& entry, uint32_t file, uint32_t position, bool& found) {
  std::string path = entry.file_name;
  NormalizeSlashes(path);
  path.insert(0, FolderOfPngs(archive_, files_[file].entry));
  const EntryId png = archive_.Find(path);
  found = png != kNoEntry;
  if (!found) return RefuseEntry("panoptic-png-missing", "panoptic annotations whose PNG is missing are left out", file, position);
  const size_t first = ids_.size();
  for (size_t k = 0; k < entry.count; ++k) {
    const int64_t id = entry.segments[k].id;
    if (id >= 0 && id <= kLargestColorId) {
      ids_.push_back(static_cast<uint32_t>(id));
    } else {
      DROPSET_TRY(RefuseEntry("segment-without-pixels", "segments that their PNG does not show are left out", file, position));
    }
  }
  auto begin = ids_.begin() + static_cast<ptrdiff_t>(first);
  std::sort(begin, ids_.end());
  ids_.erase(std::unique(begin, ids_.end()), ids_.end());
  jobs_.push_back({archive_.Position(png), png, file, position, entry.image_id, static_cast<uint32_t>(first),
                   static_cast<uint32_t>(ids_.size() - first)});
  return {};
}

void PanopticReader::SortJobs() {
  std::sort(jobs_.begin(), jobs_.end(), [](const Job& a, const Job& b) {
    return std::tie(a.place, a.file, a.position) < std::tie(b.place, b.file, b.position);
  });
}

Status PanopticReader::ReadPng(uint32_t width, uint32_t height, const std::function<Status(Record&)>& keep, uint64_t& bytes) {
  runs_.Reach(next_, jobs_.size(), [this](size_t i) { return jobs_[i].png; });
  const Job& job = jobs_[next_++];
  const std::string& path = archive_.entries()[job.png].path;
  if (archive_.entries()[job.png].size > kSmallDocument) {
    return Refuse("panoptic-png-unreadable", "panoptic PNGs that are too large are left out", path);
  }
  DROPSET_ASSIGN(std::unique_ptr<Stream> stream, archive_.Open(job.png));
  DROPSET_ASSIGN(const std::string file, ReadAll(*stream, kSmallDocument));
  bytes += file.size();
  auto image = DecodePng(std::as_bytes(std::span(file.data(), file.size())));
  if (!image.ok()) {
    return Refuse("panoptic-png-unreadable", "panoptic PNGs that cannot be read are left out: " + image.status().message(), path);
  }
  if (!MaskFits(image->height, image->width)) {
    return Refuse("panoptic-png-unreadable", "panoptic PNGs that are too large are left out", path);
  }
  if (height && (image->width != width || image->height != height)) {
    DROPSET_TRY(Refuse("panoptic-png-size", "panoptic PNGs have another size than their image, which is kept", path));
  }
  const auto ids = std::span<const uint32_t>(ids_).subspan(job.first_id, job.ids);
  IdMasks found = MasksOfIds(ColorsOf(*std::move(image)), ids);
  if (found.undeclared) {
    DROPSET_TRY(Refuse("panoptic-id-undeclared", "pixels whose id no segment declares are left out",
                       path + ": id " + std::to_string(*found.undeclared)));
  }
  Record record;
  for (size_t k = 0; k < ids.size(); ++k) {
    if (found.masks[k].runs.empty()) {
      DROPSET_TRY(Refuse("segment-without-pixels", "segments that their PNG does not show are left out",
                         PathOf(job.file) + ": " + PlaceOf(job.position) + ": segment " + std::to_string(ids[k])));
      continue;
    }
    record.Clear();
    record.image_id = job.image_id;
    record.file = job.file;
    record.position = job.position;
    record.id = ids[k];
    record.has_mask = true;
    record.mask_height = found.masks[k].height;
    record.mask_width = found.masks[k].width;
    record.runs = std::move(found.masks[k].runs);
    DROPSET_TRY(keep(record));
  }
  return {};
}

size_t PanopticReader::JoinMasks(std::span<Record> records, const std::vector<AnnotationFile>& files) {
  auto key = [](const Record& r) { return std::tuple(r.file, r.position, r.id); };
  auto is_panoptic = [&](const Record& r) { return files[r.file].task == Task::kPanoptic; };
  std::vector<size_t> masks;
  for (size_t k = 0; k < records.size(); ++k) {
    if (is_panoptic(records[k]) && records[k].has_mask) masks.push_back(k);
  }
  std::sort(masks.begin(), masks.end(), [&](size_t a, size_t b) { return key(records[a]) < key(records[b]); });
  for (Record& segment : records) {
    if (!is_panoptic(segment) || segment.has_mask) continue;
    auto mask = std::lower_bound(masks.begin(), masks.end(), key(segment),
                                 [&](size_t at, const auto& wanted) { return key(records[at]) < wanted; });
    if (mask == masks.end() || key(records[*mask]) != key(segment)) continue;
    segment.mask_height = records[*mask].mask_height;
    segment.mask_width = records[*mask].mask_width;
    segment.runs = records[*mask].runs;
  }
  size_t kept = 0;
  for (size_t k = 0; k < records.size(); ++k) {
    Record& record = records[k];
    if (is_panoptic(record)) {
      if (record.has_mask || record.runs.empty()) continue;
      record.has_mask = true;
    }
    if (kept != k) std::swap(records[kept], record);
    ++kept;
  }
  return kept;
}

}  // namespace dropset::coco
