"""`kiosk --setup` at a terminal, as somebody types who does not know TOML; the machines of the bench answer."""

import os
import pty
import re
import select
import signal
import stat
import subprocess
import termios
import time
import tomllib

from harness import PATIENCE, check, equal, until
from stage import scenario

PIN = "135791"


class Terminal:
    """What stands on it, and somebody who types what is asked for."""

    def __init__(self, rig, config, ports, command="--setup"):
        self.master, slave = pty.openpty()
        self.shown, self.read_to = "", 0
        words = ["--setup", "--config", config, "--ports", ports] if command == "--setup" else [command]
        self.process = subprocess.Popen([rig.programs.kiosk, *words], stdin=slave, stdout=slave, stderr=slave,
                                        start_new_session=True)
        os.close(slave)

    def more(self, seconds):
        if not select.select([self.master], [], [], seconds)[0]:
            return False
        try:
            self.shown += os.read(self.master, 4096).decode(errors="replace")
        except OSError:  # the program has gone
            return False
        return True

    def see(self, pattern, seconds=15):
        """The next place where this stands, behind what was seen before."""
        deadline = time.monotonic() + seconds * PATIENCE
        while not (found := re.compile(pattern).search(self.shown, self.read_to)):
            check(time.monotonic() < deadline, f"{pattern!r} is not asked or said; behind what was seen stands: {self.shown[self.read_to:][-700:]!r}")
            if not self.more(0.2) and self.process.poll() is not None:
                check(self.more(0), f"it ended with {self.process.returncode} before {pattern!r}: {self.shown[self.read_to:][-700:]!r}")
        self.read_to = found.end()
        return found

    def type(self, question, text, seconds=15):
        self.see(question + r"[^\n]*: ", seconds)
        os.write(self.master, text.encode() + b"\n")

    def end(self, look=lambda: None):
        while self.more(0.5) or self.process.poll() is None:
            pass
        look()
        os.close(self.master)
        return self.process.wait(10)


def owned(path):
    return stat.S_IMODE(path.stat().st_mode)


@scenario(start=False)
def setup(rig):
    """From nothing to a kiosk that runs: each answer is looked at, each machine is found and asked; again, with what is known offered."""
    made = tomllib.loads(rig.config_file.read_text(encoding="utf-8"))
    folder, ports = rig.folder / "etc", rig.folder / "by-id"
    folder.mkdir()
    ports.mkdir()
    for name in ("printer", "cash", "scanner"):
        (ports / f"usb-{name}").symlink_to(made[name]["port"])
    config = folder / "kiosk.toml"

    # Somebody gives up in the middle of a secret: the terminal shows what is typed again.
    given_up = Terminal(rig, config, ports, "--hash-pin")
    given_up.see("PIN ")
    until("what is typed is not shown", 5, lambda: not termios.tcgetattr(given_up.master)[3] & termios.ECHO)
    given_up.process.send_signal(signal.SIGINT)
    equal(given_up.end(lambda: check(termios.tcgetattr(given_up.master)[3] & termios.ECHO, "the terminal stays blind")), -signal.SIGINT, "how it ended")

    # Somebody begins, and goes away.
    begun = Terminal(rig, config, ports)
    begun.type("Name of this kiosk", "nukus-07")
    begun.see("Title of the shop")
    os.write(begun.master, b"\x04")
    begun.see("is as it was before")
    equal(begun.end(), 2, "the exit code when the input ends")
    check(not config.exists(), "half a configuration was written")

    terminal = Terminal(rig, config, ports)
    terminal.type("Name of this kiosk", "nukus 07")
    terminal.see("kiosk.id: ")
    terminal.type("Name of this kiosk", "nukus-07")
    terminal.type("Title of the shop", "")
    terminal.type("Company", made["shop"]["company"])
    terminal.type("INN", "12345")
    terminal.see("shop.inn: ")
    terminal.type("INN", made["shop"]["inn"])
    terminal.type("Address, as registered", made["shop"]["address"])
    terminal.type("Phone of the support", "61 222-00-00")
    terminal.type("Address of its API", made["store"]["api_url"])
    terminal.type("Address of its orders", made["store"]["orders_url"])
    terminal.type("Phone of the kiosk's account", made["store"]["phone"])
    terminal.type("Password", "wrong")
    terminal.see("It does not work: ", 30)
    terminal.type("Change the answers", "y")
    for question in ("Address of its API", "Address of its orders", "Phone of the kiosk's account"):
        terminal.type(question, "")
    terminal.type("Password", rig_password(rig))
    terminal.see("The store: logged in", 30)
    terminal.type("Latitude", "north")
    terminal.see("degrees such as")
    terminal.type("Latitude", "42.46")
    terminal.type("Longitude", "59.61")
    terminal.type("Table of products", made["store"]["attributes_file"])

    # 1 cash, 2 printer, 3 scanner: each is asked, and says what it is.
    terminal.see(r"1  \S*/usb-cash\r?\n +banknote validator: \S", 60)
    terminal.see(r"2  \S*/usb-printer\r?\n +receipt printer at 115200 baud: ready to print", 60)
    terminal.see(r"3  \S*/usb-scanner\r?\n +no answer", 90)
    terminal.type(r"Receipt printer[^\n]*\[2\]", "1")  # who mistakes one for the other is told
    terminal.type("Keep it all the same", "n")
    terminal.type("Receipt printer", "")
    terminal.type("Profile of the printer", "no-such")
    terminal.see("no such profile")
    terminal.type("Profile of the printer", "")
    terminal.type(r"Banknote validator[^\n]*\[1\]", "")
    terminal.type("Serial scanner", "3")
    terminal.type("Fiscal module", "http://8.8.8.8")
    terminal.see("fiscal.url: ")
    terminal.type("Fiscal module", made["fiscal"]["url"])
    terminal.type("Edition", "")
    terminal.see(r"terminal \S+, \d+ receipts")

    terminal.type("Add a person", "")
    terminal.type("Name", 'Gulnaz "G"')
    terminal.type("Role", "boss")
    terminal.type("PIN", PIN)
    terminal.type("once more", PIN)
    terminal.see(r"role: ")
    terminal.type("Add a person", "y")
    terminal.type("Name", 'Gulnaz "G"')
    terminal.type("Role", "")
    terminal.type("PIN", PIN)
    terminal.type("once more", PIN)
    terminal.type("Add a person", "n")
    terminal.see("Written: ")
    equal(terminal.end(), 0, f"the exit code; the terminal shows {terminal.shown[-500:]!r}")
    for secret in (PIN, rig_password(rig)):
        check(secret not in terminal.shown, "a secret stands on the terminal")

    written = tomllib.loads(config.read_text(encoding="utf-8"))
    equal(written["kiosk"]["id"], "nukus-07", "kiosk.id")
    for key in ("company", "inn", "address"):
        equal(written["shop"][key], made["shop"][key], f"shop.{key}")
    for key in ("api_url", "orders_url", "phone", "latitude", "longitude", "attributes_file"):
        equal(written["store"][key], made["store"][key], f"store.{key}")
    for name in ("printer", "cash", "scanner"):
        equal(written[name]["port"], str(ports / f"usb-{name}"), f"{name}.port")
    equal(written["fiscal"]["url"], made["fiscal"]["url"], "fiscal.url")
    equal({name: oct(owned(folder / name)) for name in ("kiosk.toml", "store.password", "staff.toml")},
          {"kiosk.toml": "0o640", "store.password": "0o600", "staff.toml": "0o600"}, "modes")
    check(PIN not in (folder / "staff.toml").read_text(), "the PIN stands in the file")
    equal(sorted(path.name for path in folder.iterdir()), ["kiosk.toml", "staff.toml", "store.password"], "files")
    checked = subprocess.run([rig.programs.kiosk, "--config", config, "--check-config"], capture_output=True, text=True)
    equal(checked.returncode, 0, f"--check-config: {checked.stdout} {checked.stderr}")

    # Again, with another name and nothing else: what was typed by hand in the file stays.
    config.write_text(config.read_text(encoding="utf-8") + "\n[payment]\nmethods = [\"card\", \"later\"]\n", encoding="utf-8")
    before = tomllib.loads(config.read_text(encoding="utf-8"))
    again = Terminal(rig, config, ports)
    again.type(r"Name of this kiosk[^\n]*\[nukus-07\]", "nukus-08")
    for question in ("Title", "Company", "INN", "Address, as", "Phone of the support", "Address of its API", "Address of its orders", "Phone of the kiosk", "Password",
                     "Latitude", "Longitude", "Table of products", "Receipt printer", "Profile", "Banknote validator", "Serial scanner", "Fiscal module", "Edition", "Add a person"):
        again.type(question, "", 120)
    again.see("Written: ")
    equal(again.end(), 0, "the exit code of the second time")
    before["kiosk"]["id"] = "nukus-08"
    equal(tomllib.loads(config.read_text(encoding="utf-8")), before, "the configuration after the second time")
    check((folder / "kiosk.toml.old").exists(), "the first one is gone")

    rig.start_kiosk(config=config)
    rig.see("attract", 20)
    rig.wait_for_machines(40)


def rig_password(rig):
    return (rig.folder / "bench/store.password").read_text(encoding="utf-8").splitlines()[0]
