#!/usr/bin/env python3
"""The parts of the machine's test that can be wrong without anybody noticing: what it reads of a screen, and what it makes of a log of writes."""

import struct
import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
import log_writes  # noqa: E402
import root  # noqa: E402
from eyes import Picture  # noqa: E402

SECTOR = log_writes.SECTOR


def solid(width, height, colour):
    return Picture(width, height, bytes(colour) * (width * height))


class Eyes(unittest.TestCase):
    def test_a_picture_survives_its_file(self):
        picture = Picture(31, 17, bytes(i * 7 % 256 for i in range(31 * 17 * 3)))
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "a.png"
            picture.save(file)
            self.assertEqual(Picture.of_png(file.read_bytes()).pixels, picture.pixels)
        self.assertEqual(Picture.of_ppm(b"P6\n31 17\n255\n" + picture.pixels).pixels, picture.pixels)

    def test_a_turned_picture(self):
        upright = Picture(2, 3, b"".join(bytes([n, n + 10, n + 20]) for n in (1, 2, 3, 4, 5, 6)))
        turned = upright.turned_right()
        self.assertEqual((turned.width, turned.height), (3, 2))
        self.assertEqual([turned.at(x, y)[0] for y in range(2) for x in range(3)], [5, 3, 1, 6, 4, 2])
        self.assertEqual(turned.at(0, 0), (5, 15, 25))

    def test_another_screen_is_not_alike(self):
        warm, console = solid(200, 300, (250, 245, 238)), solid(200, 300, (0, 0, 0))
        self.assertEqual(warm.likeness(warm), 1.0)
        self.assertEqual(warm.likeness(console), 0.0)
        self.assertEqual(warm.likeness(solid(300, 200, (250, 245, 238))), 0.0, "of another shape")
        half = Picture(200, 300, warm.pixels[:len(warm.pixels) // 2] + console.pixels[len(console.pixels) // 2:])
        self.assertAlmostEqual(warm.likeness(half), 0.5, delta=0.02)
        self.assertAlmostEqual(half.share_of((0, 0, 0)), 0.5, delta=0.02)


class Writes(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.at = Path(self.folder.name)
        (self.at / "image").write_bytes(b"." * SECTOR * 8)
        log = struct.pack("<QQQI", log_writes.MAGIC, 1, 0, SECTOR).ljust(SECTOR, b"\0")
        for place, text, flags in ((0, b"a", 0), (1, b"b", 0), (0, b"", log_writes.FLUSH), (1, b"c", 0), (2, b"d", 0)):
            count = 1 if text else 0
            log += struct.pack("<QQQQ", place, count, flags, 0).ljust(SECTOR, b"\0") + text * SECTOR * count
        (self.at / "log").write_bytes(log + bytes(SECTOR * 4))

    def tearDown(self):
        self.folder.cleanup()

    def left(self, kept):
        said = log_writes.after_a_cut(self.at / "image", self.at / "log", self.at / "made", kept)
        return bytes((self.at / "made").read_bytes()[::SECTOR]), said

    def test_what_was_flushed_stays_and_the_rest_is_lost(self):
        self.assertEqual(self.left(0.0), (b"ab......", "5 writes, 1 flushes, 2 of the last 2 lost"))

    def test_all_of_it_may_have_come_to_the_disk(self):
        self.assertEqual(self.left(1.0), (b"acd.....", "5 writes, 1 flushes, 0 of the last 2 lost"))


class Depends(unittest.TestCase):
    def test_the_first_of_each_choice_without_what_is_made_here(self):
        self.assertEqual(root.needed("libc6 (>= 2.36), kiosk (>= 0.1.0), systemd-timesyncd | time-daemon, xauth\n"), {"libc6", "systemd-timesyncd", "xauth"})


if __name__ == "__main__":
    unittest.main()
