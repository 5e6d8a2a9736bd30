"""Plays the machine's scenarios. machine.py --list | all | slice | NAME..

Each scenario boots a Debian machine of its own with the kiosk installed as README says. The table at the end says what was played and how long it took;
pictures are kept in build-machine/pictures. Ends with 0 when all passed, 77 when this host cannot do it at all (the reason is said), else 1."""

import argparse
import os
import signal
import sys
import time
import traceback
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).parent))
import image  # noqa: E402
import plays  # noqa: E402
import root  # noqa: E402
from qemu import TooLate  # noqa: E402
from world import Failed, Stage, of_a_busy_host  # noqa: E402

SKIPPED = 77


class Programs:
    def __init__(self, build, cache):
        self.build = build
        self.kiosk, self.delivered = build / "kiosk/kiosk", build / "tests/kiosk/kiosk-as-delivered"
        self.picture, self.bench = build / "kiosk/kiosk-picture", build / "devices/simulators/bench/kiosk-bench"
        self.products = build / "demo_catalog/products.csv"
        self.out, self.bad_world = cache / "pictures", None


def say(*words):
    print(time.strftime("%H:%M:%S "), *words, flush=True)


def too_late(_signal, _frame):
    raise TooLate


def play(stage, name):
    scenario = plays.ALL[name]
    began, notes = time.monotonic(), []
    signal.signal(signal.SIGALRM, too_late)
    limit = of_a_busy_host(scenario.seconds)
    signal.alarm(limit)
    try:
        scenario(stage, lambda *words: notes.append(" ".join(map(str, words))))
        fault = None
    except TooLate:
        fault = f"not done within {limit} s"
        traceback.print_exc(limit=-6)
    except Failed as failure:
        fault = str(failure)
        traceback.print_exc(limit=-4)
    except Exception as failure:  # a mistake of the test is a failure, too, and the others are played all the same
        fault = f"{type(failure).__name__}: {failure}"
        traceback.print_exc()
    finally:
        signal.alarm(0)
    return name, fault, time.monotonic() - began, notes


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", type=Path, required=True)
    parser.add_argument("--cache", type=Path, required=True)
    parser.add_argument("--list", action="store_true", help="the names, and what each is about")
    parser.add_argument("names", nargs="*", metavar="NAME")
    words = parser.parse_args()
    if words.list or not words.names:
        for name, scenario in plays.ALL.items():
            print(f"{name:20} {scenario.__doc__.splitlines()[0]}{'  [slice]' if scenario.in_slice else '  [not in all]' if scenario.apart else ''}")
        return 0
    names = [n for n in plays.ALL if not plays.ALL[n].apart] if words.names == ["all"] else [n for n in plays.ALL if plays.ALL[n].in_slice] if words.names == ["slice"] else words.names
    if unknown := [name for name in names if name not in plays.ALL]:
        parser.error(f"no scenario {', '.join(unknown)}; --list names them")
    cache = words.cache.resolve()
    cache.mkdir(parents=True, exist_ok=True)
    programs = Programs(words.build.resolve(), cache)
    try:
        if os.geteuid() != 0:
            raise root.Missing("making a disk with files of many owners needs root")
        stage = Stage(programs, cache, lambda *more: root.image(cache, programs, say, more), lambda: image.make(cache, programs, say))
        for made in set().union(*(plays.ALL[name].on for name in names)):
            getattr(stage, made)
    except root.Missing as reason:
        print(f"skipped: {reason}")
        return SKIPPED
    results = []
    for name in names:
        say(name)
        results.append(play(stage, name))
        _, fault, seconds, notes = results[-1]
        say(f"{name}: {fault or 'passed'} ({seconds:.0f} s; {'; '.join(notes)})")
    print()
    for name, fault, seconds, notes in results:
        print(f"{'FAILED' if fault else 'passed'}  {name:20} {seconds:6.0f} s  {'; '.join(notes)}")
        if fault:
            print(f"        {fault}")
    return 1 if any(fault for _, fault, _, _ in results) else 0


if __name__ == "__main__":
    sys.exit(main())
