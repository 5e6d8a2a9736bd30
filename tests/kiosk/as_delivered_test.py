#!/usr/bin/env python3
"""as_delivered_test.py DELIVERED TESTED LONE_KIOSK BUILD: what is for tests alone is in the programs of the tests alone, and the delivered one is hardened
(scripts/lib/cmake/hardening.cmake). DELIVERED is built as README's "Installing on a kiosk" says (without KIOSK_AUTOMATION), TESTED is the program of this
build, in the folder BUILD."""

import json
import re
import subprocess
import sys
from pathlib import Path

FAULTS, AUTOMATION = b"KIOSK_FAULT", b"tap_at"
FLAGS = ("-fstack-protector-strong", "-fstack-clash-protection", "-fcf-protection=full", "-ftrivial-auto-var-init=zero", "-D_GLIBCXX_ASSERTIONS")
FORTIFY = "-D_FORTIFY_SOURCE=3"
# It stands in for the C library's own calls, which FORTIFY would make inline, and is loaded before the programs of tests.
NOT_HARDENED = {"tests/e2e/bad_world.cpp"}
ENDBR64, CANARY, PROBE = b"\xf3\x0f\x1e\xfa", re.compile(rb"\x64\x48[\x8b\x2b\x33].\x25\x28\x00\x00\x00", re.S), b"\x48\x83\x0c\x24\x00"


def readelf(what, program):
    return subprocess.run(["readelf", "-W", what, program], capture_output=True, text=True, check=True).stdout


def only_for_tests(delivered, tested, lone_kiosk):
    holds = {(name, text): text in Path(name).read_bytes() for name in (delivered, tested, lone_kiosk) for text in (FAULTS, AUTOMATION)}
    wrong = [f"{name} holds {text.decode()}" for name, text in ((delivered, FAULTS), (tested, FAULTS), (delivered, AUTOMATION)) if holds[name, text]]
    # Else this would look for what is nowhere.
    return wrong + [f"{name} does not hold {text.decode()}" for name, text in ((lone_kiosk, FAULTS), (tested, AUTOMATION)) if not holds[name, text]]


def how_it_is_linked(program):
    segments, dynamic, header = readelf("-l", program), readelf("-d", program), readelf("-h", program)
    stack = re.search(r"GNU_STACK(?:\s+0x\w+){5}\s+([RWE ]+?)\s+0x", segments)
    facts = {
        "is not position independent": "DYN (Position-Independent" in header and re.search(r"FLAGS_1.*\bPIE\b", dynamic),
        "has no segment that is read-only after relocation": "GNU_RELRO" in segments,
        "binds its imports lazily": re.search(r"\(FLAGS\).*BIND_NOW", dynamic) or re.search(r"FLAGS_1.*\bNOW\b", dynamic),
        "has a stack that can be executed": stack and "E" not in stack[1],
        "has a segment that can be written and executed": not re.search(r"LOAD(?:\s+0x\w+){5}\s+RWE", segments),
        "has text relocations": "TEXTREL" not in dynamic,
        "looks for libraries in folders of its own": "RPATH" not in dynamic and "RUNPATH" not in dynamic,
    }
    return [f"{program} {fault}" for fault, good in facts.items() if not good]


def how_it_is_compiled(program, fortified, symbols=None):
    """Of our own functions alone: a library that is linked in may have what we lack. `symbols`: the file with the names of a program that was stripped."""
    wrong = []
    imports = set(re.findall(r"\bUND (\w+)", readelf("--dyn-syms", program)))
    if "__stack_chk_fail" not in imports:
        wrong.append(f"{program} imports no __stack_chk_fail")
    if fortified and len(checked := {name for name in imports if name.endswith("_chk")}) < 3:
        wrong.append(f"{program} imports hardly a checked function: {sorted(checked)}")
    if "X86-64" not in readelf("-h", program):
        return wrong
    text = re.search(r"\]\s+\.text\s+PROGBITS\s+(\w+)\s+(\w+)", readelf("-S", program))
    shift = int(text[2], 16) - int(text[1], 16)
    image = Path(program).read_bytes()
    ours = {"6engine": [], "7devices": [], "5kiosk": []}
    for value, size, name in re.findall(r"^\s*\d+: (\w+)\s+(\d+) FUNC\s+GLOBAL\s+DEFAULT\s+\d+ (_ZN\S+)$", readelf("-s", symbols or program), re.M):
        body = image[int(value, 16) + shift:int(value, 16) + shift + int(size)]
        for space, bodies in ours.items():
            if body and re.match(rf"_ZNK?{space}", name):
                bodies.append((name, body))
    for space, bodies in ours.items():
        if len(bodies) < 50:
            wrong.append(f"{program}: only {len(bodies)} functions of {space[1:]} are found: the test would look at nothing")
        if without := [name for name, body in bodies if not body.startswith(ENDBR64)]:
            wrong.append(f"{program}: {len(without)} of {len(bodies)} functions of {space[1:]} may be jumped into anywhere (CET), such as {without[0]}")
        if sum(bool(CANARY.search(body)) for _, body in bodies) < len(bodies) / 10:
            wrong.append(f"{program}: hardly a function of {space[1:]} guards its stack")
    if not any(PROBE in body for bodies in ours.values() for _, body in bodies):
        wrong.append(f"{program}: no function of ours probes a large stack frame")
    return wrong


def how_all_is_compiled(build, fortified):
    """Every file of ours in this build, programs of tests and simulators included."""
    root = re.search(r"^CMAKE_HOME_DIRECTORY:INTERNAL=(.*)$", (build / "CMakeCache.txt").read_text(), re.M)[1]
    commands, seen, wrong = json.loads((build / "compile_commands.json").read_text()), set(), []
    for entry in commands:
        name = entry["file"].removeprefix(root + "/")
        seen.add(name.split("/")[0])
        if name in NOT_HARDENED:
            continue
        said = entry["command"].split()
        if missing := [flag for flag in (*FLAGS, *([FORTIFY] if fortified else [])) if flag not in said]:
            wrong.append(f"{name} is compiled without {' '.join(missing)}")
    return wrong + [f"no file of {folder} is compiled: this looks at nothing" for folder in ("engine", "devices", "kiosk", "tests") if folder not in seen]


def main(delivered, tested, lone_kiosk, build):
    cache = (Path(build) / "CMakeCache.txt").read_text()
    sanitized = "-fsanitize" in re.search(r"^CMAKE_CXX_FLAGS:\w+=(.*)$", cache, re.M)[1]
    debug = re.search(r"^CMAKE_BUILD_TYPE:\w+=(.*)$", cache, re.M)[1] == "Debug"
    fortified = not sanitized and not debug
    wrong = only_for_tests(delivered, tested, lone_kiosk) + how_it_is_linked(delivered) + how_all_is_compiled(Path(build), fortified)
    if not sanitized:  # which puts its own code before ours
        wrong += how_it_is_compiled(delivered, fortified)
    version = subprocess.run([delivered, "--version"], capture_output=True, text=True, timeout=20)
    if version.returncode != 0 or not version.stdout.startswith("kiosk "):
        wrong.append(f"{delivered} --version: {version.returncode}, {version.stdout!r}, {version.stderr!r}")
    print("\n".join(wrong) if wrong else "nothing of the tests is delivered, and what is delivered is hardened")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
