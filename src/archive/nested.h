// Archives inside archives and folders, opened in place.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "archive/archive.h"
#include "archive/folder.h"
#include "archive/read_ahead.h"
#include "archive/zip.h"
#include "io/sink.h"

namespace dropset {

// The inputs, and the zips inside them to a depth of kNestedArchives. Zips are known by their names; hidden ones are none. Opening
// reads central directories only; a zip that is compressed in its container is unpacked to scratch first, a stored one is read
// where it lies. The caps on entries and on the total hold for all together.
class ArchiveSet {
 public:
  // `scratch` must outlive what the set hands out.
  explicit ArchiveSet(Scratch& scratch, const ZipCaps& caps = {})
      : scratch_(scratch), window_(std::make_shared<ReadWindow>()), caps_(caps) {}

  Status AddZip(std::shared_ptr<const Source> bytes, std::string name);
  Status AddFolder(std::vector<PlainFile> files, std::vector<std::string> folders, std::string name);
  // Once, after the inputs. Errors name the outer archive and the inner one.
  Status OpenInner();

  // As if each inner archive were unpacked in the folder in which it lies, and all inputs over each other. A file of an inner
  // archive that meets another of its path lies in a folder named after its archive instead.
  std::vector<Layer> LaidOver() const;
  // Each archive for itself, all at the root (image_zip.md §1): of a folder, or an archive that holds archives, those that lie
  // least deep, at most 3 folders down. Files of a folder beside such archives are left out, and `*left_out` counts them.
  std::vector<Layer> Apart(uint64_t* left_out) const;

  uint64_t junk() const { return junk_; }          // files left out everywhere
  uint64_t too_deep() const { return too_deep_; }  // archives that were not opened

 private:
  struct Member {
    std::shared_ptr<Archive> archive;
    bool is_folder;
    int depth;                        // 0: a zip that is an input, or lies in a folder that is one
    std::string folder;               // in the tree of LaidOver, with a slash: where its content lies
    std::string stem;                 // what it is called, fit for a path
    int level = 0;                    // folders within its container that it lies in
    std::vector<EntryId> inner = {};  // of its entries: those that are members, too
    size_t first = 0, last = 0;       // these members: [first, last)
  };

  Result<std::shared_ptr<Archive>> OpenZip(std::shared_ptr<const Source> bytes, std::string name);
  Result<std::shared_ptr<const Source>> BytesOf(const Archive& container, EntryId entry);
  Result<std::shared_ptr<const Source>> Unpack(const Archive& container, EntryId entry);
  Status OpenInnerOf(size_t container);
  void AddApart(size_t member, std::vector<Layer>& layers, uint64_t& left_out) const;

  Scratch& scratch_;
  std::shared_ptr<ReadWindow> window_;
  ZipCaps caps_;  // what is left of them
  std::vector<Member> members_;
  size_t inputs_ = 0;  // the first members
  uint64_t junk_ = 0, too_deep_ = 0;
  uint64_t packed_ = 0, unpacked_ = 0;  // of what went to scratch
};

}  // namespace dropset
