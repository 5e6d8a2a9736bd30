"""What of other projects is inside our programs, as ninja knows it: which objects a program is linked of, which headers each of them was compiled with, which static
libraries stand in the link. dpkg says whose files those are. Standard library only."""

import functools
import os
import re
import subprocess
import tomllib
from pathlib import Path

KNOWN = tomllib.loads((Path(__file__).resolve().parent / "compiled-in.toml").read_text(encoding="utf-8"))


class Unknown(Exception):
    """Something is in the program that nobody has looked at."""


def ninja(build, *words):
    return subprocess.run(["ninja", "-C", str(build), "-t", *words], capture_output=True, text=True, check=True).stdout


def headers_of(build, targets):
    """The headers outside of the project that the targets' objects were compiled with."""
    objects = {line for target in targets for line in ninja(build, "inputs", target).splitlines() if line.endswith((".o", ".gch"))}
    headers, ours, told = set(), False, set()
    for line in ninja(build, "deps").splitlines():
        if line and not line.startswith(" "):
            ours = line.split(": #deps")[0] in objects
            told |= {line.split(": #deps")[0]} & objects
            if ours and not line.endswith("(VALID)"):
                raise Unknown(f"{line.split(':')[0]} is older than what it is made of: build first")
        elif ours and line.startswith("    /usr/"):
            headers.add(os.path.realpath(line.strip()))
    if not headers or told != objects:
        raise Unknown(f"{build} does not know what {', '.join(sorted(objects - told)[:3] or targets)} was compiled with: build it first")
    return headers


def archives_of(build, targets):
    """The static libraries outside of the project that are linked."""
    found = set()
    for target in targets:
        link = ninja(build, "commands", "-s", target)
        found |= {os.path.realpath(name) for name in re.findall(r"(?<=\s)(/usr/\S+\.a)(?=\s)", link)}
    return found


def owners(files):
    """file -> the Debian package of headers that it is of."""
    known = subprocess.run(["dpkg-query", "-W", "-f", "${db:Status-Status} ${Package}\n", "*-dev"], capture_output=True, text=True, check=True).stdout
    listed = sorted({line.split()[1] for line in known.splitlines() if line.startswith("installed ")})
    owner = {}
    lists = subprocess.run(["dpkg-query", "-L", *listed], capture_output=True, text=True, check=True).stdout.split("\n\n")
    for package, names in zip(listed, lists, strict=True):
        owner.update((name, package) for name in names.splitlines() if name in files)
    lost = sorted(files - set(owner))
    if lost:
        raise Unknown(f"of no Debian package: {', '.join(lost[:5])}")
    return owner


@functools.cache
def found_in(build, targets):
    """package -> how it got in: "static library" or "headers"."""
    headers, archives = headers_of(build, targets), archives_of(build, targets)
    owner = owners(headers | archives)
    found = {owner[name]: "headers" for name in headers}
    found.update({owner[name]: "static library" for name in archives})
    return found


def compiled_in(build, targets):
    """The packages whose code is inside, in the order of compiled-in.toml: dictionaries of its keys and `package`, `how`. Whatever is found and stands in neither of
    its lists is an error: somebody has to say whether it brings code."""
    found = found_in(build, tuple(targets))
    entries = {entry["package"]: entry for entry in KNOWN["compiled"]}
    declarations = set(KNOWN["declarations"]["packages"])
    unknown = sorted(set(found) - set(entries) - declarations)
    if unknown:
        raise Unknown(f"{', '.join(unknown)}: is code of theirs compiled in? Say so in assets/sbom/compiled-in.toml")
    return [{**entry, "how": found[name]} for name, entry in entries.items() if name in found]
