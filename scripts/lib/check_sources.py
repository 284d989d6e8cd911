"""Checks the sources: layers, sizes, what the core must not use. Prints each finding as file:line: words; exits 1 if there are any.

usage: check_sources.py layers|sizes|core
"""
import pathlib
import re
import sys

# What the files of a layer may include, beside the layer itself (ARCHITECTURE.md).
LAYERS = {
    "base": [],
    "io": ["base"],
    "codec": ["base", "io"],
    "text": ["base", "io"],
    "media": ["base", "codec"],
    "model": ["base", "media"],
    "archive": ["base", "io", "codec", "model/item.h"],
    "formats": ["base", "io", "codec", "text", "media", "model", "archive"],
    "convert": ["base", "io", "codec", "text", "media", "model", "archive", "formats"],
}
HEADER_LINES, SOURCE_LINES, FUNCTION_LINES, COLUMNS = 150, 500, 60, 132

# The core neither prints nor exits, and reads no clock, locale, environment or file; threads and Emscripten are its users' business.
FORBIDDEN = re.compile(
    r"#include <(iostream|fstream|filesystem|chrono|ctime|time\.h|locale|clocale|thread|mutex|random|emscripten.*)>"
    r"|\b(std::)?(printf|fprintf|puts|getenv|setlocale|exit|abort|fopen)\("
    r"|\bstd::(cout|cerr|clog|time|system)\b"
)
INCLUDE = re.compile(r'#include "([^"]+)"')


CPP, SCRIPTS = (".h", ".cc"), (".ts", ".mjs", ".js", ".css", ".py")


def files(suffixes, *folders):
    for folder in folders:
        for path in sorted(pathlib.Path(folder).rglob("*")):
            if path.suffix in suffixes and not path.name.endswith(".gen.ts"):
                yield path


def numbered(path):
    return enumerate(path.read_text(encoding="utf-8").split("\n"), 1)


def may_include(path, target):
    """Whether the file `path` (below src/) may include `target`, both relative to src/."""
    layer, wanted = path.parts[0], target.split("/")
    if layer == "formats":
        if wanted[:2] == ["archive", target.split("/")[-1]] and wanted[1].startswith("zip"):
            return False
        # A format's folder sees itself, what several formats share (<x>_common/) and the files that all share; the last (the registry)
        # see every format.
        if wanted[0] == "formats" and len(wanted) > 2 and len(path.parts) > 2:
            return wanted[1] == path.parts[1] or wanted[1].endswith("_common")
    return wanted[0] == layer or wanted[0] in LAYERS[layer] or target in LAYERS[layer]


def check_layers():
    for path in files(CPP, "src"):
        inside = path.relative_to("src")
        if inside.parts[0] not in LAYERS:
            yield path, 1, "is in no layer"
            continue
        for number, line in numbered(path):
            match = INCLUDE.match(line)
            if not match or not (pathlib.Path("src") / match[1]).exists():
                continue  # a third party's header
            if not may_include(inside, match[1]):
                yield path, number, f"{inside.parts[0]} may not include {match[1]}"


def check_sizes():
    for path in files(CPP + SCRIPTS, "src", "wasm", "web", "tests", "scripts"):
        lines = list(numbered(path))
        limit = HEADER_LINES if path.suffix == ".h" else SOURCE_LINES
        if len(lines) - 1 > limit:
            yield path, len(lines), f"{len(lines) - 1} lines, more than {limit}"
        if path.suffix in CPP:
            for number, words in long_parts(lines):
                yield path, number, words


def long_parts(lines):
    """What is too long among the lines and functions of a C++ file."""
    start = None  # of the function at namespace level that we are in
    for number, line in lines:
        if len(line) > COLUMNS:
            yield number, f"{len(line)} columns, more than {COLUMNS}"
        if re.match(r"(?!namespace|class|struct|enum|union|extern|EMSCRIPTEN)[A-Za-z].*\{$", line):
            start = number
        elif line.startswith("}"):
            if start and number - start + 1 > FUNCTION_LINES:
                yield start, f"a function of {number - start + 1} lines, more than {FUNCTION_LINES}"
            start = None


def check_core():
    for path in files(CPP, "src"):
        for number, line in numbered(path):
            match = FORBIDDEN.search(re.sub(r"//.*", "", line))
            if match:
                yield path, number, f"the core may not use {match[0]}"


def main():
    findings = list({"layers": check_layers, "sizes": check_sizes, "core": check_core}[sys.argv[1]]())
    for path, number, words in findings:
        print(f"{path}:{number}: {words}")
    sys.exit(1 if findings else 0)


main()
