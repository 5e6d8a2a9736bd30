#!/usr/bin/env python3
"""The window with a real pointer: starts its own Xvfb on a free display, drives kiosk-gallery with xdotool and through the
automation socket, and ends what it started."""
import json
import os
import socket
import stat
import subprocess
import sys
import tempfile
import time


def check(condition, text):
    if not condition:
        raise SystemExit(f"FAILED: {text}")
    print(f"ok: {text}")


class Kiosk:
    def __init__(self, program, size, folder, *arguments):
        read_end, write_end = os.pipe()
        self.xvfb = subprocess.Popen(["Xvfb", "-displayfd", str(write_end), "-screen", "0", size + "x24", "-nolisten", "tcp"],
                                     pass_fds=[write_end], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.close(write_end)
        self.environment = dict(os.environ, DISPLAY=":" + os.read(read_end, 16).decode().strip(), LIBGL_ALWAYS_SOFTWARE="1")
        self.path = os.path.join(folder, "automation.sock")
        self.process = subprocess.Popen([program, "--windowed", size, "--automation", self.path, *arguments], env=self.environment)
        for _ in range(200):
            if os.path.exists(self.path):
                break
            time.sleep(0.05)
        self.connection = socket.socket(socket.AF_UNIX)
        self.connection.settimeout(30)
        self.connection.connect(self.path)
        self.lines = self.connection.makefile()

    def ask(self, **request):
        self.connection.sendall((json.dumps(request) + "\n").encode())
        return json.loads(self.lines.readline())

    def nodes(self):
        return {node["name"]: node for node in self.ask(do="tree")["nodes"]}

    def pointer(self, *arguments):
        subprocess.run(["xdotool", *arguments], env=self.environment, check=True, stdout=subprocess.DEVNULL)

    def end(self):
        self.connection.close()
        self.process.terminate()
        self.process.wait(10)
        self.xvfb.terminate()
        self.xvfb.wait(10)


def until(condition, seconds=10):
    limit = time.monotonic() + seconds
    while time.monotonic() < limit:
        if condition():
            return True
        time.sleep(0.05)
    return False


def center(node):
    x, y, width, height = node["rect"]
    return [str(x + width // 2), str(y + height // 2)]


def main(program):
    with tempfile.TemporaryDirectory() as folder:
        kiosk = Kiosk(program, "540x960", folder)
        try:
            check(stat.S_IMODE(os.stat(kiosk.path).st_mode) == 0o600, "the socket has mode 0600")
            check(kiosk.ask(do="wait", screen="attract", timeout_ms=5000)["ok"], "attract shows")
            check(kiosk.ask(do="tap", name="accessibility")["ok"], "the sheet opens")
            time.sleep(0.4)
            check("covered" in kiosk.ask(do="tap", name="attract.start")["error"], "what lies below is covered")
            check(kiosk.ask(do="tap", name="accessibility.large_text")["ok"], "a mode changes")
            check(kiosk.nodes()["accessibility.large_text"]["value"] == "on", "and says so")
            check(kiosk.ask(do="tap", name="accessibility.large_text")["ok"] and kiosk.ask(do="key", key="escape")["ok"], "escape closes it")
            start = kiosk.nodes()["attract.start"]
            check(start["role"] == "button" and start["rect"][2] == 492, "rectangles are pixels of the window")
            kiosk.pointer("mousemove", *center(start), "click", "1")
            check(until(lambda: kiosk.ask(do="tree")["screen"] == "catalog"), "a real click starts")
            time.sleep(0.5)
            kiosk.pointer("mousemove", *center(kiosk.nodes()["gallery.stepper.plus"]), "click", "--repeat", "5", "--delay", "1", "1")
            check(until(lambda: kiosk.nodes()["gallery.stepper.plus"]["value"] == "7"), "five quick clicks are five")
            kiosk.pointer("mousemove", *center(kiosk.nodes()["gallery.rest"]), "click", "1", "type", "Aq jol")
            check(until(lambda: kiosk.nodes()["gallery.rest"]["value"] == "Aq jol"), "a real keyboard types into the field")
            check(kiosk.nodes()["gallery.rest"]["focused"], "the field has the caret")
            kiosk.pointer("key", "BackSpace")
            check(until(lambda: kiosk.nodes()["gallery.rest"]["value"] == "Aq jo"), "backspace")
            check(kiosk.ask(do="type", text="ǵ ń")["ok"] and kiosk.nodes()["gallery.rest"]["value"] == "Aq joǵ ń", "automation types")

            check(kiosk.ask(do="tap", name="gallery.off")["error"] == "gallery.off is disabled", "a disabled button is said so")
            check("not on the screen" in kiosk.ask(do="tap", name="nowhere")["error"], "a missing node is said so")
            check(not kiosk.ask(do="dance")["ok"] and not kiosk.ask()["ok"], "unknown requests are refused")
            kiosk.connection.sendall(b"not json\n")
            check(json.loads(kiosk.lines.readline())["ok"] is False, "what is not JSON is refused")
            check(not kiosk.ask(do="wait", screen="cash", timeout_ms=50)["ok"], "wait ends at its time")
            check(not kiosk.ask(do="key", key="f13")["ok"] and kiosk.ask(do="key", key="tab")["ok"], "keys by name")

            check(kiosk.ask(do="scan", code="4780000000007")["ok"], "scan")
            check(until(lambda: "4780000000007" in kiosk.nodes().get("toast.message", {}).get("value", "")), "the toast says so")
            picture = os.path.join(folder, "frame.png")
            check(kiosk.ask(do="screenshot", path=picture)["ok"] and open(picture, "rb").read(8) == b"\x89PNG\r\n\x1a\n", "screenshot is a PNG")
            check(not kiosk.ask(do="screenshot", path="/nowhere/frame.png")["ok"], "a path that cannot be written is said so")
            check(set(kiosk.ask(do="state")) >= {"ok", "session", "devices"}, "state")

            time.sleep(6)  # the toast goes
            before = kiosk.ask(do="stats")
            time.sleep(2)
            after = kiosk.ask(do="stats")
            check(after["frames"] == before["frames"], "nothing is drawn while nobody is there")
            check(before["first_frame_ms"] > 0 and before["tap_to_frame_ms"] > 0, "times are measured")
            print("first frame %.0f ms, tap to frame %.1f ms, frame p50 %.1f ms" %
                  (after["first_frame_ms"], after["tap_to_frame_ms"], after["frame_ms"]["p50"]))
        finally:
            kiosk.end()
        check(not os.path.exists(kiosk.path) or kiosk.process.returncode != 0, "the kiosk ended")


main(sys.argv[1])
