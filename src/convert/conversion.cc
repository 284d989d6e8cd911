// Phases: items are read, reduced and written one by one; then the writer finishes its files; then media are copied in the order
// in which they lie in the input; then the bundle is ended.
#include "convert/conversion.h"

#include <algorithm>
#include <new>

#include "convert/dataset_run.h"
#include "convert/reduction.h"
#include "formats/media_saver.h"
#include "formats/media_sizes.h"

namespace dropset {
namespace {

enum class Phase { kItems, kFinish, kMedia, kDone };

// Passes everything on; adds up what is noted for copying, and has it copied as the reader shows it.
class InputBundle final : public Bundle {
 public:
  InputBundle(Bundle& bundle, const RecodedArchive& input) : bundle_(bundle), input_(input) {}
  Result<std::unique_ptr<Sink>> Create(std::string_view path) override { return bundle_.Create(path); }
  Result<std::unique_ptr<HeadedSink>> CreateHeaded(std::string_view path, size_t most) override {
    return bundle_.CreateHeaded(path, most);
  }
  Status AddFolder(std::string_view path) override { return bundle_.AddFolder(path); }
  Status Add(std::string_view path, std::shared_ptr<const Source> bytes, bool media) override {
    return bundle_.Add(path, std::move(bytes), media);
  }
  Status Copy(std::string_view path, EntryId entry) override {
    Count(entry);
    if (auto decryption = input_.recoding(entry)) return bundle_.CopyRecoded(path, entry, std::move(decryption), {});
    return bundle_.Copy(path, entry);
  }
  Status CopyAs(std::string_view path, EntryId entry, Method method) override {
    Count(entry);
    if (auto decryption = input_.recoding(entry)) return bundle_.CopyRecoded(path, entry, std::move(decryption), method);
    return bundle_.CopyAs(path, entry, method);
  }
  Status CopyRecoded(std::string_view path, EntryId entry, std::shared_ptr<const Recoding> recoding,
                     std::optional<Method> method) override {
    Count(entry);
    return bundle_.CopyRecoded(path, entry, Chain(input_.recoding(entry), std::move(recoding)), method);
  }
  Status AddLater(std::string_view path, std::shared_ptr<const Source> bytes, Method method) override {
    return bundle_.AddLater(path, std::move(bytes), method);
  }
  Result<bool> CopyNoted(size_t budget) override { return bundle_.CopyNoted(budget); }
  Status Finish() override { return bundle_.Finish(); }
  Result<Bundle*> ZipNamed(std::string_view name) override {
    DROPSET_ASSIGN(Bundle* const zip, bundle_.ZipNamed(name));
    if (zip == &bundle_) return static_cast<Bundle*>(this);
    zip_ = std::make_unique<InputBundle>(*zip, input_);
    return static_cast<Bundle*>(zip_.get());
  }
  uint64_t noted() const { return noted_ + (zip_ ? zip_->noted() : 0); }

 private:
  void Count(EntryId entry) { noted_ += input_.entries()[entry].compressed_size; }

  Bundle& bundle_;
  const RecodedArchive& input_;
  std::unique_ptr<InputBundle> zip_;  // of a bundle that is a folder
  uint64_t noted_ = 0;
};

uint64_t CompressedBytes(const Archive& input) {
  uint64_t bytes = 0;
  for (const Entry& entry : input.entries()) bytes += entry.compressed_size;
  return bytes;
}

class StepwiseConversion final : public Conversion {
 public:
  StepwiseConversion(const Archive& input, Bundle& output, Scratch& scratch)
      : run_(input, scratch), bundle_(output, run_.input), sizes_(run_.input) {}

  Status Open(const Request& request) {
    run_.context.environment = request.environment;
    DROPSET_ASSIGN(target_, NamedFormat(request.to, true));
    DROPSET_ASSIGN(Options options, Options::Parse(target_->export_options, request.export_options));
    DROPSET_TRY(run_.Open(request.from, request.import_options));
    media_.emplace(run_.context, bundle_, target_->id, options);
    run_.context.media = &*media_;
    DROPSET_ASSIGN(writer_, target_->write(*target_, bundle_, options, run_.context));
    std::optional<int> precision;
    if (!options.Text("precision").empty()) {
      precision = static_cast<int>(options.Integer("precision"));
      if (*precision < 0 || *precision > 15) return Status(Code::kUsage, "expected 0 to 15").At("--precision");
    }
    const ShapeConversions conversions{options.Flag("polygons-to-masks"), options.Flag("shapes-to-boxes")};
    reduction_.emplace(*target_, precision, conversions, run_.report);
    using Sizes = Features::Sizes;
    const Sizes sizes = target_->writes.media_sizes;
    look_at_headers_ =
        sizes == Sizes::kAlways || (sizes == Sizes::kUnlessSaved && (!media_->saves() || run_.source.format->reads_sizes));
    total_ = run_.planned;
    if (media_->saves()) total_ += CompressedBytes(run_.input);
    return {};
  }

  Result<Poll> Step(size_t budget) override {
    try {
      return Go(budget);
    } catch (const std::bad_alloc&) {
      return OutOfMemory();
    }
  }

  Progress progress() const override {
    constexpr std::string_view kNames[] = {"annotations", "writing", "media", "done"};
    return {kNames[static_cast<int>(phase_)], done_, total_, items_};
  }
  const Report& report() const override { return run_.report; }
  const Detection& source() const override { return run_.source; }
  const std::string& secret_key() const override { return run_.secret_key; }

 private:
  uint64_t Work() const { return run_.read + run_.written + copied_; }

  Result<Poll> Go(size_t budget) {
    if (phase_ == Phase::kDone) return Poll::kEnd;
    const uint64_t until = Work() + budget;
    do {
      DROPSET_TRY(Once(budget));
    } while (phase_ != Phase::kDone && Work() < until);
    done_ = std::max(done_, std::min(total_, run_.read + media_->encoded() + copied_));
    if (phase_ != Phase::kDone) return Poll::kBusy;
    done_ = total_;
    return Poll::kEnd;
  }

  // What asks for more memory than there is, is an item, which is held whole, or a value of it.
  Status OutOfMemory() const {
    const Item& item = run_.item;
    if (phase_ != Phase::kItems || item.id.empty()) return Status(Code::kLimit, "out of memory").At(run_.reader->Place());
    return Status(Code::kLimit, "out of memory: all annotations of an image are held at once").At(item.subset + "/" + item.id);
  }

  Status Once(size_t budget) {
    switch (phase_) {
      case Phase::kItems: return ReadItem();
      case Phase::kFinish: {
        DROPSET_ASSIGN(const Poll poll, writer_->Finish());
        if (poll != Poll::kEnd) return {};
        phase_ = Phase::kMedia;
        total_ = std::max(done_, run_.planned + media_->encoded() + bundle_.noted());
        return {};
      }
      case Phase::kMedia: {
        DROPSET_ASSIGN(const bool all, bundle_.CopyNoted(budget));
        copied_ += budget;
        if (!all) return {};
        phase_ = Phase::kDone;
        return bundle_.Finish();
      }
      case Phase::kDone: break;
    }
    return {};
  }

  Status ReadItem() {
    Item& item = run_.item;
    item.Clear();
    DROPSET_ASSIGN(const Poll poll, run_.reader->Next(item));
    if (poll == Poll::kBusy) return {};
    if (!begun_) {
      begun_ = true;
      reduction_->ReduceLabels(run_.reader->labels());
      DROPSET_TRY(writer_->Begin(run_.reader->labels()));
    }
    if (poll == Poll::kEnd) {
      phase_ = Phase::kFinish;
      item = {};  // one image may have had a million annotations
      return {};
    }
    ++items_;
    if (look_at_headers_) run_.written += sizes_.Fill(item.media);
    reduction_->ReduceItem(item);
    run_.written += kItemCost;
    return writer_->Write(item);
  }

  // What an item counts for in a step's budget besides the bytes that are read and written for it.
  static constexpr uint64_t kItemCost = 256;

  DatasetRun run_;
  InputBundle bundle_;
  MediaSizes sizes_;
  const Format* target_ = nullptr;
  std::optional<MediaSaver> media_;
  std::unique_ptr<Writer> writer_;
  std::optional<Reduction> reduction_;
  Phase phase_ = Phase::kItems;
  bool begun_ = false;
  bool look_at_headers_ = false;
  uint64_t items_ = 0, copied_ = 0, done_ = 0, total_ = 0;
};

}  // namespace

Result<std::unique_ptr<Conversion>> Conversion::Start(const Archive& input, Bundle& output, Scratch& scratch,
                                                      const Request& request) {
  auto conversion = std::make_unique<StepwiseConversion>(input, output, scratch);
  DROPSET_TRY(conversion->Open(request));
  return std::unique_ptr<Conversion>(std::move(conversion));
}

}  // namespace dropset
