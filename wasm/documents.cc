#include "documents.h"

#include <nlohmann/json.hpp>

#include "convert/input_limits.h"
#include "formats/format.h"

namespace dropset {
namespace {

using Json = nlohmann::ordered_json;

// Names from an archive were checked to be UTF-8; a message that quotes other bytes must not make this fail.
std::string Text(const Json& document) { return document.dump(-1, ' ', false, Json::error_handler_t::replace); }

const char* TypeName(OptionType type) {
  switch (type) {
    case OptionType::kFlag: return "flag";
    case OptionType::kInteger: return "integer";
    case OptionType::kText: return "text";
    case OptionType::kChoice: return "choice";
    case OptionType::kList: return "list";
  }
  return "text";
}

Json Split(std::string_view words) {
  Json list = Json::array();
  while (!words.empty()) {
    const size_t bar = words.find('|');
    list.push_back(words.substr(0, bar));
    words = bar == std::string_view::npos ? std::string_view() : words.substr(bar + 1);
  }
  return list;
}

Json OptionList(OptionTable table) {
  Json list = Json::array();
  for (const OptionRow& row : table) {
    list.push_back({{"name", row.name},
                    {"type", TypeName(row.type)},
                    {"default", row.default_text},
                    {"help", row.help},
                    {"choices", Split(row.choices)},
                    {"secret", row.secret},
                    {"aliases", Split(row.aliases)}});
  }
  return list;
}

void AppendLines(Json& list, const Report& report) {
  for (const ReportLine& line : report.lines()) {
    list.push_back({{"code", line.code},
                    {"severity", SeverityName(line.severity)},
                    {"format", line.format},
                    {"message", line.message},
                    {"example", line.example},
                    {"option", line.option},
                    {"count", line.count}});
  }
}

}  // namespace

std::string ErrorDocument(const Status& error) {
  return Text({{"error", {{"code", CodeName(error.code())}, {"path", error.place()}, {"message", error.message()}}}});
}

std::string DetectionDocument(const Detection& found) { return Text({{"format", found.format->id}, {"reason", found.reason}}); }

std::string StepDocument(bool finished, const Progress& progress) {
  return Text({{"finished", finished},
               {"phase", progress.phase},
               {"done", progress.done},
               {"total", progress.total},
               {"items", progress.items}});
}

std::string SummaryDocument(const Summary& summary) {
  Json subsets = Json::array();
  for (const SubsetSummary& subset : summary.subsets) {
    subsets.push_back({{"name", subset.name},
                       {"images", subset.images},
                       {"annotations", subset.annotations},
                       {"missingMedia", subset.missing_media}});
  }
  Json types = Json::object();
  for (const auto& [type, count] : summary.annotations_by_type) types[type] = count;
  Json labels = Json::array();
  for (const auto& [label, count] : summary.annotations_by_label) labels.push_back({{"label", label}, {"count", count}});
  return Text({{"subsets", subsets}, {"annotationsByType", types}, {"annotationsByLabel", labels}});
}

std::string ReportDocument(const Report& opening, const Report& run) {
  Json list = Json::array();
  AppendLines(list, opening);
  AppendLines(list, run);
  return Text(list);
}

std::string DescriptionDocument() {
  Json formats = Json::array();
  for (const Format& format : Formats()) {
    formats.push_back({{"id", format.id},
                       {"title", format.title},
                       {"family", format.family},
                       {"aliases", Split(format.alias)},
                       {"detectable", format.detectable},
                       {"readable", format.read != nullptr},
                       {"writable", format.write != nullptr},
                       {"importOptions", OptionList(format.import_options)},
                       {"exportOptions", OptionList(format.export_options)}});
  }
  return Text({{"formats", formats}, {"limits", OptionList(InputLimitTable())}});
}

}  // namespace dropset
