"""A machine with everything around it: the simulators on this host, their lines into the machine, and a customer in front of it. What a customer does and
what is compared afterwards is tests/e2e's; here the pointer is a USB tablet of the machine, and the screen is the machine's."""

import contextlib
import io
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import tarfile
import tempfile
import time
from functools import cached_property
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
# A processor that is translated takes ten times as long for everything.
os.environ.setdefault("KIOSK_TEST_PATIENCE", "10")
sys.path.insert(0, str(ROOT / "tests/e2e"))
import books  # noqa: E402
from harness import Display, Failed, Rig, check, equal, until  # noqa: E402
from json_lines import JsonLines  # noqa: E402
from kiosk_driver import Kiosk  # noqa: E402

from eyes import Picture, look, watch  # noqa: E402
from qemu import Machine, TooLate  # noqa: E402

def of_a_busy_host(seconds):
    """A limit for who shares the processors: as many times as long as others want them, four times at most."""
    return int(seconds * min(4, max(1, os.getloadavg()[0] / os.cpu_count())))


BOOT = of_a_busy_host(240)  # seconds for anything that a start is waited for
LIKE = 0.985  # the share of pixels that a screen has in common with what the same program draws elsewhere
SERIALS = {"PRN01": "printer", "CASH01": "cash", "SCAN01": "scanner"}


def by_id(serial):
    return f"/dev/serial/by-id/usb-QEMU_QEMU_USB_SERIAL_{serial}-if00-port0"


class Pointer:
    """What Rig says to xdotool, done by the machine's own pointer."""

    def __init__(self, rig):
        self.rig = rig

    def xdotool(self, *words):
        words, at = list(words), (0, 0)
        while words:
            word = words.pop(0)
            if word == "mousemove":
                at = int(words.pop(0)), int(words.pop(0))
            elif word == "click":
                words.pop(0)
                self.rig.machine.tap(*at)
                time.sleep(0.15)  # QEMU keeps 16 events for a machine that does not fetch them, and drops more
            elif word == "sleep":
                time.sleep(float(words.pop(0)))
            else:
                raise Failed(f"this pointer cannot {word}")


class MachineRig(Rig):
    """`automation`: the program of the tests runs instead of the delivered one. `screen`: of the machine; None: there is none yet. `image`: another one than that
    of the packages alone; `size`: of its disk, which it may be larger than; `self.more`: words for QEMU."""

    def __init__(self, stage, name, automation=True, screen=(1080, 1920), config=None, start=True, idle=None, image=None, size=None):
        self.stage, self.name, self.programs, self.automation = stage, name, stage.programs, automation
        self.image, self.more = image or stage.image, ()
        self.folder = Path(tempfile.mkdtemp(prefix=f"{name}.", dir=stage.cache))
        self.state = self.folder / "state"
        self.pictures = stage.pictures / name
        self.width, self.height = screen
        self.secrets = [*_known_secrets()]
        self.kiosk = self.machine = self.bench_process = self.kiosk_process = None
        self.world = None
        self.display = Pointer(self)
        self.disk = self.folder / "disk.qcow2"
        self.boots = []
        shutil.rmtree(self.pictures, ignore_errors=True)
        self.pictures.mkdir(parents=True)
        try:
            self.start_bench()
            changes = {table: dict(keys) for table, keys in (config or {}).items()}
            if idle:
                changes.setdefault("kiosk", {})["idle_seconds"] = str(idle)
            self.change_config(changes)
            self.settings = self.folder / "settings.tar"
            self.write_settings()
            subprocess.run(["qemu-img", "create", "-q", "-f", "qcow2", "-b", self.image.disk, "-F", "raw", self.disk, *([size] if size else [])], check=True)
            if start:
                self.boot()
        except BaseException:
            self.close(failed=True)
            raise

    # ---- what the machine is told

    def config_in_the_machine(self):
        text = self.config_file.read_text(encoding="utf-8")
        folder = str(self.config_file.parent)
        for serial, name in SERIALS.items():
            text = text.replace(f'"{folder}/{name}"', f'"{by_id(serial)}"')
        text = text.replace(f"{folder}/state", "/var/lib/kiosk").replace(folder, "/etc/kiosk")
        return text.replace(self.config._toml["store"]["attributes_file"], "/etc/kiosk/products.csv")

    def write_settings(self, extra=None, more_links=None, configured=True):
        """The tar that the machine unpacks as it starts: configuration, and the simulators' ports, which stand on the machine's own loopback, because the
        store's wire is in the clear for loopback alone."""
        toml = self.config._toml
        store = toml["store"]["api_url"].split(":")[2].split("/")[0]
        fiscal = toml["fiscal"]["url"].split(":")[2].split("/")[0]
        files = {"etc/kiosk/kiosk.toml": (self.config_in_the_machine(), 0o644, "root"),
                 "etc/kiosk/store.password": ((self.config_file.parent / "store.password").read_text(), 0o600, "kiosk"),
                 "etc/kiosk/staff.toml": ((self.config_file.parent / "staff.toml").read_text(), 0o600, "kiosk")} if configured else {}
        units = "etc/systemd/system"
        for name, port in (("store", store), ("fiscal", fiscal)):
            files[f"{units}/machine-{name}.socket"] = (f"[Socket]\nListenStream=127.0.0.1:{port}\n", 0o644, "root")
            files[f"{units}/machine-{name}.service"] = (f"[Service]\nExecStart=/lib/systemd/systemd-socket-proxyd 10.0.2.2:{port}\n", 0o644, "root")
        links = {f"{units}/sockets.target.wants/machine-{name}.socket": f"/{units}/machine-{name}.socket" for name in ("store", "fiscal")}
        if self.automation:
            files[f"{units}/kiosk.service.d/machine.conf"] = (
                "[Service]\nExecStart=\nExecStart=/usr/lib/kiosk-machine/kiosk --config /etc/kiosk/kiosk.toml --automation /var/lib/kiosk/automation\n", 0o644, "root")
            links[f"{units}/multi-user.target.wants/kiosk-machine-automation.service"] = f"/{units}/kiosk-machine-automation.service"
        files.update(extra or {})
        links.update(more_links or {})
        with tarfile.open(self.settings, "w") as tar:
            for path, (text, mode, owner) in files.items():
                member = tarfile.TarInfo(path)
                member.size, member.mode, member.uname, member.gname, member.mtime = len(text.encode()), mode, owner, owner, int(time.time())
                tar.addfile(member, io.BytesIO(text.encode()))
            for path, target in links.items():
                member = tarfile.TarInfo(path)
                member.type, member.linkname = tarfile.SYMTYPE, target
                tar.addfile(member)

    # ---- power

    def boot(self, wait=True, clock=None, disk_nodes=None, disk=None, watchdog=False, card="virtio-vga"):
        self.kiosk = None
        bench = self.config_file.parent
        self.machine = Machine(self.folder / f"machine-{len(self.boots) + 1}", self.image, disk or self.disk, self.settings,
                               {serial: bench / name for serial, name in SERIALS.items()}, (self.width, self.height), clock, disk_nodes,
                               "raw" if disk else "qcow2", watchdog, card, self.more)
        self.boots.append(None)
        if wait:
            self.first_frame()

    def first_frame(self, seconds=BOOT):
        """Until the attract screen stands there as the same program draws it elsewhere; the seconds since the power was switched on."""
        wanted = self.stage.expected(self.machine.screen, self.config_file)
        found, last = watch(self.machine, seconds, lambda picture: picture.likeness(wanted) >= LIKE, 0.4)
        if not found:
            wanted.save(self.pictures / "expected.png")
            self.keep(last, "not-expected")
            raise Failed(f"no attract screen within {seconds} s: what stands there is alike in {last.likeness(wanted):.3f}; see {self.pictures}")
        self.boots[-1] = self.machine.age
        return self.machine.age

    def connect(self, seconds=BOOT):
        """The automation of the kiosk that runs now."""
        deadline = time.monotonic() + seconds
        if self.kiosk:
            self.kiosk._line.close()  # the machine's end of the line serves one at a time
            self.kiosk = None
        while True:
            kiosk = None
            try:
                kiosk = Kiosk.__new__(Kiosk)
                kiosk._line = JsonLines(str(self.machine.folder / "automation"), "kiosk", 5)
                kiosk.screen()
                kiosk._line._timeout = 60.0
                self.kiosk = kiosk
                return
            except (Failed, ValueError) as failure:
                if kiosk and hasattr(kiosk, "_line"):
                    kiosk._line.close()
                if time.monotonic() > deadline:
                    raise Failed(f"the automation does not answer: {failure}") from None
                time.sleep(0.5)

    def agent(self):
        if self.machine.agent.lines is None:
            self.machine.agent.wait(BOOT)
        return self.machine.agent

    def cut(self):
        """Power off, for the machine and the validator in it."""
        self.machine.cut()
        self.tell("cash", "power_cut")

    def power_on(self, **how):
        self.tell("cash", "power_on")
        self.boot(**how)

    def put_in(self, note):
        """The first banknote of a sale, until it is credited."""
        self.insert(note)
        self.inserted(note)

    # ---- looking

    def keep(self, picture, what):
        picture.save(self.pictures / f"{what}.png")

    def picture(self, what):
        self.keep(look(self.machine), what)

    # ---- the end

    def fetch_state(self):
        """The state directory as it is in the machine, with no kiosk running."""
        agent = self.agent()
        agent("systemctl stop kiosk", 60)
        agent("tar -cf /run/state.tar --exclude=automation --exclude=pictures -C /var/lib/kiosk .")
        shutil.rmtree(self.state, ignore_errors=True)
        self.state.mkdir()
        with tarfile.open(fileobj=io.BytesIO(agent.read("/run/state.tar"))) as tar:
            tar.extractall(self.state, filter="data")

    def kinds(self):
        """The kinds of the journal's rows so far, of a kiosk that runs: a copy of its files, taken again when it was written meanwhile."""
        folder = Path(tempfile.mkdtemp(prefix="journal.", dir=self.folder))
        try:
            self.agent()("tar -cf /run/journal.tar -C /var/lib/kiosk journal.db journal.db-wal")
            with tarfile.open(fileobj=io.BytesIO(self.agent().read("/run/journal.tar"))) as tar:
                tar.extractall(folder, filter="data")
            with contextlib.closing(sqlite3.connect(folder / "journal.db")) as database:
                return [kind for kind, in database.execute("SELECT kind FROM events ORDER BY seq")]
        except (sqlite3.DatabaseError, Failed):
            return []
        finally:
            shutil.rmtree(folder)

    def audit(self, expect=None):
        """The journal in the machine against the simulators' truth; its rows."""
        self.fetch_state()
        rows, head = books.verify_chain(self.state)
        books.verify_by_program(self.programs, self.state, rows, head)
        books.check_bodies(rows)
        truth = self.truth()
        # Of a translated processor, not of the kiosk: an answer that the line's own time limits made late.
        truth["cash"]["violations"] = [line for line in truth["cash"]["violations"] if "late" not in line]
        books.compare(rows, truth, expect or {})
        return rows

    def keep_evidence(self):
        """What one wants to see after a failure. It has a minute and a half: a machine that stands still answers nothing, and its console and its screen are
        kept by QEMU."""
        for number, console in enumerate(sorted(self.folder.glob("machine-*/console.log")), 1):
            shutil.copy(console, self.pictures / f"console-{number}.log")
        steps = [self._look_at_it, self._ask_it, self.keep_logs]
        for step in steps:
            try:
                with _within(45):
                    step()
            except (Failed, TooLate, OSError, ValueError, AttributeError) as failure:
                print(f"    no more evidence of this kind: {failure or 'no answer'}", file=sys.stderr)

    def _look_at_it(self):
        if self.machine and self.machine.running():
            self.picture("failed-here")
            (self.pictures / "processors.txt").write_text(self.machine.monitor("human-monitor-command", **{"command-line": "info registers -a"}))

    def _ask_it(self):
        if not (self.machine and self.machine.running()):
            return
        self.machine.agent.wait(15)
        agent = self.machine.agent
        for file, command in (("journal.log", "journalctl -b --no-pager -o short-monotonic | tail -n 600"),
                              ("kiosk.log", "tail -n 200 /var/lib/kiosk/logs/kiosk.log"),
                              ("units.txt", "systemctl --no-pager status kiosk kiosk-display kiosk-notice; systemctl --no-pager list-jobs; df /")):
            (self.pictures / file).write_text(agent(command, 30, may_fail=True))

    def close(self, failed=False):
        if failed:
            self.keep_evidence()
        if self.machine and self.machine.running():
            self.machine.cut()
        if self.bench_process:
            self.bench_process.stdin.close()
            code = self._ended(self.bench_process, 6)
            self.bench_process.stdout.close()
            self.bench_log.close()
            check(failed or code == 0, f"the bench ended with {code}")
        shutil.rmtree(self.folder, ignore_errors=True)


@contextlib.contextmanager
def _within(seconds):
    """TooLate after that; what was left of another limit is dropped."""
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)


def _known_secrets():
    from harness import CARD, PIN, SMS_CODE
    return CARD, SMS_CODE, PIN


class Stage:
    """What all scenarios share: programs, image, and what the screens should look like. `make_image`: of a machine, with further
    packages when some are named; `make_disks`: the disk with two slots and its bundles. Each is made when it is first asked for."""

    def __init__(self, programs, cache, make_image, make_disks=None):
        self.programs, self.cache, self.make_image, self.make_disks = programs, cache, make_image, make_disks
        self.pictures = cache / "pictures"
        self._expected = {}

    @cached_property
    def image(self):
        return self.make_image()

    @cached_property
    def disks(self):
        return self.make_disks()

    def expected(self, size, config_file=None):
        """The attract screen of that size, drawn by the same program on a display of this host, on simulators of its own."""
        if size not in self._expected:
            class Here(Rig):
                pass
            here = Here(self.programs, f"expected-{size[0]}x{size[1]}", start=True, size=size)
            try:
                time.sleep(0.5)
                here.picture("attract")
                self._expected[size] = Picture.of_png((here.pictures / "attract.png").read_bytes()), here.nodes()
            finally:
                here.close()
        return self._expected[size][0]

    def places(self, size):
        """The nodes of that screen."""
        self.expected(size)
        return self._expected[size][1]


__all__ = ["BOOT", "LIKE", "Display", "Failed", "MachineRig", "Stage", "books", "by_id", "check", "equal", "look", "of_a_busy_host", "until", "watch"]
