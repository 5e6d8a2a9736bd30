"""The owner of a fleet in scripts/fleet and its tests: signs, publishes, says again what a broker lost, and knows at the end what must be so."""

import hashlib
import io
import json
import random
import subprocess
import sys
import tarfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[3] / "scripts"))
import fleet_sign  # noqa: E402

DAY_MS = 86_400_000
BASE = """[kiosk]
id = "k-1"
[store]
api_url = "https://store.example/api"
orders_url = "wss://store.example/ws"
phone = "998991234567"
password_file = "store.password"
attributes_file = ""
[cash]
port = "/dev/ttyUSB1"
"""
# What a version is: TOML, and what becomes of it.
GOOD, UNWELL, CRASH, FAULT = "good", "unwell", "crash", "fault"


def base_config(folder):
    """The configuration of every lone kiosk's own, and the owner's pair of keys."""
    password = folder / "store.password"
    password.write_text("of-the-store\n")
    password.chmod(0o600)
    file = folder / "kiosk.toml"
    file.write_text(BASE)
    fleet_sign.make_key(folder / "owner.key")
    return file


def text_of(kind, chance):
    if kind == FAULT:
        return chance.choice(['[fleet]\nbroker = "mqtts://elsewhere.example"\n', "[kiosk]\nidle_seconds = 9999\n", "[cash]\ndenominations = [500]\n", "[kiosk\n"])
    name = {GOOD: f"shop {chance.randrange(10**6)}", UNWELL: "unwell", CRASH: "crash"}[kind]
    return f'[kiosk]\nname = "{name}"\nidle_seconds = {chance.randint(20, 300)}\n'


def ring_of(index, kiosks):
    """As lone_publisher.cpp has it; from 0."""
    return "canary" if 10 * index < kiosks else "early" if 10 * index < 4 * kiosks else "all"


class Owner:
    def __init__(self, folder, port, names, receiver, seed):
        self.key, self.port, self.names, self.receiver = folder / "owner.key", port, names, receiver
        self.chance = random.Random(seed)
        self.versions = {name: [] for name in names}  # [(kind, text)], the first is version 1
        self.bundles = dict.fromkeys(names, 0)
        self.updates = {}  # ring: [version]
        self.said = {}  # topic: message that is to be retained
        self.counts = {"versions published": 0, "bundles asked for": 0, "updates published": 0, "messages said again": 0}
        self.began_ring = {}  # (ring, version): real time

    def publish(self, topic, message):
        """A broker that is dead now gets it later."""
        self.said[topic] = message
        done = subprocess.run(["mosquitto_pub", "-p", str(self.port), "-q", "1", "-r", "-t", topic, "-s"], input=message, capture_output=True, timeout=30, check=False)
        return done.returncode == 0

    def roll_out(self, kind, names):
        for name in names:
            text = text_of(kind, self.chance)
            self.versions[name].append((kind, text))
            self.counts["versions published"] += 1
            self.publish(f"kiosk/{name}/config", fleet_sign.config(self.key, name, len(self.versions[name]), text))

    def ask_bundle(self, name):
        self.bundles[name] += 1
        self.counts["bundles asked for"] += 1
        self.publish(f"kiosk/{name}/bundle", fleet_sign.bundle(self.key, name, self.bundles[name]))

    def update(self, ring, version, spread):
        self.updates.setdefault(ring, []).append(version)
        self.counts["updates published"] += 1
        self.began_ring[ring, version] = time.monotonic()
        message = fleet_sign.update(self.key, ring, len(self.updates[ring]), version, "https://fleet.example/image", "ab" * 32, spread)
        self.publish(f"fleet/update/{ring}", message)

    def seen(self, name):
        """(config, bundle, update), as the kiosk tells; of one that is gone, as far as nobody knows."""
        state = self.receiver.state(name)
        return tuple(state.get(what, {}).get("seen", 0) for what in ("config", "bundle", "update"))

    def say_again(self):
        """A broker that was killed has lost what it retained: whoever has not seen the newest is told once more."""
        behind = set()
        for index, name in enumerate(self.names):
            config, bundle, update = self.seen(name)
            ring = ring_of(index, len(self.names))
            if config < len(self.versions[name]):
                behind.add(f"kiosk/{name}/config")
            if bundle < self.bundles[name]:
                behind.add(f"kiosk/{name}/bundle")
            if update < len(self.updates.get(ring, [])):
                behind.add(f"fleet/update/{ring}")
        for topic in sorted(behind):
            self.counts["messages said again"] += 1
            self.publish(topic, self.said[topic])
        return behind

    def settled(self, name, index):
        """It runs with its newest version, which is good, has the newest update of its ring, and no bundle is on its way."""
        state = self.receiver.state(name)
        if not state.get("online"):
            return False
        config, wanted = state["config"], self.updates.get(ring_of(index, len(self.names)), [])
        return (config["stage"] == "good" and config["version"] == len(self.versions[name]) and "waiting" not in config
                and state["bundle"]["stage"] in ("none", "sent", "failed") and (not wanted or state["version"] == wanted[-1]))

    def faults(self, folder_of):
        """What must be so at the end, from the kiosks' files and from what arrived. Lines; empty: all is as it must be. And figures."""
        found, figures = [], {"versions that went back": 0, "versions that were refused": 0, "bundles whole": 0, "bundles failed": 0, "updates asked for": 0}
        told = {name: set(self.receiver.ask("SELECT version, stage FROM stages WHERE kiosk = ?", name)) for name in self.names}
        for index, name in enumerate(self.names):
            folder = folder_of(name)
            remote = json.loads((folder / "fleet.remote").read_text().rsplit("\n", 2)[0])["remote"]
            notes = (folder / "notes").read_text().splitlines() if (folder / "notes").exists() else []
            versions = self.versions[name]
            for number, (kind, text) in enumerate(versions, 1):
                if kind != GOOD and (number, "good") in told[name]:
                    found.append(f"{name}: version {number} is {kind} and was in force")
                if kind == FAULT and (number, "trying") in told[name]:
                    found.append(f"{name}: version {number} has faults and was tried")
            figures["versions that went back"] += sum(note.startswith("config_undone") for note in notes)
            figures["versions that were refused"] += sum(note.startswith("config_refused") for note in notes)
            if versions and (remote["good"]["number"], remote["good"]["text"]) != (len(versions), versions[-1][1]):
                found.append(f"{name}: version {remote['good']['number']} is in force, not {len(versions)}")
            if remote["trial"] is not None or remote["waiting"] is not None:
                found.append(f"{name}: something is still on trial or waits")
            found += self.bundle_faults(name, figures)
            found += self.update_faults(name, index, folder, figures)
        return found, figures

    def bundle_faults(self, name, figures):
        found, times = [], []
        pieces = self.receiver.ask("SELECT number, piece, pieces, sha256, bytes FROM pieces WHERE kiosk = ? ORDER BY number, piece", name)
        for number in sorted({row[0] for row in pieces}):
            rows = [row for row in pieces if row[0] == number]
            if not 1 <= number <= self.bundles[name]:
                found.append(f"{name}: nobody asked for bundle {number}")
            if len({row[3] for row in rows}) != 1:
                found.append(f"{name}: bundle {number} was made twice")
                continue
            if {row[1] for row in rows} != set(range(1, rows[0][2] + 1)):
                figures["bundles failed"] += 1  # the broker died with a piece that it had acknowledged
                continue
            whole = b"".join(row[4] for row in rows)
            if hashlib.sha256(whole).hexdigest() != rows[0][3]:
                found.append(f"{name}: bundle {number} is not what was sent")
                continue
            with tarfile.open(fileobj=io.BytesIO(whole), mode="r:gz") as packed:
                about = json.load(packed.extractfile("about.json"))
                if about["kiosk"] != name:
                    found.append(f"{name}: has a bundle of {about['kiosk']}")
                times.append(about["at_ms"])
            figures["bundles whole"] += 1
        if any(later - before < DAY_MS for before, later in zip(times, times[1:])):
            found.append(f"{name}: two bundles in a day")
        return found

    def update_faults(self, name, index, folder, figures):
        wanted = self.updates.get(ring_of(index, len(self.names)), [])
        asked = [line.split()[0] for line in (folder / "updates").read_text().splitlines()] if (folder / "updates").exists() else []
        figures["updates asked for"] += len(asked)
        strange = set(asked) - set(wanted)
        found = [f"{name}: asked for {version}, which is not for its ring" for version in sorted(strange)]
        if wanted and asked[-1:] != wanted[-1:]:
            found.append(f"{name}: did not ask for {wanted[-1]}")
        if sorted(asked, key=wanted.index if not strange else None) != asked:
            found.append(f"{name}: went back to an older version: {asked}")
        return found
