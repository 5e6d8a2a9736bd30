"""The disk image that scripts/image makes, for a test: the delivered one, and the same with the test's hand in it (root.py, prepare), which has slots of other
versions beside it, sound and broken, as bundles. What takes long is kept under names that say of what it was made."""

import contextlib
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import root
from root import ROOT, Missing, digest, run, write

sys.path[:0] = [str(ROOT / "assets/image"), str(ROOT / "assets/image/root/usr/lib/kiosk-image")]
import disk  # noqa: E402
import slots  # noqa: E402

FOLDER = ROOT / "build-image-test"
HANDS = ["qemu-guest-agent", "liburing2", "libnuma1", "socat", "libwrap0", "libreadline8", "readline-common"]
PARTS = ["assets", "scripts/image", "scripts/package", "tests/machine/image.py", "tests/machine/root.py"]


class Disk:
    """What qemu.Machine boots: without kernel and initrd it is the disk itself."""

    kernel = initrd = None

    def __init__(self, disk_file, firmware=None):
        self.disk, self.firmware = disk_file, firmware


class Images:
    def __init__(self, folder, version):
        self.folder, self.version = folder, version
        self.better, self.down, self.panic = f"{version}.1", f"{version}.2", f"{version}.3"

    @property
    def disk(self):
        return Disk(self.folder / "test.img")

    def bundle(self, version):
        return self.folder / f"{version}.raucb"


def changed_since(programs):
    return digest(*(path.read_bytes() for part in PARTS for path in sorted([ROOT / part, *(ROOT / part).rglob("*")]) if path.is_file() and "screenshots" not in path.parts),
                  *(Path(path).read_bytes() for path in (programs.delivered, programs.kiosk, programs.picture)))


@contextlib.contextmanager
def opened(squashfs, at):
    """Its files, which may be changed."""
    below, changes = at.with_name(at.name + "-below"), at.with_name(at.name + "-changes")
    for folder in (below, at, changes / "upper", changes / "work"):
        folder.mkdir(parents=True)
    run("mount", "-o", "loop,ro", squashfs, below)
    try:
        run("mount", "-t", "overlay", "kiosk-image", "-o", f"lowerdir={below},upperdir={changes}/upper,workdir={changes}/work", at)
        try:
            yield
        finally:
            run("umount", at)
    finally:
        run("umount", below)
        for folder in (below, at, changes):
            shutil.rmtree(folder)


def packed(folder, out):
    out.unlink(missing_ok=True)
    run("mksquashfs", folder, out, "-comp", "gzip", "-noI", "-noD", "-noF", "-noX", "-noappend", "-no-progress")  # packing is what takes long


def lend_a_hand(tree, cache, programs):
    debs = cache / "hands"
    if not debs.exists():
        (cache / "hands-half").mkdir(parents=True, exist_ok=True)
        run("apt-get", "download", "-o", "APT::Sandbox::User=root", *HANDS, cwd=cache / "hands-half")
        (cache / "hands-half").rename(debs)
    for deb in debs.glob("*.deb"):
        shutil.copy(deb, tree / "root")
    run("chroot", tree, "/bin/sh", "-ec", "DEBIAN_FRONTEND=noninteractive dpkg --install /root/*.deb && rm /root/*.deb")
    root.prepare(tree, programs)


def bundled(images, squashfs, version, key="development"):
    folder = images.folder / "bundle"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    os.link(squashfs, folder / "system.img")
    write(folder / "manifest.raucm", f"[update]\ncompatible=self-checkout-kiosk-amd64\nversion={version}\n\n[bundle]\nformat=verity\n\n[image.system]\nfilename=system.img\n")
    images.bundle(version if key == "development" else key).unlink(missing_ok=True)
    keys = FOLDER / "keys"
    run("rauc", f"--cert={keys}/{key}.crt", f"--key={keys}/{key}.key", "bundle", "--mksquashfs-args=-noI -noD -noF -noX", folder, images.bundle(version if key == "development" else key))
    shutil.rmtree(folder)


def make(cache, programs, say):
    folder = cache / f"disk-{changed_since(programs)}"
    if (folder / "version").exists():
        return Images(folder, (folder / "version").read_text())
    began, stamp = time.monotonic(), FOLDER / "made-of"
    if not stamp.exists() or stamp.read_text() != folder.name:
        say("making the disk image")
        try:
            run(ROOT / "scripts/image", "--built", programs.build, log=cache / "image.log")
        except RuntimeError as failure:
            raise Missing(f"the image could not be made: {failure}") from failure
        write(stamp, folder.name)
    say(f"made in {time.monotonic() - began:.0f} s; now with the test's hand, and three more slots as bundles")
    half = cache / "disk-half"
    shutil.rmtree(half, ignore_errors=True)
    half.mkdir()
    delivered, = FOLDER.glob("kiosk-*.img")
    shutil.copy(FOLDER / "slot.squashfs", half / "delivered.squashfs")
    tree = half / "tree"
    os.environ["SOURCE_DATE_EPOCH"] = run("git", "-C", ROOT, "log", "-1", "--format=%ct").strip()
    with opened(half / "delivered.squashfs", tree):
        version = (tree / "usr/lib/kiosk-image/version").read_text().strip()
        lend_a_hand(tree, cache, programs)
        packed(tree, half / "slot.squashfs")
        disk.make(tree, half / "slot.squashfs", half / "test.img")
        images = Images(half, version)
        said = tree / "usr/lib/kiosk-image/version"
        write(said, images.better + "\n")
        packed(tree, half / "more.squashfs")
        bundled(images, half / "more.squashfs", images.better)
        write(said, images.down + "\n")
        for kiosk in ("usr/bin/kiosk", "usr/lib/kiosk-machine/kiosk"):
            (tree / kiosk).unlink()
            write(tree / kiosk, "#!/bin/sh\nexit 4\n", 0o755)
        packed(tree, half / "more.squashfs")
        bundled(images, half / "more.squashfs", images.down)
        # No system in it: the kernel and the first steps, and nothing to go on with.
        bare = half / "bare"
        shutil.copytree(tree / "boot", bare / "boot")
        packed(bare, half / "more.squashfs")
        bundled(images, half / "more.squashfs", images.panic)
        stranger(FOLDER / "keys")
        bundled(images, half / "more.squashfs", images.panic, "stranger")
        shutil.rmtree(bare)
    (half / "more.squashfs").unlink()
    write(half / "delivered", str(delivered))
    write(half / "version", version)
    for old in cache.glob("disk-*"):
        if old != half:
            shutil.rmtree(old)
    half.rename(folder)
    say(f"made in {time.monotonic() - began:.0f} s")
    return Images(folder, version)


def stranger(keys):
    """Somebody else's key."""
    run("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "10", "-subj", "/CN=somebody else", "-keyout", keys / "stranger.key", "-out", keys / "stranger.crt")


def files_of(squashfs):
    listed = subprocess.run(["unsquashfs", "-lln", str(squashfs)], capture_output=True, text=True, check=True).stdout.splitlines()
    return {line.split("squashfs-root", 1)[1].split(" -> ")[0]: line.split()[:2] for line in listed if "squashfs-root" in line}


__all__ = ["Disk", "Images", "disk", "files_of", "make", "slots"]
