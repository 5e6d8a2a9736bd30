#!/usr/bin/env python3
"""scripts/lib/common.sh installs what is missing, and only then touches apt."""

import os
import re
import subprocess
import tempfile
import unittest
from pathlib import Path

SCRIPTS = Path(__file__).parents[2] / "scripts"
EVERYONE, _, OWN = (SCRIPTS / "lib/packages").read_text(encoding="utf-8").partition("\n## only for ")
PACKAGES = [line.split()[0] for line in EVERYONE.splitlines() if line.strip() and not line.startswith("#")]


class InstallPackages(unittest.TestCase):
    def run_with(self, installed, apt="exit 0", uid=0, sudo=True, script=""):
        """(exit code, output, the calls of apt-get) with stand-ins for dpkg-query, apt-get, id and sudo."""
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            stand_ins = {
                "dpkg-query": "cat <<'END'\n" + "\n".join(f"installed {package}" for package in installed) + "\nEND\n",
                "apt-get": f'echo "$*" >>{folder}/calls\n{apt}\n',
                "id": f"echo {uid}\n",
            }
            if sudo:
                stand_ins["sudo"] = f'echo "sudo $1" >>{folder}/calls\n[ "$1" = -v ] || "$@"\n'
            tools = ["awk", "bash", "cat", "cut", "date", "dirname", "env", "grep", "mktemp", "rm", "tail", "tr", "uniq"]
            for tool in tools:
                os.symlink(subprocess.run(["which", tool], capture_output=True, text=True, check=True).stdout.strip(), folder / tool)
            for tool, text in stand_ins.items():
                (folder / tool).write_text("#!/usr/bin/env bash\n" + text, encoding="utf-8")
                (folder / tool).chmod(0o755)
            done = subprocess.run([folder / "bash", "-euo", "pipefail", "-c", f"source {SCRIPTS}/lib/common.sh; install_packages {script}"],
                                  env={"PATH": str(folder)}, capture_output=True, text=True, check=False)
            calls = (folder / "calls").read_text(encoding="utf-8").splitlines() if (folder / "calls").exists() else []
            return done.returncode, done.stdout + done.stderr, calls

    def test_a_group_that_there_is_not_is_said(self):
        code, said, calls = self.run_with(PACKAGES, script="package")  # it is "scripts/package"
        self.assertEqual((code, calls), (1, []))
        self.assertIn('no group "only for package"', said)

    def test_each_script_names_a_group_that_there_is(self):
        groups = set(re.findall(r"^## only for (\S+)", (SCRIPTS / "lib/packages").read_text(encoding="utf-8"), re.M))
        root = SCRIPTS.parent
        for script in (*(file for file in SCRIPTS.iterdir() if file.is_file()), *root.glob("tests/**/*.sh")):
            named = re.findall(r"^[^#]*install_packages (scripts/\w+|\w+)", script.read_text(encoding="utf-8", errors="replace"), re.M)
            if script.name != "common.sh":
                self.assertLessEqual(set(named), groups, script)

    def test_nothing_missing_means_no_apt_and_no_word(self):
        self.assertEqual(self.run_with(PACKAGES), (0, "", []))

    def test_only_what_is_missing_one_line_a_group(self):
        code, said, calls = self.run_with([p for p in PACKAGES if p not in ("xvfb", "xdotool", "cmake")])
        self.assertEqual(code, 0, said)
        self.assertEqual(len(calls), 2)
        self.assertTrue(calls[0].endswith("install -y --no-install-recommends cmake"), calls)
        self.assertTrue(calls[1].endswith("install -y --no-install-recommends xvfb xdotool"), calls)
        self.assertEqual(len(said.splitlines()), 2)
        self.assertIn("installing compiler and build: cmake", said)

    def test_the_index_is_fetched_once_when_installing_fails(self):
        code, said, calls = self.run_with([], apt='case "$*" in *update*) : >"$0.updated" ;; *) [ -e "$0.updated" ] ;; esac')
        self.assertEqual(code, 0, said)
        self.assertEqual(sum("update" in call for call in calls), 1)

    def test_a_package_that_cannot_be_had_is_named(self):
        code, said, _ = self.run_with([p for p in PACKAGES if p != "cmake"], apt='echo "E: no such thing"; exit 100')
        self.assertEqual(code, 1)
        self.assertIn("E: no such thing", said)
        self.assertIn("cannot install cmake", said)

    def test_a_scripts_own_packages_are_installed_for_it_alone(self):
        self.assertTrue(OWN.startswith("scripts/fuzz\nclang "), OWN)
        code, said, calls = self.run_with(PACKAGES, script="scripts/fuzz")
        self.assertEqual(code, 0, said)
        self.assertEqual(len(calls), 1)
        self.assertIn("install -y --no-install-recommends clang ", calls[0])
        self.assertIn("installing only for scripts/fuzz: clang", said)
        self.assertEqual(self.run_with(PACKAGES), (0, "", []))
        code, said, calls = self.run_with(PACKAGES, script="scripts/test")
        self.assertEqual((code, len(calls)), (0, 1), said)
        self.assertIn("install -y --no-install-recommends mosquitto mosquitto-clients openssl prometheus", calls[0])

    def test_others_than_root_need_sudo(self):
        missing_one = [p for p in PACKAGES if p != "cmake"]
        code, said, calls = self.run_with(missing_one, uid=1000)
        self.assertEqual(code, 0, said)
        self.assertEqual(calls[:2], ["sudo -v", "sudo env"])
        code, said, calls = self.run_with(missing_one, uid=1000, sudo=False)
        self.assertEqual((code, calls), (1, []))
        self.assertIn("neither root nor sudo", said)
        self.assertIn("cmake", said)


if __name__ == "__main__":
    unittest.main()
