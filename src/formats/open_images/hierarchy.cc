#include "formats/open_images/hierarchy.h"

#include <vector>

#include "formats/open_images/text_map.h"
#include "text/json_writer.h"

namespace dropset::open_images {
namespace {

constexpr size_t kIndent = 4;
constexpr size_t kDeepest = 100;  // indentation grows with it, and recursion

// Writes nodes as Python's json.dump(indent=4) does.
class HierarchyWriter {
 public:
  explicit HierarchyWriter(const Labels& labels) : labels_(labels), children_(labels.labels.size()) {
    TextMap<size_t> indexes;
    for (size_t k = 0; k < labels.labels.size(); ++k) indexes.emplace(labels.labels[k].name, k);
    for (size_t k = 0; k < labels.labels.size(); ++k) {
      const std::string& parent = labels.labels[k].parent;
      if (parent.empty()) continue;
      ++with_parent_;
      const auto found = indexes.find(parent);
      if (found != indexes.end()) children_[found->second].push_back(k);
    }
    size_t number = 0;
    do {
      root_ = "/m/" + std::to_string(number++);
    } while (indexes.count(root_) > 0);
  }

  std::string Text(uint64_t* lost) {
    std::vector<size_t> top;
    for (size_t k = 0; k < children_.size(); ++k) {
      if (labels_.labels[k].parent.empty() && !children_[k].empty()) top.push_back(k);
    }
    Node(root_, &top, 0);
    text_ += '\n';
    *lost = with_parent_ - shown_;
    return std::move(text_);
  }

 private:
  void NewLine(size_t depth) { text_.append("\n").append(kIndent * depth, ' '); }

  void Node(const std::string& name, const std::vector<size_t>* children, size_t depth) {
    text_ += '{';
    NewLine(depth + 1);
    text_ += "\"LabelName\": ";
    AppendJsonString(text_, name);
    if (children && depth < 2 * kDeepest) {
      text_ += ',';
      NewLine(depth + 1);
      text_ += "\"Subcategory\": [";
      for (size_t child : *children) {
        if (child != children->front()) text_ += ',';
        NewLine(depth + 2);
        shown_ += depth > 0;
        Node(labels_.labels[child].name, children_[child].empty() ? nullptr : &children_[child], depth + 2);
      }
      if (!children->empty()) NewLine(depth + 1);
      text_ += ']';
    }
    NewLine(depth);
    text_ += '}';
  }

  const Labels& labels_;
  std::vector<std::vector<size_t>> children_;  // by label
  std::string root_, text_;
  uint64_t with_parent_ = 0, shown_ = 0;
};

}  // namespace

std::string HierarchyText(const Labels& labels, uint64_t* lost) { return HierarchyWriter(labels).Text(lost); }

}  // namespace dropset::open_images
