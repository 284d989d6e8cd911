#include <algorithm>
#include <iterator>

#include "archive/entry_path.h"
#include "archive/folder.h"
#include "archive/tree.h"
#include "base/limits.h"

namespace dropset {
namespace {

constexpr int kOtherFolders = 99;  // tried where a file is taken in the folder that its layer names, too

// Which entry of which layer an entry of the overlay is.
struct Origin {
  uint32_t layer;
  EntryId entry;
};

struct Node {
  Entry entry;
  Origin origin;
};

class OverlayArchive final : public Tree {
 public:
  OverlayArchive(std::vector<Layer> layers, std::string name) : Tree(std::move(name)), layers_(std::move(layers)) {}

  Status Merge(uint64_t* moved);

  Result<std::unique_ptr<Stream>> Open(EntryId entry) const override { return Open(origins_[entry]); }
  Result<RawEntry> OpenRaw(EntryId entry) const override { return In(origins_[entry]).OpenRaw(origins_[entry].entry); }
  // Containers are numbered through all layers: those of one layer are equal modulo the number of layers.
  std::pair<uint64_t, uint64_t> Position(EntryId entry) const override {
    const Origin& origin = origins_[entry];
    std::pair<uint64_t, uint64_t> position = In(origin).Position(origin.entry);
    position.first = position.first * layers_.size() + origin.layer;
    return position;
  }
  void Want(EntryId first, EntryId last) const override { In(origins_[first]).Want(origins_[first].entry, origins_[last].entry); }
  bool WantWhole(EntryId entry) const override { return In(origins_[entry]).WantWhole(origins_[entry].entry); }

 private:
  const Archive& In(const Origin& origin) const { return *layers_[origin.layer].archive; }
  const Entry& At(const Origin& origin) const { return In(origin).entries()[origin.entry]; }
  Result<std::unique_ptr<Stream>> Open(const Origin& origin) const { return In(origin).Open(origin.entry); }
  Result<bool> SameContent(const Origin& a, const Origin& b) const;
  std::vector<Node> AllNodes() const;
  Result<std::vector<Node>> Unite(std::vector<Node>& nodes) const;

  std::vector<Layer> layers_;
  std::vector<Origin> origins_;  // of the entry with the same number
};

Result<size_t> ReadFully(Stream& stream, std::span<std::byte> out) {
  size_t filled = 0;
  while (filled < out.size()) {
    DROPSET_ASSIGN(size_t length, stream.Read(out.subspan(filled)));
    if (length == 0) break;
    filled += length;
  }
  return filled;
}

// By size and by CRC where both containers know it, else byte for byte.
Result<bool> OverlayArchive::SameContent(const Origin& a, const Origin& b) const {
  if (At(a).size != At(b).size) return false;
  {
    DROPSET_ASSIGN(RawEntry raw_a, In(a).OpenRaw(a.entry));
    DROPSET_ASSIGN(RawEntry raw_b, In(b).OpenRaw(b.entry));
    if (raw_a.crc_known && raw_b.crc_known) return raw_a.crc == raw_b.crc;
  }
  DROPSET_ASSIGN(std::unique_ptr<Stream> stream_a, Open(a));
  DROPSET_ASSIGN(std::unique_ptr<Stream> stream_b, Open(b));
  std::vector<std::byte> buffer_a(kReadWindow), buffer_b(kReadWindow);
  for (;;) {
    DROPSET_ASSIGN(size_t length_a, ReadFully(*stream_a, buffer_a));
    DROPSET_ASSIGN(size_t length_b, ReadFully(*stream_b, buffer_b));
    if (length_a != length_b ||
        !std::equal(buffer_a.begin(), buffer_a.begin() + static_cast<ptrdiff_t>(length_a), buffer_b.begin())) {
      return false;
    }
    if (length_a == 0) return true;
  }
}

std::vector<Node> OverlayArchive::AllNodes() const {
  std::vector<Node> nodes;
  for (uint32_t i = 0; i < layers_.size(); ++i) {
    const Layer& layer = layers_[i];
    auto left_out = layer.left_out.begin();
    std::span<const Entry> entries = layer.archive->entries();
    for (EntryId entry = 0; entry < entries.size(); ++entry) {
      if (left_out != layer.left_out.end() && *left_out == entry) {
        ++left_out;
      } else {
        nodes.push_back({{layer.folder + entries[entry].path, entries[entry].size, entries[entry].compressed_size}, {i, entry}});
      }
    }
  }
  return nodes;
}

// Sorts `nodes` and leaves one for each path, the first. Returns those that have a path with other content.
Result<std::vector<Node>> OverlayArchive::Unite(std::vector<Node>& nodes) const {
  std::stable_sort(nodes.begin(), nodes.end(), [](const Node& a, const Node& b) { return a.entry.path < b.entry.path; });
  std::vector<Node> others;
  size_t kept = 0;
  for (Node& node : nodes) {
    if (kept != 0 && nodes[kept - 1].entry.path == node.entry.path) {
      const Origin& first = nodes[kept - 1].origin;
      DROPSET_ASSIGN(const bool same, SameContent(first, node.origin));
      if (same) continue;
      if (layers_[node.origin.layer].instead.empty()) {
        return Status(Code::kInvalid, "it is in " + In(first).name() + " and in " + In(node.origin).name() +
                                          ", with different content; give only one of them")
            .At(ShownName(node.entry.path));
      }
      others.push_back(std::move(node));
    } else {
      std::swap(nodes[kept++], node);
    }
  }
  nodes.resize(kept);
  return others;
}

Status OverlayArchive::Merge(uint64_t* moved) {
  std::vector<Node> nodes = AllNodes();
  DROPSET_ASSIGN(std::vector<Node> others, Unite(nodes));
  if (moved != nullptr) *moved = others.size();
  for (int number = 1; !others.empty(); ++number) {
    if (number > kOtherFolders) {
      return Status(Code::kInvalid, "too many archives have a file of this path").At(ShownName(others.front().entry.path));
    }
    for (Node& other : others) {
      std::string folder = layers_[other.origin.layer].instead;
      if (number > 1) folder.insert(folder.size() - 1, '_' + std::to_string(number));
      other.entry.path = folder + At(other.origin).path;
    }
    std::move(others.begin(), others.end(), std::back_inserter(nodes));
    DROPSET_ASSIGN(others, Unite(nodes));
  }
  entries_.reserve(nodes.size());
  origins_.reserve(nodes.size());
  for (Node& node : nodes) {
    entries_.push_back(std::move(node.entry));
    origins_.push_back(node.origin);
  }
  std::vector<std::string> folders;
  for (const Layer& layer : layers_) {
    for (const std::string& folder : layer.archive->folders()) folders.push_back(layer.folder + folder);
  }
  SetFolders(std::move(folders));
  return {};
}

}  // namespace

Result<std::unique_ptr<Archive>> Overlay(std::vector<Layer> layers, std::string name, uint64_t* moved) {
  auto overlay = std::make_unique<OverlayArchive>(std::move(layers), std::move(name));
  DROPSET_TRY(overlay->Merge(moved));
  return overlay;
}

}  // namespace dropset
