#!/usr/bin/python3
"""stick.py DEVICE: what a USB stick brings in its folder kiosk/ is taken over, on a machine that is not set up. Mounted read-only, by a unit with a mount
namespace of its own; each file by its name, bounded, looked at, and put in its place whole. What was taken stands on the screen, above the questions."""

import os
import pwd
import re
import stat
import subprocess
import sys
from pathlib import Path

import kiosk_image
from kiosk_image import Refused

MOUNT = kiosk_image.ROOT / "run/kiosk-stick/mounted"
CONFIGURED = kiosk_image.ROOT / "run/kiosk-stick/configured"
SCREEN = "/dev/tty1"
KINDS = ("vfat", "exfat")


def ends_well(words, what):
    done = subprocess.run(words, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise Refused(f"{what}: {((done.stderr or done.stdout).strip().splitlines() or [''])[0][:200]}")


def text_of(data):
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as fault:
        raise Refused(f"is no UTF-8, from byte {fault.start} on") from fault


def a_table(data, _draft):
    head = text_of(data).lstrip("\ufeff").splitlines()[:1]
    if not head or not re.match(r'"?product"?[,;\t]', head[0]):
        raise Refused("does not begin with the line product,code,..")


def some_keys(data, draft):
    lines = [line for line in text_of(data).splitlines() if line.strip() and not line.startswith("#")]
    if not lines or any(not re.match(r"(ssh-|ecdsa-|sk-)[a-z0-9@.-]+ ", line) for line in lines):
        raise Refused("is no list of public keys, one a line")
    ends_well(["ssh-keygen", "-l", "-f", str(draft)], "ssh-keygen does not take it")


def a_network(data, _draft):
    sections = re.findall(r"^\[(.*)\]", text_of(data), re.M)
    if "Match" not in sections or not set(sections) <= {"Match", "Link", "Network", "Address", "Route", "DHCPv4", "IPv6AcceptRA"}:
        raise Refused("is no file of systemd.network with [Match] and addresses")


def a_certificate(_data, draft):
    ends_well(["openssl", "x509", "-noout", "-in", str(draft)], "is no certificate")


def a_text(data, _draft):
    text_of(data)


def a_configuration(_data, draft):
    ends_well(["runuser", "-u", "kiosk", "--", "/usr/bin/kiosk", "--config", str(draft), "--check-config"], "has a fault")


ETC, STATE = kiosk_image.CONFIG.parent, kiosk_image.STATE
# name: (bytes at most, where it goes, owner, mode, what looks at it). The configuration is the last: it names the others, and makes the machine one that is set up.
FILES = {
    "authorized_keys": (16 << 10, STATE / "ssh/authorized_keys", "root", 0o600, some_keys),
    "shop.network": (4 << 10, STATE / "network/10-shop.network", "root", 0o644, a_network),
    "store-ca.crt": (64 << 10, STATE / "ca/shop.crt", "root", 0o644, a_certificate),
    "products.csv": (16 << 20, ETC / "products.csv", "root", 0o640, a_table),
    "store.password": (1 << 10, ETC / "store.password", "kiosk", 0o600, a_text),
    "staff.toml": (64 << 10, ETC / "staff.toml", "kiosk", 0o600, a_text),
    "kiosk.toml": (64 << 10, ETC / "kiosk.toml", "root", 0o640, a_configuration),
}


def read(path, most):
    fd = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    with os.fdopen(fd, "rb") as file:
        if not stat.S_ISREG(os.fstat(fd).st_mode):
            raise Refused("is no file")
        data = file.read(most + 1)
    if not 0 < len(data) <= most:
        raise Refused(f"is empty or has more than {most} bytes")
    return data


def take(path, name):
    most, place, owner, mode, look = FILES[name]
    data = read(path, most)
    place.parent.mkdir(parents=True, exist_ok=True)
    draft = place.with_name(f".{name}.new")  # which nothing takes for the file: a power cut may leave it, not looked at
    user = pwd.getpwnam("kiosk")
    with open(draft, "wb") as file:
        os.fchown(file.fileno(), user.pw_uid if owner == "kiosk" else 0, user.pw_gid if str(place).startswith(str(ETC)) else 0)
        os.fchmod(file.fileno(), mode)
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    try:
        look(data, draft)
        draft.rename(place)
    except BaseException:
        draft.unlink()
        raise
    os.sync()


def take_all(folder, say):
    """The names that were taken."""
    there = {entry.name.lower(): entry.name for entry in os.scandir(folder)}  # the file system of a stick knows no case
    taken = []
    for name in FILES:
        if name not in there:
            continue
        try:
            take(folder / there[name], name)
            say(f"taken from the stick: {name}")
            taken.append(name)
        except (Refused, OSError) as fault:
            say(f"not taken from the stick: {name} {fault}")
    return taken


def main(device):
    def say(line):
        print(line, flush=True)
        try:
            with open(SCREEN, "w") as screen:
                screen.write(f"\r\n  {line}\r\n")
        except OSError:
            pass  # no console
    kind = subprocess.run(["blkid", "-o", "value", "-s", "TYPE", device], capture_output=True, text=True, check=False).stdout.strip()
    if kind not in KINDS:
        return 0
    MOUNT.mkdir(parents=True, exist_ok=True)
    ends_well(["mount", "-t", kind, "-o", "ro,nosuid,nodev,noexec", device, str(MOUNT)], f"{device} cannot be mounted")
    try:
        folders = [Path(entry.path) for entry in os.scandir(MOUNT) if entry.name.lower() == "kiosk" and entry.is_dir(follow_symlinks=False)]
        taken = take_all(folders[0], say) if folders else []
    finally:
        subprocess.run(["umount", str(MOUNT)], check=False)
    if "shop.network" in taken:
        subprocess.run(["install", "-m", "644", str(STATE / "network/10-shop.network"), "/etc/systemd/network/10-shop.network"], check=False)
        subprocess.run(["networkctl", "reload"], check=False)
    if "store-ca.crt" in taken:
        subprocess.run(["systemctl", "restart", "kiosk-image-certificates.service"], check=False)
    if "authorized_keys" in taken:
        subprocess.run(["systemctl", "--no-block", "restart", "ssh.service"], check=False)
    if "kiosk.toml" in taken:
        CONFIGURED.touch()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
