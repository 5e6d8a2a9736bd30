#!/usr/bin/env python3
"""Many kiosks on one broker that is killed now and then: figures, and whether each event arrived once. Started by scripts/fleet.

All kiosks are one process (journal, driver and threads of each are its own), so that their memory can be told. In the last minute nothing is killed any
more; then selling ends, and what is left is waited for.

With --speed X a virtual day passes in 86400 / X seconds, and the fleet's owner is there too (owner.py): configurations, good ones and such as are refused, make
the kiosk unwell or end it; bundles; updates from ring to ring. The power of all kiosks is cut now and then. At the end each kiosk has its newest version, no bad one
was ever in force, no bundle was made twice or two in a day, and nobody asked for an update that was not for its ring.
"""

import argparse
import json
import random
import shutil
import signal
import sys
import tempfile
import time
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).parent))
from broker import Broker, Process, Receiver, events_of, told_kinds  # noqa: E402
from owner import CRASH, FAULT, GOOD, UNWELL, Owner, base_config  # noqa: E402

SALES_A_DAY = 300
KINDS = told_kinds((Path(__file__).parents[3] / "kiosk" / "fleet" / "PROTOCOL.md").read_text(encoding="utf-8"))


def memory(process):
    """Bytes of a process that runs, 0 of another."""
    try:
        return int(Path(f"/proc/{process.process.pid}/statm").read_text().split()[1]) * 4096
    except (OSError, AttributeError, IndexError):
        return 0


def lags(samples):
    """Of each second: how long ago the rows that the broker took last were written. samples: [(time, rows, rows that it took)]"""
    found, at = [], 0
    for now, _, told in samples:
        while at + 1 < len(samples) and samples[at + 1][1] <= told:
            at += 1
        found.append(max(0.0, now - samples[at][0]) if told < samples[-1][1] else 0.0)
    return sorted(found)


def counted_of(kiosks):
    """(kiosks that were started anew within the process, its milliseconds of processor), as it said last."""
    return next(((line["starts"], line["cpu_ms"]) for line in (json.loads(text) for text in reversed(kiosks.said().splitlines())
                                                               if text.startswith("{") and text.endswith("}"))), (0, 0))


def quantile(values, share):
    return values[min(len(values) - 1, int(share * len(values)))] if values else 0


class Plan:
    """What the owner does when, in virtual hours on average."""

    RINGS = ("canary", "early", "all")

    def __init__(self, owner, speed, chance, seconds):
        self.owner, self.hour, self.chance, self.began, self.seconds = owner, 3600 / speed, chance, time.monotonic(), seconds
        self.next = {"roll out": 0.0, "bundle": 0.0, "say again": 0.0}
        # One of each kind for everybody comes first, so that a short run shows something, too.
        self.first = [GOOD, FAULT, UNWELL, CRASH]
        self.roll_out_hours = min(12, seconds / self.hour / 10)
        # Two updates go through the rings in the first nine tenths.
        self.updates = [(seconds * share, ring, version) for version, first in (("0.2.0", 0.1), ("0.3.0", 0.5))
                        for ring, share in zip(self.RINGS, (first, first + 0.13, first + 0.26))]

    def due(self, what, hours, exactly=False):
        now = time.monotonic()
        if now < self.next[what]:
            return False
        self.next[what] = now + (hours * self.hour if exactly else self.chance.expovariate(1 / (hours * self.hour)))
        return True

    def turn(self, broker_is_up):
        if self.first and self.due("roll out", self.roll_out_hours, True):
            self.owner.roll_out(self.first.pop(0), self.owner.names)
        elif not self.first and self.due("roll out", self.roll_out_hours):
            kind = self.chance.choices([GOOD, UNWELL, CRASH, FAULT], [5, 2, 1, 2])[0]
            share = self.chance.choice([0.1, 0.3, 1])
            self.owner.roll_out(kind, [name for name in self.owner.names if self.chance.random() < share])
        if self.due("bundle", 2):
            self.owner.ask_bundle(self.chance.choice(self.owner.names))
        if self.updates and time.monotonic() - self.began >= self.updates[0][0]:
            _, ring, version = self.updates.pop(0)
            self.owner.update(ring, version, 3600)
        if broker_is_up and time.monotonic() >= self.next["say again"]:
            self.next["say again"] = time.monotonic() + 15
            self.owner.say_again()

    def end(self):
        """A good version for everybody, for as long as it takes: one that was on trial when the power went is published again."""
        self.owner.roll_out(GOOD, self.owner.names)
        for _, ring, version in self.updates:
            self.owner.update(ring, version, 60)
        self.updates = []

    def settle(self, seconds):
        deadline = time.monotonic() + seconds
        while True:
            left = [name for index, name in enumerate(self.owner.names) if not self.owner.settled(name, index)]
            if not left:
                return
            assert time.monotonic() < deadline, f"not settled: {[(name, self.owner.receiver.state(name)) for name in left[:2]]}"
            self.owner.say_again()
            for name in left:
                state = self.owner.receiver.state(name)
                if state.get("online") and state["config"].get("undone", {}).get("version") == len(self.owner.versions[name]):
                    self.owner.roll_out(GOOD, [name])
            time.sleep(2)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--publisher", required=True, type=Path)
    parser.add_argument("--receiver", required=True, type=Path)
    parser.add_argument("--kiosks", type=int, default=50)
    parser.add_argument("--minutes", type=float, default=5)
    parser.add_argument("--sales-per-second", type=float, default=0.5, help="of each kiosk")
    parser.add_argument("--kill-each", type=float, default=40, help="seconds, on average, between two deaths of the broker; 0: none")
    parser.add_argument("--speed", type=float, default=0, help="of virtual time, and the fleet's owner is there; 0: neither")
    parser.add_argument("--cut-each", type=float, default=420, help="seconds, on average, between two cuts of all kiosks' power; 0: none; with --speed")
    parser.add_argument("--seed", type=int, default=random.randrange(1 << 32))
    options = parser.parse_args()
    print(f"seed {options.seed}", flush=True)
    chance = random.Random(options.seed)
    folder = Path(tempfile.mkdtemp(prefix="kiosk-fleet."))
    folder.chmod(0o755)
    started = []
    try:
        broker = Broker(folder)
        started.append(broker.start())
        receiver = Receiver(options.receiver, folder, broker.port)
        started.append(receiver.start())
        remote = ["--config", base_config(folder), "--keys", folder / "owner.key.pub", "--speed", options.speed] if options.speed else []
        kiosks = Process([options.publisher, "--state", folder / "kiosks", "--id", "k", "--port", broker.port, "--kiosks", options.kiosks,
                          "--sales-per-second", options.sales_per_second, *remote], folder / "kiosks.log")
        started.append(kiosks.start())
        names = [f"k-{i}" for i in range(1, options.kiosks + 1)] if options.kiosks > 1 else ["k"]

        began = time.monotonic()
        end = began + options.minutes * 60
        quiet = end - min(60, 20 * options.minutes)
        owner = Owner(folder, broker.port, names, receiver, options.seed) if options.speed else None
        plan = Plan(owner, options.speed, chance, options.minutes * 60) if owner else None
        next_cut = began + chance.expovariate(1 / options.cut_each) if plan and options.cut_each else end
        cuts = starts = cpu_ms = 0
        next_death = began + chance.expovariate(1 / options.kill_each) + 5 if options.kill_each else end
        deaths, broker_memory, receiver_memory = {"killed": 0, "stopped": 0}, 0, 0
        while time.monotonic() < end:
            time.sleep(0.5)
            if plan and time.monotonic() < quiet:
                plan.turn(True)
            if next_cut <= time.monotonic() < quiet:
                before = counted_of(kiosks)
                starts, cpu_ms = starts + before[0], cpu_ms + before[1]
                kiosks.end(signal.SIGKILL)
                cuts += 1
                time.sleep(chance.uniform(0.1, 3))
                kiosks.start()
                next_cut = time.monotonic() + chance.expovariate(1 / options.cut_each)
            assert kiosks.process.poll() is None, kiosks.said()[-1000:]
            broker_memory, receiver_memory = max(broker_memory, memory(broker)), max(receiver_memory, memory(receiver))
            if next_death <= time.monotonic() < quiet:
                how = chance.choice([signal.SIGKILL, signal.SIGKILL, signal.SIGTERM])
                deaths["killed" if how == signal.SIGKILL else "stopped"] += 1
                broker.end(how)
                time.sleep(chance.uniform(0.1, 10))
                broker.start()
                next_death = time.monotonic() + chance.expovariate(1 / options.kill_each)
        settling = time.monotonic()
        if plan:
            plan.end()
            plan.settle(240 + 60 * 60 * 3 / options.speed)
        settling = time.monotonic() - settling
        kiosks.tell(signal.SIGUSR1)
        sold_for = time.monotonic() - began
        time.sleep(1)
        newest = {name: max(events_of(folder / "kiosks" / name if options.kiosks > 1 else folder / "kiosks", KINDS).values()) for name in names}
        deadline = time.monotonic() + 240
        while any(receiver.have(name) < seq for name, seq in newest.items()):
            assert time.monotonic() < deadline, f"not all has arrived: {sum(receiver.have(n) < s for n, s in newest.items())} kiosks"
            time.sleep(0.5)
        waited = time.monotonic() - began - sold_for - 1

        lines = [json.loads(line) for line in kiosks.said().splitlines() if line.startswith("{")]
        samples = [(float(i), line["rows"], line["rows"] - line["waiting"]) for i, line in enumerate(lines)]
        late = lags(samples)
        lost = strange = total = 0
        for name in names:
            wanted = events_of(folder / "kiosks" / name if options.kiosks > 1 else folder / "kiosks", KINDS).items()
            got = dict(receiver.ask("SELECT id, seq FROM events WHERE kiosk = ?", name)).items()
            total, lost, strange = total + len(wanted), lost + len(wanted - got), strange + len(got - wanted)
        (messages, again), = receiver.ask("SELECT sum(times), sum(times > 1) FROM events")
        asked = receiver.ask("SELECT sum(asked) FROM have")[0][0]
        last = lines[-1]
        for name, value, unit in (
                ("kiosks", options.kiosks, ""), ("sold for", round(sold_for), "s"), ("sales", last["sales"], ""),
                ("virtual days of each kiosk", round(sold_for * options.speed / 86400 if plan else last["sales"] / options.kiosks / SALES_A_DAY, 2), ""),
                ("rows of the journals", last["rows"], ""), ("events", total, ""), ("events a second", round(total / sold_for, 1), "1/s"),
                ("messages at the receiver", messages, ""), ("events that came more than once", again, ""),
                ("broker killed", deaths["killed"], ""), ("broker stopped", deaths["stopped"], ""), ("gaps asked for", asked, ""),
                ("lag median", round(quantile(late, 0.5), 1), "s"), ("lag p99", round(quantile(late, 0.99), 1), "s"), ("lag most", round(late[-1], 1), "s"),
                ("rows waiting at one kiosk, most", max(line["waiting_most"] for line in lines), ""),
                ("until all had arrived after the last sale", round(max(0, waited), 1), "s"),
                ("memory of a kiosk's part", round(max(line["rss"] for line in lines) / options.kiosks / 1e6, 2), "MB"),
                ("processor of a kiosk's part", round((cpu_ms + last["cpu_ms"]) / options.kiosks / sold_for / 10, 2), "% of a core"),
                ("memory of the broker, most", round(broker_memory / 1e6, 1), "MB"), ("memory of the receiver, most", round(receiver_memory / 1e6, 1), "MB"),
                ("events lost", lost, ""), ("events that no journal has", strange, "")):
            print(f"{name}: {value} {unit}".rstrip())
        if plan:
            found, figures = owner.faults(lambda name: folder / "kiosks" / name if options.kiosks > 1 else folder / "kiosks")
            for name, value in (*owner.counts.items(), *figures.items(), ("power of all kiosks cut", cuts), ("kiosks started again by themselves", starts + last["starts"]),
                                ("until all had their newest version, s", round(settling, 1)), ("faults of what was asked from afar", len(found))):
                print(f"{name}: {value}")
            found += [f"{what}: none, so this shows nothing" for what in ("versions that went back", "versions that were refused", "bundles whole") if not figures[what]]
            print("\n".join(found))
            return 1 if lost or strange or found else 0
        return 1 if lost or strange else 0
    finally:
        for process in reversed(started):
            process.tell(signal.SIGCONT)
            process.end(signal.SIGKILL)
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
