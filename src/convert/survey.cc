#include <algorithm>
#include <array>

#include "convert/dataset_run.h"

namespace dropset {
namespace {

class StepwiseSurvey final : public Survey {
 public:
  StepwiseSurvey(const Archive& input, Scratch& scratch) : run_(input, scratch) {}

  Status Open(const std::string& from, const OptionTexts& options) { return run_.Open(from, options); }

  Result<Poll> Step(size_t budget) override {
    if (ended_) return Poll::kEnd;
    for (const uint64_t until = run_.read + counted_ + budget; !ended_ && run_.read + counted_ < until;) {
      run_.item.Clear();
      DROPSET_ASSIGN(const Poll poll, run_.reader->Next(run_.item));
      if (poll == Poll::kItem) Count(run_.item);
      ended_ = poll == Poll::kEnd;
    }
    if (!ended_) return Poll::kBusy;
    Finish();
    return Poll::kEnd;
  }

  Progress progress() const override {
    return {ended_ ? "done" : "annotations", ended_ ? run_.planned : std::min(run_.read, run_.planned), run_.planned, items_};
  }
  const Report& report() const override { return run_.report; }
  const Detection& source() const override { return run_.source; }
  const Summary& summary() const override { return summary_; }

 private:
  void Count(const Item& item) {
    constexpr uint64_t kItemCost = 256;  // in a step's budget
    counted_ += kItemCost;
    if (summary_.subsets.empty() || summary_.subsets.back().name != item.subset) summary_.subsets.push_back({item.subset});
    SubsetSummary& subset = summary_.subsets.back();
    ++subset.images;
    ++items_;
    subset.annotations += item.annotations.size();
    subset.missing_media += item.media.kind != MediaKind::kNone && item.media.entry == kNoEntry;
    for (const Annotation& a : item.annotations) {
      ++types_[static_cast<size_t>(a.type)];
      if (a.label < 0) continue;
      auto label = static_cast<size_t>(a.label);
      if (label < run_.reader->labels().labels.size()) {
        if (labels_.size() <= label) labels_.resize(label + 1);
        ++labels_[label];
      }
    }
  }

  void Finish() {
    for (size_t type = 0; type < types_.size(); ++type) {
      if (types_[type]) summary_.annotations_by_type.emplace_back(TypeName(static_cast<AnnotationType>(type)), types_[type]);
    }
    const auto& labels = run_.reader->labels().labels;
    labels_.resize(labels.size());
    for (size_t k = 0; k < labels.size(); ++k) summary_.annotations_by_label.emplace_back(labels[k].name, labels_[k]);
    types_ = {};
    labels_.clear();
  }

  DatasetRun run_;
  Summary summary_;
  bool ended_ = false;
  uint64_t counted_ = 0, items_ = 0;
  std::array<uint64_t, kAnnotationTypes> types_{};
  std::vector<uint64_t> labels_;
};

}  // namespace

Result<std::unique_ptr<Survey>> Survey::Start(const Archive& input, Scratch& scratch, const std::string& from,
                                              const OptionTexts& import_options) {
  auto survey = std::make_unique<StepwiseSurvey>(input, scratch);
  DROPSET_TRY(survey->Open(from, import_options));
  return survey;
}

}  // namespace dropset
