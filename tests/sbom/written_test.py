#!/usr/bin/env python3
"""written_test.py SBOM DEBS: the list of components that scripts/sbom made: whole, in its order, true where it can be compared. That it is valid CycloneDX write.mjs
saw to, by the specification's own schema; that it writes nothing else is tried here."""

import hashlib
import json
import re
import subprocess
import sys
import tempfile
import tomllib
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DEBS, SBOM = Path(sys.argv.pop()).resolve(), Path(sys.argv.pop()).resolve()
BOM = json.loads(next(SBOM.glob("kiosk-*.cdx.json")).read_text(encoding="utf-8"))
LIBRARIES = [part for part in BOM["components"] if part["type"] == "library"]


def properties(part):
    return {each["name"]: each["value"] for each in part["properties"]}


class Written(unittest.TestCase):
    def test_what_is_compiled_in_comes_first(self):
        known = tomllib.loads((ROOT / "assets/sbom/compiled-in.toml").read_text(encoding="utf-8"))["compiled"]
        inside = [part["name"] for part in LIBRARIES if properties(part)["kiosk:linked"].startswith("compiled in")]
        self.assertEqual(inside, [entry["package"] for entry in known])
        self.assertEqual(inside, [part["name"] for part in LIBRARIES[: len(inside)]])

    def test_each_part_says_what_it_is_and_how_its_updates_arrive(self):
        self.assertGreater(len(LIBRARIES), 100)
        for part in LIBRARIES:
            self.assertRegex(part["purl"], rf"^pkg:deb/debian/{re.escape(part['name'].replace('+', '%2B'))}@\S+\?arch=\w+&distro=debian-12$")
            self.assertTrue(part["version"] and part["licenses"] and part["supplier"], part["name"])
            self.assertRegex(properties(part)["kiosk:security_updates"], "^(a new version of our package kiosk|Debian's, by apt)", part["name"])
            self.assertIn("kiosk:debian_source", properties(part), part["name"])

    def test_each_shared_library_of_the_programs_is_in_a_part(self):
        names = {part["name"] for part in LIBRARIES}
        needed = {each["value"] for part in BOM["components"] if part["type"] == "file" for each in part["properties"] if each["name"] == "kiosk:needs_shared_library"}
        self.assertGreater(len(needed), 20)
        for library in needed - {"ld-linux-x86-64.so.2"}:  # libc6's, under another path
            said = subprocess.run(["dpkg-query", "-S", f"*/{library}"], capture_output=True, text=True, check=False).stdout
            owners = {line.split(":")[0] for line in said.splitlines()}
            self.assertTrue(owners & names, f"{library}: {owners}")

    def test_the_package_is_the_one_that_was_made(self):
        deb = next(DEBS.glob("kiosk_*.deb"))
        root = BOM["metadata"]["component"]
        self.assertEqual(root["hashes"], [{"alg": "SHA-256", "content": hashlib.sha256(deb.read_bytes()).hexdigest()}])
        self.assertIn(f"_{root['version']}_", deb.name)

    def test_every_dependency_is_there(self):
        refs = {part["bom-ref"] for part in BOM["components"]} | {BOM["metadata"]["component"]["bom-ref"]}
        for entry in BOM["dependencies"]:
            self.assertLessEqual({entry["ref"], *entry.get("dependsOn", [])}, refs)

    def test_nothing_is_written_of_facts_that_are_none(self):
        facts = json.loads((SBOM / "facts.json").read_text(encoding="utf-8"))
        with tempfile.TemporaryDirectory() as folder:
            for name, damage in {"hash": lambda f: f["own"]["kiosk"].update(sha256="none"), "schema": lambda f: f["packages"][0].update(maintainer="A <no address>")}.items():
                damaged = json.loads(json.dumps(facts))
                damage(damaged)
                source = Path(folder, f"{name}.json")
                source.write_text(json.dumps(damaged), encoding="utf-8")
                made = subprocess.run(["node", "write.mjs", source, Path(folder, name)], cwd=SBOM / "tools", capture_output=True, text=True, check=False)
                self.assertNotEqual(made.returncode, 0, name)
                self.assertEqual(list(Path(folder).glob(f"{name}.cdx.json")), [], made.stderr[-300:])


if __name__ == "__main__":
    unittest.main()
