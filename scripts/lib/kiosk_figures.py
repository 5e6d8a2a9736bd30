#!/usr/bin/env python3
"""Figures of the running kiosk, on a virtual display and the bench: start, reaction, idle cost, memory. Prints one line a
figure: name value unit. Started by scripts/bench; standard library only.

The kiosk's own part comes from the automation's "stats": first_frame_ms (from the start of the process), tap_to_frame_ms and
tap_part (from a touch to the return of the present of the first frame built after it, and how much of the window that frame
drew anew: kiosk/app/stats.h), frame_ms. The rest is read from /proc.
"""

import argparse
import contextlib
import csv
import json
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

TAPS = 100
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


def large_catalogue(build, folder, products):
    """The demo's goods again and again, each time under other ids, codes and names, with their rows of products.csv."""
    catalogue = json.loads((build / "demo_catalog/catalog.json").read_text(encoding="utf-8"))
    with open(build / "demo_catalog/products.csv", encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        columns, rows = reader.fieldnames, {row["product"]: row for row in reader}
    goods, many, attributes = catalogue["products"], [], [rows["delivery"]] if "delivery" in rows else []
    step = max(product["id"] for product in goods) + 1
    for number in range(products):
        round_, product = number // len(goods), goods[number % len(goods)]
        row = rows.get(str(product["id"]))
        if round_:
            product = {**product, "id": product["id"] + round_ * step, "code": f"{product['code']}-{round_}",
                       "name": f"{product['name']} / {round_}"}
            row = row and {**row, "product": str(product["id"]), "code": product["code"], "barcodes": ""}
        many.append(product)
        if row:
            attributes.append(row)
    catalogue["products"] = many
    (folder / "catalog.json").write_text(json.dumps(catalogue, ensure_ascii=False), encoding="utf-8")
    with open(folder / "products.csv", "w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(attributes)
    return ["--catalog", folder / "catalog.json", "--attributes", folder / "products.csv"]


@contextlib.contextmanager
def bench(build, folder, products):
    control = folder / "bench.sock"
    command = [build / "devices/simulators/bench/kiosk-bench", "--folder", folder / "bench", "--control", control,
               "--until-stdin-ends"]
    if products:
        command += large_catalogue(build, folder, products)
    with open(folder / "bench.log", "wb") as log, running(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, text=True) as process:
        for line in process.stdout:
            if line.startswith("ready "):
                yield line.split(" ", 1)[1].strip(), Bench(str(control))
                return
        raise Failed(f"the bench did not become ready: {(folder / 'bench.log').read_text(errors='replace').strip()[-500:]}")


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


def memory(name, pid):
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    figure(f"memory_rss_{name}", pages * os.sysconf("SC_PAGE_SIZE") / 2**20, "MB")
    # The kiosk is not dumpable: without root its smaps are closed.
    try:
        rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except PermissionError:
        print("memory_pss needs root", file=sys.stderr)
        return
    kilobytes = next(int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:"))
    figure(f"memory_pss_{name}", kilobytes / 1024, "MB")


def idle_cost(name, pid, seconds):
    time.sleep(3)  # transitions and what came over the wires just now
    before, start = cpu_seconds(pid), time.monotonic()
    time.sleep(seconds)
    used, passed = cpu_seconds(pid) - before, time.monotonic() - start
    figure(name, used * 60 / passed, "cpu_s/min")


def percentile(times, part):
    times = sorted(times)
    return times[min(len(times) - 1, int(len(times) * part))]


def reaction(name, times, part):
    figure(f"{name}_p50", statistics.median(times), "ms")
    figure(f"{name}_p99", percentile(times, 0.99), "ms")
    figure(f"{name}_redrawn", 100 * statistics.median(part), "%")


def press(screen, display_name, names):
    """A real pointer on a button: to its pressed state. It is let go beside the button, so that nothing happens."""
    times, part = [], []
    environment = {**os.environ, "DISPLAY": display_name}

    def pointer(*arguments):
        subprocess.run(["xdotool", *map(str, arguments)], env=environment, check=True, stdout=subprocess.DEVNULL)

    rects = [screen.nodes()[name]["rect"] for name in names]
    for i in range(TAPS):
        x, y, width, height = rects[i % len(rects)]
        before = screen.stats()["frames"]
        pointer("mousemove", x + width // 2, y + height // 2, "mousedown", 1)
        time.sleep(0.1)
        stats = screen.stats()
        if stats["frames"] > before:
            times.append(stats["tap_to_frame_ms"])
            part.append(stats["tap_part"])
        pointer("mousemove", 1, 1, "mouseup", 1)
        time.sleep(0.1)
    if len(times) < TAPS * 0.9:
        raise Failed(f"only {len(times)} of {TAPS} presses were seen on {names}")
    reaction("tap_to_frame", times, part)


def act(screen, figure_name, names):
    """Taps that do something: from the press to the first frame that shows it."""
    times, part = [], []
    for i in range(TAPS):
        before = screen.stats()["frames"]
        screen.tap(names[i % len(names)])
        time.sleep(0.3)  # to the end of the transition
        stats = screen.stats()
        if stats["frames"] == before:
            raise Failed(f"nothing came of a tap on {names[i % len(names)]}")
        times.append(stats["tap_to_frame_ms"])
        part.append(stats["tap_part"])
    reaction(figure_name, times, part)


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
                memory(name, pid)
                if products:
                    return
                idle_cost("idle_attract", pid, idle_seconds)
                act(screen, "tap_to_new_language", sorted(n for n in screen.nodes() if n.startswith("language."))[:2])
                screen.tap("attract.start")
                screen.wait("catalog", 15)
                time.sleep(1)
                goods = [n for n in screen.nodes() if n.startswith("catalog.product.") and n.endswith(".plus")]
                faces = [n for n in screen.nodes() if n.startswith("catalog.product.") and n.count(".") == 2]
                press(screen, display_name, (goods or faces)[:2])
                categories = [n for n in screen.nodes() if n.startswith("catalog.category.")]
                act(screen, "tap_to_new_list", categories[:2])
                stats = screen.stats()
                figure("frame_p50", stats["frame_ms"]["p50"], "ms")
                figure("frame_p99", stats["frame_ms"]["p99"], "ms")
                figure("frame_build_p50", stats["build_ms"]["p50"], "ms")
                screen.tap((goods or faces)[0])
                screen.wait_for("the basket", 5, lambda nodes: "cart.open" in nodes)
                screen.tap("cart.open")
                screen.wait("cart", 15)
                idle_cost("idle_cart", pid, min(idle_seconds, 25))  # before the idle question comes
                memory("after_use", pid)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--build", required=True, type=Path, help="the folder that the kiosk was built in")
    parser.add_argument("--idle-seconds", type=float, default=60)
    parser.add_argument("--only", choices=CATALOGUES, help="one of the catalogues")
    arguments = parser.parse_args()
    failed = False
    for name, products in CATALOGUES.items():
        if arguments.only not in (None, name):
            continue
        try:
            measure(arguments.build.resolve(), name, products, arguments.idle_seconds)
        except Failed as failure:
            print(f"figures of {name}: {failure}", file=sys.stderr)
            failed = True
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
