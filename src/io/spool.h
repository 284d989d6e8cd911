// Many small files gathered in one piece of Scratch.
#pragma once

#include <cstddef>
#include <memory>
#include <span>

#include "base/status.h"
#include "io/sink.h"
#include "io/source.h"

namespace dropset {

class Spool {
 public:
  // `scratch` must outlive it and what it hands out.
  explicit Spool(Scratch& scratch) : scratch_(scratch) {}

  // Keeps `bytes`. What is returned is to be read once everything has been added: the first read ends the piece of Scratch, and the
  // next Add begins another one.
  Result<std::shared_ptr<const Source>> Add(std::span<const std::byte> bytes);

 private:
  class Piece;
  class Part;

  Scratch& scratch_;
  std::shared_ptr<Piece> piece_;
};

}  // namespace dropset
