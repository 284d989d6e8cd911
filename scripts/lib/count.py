"""Counts tests.

usage: count.py gtest FOLDER    prints `N passed, N failed` for GoogleTest's XML reports; exits 1 if there are none
       count.py log FILE        prints the two numbers that a suite's output adds up to: its lines `N passed, N failed`, and the
                                closing lines `pass N` and `fail N` of Node's test runner
"""
import pathlib
import re
import sys
import xml.etree.ElementTree


def gtest(folder):
    reports = sorted(pathlib.Path(folder).glob("*.xml"))
    tests = failed = 0
    for report in reports:
        root = xml.etree.ElementTree.parse(report).getroot()
        tests += int(root.get("tests"))
        failed += int(root.get("failures")) + int(root.get("errors"))
    print(f"{tests - failed} passed, {failed} failed")
    sys.exit(0 if reports else 1)


def log(file):
    text = re.sub(r"\x1b\[[0-9;]*m", "", pathlib.Path(file).read_text(encoding="utf-8", errors="replace"))
    counts = {"pass": 0, "fail": 0}
    for passed, failed in re.findall(r"^(\d+) passed, (\d+) failed", text, re.M):
        counts["pass"] += int(passed)
        counts["fail"] += int(failed)
    for kind, number in re.findall(r"^(?:ℹ|#) (pass|fail) (\d+)$", text, re.M):
        counts[kind] += int(number)
    print(counts["pass"], counts["fail"])


{"gtest": gtest, "log": log}[sys.argv[1]](sys.argv[2])
