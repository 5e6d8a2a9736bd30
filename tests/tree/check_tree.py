#!/usr/bin/env python3
"""Invariants of the source tree that no compiler enforces. Each is a function from a tree to a list of faults.

check_tree.py ROOT [CHECK]: prints the faults and exits 1 when there are any. Standard library only.
"""

import re
import subprocess
import sys
from pathlib import Path

SOURCES = (".cpp", ".h")
TOP_LEVEL = {
    "engine", "devices", "kiosk", "assets", "scripts", "tests", ".ci",
    "CMakeLists.txt", "CMakePresets.json",
    ".clang-format", ".clang-tidy", ".git-blame-ignore-revs", ".gitignore", ".gitattributes",
}
LONGEST_FILE = 700

# Folder -> what a file in it must not include. Written as the beginnings of what stands between the quotes or brackets.
WINDOW = ("SDL", "imgui", "GL/", "EGL/")
SERIAL = ("libserialport", "termios", "pty.h")
FORMATS = ("simdjson", "boost/beast", "SQLiteCpp", "sqlite3")
FORBIDDEN = {
    "engine/": ("devices/", "kiosk/", *WINDOW, *SERIAL),
    "devices/": ("kiosk/", *WINDOW[:2]),
    "kiosk/screens/": FORMATS + ("devices/",),
    "kiosk/widgets/": FORMATS + ("devices/",),
    "kiosk/design/": FORMATS + ("devices/",),
    "kiosk/staff/": FORMATS + ("devices/",),
    "kiosk/fleet/": FORMATS[2:] + ("devices/", *WINDOW, *SERIAL, "kiosk/app/", "kiosk/screens/", "kiosk/program/"),
    "kiosk/words/": FORMATS + ("devices/",),
}
# The bench panel is a window on the simulators; nothing else in devices/ is one.
EXCEPT = {"devices/simulators/bench_panel/": WINDOW[:2]}
# devices/ may know these parts of engine/ and no others.
DEVICES_MAY_INCLUDE = ("engine/base/", "engine/ports/")
# Room of engine/ -> the rooms that its files may include. A room may only name rooms of earlier lines, so there is no way round.
# Two rooms are parts of a folder: the view looks at the checkout's state, and the runner shows the view; no step knows either.
ENGINE_ARROWS = {
    "base": (),
    "catalog": ("base",),
    "cart": ("base", "catalog"),
    "ports": ("base", "catalog"),
    "sale": ("base", "ports"),
    "fiscal": ("base", "cart", "ports"),
    "receipt": ("base", "ports"),
    "payment": ("base", "ports", "sale"),
    "journal": ("base", "ports"),
    "store": ("base", "catalog", "ports"),
    "config": ("base", "catalog", "ports", "sale"),
    "ledger": ("base", "cart", "ports", "receipt", "sale"),
    "checkout": ("base", "catalog", "cart", "ports", "sale", "fiscal", "receipt", "payment", "ledger"),
    "checkout/view": ("base", "catalog", "cart", "ports", "sale", "fiscal", "payment", "ledger", "checkout"),
    "checkout/runner": ("base", "catalog", "ports", "ledger", "checkout", "checkout/view"),
}
# The bench also writes the configuration of the kiosk that stands on it, with the hash of its staff's PIN.
BENCH_MAY_INCLUDE = ("engine/config/",)
# Dear to compile: they stay in .cpp files. log.h is the one door to spdlog.
HEAVY = ("simdjson", "boost/beast", "toml++", "SQLiteCpp", "sqlite3", "spdlog/")
HEAVY_ALLOWED = {"engine/base/log.h"}
# Money and quantities are integers. Angles are not.
EXACT = ("engine/cart/", "engine/fiscal/", "engine/payment/")
METHODS = "engine/sale/method.h"
INEXACT_ALLOWED = {"engine/payment/great_circle.cpp"}


class Tree:
    """The files of a tree by their paths from its root, tracked or new, without what .gitignore names."""

    def __init__(self, root):
        self.root = Path(root)
        listed = subprocess.run(["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], cwd=self.root,
                                capture_output=True, check=False)
        if listed.returncode == 0:
            names = [name for name in listed.stdout.decode().split("\0") if name]
        else:  # an unpacked archive
            names = [path.relative_to(self.root).as_posix() for path in self.root.rglob("*") if path.is_file()]
            names = [name for name in names if not name.startswith(("build", ".git/", ".cache/"))]
        self.files = sorted(name for name in names if (self.root / name).is_file() and "__pycache__" not in name)
        self._texts = {}

    def text(self, name):
        if name not in self._texts:
            self._texts[name] = (self.root / name).read_text(encoding="utf-8", errors="replace")
        return self._texts[name]

    def of(self, *endings, under=""):
        return [name for name in self.files if name.endswith(endings) and name.startswith(under)]

    def includes(self, name):
        """(line number, what is included)"""
        for number, line in enumerate(self.text(name).splitlines(), 1):
            found = re.match(r'\s*#\s*include\s*["<]([^">]+)[">]', line)
            if found:
                yield number, found.group(1)


def code_only(text):
    """The text with comments and literals blanked, lines kept."""
    pattern = r'//[^\n]*|/\*.*?\*/|R"(\w*)\(.*?\)\1"|"(?:\\.|[^"\\\n])*"|(?<![0-9A-Za-z_])\'(?:\\.|[^\'\\\n])+\''
    return re.sub(pattern, lambda found: re.sub(r"[^\n]", " ", found.group(0)), text, flags=re.S)


def engine_room(path):
    """engine/checkout/view/view.h -> checkout/view; the room of engine/ that a file stands in."""
    inside = path.removeprefix("engine/")
    rooms = [room for room in ENGINE_ARROWS if inside.startswith((room + "/", room + "."))]
    return max(rooms, key=len) if rooms else inside.split("/")[0]


def arrows_of_engine(tree):
    order = list(ENGINE_ARROWS)
    for room, below in ENGINE_ARROWS.items():
        for other in below:
            if other not in order or order.index(other) >= order.index(room):
                yield f"ENGINE_ARROWS: {room} may not include {other}, which does not stand above it"
    for name in tree.of(*SOURCES, under="engine/"):
        room = engine_room(name)
        if room not in ENGINE_ARROWS:
            yield f"{name}: {room} has no line in ENGINE_ARROWS (tests/tree/check_tree.py)"
            continue
        for number, included in tree.includes(name):
            other = engine_room(included) if included.startswith("engine/") else room
            if other != room and other not in ENGINE_ARROWS[room]:
                yield f"{name}:{number}: engine/{room} must not include engine/{other} ({included})"


def includes_go_down(tree):
    yield from arrows_of_engine(tree)
    for name in tree.of(*SOURCES):
        for number, included in tree.includes(name):
            for folder, forbidden in FORBIDDEN.items():
                allowed = tuple(part for place, parts in EXCEPT.items() if name.startswith(place) for part in parts)
                if name.startswith(folder) and included.startswith(forbidden) and not (allowed and included.startswith(allowed)):
                    yield f"{name}:{number}: {folder} must not include {included}"
            may_know = DEVICES_MAY_INCLUDE + (BENCH_MAY_INCLUDE if name.startswith("devices/simulators/bench/") else ())
            if name.startswith("devices/") and included.startswith("engine/") and not included.startswith(may_know):
                yield f"{name}:{number}: devices/ may not know {included}"


def methods_are_not_compared(tree):
    """What differs between payment methods is a member of MethodTraits or a switch that the compiler watches."""
    for name in tree.of(*SOURCES):
        if name.startswith("tests/") or name == METHODS:
            continue
        for number, line in enumerate(code_only(tree.text(name)).splitlines(), 1):
            if re.search(r"[=!]=\s*(?:engine::)?(?:Method|Tender)::|\b(?:Method|Tender)::\w+\s*[=!]=", line):
                yield f"{name}:{number}: methods are not compared; ask traits() ({METHODS}), or switch"


def heavy_headers_stay_in_sources(tree):
    """A header of ours may include them only as a folder's own affair: when just .cpp files beside it include it."""
    includers = {}
    for name in tree.of(*SOURCES):
        for _, included in tree.includes(name):
            includers.setdefault(included, []).append(name)
    for name in tree.of(".h"):
        folder = name.rsplit("/", 1)[0]
        private = all(user.endswith(".cpp") and user.rsplit("/", 1)[0] in (folder, "tests/" + folder)
                      for user in includers.get(name, []))
        for number, included in tree.includes(name):
            if included.startswith(HEAVY) and not private and name not in HEAVY_ALLOWED and not name.startswith("tests/"):
                yield f"{name}:{number}: {included} is dear to compile, and not only .cpp files of {folder} include this header"


def top_level_names(tree):
    for name in sorted({file.split("/")[0] for file in tree.files} - TOP_LEVEL):
        if not re.fullmatch(r"[A-Z]+\.md", name):
            yield f"{name}: the top level has no such name"


def every_test_is_built(tree):
    listed = set()
    for name in tree.of("CMakeLists.txt"):
        folder = name.rsplit("/", 1)[0] + "/" if "/" in name else ""
        for word in re.findall(r"[\w./-]+\.cpp", re.sub(r"#[^\n]*", "", tree.text(name))):
            parts = []
            for part in (folder + word).split("/"):
                if part == ".." and parts:
                    parts.pop()
                elif part not in (".", ""):
                    parts.append(part)
            listed.add("/".join(parts))
    for name in tree.of("_test.cpp", under="tests/"):
        if name not in listed:
            yield f"{name}: stands in no CMakeLists.txt, so it is never run"


def files_are_short(tree):
    for name in tree.of(*SOURCES, ".py", ".sh") + tree.of("", under="scripts/"):
        lines = tree.text(name).count("\n")
        if lines > LONGEST_FILE:
            yield f"{name}: {lines} lines, at most {LONGEST_FILE}: split it by idea"


def no_unfinished_words(tree):
    words = re.compile(r"\b(" + "|".join(("TO" + "DO", "FIX" + "ME", "X" * 3)) + r")\b")
    for name in tree.of(*SOURCES, ".py", ".txt", ".md", ".toml", ".json") + tree.of("", under="scripts/"):
        for number, line in enumerate(tree.text(name).splitlines(), 1):
            if words.search(line):
                yield f"{name}:{number}: finish it, or say it in the tracker"


def money_is_exact(tree):
    for name in tree.of(*SOURCES):
        if not name.startswith(EXACT) or name in INEXACT_ALLOWED:
            continue
        for number, line in enumerate(code_only(tree.text(name)).splitlines(), 1):
            found = re.search(r"\b(float|double)\b", line)
            if found:
                yield f"{name}:{number}: {found.group(1)} where money and quantities are counted"


def headers_introduce_themselves(tree):
    for name in tree.of(".h"):
        lines = tree.text(name).splitlines() + ["", ""]
        if lines[0] != "#pragma once":
            yield f"{name}:1: begins with #pragma once"
        if not lines[1].startswith("// "):
            yield f"{name}:2: says in a comment what it is for"


CHECKS = {check.__name__: check for check in (
    includes_go_down, heavy_headers_stay_in_sources, top_level_names, every_test_is_built, files_are_short,
    no_unfinished_words, money_is_exact, methods_are_not_compared, headers_introduce_themselves)}


def main(arguments):
    tree = Tree(arguments[0])
    if not tree.files:
        print(f"{arguments[0]}: no files")
        return 1
    chosen = [CHECKS[name] for name in arguments[1:]] or CHECKS.values()
    faults = [fault for check in chosen for fault in check(tree)]
    print("\n".join(faults) if faults else f"{len(tree.files)} files, no faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
