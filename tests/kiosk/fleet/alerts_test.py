#!/usr/bin/env python3
"""assets/fleet/alerts.yml by Prometheus' own tool: the rules are sound, each has a test in alerts_test.yml, and the tests hold."""

import re
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

HERE = Path(__file__).parent
RULES = HERE.parents[2] / "assets" / "fleet" / "alerts.yml"


def promtool(*words, folder):
    done = subprocess.run(["promtool", *words], cwd=folder, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


class Alerts(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        for file in (RULES, HERE / "alerts_test.yml"):
            shutil.copy(file, self.folder.name)

    def test_the_rules_are_sound(self):
        code, said = promtool("check", "rules", "alerts.yml", folder=self.folder.name)
        self.assertEqual(code, 0, said)

    def test_the_rules_do_what_they_say(self):
        code, said = promtool("test", "rules", "alerts_test.yml", folder=self.folder.name)
        self.assertEqual(code, 0, said)

    def test_each_rule_has_a_test_that_fails_without_it(self):
        whole = RULES.read_text(encoding="utf-8")
        names = re.findall(r"- alert: (\w+)", whole)
        self.assertGreater(len(names), 10)
        for name in names:
            # The rule as it would be with its condition turned round: it comes when nothing is wrong, and does not when something is.
            broken, times = re.subn(rf"(- alert: {name}\n +expr: )([^\n]+)", r"\1(\2) * 0 == 1", whole)
            self.assertEqual(times, 1, name)
            (Path(self.folder.name) / "alerts.yml").write_text(broken, encoding="utf-8")
            code, said = promtool("test", "rules", "alerts_test.yml", folder=self.folder.name)
            self.assertNotEqual(code, 0, f"{name} can never come, and no test notices")
            self.assertIn(name, said)


if __name__ == "__main__":
    unittest.main()
