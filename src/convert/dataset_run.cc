#include "convert/dataset_run.h"

namespace dropset {

Result<const Format*> NamedFormat(std::string_view id, bool writing) {
  const Format* format = FindFormat(id);
  if (!format) {
    std::vector<std::string_view> ids;
    for (const Format& known : Formats()) ids.push_back(known.id);
    std::string nearest = Nearest(id, ids);
    return Status(Code::kUsage, "there is no format \"" + std::string(id) + "\"" +
                                    (nearest.empty() ? std::string() : " (did you mean " + nearest + "?)"));
  }
  if (writing ? !format->write : !format->read) {
    return Status(Code::kUsage, std::string(format->id) + " can only be " + (writing ? "read" : "written"));
  }
  return format;
}

Status DatasetRun::Open(const std::string& from, const OptionTexts& options) {
  if (from.empty()) {
    DROPSET_ASSIGN(source, Detect(input));
  } else {
    DROPSET_ASSIGN(const Format* format, NamedFormat(from, false));
    source = {format, 0, "named by the caller"};
  }
  const Format& format = *source.format;
  DROPSET_ASSIGN(Options parsed, Options::Parse(format.import_options, options));
  DROPSET_ASSIGN(reader, format.read(format, input, parsed, context));
  return {};
}

}  // namespace dropset
