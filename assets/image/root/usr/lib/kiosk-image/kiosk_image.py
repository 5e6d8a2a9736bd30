"""Where things are on the machine, what is told of an update, and how other programs are called."""

import json
import os
import subprocess
from pathlib import Path

ROOT = Path(os.environ.get("KIOSK_IMAGE_ROOT", "/"))  # another one in tests
VERSION = ROOT / "usr/lib/kiosk-image/version"
STATE = ROOT / "state"
UPDATES = STATE / "update"
INBOX = UPDATES / "inbox"  # root's own; the only folder from which a request may name a bundle
LAST = UPDATES / "last.json"
RUN = ROOT / "run/kiosk-update"
STATUS = RUN / "status.json"
RESTART = "/usr/libexec/kiosk-machine/restart-when-quiet"
CONFIG = ROOT / "etc/kiosk/kiosk.toml"
JOURNAL = ROOT / "var/lib/kiosk"
STATE_LOST = ROOT / "run/kiosk-state-lost"
STATES = ("none", "downloading", "installing", "waiting", "trying", "good", "failed")


class Refused(Exception):
    """Said to the one who asked."""


class Busy(Refused):
    """Not now; what was said of the update before still holds."""


def version():
    return VERSION.read_text().strip()


def newer(one, than):
    """In dpkg's order."""
    return subprocess.run(["dpkg", "--compare-versions", one, "gt", than], check=False).returncode == 0


def put_whole(path, text, mode=0o644):
    """After a power cut at any moment the file is the old one or the new one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.new")
    fd = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC | os.O_NOFOLLOW, mode)
    with os.fdopen(fd, "w") as file:
        os.fchmod(fd, mode)
        file.write(text)
        file.flush()
        os.fsync(fd)
    draft.rename(path)
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    os.fsync(folder)
    os.close(folder)


def last():
    """The state of the last update that was asked for: {asked, slot, state, why}."""
    try:
        known = json.loads(LAST.read_text())
        return known if isinstance(known, dict) else {}
    except (OSError, ValueError):
        return {}


def tell(slot, state, why="", asked=None, keep=True):
    """What others read of it. `keep`: known after a restart, too."""
    assert state in STATES
    said = {"version": version(), "slot": slot, "asked": asked, "state": state, "why": why[:300]}
    if keep:
        put_whole(LAST, json.dumps({key: said[key] for key in ("asked", "state", "why")} | {"slot": slot}) + "\n")
    put_whole(STATUS, json.dumps(said) + "\n")


def properties(unit, *names):
    """What systemd says of a unit."""
    words = ["systemctl", "show", unit, *(f"--property={name}" for name in names)]
    said = subprocess.run(words, capture_output=True, text=True, check=False, timeout=60).stdout
    return {name: value for name, _, value in (line.partition("=") for line in said.splitlines())}
