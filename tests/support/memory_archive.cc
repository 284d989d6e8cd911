#include "support/memory_archive.h"

#include <cstring>

#include "formats/media_saver.h"
#include "io/sink.h"

namespace dropset::testing {
namespace {

std::string TextOf(const std::vector<std::byte>& bytes) {
  return std::string(reinterpret_cast<const char*>(bytes.data()), bytes.size());
}

std::string ContentOf(const Archive& archive, EntryId entry) {
  auto stream = archive.Open(entry);
  if (!stream.ok()) return "(unreadable)";
  auto text = ReadAll(**stream, size_t{1} << 30);
  return text.ok() ? *text : "(unreadable)";
}

}  // namespace

std::unique_ptr<Archive> MakeArchive(const Files& files, std::vector<std::string> folders) {
  std::vector<PlainFile> plain;
  for (const auto& [path, text] : files) plain.push_back({path, std::make_shared<MemorySource>(text)});
  uint64_t junk;
  auto archive = OpenFolder(std::move(plain), std::move(folders), "input", &junk);
  return archive.ok() ? *std::move(archive) : nullptr;
}

Status MemoryBundle::Claim(std::string_view path) {
  std::string key(path);
  if (written_.count(key) || copies.count(key)) return Status(Code::kInvalid, "the path is used already").At(path);
  return {};
}

Result<std::unique_ptr<Sink>> MemoryBundle::Create(std::string_view path) {
  DROPSET_TRY(Claim(path));
  auto bytes = std::make_shared<std::vector<std::byte>>();
  written_[std::string(path)] = bytes;
  return std::unique_ptr<Sink>(std::make_unique<MemorySink>(bytes));
}

Status MemoryBundle::AddFolder(std::string_view path) {
  folders.emplace_back(path);
  return {};
}

Status MemoryBundle::Add(std::string_view path, std::shared_ptr<const Source> bytes, bool) {
  DROPSET_TRY(Claim(path));
  auto copy = std::make_shared<std::vector<std::byte>>(static_cast<size_t>(bytes->size()));
  DROPSET_TRY(bytes->ReadAt(0, *copy));
  written_[std::string(path)] = copy;
  return {};
}

Status MemoryBundle::Copy(std::string_view path, EntryId entry) {
  auto noted = copies.find(std::string(path));
  if (noted != copies.end() && noted->second == entry) return {};
  DROPSET_TRY(Claim(path));
  copies[std::string(path)] = entry;
  return {};
}

Status MemoryBundle::AddLater(std::string_view path, std::shared_ptr<const Source> bytes, Method) {
  return Add(path, std::move(bytes), true);
}

Status MemoryBundle::CopyRecoded(std::string_view path, EntryId entry, std::shared_ptr<const Recoding> recoding,
                                 std::optional<Method>) {
  DROPSET_TRY(Copy(path, entry));
  recodings_.emplace(path, std::move(recoding));
  return {};
}

Files MemoryBundle::files() const {
  Files files;
  for (const auto& [path, bytes] : written_) files[path] = TextOf(*bytes);
  for (const auto& [path, entry] : copies) {
    files[path];
    if (!input_) continue;
    RecodedArchive seen(*input_);
    if (auto recoding = recodings_.find(path); recoding != recodings_.end()) seen.Recode(entry, recoding->second);
    files[path] = ContentOf(seen, entry);
  }
  return files;
}

std::string MemoryBundle::Text(const std::string& path) const {
  auto found = written_.find(path);
  return found == written_.end() ? "(none)" : TextOf(*found->second);
}

uint64_t ReadOutcome::Count(std::string_view code) const {
  uint64_t count = 0;
  for (const ReportLine& line : report.lines()) {
    if (line.code == code) count += line.count;
  }
  return count;
}

ReadOutcome ReadDataset(const Format& format, const Archive& archive, const OptionTexts& texts) {
  ReadOutcome outcome;
  MemoryScratch scratch;
  uint64_t written = 0;
  RecodedArchive decrypted(archive);
  Context context{&scratch, &outcome.report, &decrypted, &outcome.bytes_planned, &outcome.bytes_read, &written};
  context.decrypted = &decrypted;
  auto options = Options::Parse(format.import_options, texts);
  if (!options.ok()) {
    outcome.status = options.TakeStatus();
    return outcome;
  }
  auto reader = format.read(format, archive, *options, context);
  if (!reader.ok()) {
    outcome.status = reader.TakeStatus();
    return outcome;
  }
  Item item;
  for (;;) {
    item.Clear();
    auto poll = (*reader)->Next(item);
    if (!poll.ok()) {
      outcome.status = poll.TakeStatus();
      break;
    }
    if (*poll == Poll::kEnd) break;
    if (*poll == Poll::kItem) outcome.items.push_back(item);
    if (*poll == Poll::kBusy) ++outcome.busy;
  }
  outcome.labels = (*reader)->labels();
  return outcome;
}

WriteOutcome WriteDataset(const Format& format, const Labels& labels, const std::vector<Item>& items, Bundle& bundle,
                          const OptionTexts& texts, Environment* environment) {
  WriteOutcome outcome;
  MemoryScratch scratch;
  uint64_t planned = 0, read = 0, written = 0;
  const std::unique_ptr<Archive> input = MakeArchive({});
  Context context{&scratch, &outcome.report, &*input, &planned, &read, &written};
  context.environment = environment;
  context.secret_key = &outcome.secret_key;
  outcome.status = [&]() -> Status {
    DROPSET_ASSIGN(const Options options, Options::Parse(format.export_options, texts));
    MediaSaver media(context, bundle, format.id, options);
    context.media = &media;
    DROPSET_ASSIGN(std::unique_ptr<Writer> writer, format.write(format, bundle, options, context));
    DROPSET_TRY(writer->Begin(labels));
    for (const Item& item : items) DROPSET_TRY(writer->Write(item));
    for (;;) {
      DROPSET_ASSIGN(const Poll poll, writer->Finish());
      if (poll == Poll::kEnd) return {};
    }
  }();
  return outcome;
}

ReportLine LineOf(const Report& report, std::string_view code) {
  for (const ReportLine& line : report.lines()) {
    if (line.code == code) return line;
  }
  return {};
}

}  // namespace dropset::testing
