#!/usr/bin/env python3
"""as_delivered_test.py DELIVERED TESTED LONE_KIOSK: what is for tests alone is in the programs of the tests alone. DELIVERED is built as README's
"Installing on a kiosk" says (without KIOSK_AUTOMATION), TESTED is the program of this build."""

import subprocess
import sys
from pathlib import Path

FAULTS, AUTOMATION = b"KIOSK_FAULT", b"tap_at"


def main(delivered, tested, lone_kiosk):
    holds = {(name, text): text in Path(name).read_bytes() for name in (delivered, tested, lone_kiosk) for text in (FAULTS, AUTOMATION)}
    wrong = [f"{name} holds {text.decode()}" for name, text in ((delivered, FAULTS), (tested, FAULTS), (delivered, AUTOMATION)) if holds[name, text]]
    # Else this would look for what is nowhere.
    wrong += [f"{name} does not hold {text.decode()}" for name, text in ((lone_kiosk, FAULTS), (tested, AUTOMATION)) if not holds[name, text]]
    version = subprocess.run([delivered, "--version"], capture_output=True, text=True, timeout=20)
    if version.returncode != 0 or not version.stdout.startswith("kiosk "):
        wrong.append(f"{delivered} --version: {version.returncode}, {version.stdout!r}, {version.stderr!r}")
    print("\n".join(wrong) if wrong else "nothing of the tests is delivered")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
