#!/usr/bin/python3
"""The first start of a machine: the questions of kiosk --setup on the screen, with nothing else within reach, until there is a configuration. A stick that
brings one (stick.py) ends it, too.

The console cannot be left by a key. Ctrl+C begins the questions again. The unit's sandbox leaves the program that asks nothing to write but the
configuration."""

import fcntl
import os
import signal
import subprocess
import sys
import termios
import time

import kiosk_image

CONSOLE = 1
BY_STICK = kiosk_image.ROOT / "run/kiosk-stick/configured"
VT_ACTIVATE, VT_WAITACTIVE, VT_LOCKSWITCH, VT_UNLOCKSWITCH = 0x5606, 0x5607, 0x560B, 0x560C
HEAD = """
  This kiosk is not set up yet.

  The questions below are all that it needs. Ctrl+C begins them again.
  A USB stick with a folder "kiosk" is taken over when it is plugged in now: products.csv, authorized_keys, shop.network, store-ca.crt,
  or a whole configuration (kiosk.toml, store.password, staff.toml).

  The machine: version {version}, {addresses}
{note}
"""


def console(terminal, *calls):
    for call, argument in calls:
        try:
            fcntl.ioctl(terminal, call, argument)
        except OSError as fault:  # no console of the kernel's, such as a serial line
            print(f"first start: {fault}", file=sys.stderr)


def plain(terminal):
    """As a terminal is, but for what stops, suspends or dumps."""
    state = termios.tcgetattr(terminal)
    state[0] &= ~termios.IXON
    state[6][termios.VSUSP] = state[6][termios.VQUIT] = b"\0"
    termios.tcsetattr(terminal, termios.TCSANOW, state)


def addresses():
    said = subprocess.run(["ip", "-brief", "-4", "address", "show", "up", "scope", "global"], capture_output=True, text=True, check=False).stdout
    return ", ".join(f"{words[0]} {words[2]}" for words in (line.split() for line in said.splitlines()) if len(words) > 2) or "no network yet"


def ask():
    """One go through the questions; a person who interrupts it gets another."""
    subprocess.run(["stty", "sane"], check=False)
    plain(0)
    note = kiosk_image.ROOT / "etc/kiosk-image-note"
    print("\033[2J\033[H" + HEAD.format(version=kiosk_image.version(), addresses=addresses(), note=note.read_text() if note.exists() else ""), flush=True)
    asking = subprocess.Popen(["/usr/bin/kiosk", "--setup"], preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL))
    while asking.poll() is None:
        if BY_STICK.exists():
            asking.terminate()
        time.sleep(0.5)
    return asking.returncode


def main():
    signal.signal(signal.SIGINT, lambda *_: None)
    for ignored in (signal.SIGQUIT, signal.SIGTSTP):
        signal.signal(ignored, signal.SIG_IGN)
    console(0, (VT_ACTIVATE, CONSOLE), (VT_WAITACTIVE, CONSOLE), (VT_LOCKSWITCH, 0))
    try:
        while not kiosk_image.CONFIG.exists():
            if ask() != 0 and not kiosk_image.CONFIG.exists():
                time.sleep(2)
        print("\n  The kiosk starts.", flush=True)
        time.sleep(3)
    finally:
        console(0, (VT_UNLOCKSWITCH, 0))
    return 0


if __name__ == "__main__":
    os.environ.setdefault("TERM", "linux")
    sys.exit(main())
