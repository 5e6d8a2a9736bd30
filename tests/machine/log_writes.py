"""A disk that loses what was not flushed: QEMU's blklogwrites keeps every write in order, with each flush (the format of the kernel's dm-log-writes), and here
the disk is made again as a power cut may leave it."""

import random
import shutil
import struct
import subprocess

MAGIC, FLUSH, DISCARD = 0x6A736677736872, 1, 4
SECTOR = 512


class Entry:
    def __init__(self, place, size, flags, data_at):
        self.place, self.size, self.flags, self.data_at = place, size, flags, data_at


def entries(log):
    """All that QEMU wrote down; the count in the head may be behind when it was killed."""
    with open(log, "rb") as file:
        magic, version, _, sector = struct.unpack("<QQQI", file.read(28))
        assert magic == MAGIC and version == 1 and sector == SECTOR, "not a log of writes"
        file.seek(0, 2)
        end, at = file.tell(), SECTOR
        while at + SECTOR <= end:
            file.seek(at)
            place, count, flags, length = struct.unpack("<QQQQ", file.read(32))
            if not (count or flags):
                return  # not written yet
            data = 0 if flags & DISCARD else count * SECTOR
            if at + SECTOR + data > end:
                return
            yield Entry(place * SECTOR, count * SECTOR, flags, at + SECTOR)
            at += SECTOR + data


def disk_nodes(overlay, log):
    """QEMU's for a disk whose writes are kept; the log begins empty."""
    with open(log, "wb") as file:
        file.truncate(8 << 30)  # sparse
    return [f"driver=qcow2,node-name=under,file.driver=file,file.filename={overlay}", f"driver=file,node-name=log,filename={log}",
            f"driver=blklogwrites,node-name=disk,file=under,log=log,log-sector-size={SECTOR}"]


def after_a_cut(image, log, made, kept=0.0, seed=1):
    """The raw disk `made`: `image`, everything up to the last flush, and of what came after it each write with the probability `kept`. What is said of it."""
    every = list(entries(log))
    last = max((number for number, entry in enumerate(every) if entry.flags & FLUSH), default=-1)
    dice, lost, after = random.Random(seed), 0, 0
    subprocess.run(["cp", "--sparse=always", image, made], check=True)
    with open(log, "rb") as source, open(made, "r+b") as disk:
        for number, entry in enumerate(every):
            if not entry.size or entry.flags & DISCARD:
                continue
            if number > last:
                after += 1
                if dice.random() >= kept:
                    lost += 1
                    continue
            source.seek(entry.data_at)
            disk.seek(entry.place)
            shutil.copyfileobj(_Part(source, entry.size), disk, 1 << 20)
    flushes = sum(bool(entry.flags & FLUSH) for entry in every)
    return f"{len(every)} writes, {flushes} flushes, {lost} of the last {after} lost"


class _Part:
    def __init__(self, file, left):
        self.file, self.left = file, left

    def read(self, count):
        data = self.file.read(min(count, self.left))
        self.left -= len(data)
        return data
