"""Runs one scenario by its name: scenarios.py --kiosk PROGRAM --bench PROGRAM --out FOLDER FILE NAME"""

import argparse
import importlib
import signal
import sys
import time
import traceback
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).parent))
from harness import Failed, Programs  # noqa: E402


def too_late(_signal, _frame):
    raise Failed("the scenario took too long")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kiosk", required=True, type=Path)
    parser.add_argument("--bench", required=True, type=Path)
    parser.add_argument("--out", required=True, type=Path, help="pictures and logs of failures")
    parser.add_argument("--bad-world", type=Path, help="the library for scenarios of disk and clock")
    parser.add_argument("--seconds", type=int, default=80, help="then it fails, and cleans up after itself")
    parser.add_argument("file", help="module with the scenario, without .py")
    parser.add_argument("name", help="the function")
    arguments = parser.parse_args()
    signal.signal(signal.SIGALRM, too_late)
    signal.alarm(arguments.seconds)
    began = time.monotonic()
    try:
        scenario = getattr(importlib.import_module(arguments.file), arguments.name)
        scenario(Programs(arguments.kiosk.resolve(), arguments.bench.resolve(), arguments.out.resolve(), arguments.bad_world))
    except Failed as failure:
        traceback.print_exc(limit=-3)
        print(f"{arguments.name}: {failure}", file=sys.stderr)
        return 1
    print(f"{arguments.name}: {time.monotonic() - began:.1f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
