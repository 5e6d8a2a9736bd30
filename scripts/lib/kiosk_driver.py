"""What a customer does in front of the kiosk, over its automation socket. Used by the demo and by the figures."""

import csv
import time
import tomllib
from pathlib import Path

from json_lines import Failed, JsonLines


class Kiosk:
    def __init__(self, path):
        self._line = JsonLines(path, "kiosk")

    def nodes(self):
        return {node["name"]: node for node in self._line.must("tree")["nodes"]}

    def screen(self):
        return self._line.must("tree")["screen"]

    def stats(self):
        return self._line.must("stats")

    def state(self):
        return self._line.must("state")

    def tap(self, name):
        self._line.must("tap", name=name)

    def try_tap(self, name):
        return self._line.ask("tap", name=name).get("ok", False)

    def fill(self, name, text):
        self.tap(name)
        self._line.must("type", text=text)

    def key(self, key):
        self._line.must("key", key=key)

    def scan(self, code):
        self._line.must("scan", code=code)

    def screenshot(self, path):
        self._line.must("screenshot", path=str(path))

    def wait(self, screen, seconds):
        answer = self._line.ask("wait", seconds + 5, screen=screen, timeout_ms=int(seconds * 1000))
        if not answer.get("ok"):
            raise Failed(f"the screen {screen!r} did not come within {seconds} s; {self.screen()!r} shows")

    def wait_for(self, what, seconds, test):
        """Until test(nodes) gives something true, which is returned."""
        deadline = time.monotonic() + seconds
        while True:
            found = test(self.nodes())
            if found:
                return found
            if time.monotonic() > deadline:
                raise Failed(f"{what} did not come within {seconds} s on the screen {self.screen()!r}")
            time.sleep(0.1)

    def amount(self, name):
        """A total in tiyin."""
        node = self.nodes().get(name)
        if node is None or not str(node["value"]).lstrip("-").isdigit():
            raise Failed(f"{name} shows no sum")
        return int(node["value"])


class Bench:
    """The simulators. Each keeps its truth: what really happened on its side of the wire."""

    def __init__(self, path):
        self._line = JsonLines(path, "bench")

    def ask(self, device, do, **fields):
        return self._line.ask(do, device=device, **fields)

    def must(self, device, do, **fields):
        return self._line.must(do, device=device, **fields)

    def truth(self, device, what):
        truth = self.must(device, "truth")["truth"]
        if what not in truth:
            raise Failed(f"the truth of the {device} has no {what!r}")
        return truth[what]


class Config:
    """What the demo needs to know of the kiosk's configuration file."""

    def __init__(self, path):
        with open(path, "rb") as file:
            self._toml = tomllib.load(file)
        self._folder = Path(path).parent

    @property
    def denominations(self):
        """so'm, largest first"""
        standard = [1000, 2000, 5000, 10000, 20000, 50000, 100000, 200000]
        return sorted(self._toml.get("cash", {}).get("denominations", standard), reverse=True)

    @property
    def card_registered_here(self):
        return self._toml.get("fiscal", {}).get("online_payments", "store") == "module"

    def plain_goods(self):
        """Rows of products.csv that anyone can buy by any method: with both codes, sold by the piece, unmarked, no age."""
        path = self._folder / self._toml["store"]["attributes_file"]
        with open(path, encoding="utf-8", newline="") as file:
            rows = [row for row in csv.DictReader(file) if self._plain(row)]
        if not rows:
            raise Failed(f"{path} has no product that can be sold for cash")
        return rows

    @staticmethod
    def _plain(row):
        def on(key):
            return (row.get(key) or "").strip().lower() in ("1", "true", "yes")

        age = (row.get("min_age") or "0").strip() or "0"
        named = (row.get("product") or row.get("code") or "").strip() not in ("", "delivery")
        return named and row["class_code"] and row["package_code"] and not on("marked") and not on("weighed") and age == "0"
