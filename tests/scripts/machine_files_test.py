#!/usr/bin/env python3
"""The files of assets/machine close the ways out of a kiosk's machine: no console, no log-in prompt, no reboot by the keyboard. They are laid here into a folder, and
asked about with systemd's own tools where this machine has them. That the package brings them is tests/package's."""

import re
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

ROOT = Path(__file__).parents[2]
PROMPTS = [f"{kind}@tty{n}.service" for kind in ("getty", "autovt") for n in range(1, 8)]
MASKED = [*PROMPTS, "serial-getty@ttyS0.service", "console-getty.service", "debug-shell.service", "ctrl-alt-del.target", "kbrequest.target"]


def options(text):
    """{section: {option: value}} of an xorg.conf file; fails on what is none."""
    sections, inside = {}, None
    for number, line in enumerate(text.splitlines(), 1):
        line = line.split("#")[0].strip()
        if begin := re.fullmatch(r'Section "(\w+)"', line):
            assert inside is None, f"line {number}: a section in a section"
            inside = sections.setdefault(begin[1], {})
        elif line == "EndSection":
            assert inside is not None, f"line {number}: an end of nothing"
            inside = None
        elif option := re.fullmatch(r'(?:Option\s+"(\w+)"|(Identifier|MatchIsKeyboard))\s+"([^"]*)"', line):
            assert inside is not None, f"line {number}: outside of a section"
            inside[option[1] or option[2]] = option[3]
        else:
            assert not line, f"line {number}: {line}"
    assert inside is None, "a section without an end"
    return sections


def settings(path):
    lines = [line.strip() for line in path.read_text().splitlines() if line.strip() and line.strip()[0] not in "#["]
    return dict([part.strip() for part in line.split("=", 1)] for line in lines)


class MachineFiles(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.root = Path(cls.folder.name)
        subprocess.run(["cp", "-dR", "assets/machine/.", str(cls.root)], cwd=ROOT, check=True)

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def test_the_display_has_no_way_to_a_console_and_never_goes_dark(self):
        found = options((self.root / "etc/X11/xorg.conf.d/10-kiosk-no-way-out.conf").read_text())
        flags = found["ServerFlags"]
        for flag in ("DontVTSwitch", "DontZap", "DontZoom"):
            self.assertEqual(flags[flag], "true", flag)
        for never in ("BlankTime", "StandbyTime", "SuspendTime", "OffTime"):
            self.assertEqual(flags[never], "0", never)
        self.assertEqual(found["Extensions"]["DPMS"], "Disable")
        self.assertEqual(found["InputClass"]["MatchIsKeyboard"], "on")
        self.assertNotIn("terminate", found["InputClass"]["XkbOptions"])

    def test_the_kernel_listens_to_no_key(self):
        found = settings(self.root / "etc/sysctl.d/90-kiosk-no-way-out.conf")
        self.assertEqual(found, {"kernel.sysrq": "0", "kernel.ctrl-alt-del": "0", "fs.suid_dumpable": "0"})

    def test_no_prompt_is_started_and_no_key_ends_the_machine(self):
        logind = settings(self.root / "etc/systemd/logind.conf.d/10-kiosk-no-way-out.conf")
        self.assertEqual((logind["NAutoVTs"], logind["ReserveVT"], logind["KillUserProcesses"]), ("0", "0", "yes"))
        self.assertTrue(all(value == "ignore" for key, value in logind.items() if key.startswith("Handle") or key == "IdleAction"), logind)
        self.assertEqual(settings(self.root / "etc/systemd/system.conf.d/10-kiosk-no-way-out.conf"), {"CtrlAltDelBurstAction": "none"})
        # A key that this systemd does not know does nothing.
        for keys, program in ((logind, "/lib/systemd/systemd-logind"), (["CtrlAltDelBurstAction"], "/lib/systemd/systemd")):
            if Path(program).exists():
                known = Path(program).read_bytes()
                self.assertEqual([key for key in keys if key.encode() not in known], [], f"keys that {program} does not know")

    def test_nothing_that_dies_leaves_its_memory(self):
        self.assertEqual(settings(self.root / "etc/systemd/system.conf.d/10-kiosk-no-cores.conf"), {"DumpCore": "no", "DefaultLimitCORE": "0"})
        self.assertEqual(settings(self.root / "etc/sysctl.d/90-kiosk-no-cores.conf"), {"kernel.core_pattern": "|/bin/false"})

    def test_the_log_has_bounds(self):
        found = settings(self.root / "etc/systemd/journald.conf.d/10-kiosk.conf")
        self.assertEqual((found["Storage"], found["SystemMaxUse"], found["RateLimitBurst"]), ("persistent", "256M", "500"))
        if Path("/lib/systemd/systemd-journald").exists():
            known = Path("/lib/systemd/systemd-journald").read_bytes()
            self.assertEqual([key for key in found if key.encode() not in known], [], "keys that journald does not know")

    def test_a_machine_that_stands_still_starts_again(self):
        self.assertEqual(settings(self.root / "etc/sysctl.d/91-kiosk-starts-again.conf"), {"kernel.panic": "10", "kernel.panic_on_oops": "1"})
        manager = settings(self.root / "etc/systemd/system.conf.d/20-kiosk-watchdog.conf")
        self.assertEqual(manager, {"RuntimeWatchdogSec": "30s", "RebootWatchdogSec": "3min", "CrashReboot": "yes"})
        known = Path("/lib/systemd/systemd").read_bytes() if Path("/lib/systemd/systemd").exists() else b" ".join(key.encode() for key in manager)
        self.assertEqual([key for key in manager if key.encode() not in known], [], "keys that systemd does not know")

    def test_the_units_of_every_way_out_are_masked(self):
        for unit in MASKED:
            template = re.sub("@.*[.]", "@.", unit)
            links = [link for name in (unit, template) if (link := self.root / "etc/systemd/system" / name).is_symlink()]
            self.assertTrue(links, unit)
            self.assertTrue(all(str(link.readlink()) == "/dev/null" for link in links), unit)

    @unittest.skipUnless(shutil.which("systemctl"), "no systemctl here")
    def test_systemd_says_so_too(self):
        # As on a machine: the distribution's units are there, and the first prompt is enabled.
        units = self.root / "lib/systemd/system"
        units.mkdir(parents=True, exist_ok=True)
        for template in ("getty@.service", "serial-getty@.service"):
            (units / template).write_text("[Service]\nExecStart=/bin/true\n[Install]\nWantedBy=getty.target\nDefaultInstance=tty1\n")
        wants = self.root / "etc/systemd/system/getty.target.wants"
        wants.mkdir(exist_ok=True)
        (wants / "getty@tty1.service").symlink_to("/lib/systemd/system/getty@.service")
        for unit in MASKED:
            asked = subprocess.run(["systemctl", f"--root={self.root}", "is-enabled", unit], capture_output=True, text=True, check=False)
            self.assertEqual(asked.stdout.strip(), "masked", f"{unit}: {asked.stderr}")


if __name__ == "__main__":
    unittest.main()
