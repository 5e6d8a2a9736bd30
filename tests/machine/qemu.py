"""A virtual machine under QEMU without KVM, its monitor (QMP), and the agent inside it."""

import base64
import ctypes
import json
import select
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "scripts/lib"))
from json_lines import Failed  # noqa: E402


class TooLate(BaseException):
    """A scenario's time is over. No Failed: whoever waits for something that may fail for a while would go on waiting."""


def _end_with_parent():
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG: no machine outlives its test


class Lines:
    """JSON lines over a Unix socket."""

    def __init__(self, path, who):
        self.who, self.buffer = who, b""
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.socket.connect(str(path))

    def send(self, thing):
        self.socket.sendall(json.dumps(thing).encode() + b"\n")

    def receive(self, seconds):
        """The next object, or None in time; with 0 seconds what is there already."""
        deadline = time.monotonic() + seconds
        while b"\n" not in self.buffer:
            if not select.select([self.socket], [], [], max(0, deadline - time.monotonic()))[0]:
                return None
            part = self.socket.recv(1 << 16)
            if not part:
                raise Failed(f"{self.who} hung up")
            self.buffer += part
        line, self.buffer = self.buffer.split(b"\n", 1)
        line = line.lstrip(b"\xff").strip()  # the agent's answer to a sync begins with it
        return json.loads(line) if line else self.receive(max(0, deadline - time.monotonic()))

    def close(self):
        self.socket.close()


class Monitor:
    def __init__(self, path):
        self.lines, self.events = Lines(path, "QEMU's monitor"), []
        self.lines.receive(20)
        self("qmp_capabilities")

    def __call__(self, what, **arguments):
        self.lines.send({"execute": what, "arguments": arguments})
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            answer = self.lines.receive(deadline - time.monotonic())
            if answer is None:
                break
            if "event" in answer:
                self.events.append(answer["event"])
            elif "error" in answer:
                raise Failed(f"QEMU refused {what} {arguments}: {answer['error']['desc']}")
            else:
                return answer["return"]
        raise Failed(f"QEMU did not answer {what}")

    def seen(self):
        """The names of all events so far."""
        while (event := self.lines.receive(0)) is not None:
            self.events.append(event.get("event"))
        return self.events


class Agent:
    """Commands as root inside the machine, over qemu-guest-agent: no log-in stands on any console there."""

    def __init__(self, path):
        self.path, self.lines = path, None

    def _ask(self, what, seconds=60, **arguments):
        self.lines.send({"execute": what, "arguments": arguments})
        answer = self.lines.receive(seconds)
        if answer is None or "error" in answer:
            raise Failed(f"the machine's agent on {what}: {answer}")
        return answer["return"]

    def wait(self, seconds):
        deadline = time.monotonic() + seconds
        while True:
            try:
                if self.lines:
                    self.lines.close()
                self.lines = Lines(self.path, "the machine's agent")
                number = time.monotonic_ns() % 1_000_000_007
                self.lines.send({"execute": "guest-sync", "arguments": {"id": number}})
                until = time.monotonic() + 3
                while time.monotonic() < until:
                    if (answer := self.lines.receive(until - time.monotonic())) and answer.get("return") == number:
                        return
            except (OSError, Failed, ValueError):
                time.sleep(0.2)
            if time.monotonic() > deadline:
                raise Failed(f"no agent answers inside the machine within {seconds} s")

    def __call__(self, command, seconds=120, may_fail=False):
        """What the shell command says; Failed when it ends with anything but 0."""
        code, said = self.ends(command, seconds)
        if code != 0 and not may_fail:
            raise Failed(f"in the machine, {command!r} ended with {code}: {said[-600:]}")
        return said

    def leave(self, command):
        """Begins a command that may be the machine's last."""
        self._ask("guest-exec", path="/bin/sh", arg=["-c", f"{command}\n"])

    def ends(self, command, seconds=120):
        pid = self._ask("guest-exec", path="/bin/sh", arg=["-c", f"{command}\n"], **{"capture-output": True})["pid"]
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            state = self._ask("guest-exec-status", pid=pid)
            if state["exited"]:
                said = b"".join(base64.b64decode(state.get(key, "")) for key in ("out-data", "err-data"))
                return state.get("exitcode", -state.get("signal", 1)), said.decode(errors="replace")
            time.sleep(0.25)
        raise Failed(f"in the machine, {command!r} did not end within {seconds} s")

    def read(self, path):
        handle = self._ask("guest-file-open", path=path, mode="r")
        data = b""
        while True:
            part = self._ask("guest-file-read", handle=handle, count=1 << 20)
            data += base64.b64decode(part["buf-b64"])
            if part["eof"]:
                break
        self._ask("guest-file-close", handle=handle)
        return data


class Machine:
    """One power-on of a disk. `serials`: {serial number: terminal} of USB serial adapters; `clock`: what it is set to,
    as QEMU has it; `disk_nodes`: QEMU's own for another kind of disk, the last one named disk; `more`: words for QEMU."""

    # SSE only: llvmpipe's AVX2 meets a fault of this QEMU's translation. Every virtual CPU is a thread of its own.
    CPU = ["-accel", "tcg,thread=multi,tb-size=1024", "-cpu", "Nehalem", "-smp", "2", "-m", "2048"]

    def __init__(self, folder, image, disk, settings, serials, screen=(1080, 1920), clock=None, disk_nodes=None, disk_format="qcow2", watchdog=False,
                 card="virtio-vga", more=()):
        self.folder, self.screen, self.dumps = folder, screen, 0
        self.turned_left = False  # the display hangs so: whoever touches its picture touches the panel elsewhere
        folder.mkdir(parents=True, exist_ok=True)
        for name in ("monitor", "agent", "automation", "vnc"):
            (folder / name).unlink(missing_ok=True)
        at = lambda name: f"socket,id={name},path={folder / name},server=on,wait=off"  # noqa: E731
        words = ["qemu-system-x86_64", *self.CPU, "-nodefaults",
                 # A watchdog is there to switch it off and on again, and a boot loader to choose anew; without them a restart is the end, and seen as such.
                 *(["-device", "i6300esb", "-action", "watchdog=reset"] if watchdog else ["-no-reboot"] if image.kernel else []),
                 "-qmp", f"unix:{folder / 'monitor'},server=on,wait=off", "-serial", f"file:{folder / 'console.log'}",
                 *self.start_of(image, folder),
                 *(["-rtc", f"base={clock}"] if clock else []),
                 *(word for node in disk_nodes or [f"driver={disk_format},node-name=disk,file.driver=file,file.filename={disk}"] for word in ("-blockdev", node)),
                 # Where the kernel comes from outside, QEMU's own loader is the first to be started from.
                 "-device", f"virtio-blk-pci,drive=disk,addr=0x10{'' if image.kernel else ',bootindex=0'}",
                 "-blockdev", f"driver=raw,node-name=settings,read-only=on,file.driver=file,file.filename={settings}",
                 "-device", "virtio-blk-pci,drive=settings,addr=0x11",
                 "-device", "qemu-xhci,id=usb,p2=8,p3=8", "-device", "usb-tablet,id=TABLET,bus=usb.0,port=1",
                 "-device", "usb-kbd,bus=usb.0,port=2",
                 "-netdev", "user,id=line", "-device", "virtio-net-pci,netdev=line,id=net",
                 "-device", "virtio-serial-pci", "-chardev", at("agent"), "-device", "virtserialport,chardev=agent,name=org.qemu.guest_agent.0",
                 "-chardev", at("automation"), "-device", "virtserialport,chardev=automation,name=kiosk.automation",
                 "-device", f"{card},id=screen,xres={screen[0]},yres={screen[1]}", "-vnc", f"unix:{folder / 'vnc'}", *more]
        self.ports = {"TABLET": 1}
        for port, (name, terminal) in enumerate(serials.items(), 3):
            self.ports[name] = port
            words += ["-chardev", f"serial,id=line-{name},path={terminal}",
                      "-device", f"usb-serial,id={name},serial={name},chardev=line-{name},bus=usb.0,port={port}"]
        self.log = open(folder / "qemu.log", "ab")
        self.began = time.monotonic()
        self.process = subprocess.Popen([str(word) for word in words], stdin=subprocess.DEVNULL, stdout=self.log, stderr=self.log, preexec_fn=_end_with_parent)
        deadline = time.monotonic() + 20
        while True:
            try:
                self.monitor = Monitor(folder / "monitor")
                break
            except OSError as error:
                if self.process.poll() is not None or time.monotonic() > deadline:
                    raise Failed(f"QEMU did not start: {(folder / 'qemu.log').read_text(errors='replace')[-600:]}") from error
                time.sleep(0.05)
        self.agent = Agent(folder / "agent")

    @staticmethod
    def start_of(image, folder):
        """A kernel of this host's, or what the disk itself begins with: from BIOS, or from UEFI when the image names its two files."""
        if image.kernel:
            return ["-kernel", image.kernel, "-initrd", image.initrd, "-append", "root=/dev/vda rw quiet console=ttyS0 console=tty0"]
        if not image.firmware:
            return []
        code, variables = image.firmware
        shutil.copy(variables, folder / "variables")
        return ["-machine", "q35", "-drive", f"if=pflash,unit=0,format=raw,readonly=on,file={code}", "-drive", f"if=pflash,unit=1,format=raw,file={folder / 'variables'}"]

    @property
    def age(self):
        return time.monotonic() - self.began

    def running(self):
        return self.process.poll() is None

    def cut(self):
        """The power goes."""
        self.process.kill()
        self.process.wait()
        self.log.close()

    def forget_events(self):
        """What was told so far is of the past: a start tells of more than one reset."""
        self.monitor.seen()
        self.monitor.events.clear()

    def wait_for_reset(self, seconds):
        """Until it was switched off and on by itself, since forget_events(); the seconds."""
        began = time.monotonic()
        while "RESET" not in self.monitor.seen():
            if time.monotonic() - began > seconds:
                raise Failed(f"the machine did not start again within {seconds} s")
            time.sleep(0.2)
        self.monitor.events.clear()
        self.began = time.monotonic()
        self.agent.lines.close()
        self.agent.lines = None
        return self.began - began

    def press_power(self):
        """The power button."""
        self.monitor("system_powerdown")

    def off(self, seconds=60):
        """Somebody who may ends it in order; the seconds until it was off."""
        began = time.monotonic()
        self.agent._ask("guest-sync", id=1)
        self.agent.lines.send({"execute": "guest-shutdown", "arguments": {"mode": "powerdown"}})  # which answers nothing
        try:
            self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            raise Failed(f"the machine is not off {seconds} s after it was asked to end") from None
        return time.monotonic() - began

    # ---- a hand

    def pointer(self, x, y, down=None):
        width, height = self.screen
        if self.turned_left:
            x, y = y, height - 1 - x
        events = [{"type": "abs", "data": {"axis": axis, "value": round(at * 32767 / (size - 1))}} for axis, at, size in (("x", x, width), ("y", y, height))]
        if down is not None:
            events = [{"type": "btn", "data": {"button": "left", "down": down}}]
        self.monitor("input-send-event", events=events)

    def tap(self, x, y):
        self.pointer(x, y)
        time.sleep(0.03)
        self.pointer(x, y, True)
        time.sleep(0.06)
        self.pointer(x, y, False)

    def keys(self, *names, hold=0.03):
        """All held at once, then all let go."""
        for down in (True, False):
            for name in names if down else reversed(names):
                self.monitor("input-send-event", events=[{"type": "key", "data": {"down": down, "key": {"type": "qcode", "data": name}}}])
            time.sleep(hold if down else 0)

    # ---- USB

    def pull(self, name):
        self.monitor("device_del", id=name)
        deadline = time.monotonic() + 20
        while self.monitor.seen().count("DEVICE_DELETED") == 0 and time.monotonic() < deadline:
            time.sleep(0.05)
        self.monitor.events = [event for event in self.monitor.events if event != "DEVICE_DELETED"]

    def plug(self, name, port):
        kind = {"driver": "usb-tablet"} if name == "TABLET" else {"driver": "usb-serial", "serial": name, "chardev": f"line-{name}"}
        self.monitor("device_add", id=name, bus="usb.0", port=str(port), **kind)
        self.ports[name] = port
