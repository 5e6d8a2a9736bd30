#!/usr/bin/python3
"""What the boot loader knows of the two slots, and who may change it: RAUC's custom boot backend, and what the judge and the updater ask.

slots.py get-primary | set-primary SLOT | get-state SLOT | set-state SLOT good|bad   as RAUC calls it
slots.py show                                                                        all of it, for people

Written twice, in place and synced, one block after the other: see assets/image/boot/grub.cfg, which reads it."""

import os
import sys

DEVICE = "/dev/disk/by-partlabel/kiosk-env"
BLOCK, PLACES = 1024, (17920, 542208)  # of the files that GRUB finds there; assets/image/disk.py lays them out so
HEAD = b"# GRUB Environment Block\n"
SLOTS = ("A", "B")
STATES = ("good", "new", "bad")
TRIES = 2  # of a new slot: one start may be lost to a power cut
KEYS = ("order", "A", "A_left", "B", "B_left", "whole")


class Lost(Exception):
    """Neither block can be read."""


def other(slot):
    return SLOTS[1 - SLOTS.index(slot)]


def parsed(block):
    """The words of a block; None when it is not whole, or says what nobody wrote."""
    if len(block) != BLOCK or not block.startswith(HEAD):
        return None
    words = {}
    for line in block[len(HEAD):].split(b"\n"):
        name, equals, value = line.partition(b"=")
        if equals and not line.startswith(b"#"):
            words[name.decode("ascii", "replace")] = value.decode("ascii", "replace")
    good = (words.get("whole") == "1" and words.get("order") in ("A B", "B A")
            and all(words.get(slot) in STATES and words.get(f"{slot}_left", "") in ("0", "1", "2", "3") for slot in SLOTS))
    return {key: words[key] for key in KEYS} if good else None


def block_of(words):
    text = HEAD + "".join(f"{key}={words[key]}\n" for key in KEYS).encode()
    assert len(text) <= 512, "what is said has to stand in one sector"
    return text + b"#" * (BLOCK - len(text))


def words_for(first, states, left=None):
    """`first` is tried first; `states`: {slot: state}."""
    left = left or {}
    words = {"order": f"{first} {other(first)}", "whole": "1"}
    for slot in SLOTS:
        words[slot], words[f"{slot}_left"] = states[slot], str(left.get(slot, TRIES if states[slot] == "new" else 0))
    return words


class Slots:
    def __init__(self, device=None):
        self.device = device or os.environ.get("KIOSK_IMAGE_ENV", DEVICE)

    def read(self):
        with open(self.device, "rb", buffering=0) as file:
            for place in PLACES:
                file.seek(place)
                if words := parsed(file.read(BLOCK)):
                    return words
        raise Lost(f"{self.device}: neither block can be read")

    def write(self, words):
        block = block_of(words)
        assert parsed(block), f"would not be understood: {words}"
        fd = os.open(self.device, os.O_RDWR | os.O_CLOEXEC)
        try:
            for place in PLACES:  # the second only when the first is on the disk
                os.pwrite(fd, block, place)
                os.fsync(fd)
        finally:
            os.close(fd)

    def change(self, **words):
        self.write({**self.read(), **words})

    # ---- what RAUC asks

    def primary(self):
        """The one that the next start takes."""
        words = self.read()
        for slot in words["order"].split():
            if words[slot] == "good" or (words[slot] == "new" and words[f"{slot}_left"] != "0"):
                return slot
        return words["order"].split()[0]

    def set_primary(self, slot):
        """RAUC, after it has written the slot: the next start tries it."""
        self.change(order=f"{slot} {other(slot)}", **{slot: "new", f"{slot}_left": str(TRIES)})

    def state(self, slot):
        return "bad" if self.read()[slot] == "bad" else "good"

    def set_state(self, slot, state):
        self.change(**{slot: state, f"{slot}_left": "0"})

    # ---- what else there is

    def give_up(self, slot):
        """It is not started any more, the other one is."""
        self.change(order=f"{other(slot)} {slot}", **{slot: "bad", f"{slot}_left": "0"})

    def try_again(self, slot):
        """A start that could not be judged does not count."""
        self.change(**{f"{slot}_left": str(TRIES)})


def booted(cmdline="/proc/cmdline"):
    with open(os.environ.get("KIOSK_IMAGE_CMDLINE", cmdline), encoding="ascii", errors="replace") as file:
        for word in file.read().split():
            name, _, value = word.partition("=")
            if name == "rauc.slot" and value in SLOTS:
                return value
    raise Lost("the kernel's arguments name no slot")


def main(words):
    slots = Slots()
    try:
        if words == ["get-primary"]:
            print(slots.primary())
        elif len(words) == 2 and words[0] == "set-primary" and words[1] in SLOTS:
            slots.set_primary(words[1])
        elif len(words) == 2 and words[0] == "get-state" and words[1] in SLOTS:
            print(slots.state(words[1]))
        elif len(words) == 3 and words[0] == "set-state" and words[1] in SLOTS and words[2] in ("good", "bad"):
            slots.set_state(words[1], words[2])
        elif words == ["show"]:
            print(" ".join(f"{key}={value}" for key, value in slots.read().items() if key != "whole"))
        else:
            print(__doc__, file=sys.stderr)
            return 2
    except (Lost, OSError) as fault:
        print(f"slots: {fault}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
