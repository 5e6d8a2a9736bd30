"""The Debian machine that everything is tried on: a minimal root, the kiosk's packages installed into it, and a disk image of that. What
takes long is kept in build-machine/ under a name that says of what it was made."""

import contextlib
import hashlib
import os
import re
import shutil
import subprocess
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SUITE = "bookworm"
# What makes it a machine, and not a folder: a kernel, an init, devices, a network.
MACHINE = ["systemd-sysv", "udev", "kmod", "dbus", "iproute2", "linux-image-amd64", "initramfs-tools"]
# Of the test: its hand in the machine (tests/machine/qemu.py), and the line to the automation.
HANDS = ["qemu-guest-agent", "socat"]
# Of the root before its packages come. The initial file system is made when the kernel is installed: it looks into fstab for what checks the disk, and has only
# what finds this one. With every driver that any disk may need each start of a translated processor would unpack them, and making it would take longer than the rest.
BEFORE = {Path("etc/hostname"): "kiosk", Path("etc/fstab"): "/dev/vda / ext4 errors=remount-ro 0 1",
          Path("etc/initramfs-tools/conf.d/kiosk-machine"): "MODULES=list\nFSTYPE=ext4", Path("etc/initramfs-tools/modules"): "virtio_pci\nvirtio_blk\next4"}
IMAGE_BYTES = 3 << 30


class Missing(Exception):
    """Something that this machine cannot give: a reason to skip, not a fault."""


def run(*words, log=None, **options):
    """Fails with the last words of what failed."""
    done = subprocess.run([str(word) for word in words], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, check=False, **options)
    if log:
        with open(log, "ab") as file:
            file.write(done.stdout)
    if done.returncode != 0:
        raise RuntimeError(f"{' '.join(map(str, words))[:200]} ended with {done.returncode}: {done.stdout.decode(errors='replace')[-800:]}")
    return done.stdout.decode(errors="replace")


def needed(depends):
    """The packages of a Depends field, the first of each choice; not those that are made here."""
    names = [choice.split("|")[0].split("(")[0].strip() for choice in depends.split(",")]
    return {name for name in names if name and not name.startswith("kiosk")}


def make_packages(programs, log):
    """The packages as a shop gets them, of the programs that were built."""
    try:
        run(ROOT / "scripts/package", "--built", programs.build, log=log)
    except RuntimeError as failure:
        raise Missing(f"the packages could not be made: {failure}") from failure
    return sorted((ROOT / "build-package-test").glob("kiosk_*.deb")) + sorted((ROOT / "build-package-test").glob("kiosk-machine_*.deb"))


def apt_sources():
    """This host's own, as far as they have the suite: the tree names no mirror."""
    folder = Path("/etc/apt")
    files = [folder / "sources.list", *sorted(folder.glob("sources.list.d/*.list")), *sorted(folder.glob("sources.list.d/*.sources"))]
    found = [file for file in files if file.exists() and re.search(rf"^(?!#).*\b{SUITE}\b", file.read_text(errors="replace"), re.M)]
    if not found:
        raise Missing(f"no file under /etc/apt names a source of {SUITE}")
    return found


def digest(*parts):
    sum_ = hashlib.sha256()
    for part in parts:
        sum_.update(part if isinstance(part, bytes) else str(part).encode())
        sum_.update(b"\0")
    return sum_.hexdigest()[:12]


def only_newest(folder, like, keep):
    for old in folder.glob(like):
        if old != keep and not old.name.endswith(".log"):
            shutil.rmtree(old) if old.is_dir() else old.unlink()


def base_root(cache, wanted, say):
    """A minbase root with the kernel and the packages that the kiosk's own need; made when there is none of these packages yet."""
    packages = sorted({*MACHINE, *HANDS, *wanted})
    before = " && ".join(f"mkdir -p \"$1/{path.parent}\" && echo '{text}' >\"$1/{path}\"" for path, text in BEFORE.items())
    made = cache / f"base-{digest(before, *packages)}"
    if made.exists():
        return made
    for program in ("mmdebstrap", "mkfs.ext4", "qemu-system-x86_64", "qemu-img"):
        if not shutil.which(program):
            raise Missing(f"{program} is not installed")
    if os.geteuid() != 0:
        raise Missing("making a root needs root")
    say(f"making a Debian root of {len(packages)} packages and what they need")
    began, half = time.monotonic(), cache / "base-half"
    shutil.rmtree(half, ignore_errors=True)
    cache.mkdir(parents=True, exist_ok=True)
    try:
        run("mmdebstrap", "--variant=minbase", f"--setup-hook={before}", f"--include={','.join(packages)}", SUITE, half, *apt_sources(), log=cache / "base.log")
    except RuntimeError as failure:
        raise Missing(f"mmdebstrap made no root: {failure}") from failure
    half.rename(made)
    only_newest(cache, "base-" + "[0-9a-f]" * 12, made)
    say(f"made in {time.monotonic() - began:.0f} s")
    return made


def write(path, text, mode=0o644):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    path.chmod(mode)


def add_packages(root, names, log):
    """From this host's sources, as the base was made of."""
    for file in ("resolv.conf", "hosts"):
        shutil.copy(Path("/etc") / file, root / "etc" / file)
    for fragment in Path("/etc/apt/apt.conf.d").glob("*proxy*"):
        shutil.copy(fragment, root / "etc/apt/apt.conf.d")
    command = "apt-get -qq update && apt-get -qq install -y --no-install-recommends " + " ".join(names)
    run("chroot", root, "/bin/sh", "-ec", f"export DEBIAN_FRONTEND=noninteractive; {command}", log=log)


def install(root, packages, programs):
    """The two packages, as README says. What they need is in the base already; apt itself is tried by the test of the package."""
    places = []
    for package in packages:
        shutil.copy(package, root / "root")
        places.append(f"/root/{package.name}")
    run("chroot", root, "/bin/sh", "-ec", f"DEBIAN_FRONTEND=noninteractive dpkg --install {' '.join(places)} && rm {' '.join(places)}")
    shutil.copy(programs.products, root / "etc/kiosk/products.csv")
    (root / "etc/kiosk/products.csv").chmod(0o644)


def prepare(root, programs):
    """What is the test's: a network, the disk, the program with the automation beside the delivered one, and where settings come from."""
    write(root / "etc/systemd/network/10-machine.network", "[Match]\nType=ether\n[Network]\nAddress=10.0.2.15/24\nGateway=10.0.2.2\n")
    run("chroot", root, "systemctl", "enable", "systemd-networkd")
    hand = root / "usr/lib/kiosk-machine"
    hand.mkdir(parents=True)
    for program, name in ((programs.kiosk, "kiosk"), (programs.picture, "kiosk-picture")):
        shutil.copy(program, hand / name)
        run("strip", "--strip-debug", hand / name)
    # All that the journal says stands in QEMU's log of the serial line, too: of a machine that answers no more it is all there is.
    write(root / "etc/systemd/journald.conf.d/machine.conf", "[Journal]\nForwardToConsole=yes\nTTYPath=/dev/ttyS0\nMaxLevelConsole=info\n")
    for talker in ("kiosk-display", "qemu-guest-agent", "kiosk-machine-automation"):  # hundreds of lines, which are in the journal alone
        write(root / f"etc/systemd/system/{talker}.service.d/quiet.conf", "[Service]\nSyslogLevel=debug\n")
    # The second disk is a tar of files that differ from boot to boot (world.py): unpacked before any unit is read.
    write(root / "etc/systemd/system-generators/kiosk-machine",
          "#!/bin/sh\n[ -e /run/kiosk-machine ] || tar -xf /dev/vdb -C / 2>/dev/kmsg\n: >/run/kiosk-machine\n", 0o755)
    write(root / "etc/systemd/system/kiosk-machine-automation.service", """[Unit]
Description=The automation's socket on the line to the test
StartLimitIntervalSec=0
[Service]
ExecStart=/usr/bin/socat OPEN:/dev/virtio-ports/kiosk.automation,rdwr UNIX-CONNECT:/var/lib/kiosk/automation
Restart=always
RestartSec=1
""")


@contextlib.contextmanager
def copy_of(base, root):
    """`root` is as `base` and may be changed. Laid over it where the kernel can, which spares a gigabyte of copying."""
    changes = root.with_name(root.name + "-changes")
    for part in ("upper", "work"):
        shutil.rmtree(changes / part, ignore_errors=True)
        (changes / part).mkdir(parents=True)
    root.mkdir()
    laid = subprocess.run(["mount", "-t", "overlay", "kiosk-machine", "-o", f"lowerdir={base},upperdir={changes}/upper,workdir={changes}/work", root],
                          capture_output=True, check=False).returncode == 0
    if not laid:
        root.rmdir()
        run("cp", "-a", base, root)
    try:
        yield
    finally:
        if laid:
            run("umount", root)
            root.rmdir()
        else:
            shutil.rmtree(root)
        shutil.rmtree(changes)


class Image:
    def __init__(self, disk, kernel, initrd):
        self.disk, self.kernel, self.initrd = disk, kernel, initrd


def image(cache, programs, say, more=()):
    """`more`: packages that no kiosk has, for an image beside the usual one."""
    sources = sorted(path for path in (ROOT / "assets").rglob("*") if path.is_file() and not {"screenshots", "catalog", "image"} & set(path.parts))
    made_of = [Path(__file__).read_bytes(), *more, *(path.read_bytes() for path in sources),
               *(Path(path).read_bytes() for path in (programs.delivered, programs.kiosk, programs.picture, programs.products))]
    made_of += [str(path.readlink()) for path in sorted((ROOT / "assets/machine").rglob("*")) if path.is_symlink()]
    kind = "image-more-" if more else "image-"
    folder = cache / f"{kind}{digest(*made_of)}"
    if not folder.exists():
        cache.mkdir(parents=True, exist_ok=True)
        packages = make_packages(programs, cache / "package.log")
        base = base_root(cache, set().union(*(needed(run("dpkg-deb", "--field", package, "Depends")) for package in packages)), say)
        say("installing the kiosk, making the disk")
        began, half, root = time.monotonic(), cache / "image-half", cache / "root-half"
        shutil.rmtree(half, ignore_errors=True)
        shutil.rmtree(root, ignore_errors=True)
        half.mkdir()
        with copy_of(base, root):
            install(root, packages, programs)
            prepare(root, programs)
            if more:
                add_packages(root, more, cache / "more.log")
            kernel, = (root / "boot").glob("vmlinuz-*")
            initrd, = (root / "boot").glob("initrd.img-*")
            shutil.copy(kernel, half / "kernel")
            shutil.copy(initrd, half / "initrd")
            with open(half / "disk.raw", "wb") as disk:
                disk.truncate(IMAGE_BYTES)
            run("mkfs.ext4", "-q", "-F", "-d", root, half / "disk.raw")
        half.rename(folder)
        only_newest(cache, kind + "[0-9a-f]" * 12, folder)
        say(f"made in {time.monotonic() - began:.0f} s")
    return Image(folder / "disk.raw", folder / "kernel", folder / "initrd")
