// Sources, sinks, scratch and folders whose bytes are kept by JavaScript, and what only it knows, behind one object of synchronous
// functions: `Host` in host.ts.
#pragma once

#include <emscripten/val.h>

#include <cstdint>
#include <memory>
#include <span>

#include "archive/folder.h"
#include "codec/piece_helper.h"
#include "io/environment.h"
#include "io/sink.h"
#include "io/source.h"

namespace dropset {

// Bytes as JavaScript sees them. The view dies when memory grows: to be used within the call only.
emscripten::val View(std::span<const std::byte> bytes);

// The host's file of that number, `size` bytes long. The host closes it.
std::shared_ptr<const Source> OpenHostSource(const emscripten::val& host, int file, uint64_t size);

// Appends to the host's file of that number. The host closes it.
std::unique_ptr<Sink> OpenHostSink(const emscripten::val& host, int file);

// Each scratch file is released when nothing refers to it any more.
std::unique_ptr<Scratch> OpenHostScratch(const emscripten::val& host);

// The host's clock and random numbers.
std::unique_ptr<Environment> OpenHostEnvironment(const emscripten::val& host);

// The host's other threads.
std::unique_ptr<PieceHelper> OpenHostHelper(const emscripten::val& host);

// The folder that the host writes its output to.
std::unique_ptr<FolderHost> OpenHostFolder(const emscripten::val& host);

}  // namespace dropset
