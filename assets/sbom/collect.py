#!/usr/bin/env python3
"""collect.py --build FOLDER --target T.. --debs FOLDER --cache FOLDER: what a kiosk consists of, as JSON on stdout, for write.mjs.

Three sources: ninja and dpkg of the machine that built (what is compiled in), the packages' own Depends as apt would fulfil them on a machine that has nothing
(what is installed beside it), and the copyright file of each. Nothing is guessed: what one of them does not know is an error."""

import argparse
import hashlib
import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
import compiled_in  # noqa: E402

# Debian's short names of licences that SPDX calls otherwise; the others are the same in both, or stay names.
SPDX = {"Expat": "MIT", "BSD-2-clause": "BSD-2-Clause", "BSD-3-clause": "BSD-3-Clause", "BSD-4-clause": "BSD-4-Clause", "zlib": "Zlib", "GPL-1+": "GPL-1.0-or-later",
        "GPL-2": "GPL-2.0-only", "GPL-2+": "GPL-2.0-or-later", "GPL-3": "GPL-3.0-only", "GPL-3+": "GPL-3.0-or-later", "LGPL-2": "LGPL-2.0-only", "LGPL-2+": "LGPL-2.0-or-later",
        "LGPL-2.0+": "LGPL-2.0-or-later", "LGPL-2.1": "LGPL-2.1-only", "LGPL-2.1+": "LGPL-2.1-or-later", "LGPL-3": "LGPL-3.0-only", "LGPL-3+": "LGPL-3.0-or-later",
        "Artistic": "Artistic-1.0", "GFDL-1.3": "GFDL-1.3-only"}


def run(*words):
    done = subprocess.run([str(word) for word in words], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        sys.exit(f"sbom: {' '.join(map(str, words))[:200]}: {done.stderr.strip()[-500:]}")
    return done.stdout


def sha256(path):
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()


def fields(text):
    """The fields of one paragraph of dpkg's."""
    return dict(re.findall(r"^([A-Za-z0-9-]+): (.*(?:\n .*)*)", text, re.M))


def licences(copyright_text):
    """Names of licences: those of a machine-readable file, else those of Debian's common licences that it names."""
    if copyright_text.startswith("Format:"):
        names = {name.strip(" ()") for short in re.findall(r"^License: *(\S.*)$", copyright_text, re.M) for name in re.split(r",? (?:and/or|and|or|AND|OR)\b|[,|]", short)}
        names = {re.sub(r" (?:with|[Ww]ITH) .*", "", name) for name in names if name}
    else:
        names = set(re.findall(r"/usr/share/common-licenses/([A-Z][\w.+-]*\w\+?)", copyright_text))
    return sorted({SPDX.get(name, name) for name in names})


def copyright_of(name, version, cache):
    """The copyright file of the installed package, or of the archive that apt would install. Empty when there is none."""
    installed = Path(f"/usr/share/doc/{name}/copyright")
    if installed.exists():
        return installed.read_text(encoding="utf-8", errors="replace")
    if not any(cache.glob(f"{name}_*.deb")):
        wanted = f"{name}={version}" if version else name
        subprocess.run(["apt-get", "-qq", "-o", "APT::Sandbox::User=root", "download", wanted], cwd=cache, check=True, stdout=sys.stderr)
    with tempfile.TemporaryDirectory() as folder:
        run("dpkg-deb", "-x", max(cache.glob(f"{name}_*.deb")), folder)
        documents = Path(folder, "usr/share/doc", name)
        if documents.is_symlink():  # those of another package of the same source
            return copyright_of(documents.readlink().name, None, cache)
        text = documents / "copyright"
        return text.read_text(encoding="utf-8", errors="replace") if text.exists() else ""


def closure(debs):
    """name -> (version, where apt has it from): what apt installs with our packages on a machine that has nothing. Debian's `essential` packages are not in it
    unless something depends on them: the machine has those before."""
    with tempfile.TemporaryDirectory() as folder:
        nothing = Path(folder, "status")
        nothing.touch()
        said = run("apt-get", "-s", "-o", f"Dir::State::status={nothing}", "-o", "Debug::NoLocking=1", "--no-install-recommends", "install", *debs)
    return {name: (version, origin) for name, version, origin in re.findall(r"^Inst (\S+) \((\S+) (.*?) \[\w+\]\)", said, re.M)}


def shown(names):
    """Each package's paragraph, of the version that apt would install."""
    said = run("apt-cache", "show", "--no-all-versions", *names)
    return {found["Package"]: found for found in map(fields, said.split("\n\n")) if "Package" in found}


def needs(paragraph, present, provided):
    """The packages of the closure that fulfil its Depends."""
    wanted = []
    for group in ", ".join(filter(None, (paragraph.get("Pre-Depends"), paragraph.get("Depends")))).split(","):
        for alternative in group.split("|"):
            name = re.sub(r"[:(].*", "", alternative).strip()
            if name in present or name in provided:
                wanted.append(name if name in present else provided[name])
                break
    return sorted(set(wanted))


def described(name, version, paragraph, cache):
    source = re.match(r"(\S+)(?: \((\S+)\))?", paragraph.get("Source", name))
    text, where = copyright_of(name, version, cache), f"/usr/share/doc/{name}/copyright"
    if not text:
        sys.exit(f"sbom: {name} has no {where}")
    return {"name": name, "version": version, "architecture": paragraph["Architecture"], "source": source[1], "source_version": source[2] or version,
            "maintainer": paragraph["Maintainer"], "homepage": paragraph.get("Homepage", ""), "description": paragraph.get("Description", paragraph.get("Description-en", "")).split("\n")[0],
            "sha256": paragraph.get("SHA256", ""), "licences": licences(text) or [f"see {where}"], "licence_text": where}


def needed(program):
    """The shared libraries that a program names."""
    return re.findall(r"\(NEEDED\).*\[(.*?)\]", run("readelf", "-d", program))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", type=Path, required=True)
    parser.add_argument("--target", action="append", required=True, help="of ninja: what was packed")
    parser.add_argument("--debs", type=Path, required=True, help="the folder with kiosk_*.deb and kiosk-machine_*.deb")
    parser.add_argument("--cache", type=Path, required=True)
    given = parser.parse_args()
    given.cache.mkdir(parents=True, exist_ok=True)
    debs = [next(iter(given.debs.glob(f"{name}_*.deb")), None) for name in ("kiosk", "kiosk-machine")]
    if None in debs:
        sys.exit(f"sbom: {given.debs} holds no kiosk_*.deb and kiosk-machine_*.deb: make them with scripts/package")

    try:
        inside = compiled_in.compiled_in(given.build, given.target)
    except compiled_in.Unknown as unknown:
        sys.exit(f"sbom: {unknown}")
    for entry in inside:
        status = fields(run("dpkg-query", "-s", entry["package"]))
        entry.update(described(entry["package"], status["Version"], status, given.cache))

    own = {}
    with tempfile.TemporaryDirectory() as folder:
        for deb in debs:
            control = fields(run("dpkg-deb", "-f", deb))
            own[control["Package"]] = {"version": control["Version"], "sha256": sha256(deb), "file": deb.name, "depends": control}
            run("dpkg-deb", "-x", deb, folder)
        programs = {name: {"sha256": sha256(Path(folder, name)), "needed": needed(Path(folder, name))} for name in ("usr/bin/kiosk", "usr/libexec/kiosk/kiosk-picture")}

    installed = {name: about for name, about in closure(debs).items() if name not in own}
    paragraphs = shown(installed)
    provided = {}
    for name, paragraph in paragraphs.items():
        for virtual in re.findall(r"([a-z0-9][a-z0-9.+-]*)(?: \([^)]*\))?", paragraph.get("Provides", "")):
            provided.setdefault(virtual, name)
    packages = []
    for name, (version, origin) in sorted(installed.items()):
        if name not in paragraphs:
            sys.exit(f"sbom: apt says nothing of {name}")
        packages.append({**described(name, version, paragraphs[name], given.cache), "origin": origin, "needs": needs(paragraphs[name], installed, provided)})
    for about in own.values():
        about["needs"] = needs(about.pop("depends"), installed, provided)
    json.dump({"own": own, "programs": programs, "compiled_in": inside, "packages": packages}, sys.stdout, indent=1, ensure_ascii=False)


if __name__ == "__main__":
    main()
