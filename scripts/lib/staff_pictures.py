#!/usr/bin/env python3
"""staff_pictures.py --build FOLDER --out FOLDER [--language CODE..]: the pages of staff mode in each language, for the staff's handbook (scripts/handbook).

Starts the bench and a kiosk on a virtual display, lets a customer buy for cash and another walk off in the middle, takes the paper out, and keeps what staff see
then in FOLDER/CODE/. Standard library; ImageMagick makes the pictures small.
"""

import argparse
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parent), str(Path(__file__).resolve().parents[1])]
from demo_customer import Customer, say  # noqa: E402
from json_lines import Failed  # noqa: E402
from kiosk_driver import Config  # noqa: E402
from kiosk_figures import bench, display, kiosk  # noqa: E402

LANGUAGES = ("kaa", "uz", "ru", "en")
BENCH_PIN = "2468"
WIDTH = 540
PAGES = ("staff_login", "staff-status", "staff-printer", "staff-fiscal", "staff-encash", "staff-sales", "staff-open")


def configuration(config, language, **cash):
    """The bench's configuration with this language as the default, so that every visit begins in it; `cash`: keys of that section."""
    text = Path(config).read_text(encoding="utf-8")
    listed = ", ".join(f'"{code}"' for code in [language, *(code for code in LANGUAGES if code != language)])
    text, languages = re.subn(r"(?m)^languages = \[.*\]$", f"languages = [{listed}]", text)
    text, sections = re.subn(r"(?m)^\[cash\]$", "\n".join(["[cash]", *(f"{key} = {value}" for key, value in cash.items())]), text)
    if (languages, sections) != (1, 1):
        raise Failed("the bench's configuration names no languages, or no validator")
    path = Path(config).with_name("pictures.toml")
    path.write_text(text, encoding="utf-8")
    return path


def open_staff_mode(screen, before_signing_in=lambda: None):
    """Five taps on the logo and the PIN; in staff mode afterwards."""
    say("opens staff mode")
    screen.wait("attract", 45)
    if "staff.door" not in screen.nodes():  # the logo stands in the bar of the next screen
        screen.tap("attract.start")
        screen.wait("catalog", 15)
    for _ in range(5):
        screen.tap("staff.door")
    screen.wait("staff_login", 10)
    screen.fill("staff_login.pin", BENCH_PIN)
    before_signing_in()
    screen.tap("staff_login.next")
    screen.wait("staff", 15)


def rested(screen):
    """Until nothing lies over the page and nothing moves."""
    for _ in range(40):
        if "toast.message" not in screen.nodes():
            break
        time.sleep(0.2)
    time.sleep(0.4)


class Staff(Customer):
    """Does to the kiosk what fills the pages of staff mode, then looks at them."""

    def picture(self, what):
        if what not in PAGES:
            return
        rested(self.kiosk)
        self.kiosk.screenshot(self.out / f"{what}.png")

    def walk_off(self):
        """One note, and nobody touches the screen again: a claim."""
        self.purchase = "claim"
        self.choose_goods_by_scan()
        self.go_to_payment()
        self.choose("cash")
        self.see("cash", 30)
        self.insert_note(100_000)
        self.kiosk.wait("failed", 30)
        self.kiosk.wait_for("the claim's slip", 20, lambda nodes: nodes.get("failed.claim", {}).get("value"))
        time.sleep(1)
        self.kiosk.tap("failed.finish")
        self.kiosk.wait("attract", 20)

    def look(self):
        self.bench.must("printer", "paper_out")
        deadline = time.monotonic() + 20
        while self.kiosk.state()["devices"]["printer"]["health"] == "ok":
            if time.monotonic() > deadline:
                raise Failed("the kiosk does not see that the paper is out")
            time.sleep(0.2)
        open_staff_mode(self.kiosk, lambda: self.picture("staff_login"))
        for page in ("status", "printer"):
            self.kiosk.tap(f"staff.tab.{page}")
            self.picture(f"staff-{page}")
        self.bench.must("printer", "paper_in")
        self.kiosk.wait_for("the printer", 20, lambda _: self.kiosk.state()["devices"]["printer"]["health"] == "ok")
        self.kiosk.tap("staff.tab.fiscal")
        self.kiosk.tap("staff.x_report")
        self.kiosk.wait_for("the sums of the shift", 20, lambda nodes: "staff.shift" in nodes)
        self.picture("staff-fiscal")
        self.kiosk.tap("staff.tab.cash")
        self.kiosk.tap("staff.encash")
        self.kiosk.fill("staff.seal", "77123")
        self.picture("staff-encash")
        self.kiosk.tap("dialog.no")
        for page in ("sales", "open"):
            self.kiosk.tap(f"staff.tab.{page}")
            self.picture(f"staff-{page}")


def shrink(source, target, width, colors=96):
    """Few colours are enough: the screens are flat."""
    subprocess.run(["convert", str(source), "-resize", f"{width}x", "-strip", "-dither", "None", "-colors", str(colors), "-define", "png:compression-level=9",
                    f"PNG8:{target}"], check=True, stdout=subprocess.DEVNULL)


def take(build, language, out):
    with tempfile.TemporaryDirectory(prefix="kiosk-pictures.") as top, display() as display_name:
        folder = Path(top)
        raw = folder / "raw"
        raw.mkdir()
        with bench(build, folder, None) as (config, machines):
            path = configuration(config, language, abandon_seconds=3)
            with kiosk(build, folder, path, display_name) as (_, screen):
                staff = Staff(screen, machines, Config(path), raw)
                staff.buy_by_cash()
                staff.walk_off()
                staff.look()
        out.mkdir(parents=True, exist_ok=True)
        for page in PAGES:
            shrink(raw / f"{page}.png", out / f"{page}.png", WIDTH)
    say(f"{len(PAGES)} pages of staff mode in {language}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", type=Path, required=True, help="the folder that the kiosk was built in")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--language", action="append", choices=LANGUAGES)
    given = parser.parse_args()
    try:
        for language in given.language or LANGUAGES:
            take(given.build.resolve(), language, given.out.resolve() / language)
    except Failed as failure:
        print(f"staff_pictures: {failure}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
