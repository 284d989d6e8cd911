// What a format is: one folder that fills one Format, and one line in registry.cc.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "archive/archive.h"
#include "archive/recoding.h"
#include "base/status.h"
#include "formats/options.h"
#include "formats/report.h"
#include "io/environment.h"
#include "io/sink.h"
#include "model/item.h"
#include "model/labels.h"

namespace dropset {

enum class Poll : uint8_t { kItem, kBusy, kEnd };

class MediaSaver;

// What a reader or writer may use besides its archive or bundle. The driver owns it; it outlives both.
struct Context {
  Scratch* scratch;
  Report* report;
  const Archive* input;     // for looking at media (sizes)
  uint64_t* bytes_planned;  // readers add, when they are made, the sizes of the annotation files that they will consume
  uint64_t* bytes_read;     // readers add the bytes of annotation files that they consume: progress, and the step's budget
  uint64_t* bytes_written;  // writers add what they produce: the step's budget
  // `input`, where readers say which entries are encrypted: it and all copies show them decrypted.
  RecodedArchive* decrypted = nullptr;
  Environment* environment = nullptr;  // null: none is at hand, so nothing can be encrypted
  std::string* secret_key = nullptr;   // where a writer that encrypts puts the key; it goes nowhere else
  MediaSaver* media = nullptr;         // for writers: how media are saved (media_saver.h)
};

// Yields a dataset item by item.
class Reader {
 public:
  virtual ~Reader() = default;
  // Complete from the first kItem (or kEnd) on, and unchanged then.
  virtual const Labels& labels() const = 0;
  // kItem: `item` is filled (it was cleared). kBusy: a bounded amount of work was done, call again. kEnd: no more.
  // Items come subset by subset, subsets sorted by bytes, each in file order.
  virtual Result<Poll> Next(Item& item) = 0;
  // Where in the input it is, `annotations/x.json: annotations[17].segmentation`, for errors that cannot say it themselves: memory
  // that is not to be had. May be empty.
  virtual std::string Place() const { return {}; }
};

// Takes a dataset item by item, in the order in which readers yield it.
class Writer {
 public:
  virtual ~Writer() = default;
  virtual Status Begin(const Labels& labels) = 0;  // `labels` outlives the writer
  virtual Status Write(const Item& item) = 0;
  // Called until kEnd; kBusy: a bounded amount of work was done.
  virtual Result<Poll> Finish() = 0;
};

// What a target can hold. The driver drops (and counts) the rest before the writer sees it.
struct Features {
  uint32_t annotations = 0;  // bit (1 << type) for each AnnotationType
  bool attributes = false;   // annotations' attributes beyond is_crowd and score
  bool score = false;
  bool is_crowd = false;
  bool item_attributes = false;  // beyond `id`
  bool label_parents = false;
  bool label_attributes = false;
  bool label_groups = false;
  bool label_colors = false;  // of masks
  bool label_points = false;  // keypoints of labels
  bool infos = false;
  bool ids = true;  // of annotations and images
  bool object_ids = false;
  bool z_order = false;
  // Whether images' headers are looked at where the source gives no size: always, or only where the images are not saved, as
  // Datumaro does, since a saved image tells its own size.
  enum class Sizes : uint8_t { kNever, kUnlessSaved, kAlways } media_sizes = Sizes::kNever;
  bool subsets = false;
  bool point_clouds = false;  // and video
};

// How well an archive fits a format, and a sentence that says why or why not: "annotations/instances_train.json: COCO instances".
struct Match {
  int confidence = 0;  // 0: no. 10 low, 20 medium, 30 high
  std::string reason;
};

struct Format {
  std::string_view id;          // "coco_instances"
  std::string_view title;       // "COCO instances"
  std::string_view alias = {};  // another accepted id ("coco_caption")
  std::string_view family;      // the folder: "coco"; sub-formats of one family share a reader and writer
  bool detectable = true;       // false: only when named
  // Whether several inputs, and archives inside them, are archives of their own that are read one after the other with all their
  // folders; else they are laid over each other and wrapping folders are stepped into. Such a format is only detected where no
  // other fits.
  bool archives_apart = false;
  bool reads_sizes = false;  // its images are its data: targets that hold sizes get them from the images' headers
  Features writes;
  OptionTable import_options, export_options;  // empty spans where it cannot be read or written
  Match (*detect)(const Archive& archive) = nullptr;
  Result<std::unique_ptr<Reader>> (*read)(const Format& format, const Archive& archive, const Options& options,
                                          Context& context) = nullptr;
  Result<std::unique_ptr<Writer>> (*write)(const Format& format, Bundle& bundle, const Options& options,
                                           Context& context) = nullptr;
};

// All formats, in the order in which they are shown.
std::span<const Format> Formats();
// By id or alias ("coco_caption"); nullptr if unknown.
const Format* FindFormat(std::string_view id);

}  // namespace dropset
