"""The display that the kiosk stands on: of any size without a window manager, late, gone; and what systemd hears meanwhile."""

import os
import signal
import socket
import subprocess
import time

from books import audit, of_kind, verify_chain
from by_cash import round_sum, to_cash
from harness import Display, check, equal, until
from stage import scenario


class Manager:
    """The socket that systemd listens on."""

    def __init__(self, rig, watchdog_seconds=0):
        self.path = str(rig.folder / "notify.sock")
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.socket.bind(self.path)
        self.socket.settimeout(0.05)
        self.lines = []
        self.environment = {"NOTIFY_SOCKET": self.path}
        if watchdog_seconds:
            self.environment["WATCHDOG_USEC"] = str(int(watchdog_seconds * 1_000_000))

    def heard(self):
        while True:
            try:
                self.lines += self.socket.recv(4096).decode().splitlines()
            except TimeoutError:
                return self.lines


def outside(rig):
    return [name for name, node in rig.nodes().items()
            if node["rect"][0] < -1 or node["rect"][1] < -1 or node["rect"][0] + node["rect"][2] > rig.width + 1]


def on_the_whole_screen(rig, width, height):
    rig.width, rig.height = width, height
    rig.display.process.terminate()
    rig.display.process.wait(5)
    rig.display = Display(rig.folder, width, height)
    rig.start_kiosk(windowed=False)
    rig.see("attract")
    equal(outside(rig), [], f"what lies outside of a screen of {width}x{height}")
    seen = subprocess.run(["xwininfo", "-root", "-children"], env={**os.environ, "DISPLAY": rig.display.name}, capture_output=True, text=True, timeout=20, check=True)
    check(f"{width}x{height}+0+0  +0+0" in seen.stdout, f"no window of {width}x{height}: {seen.stdout}")
    rig.picture(f"{width}x{height}")
    rig.touch("attract.start")  # which is drawn where it is touched
    rig.see("catalog")
    # And it has the keyboard, though nobody gave it the focus.
    rig.display.xdotool("key", "Escape")
    rig.see("attract")
    equal(rig.stop_kiosk(), 0, "the exit code")


@scenario(start=False)
def whole_screen(rig):
    """Without a window manager the window is as large as the display, whatever its shape."""
    for size in ((540, 960), (960, 540), (640, 512), (512, 384)):
        on_the_whole_screen(rig, *size)


@scenario(start=False)
def not_turned(rig):
    """A display that the server cannot turn, as this one: it is shown as it is, said once, and is where it is touched."""
    rig.change_config({"display": {"rotate": '"left"'}})
    on_the_whole_screen(rig, 540, 960)
    said = [line for line in (rig.state / "logs/kiosk.log").read_text().splitlines() if "turn this display" in line]
    equal(len(said), 1, f"lines about it: {said}")


@scenario(start=False)
def late(rig):
    """No display yet: the kiosk waits, says so, works with its machines, and can be asked to stop; then one is switched on."""
    name = rig.display.name
    rig.display.process.terminate()
    rig.display.process.wait(5)
    manager = Manager(rig, watchdog_seconds=4)
    rig.start_kiosk(windowed=False, environment=manager.environment, answers=False)
    until("it says what it waits for", 10, lambda: "STATUS=waits for a display" in manager.heard())
    check("READY=1" in manager.heard(), "a start that waits for a display would be a failed one")
    until("the validator is awake", 15, lambda: rig.truth("cash")["polls"] > 10)
    before = manager.heard().count("WATCHDOG=1")
    until("it lives while it waits", 10, lambda: manager.heard().count("WATCHDOG=1") >= before + 2)
    equal(rig.stop_kiosk(signal.SIGTERM, 5), 0, "the exit code of a kiosk that waits")
    rig.start_kiosk(windowed=False, answers=False)
    time.sleep(1)
    equal(rig.kiosk_process.poll(), None, "how it ended")
    rig.display = Display(rig.folder, rig.width, rig.height, name)
    rig.connect()
    rig.see("attract", 15)
    rig.wait_for_machines()
    rig.touch("attract.start")
    rig.see("catalog")


@scenario()
def gone(rig):
    """The display server dies while a note is held: the kiosk ends with 1, the next one gives the note back and owes what was paid."""
    to_cash(rig, round_sum(rig))
    rig.insert(1000)
    rig.inserted(1000)
    rig.insert(200000)
    rig.node("cash.accept_overpay", 15)
    name = rig.display.name
    rig.display.process.kill()
    rig.display.process.wait(5)
    equal(rig.kiosk_process.wait(10), 1, "the exit code")
    said = rig.kiosk_log.read_text(errors="replace")
    check("the display server is gone" in said, f"it said {said[-300:]}")
    rig.display = Display(rig.folder, rig.width, rig.height, name)
    rig.start_kiosk()
    rig.see("attract", 20)
    rig.wait_for_machines()
    until("the note is back", 15, lambda: [note["denomination"] for note in rig.truth("cash")["returned"]] == [200000])
    until("the claim", 20, lambda: of_kind(verify_chain(rig.state)[0], "claim_issued"), 0.3)
    rows = audit(rig)
    equal([row["amount"] for row in of_kind(rows, "claim_issued")], [100000], "claims")


@scenario(start=False)
def life_sign(rig):
    """systemd hears that the kiosk is ready with its first frame, and then that it lives, also when nobody touches it."""
    manager = Manager(rig, watchdog_seconds=2)
    rig.start_kiosk(environment=manager.environment)
    rig.see("attract")
    until("it is ready", 10, lambda: "READY=1" in manager.heard())
    check("STATUS=runs" in manager.heard(), f"it says {manager.heard()}")
    began, before = time.monotonic(), manager.heard().count("WATCHDOG=1")
    time.sleep(4)
    signs = manager.heard().count("WATCHDOG=1") - before
    check(signs >= (time.monotonic() - began) / 2, f"{signs} signs of life within 4 s")
    equal(manager.heard().count("READY=1"), 1, "how often it was ready")


@scenario(start=False)
def too_often(rig):
    """Ended too early again and again: a notice stands on the screen before it is tried once more, and an orderly end is forgotten."""
    folder = rig.folder / "run"
    folder.mkdir()
    with open("/proc/uptime", encoding="ascii") as uptime:
        now = int(float(uptime.read().split()[0]))
    (folder / "starts").write_text(f"4 {now}\n")
    began = time.monotonic()
    rig.start_kiosk(environment={"RUNTIME_DIRECTORY": str(folder)}, answers=False)
    until("it says so", 5, lambda: "the next try is in 10 s" in rig.kiosk_log.read_text(errors="replace"))
    until("a window", 5, lambda: b"Globus" in subprocess.run(["xwininfo", "-root", "-tree"], env={**os.environ, "DISPLAY": rig.display.name}, capture_output=True, check=False).stdout)
    rig.connect()
    rig.see("attract", 20)
    check(time.monotonic() - began >= 10, "it did not wait")
    equal((folder / "starts").read_text().split()[0], "5", "starts")
    equal(rig.stop_kiosk(), 0, "the exit code")
    check(not (folder / "starts").exists(), "the next start would wait")


@scenario(start=False)
def notice_waits(rig):
    """The notice waits for a display, too, and does not crash without one."""
    name = rig.display.name
    rig.display.process.terminate()
    rig.display.process.wait(5)
    rig.start_kiosk(["--notice", "status=2"], windowed=False, answers=False)
    time.sleep(2)
    equal(rig.kiosk_process.poll(), None, "how it ended")
    rig.display = Display(rig.folder, rig.width, rig.height, name)
    rig.connect()
    rig.see("out_of_service", 15)
    rig.display.process.kill()
    rig.display.process.wait(5)
    equal(rig.kiosk_process.wait(10), 1, "the exit code of a notice whose display went")
    rig.display = Display(rig.folder, rig.width, rig.height, name)
