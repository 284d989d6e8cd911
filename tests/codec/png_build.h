// PNG files of any kind, put together by the tests: an encoder that shares nothing with the one under test but deflate.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "codec/bytes.h"
#include "codec/crc32.h"
#include "codec/deflate.h"

namespace dropset {

struct PngRecipe {
  uint32_t width, height;
  int depth, color;  // numbers as in files
  bool interlaced = false;
  int filter = 0;            // of every row; 5: another one for each row
  size_t pieces = 1;         // IDAT chunks
  std::string palette = {};  // r, g, b, …
};

inline std::string BigEndianText(uint32_t value) {
  std::string text;
  for (int shift = 24; shift >= 0; shift -= 8) text += static_cast<char>(value >> shift & 0xFF);
  return text;
}

inline std::string PngChunk(const std::string& type, const std::string& content) {
  return BigEndianText(static_cast<uint32_t>(content.size())) + type + content + BigEndianText(Crc32(0, BytesOf(type + content)));
}

inline uint32_t Adler(const std::string& text) {
  uint32_t a = 1, b = 0;
  for (unsigned char c : text) a = (a + c) % 65521, b = (b + a) % 65521;
  return b << 16 | a;
}

inline std::string Zlib(const std::string& text) {
  return "\x78\x9C" + TextOf(Deflate(BytesOf(text), 6)) + BigEndianText(Adler(text));
}

inline int PngSamples(int color) { return color == 2 ? 3 : color == 4 ? 2 : color == 6 ? 4 : 1; }

// The rows of one pass, filtered. sample(x, y, c) gives the file's samples.
inline std::string PngRows(const PngRecipe& recipe, const std::vector<uint32_t>& xs, const std::vector<uint32_t>& ys,
                           const std::function<uint32_t(uint32_t, uint32_t, int)>& sample) {
  const int channels = PngSamples(recipe.color);
  const size_t bpp = std::max<size_t>(1, static_cast<size_t>(channels * recipe.depth) / 8);
  std::string rows, above;
  for (size_t k = 0; k < ys.size() && !xs.empty(); ++k) {
    std::string row;
    uint32_t bits = 0;
    int held = 0;
    for (uint32_t x : xs) {
      for (int c = 0; c < channels; ++c) {
        bits = bits << recipe.depth | sample(x, ys[k], c);
        for (held += recipe.depth; held >= 8; held -= 8) row += static_cast<char>(bits >> (held - 8) & 0xFF);
      }
    }
    if (held) row += static_cast<char>(bits << (8 - held) & 0xFF);
    above.resize(row.size());
    const int filter = recipe.filter == 5 ? static_cast<int>(k % 5) : recipe.filter;
    rows += static_cast<char>(filter);
    for (size_t i = 0; i < row.size(); ++i) {
      auto at = [](const std::string& text, size_t n, size_t back) {
        return n < back ? 0 : int{static_cast<unsigned char>(text[n - back])};
      };
      const int a = at(row, i, bpp), b = at(above, i, 0), c = at(above, i, bpp), p = a + b - c;
      const int pa = std::abs(p - a), pb = std::abs(p - b), pc = std::abs(p - c);
      const int paeth = pa <= pb && pa <= pc ? a : pb <= pc ? b : c;
      const int guess[] = {0, a, b, (a + b) / 2, paeth};
      rows += static_cast<char>(static_cast<unsigned char>(row[i]) - guess[filter]);
    }
    above = row;
  }
  return rows;
}

inline std::vector<uint32_t> EveryFrom(uint32_t from, uint32_t step, uint32_t end) {
  std::vector<uint32_t> all;
  for (; from < end; from += step) all.push_back(from);
  return all;
}

inline std::string BuildPng(const PngRecipe& recipe, const std::function<uint32_t(uint32_t, uint32_t, int)>& sample) {
  std::string raw;
  if (recipe.interlaced) {
    constexpr uint32_t kPasses[7][4] = {{0, 0, 8, 8}, {4, 0, 8, 8}, {0, 4, 4, 8}, {2, 0, 4, 4},
                                        {0, 2, 2, 4}, {1, 0, 2, 2}, {0, 1, 1, 2}};
    for (const auto& p : kPasses) {
      raw += PngRows(recipe, EveryFrom(p[0], p[2], recipe.width), EveryFrom(p[1], p[3], recipe.height), sample);
    }
  } else {
    raw = PngRows(recipe, EveryFrom(0, 1, recipe.width), EveryFrom(0, 1, recipe.height), sample);
  }
  std::string png = "\x89PNG\r\n\x1a\n";
  std::string header = BigEndianText(recipe.width) + BigEndianText(recipe.height);
  for (int field : {recipe.depth, recipe.color, 0, 0, int{recipe.interlaced}}) header += static_cast<char>(field);
  png += PngChunk("IHDR", header);
  if (!recipe.palette.empty()) png += PngChunk("PLTE", recipe.palette);
  const std::string data = Zlib(raw);
  for (size_t k = 0; k < recipe.pieces; ++k) {
    const size_t begin = data.size() * k / recipe.pieces, end = data.size() * (k + 1) / recipe.pieces;
    png += PngChunk("IDAT", data.substr(begin, end - begin));
  }
  return png + PngChunk("tEXt", "Comment") + PngChunk("IEND", "");
}

}  // namespace dropset
