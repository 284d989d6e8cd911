// Every bound on memory and on hostile input, in one place. Bytes unless a name says otherwise.
#pragma once

#include <cstddef>
#include <cstdint>

namespace dropset {

#ifndef DROPSET_SMALL_WINDOWS
constexpr size_t kReadWindow = size_t{1} << 20;   // one read of an annotation file
constexpr size_t kCopyWindow = size_t{4} << 20;   // one read when media are copied
constexpr size_t kWriteBuffer = size_t{1} << 18;  // text gathered before it is handed on
constexpr size_t kOutputPiece = size_t{1} << 18;  // one write of an archive
constexpr size_t kStepBudget = size_t{4} << 20;   // what one step of a conversion works through, about

constexpr size_t kBucketMemory = size_t{16} << 20;  // records held in memory before buckets spill
constexpr size_t kBucketTarget = size_t{6} << 20;   // records that one bucket should hold
constexpr size_t kBucketPage = size_t{1} << 16;     // granularity of buckets
constexpr size_t kSpillWrite = size_t{1} << 20;     // one write of what buckets spill
constexpr size_t kSpoolMemory = size_t{8} << 20;    // text of one spool before it spills

constexpr uint64_t kMaskPixels = uint64_t{1} << 31;   // height × width of one mask
constexpr uint64_t kImagePixels = uint64_t{1} << 26;  // width × height of an image that is decoded
#else
// For fuzzing: inputs of some KB are worked through quickly, and fill windows and spill.
constexpr size_t kReadWindow = 1024;
constexpr size_t kCopyWindow = 4096;
constexpr size_t kWriteBuffer = 1024;
constexpr size_t kOutputPiece = 1024;
constexpr size_t kStepBudget = 4096;
constexpr size_t kBucketMemory = 2048;
constexpr size_t kBucketTarget = 1024;
constexpr size_t kBucketPage = 1024;
constexpr size_t kSpillWrite = 1024;
constexpr size_t kSpoolMemory = 1024;
constexpr uint64_t kMaskPixels = uint64_t{1} << 24;
constexpr uint64_t kImagePixels = uint64_t{1} << 20;
#endif

constexpr size_t kDeflatePiecesAlone = 4;    // of a stream, before others are given away: short ones gain nothing by it
constexpr size_t kDeflatePiecesWaiting = 8;  // of a stream, of 1 MiB each, for the first of them to be compressed elsewhere

constexpr uint64_t kRecodedFile = uint64_t{8} << 20;    // one that is recoded ahead, in memory; larger ones are streamed
constexpr uint64_t kRecodedAhead = uint64_t{16} << 20;  // all that are ahead
constexpr size_t kRecodedFilesAhead = 256;

constexpr size_t kJsonDepth = 512;                     // nesting of arrays and objects
constexpr size_t kJsonString = size_t{64} << 20;       // one string, decoded
constexpr size_t kJsonNumber = size_t{1} << 16;        // digits of one number
constexpr size_t kCsvRow = size_t{1} << 20;            // one row of a CSV file
constexpr size_t kJsonRaw = size_t{16} << 20;          // one value kept as text (attributes, infos)
constexpr uint64_t kItemText = uint64_t{256} << 20;    // JSON text of one item with its annotations
constexpr uint64_t kBlobMemory = uint64_t{512} << 20;  // one blob of a .datum file, as stored
constexpr size_t kSmallDocument = size_t{64} << 20;    // a file that is read whole (dataset_meta.json, a mask)
constexpr uint64_t kMaskSide = uint64_t{1} << 20;      // height or width of one mask
constexpr uint64_t kCropTiles = uint64_t{1} << 24;     // of all shapes of one image, at about 20 bytes each
constexpr size_t kImageFile = size_t{512} << 20;       // an image that is decoded
constexpr int kJpegScans = 100;                        // of a progressive one; each goes through all of its pixels
constexpr size_t kPanopticSegments = size_t{1} << 18;  // segments of one image

constexpr size_t kPathBytes = 4096;  // of a file in an archive or a folder: what file systems take
constexpr size_t kPathFolders = 64;  // that it lies in: each costs its own path

constexpr uint64_t kZipDirectory = uint64_t{1} << 30;  // the central directory of one archive
// The next four are defaults: convert/input_limits.cc makes them options.
constexpr uint64_t kZipEntries = 4'000'000;            // entries of all archives
constexpr uint64_t kZipEntrySize = uint64_t{1} << 40;  // what one entry inflates to
constexpr uint64_t kZipTotalSize = uint64_t{1} << 44;  // what all of them inflate to
// Inflated : compressed, for entries that inflate to over kZipRatioFloor. Deflate ends at 1032:1, and bombs lie close to that;
// annotation files lie at 4 to 40, so that this leaves room for very repetitive ones.
constexpr uint64_t kZipRatio = 500;
constexpr uint64_t kZipRatioFloor = uint64_t{64} << 20;
constexpr uint64_t kZipTrailing = uint64_t{1} << 20;            // bytes appended behind a zip that its end is searched under
constexpr uint64_t kLzmaDictionary = uint64_t{128} << 20;       // the memory that an entry compressed by LZMA may ask for
constexpr uint64_t kLzmaWrittenDictionary = uint64_t{1} << 20;  // compressing takes some 12 times as much memory
constexpr int kNestedArchives = 2;                              // archives inside archives
constexpr size_t kInnerArchives = 10'000;                       // archives inside the inputs, all told
// Inflated : compressed, for all compressed archives inside the inputs together, once they inflate to over kZipRatioFloor. Archives
// hardly compress; one of stored texts does.
constexpr uint64_t kInnerArchivesRatio = 100;
constexpr int kWrappingFolders = 4;  // folders around a dataset that are stepped into

}  // namespace dropset
