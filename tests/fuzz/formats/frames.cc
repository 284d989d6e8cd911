#include "fuzz/formats/frames.h"

#include "codec/png.h"

namespace dropset::fuzz {
namespace {

// Two areas of the ids 1 and 2 in COCO's panoptic colours (id = red + 256 green + …), 12 × 10.
std::string PanopticPng() {
  Pixels pixels{12, 10, 3, {}};
  for (uint32_t at = 0; at < pixels.width * pixels.height; ++at) {
    const uint8_t id = at % pixels.width < 4 ? 1 : at % pixels.width > 8 ? 2 : 0;
    pixels.samples.insert(pixels.samples.end(), {id, 0, 0});
  }
  auto file = EncodePng(pixels, PngContent::kAreas);
  return file.ok() ? std::string(reinterpret_cast<const char*>(file->data()), file->size()) : std::string();
}

constexpr std::string_view kImages = R"("images":[{"id":1,"width":12,"height":10,"file_name":"a.jpg"},)"
                                     R"({"id":2,"width":12,"height":10,"file_name":"sub/b.png"}])";
constexpr std::string_view kCategories =
    R"("categories":[{"id":1,"name":"person","supercategory":"","keypoints":["nose","tail"],"skeleton":[[1,2]]},)"
    R"({"id":2,"name":"cat","supercategory":"person","isthing":1}])";
constexpr std::string_view kBox = R"("id":5,"image_id":1,"category_id":1,"iscrowd":0,"area":6,"bbox":[1,2.5,3,2])";

std::string CocoFile(std::string_view annotations) {
  std::string text = "{";
  return text.append(kImages).append(R"(,"annotations":[)").append(annotations).append("],").append(kCategories) + "}";
}

const Files& Coco() {
  static const Files kFiles = [] {
    const std::string box = "{" + std::string(kBox);
    Files files;
    files["annotations/instances_train.json"] = CocoFile(box + R"(,"segmentation":[[1,2.5,4,2.5,4,4.5]]})");
    files["annotations/person_keypoints_train.json"] = CocoFile(box + R"(,"keypoints":[1,3,2,0,0,0],"num_keypoints":1})");
    files["annotations/captions_train.json"] = CocoFile(R"({"id":7,"image_id":1,"caption":"a “caption”"})");
    files["annotations/labels_train.json"] = CocoFile(R"({"id":8,"image_id":2,"category_id":2})");
    files["images/train/a.jpg"] = "\xFF\xD8\xFF\xD9";
    files["images/train/sub/b.png"] = PanopticPng();
    return files;
  }();
  return kFiles;
}

const Files& Panoptic() {
  static const Files kFiles = [] {
    Files files;
    files["annotations/panoptic_train.json"] = CocoFile(R"({"image_id":1,"file_name":"a.png","segments_info":[)"
                                                        R"({"id":1,"category_id":1,"area":40,"bbox":[0,0,4,10],"iscrowd":0},)"
                                                        R"({"id":2,"category_id":2,"area":30,"bbox":[9,0,3,10],"iscrowd":1}]})");
    files["annotations/panoptic_train/a.png"] = PanopticPng();
    files["images/train/a.jpg"] = "\xFF\xD8\xFF\xD9";
    return files;
  }();
  return kFiles;
}

const Files& Datumaro() {
  static const Files kFiles = {
      {"annotations/train.json",
       R"({"dm_format_version":"1.0","media_type":2,"infos":{},"categories":{"label":{"labels":[{"name":"a","parent":""}]}},)"
       R"("items":[{"id":"i","annotations":[{"type":"bbox","label_id":0,"bbox":[1,2,3,4]}],"image":{"path":"i.png"}}]})"},
      {"annotations/val.json",
       R"({"categories":{"label":{"labels":[{"name":"b","parent":"a"},{"name":"a","parent":""}]}},)"
       R"("items":[{"id":"v","annotations":[{"type":"label","label_id":1}],"image":{"path":"v.jpg","size":[10,12]}}]})"},
      {"images/train/i.png", PanopticPng()},
      {"images/val/v.jpg", "\xFF\xD8\xFF\xD9"},
  };
  return kFiles;
}

// What lies beside a .datum file, which is all of a DatumaroBinary dataset but its media.
const Files& DatumMedia() {
  static const Files kFiles = {{"images/train/i.png", PanopticPng()}, {"images/val/v.jpg", "\xFF\xD8\xFF\xD9"}};
  return kFiles;
}

// 12 × 10, with a foreground in the left third.
std::string MaskPng() {
  Pixels pixels{12, 10, 1, {}};
  for (uint32_t at = 0; at < pixels.width * pixels.height; ++at) pixels.samples.push_back(at % pixels.width < 4);
  auto file = EncodePng(pixels, PngContent::kAreas);
  return file.ok() ? std::string(reinterpret_cast<const char*>(file->data()), file->size()) : std::string();
}

const Files& OpenImages() {
  static const Files kFiles = {
      {"annotations/class-descriptions.csv", "/m/0,Person\n/m/1,Cat\n"},
      {"annotations/bbox_labels_600_hierarchy.json",
       R"({"LabelName":"/m/9","Subcategory":[{"LabelName":"/m/0","Subcategory":[{"LabelName":"/m/1"}]}]})"},
      {"annotations/train-images-with-rotation.csv", "ImageID,Subset,Rotation\na,train,0\nb,train,90.0\n"},
      {"annotations/train-annotations-human-imagelabels.csv",
       "ImageID,Source,LabelName,Confidence\na,verification,/m/0,1\nb,x,/m/1,0\n"},
      {"annotations/train-annotations-bbox.csv",
       "ImageID,Source,LabelName,Confidence,XMin,XMax,YMin,YMax,IsOccluded,IsTruncated,IsGroupOf,IsDepiction,IsInside\n"
       "a,x,/m/0,1,0.25,0.5,0.1,0.9,0,1,-1,0,0\nb,x,/m/1,0.5,0,1,0,1,0,0,0,0,1\n"},
      {"annotations/train-annotations-object-segmentation.csv",
       "MaskPath,ImageID,LabelName,BoxID,BoxXMin,BoxXMax,BoxYMin,BoxYMax,PredictedIoU,Clicks\n"
       "a_m0_0.png,a,/m/0,01,0.25,0.5,0.1,0.9,0.75,\n"},
      {"annotations/images.meta", "a 10 12\nb 10 12\n"},
      {"masks/train/a_m0_0.png", MaskPng()},
      {"images/train/a.jpg", "\xFF\xD8\xFF\xD9"},
  };
  return kFiles;
}

constexpr Slot kSlots[] = {
    {'i', "coco", Coco, "annotations/instances_train.json"},
    {'k', "coco", Coco, "annotations/person_keypoints_train.json"},
    {'t', "coco", Coco, "annotations/captions_train.json"},
    {'l', "coco", Coco, "annotations/labels_train.json"},
    {'m', "coco", Coco, "dataset_meta.json"},
    {'s', "coco", Panoptic, "annotations/stuff_train.json"},
    {'p', "coco", Panoptic, "annotations/panoptic_train.json"},
    {'q', "coco", Panoptic, "annotations/panoptic_train/a.png"},
    {'d', "datumaro", Datumaro, "annotations/train.json"},
    {'e', "datumaro", Datumaro, "annotations/test.json"},
    {'j', "datumaro", Datumaro, "images/train/i.png"},
    {'x', "datumaro_binary", DatumMedia, "annotations/train.datum"},
    {'C', "open_images", OpenImages, "annotations/class-descriptions.csv"},
    {'H', "open_images", OpenImages, "annotations/bbox_labels_600_hierarchy.json"},
    {'I', "open_images", OpenImages, "annotations/train-images-with-rotation.csv"},
    {'L', "open_images", OpenImages, "annotations/train-annotations-human-imagelabels.csv"},
    {'B', "open_images", OpenImages, "annotations/train-annotations-bbox.csv"},
    {'S', "open_images", OpenImages, "annotations/train-annotations-object-segmentation.csv"},
    {'M', "open_images", OpenImages, "annotations/images.meta"},
    {'P', "open_images", OpenImages, "masks/train/a_m0_0.png"},
};

}  // namespace

const Slot* FindSlot(char letter) {
  for (const Slot& slot : kSlots) {
    if (slot.letter == letter) return &slot;
  }
  return nullptr;
}

}  // namespace dropset::fuzz
