#!/usr/bin/env python3
"""The programs of the disk image, against stand-ins for RAUC, systemd and the disk. What the boot loader makes of its two blocks, and the image as a whole, is
played on a machine (play_image.py)."""

import json
import os
import re
import shutil
import stat
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path
from unittest import mock

sys.dont_write_bytecode = True
ASSETS = Path(__file__).resolve().parents[2] / "assets/image"
PROGRAMS = ASSETS / "root/usr/lib/kiosk-image"
GRUB = Path("/usr/lib/grub/i386-pc")
FOLDER = tempfile.TemporaryDirectory()
os.environ["KIOSK_IMAGE_ROOT"] = FOLDER.name
sys.path[:0] = [str(PROGRAMS), str(ASSETS)]
import disk  # noqa: E402
import judge  # noqa: E402
import kiosk_image  # noqa: E402
import request  # noqa: E402
import slots  # noqa: E402
import stick  # noqa: E402
import update  # noqa: E402
from kiosk_image import Busy, Refused  # noqa: E402

RUNNING, NEWER, OLDER = "0.2.0", "0.2.0+20261201.0900.gabcdef0", "0.1.9"


class OnAMachine(unittest.TestCase):
    """A folder that looks like one that runs slot A, with what systemd, RAUC and curl would be."""

    def setUp(self):
        root = Path(FOLDER.name)
        shutil.rmtree(root)
        for folder in (kiosk_image.VERSION.parent, kiosk_image.UPDATES, kiosk_image.INBOX, kiosk_image.RUN, kiosk_image.CONFIG.parent, kiosk_image.JOURNAL, root / "bin"):
            folder.mkdir(parents=True)
        kiosk_image.VERSION.write_text(RUNNING + "\n")
        kiosk_image.CONFIG.write_text("")
        self.env, cmdline = root / "env", root / "cmdline"
        self.env.write_bytes(bytes(1 << 20))
        cmdline.write_text("root=PARTLABEL=kiosk-A quiet rauc.slot=A panic=10\n")
        self.calls = root / "calls"
        self.calls.write_text("")
        for program in ("rauc", "systemctl", "curl"):
            self.stand_in(program, "exit 0")
        patch = mock.patch.dict(os.environ, {"KIOSK_IMAGE_ENV": str(self.env), "KIOSK_IMAGE_CMDLINE": str(cmdline), "PATH": f"{root}/bin:{os.environ['PATH']}"})
        patch.start()
        self.addCleanup(patch.stop)
        restart = mock.patch.object(kiosk_image, "RESTART", str(root / "bin/restart-when-quiet"))
        restart.start()
        self.addCleanup(restart.stop)
        self.stand_in("restart-when-quiet", "exit 0")
        self.slots = slots.Slots()
        self.slots.write(slots.words_for("A", {"A": "good", "B": "bad"}))

    def stand_in(self, program, does):
        path = Path(FOLDER.name) / "bin" / program
        path.write_text(f'#!/bin/sh\necho "{program} $*" >>{self.calls}\n{does}\n')
        path.chmod(0o755)

    def a_bundle_of(self, version, compatible="self-checkout-kiosk-amd64"):
        """RAUC takes it, and writes as it does: the other slot is no longer good before, and is the first afterwards."""
        said = json.dumps({"compatible": compatible, "version": version})
        back = f"python3 -B {PROGRAMS}/slots.py"
        self.stand_in("rauc", f"case $1 in info) echo '{said}' ;; install) {back} set-state B bad && {back} set-primary B ;; esac")

    def state(self):
        return json.loads(kiosk_image.STATUS.read_text())


class BootLoader(unittest.TestCase):
    @unittest.skipUnless(shutil.which("grub-script-check"), "no grub-script-check here")
    def test_its_scripts_are_scripts(self):
        for name in ("grub.cfg", "slot.cfg"):
            subprocess.run(["grub-script-check", str(ASSETS / "boot" / name)], check=True)

    @unittest.skipUnless(GRUB.is_dir(), "no GRUB here")
    def test_every_command_is_in_the_image(self):
        module_of = dict(line.lstrip("*").split(": ") for line in (GRUB / "command.lst").read_text().splitlines())
        needs = {name.rstrip(":"): more.split() for name, _, more in (line.partition(" ") for line in (GRUB / "moddep.lst").read_text().splitlines())}
        have, more = set(), [*disk.MODULES, *disk.OF_BIOS]
        while more:
            if (name := more.pop()) not in have:
                have.add(name)
                more += needs.get(name, [])
        for name in ("grub.cfg", "slot.cfg"):
            text = re.sub(r"^\s*#.*|\"[^\"]*\"|'[^']*'", "", (ASSETS / "boot" / name).read_text(), flags=re.M)
            text = re.sub(r"\b(if|then|else|do)\b", ";", text)
            used = {word for word in re.findall(r"(?:^|;)[ \t]*([a-z_\[]+)", text, re.M) if word in module_of}
            self.assertGreater(len(used), 1, f"{name}: {used}")
            for command in used:
                self.assertIn(module_of[command], have, f"{name}: {command}")

    def test_no_menu_and_no_key(self):
        text = (ASSETS / "boot/grub.cfg").read_text()
        self.assertNotRegex(text, r"\bmenuentry\b|--interruptible|^\s*read\b|timeout")
        self.assertRegex(text, r"reboot\s*$")  # there is no end at which a prompt would stand
        self.assertNotRegex((ASSETS / "boot/slot.cfg").read_text(), r"console=ttyS")  # a printer may hang there


class TheSlots(OnAMachine):
    def test_a_block_that_is_not_whole_says_nothing(self):
        block = slots.block_of(slots.words_for("B", {"A": "good", "B": "new"}))
        self.assertEqual(slots.parsed(block)["B_left"], "2")
        for at in range(0, block.index(b"whole=1") + len(b"whole=1")):
            torn = block[:at] + bytes(slots.BLOCK - at)
            self.assertIsNone(slots.parsed(torn), at)
        for was, becomes in ((b"B A", b"B B"), (b"A=good", b"A=gold"), (b"B_left=2", b"B_left=9"), (b"whole=1", b"whole=2")):
            self.assertIsNone(slots.parsed(block.replace(was, becomes)), becomes)

    def test_a_cut_leaves_the_old_words_or_the_new(self):
        old, new = self.slots.read(), slots.words_for("B", {"A": "good", "B": "new"})
        before = self.env.read_bytes()
        written = []
        with mock.patch.object(slots.os, "pwrite", lambda _fd, data, place: written.append((place, data))):
            self.slots.write(new)
        self.assertEqual([place for place, _ in written], list(slots.PLACES))
        for done in range(3):  # so many writes came to the disk; the one after it left anything
            for garbage in (None, b"\0" * 512, b"\xff" * 1024):
                image = bytearray(before)
                for number, (place, data) in enumerate(written):
                    if number < done:
                        image[place:place + len(data)] = data
                    elif number == done and garbage:
                        image[place:place + len(garbage)] = garbage
                self.env.write_bytes(image)
                self.assertIn(self.slots.read(), (old, new), (done, garbage))

    def test_all_that_is_said_is_in_one_sector(self):
        for place in slots.PLACES:
            self.assertEqual(place % 512, 0)
        longest = slots.words_for("B", {"A": "good", "B": "good"}, {"A": 3, "B": 3})
        self.assertLessEqual(slots.block_of(longest).rstrip(b"#").__len__(), 512)

    def test_what_rauc_asks(self):
        def ask(*words):
            done = subprocess.run([sys.executable, "-B", str(PROGRAMS / "slots.py"), *words], capture_output=True, text=True, check=False)
            return done.returncode, done.stdout.strip()
        self.assertEqual(ask("get-primary"), (0, "A"))
        self.assertEqual(ask("get-state", "B"), (0, "bad"))
        self.assertEqual(ask("set-primary", "B"), (0, ""))
        self.assertEqual(ask("get-primary"), (0, "B"))
        self.assertEqual(self.slots.read(), slots.words_for("B", {"A": "good", "B": "new"}))
        self.slots.change(B_left="0")  # as the boot loader leaves it after the tries
        self.assertEqual(ask("get-primary"), (0, "A"))
        self.assertEqual(ask("set-state", "B", "good"), (0, ""))
        self.assertEqual(ask("get-primary"), (0, "B"))
        for words in (("get-state", "C"), ("set-state", "A", "new"), ("set-primary",), ()):
            self.assertEqual(ask(*words)[0], 2, words)
        self.env.write_bytes(bytes(1 << 20))
        self.assertEqual(ask("get-primary")[0], 1)


class Updates(OnAMachine):
    def refused(self, words, *how, **more):
        with self.assertRaisesRegex(Refused, words):
            update.update(*how, **more)
        self.assertNotIn("rauc install", self.calls.read_text())
        self.assertNotIn("restart-when-quiet", self.calls.read_text())

    def a_file(self, name="new.raucb"):
        path = Path(FOLDER.name) / name
        path.write_bytes(b"bundle")
        return str(path)

    def test_a_newer_one_is_installed_and_the_restart_asked_for(self):
        self.a_bundle_of(NEWER)
        update.update(self.a_file())
        self.assertEqual(self.slots.primary(), "B")
        self.assertRegex(self.calls.read_text(), r"rauc install .*\nrestart-when-quiet update to " + re.escape(NEWER))
        self.assertEqual({key: value for key, value in self.state().items() if key != "why"}, {"version": RUNNING, "slot": "A", "asked": NEWER, "state": "waiting"})
        self.assertEqual(stat.S_IMODE(kiosk_image.STATUS.stat().st_mode), 0o644)
        with self.assertRaises(Busy):
            update.update(self.a_file())
        self.assertEqual(self.state()["state"], "waiting")

    def test_a_wrong_signature_is_the_end(self):
        self.stand_in("rauc", "echo 'signature verification failed: no trusted signer' >&2; exit 1")
        self.refused("no trusted signer", self.a_file())
        self.assertEqual(self.state()["state"], "failed")
        self.assertEqual(self.slots.primary(), "A")

    def test_nothing_older_and_not_the_same(self):
        self.a_bundle_of(OLDER)
        self.refused("older than", self.a_file())
        self.a_bundle_of(RUNNING)
        self.refused("runs already", self.a_file())
        self.a_bundle_of(NEWER)
        self.refused("not 0.3 as", self.a_file(), asked="0.3")
        self.a_bundle_of(OLDER)
        update.update(self.a_file(), downgrade=True)
        self.assertEqual(self.state()["asked"], OLDER)

    def test_only_https_and_files_of_their_digest(self):
        self.a_bundle_of(NEWER)
        for what in ("http://example.org/a.raucb", "ftp://example.org/a", "file:///etc/passwd"):
            self.refused("only https", what)
        self.refused("its digest is another", self.a_file(), "0" * 64)
        self.refused("no SHA-256", self.a_file(), "abc")
        link = Path(FOLDER.name) / "link"
        link.symlink_to(self.a_file())
        self.refused("cannot be read", str(link))
        self.refused("is no file", FOLDER.name)
        self.assertNotIn("curl", self.calls.read_text())

    def test_a_transfer_goes_on_where_it_was_cut(self):
        digest = update.digest_of(self.a_file())
        self.a_bundle_of(NEWER)
        self.stand_in("curl", 'while [ "$1" != --output ]; do shift; done; printf bun >"$2"; echo "connection reset" >&2; exit 56')
        self.refused("connection reset", "https://example.org/new.raucb", digest)
        kept = kiosk_image.UPDATES / f"{digest}.raucb"
        self.assertEqual(kept.read_bytes(), b"bun")
        self.stand_in("curl", 'echo "no route" >&2; exit 7')
        self.refused("no route", "https://example.org/new.raucb", digest)
        self.assertEqual(kept.read_bytes(), b"bun", "a network that is gone costs what has come")
        self.stand_in("curl", 'while [ "$1" != --output ]; do shift; done; printf dle >>"$2"')
        with mock.patch.object(update, "KEPT_FREE", 0):
            update.update("https://example.org/new.raucb", digest)
        self.assertEqual(list(kiosk_image.UPDATES.glob("*.raucb")), [])
        self.assertIn("--proto =https --proto-redir =https", self.calls.read_text())

    def test_a_server_that_cannot_go_on_is_asked_from_the_beginning(self):
        digest = update.digest_of(self.a_file())
        self.a_bundle_of(NEWER)
        (kiosk_image.UPDATES / f"{digest}.raucb").write_bytes(b"another")
        self.stand_in("curl", 'while [ "$1" != --output ]; do shift; done; [ ! -e "$2" ] || { echo "no parts" >&2; exit 33; }; printf bundle >"$2"')
        with mock.patch.object(update, "KEPT_FREE", 0):
            update.update("https://example.org/new.raucb", digest)
        self.assertEqual(self.state()["state"], "waiting")

    def test_what_runs_is_on_trial_itself(self):
        self.slots.write(slots.words_for("A", {"A": "new", "B": "good"}))
        self.a_bundle_of(NEWER)
        with self.assertRaises(Busy):
            update.update(self.a_file())
        self.assertFalse(kiosk_image.STATUS.exists())

    def test_rauc_fails_in_the_middle(self):
        self.stand_in("rauc", f"""case $1 in info) echo '{{"compatible": "x", "version": "{NEWER}"}}' ;; *) echo 'LastError: no space' >&2; exit 1 ;; esac""")
        with self.assertRaisesRegex(Refused, "no space"):
            update.update(self.a_file())
        self.assertEqual(self.state()["state"], "failed")
        self.assertNotIn("restart-when-quiet", self.calls.read_text())


class Requests(OnAMachine):
    GOOD = {"version": NEWER, "url": "https://example.org/new.raucb", "sha256": "0" * 64}

    def ask(self, text):
        if isinstance(text, dict):
            text = json.dumps(text)
        request.FILE.write_text(text)
        code = request.main()
        self.assertFalse(os.path.lexists(request.FILE), "a request is read once")
        return code

    def test_what_is_asked_for_is_done(self):
        bundle = kiosk_image.INBOX / "new.raucb"
        bundle.write_bytes(b"bundle")
        self.a_bundle_of(NEWER)
        self.assertEqual(self.ask({"version": NEWER, "url": str(bundle), "sha256": update.digest_of(bundle)}), 0)
        self.assertEqual(self.state()["state"], "waiting")
        self.assertFalse(request.KEPT.exists())
        self.assertEqual(request.main(), 0, "there is nothing more to do")

    def test_hostile_requests(self):
        nested = "[" * 3000 + "]" * 3000
        for text in ("", "{", "[]", "null", nested[:4000], "x" * 5000, json.dumps({**self.GOOD, "more": "x" * 5000}), *(
                json.dumps({**self.GOOD, **change}) for change in (
                    {"url": "http://example.org/a"}, {"url": "file:///etc/shadow"}, {"url": "https://example.org/a b"}, {"url": "https://-o/x"},
                    {"url": "https:///a"}, {"url": "--config"}, {"url": "/etc/shadow"}, {"url": f"{kiosk_image.INBOX}/../../x"}, {"url": 7}, {"url": "https://a/" + "b" * 2000},
                    {"sha256": "x"}, {"sha256": None}, {"sha256": "A" * 64}, {"version": "1; reboot"}, {"version": ""}, {"version": "9" * 80}, {"version": OLDER}))):
            with self.subTest(text=text[:60]):
                self.assertEqual(self.ask(text), 1)
                self.assertEqual(self.state()["state"], "failed")
        self.assertEqual(self.calls.read_text(), "", "something was called for one of them")

    def test_what_is_no_file(self):
        secret = Path(FOLDER.name) / "secret"
        secret.write_text(json.dumps(self.GOOD))
        request.FILE.symlink_to(secret)
        self.assertEqual(request.main(), 1)
        self.assertTrue(secret.exists())
        os.mkfifo(request.FILE)
        self.assertEqual(request.main(), 1)  # and does not wait for a writer
        for place in (request.FILE, request.TAKEN):
            (place / "more").mkdir(parents=True)
            self.assertEqual(request.main(), 1)
            self.assertEqual([path for path in (request.FILE, request.TAKEN) if os.path.lexists(path)], [], "it would be looked at for ever")
        self.assertEqual(self.calls.read_text(), "")

    def test_a_request_outlives_a_cut(self):
        bundle = kiosk_image.INBOX / "new.raucb"
        bundle.write_bytes(b"bundle")
        self.a_bundle_of(NEWER)
        with mock.patch.object(update, "update", side_effect=KeyboardInterrupt), self.assertRaises(KeyboardInterrupt):
            self.ask({"version": NEWER, "url": str(bundle), "sha256": update.digest_of(bundle)})
        self.assertEqual(request.main(), 0)
        self.assertEqual(self.state()["state"], "waiting")

    def test_a_cut_before_it_is_kept(self):
        bundle = kiosk_image.INBOX / "new.raucb"
        bundle.write_bytes(b"bundle")
        self.a_bundle_of(NEWER)
        request.FILE.write_text(json.dumps({"version": NEWER, "url": str(bundle), "sha256": update.digest_of(bundle)}))
        with mock.patch.object(kiosk_image, "put_whole", side_effect=KeyboardInterrupt), mock.patch.object(request, "put_away"), self.assertRaises(KeyboardInterrupt):
            request.main()  # the power goes: nothing is put away, either
        self.assertEqual(request.main(), 0)
        self.assertEqual(self.state()["state"], "waiting")

    def test_a_newer_request_that_comes_meanwhile(self):
        newest, read = {**self.GOOD, "version": "0.3.0"}, os.read

        def and_another_comes(fd, most):
            request.FILE.write_text(json.dumps(newest))
            return read(fd, most)

        request.FILE.write_text(json.dumps(self.GOOD))
        with mock.patch.object(request.os, "read", and_another_comes), mock.patch.object(update, "update"):
            self.assertEqual(request.main(), 0)
        self.assertEqual(json.loads(request.FILE.read_text()), newest, "it was lost with the one before")

    def test_the_version_that_runs_already(self):
        self.assertEqual(self.ask({**self.GOOD, "version": RUNNING}), 0)
        self.assertEqual(self.state()["state"], "good")


ACTIVE = {"ActiveState": "active", "Result": "success", "ExecMainStatus": "0", "StatusText": "runs", "InvocationID": "a", "NRestarts": "0"}


class Judging(OnAMachine):
    def verdict(self, *phases, journal=None):
        """phases: (seconds, what systemd says then). The verdict and when it came, or None."""
        now, said = 0.0, {}
        one = judge.Judge(now, lambda _unit, *_names: said, lambda: journal)
        for seconds, says in phases:
            until, said = now + seconds, says
            while now < until:
                now += judge.PAUSE
                if found := one.look(now):
                    return found[0], now, found[1]
        self.blind = one.blind
        return None

    def test_a_minute_of_the_first_frame_is_good(self):
        self.assertEqual(self.verdict((40, {**ACTIVE, "ActiveState": "activating"}), (100, ACTIVE))[:2], ("good", 102))

    def test_a_restart_begins_the_minute_anew(self):
        found = self.verdict((50, ACTIVE), (50, {**ACTIVE, "NRestarts": "1", "InvocationID": "b"}), (100, {**ACTIVE, "NRestarts": "2", "InvocationID": "c"}))
        self.assertEqual(found[:2], ("good", 162))

    def test_down_for_good_goes_back_at_once(self):
        for code in ("2", "3", "4"):
            found = self.verdict((6, {**ACTIVE, "ActiveState": "activating"}), (60, {**ACTIVE, "ActiveState": "failed", "ExecMainStatus": code}))
            self.assertEqual(found[:2], ("bad", 8))
            self.assertIn(code, found[2])

    def test_never_a_frame_goes_back_after_ten_minutes(self):
        for never in ({**ACTIVE, "ActiveState": "activating"}, {**ACTIVE, "StatusText": "ended too early again and again, waits"}, {}):
            self.assertEqual(self.verdict((2000, never))[:2], ("bad", 600))

    def test_a_kiosk_that_ends_again_and_again_goes_back(self):
        phases = [(40, {**ACTIVE, "NRestarts": str(n), "InvocationID": str(n)}) for n in range(50)]
        self.assertEqual(self.verdict(*phases)[0], "bad")

    def test_without_a_display_nothing_is_judged(self):
        waits = {**ACTIVE, "StatusText": judge.WAITS}
        self.assertIsNone(self.verdict((7200, waits)))
        self.assertTrue(self.blind)
        self.assertEqual(self.verdict((7200, waits), (100, ACTIVE))[0], "good")

    def test_a_journal_that_does_not_verify_goes_back(self):
        self.assertEqual(self.verdict((100, ACTIVE), journal="row 7 is changed")[0::2], ("bad", "its journal does not verify: row 7 is changed"))

    def test_a_machine_that_is_not_set_up(self):
        kiosk_image.CONFIG.unlink()
        self.assertEqual(self.verdict((100, {"ActiveState": "activating", "InvocationID": "a", "NRestarts": "0"}))[:2], ("good", 62))

    def test_the_words_are_the_kiosk_s(self):
        source = (ASSETS.parents[1] / "kiosk/main.cpp").read_text()
        for words in (judge.WAITS, judge.RUNS):
            self.assertIn(f'life.ready("{words}")', source)

    def became(self, words, **last):
        self.slots.write(words)
        if last:
            kiosk_image.put_whole(kiosk_image.LAST, json.dumps(last))
        judge.became_of_the_last(self.slots, "A")
        self.assertEqual(self.slots.primary(), "A")
        return self.state()["state"], self.state()["why"]

    def test_what_became_of_it(self):
        good = slots.words_for("A", {"A": "good", "B": "bad"})
        self.assertEqual(self.became(good)[0], "none")
        self.assertEqual(self.became(good, asked=RUNNING, state="trying", why="")[0], "good")
        self.assertEqual(self.became(good, asked=NEWER, state="installing", why="")[0], "failed")
        self.assertEqual(self.became(good, asked=NEWER, state="failed", why="the kiosk ended with 4"), ("failed", "the kiosk ended with 4"))
        tried = slots.words_for("B", {"A": "good", "B": "new"}, {"A": 0, "B": 0})
        state, why = self.became(tried, asked=NEWER, state="trying", why="")
        self.assertEqual(state, "failed")
        self.assertIn("started 2 times", why)
        self.assertEqual(self.slots.read()["B"], "bad")

    def test_blocks_that_were_lost_are_written_again(self):
        self.env.write_bytes(bytes(1 << 20))
        judge.main()
        self.assertEqual(self.slots.read(), slots.words_for("A", {"A": "good", "B": "bad"}))

    def test_it_goes_back(self):
        self.slots.write(slots.words_for("A", {"A": "new", "B": "good"}))
        with mock.patch.object(judge.kiosk_image, "properties", lambda *_: {**ACTIVE, "ActiveState": "failed", "ExecMainStatus": "4"}), mock.patch.object(judge.time, "sleep"):
            judge.main()
        self.assertEqual(self.slots.primary(), "B")
        self.assertEqual(self.state()["state"], "failed")
        self.assertIn("systemctl --no-block reboot", self.calls.read_text())


class Stick(OnAMachine):
    def setUp(self):
        super().setUp()
        self.folder = Path(FOLDER.name) / "kiosk"
        self.folder.mkdir()
        (kiosk_image.STATE / "ssh").mkdir(exist_ok=True)
        who = mock.patch.object(stick.pwd, "getpwnam", lambda _: mock.Mock(pw_uid=os.getuid(), pw_gid=os.getgid()))
        owner = mock.patch.object(stick.os, "fchown")
        for patch in (who, owner, mock.patch.object(stick.os, "sync")):
            patch.start()
            self.addCleanup(patch.stop)

    def taken(self):
        said = []
        names = stick.take_all(self.folder, said.append)
        return names, "\n".join(said)

    def test_what_is_right_is_taken(self):
        (self.folder / "PRODUCTS.CSV").write_text("product,code\n1,2\n")  # no case on a stick
        (self.folder / "shop.network").write_text("[Match]\nType=ether\n[Network]\nAddress=192.168.1.5/24\n")
        names, _ = self.taken()
        self.assertEqual(names, ["shop.network", "products.csv"])
        self.assertEqual((kiosk_image.CONFIG.parent / "products.csv").read_text(), "product,code\n1,2\n")
        self.assertTrue((kiosk_image.STATE / "network/10-shop.network").exists())

    def test_what_is_wrong_is_named_and_left(self):
        secret = Path(FOLDER.name) / "shadow"
        secret.write_text("root:x\n")
        (self.folder / "products.csv").write_bytes(b"product,code\n\xff\n")
        (self.folder / "authorized_keys").write_text('command="sh" ssh-ed25519 AAAA\n')
        (self.folder / "shop.network").write_text("[Match]\n[Exec]\n")
        (self.folder / "store.password").symlink_to(secret)
        (self.folder / "staff.toml").write_bytes(b"#" * (64 << 10) + b"#")
        (self.folder / "other.sh").write_text("reboot")
        names, said = self.taken()
        self.assertEqual(names, [])
        for name in ("products.csv is no UTF-8", "authorized_keys is no list", "shop.network is no file of systemd", "store.password", "staff.toml is empty or has more"):
            self.assertIn(f"not taken from the stick: {name}", said)
        self.assertEqual(sorted(path.name for path in kiosk_image.CONFIG.parent.iterdir()), ["kiosk.toml"], "a draft was left")

    def test_what_a_power_cut_leaves_is_taken_for_nothing(self):
        (self.folder / "store-ca.crt").write_text("not looked at")
        (self.folder / "shop.network").write_text("[Match]\n[Network]\n")

        def cut(*_):
            raise KeyboardInterrupt

        for name in ("store-ca.crt", "shop.network"):
            most, place, owner, mode, _ = stick.FILES[name]
            with mock.patch.dict(stick.FILES, {name: (most, place, owner, mode, cut)}), mock.patch.object(Path, "unlink"), self.assertRaises(KeyboardInterrupt):
                stick.take(self.folder / name, name)
            # By a shell's pattern, as the unit of the certificates and the initial file system have it.
            self.assertEqual([path for path in place.parent.glob("*" + place.suffix) if not path.name.startswith(".")], [], name)


class Files(unittest.TestCase):
    def test_every_program_that_a_unit_calls_is_there(self):
        for unit in (ASSETS / "root/usr/lib/systemd/system").rglob("*.*"):
            if unit.is_file():
                for path in re.findall(r"/usr/lib/kiosk-image/([\w.-]+)", unit.read_text()):
                    program = PROGRAMS / path
                    self.assertTrue(program.exists() and os.access(program, os.X_OK), f"{unit.name}: {path}")

    def test_partitions_have_the_names_that_are_asked_for(self):
        names = {name for name, _, _ in disk.PARTITIONS}
        texts = [path.read_text() for path in [*(ASSETS / "boot").iterdir(), *(path for path in (ASSETS / "root").rglob("*") if path.is_file())]]
        asked = {name for text in texts for name in re.findall(r"by-partlabel/([\w-]+)|PARTLABEL=([\w-]+)", text) for name in name if name}
        self.assertEqual({name for name in asked if name not in names}, {"kiosk-"})  # with the slot behind it
        self.assertEqual([name for name, _, _ in disk.PARTITIONS].index("kiosk-A"), 3)  # grub.cfg counts


if __name__ == "__main__":
    unittest.main()
