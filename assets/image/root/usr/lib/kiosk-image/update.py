#!/usr/bin/python3
"""kiosk-update [--sha256 DIGEST] [--downgrade] BUNDLE|https://..: installs a bundle into the slot that does not run, in the background; the machine restarts
into it when nobody has shopped for ten seconds. A new slot that is not found healthy goes back by itself (judge.py).

RAUC decides what is installed: a bundle whose signature is not of the release key of this image is refused, whoever asks. What is running is never replaced by
something older unless --downgrade is said here, at the machine. kiosk-update --status says how far it is. Ends with 0 when the bundle is installed and the
restart is asked for, else with 1."""

import argparse
import fcntl
import hashlib
import json
import os
import re
import stat
import subprocess
import sys

import kiosk_image
import slots
from kiosk_image import Busy, Refused

LARGEST = 1 << 30  # of a bundle
KEPT_FREE = 256 << 20  # of the state partition: the journal's room


CANNOT_GO_ON = (22, 33, 36)  # curl's: the server refuses the rest of a file, knows no parts, or this is not a part of its file


class Failed(Refused):
    def __init__(self, said, code):
        super().__init__(said)
        self.code = code


def said_by(words, what):
    done = subprocess.run(words, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        last_line = ((done.stderr or done.stdout).strip().splitlines() or ["nothing was said"])[-1]
        raise Failed(f"{what}: {last_line}", done.returncode)
    return done.stdout


def room(folder):
    """How large a bundle may be there."""
    free = os.statvfs(folder)
    most = min(LARGEST, free.f_bavail * free.f_frsize - KEPT_FREE)
    if most <= 0:
        raise Refused(f"{folder} has less than {KEPT_FREE >> 20} MB left, which the journal may need")
    return most


def fetch(url, digest):
    """The bundle on the state partition. A transfer that broke off, or that the power cut, goes on where it was, when the digest says that it is the same one."""
    kept = kiosk_image.UPDATES / f"{digest or 'unnamed'}.raucb"
    for old in kiosk_image.UPDATES.glob("*.raucb"):
        if old != kept or not digest:
            old.unlink()
    begun = kept.exists()
    if begun and digest_of(kept) == digest:
        return kept
    try:
        said_by(["curl", "--silent", "--show-error", "--fail", "--location", "--max-redirs", "3", "--proto", "=https", "--proto-redir", "=https",
                 "--connect-timeout", "30", "--speed-limit", "500", "--speed-time", "120", "--retry", "10", "--retry-delay", "15", "--retry-connrefused",
                 "--max-filesize", str(room(kiosk_image.UPDATES)), "--continue-at", "-", "--output", str(kept), "--", url], f"{url} could not be fetched")
    except Failed as fault:
        if begun and fault.code in CANNOT_GO_ON:  # once more, from the beginning
            kept.unlink(missing_ok=True)
            return fetch(url, digest)
        raise  # what came so far stays for the next time
    if digest and digest_of(kept) != digest:
        kept.unlink()
        raise Refused(f"{url} is not the file that was asked for: its digest is another one")
    return kept


def digest_of(path):
    sum_ = hashlib.sha256()
    with open(path, "rb") as file:
        while part := file.read(1 << 20):
            sum_.update(part)
    return sum_.hexdigest()


def of_a_file(name, digest):
    """A file that nobody but root may change while RAUC reads it."""
    if not os.path.isabs(name):
        name = os.path.abspath(name)
    try:
        fd = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as fault:
        raise Refused(f"{name} cannot be read: {fault.strerror}") from fault
    about = os.fstat(fd)
    os.close(fd)
    if not stat.S_ISREG(about.st_mode) or about.st_size > LARGEST:
        raise Refused(f"{name} is no file of at most {LARGEST >> 20} MB")
    if digest and digest_of(name) != digest:
        raise Refused(f"{name} is not the file that was asked for: its digest is another one")
    return name


def look_at(bundle):
    """What the bundle says that it is; RAUC has checked who signed it."""
    try:
        about = json.loads(said_by(["rauc", "info", "--output-format=json", str(bundle)], f"{bundle} is refused"))
        return str(about["compatible"]), str(about["version"])
    except (ValueError, KeyError, TypeError) as fault:
        raise Refused(f"{bundle} is refused: RAUC's words about it make no sense") from fault


def install(bundle, downgrade, asked):
    running = kiosk_image.version()
    _, offered = look_at(bundle)
    if asked and asked != offered:
        raise Refused(f"{bundle} is {offered}, and not {asked} as it was asked for")
    if offered == running:
        raise Refused(f"{offered} runs already")
    if not downgrade and not kiosk_image.newer(offered, running):
        raise Refused(f"{offered} is older than {running}, which runs; kiosk-update --downgrade, at the machine, goes back")
    kiosk_image.tell(slots.booted(), "installing", asked=offered)
    said_by(["rauc", "install", str(bundle)], f"{offered} could not be installed")
    return offered


def ask_for_the_restart(asked):
    """No sale is interrupted: the kiosk is asked to end when nobody shops, and the machine restarts instead of it (package kiosk-machine)."""
    kiosk_image.tell(slots.booted(), "waiting", "the machine restarts when nobody has shopped for ten seconds", asked)
    if kiosk_image.CONFIG.exists():
        subprocess.run([kiosk_image.RESTART, f"update to {asked}"], check=False)
    else:  # nobody can shop
        subprocess.run(["systemctl", "--no-block", "reboot"], check=False)


def waits():
    """The next start of the machine takes another slot than the one that runs."""
    return slots.Slots().primary() != slots.booted()


def one_at_a_time():
    kiosk_image.RUN.mkdir(parents=True, exist_ok=True)
    lock = open(kiosk_image.RUN / "lock", "w")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise Busy("another update runs") from None
    return lock


def update(what, digest=None, downgrade=False, asked=None):
    """`asked`: the version that the bundle must be."""
    if digest is not None and not re.fullmatch(r"[0-9a-f]{64}", digest):
        raise Refused("the digest is no SHA-256: 64 hexadecimal digits")
    if kiosk_image.STATE_LOST.exists():
        raise Refused("the state partition is not there: " + kiosk_image.STATE_LOST.read_text().strip())
    with one_at_a_time():
        if waits():
            raise Busy("an update is installed already, and waits for the restart")
        kiosk_image.UPDATES.mkdir(mode=0o700, exist_ok=True)
        if slots.Slots().read()[slots.booted()] != "good":
            raise Busy("what runs is itself on trial yet")
        fetched = None
        try:
            if re.match(r"[a-z]+://", what):
                if not what.startswith("https://"):
                    raise Refused(f"{what[:80]}: only https:// addresses and files")
                kiosk_image.tell(slots.booted(), "downloading", asked=asked)
                bundle = fetched = fetch(what, digest)
            else:
                bundle = of_a_file(what, digest)
            asked = install(bundle, downgrade, asked)
        except (Refused, slots.Lost, OSError) as fault:
            kiosk_image.tell(slots.booted(), "failed", str(fault), asked)
            raise
        finally:
            if fetched:
                fetched.unlink(missing_ok=True)
        ask_for_the_restart(asked)
    return asked


def main():
    parser = argparse.ArgumentParser(prog="kiosk-update", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sha256", metavar="DIGEST")
    parser.add_argument("--downgrade", action="store_true", help="an older version may be installed")
    parser.add_argument("--status", action="store_true")
    parser.add_argument("what", nargs="?", metavar="BUNDLE|URL")
    words = parser.parse_args()
    if words.status:
        print(kiosk_image.STATUS.read_text(), end="")
        return 0
    if not words.what:
        parser.error("a bundle or its address is needed")
    os.nice(19)
    try:
        asked = update(words.what, words.sha256, words.downgrade)
    except (Refused, slots.Lost, OSError) as fault:
        print(f"kiosk-update: {fault}", file=sys.stderr)
        return 1
    print(f"{asked} is installed. The machine restarts into it when nobody has shopped for ten seconds; kiosk-update --status says what became of it.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
