"""What stands on the machine's screen, from QEMU's screendump: pixels of what a customer sees, whoever drew them."""

import struct
import time
import zlib


class Picture:
    def __init__(self, width, height, pixels):
        self.width, self.height, self.pixels = width, height, pixels  # 3 bytes a pixel

    @classmethod
    def of_ppm(cls, data):
        magic, size, most, pixels = data.split(b"\n", 3)
        assert magic == b"P6" and most == b"255"
        width, height = map(int, size.split())
        return cls(width, height, pixels)

    @classmethod
    def of_png(cls, data):
        """8 bits RGB or RGBA, not interlaced: what the kiosk writes."""
        at, body = 8, b""
        while at < len(data):
            length, kind = struct.unpack(">I4s", data[at:at + 8])
            chunk = data[at + 8:at + 8 + length]
            if kind == b"IHDR":
                width, height, depth, colour = struct.unpack(">IIBB", chunk[:10])
                assert depth == 8 and colour in (2, 6), "another kind of PNG"
            elif kind == b"IDAT":
                body += chunk
            at += 12 + length
        step = 3 if colour == 2 else 4
        return cls(width, height, _rgb(_unfiltered(zlib.decompress(body), width * step, height, step), step))

    def save(self, path):
        stride = self.width * 3
        rows = b"".join(b"\0" + self.pixels[y * stride:(y + 1) * stride] for y in range(self.height))
        chunks = [(b"IHDR", struct.pack(">IIBBBBB", self.width, self.height, 8, 2, 0, 0, 0)), (b"IDAT", zlib.compress(rows, 1)), (b"IEND", b"")]
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"\x89PNG\r\n\x1a\n" + b"".join(
            struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body)) for kind, body in chunks))

    def at(self, x, y):
        place = (y * self.width + x) * 3
        return tuple(self.pixels[place:place + 3])

    def turned_right(self):
        """A quarter with the clock: what stands upright in front of a display that was turned to the left."""
        out, stride = bytearray(len(self.pixels)), self.width * 3
        for x in range(self.width):
            for channel in range(3):  # a column, from its lower end up, becomes a row
                column = self.pixels[(self.height - 1) * stride + x * 3 + channel::-stride]
                out[x * self.height * 3 + channel:(x + 1) * self.height * 3:3] = column[:self.height]
        return Picture(self.height, self.width, bytes(out))

    def likeness(self, other, tolerance=24, step=7):
        """The share of pixels that both have alike; 0 when they are not of one size."""
        if (self.width, self.height) != (other.width, other.height):
            return 0.0
        alike = seen = 0
        mine, theirs = self.pixels, other.pixels
        for y in range(0, self.height, step):
            for place in range((y * self.width + y % step) * 3, (y + 1) * self.width * 3 - 2, step * 3):
                seen += 1
                alike += (abs(mine[place] - theirs[place]) <= tolerance and abs(mine[place + 1] - theirs[place + 1]) <= tolerance
                          and abs(mine[place + 2] - theirs[place + 2]) <= tolerance)
        return alike / seen

    def share_of(self, colour, tolerance=6, step=11):
        """How much of it has that colour."""
        hits = seen = 0
        for place in range(0, len(self.pixels) - 2, step * 3):
            seen += 1
            hits += all(abs(self.pixels[place + i] - colour[i]) <= tolerance for i in range(3))
        return hits / seen


def _unfiltered(raw, stride, height, step):
    rows, before = [], bytearray(stride)
    for y in range(height):
        kind = raw[y * (stride + 1)]
        line = bytearray(raw[y * (stride + 1) + 1:(y + 1) * (stride + 1)])
        if kind == 1:
            for i in range(step, stride):
                line[i] = line[i] + line[i - step] & 255
        elif kind == 2:
            line = bytearray(a + b & 255 for a, b in zip(line, before))
        elif kind == 3:
            for i in range(stride):
                line[i] = line[i] + ((line[i - step] if i >= step else 0) + before[i]) // 2 & 255
        elif kind == 4:
            for i in range(stride):
                a, b, c = (line[i - step] if i >= step else 0), before[i], (before[i - step] if i >= step else 0)
                pa, pb, pc = abs(b - c), abs(a - c), abs(a + b - 2 * c)
                line[i] = line[i] + (a if pa <= pb and pa <= pc else b if pb <= pc else c) & 255
        rows.append(bytes(line))
        before = line
    return b"".join(rows)


def _rgb(pixels, step):
    if step == 3:
        return pixels
    out = bytearray(len(pixels) // 4 * 3)
    out[0::3], out[1::3], out[2::3] = pixels[0::4], pixels[1::4], pixels[2::4]
    return bytes(out)


def look(machine, head=0):
    """The screen as it is now."""
    machine.dumps += 1
    file = machine.folder / f"screen-{machine.dumps % 8}.ppm"
    machine.monitor("screendump", filename=str(file), device="screen", head=head)
    return Picture.of_ppm(file.read_bytes())


def watch(machine, seconds, test, pause=0.3):
    """The first picture for which test() holds, or None in time; and the last one looked at."""
    deadline = time.monotonic() + seconds
    while True:
        picture = look(machine)
        if test(picture):
            return picture, picture
        if time.monotonic() > deadline:
            return None, picture
        time.sleep(pause)
