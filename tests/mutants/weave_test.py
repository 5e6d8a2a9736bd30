#!/usr/bin/env python3
"""What weave.py makes of a table, and that a table cannot rot unnoticed."""

import tempfile
import unittest
from pathlib import Path

import weave

SOURCE = """#include "a.h"

int f(int x) {
  if (x > 3) return 1;
  const auto y = x + 2;
  g(x,
    y);
  return y;
}
const char* text = "x \\" + z";
"""


def table(**changes: str) -> str:
    entry = {"name": "m", "fault": "a fault", "file": "a.cpp", "was": "x + 2", "becomes": "x + 1", "breaks": "words", **changes}
    return "[[mutant]]\n" + "".join(f"{key} = '''{value}'''\n" for key, value in entry.items()) + "seeds = [1, 2]\n\n"


class Weaving(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.root = Path(self.folder.name)
        (self.root / "tests/mutants").mkdir(parents=True)
        (self.root / "a.cpp").write_text(SOURCE)

    def tearDown(self):
        self.folder.cleanup()

    def woven(self, *entries: str) -> str:
        (self.root / "tests/mutants/t.toml").write_text("".join(entries))
        weave.build(self.root, self.root / "out")
        return (self.root / "out/a.cpp").read_text()

    def refused(self, words: str, *entries: str):
        with self.assertRaisesRegex(weave.Fault, words):
            self.woven(*entries)

    def test_an_expression_becomes_a_choice(self):
        self.assertIn("const auto y = (::mutants::on(0) ? (x + 1) : (x + 2));", self.woven(table()))

    def test_a_statement_becomes_a_choice(self):
        self.assertIn(
            "if (x > 3) { if (::mutants::on(0)) {  } else { return 1; } }", self.woven(table(was="return 1;", becomes=""))
        )

    def test_lines_keep_their_numbers(self):
        woven = self.woven(table(was="g(x,\n    y);", becomes="g(\n  y,\n  x);"))
        self.assertIn("g( y, x);", woven)
        self.assertEqual(woven.splitlines()[1], f'#line 1 "{self.root}/a.cpp"')
        self.assertEqual(woven.splitlines()[2:].index("  return y;"), SOURCE.splitlines().index("  return y;"))

    def test_a_piece_of_a_string_is_refused(self):
        self.refused("inside a string", table(was="+ z", becomes="- z"))
        self.woven(table(was='"x \\" + z"', becomes='"y"'))

    def test_several_in_one_file(self):
        woven = self.woven(table(), table(name="n", was="x > 3", becomes="x > 4"))
        self.assertIn("on(0) ? (x + 1)", woven)
        self.assertIn("on(1) ? (x > 4)", woven)

    def test_a_line_says_which(self):
        self.refused("occurs 2 times", table(was="return", becomes="co_return"))
        self.assertIn("(::mutants::on(0) ? (z) : (y))", self.woven(table(line="return y", was="y", becomes="z")))

    def test_what_does_not_fit_is_refused(self):
        self.refused("occurs 0 times, not once: the code has changed", table(was="x + 3"))
        self.refused("overlaps", table(), table(name="n", was="y = x + 2", becomes="1"))
        self.refused("a second one", table(), table())
        self.refused("there is no file b.cpp", table(file="b.cpp"))
        self.refused("'breaks' is missing", table(breaks=""))
        self.refused("no comments", table(becomes="x // hm"))
        self.refused("there is no 'was_not'", table(was_not="x"))

    def test_seeds_are_written_back(self):
        self.woven(table(name="m"), table(name="n", was="x > 3", becomes="x > 4"))
        (self.root / "tests/mutants/t.toml").write_text((self.root / "tests/mutants/t.toml").read_text().replace("'''n'''", '"n"'))
        weave.set_seeds(self.root, {"n": "77"})
        self.assertEqual([m["seeds"] for m in weave.read(self.root)], [[1, 2], [77]])

    def test_nothing_is_written_anew_without_need(self):
        self.woven(table())
        before = (self.root / "out/a.cpp").stat().st_mtime_ns
        self.woven(table(), "")
        self.assertEqual((self.root / "out/a.cpp").stat().st_mtime_ns, before)


if __name__ == "__main__":
    unittest.main()
