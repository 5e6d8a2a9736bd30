"""One kiosk on one bench on one display of its own, and a customer with a real pointer.

Every touch is an X event: xdotool moves the pointer to the rectangle that the automation's tree gives for a node and
clicks there. The automation is only asked what is on the screen. What happened in the world is asked of the bench.

Standard library and xdotool. Everything that is started here ends here, whatever happens.
"""

import csv
import ctypes
import json
import mmap
import os
import select
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "scripts/lib"))
from json_lines import Failed  # noqa: E402
from kiosk_driver import Bench, Config, Kiosk  # noqa: E402

WIDTH, HEIGHT = (int(n) for n in os.environ.get("E2E_SIZE", "540x960").split("x"))
PIN = "2468"  # of the bench's technician
SMS_CODE = "666666"  # of the bench, unless its codes are random
CARD = "8600069195406311"
EXPIRY = "0399"
PHONE = "991234567"  # behind the fixed 998
PATIENCE = int(os.environ.get("KIOSK_TEST_PATIENCE", "1"))  # under a sanitizer everything takes longer (tests/CMakeLists.txt)


def check(holds, what):
    if not holds:
        raise Failed(what)


def equal(found, wanted, what):
    if found != wanted:
        raise Failed(f"{what}: {found!r} instead of {wanted!r}")


def until(what, seconds, test, pause=0.05):
    """What test() gives as soon as it is true."""
    deadline = time.monotonic() + seconds * PATIENCE
    while True:
        found = test()
        if found:
            return found
        if time.monotonic() > deadline:
            raise Failed(f"{what}: not within {seconds * PATIENCE} s")
        time.sleep(pause)


def _end_with_parent():
    ctypes.CDLL(None).prctl(1, signal.SIGTERM)  # PR_SET_PDEATHSIG: nothing outlives a test that was killed


class Display:
    """An X server of one's own. Its number is this process's: a test that ends its server and starts another finds the number free, whatever else runs."""

    def __init__(self, folder, width, height, name=None):
        read, write = os.pipe()
        with open(folder / "xvfb.log", "wb") as log:
            self.process = subprocess.Popen(
                ["Xvfb", name or f":{1000 + os.getpid() % 30000}", "-displayfd", str(write), "-screen", "0", f"{width}x{height}x24", "-nolisten", "tcp"],
                pass_fds=[write], stdin=subprocess.DEVNULL, stdout=log, stderr=log, preexec_fn=_end_with_parent)
        os.close(write)
        with os.fdopen(read) as number:
            ready, _, _ = select.select([number], [], [], 20 * PATIENCE)
            line = number.readline().strip() if ready else ""
        if not line:
            self.process.kill()
            raise Failed("Xvfb did not start")
        self.name = f":{line}"

    def xdotool(self, *words):
        done = subprocess.run(["xdotool", *map(str, words)], env={**os.environ, "DISPLAY": self.name},
                              capture_output=True, text=True, timeout=20 * PATIENCE)
        check(done.returncode == 0, f"xdotool: {done.stderr.strip()}")


class BadWorld:
    """What the library bad_world.cpp does to the kiosk it is loaded into: a wall clock that was set, a disk that refuses, a silent name server."""

    def __init__(self, library, folder, state):
        check(library and Path(library).exists(), "this scenario needs --bad-world, the library")
        file = folder / "bad-world"
        file.write_bytes(bytes(24))
        with open(file, "r+b") as opened:
            self.bytes = mmap.mmap(opened.fileno(), 24)
        self.environment = {"LD_PRELOAD": str(library), "BAD_WORLD": str(file), "BAD_WORLD_FOLDER": str(state)}

    def be(self, clock=0, read_only=False, no_sync=False, silent=0):
        """`clock`: seconds that the wall clock is ahead of the true one; `silent`: seconds that the name server is, before it fails."""
        struct.pack_into("=qii", self.bytes, 0, clock, read_only, no_sync)
        struct.pack_into("=i", self.bytes, 20, silent)

    def refused(self):
        """How many calls failed by it."""
        return struct.unpack_from("=i", self.bytes, 16)[0]


class Rig:
    """`config`: {table: {key: TOML text}} put over the bench's configuration; None as text takes the key away. `size`: of the window.
    `bad_world`: the kiosk is started with the library, and `world` tells it what to do."""

    def __init__(self, programs, name, config=None, start=True, size=(WIDTH, HEIGHT), bad_world=False):
        self.programs, self.name = programs, name
        self.folder = Path(tempfile.mkdtemp(prefix="kiosk-e2e.", dir="/tmp"))
        self.state = self.folder / "state"
        self.pictures = Path(programs.out) / name
        self.bench_process = self.kiosk_process = self.display = self.kiosk = None
        self.starts = 0
        self.width, self.height = size
        self.secrets = [CARD, SMS_CODE, PIN]
        self.world = BadWorld(programs.bad_world, self.folder, self.state) if bad_world else None
        shutil.rmtree(self.pictures, ignore_errors=True)
        try:
            self.start_bench()
            self.change_config(config or {})
            self.display = Display(self.folder, self.width, self.height)
            if start:
                self.start_kiosk()
                self.wait_for_machines()
        except BaseException:
            self.close(failed=True)
            raise

    # ---- starting and ending

    def start_bench(self):
        self.bench_log = open(self.folder / "bench.log", "wb")
        # The bench ends when its input does, so also when this process is killed.
        self.bench_process = subprocess.Popen(
            [self.programs.bench, "--folder", self.folder / "bench", "--control", self.folder / "bench.sock", "--until-stdin-ends"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self.bench_log)
        ready, _, _ = select.select([self.bench_process.stdout], [], [], 30 * PATIENCE)
        line = self.bench_process.stdout.readline().decode() if ready else ""
        check(line.startswith("ready "), "the bench did not become ready")
        self.config_file = Path(line[6:].strip())
        self.bench = Bench(str(self.folder / "bench.sock"))

    def change_config(self, changes):
        lines = self.config_file.read_text(encoding="utf-8").splitlines()
        for table, keys in changes.items():
            if f"[{table}]" not in lines:
                lines.append(f"[{table}]")
            at = lines.index(f"[{table}]")
            end = next((i for i in range(at + 1, len(lines)) if lines[i].startswith("[")), len(lines))
            if keys is None:  # the whole table
                del lines[at:end]
                continue
            for key, text in keys.items():
                old = [i for i in range(at + 1, end) if lines[i].split(" = ")[0] == key]
                for i in old:
                    del lines[i]
                end -= len(old)
                if text is not None:
                    lines.insert(at + 1, f"{key} = {text}")
                    end += 1
        self.config_file.write_text("\n".join(lines) + "\n", encoding="utf-8")
        self.config = Config(self.config_file)

    def start_kiosk(self, words=(), config=None, windowed=True, environment=None, answers=True):
        """`windowed`: else it takes the whole screen; `answers`: its automation is waited for, which comes with its window."""
        self.starts += 1
        self.kiosk_log = self.folder / f"kiosk-{self.starts}.log"
        environment = {**os.environ, "DISPLAY": self.display.name, "SDL_VIDEODRIVER": "x11", **(self.world.environment if self.world else {}),
                       **(environment or {})}
        with open(self.kiosk_log, "wb") as log:
            self.kiosk_process = subprocess.Popen(
                [self.programs.kiosk, "--config", config or self.config_file, "--state", self.state,
                 *(["--windowed", f"{self.width}x{self.height}"] if windowed else []), "--automation", self.folder / "kiosk.sock", *words],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=environment, preexec_fn=_end_with_parent)
        if answers:
            self.connect()

    def connect(self):
        try:
            self.kiosk = Kiosk(str(self.folder / "kiosk.sock"))
        except Failed as failure:
            raise Failed(f"{failure}; the kiosk said: {self.kiosk_log.read_text(errors='replace')[-400:]}") from failure

    def wait_for_machines(self, seconds=25, **health):
        """All well, but those that are named: `fiscal="warning"`."""
        def up():
            devices = self.kiosk.state()["devices"]
            return all(devices[name]["health"] == health.get(name, "ok") for name in ("store", "printer", "fiscal", "cash")) and devices["catalog_size"] > 300
        until("store, printer, module, validator and catalogue are up", seconds, up, 0.1)

    def stop_kiosk(self, how=signal.SIGTERM, seconds=5):
        """Its exit code."""
        self.kiosk_process.send_signal(how)
        try:
            return self.kiosk_process.wait(seconds * PATIENCE)
        except subprocess.TimeoutExpired:
            raise Failed(f"the kiosk did not end within {seconds * PATIENCE} s of signal {how}") from None

    def close(self, failed=False):
        """Ends everything. Failed when a kiosk or a bench that was asked to end did so with an error, a leak that a sanitizer found for
        instance; silent about it when the scenario has `failed` already."""
        if failed:
            self.keep_evidence()
        ends = []
        if self.kiosk_process and self.kiosk_process.poll() is None:
            self.kiosk_process.terminate()
            ends.append(("kiosk", self._ended(self.kiosk_process, 6)))
        if self.display and self.display.process.poll() is None:
            self.display.process.terminate()
            self._ended(self.display.process, 3)
        if self.bench_process:
            self.bench_process.stdin.close()
            ends.append(("bench", self._ended(self.bench_process, 6)))
            self.bench_process.stdout.close()
            self.bench_log.close()
        faults = [f"the {who} ended with {code}" for who, code in ends if code != 0]
        if faults:
            self.keep_logs()
        shutil.rmtree(self.folder, ignore_errors=True)
        check(failed or not faults, f"{', '.join(faults)}: see {self.pictures}")

    @staticmethod
    def _ended(process, seconds):
        """The exit code, at the latest after so many seconds."""
        try:
            return process.wait(seconds * PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            return process.wait()

    def keep_logs(self):
        self.pictures.mkdir(parents=True, exist_ok=True)
        for log in [*self.folder.glob("*.log"), *self.state.glob("logs/*")]:
            shutil.copy(log, self.pictures)

    def keep_evidence(self):
        """What one wants to see after a failure: the last screen, the words of both, the truth."""
        self.keep_logs()
        try:
            (self.pictures / "truth.json").write_text(json.dumps(self.truth(), indent=1, ensure_ascii=False))
            self.kiosk.screenshot(self.pictures / "failed-here.png")
            (self.pictures / "tree.json").write_text(json.dumps(list(self.kiosk.nodes().values()), indent=1, ensure_ascii=False))
            (self.pictures / "state.json").write_text(json.dumps(self.kiosk.state(), indent=1, ensure_ascii=False))
        except (Failed, AttributeError):
            pass  # it is not there to be asked

    # ---- the world behind the kiosk

    def tell(self, device, do, **fields):
        return self.bench.must(device, do, **fields)

    def truth(self, device=None):
        devices = [device] if device else ["store", "fiscal", "printer", "cash", "scanner"]
        every = {name: self.bench.must(name, "truth")["truth"] for name in devices}
        return every[device] if device else every

    def session(self):
        return self.kiosk.state()["session"]

    def devices(self):
        return self.kiosk.state()["devices"]

    def picture(self, what):
        self.pictures.mkdir(parents=True, exist_ok=True)
        self.kiosk.screenshot(self.pictures / f"{what}.png")

    # ---- eyes

    def nodes(self):
        return self.kiosk.nodes()

    def see(self, screen, seconds=15):
        self.kiosk.wait(screen, seconds * PATIENCE)

    def node(self, name, seconds=10, test=lambda node: True):
        """The node, once it is there and test(node) holds."""
        def there():
            node = self.nodes().get(name)
            return node if node is not None and test(node) else None
        try:
            return until(name, seconds, there)
        except Failed as failure:
            raise Failed(f"{failure}; {self.kiosk.screen()!r} shows {sorted(self.nodes())}") from None

    def focused(self):
        """The name of the control that the keyboard stands on."""
        return next((name for name, node in self.nodes().items() if node["focused"]), None)

    def gone(self, name, seconds=10):
        until(f"{name} goes away", seconds, lambda: name not in self.nodes())

    # ---- hand

    @staticmethod
    def center(node):
        x, y, w, h = node["rect"]
        return x + w // 2, y + h // 2

    def touch(self, name, seconds=10):
        """Waits until the node is there, enabled and standing still, then clicks into its middle."""
        last = None
        def still():
            nonlocal last
            node = self.nodes().get(name)
            if node is None or not node["enabled"]:
                last = None
                return None
            x, y = self.center(node)
            same = last == node["rect"] and 0 <= x < self.width and 0 <= y < self.height
            last = node["rect"]
            return node if same else None
        try:
            node = until(f"{name} can be touched", seconds, still, 0.03)
        except Failed as failure:
            raise Failed(f"{failure}; {self.kiosk.screen()!r} shows {sorted(self.nodes())}") from None
        self.display.xdotool("mousemove", *self.center(node), "click", 1)

    def press(self, text):
        """The keys of the keyboard on the screen, one click for each, in one go."""
        names = {" ": "key.space", "\b": "key.backspace"}
        nodes = until("the keys", 10, lambda: self.keys_for(text, names))
        words = []
        for letter in text:
            words += ["mousemove", *self.center(nodes[names.get(letter, f"key.{letter}")]), "click", 1, "sleep", 0.02]
        self.display.xdotool(*words)

    def keys_for(self, text, names):
        nodes = self.nodes()
        return nodes if all(names.get(letter, f"key.{letter}") in nodes for letter in text) else None

    def fill(self, name, text, secret=False):
        """Touches the field and types on the keyboard below; waits until all of it is there."""
        self.touch(name)
        until(f"{name} has the caret", 5, lambda: (self.nodes().get(name) or {}).get("focused"))
        self.press(text)
        if secret:
            self.node(name, 5, lambda node: node.get("length") == len(text))
        else:
            self.node(name, 5, lambda node: "".join(node["value"].split()).endswith("".join(text.split())))

    def wedge(self, code):
        """A scanner that pretends to be a keyboard."""
        # One process for all of it: between two the machine may be busy for longer than any scanner pauses.
        self.display.xdotool("mousemove", self.width // 2, 4, "type", "--delay", 2, code + "\r")  # XK_Return; "\n" would be a line feed

    def scan(self, code, aim=""):
        """The serial scanner reads a code."""
        self.tell("scanner", "scan", code=code, aim=aim)

    def toast(self, seconds=6):
        return self.node("toast.message", seconds)["value"]

    # ---- staff

    def staff(self):
        """Into the staff mode, through the hidden door."""
        node = self.node("staff.door")
        x, y = self.center(node)
        self.display.xdotool(*(["mousemove", x, y] + ["click", 1, "sleep", 0.08] * 5))
        self.see("staff_login")
        self.fill("staff_login.pin", PIN, secret=True)
        self.touch("staff_login.next")
        self.see("staff")

    # ---- a purchase

    def plain(self, count=1, skip=0):
        """Rows of products.csv that anyone can buy by any method and that the store has."""
        sold_out = self.sold_out()
        rows = [row for row in self.config.plain_goods() if row["barcodes"].split() and int(row["product"]) not in sold_out]
        check(len(rows) >= skip + count, "not enough goods in the demo catalogue")
        return rows[skip:skip + count]

    def catalog(self):
        folder = Path(self.config._toml["store"]["attributes_file"]).parent
        return json.loads((folder / "catalog.json").read_text(encoding="utf-8"))

    def sold_out(self):
        return {product["id"] for product in self.catalog()["products"] if product["amount"] < 10}

    def rows(self, test):
        """Rows of products.csv for which test(row) holds and that the store has."""
        sold_out = self.sold_out()
        with open(self.config._toml["store"]["attributes_file"], encoding="utf-8", newline="") as file:
            return [row for row in csv.DictReader(file)
                    if row["product"].isdigit() and int(row["product"]) not in sold_out and test(row)]

    def scan_goods(self, rows):
        for row in rows:
            before = self.session()["pieces"]
            self.scan(row["barcodes"].split()[0])
            until(f"{row['barcodes']} is in the cart", 5, lambda: self.session()["pieces"] > before)

    def to_delivery(self):
        if self.kiosk.screen() != "cart":
            self.touch("cart.open")
        self.see("cart")
        total = int(self.node("cart.total")["value"])
        self.touch("cart.checkout")
        self.see("delivery")
        return total

    def who(self, address=None):
        self.see("receiver")
        self.fill("receiver.first_name", "ay")
        self.fill("receiver.last_name", "or")
        if address:
            self.fill("receiver.address", address)
        self.fill("receiver.phone", PHONE)
        self.touch("receiver.next")
        self.see("payment")

    def to_payment(self, goods=None):
        """From the attract screen or the catalogue to the payment methods; the sum."""
        self.scan_goods(goods if goods is not None else self.plain())
        total = self.to_delivery()
        self.touch("delivery.pickup")
        self.touch("delivery.next")
        self.who()
        equal(int(self.node("payment.total")["value"]), total, "the sum to pay")
        return total

    def type_card(self, number=CARD):
        self.see("card", 30)
        if number not in self.secrets:
            self.secrets.append(number)
        self.fill("card.number", number, secret=True)
        self.fill("card.expiry", EXPIRY, secret=True)
        self.no_secret_shown()
        self.touch("card.next")

    def type_code(self, code=SMS_CODE):
        self.see("sms", 30)
        if code not in self.secrets:
            self.secrets.append(code)
        self.fill("sms.code", code, secret=True)
        self.no_secret_shown()
        self.touch("sms.next")

    def no_secret_shown(self):
        """Neither the tree nor the state says what is in the secret fields."""
        tree = json.dumps(list(self.nodes().values()), ensure_ascii=False)
        state = json.dumps(self.kiosk.state(), ensure_ascii=False)
        for secret in self.secrets:
            for text in (secret, " ".join(secret[i:i + 4] for i in range(0, len(secret), 4))):
                check(text not in tree and text not in state, "an answer of the automation holds a secret")
        for name, node in self.nodes().items():
            if name in ("card.number", "card.expiry", "sms.code", "staff_login.pin", "sign_in.password"):
                equal(node["value"], "", f"the value of {name}")
                check(isinstance(node["length"], int), f"{name} has no length")

    def insert(self, denomination, seconds=20):
        """A note into the slot, as soon as the validator takes it."""
        until(f"the validator takes {denomination}", seconds,
              lambda: self.bench.ask("cash", "insert", denomination=denomination).get("ok"), 0.1)

    def inserted(self, sum_som, seconds=15):
        until(f"{sum_som} so'm are credited", seconds,
              lambda: int((self.nodes().get("cash.inserted") or {"value": -1})["value"]) == sum_som * 100)

    def notes_for(self, tiyin, over=False):
        """Notes that make the sum, largest first; with `over` the last one is the smallest that covers the rest."""
        left, notes = tiyin // 100, []
        for note in self.config.denominations:
            while note <= left:
                notes.append(note)
                left -= note
        if left:
            check(over, f"notes cannot make {tiyin // 100} so'm")
            notes.append(min(note for note in self.config.denominations if note >= left))
        return notes

    def pay_cash(self, due):
        """Exact notes as far as they go; the last one may be too much, and a voucher is taken."""
        paid = 0
        for note in self.notes_for(due, over=True):
            self.insert(note)
            if paid + note > due // 100:
                self.touch("cash.accept_overpay", 15)
            paid += note
            until(f"the note of {note} is credited", 15, lambda: self.kiosk.screen() != "cash"
                  or int((self.nodes().get("cash.inserted") or {"value": 0})["value"]) >= paid * 100)
        return paid * 100

    def done(self, seconds=40, qr=True):
        """The last screen of a purchase: order number and the address in the QR code."""
        self.see("done", seconds)
        number = self.node("done.order_number", 10, lambda node: node["value"])["value"]
        url = self.node("done.fiscal_qr", 15, lambda node: node["value"])["value"] if qr else None
        return number, url

    def finish(self):
        self.touch("done.finish")
        self.see("attract")


class Programs:
    def __init__(self, kiosk, bench, out, bad_world=None):
        self.kiosk, self.bench, self.out, self.bad_world = kiosk, bench, out, bad_world
