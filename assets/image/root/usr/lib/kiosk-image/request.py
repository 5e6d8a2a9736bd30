#!/usr/bin/python3
"""What the kiosk asks for, as its fleet told it: reads /var/lib/kiosk/update.request ({"version": .., "url": .., "sha256": ..}) and updates.

The kiosk is not privileged, and whoever got hold of it could write anything there. So the file is read once, bounded, without following a link; only https
addresses and files of root's own inbox are taken, no downgrade, and what counts in the end is the bundle's signature. It is moved
away before it is read, so that a newer one is not lost with it, and goes when what it said is kept; that is kept until it is done, so that a power cut ends nothing."""

import contextlib
import json
import os
import re
import shutil
import stat
import sys

import kiosk_image
import slots
import update
from kiosk_image import Busy, Refused

FILE = kiosk_image.JOURNAL / "update.request"
TAKEN = kiosk_image.JOURNAL / "update.request.taken"
KEPT = kiosk_image.UPDATES / "request.json"
LARGEST = 4096


def take():
    """Its bytes; None when there is no request."""
    with contextlib.suppress(FileNotFoundError):
        FILE.rename(TAKEN)
    try:
        fd = os.open(TAKEN, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except FileNotFoundError:
        return None
    try:
        about = os.fstat(fd)
        text = os.read(fd, LARGEST + 1) if stat.S_ISREG(about.st_mode) else b""
    finally:
        os.close(fd)
    if not 0 < len(text) <= LARGEST:
        raise Refused(f"the request is no file of at most {LARGEST} bytes")
    return text


def understood(text):
    """(version, where the bundle is, its digest)"""
    try:
        asked = json.loads(text)
        version, url, digest = (asked[key] for key in ("version", "url", "sha256"))
    except (ValueError, KeyError, TypeError, RecursionError) as fault:
        raise Refused('the request is not {"version": .., "url": .., "sha256": ..}') from fault
    if not isinstance(version, str) or not re.fullmatch(r"[0-9][A-Za-z0-9.+~-]{0,63}", version):
        raise Refused("the request's version is none")
    if not isinstance(digest, str) or not re.fullmatch(r"[0-9a-f]{64}", digest):
        raise Refused("the request's sha256 is none")
    if not isinstance(url, str) or len(url) > 1024 or not url.isprintable() or " " in url:
        raise Refused("the request's url is none")
    if url.startswith("/"):
        if os.path.dirname(url) != str(kiosk_image.INBOX):
            raise Refused(f"files are taken from {kiosk_image.INBOX} only")
    elif not re.fullmatch(r"https://[A-Za-z0-9][A-Za-z0-9.:-]*/\S*", url):
        raise Refused("only https:// addresses are taken")
    return version, url, digest


def put_away(path):
    """Also what the kiosk has made in its place, or it would be looked at for ever."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def main():
    asked = None
    try:
        try:
            if (text := take()) is not None:
                understood(text)
                kiosk_image.put_whole(KEPT, text.decode(), 0o600)
        except OSError as fault:
            raise Refused(f"the request cannot be read: {fault.strerror}") from fault
        finally:
            put_away(TAKEN)
        if not KEPT.exists():
            return 0
        asked, url, digest = understood(KEPT.read_bytes())
        if asked == kiosk_image.version():
            kiosk_image.tell(slots.booted(), "good", f"{asked} runs", asked)
        else:
            if not kiosk_image.newer(asked, kiosk_image.version()):
                raise Refused(f"{asked} is older than {kiosk_image.version()}, which runs")
            os.nice(19)
            update.update(url, digest, asked=asked)
    except Busy as fault:  # kept: the judge asks again when it is done, and so does the next start
        print(f"update request: {fault}", file=sys.stderr)
        return 0
    except (Refused, slots.Lost, OSError) as fault:
        print(f"update request: {fault}", file=sys.stderr)
        kiosk_image.tell(slots.booted(), "failed", str(fault), asked)
        KEPT.unlink(missing_ok=True)
        return 1
    KEPT.unlink(missing_ok=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
