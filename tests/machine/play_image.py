"""The disk image: what boots it, the first start, updates that are good, bad and cut, and a state that is gone."""

import json
import os
import shutil
import subprocess
import time
from pathlib import Path

import image
from by_cash import round_sum, to_cash
from image import slots
from play_sales import buy_by_card, credited_claim, rig_of
from plays import scenario
from qemu import Machine
from world import BOOT, Failed, check, equal, until, watch

IMAGE = frozenset({"disks"})
LARGE = "6G"  # of the disk that the image is written to
FIRMWARE = (Path("/usr/share/OVMF/OVMF_CODE.fd"), Path("/usr/share/OVMF/OVMF_VARS.fd"))
AT = image.disk.starts()[0]


def on_image(stage, name, **how):
    return rig_of(stage, name, image=how.pop("disk", stage.disks.disk), size=LARGE, **how)


def with_bundles(rig, *names):
    """A disk with bundles on it, as /dev/vdc."""
    folder, disk = rig.folder / "bundles", rig.folder / "bundles.squashfs"
    folder.mkdir()
    for name in names:
        os.link(rig.stage.disks.bundle(name), folder / f"{name}.raucb")
    subprocess.run(["mksquashfs", folder, disk, "-noI", "-noD", "-noF", "-noX", "-no-progress", "-quiet"], check=True, stdout=subprocess.DEVNULL)
    rig.more = ["-blockdev", f"driver=raw,node-name=bundles,read-only=on,file.driver=file,file.filename={disk}", "-device", "virtio-blk-pci,drive=bundles,addr=0x12"]


def bundle(rig, name):
    rig.agent()("mountpoint -q /mnt || mount -o ro /dev/vdc /mnt")
    return f"/mnt/{name}.raucb"


def status(rig):
    return json.loads(rig.agent()("cat /run/kiosk-update/status.json", may_fail=True) or "{}")


def restarted(rig, before, seconds=BOOT):
    """Until the machine has started again by itself."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            rig.machine.agent.wait(20)
            if rig.machine.agent("cat /proc/sys/kernel/random/boot_id") != before:
                return
        except Failed:
            pass
        time.sleep(1)
    raise Failed(f"the machine has not started again within {seconds} s")


def boot_id(rig):
    return rig.agent()("cat /proc/sys/kernel/random/boot_id")


def slot(rig):
    return rig.agent()("sed 's/.*rauc.slot=//; s/ .*//' /proc/cmdline").strip()


def sells(rig, note):
    rig.connect()
    rig.wait_for_machines(90)
    buy_by_card(rig, note)


@scenario(900, on=IMAGE)
def image_first_start(stage, note):
    """Written to a larger disk, switched on: the setup on the screen and no way out of it, a stick that brings the configuration, first frame, a sale."""
    with on_image(stage, "image_first_start", start=False) as rig:
        rig.write_settings(configured=False)
        rig.boot(wait=False)
        agent = rig.agent()
        until("the questions", BOOT, lambda: agent("pgrep -x -f '/usr/bin/kiosk --setup'", may_fail=True).strip(), 1)
        note(f"questions {rig.machine.age:.0f} s")
        time.sleep(2)
        rig.picture("questions")
        first = agent("pgrep -x -f '/usr/bin/kiosk --setup'")
        for key in (("alt", "f2"), ("ctrl", "alt", "f3"), ("alt", "right"), ("ctrl", "z"), ("ctrl", "backslash"), ("ctrl", "alt", "delete"), ("alt", "sysrq", "b")):
            rig.machine.keys(*key)
        equal(agent("cat /sys/class/tty/tty0/active").strip(), "tty1", "the console")
        equal(agent("pgrep -x -f '/usr/bin/kiosk --setup'"), first, "the process that asks")
        for key in "nukus":
            rig.machine.keys(key)
        rig.machine.keys("ctrl", "c")
        until("the questions again", 30, lambda: agent("pgrep -x -f '/usr/bin/kiosk --setup'", may_fail=True) not in ("", first), 1)
        equal(agent("ls /etc/kiosk/kiosk.toml 2>/dev/null", may_fail=True), "", "a configuration that nobody finished")
        check(int(agent("df --output=size -BM /state | tail -n 1").strip().rstrip("M")) > 2500, "the state partition has not grown")
        stick(rig)
        rig.first_frame()
        note(f"frame {rig.machine.age:.0f} s")
        rig.picture("configured")
        agent("test -s /state/ssh/authorized_keys")
        until("ssh listens", 60, lambda: "ssh" in agent("ss -ltn 'sport = :22' | grep -q LISTEN && echo ssh", may_fail=True), 1)
        note("memory " + agent("free -m | awk '/^Mem/ {print $3}'").strip() + " MB, " + agent("systemctl --failed --plain --no-legend | wc -l").strip() + " failed units")
        equal(agent("systemctl --failed --plain --no-legend").strip(), "", "failed units")
        sells(rig, note)
        rig.audit()


def stick(rig):
    """A USB stick with the whole configuration."""
    file, folder = rig.folder / "stick.img", rig.folder / "stick"
    folder.mkdir()
    bench = rig.config_file.parent
    (folder / "kiosk.toml").write_text(rig.config_in_the_machine())
    for name in ("store.password", "staff.toml"):
        shutil.copy(bench / name, folder)
    shutil.copy(rig.config._toml["store"]["attributes_file"], folder / "products.csv")
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", folder / "key"], check=True)
    (folder / "key.pub").rename(folder / "authorized_keys")
    (folder / "key").unlink()
    (folder / "evil.sh").write_text("#!/bin/sh\nreboot\n")
    with open(file, "wb") as image_file:
        image_file.truncate(64 << 20)
    subprocess.run(["mkfs.vfat", "-F", "32", file], check=True, stdout=subprocess.DEVNULL)
    subprocess.run(["mmd", "-i", file, "::/KIOSK"], check=True)
    subprocess.run(["mcopy", "-i", file, *folder.iterdir(), "::/KIOSK/"], check=True)
    rig.machine.monitor("blockdev-add", **{"driver": "raw", "node-name": "stick", "file": {"driver": "file", "filename": str(file)}})
    rig.machine.monitor("device_add", driver="usb-storage", id="stick", drive="stick", bus="usb.0", port="7")


@scenario(600, on=IMAGE)
def image_delivered(stage, note):
    """What scripts/image makes holds nothing of the test's, no key, no identity, no list of apt's."""
    files = image.files_of(stage.disks.folder / "delivered.squashfs")
    check(len(files) > 5000, f"only {len(files)} files are listed")
    for name in ("/usr/lib/kiosk-machine/kiosk", "/usr/sbin/qemu-ga", "/usr/bin/socat", "/etc/systemd/system-generators/kiosk-machine"):
        check(name not in files, f"{name} is in it")
    for folder in ("/var/lib/apt/lists/", "/var/cache/apt/", "/etc/ssh/ssh_host", "/root/", "/home/", "/etc/apt/sources.list.d/", "/var/log/journal/"):
        equal([name for name in files if name.startswith(folder) and files[name][0][0] == "-"], [], folder)
    equal([name for name, (mode, _) in files.items() if mode[0] == "-" and mode[8] == "w"], [], "files that anybody may write to")
    equal(files["/var/lib/kiosk"][1], "611/611", "whose the state is")
    def words(path):
        return subprocess.run(["unsquashfs", "-cat", stage.disks.folder / "delivered.squashfs", path.lstrip("/")], capture_output=True, check=True).stdout.decode()
    equal(words("/etc/machine-id"), "", "the machine's identity")
    check("://" not in words("/etc/apt/sources.list"), "somebody's mirror is in it")
    passwords = [line.split(":")[:2] for line in words("/etc/shadow").splitlines()]
    equal([name for name, word in passwords if word[:1] not in ("*", "!")], [], "accounts with a password")
    check(b"--automation: this program was built without it" in subprocess.run(
        ["unsquashfs", "-cat", stage.disks.folder / "delivered.squashfs", "usr/bin/kiosk"], capture_output=True, check=True).stdout, "the kiosk in it has the automation")
    note(f"{len(files)} files")


@scenario(600, on=frozenset())
def image_grub(stage, note):
    """The boot loader and its two blocks, lost and torn in every way: which slot it starts, and what it has written down."""
    folder = stage.cache / "grub"
    shutil.rmtree(folder, ignore_errors=True)
    tree = folder / "tree"
    (tree / "boot").mkdir(parents=True)
    (tree / "boot/slot.cfg").write_text("echo SLOT-$slot-STARTS\nsleep 100\n")
    (tree / "etc").mkdir()
    (tree / "etc/group").write_text("kiosk:x:611:\nsystemd-journal:x:101:\n")
    subprocess.run(["mksquashfs", tree, folder / "slot", "-noappend", "-quiet", "-no-progress"], check=True, stdout=subprocess.DEVNULL)
    os.environ.setdefault("SOURCE_DATE_EPOCH", "1764547200")
    whole = folder / "disk"
    image.disk.make(tree, folder / "slot", whole)
    image.disk.sparse_copy(folder / "slot", whole, AT["kiosk-B"])
    gone = bytes(slots.BLOCK)
    def block(first, a, b, **left):
        return slots.block_of(slots.words_for(first, {"A": a, "B": b}, {"A": 0, "B": 0, **left} if left else None))
    good, new, tried = block("A", "good", "bad"), block("B", "good", "new"), block("B", "good", "new", B=0)
    torn = new[:40] + gone[40:]
    # what stands in the two, what is started, what is left of B's tries
    cases = [(good, good, "A", "0"), (new, new, "B", "1"), (gone, new, "B", "1"), (new, gone, "B", "1"), (torn, good, "A", "0"), (new, good, "B", "1"), (good, new, "A", "0"),
             (tried, tried, "A", "0"), (tried, torn, "A", "0"), (block("B", "bad", "good"),) * 2 + ("B", "0"), (block("A", "bad", "bad"),) * 2 + ("A", "0"), (gone, gone, "AB", None),
             (torn, torn, "AB", None)]
    for number, (one, two, starts, left) in enumerate(cases):
        disk = folder / f"case-{number}"
        subprocess.run(["cp", "--sparse=always", whole, disk], check=True)
        put(disk, one, two)
        started = grub_starts(folder / f"run-{number}", disk)
        check(started in starts and started, f"case {number}: slot {started or 'none'} and not {starts}")
        if left is not None:
            equal(read(disk)["B_left"], left, f"case {number}: tries that are left of B")
        disk.unlink()
    broken = folder / "broken"
    subprocess.run(["cp", "--sparse=always", whole, broken], check=True)
    put(broken, new, new)
    with open(broken, "r+b") as file:
        file.seek(AT["kiosk-B"])
        file.write(os.urandom(1 << 20))  # an update that was cut: no file system
    equal(grub_starts(folder / "run-broken", broken), "A", "the slot beside one that cannot be read")
    note(f"{len(cases) + 1} cases")
    shutil.rmtree(folder)


def put(disk, one, two):
    with open(disk, "r+b") as file:
        for place, data in zip(slots.PLACES, (one, two)):
            file.seek(AT["kiosk-env"] + place)
            file.write(data)


def read(disk):
    with open(disk, "rb") as file:
        for place in slots.PLACES:
            file.seek(AT["kiosk-env"] + place)
            if words := slots.parsed(file.read(slots.BLOCK)):
                return words
    raise Failed("neither block is whole")


def grub_starts(folder, disk, seconds=60):
    """The slot's name, as it stands in the memory of a text screen."""
    nothing = folder.parent / "nothing"
    nothing.write_bytes(bytes(1 << 20))
    machine = Machine(folder, image.Disk(disk), disk, nothing, {}, disk_format="raw")
    try:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            machine.monitor("pmemsave", val=0xB8000, size=4000, filename=str(folder / "text"))
            text = (folder / "text").read_bytes()[::2]
            for name in slots.SLOTS:
                if f"SLOT-{name}-STARTS".encode() in text:
                    return name
            time.sleep(0.2)
        return ""
    finally:
        machine.cut()


@scenario(900, on=IMAGE)
def image_update_good(stage, note):
    """An update while nobody shops: installed beside the kiosk, restarted into, on trial for a minute, good; the sale before it is in the journal."""
    with on_image(stage, "image_update_good", start=False) as rig:
        with_bundles(rig, stage.disks.better)
        rig.boot()
        note(f"frame {rig.boots[-1]:.0f} s")
        sells(rig, note)
        agent, before = rig.agent(), boot_id(rig)
        equal((slot(rig), status(rig)["version"]), ("A", stage.disks.version), "what runs")
        began = rig.machine.age
        agent(f"kiosk-update {bundle(rig, stage.disks.better)}", 400)
        note(f"installed in {rig.machine.age - began:.0f} s")
        equal(status(rig)["state"], "waiting", "the update")
        restarted(rig, before)
        note(f"restarted after {rig.machine.age - began:.0f} s")
        until("it is on trial", 60, lambda: status(rig).get("state") in ("trying", "good"), 1)
        equal((slot(rig), status(rig)["version"], status(rig)["asked"]), ("B", stage.disks.better, stage.disks.better), "what runs then")
        until("it is good", 300, lambda: status(rig)["state"] == "good", 2)
        note(f"good after {rig.machine.age - began:.0f} s")
        check("B=good" in agent("/usr/lib/kiosk-image/slots.py show"), "the boot loader does not know it")
        # The start after that takes it for granted, whatever is missing.
        rig.cut()
        rig.power_on()
        equal((slot(rig), status(rig)["state"]), ("B", "good"), "after a power cut")
        rig.audit()


def goes_back(stage, name, note, version, why):
    with on_image(stage, name, start=False) as rig:
        with_bundles(rig, version, "stranger")
        rig.boot()
        rig.connect()
        rig.wait_for_machines(90)
        agent, before = rig.agent(), boot_id(rig)
        code, said = agent.ends(f"kiosk-update {bundle(rig, 'stranger')}")
        check(code == 1 and "signature" in said.lower(), f"a stranger's bundle: ended with {code}, {said}")
        equal((status(rig)["state"], slot(rig)), ("failed", "A"), "after a stranger's bundle")
        began = rig.machine.age
        agent(f"kiosk-update {bundle(rig, version)}", 400)
        # What is on trial has no sound kiosk, and perhaps no agent: waited for is a start that is not the first and runs A again.
        deadline = time.monotonic() + 500
        while True:
            restarted(rig, before, deadline - time.monotonic())
            before = boot_id(rig)
            if slot(rig) == "A":
                break
        note(f"back after {rig.machine.age - began:.0f} s")
        rig.first_frame()
        until("it is said", 60, lambda: status(rig).get("state") == "failed", 1)
        said = status(rig)
        check(why in said["why"] and said["asked"] == version, f"what is said of it: {said}")
        sells(rig, note)
        rig.audit()


@scenario(1200, on=IMAGE)
def image_update_bad(stage, note):
    """A bundle of somebody else's key is refused; one whose kiosk cannot start goes back by itself, with the reason, and sells."""
    goes_back(stage, "image_update_bad", note, stage.disks.down, "ended with 4")


@scenario(1200, on=IMAGE)
def image_update_panic(stage, note):
    """A bundle whose kernel has nothing to start: two panics, and the boot loader takes the slot before."""
    goes_back(stage, "image_update_panic", note, stage.disks.panic, "started 2 times")


@scenario(1500, on=IMAGE)
def image_update_cut(stage, note):
    """The power goes while an update is written, in the boot loader, and in the first start of the new slot: it sells after each."""
    with on_image(stage, "image_update_cut", start=False) as rig:
        with_bundles(rig, stage.disks.better)
        rig.boot()
        rig.connect()
        rig.wait_for_machines(90)
        to_cash(rig, round_sum(rig))
        rig.put_in(1000)
        agent = rig.agent()
        agent(f"setsid kiosk-update {bundle(rig, stage.disks.better)} >/dev/null 2>&1 &")
        until("RAUC writes", 120, lambda: "B=bad" in agent("/usr/lib/kiosk-image/slots.py show") and agent("pgrep -x rauc | wc -l").strip() != "0"
              and status(rig).get("state") == "installing", 0.5)
        time.sleep(4)
        rig.cut()
        rig.power_on()
        equal(slot(rig), "A", "the slot after the cut")
        until("it is said", 60, lambda: status(rig).get("state") == "failed", 1)
        check("cut off" in status(rig)["why"], f"what is said of it: {status(rig)}")
        rig.connect()
        rig.wait_for_machines(90)
        note("cut while it was written: sells on A")
        agent, before = rig.agent(), boot_id(rig)
        agent(f"kiosk-update {bundle(rig, stage.disks.better)}", 400)
        restarted(rig, before)
        rig.cut()  # the first try is used up
        for moment in (1.2, 1.5, 1.8, 2.1):  # GRUB writes within the first two seconds
            rig.tell("cash", "power_on")
            rig.boot(wait=False)
            time.sleep(moment)
            rig.machine.cut()
        rig.power_on()
        note(f"cut in the boot loader four times: slot {slot(rig)}")
        until("it is judged", 300, lambda: status(rig).get("state") in ("good", "failed"), 2)
        note(f"{status(rig)['state']}: {status(rig)['why']}")
        credited_claim(rig, note)


@scenario(600, on=IMAGE)
def image_uefi(stage, note):
    """The same disk from UEFI: first frame."""
    if not FIRMWARE[0].exists():
        return note("no OVMF here: not played")
    with on_image(stage, "image_uefi", automation=False, disk=image.Disk(stage.disks.disk.disk, FIRMWARE)) as rig:
        note(f"frame {rig.boots[-1]:.0f} s")
        rig.agent()("test -d /sys/firmware/efi")
        rig.picture("attract")


@scenario(600, on=IMAGE)
def image_state_gone(stage, note):
    """The state partition cannot be read: the notice stands on the screen, and nothing is sold."""
    with on_image(stage, "image_state_gone", automation=False, start=False) as rig:
        wipe = f"write -P 0xa5 {AT['kiosk-state']} {image.disk.STATE_MIB << 20}"
        subprocess.run(["qemu-io", "-c", wipe, str(rig.disk)], check=True, stdout=subprocess.DEVNULL)
        rig.boot(wait=False)
        agent = rig.agent()
        until("the notice's unit", BOOT, lambda: agent("systemctl is-active kiosk-notice", may_fail=True).strip() == "active", 1)
        found, last = watch(rig.machine, 120, lambda picture: picture.share_of((0, 0, 0), 2) < 0.2)
        rig.keep(found or last, "notice")
        check(found, "no notice on the screen")
        note("notice " + f"{rig.machine.age:.0f} s; " + agent("cat /run/kiosk-state-lost").strip())
        equal(agent("systemctl show -p ExecMainStatus --value kiosk").strip(), "4", "how the kiosk ended")
        equal(agent("ls /var/lib/kiosk").strip(), "", "what was written where the next start forgets it")
        check(not rig.bench.ask("cash", "insert", denomination=1000).get("ok"), "the validator takes notes")
        equal(rig.truth("store")["orders"], [], "orders")


