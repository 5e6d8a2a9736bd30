#!/usr/bin/env python3
"""Weaves the mutants of the tables (*.toml beside it) into copies of the sources: each original piece becomes a choice, made at run
time, between itself and its mutation. The sources themselves know nothing of it.

weave.py ROOT OUT: writes OUT/<file> for every file that a table names, and OUT/table.cpp. Only what changed is written, so that an
edit of one mutant compiles one unit. weave.py ROOT --set-seeds FILE: writes the seeds of FILE ("name seed" a line) into the tables.
Standard library only.

A piece with a ';' in it is a statement, or several; any other is an expression. It must occur exactly once in its file, or,
when the mutant has a `line`, exactly once in that text, which then occurs exactly once in the file.
"""

import re
import sys
import tomllib
from pathlib import Path

TEXTS = ("name", "fault", "file", "was", "becomes", "breaks")
OPTIONAL = ("line", "seeds")


class Fault(Exception):
    pass


def tables(root: Path) -> list[Path]:
    return sorted((root / "tests/mutants").glob("*.toml"))


def read(root: Path) -> list[dict]:
    mutants, seen = [], set()
    for table in tables(root):
        try:
            entries = tomllib.loads(table.read_text(encoding="utf-8"))["mutant"]
        except tomllib.TOMLDecodeError as fault:
            raise Fault(f"{table.name}: {fault}") from fault
        for entry in entries:
            name = entry.get("name", "?")
            where = f"{table.name}: {name}"
            for key in entry:
                if key not in TEXTS + OPTIONAL:
                    raise Fault(f"{where}: there is no '{key}'")
            for key in TEXTS:
                if not isinstance(entry.get(key), str) or (key != "becomes" and not entry[key].strip()):
                    raise Fault(f"{where}: '{key}' is missing")
            if not re.fullmatch(r"[a-z0-9_]+", name):
                raise Fault(f"{where}: a name is small letters, digits and '_'")
            if name in seen:
                raise Fault(f"{where}: a second one of this name")
            if "//" in entry["becomes"]:
                raise Fault(f"{where}: no comments in 'becomes': it is put on one line")
            seen.add(name)
            mutants.append({"where": where, "line": "", "seeds": [], **entry})
    return mutants


def once(text: str, piece: str, what: str) -> int:
    """Where `piece` begins in `text`, in which it occurs exactly once."""
    found = text.count(piece)
    if found != 1:
        raise Fault(f"{what} occurs {found} times, not once: the code has changed, the mutant has to follow it\n    {piece}")
    return text.index(piece)


def choice(number: int, was: str, becomes: str) -> str:
    """In as many lines as `was` has, so that the compiler's line numbers are those of the original."""
    mutated = " ".join(line.strip() for line in becomes.strip().splitlines())
    if ";" in was:
        return f"{{ if (::mutants::on({number})) {{ {mutated} }} else {{ {was} }} }}"
    return f"(::mutants::on({number}) ? ({mutated}) : ({was}))"


def weave(root: Path, name: str, numbered: list[tuple[int, dict]]) -> str:
    path = root / name
    if not path.is_file():
        raise Fault(f"{numbered[0][1]['where']}: there is no file {name}")
    source = path.read_text(encoding="utf-8")
    pieces = []
    for number, mutant in numbered:
        where = f"{mutant['where']}: in {name}"
        was, line = mutant["was"].strip(), mutant["line"].strip()
        begin = once(source, line, f"{where} its 'line'") if line else 0
        begin += once(line or source, was, f"{where} its 'was'")
        before = source[source.rfind("\n", 0, begin) + 1 : begin]
        if before.replace('\\"', "").replace("'\"'", "").count('"') % 2:
            raise Fault(f"{where} its 'was' stands inside a string: it must hold the whole expression or statement")
        pieces.append((begin, begin + len(was), choice(number, was, mutant["becomes"]), where))
    pieces.sort()
    for (_, end, _, _), (begin, _, _, where) in zip(pieces, pieces[1:]):
        if begin < end:
            raise Fault(f"{where} it overlaps another mutant's piece")
    for begin, end, text, _ in reversed(pieces):
        source = source[:begin] + text + source[end:]
    return f'#include "tests/mutants/switch.h"\n#line 1 "{path}"\n{source}'


def quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def table_source(mutants: list[dict]) -> str:
    rows = "".join(
        f"    {{{quoted(m['name'])}, {quoted(' '.join(m['fault'].split()))}, {quoted(m['file'])}, {quoted(m['breaks'])}, "
        f"{{{', '.join(str(seed) for seed in m['seeds'])}}}}},\n"
        for m in mutants
    )
    return (
        "// Written by tests/mutants/weave.py.\n"
        '#include "tests/mutants/mutants.h"\n\n'
        "namespace mutants {\n\n"
        "const std::vector<Mutant>& all() {\n"
        f"  static const std::vector<Mutant> table{{\n{rows}  }};\n"
        "  return table;\n"
        "}\n\n"
        "} // namespace mutants\n"
    )


def write(path: Path, text: str) -> None:
    if path.is_file() and path.read_text(encoding="utf-8") == text:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def build(root: Path, out: Path) -> None:
    mutants = read(root)
    files: dict[str, list[tuple[int, dict]]] = {}
    for number, mutant in enumerate(mutants):
        files.setdefault(mutant["file"], []).append((number, mutant))
    for name, numbered in files.items():
        write(out / name, weave(root, name, numbered))
    write(out / "table.cpp", table_source(mutants))


def set_seeds(root: Path, found: dict[str, str]) -> None:
    for table in tables(root):
        text = table.read_text(encoding="utf-8")
        blocks = text.split("[[mutant]]\n")
        for i, block in enumerate(blocks):
            name = re.search(r'^name = "(\w+)"$', block, re.M)
            if name and name[1] in found:
                blocks[i] = re.sub(r"^seeds = .*$", f"seeds = [{found[name[1]]}]", block, count=1, flags=re.M)
        write(table, "[[mutant]]\n".join(blocks))


def main(arguments: list[str]) -> int:
    try:
        if len(arguments) == 3 and arguments[1] == "--set-seeds":
            lines = Path(arguments[2]).read_text(encoding="utf-8").splitlines()
            set_seeds(Path(arguments[0]), dict(line.split() for line in lines))
        elif len(arguments) == 2:
            build(Path(arguments[0]), Path(arguments[1]))
        else:
            print(__doc__, file=sys.stderr)
            return 2
    except (Fault, OSError, ValueError) as fault:
        print(f"mutants: {fault}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
