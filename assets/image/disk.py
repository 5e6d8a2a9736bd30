#!/usr/bin/env python3
"""disk.py --root FOLDER --slot FILE --out FILE: a bootable disk of one slot's squashfs.

Partitions: 1 GRUB for BIOS, 2 EFI (GRUB for UEFI), 3 what GRUB knows of the slots, 4 and 5 the slots A and B, 6 the state. Every number on the disk is fixed, and every
date is SOURCE_DATE_EPOCH: the same slot gives the same bytes. assets/image/IMAGE.md says what each is for."""

import argparse
import os
import struct
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE / "root/usr/lib/kiosk-image"))
sys.dont_write_bytecode = True
import slots  # noqa: E402

SECTOR, MIB = 512, 1 << 20
SLOT_MIB, STATE_MIB = 1280, 512
STATE_TYPE = next(line.split("=")[1].strip() for line in (HERE / "root/usr/lib/kiosk-image/repart.d/50-state.conf").read_text().splitlines() if line.startswith("Type="))
BIOS_BOOT, ESP, LINUX = "21686148-6449-6E6F-744E-656564454649", "C12A7328-F81F-11D2-BA4B-00A0C93EC93B", "0FC63DAF-8483-4772-8E79-3D69D8477DE4"
DISK_ID = "5d1c8f0e-3f1b-4f0a-9a53-6b696f736b00"
# (name, type, MiB)
PARTITIONS = [("kiosk-grub", BIOS_BOOT, 1), ("kiosk-esp", ESP, 64), ("kiosk-env", LINUX, 1),
              ("kiosk-A", LINUX, SLOT_MIB), ("kiosk-B", LINUX, SLOT_MIB), ("kiosk-state", STATE_TYPE, STATE_MIB)]
MODULES = ["memdisk", "tar", "part_gpt", "squash4", "normal", "loadenv", "regexp", "test", "true", "echo", "sleep", "reboot", "linux", "datehook",
           "configfile", "fat"]
OF_BIOS, OF_UEFI = ["biosdisk"], ["all_video"]
KIOSK_UID = 611
# Of the state partition: (folder, mode, owned by the kiosk, group)
FOLDERS = [("kiosk", 0o700, True, None), ("config", 0o755, False, None), ("config/upper", 0o750, False, "kiosk"), ("config/work", 0o755, False, None),
           ("journal", 0o2755, False, "systemd-journal"), ("timesync", 0o755, False, None), ("ssh", 0o700, False, None), ("network", 0o755, False, None),
           ("ca", 0o755, False, None), ("update", 0o700, False, None), ("update/inbox", 0o700, False, None)]


def run(*words, **options):
    subprocess.run([str(word) for word in words], check=True, **options)


def starts():
    """Where each partition begins, in bytes."""
    at, found = MIB, {}
    for name, _, mib in PARTITIONS:
        found[name] = at
        at += mib * MIB
    return found, at + MIB  # the copy of the table is in the last MiB


def put(disk, at, data):
    disk.seek(at)
    disk.write(data)


def grub(folder, platform, modules, name):
    """GRUB with its configuration inside."""
    memdisk = folder / "memdisk.tar"
    run("tar", "--create", "--file", memdisk, "--sort=name", "--owner=0", "--group=0", "--mtime=@" + os.environ["SOURCE_DATE_EPOCH"],
        "--transform=s,^,boot/grub/,", "-C", HERE / "boot", "grub.cfg")
    out = folder / name
    run("grub-mkimage", "--format", platform, "--prefix", "(memdisk)/boot/grub", "--memdisk", memdisk, "--output", out, *MODULES, *modules)
    return out.read_bytes()


def boot_from_bios(disk, core, at):
    """What grub-bios-setup writes on a disk that it can look at: the boot sector is told where the image begins, and the image where the rest of it is."""
    boot = bytearray(Path("/usr/lib/grub/i386-pc/boot.img").read_bytes()[:440])
    struct.pack_into("<Q", boot, 0x5C, at // SECTOR)
    boot[0x66:0x68] = b"\x90\x90"  # a BIOS that says a wrong drive number is believed to mean the first disk
    core = bytearray(core)
    assert len(core) <= MIB and struct.unpack_from("<Q", core, 0x1F4)[0] == 2, "another kind of core image"
    struct.pack_into("<Q", core, 0x1F4, at // SECTOR + 1)
    put(disk, 0, boot)
    put(disk, at, core)


def fat(folder, name, mib, label, number, files, *more):
    """`files`: [(path in it, its bytes)], in this order on the disk."""
    image, when = folder / name, int(os.environ["SOURCE_DATE_EPOCH"])
    with open(image, "wb") as file:
        file.truncate(mib * MIB)
    run("mkfs.vfat", *more, "-n", label, "-i", number, "--invariant", image, stdout=subprocess.DEVNULL)
    mtools = {**os.environ, "MTOOLS_SKIP_CHECK": "1", "TZ": "UTC"}
    for path, data in files:
        for above in reversed(Path(path).parents[:-1]):
            run("mmd", "-D", "s", "-i", image, f"::/{above}", env=mtools, stderr=subprocess.DEVNULL)
        draft = folder / "file"
        draft.write_bytes(data)
        os.utime(draft, (when, when))
        run("mcopy", "-m", "-i", image, draft, f"::/{path}", env=mtools)
    return image


def environment(folder):
    """What GRUB knows of the slots, as two files, because it writes to files only. The system writes to their places on the disk (slots.py) and never mounts it."""
    known = slots.block_of(slots.words_for("A", {"A": "good", "B": "bad"}))
    apart = b"#" * (slots.PLACES[1] - slots.PLACES[0] - 4096)
    image = fat(folder, "env", 1, "KIOSK-ENV", "6b696f74", [("one", known), ("apart", apart), ("two", known)], "-F", "12", "-s", "8")
    data = image.read_bytes()
    assert all(data[place:place + slots.BLOCK] == known for place in slots.PLACES), "mkfs.vfat lays it out in another way: slots.PLACES are wrong"
    return image


def group(root, name):
    line = next(line for line in (root / "etc/group").read_text().splitlines() if line.startswith(name + ":"))
    return int(line.split(":")[2])


def state(folder, root):
    tree, image = folder / "state-tree", folder / "state"
    tree.mkdir()
    for name, mode, kiosk, owner in FOLDERS:
        at = tree / name
        at.mkdir()
        os.chown(at, KIOSK_UID if kiosk else 0, KIOSK_UID if kiosk else group(root, owner) if owner else 0)
        at.chmod(mode)
    when = int(os.environ["SOURCE_DATE_EPOCH"])
    for at in [tree, *tree.rglob("*")]:
        os.utime(at, (when, when))
    with open(image, "wb") as file:
        file.truncate(STATE_MIB * MIB)
    run("mkfs.ext4", "-q", "-F", "-L", "kiosk-state", "-U", DISK_ID[:-2] + "06", "-E", f"hash_seed={DISK_ID[:-2]}07,lazy_itable_init=0,lazy_journal_init=0",
        "-O", "metadata_csum,64bit", "-m", "1", "-e", "remount-ro", "-d", tree, image, env={**os.environ, "E2FSPROGS_FAKE_TIME": str(when)})
    return image


def sparse_copy(source, out, at):
    run("dd", f"if={source}", f"of={out}", f"bs={MIB}", f"seek={at // MIB}", "conv=notrunc,sparse", "status=none")


def make(root, slot, out):
    if slot.stat().st_size > SLOT_MIB * MIB:
        raise SystemExit(f"disk.py: the slot has {slot.stat().st_size >> 20} MiB, and its partition {SLOT_MIB}")
    at, size = starts()
    table = f"label: gpt\nlabel-id: {DISK_ID}\nfirst-lba: 2048\n" + "".join(
        f"start={at[name] // SECTOR}, size={mib * MIB // SECTOR}, type={kind}, name={name}, uuid={DISK_ID[:-2]}{number:02x}\n"
        for number, (name, kind, mib) in enumerate(PARTITIONS, 0x11))
    with tempfile.TemporaryDirectory(dir=out.parent) as name:
        folder = Path(name)
        with open(out, "wb") as disk:
            disk.truncate(size)
        run("sfdisk", "--quiet", out, input=table.encode())
        with open(out, "r+b") as disk:
            boot_from_bios(disk, grub(folder, "i386-pc", OF_BIOS, "core.img"), at["kiosk-grub"])
        loader = grub(folder, "x86_64-efi", OF_UEFI, "loader.efi")
        sparse_copy(fat(folder, "esp", 64, "KIOSK-ESP", "6b696f73", [("EFI/BOOT/BOOTX64.EFI", loader)], "-F", "32", "-s", "1"), out, at["kiosk-esp"])
        sparse_copy(environment(folder), out, at["kiosk-env"])
        sparse_copy(slot, out, at["kiosk-A"])
        sparse_copy(state(folder, root), out, at["kiosk-state"])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("root", "slot", "out"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    words = parser.parse_args()
    make(words.root, words.slot, words.out)


if __name__ == "__main__":
    main()
