#!/usr/bin/python3
"""install_pictures.py --build FOLDER --out FOLDER: the pictures of INSTALL.md: what is plugged in where, the questions of `kiosk --setup` with answers, the screen
of a kiosk that is not set up.

The setup is the real one: it is answered at a terminal of this script's own, and the machines of the bench answer it. What stands in the pictures differs from
what it said in names alone: the bench's addresses and folders, which no shop has, are written as a shop's. Wants Debian's python3-pyte, librsvg2-bin and
imagemagick."""

import argparse
import html
import os
import pty
import re
import select
import subprocess
import sys
import tempfile
import time
import tomllib
from pathlib import Path

import pyte

sys.path.insert(0, str(Path(__file__).resolve().parent))
from json_lines import Failed  # noqa: E402
from kiosk_driver import Kiosk  # noqa: E402
from kiosk_figures import bench, display, running  # noqa: E402
from staff_pictures import rested, shrink  # noqa: E402

COLUMNS = 100
ADAPTER = "usb-FTDI_FT232R_USB_UART_{}-if00-port0"
PORTS = {"printer": ADAPTER.format("A10PRNT1"), "cash": ADAPTER.format("A10NOTE2"), "scanner": ADAPTER.format("A10SCAN3")}
TYPED = "\x1b[1;33m{}\x1b[0m"
INK = {"default": "#e8e4dc", "brown": "#f2c14e"}  # pyte calls SGR 33 brown


class Terminal:
    """`kiosk --setup` with somebody who answers; what was typed is marked."""

    def __init__(self, command):
        self.master, slave = pty.openpty()
        self.shown, self.read_to = "", 0
        self.process = subprocess.Popen(command, stdin=slave, stdout=slave, stderr=slave, start_new_session=True)
        os.close(slave)

    def more(self):
        if select.select([self.master], [], [], 0.2)[0]:
            try:
                self.shown += os.read(self.master, 4096).decode(errors="replace")
            except OSError:  # it has ended
                return False
        return self.process.poll() is None or bool(select.select([self.master], [], [], 0)[0])

    def see(self, pattern, seconds=90):
        deadline = time.monotonic() + seconds
        while not (found := re.compile(pattern).search(self.shown, self.read_to)):
            if time.monotonic() > deadline or not self.more():
                raise Failed(f"the setup does not say {pattern!r}; its last words: {self.shown[-300:]!r}")
        self.read_to = found.end()

    def answer(self, question, text, secret=False):
        self.see(re.escape(question) + r"[^\n]*: ")
        os.write(self.master, text.encode() + b"\n")
        if text and not secret:
            self.see(re.escape(text))
            self.shown = self.shown[: self.read_to - len(text)] + TYPED.format(text) + self.shown[self.read_to:]
            self.read_to += len(TYPED) - 2

    def end(self):
        while self.more():
            pass
        os.close(self.master)
        if self.process.wait(10) != 0:
            raise Failed(f"the setup ended with {self.process.returncode}")


def set_up(build, folder, config):
    """What the terminal showed, with a shop's names."""
    made = tomllib.loads(Path(config).read_text(encoding="utf-8"))
    password = (Path(config).parent / made["store"]["password_file"]).read_text(encoding="utf-8").split("\n")[0]
    etc, ports = folder / "etc", folder / "by-id"
    etc.mkdir()
    ports.mkdir()
    for machine, name in PORTS.items():
        (ports / name).symlink_to(made[machine]["port"])
    told = Terminal([str(build / "kiosk/kiosk"), "--setup", "--config", str(etc / "kiosk.toml"), "--ports", str(ports)])
    told.answer("Name of this kiosk", "nukus-01")
    told.answer("Title of the shop", "")
    told.answer("Company", made["shop"]["company"])
    told.answer("INN", made["shop"]["inn"])
    told.answer("Address, as registered", made["shop"]["address"])
    told.answer("Phone of the support", "998 61 222 00 00")
    told.answer("Address of its API", made["store"]["api_url"])
    told.answer("Address of its orders", made["store"]["orders_url"])
    told.answer("Phone of the kiosk's account", made["store"]["phone"])
    told.answer("Password", password, secret=True)
    told.answer("Latitude", "")
    told.answer("Table of products", made["store"]["attributes_file"])
    told.answer("Receipt printer", "")
    told.answer("Profile of the printer", "")
    told.answer("Banknote validator", "")
    told.answer("Serial scanner", "3")
    told.answer("Fiscal module", made["fiscal"]["url"])
    told.answer("Edition", "")
    told.answer("Add a person", "")
    told.answer("Name", "Gulnaz")
    told.answer("Role", "")
    for question in ("PIN", "once more"):
        told.answer(question, "135791", secret=True)
    told.answer("Add a person", "")
    told.end()
    names = {made["store"]["api_url"]: "https://api.shop.example", made["store"]["orders_url"]: "wss://api.shop.example/orders", made["fiscal"]["url"]: "http://192.168.1.20:8080",
             made["store"]["attributes_file"]: "/etc/kiosk/products.csv", str(ports): "/dev/serial/by-id", str(etc): "/etc/kiosk"}
    shown = told.shown
    for of_the_bench in sorted(names, key=len, reverse=True):
        shown = shown.replace(of_the_bench, names[of_the_bench])
    if str(folder) in shown or "127.0.0.1" in shown:
        raise Failed("the bench's own names stand in the picture")
    return shown


def rows_of(shown):
    """The terminal's lines as (text, ink, bold) runs."""
    screen = pyte.Screen(COLUMNS, 220)
    pyte.Stream(screen).feed(shown)
    rows = []
    for number in range(screen.cursor.y + 1):
        line, runs = screen.buffer[number], []
        for column in range(COLUMNS):
            char = line[column]
            ink = (INK.get(char.fg, INK["default"]), char.bold)
            if runs and runs[-1][1:] == ink:
                runs[-1] = (runs[-1][0] + char.data, *ink)
            else:
                runs.append((char.data, *ink))
        rows.append(runs)
    return rows


def terminal_svg(rows):
    width, height, step = 20 + COLUMNS * 8.44, 20 + 19 * len(rows), 19
    lines = [f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:.0f}" height="{height}"><rect width="100%" height="100%" rx="8" fill="#211c17"/>']
    for number, runs in enumerate(rows):
        spans = "".join(f'<tspan fill="{ink}" font-weight="{"bold" if bold else "normal"}">{html.escape(text)}</tspan>' for text, ink, bold in runs).rstrip()
        lines.append(f'<text x="10" y="{24 + step * number}" font-family="DejaVu Sans Mono" font-size="14" xml:space="preserve">{spans}</text>')
    return "\n".join([*lines, "</svg>"])


def plugs_svg():
    """The computer with what hangs on it; a line for each cable."""
    machines = [("Power", "220 V, switched on last", "#8a847c"), ("Display", "HDMI or DisplayPort; its touch cable into USB", "#8a847c"),
                ("Network", "cable to the shop's router", "#2f6fb0"), ("Receipt printer", "USB adapter 1", "#0b5c57"), ("Banknote validator", "USB adapter 2", "#0b5c57"),
                ("Scanner", "USB adapter 3, or USB as a keyboard", "#0b5c57"), ("Fiscal module", "cable to the same router, or USB adapter 4", "#2f6fb0"),
                ("Keyboard, USB stick", "only while it is set up", "#d99a12")]
    parts = ['<svg xmlns="http://www.w3.org/2000/svg" width="980" height="640" font-family="Noto Sans">', '<rect width="100%" height="100%" fill="#fbf8f3"/>',
             '<rect x="30" y="170" width="240" height="300" rx="14" fill="#fff" stroke="#1f1b16" stroke-width="3"/>',
             '<text x="150" y="305" font-size="26" font-weight="bold" text-anchor="middle">Computer</text>',
             '<text x="150" y="336" font-size="17" text-anchor="middle" fill="#57514a">in the kiosk\'s case</text>']
    for number, (name, where, color) in enumerate(machines):
        y, out = 48 + 78 * number, 190 + 36 * number
        parts += [f'<path d="M270 {out} C 400 {out}, 380 {y}, 500 {y}" fill="none" stroke="{color}" stroke-width="5"/>',
                  f'<circle cx="270" cy="{out}" r="8" fill="{color}"/>',
                  f'<rect x="500" y="{y - 32}" width="450" height="64" rx="10" fill="#fff" stroke="{color}" stroke-width="3"/>',
                  f'<text x="518" y="{y - 4}" font-size="20" font-weight="bold">{name}</text>',
                  f'<text x="518" y="{y + 20}" font-size="16" fill="#57514a">{where}</text>']
    return "\n".join([*parts, "</svg>"])


def drawn(svg, folder, target, width):
    source = folder / f"{target.stem}.svg"
    source.write_text(svg, encoding="utf-8")
    subprocess.run(["rsvg-convert", "-o", folder / f"{target.stem}.raw.png", source], check=True)
    shrink(folder / f"{target.stem}.raw.png", target, width, 24)


def parts_of(rows):
    """Three pictures: shop and store; machines; staff and the end."""
    texts = ["".join(run[0] for run in row) for row in rows]
    cuts = [0, *(next(number for number, text in enumerate(texts) if text.startswith(begin)) for begin in ("The serial machines", "Who may enter")), len(rows)]
    return [rows[start:end] for start, end in zip(cuts, cuts[1:])]


def take(build, out):
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="kiosk-install.") as top, display() as display_name:
        folder = Path(top)
        drawn(plugs_svg(), folder, out / "plugs.png", 980)
        with bench(build, folder, None) as (config, _):
            rows = rows_of(set_up(build, folder, config))
        # The same as text: a test sees by it that the pictures are those of today's setup.
        (out / "setup.txt").write_text("\n".join("".join(run[0] for run in row).rstrip() for row in rows) + "\n", encoding="utf-8")
        for number, part in enumerate(parts_of(rows), 1):
            while part and not "".join(run[0] for run in part[-1]).strip():
                part.pop()
            drawn(terminal_svg(part), folder, out / f"setup-{number}.png", 864)
        socket = folder / "notice.sock"
        with running([build / "kiosk/kiosk", "--config", folder / "none.toml", "--notice", "2", "--windowed", "1080x1920", "--automation", socket],
                     env={**os.environ, "DISPLAY": display_name, "SDL_VIDEODRIVER": "x11"}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL):
            deadline = time.monotonic() + 20
            while not socket.exists() and time.monotonic() < deadline:
                time.sleep(0.1)
            screen = Kiosk(str(socket))
            screen.wait("out_of_service", 20)
            rested(screen)
            screen.screenshot(folder / "notice.png")
        shrink(folder / "notice.png", out / "not-set-up.png", 360)
    for path in sorted(out.glob("*.png")):
        print(f"{path.name} {path.stat().st_size // 1000} kB")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", type=Path, required=True, help="the folder that the kiosk was built in")
    parser.add_argument("--out", type=Path, required=True)
    given = parser.parse_args()
    try:
        take(given.build.resolve(), given.out.resolve())
    except Failed as failure:
        print(f"install_pictures: {failure}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
