"""The cable between the machine and its display: QEMU tells the guest of another display, or of none, when a VNC client asks for a size of the desktop."""

import socket
import struct
import time

from qemu import Failed

EXTENDED_DESKTOP_SIZE, SET_DESKTOP_SIZE = -308, 251


class Cable:
    def __init__(self, machine):
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.socket.settimeout(20)
        self.socket.connect(str(machine.folder / "vnc"))
        self._take(12)
        self.socket.sendall(b"RFB 003.008\n")
        kinds = self._take(self._take(1)[0])
        if 1 not in kinds:
            raise Failed("QEMU's VNC wants a password")
        self.socket.sendall(b"\1")
        if self._take(4) != bytes(4):
            raise Failed("QEMU's VNC refused")
        self.socket.sendall(b"\1")
        _, _, _, length = struct.unpack(">HH16sI", self._take(24))
        self._take(length)
        self.socket.sendall(struct.pack(">BBHi", 2, 0, 1, EXTENDED_DESKTOP_SIZE))
        self.display(*machine.screen)  # none would be no news to QEMU before any

    def _take(self, count):
        data = b""
        while len(data) < count:
            part = self.socket.recv(count - len(data))
            if not part:
                raise Failed("QEMU's VNC hung up")
            data += part
        return data

    def display(self, width, height):
        """A display of that size hangs on the cable from now on."""
        self.socket.sendall(struct.pack(">BxHHBxIHHHHI", SET_DESKTOP_SIZE, width, height, 1, 0, 0, 0, width, height, 0))
        time.sleep(1.5)  # QEMU gathers such news for a second before it tells them

    def none(self):
        self.display(0, 0)
