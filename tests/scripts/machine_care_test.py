#!/usr/bin/env python3
"""The programs by which a machine looks after itself (assets/machine/libexec), with stand-ins for systemctl, the clock and dpkg's files: when security updates may run,
and that the machine restarts once nobody shops, and then only."""

import os
import subprocess
import tempfile
import unittest
from pathlib import Path

ROOT = Path(__file__).parents[2]
DAY = 86400
# 2026-12-01 00:00 UTC
MIDNIGHT = 1796083200

SYSTEMCTL = """#!/bin/sh
echo "$*" >>"$LOG"
case "$*" in
  *ActiveState*) echo "$KIOSK" ;;
  *Job*) echo "$JOB" ;;
esac
"""
DATE = """#!/bin/sh
exec /bin/date --date="@$NOW" "$@"
"""


class Care(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.at = Path(self.folder.name)
        (self.at / "bin").mkdir()
        for name, text in (("systemctl", SYSTEMCTL), ("date", DATE)):
            (self.at / "bin" / name).write_text(text)
            (self.at / "bin" / name).chmod(0o755)
        # The programs as they are but for where their files lie.
        (self.at / "bin/dpkg-query").write_text('#!/bin/sh\ncat "$PACKAGES"\n')
        (self.at / "bin/dpkg-query").chmod(0o755)
        for program in ("restart-when-quiet", "security-updates"):
            text = (ROOT / "assets/machine/libexec" / program).read_text()
            for place in ("/run/kiosk-machine", "/etc/default", "/var/lib"):
                text = text.replace(f"={place}/", f"={self.at}{place}/")
            (self.at / program).write_text(text)
            (self.at / program).chmod(0o755)
        self.settings, self.stamp = self.at / "etc/default/kiosk-machine", self.at / "var/lib/apt/periodic/upgrade-stamp"
        self.installed, self.since = self.at / "packages", self.at / "var/lib/kiosk-machine/since"
        for file in (self.settings, self.stamp, self.since):
            file.parent.mkdir(parents=True, exist_ok=True)
        self.settings.write_text((ROOT / "assets/machine/etc/default/kiosk-machine").read_text())
        self.installed.write_text("a 1\n")
        self.touched(self.since, MIDNIGHT - 100 * DAY)
        self.due = self.at / "run/kiosk-machine/restart-due"

    def tearDown(self):
        self.folder.cleanup()

    def touched(self, file, when):
        file.touch()
        os.utime(file, (when, when))

    def call(self, *words, **env):
        """How it ended, what it said, and what systemctl was asked to do."""
        log = self.at / "log"
        log.unlink(missing_ok=True)
        env = {"PATH": f"{self.at / 'bin'}:{os.environ['PATH']}", "LOG": str(log), "PACKAGES": str(self.installed), "NOW": str(MIDNIGHT), "KIOSK": "active", "JOB": "", **env}
        done = subprocess.run([str(self.at / words[0]), *words[1:]], env=env, capture_output=True, text=True, check=False)
        asked = [line for line in (log.read_text().splitlines() if log.exists() else []) if not line.startswith("show ")]
        return done.returncode, done.stdout + done.stderr, asked

    HUP, REBOOT = "kill --kill-whom=main --signal=HUP kiosk.service", "--no-block reboot"

    # ---- a restart when nobody shops

    def test_the_kiosk_is_asked_to_end_and_the_machine_restarts_instead_of_its_next_start(self):
        self.assertEqual(self.call("restart-when-quiet", "a reason")[2], [self.HUP])
        self.assertTrue(self.due.exists())
        code, said, asked = self.call("restart-when-quiet", "--kiosk-ended", SERVICE_RESULT="success")
        self.assertEqual((code, asked), (0, [self.REBOOT]))
        self.assertIn("a reason", said)

    def test_without_a_restart_that_is_due_the_kiosk_starts_and_ends_as_it_likes(self):
        for event in ("--kiosk-started", "--kiosk-ended"):
            self.assertEqual(self.call("restart-when-quiet", event, SERVICE_RESULT="success"), (0, "", []))

    def test_a_kiosk_that_died_may_have_a_sale_to_finish_and_is_asked_again(self):
        self.call("restart-when-quiet", "a reason")
        for result in ("signal", "watchdog", "exit-code", "oom-kill", ""):
            self.assertEqual(self.call("restart-when-quiet", "--kiosk-ended", SERVICE_RESULT=result)[2], [], result)
        self.assertEqual(self.call("restart-when-quiet", "--kiosk-started")[2], [self.HUP])

    def test_who_stops_the_kiosk_is_at_work_on_the_machine(self):
        self.call("restart-when-quiet", "a reason")
        self.assertEqual(self.call("restart-when-quiet", "--kiosk-ended", SERVICE_RESULT="success", JOB="1234")[2], [])
        for state in ("inactive", "deactivating", "activating"):
            code, _, asked = self.call("restart-when-quiet", "a reason", KIOSK=state)
            self.assertEqual((code, asked), (0, []), state)
            self.assertTrue(self.due.exists(), state)

    def test_a_kiosk_that_is_down_for_good_keeps_nobody_from_a_restart(self):
        self.assertEqual(self.call("restart-when-quiet", "a reason", KIOSK="failed")[2], [self.REBOOT])

    def test_no_reason_no_restart(self):
        for words in ([], ["--now"], ["-h"]):
            code, said, asked = self.call("restart-when-quiet", *words)
            self.assertEqual((code, asked), (2, []), said)
            self.assertFalse(self.due.exists())

    # ---- security updates

    def may(self, now, **env):
        code, said, _ = self.call("security-updates", "--may", NOW=str(now), **env)
        self.assertIn(code, (0, 1), said)
        return code == 0, said

    def hours(self, last, among=range(24)):
        self.touched(self.stamp, last)
        return [hour for hour in among if self.may(MIDNIGHT + hour * 3600 - 5 * 3600)[0]]  # Tashkent is five hours ahead

    def test_at_night_of_the_shop(self):
        self.assertEqual(self.hours(MIDNIGHT - DAY), [2, 3, 4])

    def test_a_night_over_midnight(self):
        self.settings.write_text("UPDATE_FROM_HOUR=23\nUPDATE_UNTIL_HOUR=2\n")
        self.assertEqual(self.hours(MIDNIGHT - DAY, (0, 1, 2, 22, 23)), [0, 1, 23])

    def test_in_another_zone(self):
        self.settings.write_text("UPDATE_ZONE=UTC\n")
        self.assertEqual(self.hours(MIDNIGHT - DAY, (2, 6, 7, 9, 10)), [7, 9])  # by Tashkent's clock

    def test_a_machine_that_is_off_every_night_has_them_by_day(self):
        noon = MIDNIGHT + 7 * 3600
        self.touched(self.stamp, noon - 3 * DAY + 60)
        self.assertFalse(self.may(noon)[0])
        self.touched(self.stamp, noon - 3 * DAY)
        allowed, said = self.may(noon)
        self.assertTrue(allowed)
        self.assertIn("by day", said)

    def test_a_new_machine_waits_for_its_first_night(self):
        self.touched(self.since, MIDNIGHT - 3600)
        self.assertFalse(self.may(MIDNIGHT + 7 * 3600)[0])

    def test_settings_that_are_none_are_said_and_do_no_harm(self):
        for wrong in ("two", "", "-1", "1e3", "99999"):
            self.settings.write_text(f"UPDATE_FROM_HOUR={wrong}\n")
            with self.subTest(wrong):
                self.assertEqual(self.hours(MIDNIGHT - DAY, (1, 2, 4, 5)), [2, 4])
                self.assertIn("UPDATE_FROM_HOUR is not a number", self.may(MIDNIGHT)[1])
        self.settings.unlink()
        self.assertEqual(self.hours(MIDNIGHT - DAY, (1, 2, 4, 5)), [2, 4])

    def test_a_restart_only_when_something_was_installed(self):
        self.assertEqual(self.call("security-updates", "--before")[0], 0)
        self.assertEqual(self.call("security-updates", "--after"), (0, "", []))
        self.call("security-updates", "--before")
        self.installed.write_text("a 2\n")
        code, said, asked = self.call("security-updates", "--after")
        self.assertEqual((code, asked), (0, [self.HUP]), said)
        self.due.unlink()
        self.assertEqual(self.call("security-updates", "--after"), (0, "", []), "it is asked once, also when the service was not allowed to run")

    def test_what_apt_is_told_can_be_read_by_apt(self):
        done = subprocess.run(["apt-config", "dump"], env={**os.environ, "APT_CONFIG": str(ROOT / "assets/machine/etc/apt/apt.conf.d/52kiosk-machine")},
                              capture_output=True, text=True, check=True)
        self.assertEqual(done.stderr, "")
        origins = [line for line in done.stdout.splitlines() if line.startswith("Unattended-Upgrade::Origins-Pattern:: ")]
        self.assertEqual(len(origins), 1, origins)
        self.assertIn("label=Debian-Security", origins[0])
        self.assertIn('Unattended-Upgrade::Automatic-Reboot "false";', done.stdout)


class Shell(unittest.TestCase):
    def test_the_programs_are_plain_shell(self):
        for program in sorted((ROOT / "assets/machine/libexec").iterdir()):
            done = subprocess.run(["dash", "-n", str(program)], capture_output=True, text=True, check=False)
            self.assertEqual((done.returncode, done.stderr), (0, ""), program.name)
            self.assertTrue(os.access(program, os.X_OK), program.name)


if __name__ == "__main__":
    unittest.main()
