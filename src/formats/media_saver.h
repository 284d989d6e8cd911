// Saves the images and other files of a dataset, the one way for all writers: as they lie in the input or, where `--image-ext` asks
// for another kind of image, decoded and encoded.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "archive/archive.h"
#include "archive/recoding.h"
#include "base/status.h"
#include "formats/options.h"
#include "formats/report.h"
#include "io/spool.h"
#include "model/item.h"

namespace dropset {

struct Context;

// Owned by the driver. Nothing is written at once: files are noted in the bundle, which makes them last.
class MediaSaver {
 public:
  // What a file goes by whose path another one has.
  enum class IfTaken : uint8_t {
    kNumbered,       // `a_2.jpg`
    kSubsetsFolder,  // `val/a.jpg`; and where that is taken, too, `val/a_2.jpg`
  };

  // `options`: those of the target, of which `--save-media` and `--image-ext` count. All must outlive it.
  MediaSaver(Context& context, Bundle& bundle, std::string_view format, const Options& options);

  bool saves() const { return saves_; }
  // What the item's image is called: the id, and `--image-ext` or the extension that it has.
  std::string ImageName(const Item& item) const { return item.FileName(image_ext_); }

  // Saves the item's image in `folder` (empty, or with a slash). Returns its name there, which may have folders: ImageName's, fit
  // for a path; another one where that is taken; or, where the image cannot be encoded anew, its own. These are counted, as are
  // images that are not in the input: they get a name only.
  Result<std::string> SaveImage(const Item& item, std::string_view folder, IfTaken if_taken = IfTaken::kNumbered);
  // Likewise a file of any kind, as it is; `media` belongs to `item`.
  Result<std::string> SaveFile(const Item& item, const Media& media, std::string_view folder, std::string_view name);

  // What `make` gives is applied to each image that SaveImage saves from now on.
  using MakeRecoding = std::function<Result<std::shared_ptr<const Recoding>>()>;
  void RecodeImages(MakeRecoding make) { recode_images_ = std::move(make); }

  // For targets that are a zip: saves into `zip`, everything compressed by `method`, from now on.
  void SaveInto(Bundle& zip, Method method);

  uint64_t encoded() const { return encoded_; }  // bytes of the input, as they lie there, that were read to be encoded

 private:
  // How a file gets to a path.
  using Put = std::function<Status(std::string_view path)>;

  Result<std::string> Place(const Item& item, std::string_view folder, std::string_view name, IfTaken if_taken, const Put& put);
  Result<std::string> PlaceAnother(const Item& item, std::string_view folder, const std::string& name, const Put& put);
  Put CopyOf(const Media& media, std::shared_ptr<const Recoding> recoding = nullptr);
  Result<std::shared_ptr<const Source>> Encode(const Media& media);

  Context& context_;
  Bundle* bundle_;
  std::string format_;
  bool saves_;
  std::string image_ext_;         // with its dot, or empty
  std::optional<Method> method_;  // unless files are to lie as they do in the input
  MakeRecoding recode_images_;    // empty: images are saved as they are
  Spool encoded_files_;
  std::unordered_map<std::string, int> numbers_;  // the last one that was tried, of paths that were taken
  uint64_t encoded_ = 0;
};

}  // namespace dropset
