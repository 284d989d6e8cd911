// Measures the steps that conversions consist of, each alone and in memory; prints a line `<stage> <MB/s of CPU time>` for each, 0
// for one that fails.
//
// usage: stages ANNOTATIONS.zip [STAGE]...      (a workload of tests/bench/generate.mjs whose text fits into memory: V)
#include <algorithm>
#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include "archive/folder.h"
#include "archive/zip.h"
#include "bench/measure.h"
#include "codec/aes_cbc.h"
#include "codec/base64.h"
#include "codec/crc32.h"
#include "codec/deflate.h"
#include "codec/hmac.h"
#include "convert/conversion.h"
#include "text/json_reader.h"
#include "text/json_writer.h"

namespace dropset {
namespace {

uint64_t Drain(Stream& stream) {
  CountingSink sink;
  auto size = CopyAll(stream, sink);
  return size.ok() ? *size : 0;
}

// One element of `annotations`, as the reader of COCO goes through it.
void ReadElement(JsonReader& json, std::vector<double>& numbers, int64_t& integers) {
  numbers.clear();
  for (json.EnterObject(); json.NextMember();) {
    int64_t integer = 0;
    double number = 0;
    if (json.key() == "segmentation" && json.Peek() == JsonKind::kArray) {
      for (json.EnterArray(); json.NextElement();) json.ReadDoubles(numbers);
    } else if (json.key() == "bbox") {
      json.ReadDoubles(numbers);
    } else if (json.key() == "area") {
      json.ReadDouble(number);
    } else if (json.Peek() == JsonKind::kNumber) {
      json.ReadInteger(integer);
    } else {
      json.Skip();
    }
    integers += integer;
  }
}

uint64_t ReadJson(const Bytes& text) {
  JsonReader json(std::make_unique<SourceStream>(text));
  std::vector<double> numbers;
  int64_t integers = 0;
  for (json.EnterObject(); json.NextMember();) {
    if (json.key() != "annotations") {
      json.Skip();
      continue;
    }
    for (json.EnterArray(); json.NextElement();) ReadElement(json, numbers, integers);
  }
  return json.Finish().ok() ? text->size() : 0;
}

// The numbers of `annotations`, element by element.
std::vector<std::vector<double>> NumbersOf(const Bytes& text) {
  std::vector<std::vector<double>> elements;
  int64_t integers = 0;
  JsonReader json(std::make_unique<SourceStream>(text));
  for (json.EnterObject(); json.NextMember();) {
    if (json.key() != "annotations") {
      json.Skip();
      continue;
    }
    for (json.EnterArray(); json.NextElement();) ReadElement(json, elements.emplace_back(), integers);
  }
  return elements;
}

uint64_t WriteJson(const std::vector<std::vector<double>>& elements) {
  CountingSink sink;
  uint64_t written = 0;
  JsonOutput out(sink, written);
  int64_t id = 0;
  for (const std::vector<double>& numbers : elements) {
    std::string& text = out.text();
    text += "{\"id\":";
    AppendJsonInteger(text, ++id);
    text += ",\"type\":";
    AppendJsonString(text, "polygon");
    text += ",\"points\":";
    AppendJsonDoubles(text, numbers);
    text += "},";
    if (!out.Flush().ok()) return 0;
  }
  return out.Flush(true).ok() ? sink.size : 0;
}

uint64_t CopyZip(const Bytes& zip) {
  uint64_t junk = 0;
  auto archive = OpenZip(zip, "in.zip", {}, &junk);
  if (!archive.ok()) return 0;
  CountingSink sink;
  std::unique_ptr<Bundle> bundle = WriteZip(sink, **archive, {});
  for (EntryId entry = 0; entry < (*archive)->entries().size(); ++entry) {
    if (!bundle->Copy((*archive)->entries()[entry].path, entry).ok()) return 0;
  }
  for (;;) {
    auto all = bundle->CopyNoted(kStepBudget);
    if (!all.ok()) return 0;
    if (*all) break;
  }
  return bundle->Finish().ok() ? sink.size : 0;
}

// A zip of 2,000 files of 100 KB.
Bytes PhotosOf(const Bytes& text) {
  constexpr uint64_t kFiles = 2000, kFile = 100'000;
  auto nothing = OpenFolder({}, {}, "nothing", nullptr);
  auto bytes = std::make_shared<std::vector<std::byte>>();
  MemorySink sink(bytes);
  std::unique_ptr<Bundle> bundle = WriteZip(sink, **nothing, {});
  bool ok = nothing.ok();
  for (uint64_t k = 0; ok && k < kFiles; ++k) {
    auto part = std::make_shared<RangeSource>(text, k * kFile % (text->size() - kFile), kFile);
    ok = bundle->Add("images/" + std::to_string(k) + ".jpg", part, true).ok();
  }
  ok = ok && bundle->CopyNoted(1).ok() && bundle->Finish().ok();
  return ok ? std::make_shared<MemorySource>(std::move(*bytes)) : nullptr;
}

uint64_t Encrypt(std::vector<std::byte>& bytes) {
  const AesBlock key = {}, iv = {};
  AesCbc(key, iv, AesCbc::Direction::kEncrypt).Run(std::span(bytes).first(bytes.size() / kAesBlock * kAesBlock));
  return bytes.size();
}

uint64_t Authenticate(const std::vector<std::byte>& bytes) {
  const AesBlock key = {};
  HmacSha256 hmac(key);
  hmac.Update(bytes);
  hmac.Finish();
  return bytes.size();
}

uint64_t Convert(const Archive& archive, uint64_t size) {
  CountingSink sink;
  MemoryScratch scratch;
  std::unique_ptr<Bundle> bundle = WriteZip(sink, archive, {0});
  auto conversion = Conversion::Start(archive, *bundle, scratch, Request{"coco", "datumaro", {}, {}});
  if (!conversion.ok()) return 0;
  for (;;) {
    auto poll = (*conversion)->Step(kStepBudget);
    if (!poll.ok()) return 0;
    if (*poll == Poll::kEnd) return size;
  }
}

// Each stage makes what it needs, then says what to measure.
struct Stage {
  const char* name;
  Work (*prepare)(Workload& workload);
};

constexpr Stage kStages[] = {
    {"json-read", [](Workload& of) -> Work { return [&of] { return ReadJson(of.text); }; }},
    {"json-write", [](Workload& of) -> Work { return [elements = NumbersOf(of.text)] { return WriteJson(elements); }; }},
    {"inflate",
     [](Workload& of) -> Work {
       Bytes deflated = std::make_shared<MemorySource>(Deflate(of.bytes, 6));
       return [deflated] { return Drain(*InflateStream(std::make_unique<SourceStream>(deflated))); };
     }},
    {"deflate",
     [](Workload& of) -> Work {
       return [&of]() -> uint64_t {
         CountingSink sink;
         auto deflating = DeflateSink(sink, ZipWriteOptions().level);
         return deflating->Write(of.bytes).ok() && deflating->Close().ok() ? of.bytes.size() : 0;
       };
     }},
    {"crc-32", [](Workload& of) -> Work { return [&of] { return Crc32(0, of.bytes) ? of.bytes.size() : 0; }; }},
    {"aes", [](Workload& of) -> Work { return [bytes = of.bytes]() mutable { return Encrypt(bytes); }; }},
    {"hmac", [](Workload& of) -> Work { return [&of] { return Authenticate(of.bytes); }; }},
    {"base64",
     [](Workload& of) -> Work {
       return [&of, text = std::string()]() mutable -> uint64_t {
         text.clear();
         AppendBase64(text, of.bytes);
         return of.bytes.size();
       };
     }},
    {"base64-read",
     [](Workload& of) -> Work {
       std::string text;
       AppendBase64(text, of.bytes);
       return [text = std::move(text), bytes = std::vector<std::byte>()]() mutable -> uint64_t {
         bytes.clear();
         return DecodeBase64(text, bytes) ? bytes.size() : 0;
       };
     }},
    {"zip-copy", [](Workload& of) -> Work { return [photos = PhotosOf(of.text)] { return photos ? CopyZip(photos) : 0; }; }},
    {"conversion", [](Workload& of) -> Work { return [&of] { return Convert(*of.archive, of.bytes.size()); }; }},
};

int Run(const std::string& path, const std::vector<std::string>& chosen) {
  Result<Workload> workload = Open(path);
  if (!workload.ok()) {
    std::fprintf(stderr, "%s\n", workload.status().Text().c_str());
    return 1;
  }
  for (const Stage& stage : kStages) {
    const bool wanted = chosen.empty() || std::find(chosen.begin(), chosen.end(), stage.name) != chosen.end();
    if (wanted) std::printf("%s %.0f\n", stage.name, SpeedOf(stage.prepare(*workload)));
  }
  return 0;
}

}  // namespace
}  // namespace dropset

int main(int count, char** arguments) {
  if (count < 2) return 2;
  return dropset::Run(arguments[1], {arguments + 2, arguments + count});
}
