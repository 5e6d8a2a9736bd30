"""A real mosquitto, lone publishers and the receiver, for the tests and for scripts/fleet. Standard library; what is started here ends here."""

import ctypes
import json
import os
import signal
import socket
import sqlite3
import subprocess
import time
from pathlib import Path

PATIENCE = int(os.environ.get("KIOSK_TEST_PATIENCE", "1"))


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def until(what, seconds, test, pause=0.1):
    deadline = time.monotonic() + seconds * PATIENCE
    while True:
        found = test()
        if found:
            return found
        if time.monotonic() > deadline:
            raise AssertionError(f"{what}: not within {seconds * PATIENCE} s")
        time.sleep(pause)


def _end_with_parent():
    ctypes.CDLL(None).prctl(1, signal.SIGTERM)  # PR_SET_PDEATHSIG


class Process:
    def __init__(self, words, log):
        self.words, self.log, self.process, self.starts = [str(word) for word in words], Path(log), None, 0

    def start(self):
        self.starts += 1
        with open(self.log, "ab") as out:
            self.process = subprocess.Popen(self.words, stdin=subprocess.DEVNULL, stdout=out, stderr=out, preexec_fn=_end_with_parent)
        return self

    def tell(self, how):
        if self.process and self.process.poll() is None:
            self.process.send_signal(how)

    def end(self, how=signal.SIGTERM, seconds=10):
        """Its exit code."""
        if not self.process:
            return None
        self.tell(how)
        try:
            return self.process.wait(seconds * PATIENCE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            raise AssertionError(f"{self.words[0]} did not end within {seconds * PATIENCE} s") from None

    def said(self):
        return self.log.read_text(encoding="utf-8", errors="replace") if self.log.exists() else ""


class Broker(Process):
    def __init__(self, folder, extra="allow_anonymous true\n"):
        self.port = free_port()
        self.store = Path(folder) / "broker"
        self.store.mkdir()
        self.store.chmod(0o777)  # started as root, mosquitto becomes a user of its own
        conf = Path(folder) / "mosquitto.conf"
        # Its own store is written now and then, as by default. The messages that it acknowledged and loses when it is killed are the point.
        conf.write_text(f"listener {self.port} 127.0.0.1\npersistence true\npersistence_location {self.store}/\nmax_queued_messages 0\n"
                        f"max_inflight_messages 100\n{extra}", encoding="utf-8")
        super().__init__(["mosquitto", "-c", conf], Path(folder) / "mosquitto.log")

    def start(self):
        super().start()

        def listens():
            with socket.socket() as probe:
                return probe.connect_ex(("127.0.0.1", self.port)) == 0
        until("the broker listens", 10, listens, 0.02)
        return self


class Receiver(Process):
    def __init__(self, program, folder, port, *words):
        self.file = Path(folder) / "received.db"
        super().__init__([program, "--db", self.file, "--port", port, *words], Path(folder) / "receiver.log")

    def ask(self, query, *values):
        if not self.file.exists():
            return []
        with sqlite3.connect(self.file, timeout=10) as db:
            try:
                return db.execute(query, values).fetchall()
            except sqlite3.OperationalError:
                return []  # not made yet
            finally:
                pass

    def state(self, kiosk):
        rows = self.ask("SELECT payload FROM states WHERE kiosk = ?", kiosk)
        return json.loads(rows[0][0]) if rows else {}

    def have(self, kiosk):
        """Up to which row it has everything; of the longest journal, where a kiosk had several."""
        return self.ask("SELECT coalesce(max(seq), 0) FROM have WHERE kiosk = ?", kiosk)[0][0] if self.ask("SELECT 1 FROM have WHERE kiosk = ?", kiosk) else 0


def told_kinds(protocol):
    """The kinds that kiosk/fleet/PROTOCOL.md says leave the shop."""
    table = protocol.split("| kinds | members that leave the shop |")[1].split("\n\n")[0]
    return {word.strip("`") for line in table.splitlines()[2:] for word in line.split(" | ")[0].strip("| ").split()}


def events_of(state_dir, kinds):
    """{id: seq} of a journal, reckoned apart from the program."""
    with sqlite3.connect(f"file:{state_dir}/journal.db?mode=ro", uri=True, timeout=10) as db:
        return {f"{seq}-{hash_.hex()[:16]}": seq for seq, kind, hash_ in db.execute("SELECT seq, kind, hash FROM events ORDER BY seq") if kind in kinds}
