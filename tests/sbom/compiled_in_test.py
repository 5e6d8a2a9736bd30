#!/usr/bin/env python3
"""compiled_in_test.py BUILD: what the compiler read and the linker took for the kiosk stands in assets/sbom/compiled-in.toml and in SECURITY.md, and nothing else does."""

import re
import sys
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "assets/sbom"))
import compiled_in  # noqa: E402

BUILD = Path(sys.argv.pop())
PROGRAMS = ("kiosk/kiosk", "kiosk/kiosk-picture")


class CompiledIn(unittest.TestCase):
    def test_the_list_is_what_is_in_the_program(self):
        found = set(compiled_in.found_in(BUILD, PROGRAMS))
        listed = {entry["package"] for entry in compiled_in.KNOWN["compiled"]}
        declarations = set(compiled_in.KNOWN["declarations"]["packages"])
        self.assertEqual(listed & declarations, set())
        self.assertEqual(found, listed | declarations)

    def test_what_nobody_looked_at_is_an_error(self):
        entries = compiled_in.KNOWN["compiled"]
        kept, entries[:] = list(entries), [entry for entry in entries if entry["package"] != "libimgui-dev"]
        try:
            with self.assertRaisesRegex(compiled_in.Unknown, "^libimgui-dev: "):
                compiled_in.compiled_in(BUILD, PROGRAMS)
        finally:
            entries[:] = kept

    def test_security_says_the_same(self):
        text = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
        rows = re.findall(r"^\| (.*?) \| `(.*?)` \| (.*?) \| (.*?) ?\|$", text[text.index("## What is compiled in"):], re.M)
        wanted = [(entry["what"], entry["package"], entry["reads"], entry.get("beside", "")) for entry in compiled_in.KNOWN["compiled"]]
        self.assertEqual([(what, package, reads, beside.replace("`", "")) for what, package, reads, beside in rows], wanted)

    def test_the_first_are_those_that_are_wholly_inside(self):
        self.assertEqual([entry["package"] for entry in compiled_in.compiled_in(BUILD, PROGRAMS)][:2], ["libimgui-dev", "libstb-dev"])


if __name__ == "__main__":
    unittest.main()
