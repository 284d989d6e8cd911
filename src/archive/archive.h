// What a dataset arrives in: a tree of named files, whatever holds them (a zip, a folder, several of either, one inside another).
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/status.h"
#include "io/sink.h"
#include "io/source.h"
#include "model/item.h"

namespace dropset {

// Compression methods by their numbers in APPNOTE 4.4.5.
enum class Method : uint16_t { kStored = 0, kDeflated = 8, kBzip2 = 12, kLzma = 14 };

// One file. Paths are relative, with `/`, normalised, unique within the archive, valid UTF-8.
struct Entry {
  std::string path;
  uint64_t size = 0;             // uncompressed
  uint64_t compressed_size = 0;  // as it lies in its container; equal to `size` for plain files
};

// The bytes of an entry as they lie in its container, for copying without inflating.
struct RawEntry {
  Method method = Method::kStored;
  bool crc_known = false;               // false for plain files: their CRC is found while copying
  uint32_t crc = 0;                     // CRC-32 of the uncompressed bytes
  uint16_t method_flags = 0;            // bits 1 and 2 of the general purpose flag (APPNOTE 4.4.4): LZMA's decoders need them
  uint64_t size = 0;                    // uncompressed
  std::shared_ptr<const Source> bytes;  // compressed_size long
};

// A read-only tree of files. Not thread-safe.
class Archive {
 public:
  virtual ~Archive() = default;

  // Sorted by path (bytes). An EntryId is an index here. Folders are not entries.
  virtual std::span<const Entry> entries() const = 0;
  // Paths of folders that are in the archive explicitly, without a trailing slash; sorted.
  virtual std::span<const std::string> folders() const = 0;
  // Uncompressed content. Its CRC, if the container has one, is checked at the end: a mismatch is Code::kCorrupt. Errors of Open
  // and OpenRaw, and of the Stream while it is read, have a place already that names archive and entry: add none.
  virtual Result<std::unique_ptr<Stream>> Open(EntryId entry) const = 0;
  virtual Result<RawEntry> OpenRaw(EntryId entry) const = 0;
  // Where the entry lies, for reading many in an order that never goes back: (container, offset).
  virtual std::pair<uint64_t, uint64_t> Position(EntryId entry) const = 0;
  // All from `first` to `last` will be read next, as they lie in the one container that holds both: its Source is told what it is
  // to Want.
  virtual void Want(EntryId first, EntryId last) const = 0;
  // As Source::WantWhole of an entry that is a file of its own.
  virtual bool WantWhole(EntryId) const { return false; }
  // What errors call this archive: the name of the zip file or folder.
  virtual const std::string& name() const = 0;
  // Takes the first `length` bytes off every path, where all have them; folders that vanish are dropped. Entries keep their
  // numbers. False where the archive cannot: nothing has changed then. For StepIntoWrapper.
  virtual bool DropPrefix(size_t) { return false; }
  // Undoes that: puts `prefix` in front of every path. Explicit folders that vanished stay so; entries imply them.
  virtual void RestorePrefix(std::string_view) {}

  // Binary search; kNoEntry if there is none.
  EntryId Find(std::string_view path) const;
  bool HasFolder(std::string_view path) const;  // explicit, or implied by an entry below it
};

class Recoding;  // archive/recoding.h

// A file whose beginning is known last.
class HeadedSink : public Sink {
 public:
  // Puts `head` in front of all that was written. Once, before Close; at most as many bytes as were asked for.
  virtual Status PutHead(std::span<const std::byte> head) = 0;
};

// Where a converted dataset goes: a zip, or a folder. Paths as in Entry; a path may be used once.
class Bundle {
 public:
  virtual ~Bundle() = default;

  // Opens a new file whose size is not known yet. It must be closed before anything else is added.
  virtual Result<std::unique_ptr<Sink>> Create(std::string_view path) = 0;
  // The same for a file that will get a head of at most `most` bytes; null where that cannot be, and nothing has changed then.
  virtual Result<std::unique_ptr<HeadedSink>> CreateHeaded([[maybe_unused]] std::string_view path, [[maybe_unused]] size_t most) {
    return std::unique_ptr<HeadedSink>();
  }
  virtual Status AddFolder(std::string_view path) = 0;  // an explicit, perhaps empty folder
  // A file that is in memory or scratch already; `media`: never compressed.
  virtual Status Add(std::string_view path, std::shared_ptr<const Source> bytes, bool media) = 0;
  // Notes that `entry` of the input is to be copied to `path` byte for byte; done by CopyNoted. The first note of a path wins
  // where the entry is the same; another entry under the same path is Code::kInvalid.
  virtual Status Copy(std::string_view path, EntryId entry) = 0;
  // As Copy; in a zip it will be compressed by `method`, whatever it is in the input.
  virtual Status CopyAs(std::string_view path, EntryId entry, [[maybe_unused]] Method method) { return Copy(path, entry); }
  // As Copy, of the content that `recoding` makes of the entry; compressed by `method`, where it is given.
  virtual Status CopyRecoded(std::string_view path, EntryId entry, std::shared_ptr<const Recoding> recoding,
                             std::optional<Method> method) = 0;
  // Notes that `path` is to hold `bytes`, which are read no sooner; written by CopyNoted, behind the copies. In a zip they are
  // stored, or compressed by `method`.
  virtual Status AddLater(std::string_view path, std::shared_ptr<const Source> bytes, Method method) = 0;
  // Makes what was noted, copies in the order in which they lie in the input, about `budget` bytes at a call; true: all done.
  virtual Result<bool> CopyNoted(size_t budget) = 0;
  // Ends the output (central directory). Only after CopyNoted has returned true.
  virtual Status Finish() = 0;
  // The zip that a dataset of zips is written to: this bundle itself, where it is one; a folder makes a file `name` inside. That
  // one is this bundle's part: its copies are made, and it is finished, with this one.
  virtual Result<Bundle*> ZipNamed([[maybe_unused]] std::string_view name) { return this; }

  Status AddText(std::string_view path, std::string_view text);  // small documents
};

}  // namespace dropset
