#!/usr/bin/env python3
"""The window with a real pointer: starts its own Xvfb on a free display, drives kiosk-gallery with xdotool and through the
automation socket, and ends what it started."""
import json
import os
import socket
import stat
import struct
import subprocess
import sys
import tempfile
import time
import zlib


def check(condition, text):
    if not condition:
        raise SystemExit(f"FAILED: {text}")
    print(f"ok: {text}")


def rgb_of_png(path):
    """Rows of RGB bytes of an 8-bit RGBA PNG."""
    with open(path, "rb") as file:
        data = file.read()
    at, packed = 8, b""
    while at < len(data):
        length, kind = struct.unpack(">I4s", data[at:at + 8])
        if kind == b"IHDR":
            width, height = struct.unpack(">II", data[at + 8:at + 16])
        if kind == b"IDAT":
            packed += data[at + 8:at + 8 + length]
        at += length + 12
    raw, stride, rows, above = zlib.decompress(packed), width * 4, [], bytes(width * 4)
    for y in range(height):
        how, line = raw[y * (stride + 1)], bytearray(raw[y * (stride + 1) + 1:(y + 1) * (stride + 1)])
        for i in range(stride):
            left, up, corner = line[i - 4] if i > 3 else 0, above[i], above[i - 4] if i > 3 else 0
            if how == 1:
                line[i] = line[i] + left & 255
            elif how == 2:
                line[i] = line[i] + up & 255
            elif how == 3:
                line[i] = line[i] + (left + up) // 2 & 255
            elif how == 4:
                guess = left + up - corner
                nearest = min((abs(guess - left), 0, left), (abs(guess - up), 1, up), (abs(guess - corner), 2, corner))[2]
                line[i] = line[i] + nearest & 255
        above = bytes(line)
        rows.append(b"".join(above[i:i + 3] for i in range(0, stride, 4)))
    return rows


def rgb_of_display(folder):
    """The same of what Xvfb really shows: its frame buffer, an XWD file of 32 bits a pixel, blue first."""
    with open(os.path.join(folder, "Xvfb_screen0"), "rb") as file:
        data = file.read()
    header = struct.unpack(">25I", data[:100])
    height, stride, colours = header[5], header[12], header[19]
    start, width = header[0] + colours * 12, header[4]
    rows = []
    for y in range(height):
        line = data[start + y * stride:start + y * stride + width * 4]
        rows.append(b"".join(line[i:i + 3][::-1] for i in range(0, width * 4, 4)))
    return rows


class Kiosk:
    def __init__(self, program, size, folder, *arguments):
        read_end, write_end = os.pipe()
        self.xvfb = subprocess.Popen(["Xvfb", "-displayfd", str(write_end), "-screen", "0", size + "x24", "-nolisten", "tcp",
                                      "-fbdir", folder],
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

            def is_shown():
                kiosk.ask(do="screenshot", path=picture)
                return rgb_of_png(picture) == rgb_of_display(folder)

            check(until(is_shown), "after parts were drawn the display shows the whole frame")
            kiosk.pointer("mousemove", *center(kiosk.nodes()["gallery.stepper.plus"]), "mousedown", "1")
            check(until(is_shown), "a pressed button is on the display")
            kiosk.pointer("mouseup", "1")
            check(until(is_shown), "and so is the one let go")
            kiosk.pointer("mousemove", "1", "1", "click", "1")
            time.sleep(0.7)
            frames = kiosk.ask(do="stats")["frames"]
            kiosk.pointer("mousemove", *center(kiosk.nodes()["gallery.stepper.plus"]), "mousedown", "1")
            check(until(lambda: kiosk.ask(do="stats")["frames"] > frames), "a press after a click on nothing is drawn")
            check(kiosk.ask(do="stats")["tap_to_frame_ms"] < 600, "and its time does not begin at that click")
            kiosk.pointer("mouseup", "1")
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
