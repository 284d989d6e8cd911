// What crosses to JavaScript as JSON text. The shapes are those of core.ts.
#pragma once

#include <string>

#include "convert/conversion.h"

namespace dropset {

std::string ErrorDocument(const Status& error);         // {"error":{"code","path","message"}}
std::string DetectionDocument(const Detection& found);  // {"format","reason"}
std::string StepDocument(bool finished, const Progress& progress);
std::string SummaryDocument(const Summary& summary);
std::string ReportDocument(const Report& opening, const Report& run);  // the lines of both
std::string DescriptionDocument();                                     // every format with its options; the limits of inputs

}  // namespace dropset
