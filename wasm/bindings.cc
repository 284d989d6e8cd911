// The core as JavaScript sees it: one Session for one job. Every function but secretKey answers with JSON text (documents.h), an
// error being
// {"error": …}: nothing is thrown across this boundary. Offsets and sizes are doubles, exact to 2^53.

#include <emscripten/bind.h>
#include <emscripten/val.h>

#include <exception>
#include <memory>
#include <new>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "archive/folder.h"
#include "archive/zip.h"
#include "codec/base64.h"
#include "codec/piece_compressor.h"
#include "convert/conversion.h"
#include "convert/input_limits.h"
#include "convert/input_set.h"
#include "documents.h"
#include "formats/options.h"
#include "host_io.h"

namespace dropset {
namespace {

using emscripten::val;
using Json = nlohmann::ordered_json;

// Runs `work`, which returns Result<std::string>.
template <class Work>
std::string Answer(Work&& work) {
  try {
    Result<std::string> result = work();
    return result.ok() ? *std::move(result) : ErrorDocument(result.status());
  } catch (const std::bad_alloc&) {
    return ErrorDocument(Status(Code::kLimit, "out of memory"));
  } catch (const std::exception& error) {
    return ErrorDocument(Status(Code::kInternal, error.what()));
  }
}

// Invariant: what refers to something else is declared after it, so that it is destroyed before it.
class Session {
 public:
  explicit Session(val host)
      : host_(std::move(host)),
        scratch_(OpenHostScratch(host_)),
        environment_(OpenHostEnvironment(host_)),
        helper_(OpenHostHelper(host_)) {}

  void AddFile(std::string name, int file, double size) { inputs_.push_back({std::move(name), Open(file, size), {}, {}}); }
  void AddFolder(std::string name) { inputs_.push_back({std::move(name), nullptr, {}, {}}); }
  // The two below add to the folder that was added last.
  void AddMember(std::string path, int file, double size) { inputs_.back().files.push_back({std::move(path), Open(file, size)}); }
  void AddSubfolder(std::string path) { inputs_.back().folders.push_back(std::move(path)); }

  // `limits`: option texts. To be called before anything is opened.
  std::string LimitInput(const std::string& limits) {
    return Answer([&]() -> Result<std::string> {
      DROPSET_ASSIGN(caps_, ParseInputLimits(Json::parse(limits)));
      return std::string("null");
    });
  }

  std::string DetectFormat() {
    return Answer([&]() -> Result<std::string> {
      DROPSET_TRY(OpenInput({}));
      DROPSET_ASSIGN(const Detection found, Detect(*input_));
      return DetectionDocument(found);
    });
  }

  // `request`: {from, to, importOptions, exportOptions, zipLevel, output}; `output` is a number of a file of the host, or null for
  // a folder.
  std::string StartConversion(const std::string& request) {
    return Answer([&]() -> Result<std::string> {
      const auto wanted = Json::parse(request);
      const Request parsed{wanted["from"], wanted["to"], wanted["importOptions"], wanted["exportOptions"], environment_.get()};
      DROPSET_TRY(OpenInput(parsed.from));
      if (wanted["output"].is_null()) {
        folder_ = OpenHostFolder(host_);
        bundle_ = WriteFolder(*folder_, *input_, helper_.get());
      } else {
        sink_ = OpenHostSink(host_, wanted["output"]);
        bundle_ = WriteZip(*sink_, *input_, {.level = wanted["zipLevel"], .helper = helper_.get()});
      }
      DROPSET_ASSIGN(conversion_, Conversion::Start(*input_, *bundle_, *scratch_, parsed));
      return DetectionDocument(conversion_->source());
    });
  }

  // `request`: {from, importOptions}.
  std::string StartSurvey(const std::string& request) {
    return Answer([&]() -> Result<std::string> {
      const auto wanted = Json::parse(request);
      const std::string from = wanted["from"];
      DROPSET_TRY(OpenInput(from));
      DROPSET_ASSIGN(survey_, Survey::Start(*input_, *scratch_, from, wanted["importOptions"]));
      return DetectionDocument(survey_->source());
    });
  }

  // Of the conversion, as text, not JSON; empty: nothing is encrypted. In no other answer.
  std::string SecretKey() const { return conversion_ ? conversion_->secret_key() : std::string(); }

  std::string Step(double budget) {
    return Answer([&]() -> Result<std::string> {
      if (survey_) return StepOf(*survey_, budget);
      return StepOf(*conversion_, budget);
    });
  }

  std::string CurrentReport() {
    return Answer(
        [&]() -> Result<std::string> { return ReportDocument(opening_, survey_ ? survey_->report() : conversion_->report()); });
  }
  std::string CurrentSummary() {
    return Answer([&]() -> Result<std::string> { return SummaryDocument(survey_->summary()); });
  }

 private:
  std::shared_ptr<const Source> Open(int file, double size) { return OpenHostSource(host_, file, static_cast<uint64_t>(size)); }

  Status OpenInput(std::string_view from) {
    DROPSET_ASSIGN(input_, OpenInputs(inputs_, from, *scratch_, opening_, caps_));
    return {};
  }

  template <class Run>
  Result<std::string> StepOf(Run& run, double budget) {
    DROPSET_ASSIGN(const Poll poll, run.Step(static_cast<size_t>(budget)));
    const bool finished = poll == Poll::kEnd;
    if (finished && sink_) DROPSET_TRY(sink_->Close());
    return StepDocument(finished, run.progress());
  }

  val host_;
  std::unique_ptr<Scratch> scratch_;
  std::unique_ptr<Environment> environment_;
  std::unique_ptr<PieceHelper> helper_;
  std::vector<Input> inputs_;
  ZipCaps caps_;
  Report opening_;
  std::shared_ptr<Archive> input_;
  std::unique_ptr<Sink> sink_;
  std::unique_ptr<FolderHost> folder_;
  std::unique_ptr<Bundle> bundle_;
  std::unique_ptr<Conversion> conversion_;
  std::unique_ptr<Survey> survey_;
};

std::string Describe() {
  return Answer([]() -> Result<std::string> { return DescriptionDocument(); });
}

// `candidates`: a JSON list of words.
std::string NearestOf(const std::string& word, const std::string& candidates) {
  return Answer([&]() -> Result<std::string> {
    const std::vector<std::string> words = Json::parse(candidates);
    const std::vector<std::string_view> views(words.begin(), words.end());
    return Json(Nearest(word, views)).dump();
  });
}

// What the host's other threads do with a piece (PieceHelper): `size` bytes of the Uint8Array are replaced by what `work` makes of
// them, which it returns, if anything. Its size; 0: there is none, or no room in the array, or no memory.
template <class Work>
size_t Replace(const val& bytes, size_t size, Work&& work) {
  try {
    RawBytes piece(size);
    View(piece).call<void>("set", bytes.call<val>("subarray", 0, size));
    const auto made = work(piece);
    if (made.size() > bytes["length"].as<size_t>()) return 0;
    bytes.call<void>("set", View(std::as_bytes(std::span(made))));
    return made.size();
  } catch (const std::bad_alloc&) {
    return 0;
  }
}

size_t DeflatePiece(int level, const val& bytes, size_t size) {
  return Replace(bytes, size, [level](const RawBytes& piece) {
    RawBytes deflated;
    if (!PieceCompressor(level).Compress(piece, false, deflated).ok()) deflated.clear();
    return deflated;
  });
}

size_t EncodePiece(const val& bytes, size_t size) {
  return Replace(bytes, size, [](const RawBytes& piece) {
    std::string text;
    AppendBase64(text, piece);
    return text;
  });
}

size_t DecodePiece(const val& bytes, size_t size) {
  return Replace(bytes, size, [](const RawBytes& piece) {
    std::vector<std::byte> decoded;
    DecodeBase64({reinterpret_cast<const char*>(piece.data()), piece.size()}, decoded);
    return decoded;
  });
}

}  // namespace

EMSCRIPTEN_BINDINGS(dropset) {
  emscripten::class_<Session>("Session")
      .constructor<val>()
      .function("addFile", &Session::AddFile)
      .function("addFolder", &Session::AddFolder)
      .function("addMember", &Session::AddMember)
      .function("addSubfolder", &Session::AddSubfolder)
      .function("limitInput", &Session::LimitInput)
      .function("detect", &Session::DetectFormat)
      .function("startConversion", &Session::StartConversion)
      .function("startSurvey", &Session::StartSurvey)
      .function("secretKey", &Session::SecretKey)
      .function("step", &Session::Step)
      .function("report", &Session::CurrentReport)
      .function("summary", &Session::CurrentSummary);
  emscripten::function("describe", &Describe);
  emscripten::function("nearest", &NearestOf);
  emscripten::function("deflatePiece", &DeflatePiece);
  emscripten::function("encodePiece", &EncodePiece);
  emscripten::function("decodePiece", &DecodePiece);
}

}  // namespace dropset
