#!/usr/bin/env python3
"""Figures of the running kiosk, on a virtual display and the bench: start, reaction, idle cost, memory. Prints one line a
figure: name value unit. Started by scripts/bench; standard library only.

The kiosk's own part comes from the automation's "stats": first_frame_ms (from the start of the process), last_tap_ms (from
the last tap to the frame that showed it), frame_p50_ms, frame_p99_ms. The rest is read from /proc.
"""

import argparse
import contextlib
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from json_lines import Failed  # noqa: E402
from kiosk_driver import Bench, Kiosk  # noqa: E402

TAPS = 200
CATALOGUES = {"demo": None, "100000_products": 100_000}


def figure(name, value, unit):
    print(f"{name} {value:.6g} {unit}", flush=True)


@contextlib.contextmanager
def running(command, **options):
    """A process that is asked to end, and made to after 6 s."""
    process = subprocess.Popen(command, **options)
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(6)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@contextlib.contextmanager
def display():
    read, write = os.pipe()
    with running(["Xvfb", "-displayfd", str(write), "-screen", "0", "1080x1920x24", "-nolisten", "tcp"],
                 pass_fds=[write], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL):
        os.close(write)
        with os.fdopen(read) as said:
            number = said.readline().strip()
        if not number:
            raise Failed("Xvfb did not start")
        yield ":" + number


@contextlib.contextmanager
def bench(build, folder, products):
    control = folder / "bench.sock"
    command = [build / "devices/simulators/bench/kiosk-bench", "--folder", folder / "bench", "--control", control,
               "--until-stdin-ends"]
    if products:
        command += ["--products", str(products)]
    with open(folder / "bench.log", "wb") as log, running(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, text=True) as process:
        for line in process.stdout:
            if line.startswith("ready "):
                yield line.split(" ", 1)[1].strip(), Bench(str(control))
                return
        raise Failed(f"the bench did not become ready: see {folder / 'bench.log'}")


@contextlib.contextmanager
def kiosk(build, folder, config, display_name):
    socket = folder / "kiosk.sock"
    command = [build / "kiosk/kiosk", "--config", config, "--state", folder / "state", "--windowed", "1080x1920",
               "--automation", socket]
    environment = {**os.environ, "DISPLAY": display_name, "SDL_VIDEODRIVER": "x11"}
    environment.pop("WAYLAND_DISPLAY", None)
    with open(folder / "kiosk.log", "ab") as log, running(command, stdout=log, stderr=log, env=environment) as process:
        yield process.pid, Kiosk(str(socket))


def cpu_seconds(pid):
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def pss_megabytes(pid):
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) / 1024
    raise Failed("the kernel does not tell the memory of a process")


def idle_cost(name, pid, seconds):
    time.sleep(3)  # transitions and what came over the wires just now
    before, start = cpu_seconds(pid), time.monotonic()
    time.sleep(seconds)
    used, passed = cpu_seconds(pid) - before, time.monotonic() - start
    figure(name, used * 60 / passed, "cpu_s/min")


def tap_to_frame(screen):
    """Languages change everything that is drawn: the dearest tap there is. After them, small changes."""
    names = [name for name in screen.nodes() if name.startswith("language.")]
    if len(names) < 2:
        raise Failed("there are no two languages to tap on")
    times = []
    for i in range(TAPS):
        screen.tap(names[i % len(names)])
        time.sleep(0.05)
        times.append(screen.stats()["last_tap_ms"])
    times.sort()
    figure("tap_to_frame_p50", statistics.median(times), "ms")
    figure("tap_to_frame_p99", times[int(len(times) * 0.99) - 1], "ms")


def wait_for_catalogue(screen, products):
    deadline = time.monotonic() + 300
    while screen.state()["devices"].get("catalog_size", 0) < (products or 1):
        if time.monotonic() > deadline:
            raise Failed("the catalogue was not synchronised within 300 s")
        time.sleep(0.5)


def measure(build, name, products, idle_seconds):
    with tempfile.TemporaryDirectory(prefix="kiosk-figures.") as top, display() as display_name:
        folder = Path(top)
        with bench(build, folder, products) as (config, _):
            with kiosk(build, folder, config, display_name) as (_, screen):
                screen.wait("attract", 60)
                wait_for_catalogue(screen, products)
            starts = []
            for _ in range(5):  # with the catalogue on disk, as every morning
                with kiosk(build, folder, config, display_name) as (_, screen):
                    screen.wait("attract", 60)
                    starts.append(screen.stats()["first_frame_ms"])
            figure(f"first_frame_{name}", statistics.median(starts), "ms")
            with kiosk(build, folder, config, display_name) as (pid, screen):
                screen.wait("attract", 60)
                wait_for_catalogue(screen, products)
                figure(f"memory_pss_{name}", pss_megabytes(pid), "MB")
                if products:
                    return
                idle_cost("idle_attract", pid, idle_seconds)
                tap_to_frame(screen)
                screen.tap("attract.start")
                screen.wait("catalog", 15)
                screen.tap("cart.open")
                screen.wait("cart", 15)
                idle_cost("idle_cart", pid, min(idle_seconds, 25))  # before the idle question comes
                stats = screen.stats()
                figure("frame_p50", stats["frame_p50_ms"], "ms")
                figure("frame_p99", stats["frame_p99_ms"], "ms")
                figure("memory_pss_after_use", pss_megabytes(pid), "MB")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--build", required=True, type=Path, help="the folder that the kiosk was built in")
    parser.add_argument("--idle-seconds", type=float, default=60)
    arguments = parser.parse_args()
    failed = False
    for name, products in CATALOGUES.items():
        try:
            measure(arguments.build.resolve(), name, products, arguments.idle_seconds)
        except Failed as failure:
            print(f"figures of {name}: {failure}", file=sys.stderr)
            failed = True
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
