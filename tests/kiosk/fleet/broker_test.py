#!/usr/bin/env python3
"""The fleet's driver against a real mosquitto: broker_test.py --publisher PROGRAM --receiver PROGRAM [--seed N] TEST"""

import argparse
import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).parent))
from broker import Broker, Process, Receiver, events_of, told_kinds, until  # noqa: E402
from owner import Owner, base_config, fleet_sign  # noqa: E402

PROTOCOL = (Path(__file__).parents[3] / "kiosk" / "fleet" / "PROTOCOL.md").read_text(encoding="utf-8")
KINDS = told_kinds(PROTOCOL)
PASSWORD = "of-k1-and-nobody-else"


def publisher(programs, folder, name, port, *words, user=None):
    return Process([programs.publisher, "--state", folder / name, "--id", user or name, "--port", port, *words], folder / f"{name}.log")


def same_events(receiver, folder, names):
    """Everything that the journals tell is there, once, and nothing else."""
    for name in names:
        wanted = events_of(folder / name, KINDS)
        got = dict(receiver.ask("SELECT id, seq FROM events WHERE kiosk = ?", name))
        assert len(wanted) > 50, f"{name} sold next to nothing: {len(wanted)} events"
        lost, strange = wanted.items() - got.items(), got.items() - wanted.items()
        assert not lost and not strange, f"{name}: {len(lost)} of {len(wanted)} lost, {len(strange)} strange: {sorted(lost)[:3]} {sorted(strange)[:3]}"


def everything_dies(programs, folder, stack):
    """Broker, kiosks and receiver are killed, stopped and started at random while two kiosks sell: each event is there, once."""
    chance = random.Random(programs.seed)
    broker = stack(Broker(folder).start())
    receiver = stack(Receiver(programs.receiver, folder, broker.port).start())
    names = ["k1", "k2"]
    kiosks = [stack(publisher(programs, folder, name, broker.port, "--sales-per-second", 6).start()) for name in names]
    counts = {}
    end = time.monotonic() + programs.seconds
    while time.monotonic() < end:
        time.sleep(chance.uniform(0.2, 1.2))
        victim, what = chance.choice([(broker, "broker")] * 3 + [(receiver, "receiver"), (kiosks[0], "kiosk"), (kiosks[1], "kiosk")])
        how = chance.choice([signal.SIGKILL, signal.SIGKILL, signal.SIGTERM, signal.SIGSTOP])
        counts[f"{what} {how.name}"] = counts.get(f"{what} {how.name}", 0) + 1
        if how == signal.SIGSTOP:
            victim.tell(signal.SIGSTOP)
            time.sleep(chance.uniform(0.2, 2))
            victim.tell(signal.SIGCONT)
            continue
        victim.end(how)
        time.sleep(chance.uniform(0, 1))
        victim.start()
    for kiosk in kiosks:
        size = kiosk.log.stat().st_size  # a program that has just been started would die of the signal
        until("it lives", 30, lambda kiosk=kiosk, size=size: kiosk.log.stat().st_size > size)
        kiosk.tell(signal.SIGUSR1)  # sells no more
    time.sleep(1)
    for name in names:
        newest = max(events_of(folder / name, KINDS).values())
        until(f"{name} is told to row {newest}, the receiver has {receiver.have(name)}", 90, lambda name=name, newest=newest: receiver.have(name) >= newest)
    same_events(receiver, folder, names)
    (total, again), = receiver.ask("SELECT count(*), sum(times > 1) FROM events")
    asked = sum(row[0] for row in receiver.ask("SELECT asked FROM have"))
    assert again > 0, "nothing ever came twice: what was killed was not busy"
    print(f"{total} events, {again} of them came more than once, gaps asked for {asked} times; {counts}")
    for kiosk in kiosks:
        assert kiosk.end() == 0, kiosk.said()[-500:]


def acknowledged_and_lost(programs, folder, stack):
    """The broker dies with events that it had acknowledged and not handed on: the receiver sees the gap, asks, and gets each event once."""
    broker = stack(Broker(folder).start())
    receiver = stack(Receiver(programs.receiver, folder, broker.port).start())
    kiosk = stack(publisher(programs, folder, "k1", broker.port, "--sales-per-second", 10).start())
    until("the receiver has some", 20, lambda: receiver.have("k1") > 100)
    receiver.end(signal.SIGKILL)  # its session stays at the broker, and fills
    time.sleep(3)
    kiosk.tell(signal.SIGUSR1)
    time.sleep(1)  # for the sale in hand
    newest = max(events_of(folder / "k1", KINDS).values())
    cursor = folder / "k1" / "fleet.cursor"
    until("the broker acknowledged all", 20, lambda: int(cursor.read_text().split()[2]) >= newest)
    had = receiver.have("k1")
    assert newest > had + 100, f"next to nothing was sent meanwhile: {had} to {newest}"
    broker.end(signal.SIGKILL)
    broker.start()
    receiver.start()
    until(f"it has all to row {newest}", 60, lambda: receiver.have("k1") >= newest)
    same_events(receiver, folder, ["k1"])
    asked = receiver.ask("SELECT asked FROM have")[0][0]
    assert asked > 0, "nobody asked: nothing was lost, so this shows nothing"
    print(f"rows {had} to {newest} were acknowledged and lost, asked for {asked} times")
    assert kiosk.end() == 0


def certificates(folder):
    """An authority, a broker's certificate for 127.0.0.1, and one that another authority made."""
    def openssl(*words):
        subprocess.run(["openssl", *words], cwd=folder, check=True, capture_output=True)
    (folder / "names").write_text("subjectAltName=IP:127.0.0.1\n")
    (folder / "other-names").write_text("subjectAltName=DNS:broker.example\n")
    for authority in ("ca", "stranger"):
        openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", f"{authority}.key", "-out", f"{authority}.pem", "-days", "2", "-subj", f"/CN={authority}")
    for name, names in (("server", "names"), ("elsewhere", "other-names")):
        openssl("req", "-newkey", "rsa:2048", "-nodes", "-keyout", f"{name}.key", "-out", f"{name}.csr", "-subj", f"/CN={name}")
        openssl("x509", "-req", "-in", f"{name}.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-out", f"{name}.pem", "-days", "2", "-extfile", names)
    for file in folder.iterdir():
        if file.is_file():
            file.chmod(0o644)
    folder.chmod(0o755)


def secret_file(folder, name, text):
    file = folder / name
    file.write_text(text + "\n")
    file.chmod(0o600)
    return file


def secured(programs, folder, stack):
    """TLS with a credential for each kiosk: the right one is let in, a wrong password, authority or host name is not, and the password is in no log."""
    certificates(folder)
    for user, word in (("k1", PASSWORD), ("k2", "of-k2"), ("receiver", "of-the-receiver"), ("operator", "of-the-operator")):
        subprocess.run(["mosquitto_passwd", "-b", *(["-c"] if user == "k1" else []), folder / "passwords", user, word], check=True, capture_output=True)
    (folder / "acl").write_text(re.search(r"```\n(pattern write .*?)```", PROTOCOL, re.S).group(1))
    for file in ("passwords", "acl"):
        (folder / file).chmod(0o644)

    def tls(certificate):
        return (f"certfile {folder}/{certificate}.pem\nkeyfile {folder}/{certificate}.key\nallow_anonymous false\npassword_file {folder}/passwords\nacl_file {folder}/acl\n")

    broker = stack(Broker(folder, tls("server")).start())
    ours = ["--ca-file", folder / "ca.pem"]
    receiver = stack(Receiver(programs.receiver, folder, broker.port, "--user", "receiver", "--password-file", secret_file(folder, "receiver.password", "of-the-receiver"), *ours).start())
    right = secret_file(folder, "k1.password", PASSWORD)
    wrong = secret_file(folder, "wrong.password", "of-somebody-else")

    def refused(name, *words, user="k1"):
        """It is not let in, and says so without the password. All but one thing about it is right."""
        kiosk = stack(publisher(programs, folder, name, broker.port, "--sales-per-second", 5, *words, user=user).start())
        until(f"{name} is refused", 20, lambda: "tried again" in kiosk.said())
        time.sleep(1.5)
        assert '"connected":1' not in kiosk.said(), kiosk.said()
        assert kiosk.end() == 0, kiosk.said()
        return kiosk.said()

    said = refused("wrong-password", "--password-file", wrong, *ours)
    assert "not authorised" in said, said
    refused("password-of-another", "--password-file", right, *ours, user="k3")
    refused("unknown-authority", "--password-file", right, "--ca-file", folder / "stranger.pem")
    assert not receiver.ask("SELECT 1 FROM events"), "somebody who was refused was heard"

    kiosk = stack(publisher(programs, folder, "k1", broker.port, "--sales-per-second", 5, "--password-file", right, *ours).start())
    until("events over TLS", 20, lambda: receiver.have("k1") > 100)
    kiosk.tell(signal.SIGUSR1)
    time.sleep(1)
    until("all of them", 30, lambda: receiver.have("k1") >= max(events_of(folder / "k1", KINDS).values()))
    same_events(receiver, folder, ["k1"])
    assert kiosk.end() == 0, kiosk.said()

    # What is asked from afar goes by the operator's account and no other.
    def client(program, user, word, *words, message=b""):
        return subprocess.run([program, "-h", "127.0.0.1", "-p", str(broker.port), "--cafile", folder / "ca.pem", "-u", user, "-P", word, *map(str, words)],
                              input=message, capture_output=True, timeout=60, check=False)

    config = base_config(folder)
    asked = fleet_sign.config(folder / "owner.key", "k1", 1, "[kiosk]\nidle_seconds = 90\n")
    topic = ["-t", "kiosk/k1/config", "-q", "1"]
    for user, word in (("k1", PASSWORD), ("k2", "of-k2"), ("receiver", "of-the-receiver")):
        client("mosquitto_pub", user, word, *topic, "-r", "-s", message=asked)
    assert not client("mosquitto_sub", "k1", PASSWORD, *topic, "-C", "1", "-W", "2").stdout, "somebody but the operator wrote a configuration"
    follows = publisher(programs, folder, "k1", broker.port, "--sales-per-second", 5, "--password-file", right, *ours,
                        "--keys", folder / "owner.key.pub", "--config", config)
    stack(follows.start())
    until("it is there", 20, lambda: receiver.state("k1").get("config"))
    client("mosquitto_pub", "operator", "of-the-operator", *topic, "-r", "-s", message=asked)
    until("the operator's word arrives", 20, lambda: receiver.state("k1").get("config", {}).get("seen") == 1)
    for other in ("kiosk/k1/config", "kiosk/k1/bundle", "kiosk/k1/again"):
        assert not client("mosquitto_sub", "k2", "of-k2", "-t", other, "-C", "1", "-W", "1").stdout, f"another kiosk reads {other}"
    client("mosquitto_pub", "operator", "of-the-operator", "-t", "kiosk/k1/bundle", "-q", "1", "-r", "-s", message=fleet_sign.bundle(folder / "owner.key", "k1", 1))
    until("a bundle", 20, lambda: receiver.ask("SELECT 1 FROM pieces WHERE kiosk = 'k1' AND piece = pieces"))
    assert follows.end() == 0, follows.said()
    logs = "".join(path.read_text(errors="replace") for path in folder.glob("*.log"))
    for word in (PASSWORD, "of-somebody-else"):
        assert word not in logs, "a password is in a log"

    # A broker with a certificate for another name.
    broker.end()
    other = Path(folder) / "second"
    other.mkdir()
    other.chmod(0o755)
    broker = stack(Broker(other, tls("elsewhere")).start())
    refused("other-host", "--password-file", right, *ours)


def farewells(programs, folder, stack):
    """The state is retained: who stops in order says so, of who is killed the broker says it."""
    broker = stack(Broker(folder, "allow_anonymous true\nlog_type all\n").start())
    receiver = stack(Receiver(programs.receiver, folder, broker.port).start())
    kiosk = stack(publisher(programs, folder, "k1", broker.port, "--sales-per-second", 5).start())
    until("it is there", 20, lambda: receiver.state("k1").get("online"))
    state = until("it says how far its events are", 20, lambda: (lambda s: s if s.get("sent") else None)(receiver.state("k1")))
    assert state["v"] == 1 and state["kiosk"] == "k1" and abs(state["at_ms"] / 1000 - time.time()) < 60, state
    heard = [line for line in broker.said().splitlines() if "Received PUBLISH from kiosk-k1" in line]
    assert heard and all("(d0, q1, " in line for line in heard), "a message without an acknowledgement"
    kiosk.end(signal.SIGKILL)
    until("the last will", 20, lambda: receiver.state("k1") == {"v": 1, "kiosk": "k1", "online": False, "why": "lost"})
    kiosk.start()
    until("it is back", 20, lambda: receiver.state("k1").get("online"))
    began = time.monotonic()
    assert kiosk.end() == 0
    assert time.monotonic() - began < 5, "a stop has 5 s"
    until("it stopped in order", 20, lambda: receiver.state("k1").get("why") == "stopped")
    # Who comes later is told by the broker: it is retained.
    late = subprocess.run(["mosquitto_sub", "-p", str(broker.port), "-t", "kiosk/+/state", "-C", "1", "-W", "10", "-F", "%r %p"], capture_output=True, text=True, check=True)
    assert late.stdout.startswith("1 ") and '"stopped"' in late.stdout, late.stdout
    # A broker that hangs does not hold up a stop.
    kiosk.start()
    until("it is back", 20, lambda: receiver.state("k1").get("online"))
    broker.tell(signal.SIGSTOP)
    began = time.monotonic()
    assert kiosk.end() == 0
    assert time.monotonic() - began < 5, "a stop has 5 s"
    broker.tell(signal.SIGCONT)


def begun_anew(programs, folder, stack):
    """A kiosk gets another disk: its journal begins at row 1 again. The receiver, which has more rows of the old one, sees the gaps of the new one."""
    broker = stack(Broker(folder).start())
    receiver = stack(Receiver(programs.receiver, folder, broker.port).start())
    kiosk = stack(publisher(programs, folder, "k1", broker.port, "--sales-per-second", 20).start())
    until("a long journal", 30, lambda: receiver.have("k1") > 300)
    kiosk.tell(signal.SIGUSR1)
    time.sleep(1)
    until("all of it", 30, lambda: receiver.have("k1") >= max(events_of(folder / "k1", KINDS).values()))
    assert kiosk.end() == 0
    journals = [row[0] for row in receiver.ask("SELECT journal FROM have WHERE kiosk = 'k1'")]
    old = folder / "old"
    (folder / "k1").rename(old)
    # The new one is shorter; what the broker acknowledged of it is lost on the way.
    receiver.end(signal.SIGKILL)
    kiosk.start()
    cursor = folder / "k1" / "fleet.cursor"
    until("the broker acknowledged some", 20, lambda: cursor.exists() and int(cursor.read_text().split()[2]) > 60)
    kiosk.tell(signal.SIGUSR1)
    time.sleep(1)
    newest = max(events_of(folder / "k1", KINDS).values())
    assert newest < receiver.have("k1"), f"the new journal has become longer than the old one: {newest}"
    until("the broker acknowledged all", 20, lambda: int(cursor.read_text().split()[2]) >= newest)
    broker.end(signal.SIGKILL)
    broker.start()
    receiver.start()

    def of_the_new_one():
        return max((seq for journal, seq in receiver.ask("SELECT journal, seq FROM have WHERE kiosk = 'k1'") if journal not in journals), default=0)

    until("all of the new journal", 60, lambda: of_the_new_one() >= newest)
    got = dict(receiver.ask("SELECT id, seq FROM events WHERE kiosk = 'k1'"))
    wanted = events_of(old, KINDS) | events_of(folder / "k1", KINDS)
    assert got == wanted, f"{len(wanted.items() - got.items())} of {len(wanted)} lost, {len(got.items() - wanted.items())} strange"
    time.sleep(7)  # and nobody asks for ever
    before = receiver.ask("SELECT sum(asked) FROM have")[0][0]
    time.sleep(7)
    assert receiver.ask("SELECT sum(asked) FROM have")[0][0] == before, "the receiver asks again and again for what nobody has"
    assert kiosk.end() == 0


def hostile(programs, folder, stack):
    """A broker, or whoever stole its account, says whatever he likes: nothing is done, and the events go on. Then the owner's word is followed."""
    broker = stack(Broker(folder).start())
    receiver = stack(Receiver(programs.receiver, folder, broker.port).start())
    config = base_config(folder)
    fleet_sign.make_key(folder / "stranger.key")
    kiosk = stack(publisher(programs, folder, "k1", broker.port, "--sales-per-second", 5, "--keys", folder / "owner.key.pub", "--config", config, "--trial-minutes", 1).start())
    until("it is there", 20, lambda: receiver.state("k1").get("config"))
    memory = folder / "k1" / "fleet.remote"
    assert not memory.exists(), "something is remembered of what nobody asked for"
    good = fleet_sign.config(folder / "owner.key", "k2", 9, "[kiosk]\nname = \"x\"\n")
    stranger = folder / "stranger.key"
    lies = {
        "kiosk/k1/config": [b"", b"noise", b"\0" * 1000, b"A" * 1_000_000, good, good.replace(b"k2", b"k1"), fleet_sign.config(stranger, "k1", 9, ""),
                            b"A" * 86 + b"==\n{}"],
        "kiosk/k1/bundle": [fleet_sign.bundle(stranger, "k1", 9), good],
        "fleet/update/canary": [fleet_sign.update(stranger, "canary", 9, "9.9", "https://x.example/i", "ab" * 32, 0), good],
        # of another ring
        "fleet/update/all": [fleet_sign.update(folder / "owner.key", "all", 9, "9.9", "https://x.example/i", "ab" * 32, 0)],
        "kiosk/k1/again": [b"", b"-1", b"9" * 30, b"0"],
    }
    for topic, messages in lies.items():
        for message in messages:
            words = ["-s"] if message else ["-n"]
            subprocess.run(["mosquitto_pub", "-p", str(broker.port), "-q", "1", "-r", "-t", topic, *words], input=message, check=True, timeout=30)
            time.sleep(1.1)
    flood = "\n".join("A" * 86 + "==x" for _ in range(3000)).encode()
    subprocess.run(["mosquitto_pub", "-p", str(broker.port), "-q", "0", "-t", "kiosk/k1/config", "-l"], input=flood, check=True, timeout=60)
    time.sleep(2)
    assert not memory.exists(), memory.read_text()
    assert not (folder / "k1" / "notes").exists(), (folder / "k1" / "notes").read_text()
    assert not (folder / "k1" / "update.request").exists() and not (folder / "k1" / "bundle.tar.gz").exists()
    assert kiosk.said().count("dropped, as others like it") == 1, "one line in the log for each connection"
    owner = Owner(folder, broker.port, ["k1"], receiver, programs.seed)

    def told():
        return receiver.state("k1").get("config", {})

    owner.roll_out("good", ["k1"])
    until("the owner's word is followed", 60, lambda: told().get("seen") == 1 and told().get("stage") == "trying")
    first = owner.said["kiosk/k1/config"]
    owner.roll_out("good", ["k1"])
    until("and his next one", 60, lambda: told().get("seen") == 2)
    owner.publish("kiosk/k1/config", first)  # an old one, once more
    time.sleep(3)
    assert json.loads(memory.read_text().rsplit("\n", 2)[0])["remote"]["config_seen"] == 2
    kiosk.tell(signal.SIGUSR1)
    time.sleep(1)
    until("all events", 60, lambda: receiver.have("k1") >= max(events_of(folder / "k1", KINDS).values()))
    same_events(receiver, folder, ["k1"])
    assert kiosk.end() == 0, kiosk.said()


TESTS = {test.__name__: test for test in (everything_dies, acknowledged_and_lost, secured, farewells, begun_anew, hostile)}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--publisher", required=True, type=Path)
    parser.add_argument("--receiver", required=True, type=Path)
    parser.add_argument("--seed", type=int, default=int.from_bytes(os.urandom(4), "little"))
    parser.add_argument("--seconds", type=float, default=25)
    parser.add_argument("test", choices=TESTS)
    programs = parser.parse_args()
    print(f"seed {programs.seed}", flush=True)
    folder = Path(tempfile.mkdtemp(prefix="kiosk-fleet."))
    folder.chmod(0o755)
    started = []
    try:
        TESTS[programs.test](programs, folder, lambda process: started.append(process) or process)
    except BaseException:
        for log in folder.rglob("*.log"):
            print(f"---- {log.name}\n{log.read_text(errors='replace')[-1500:]}", file=sys.stderr)
        raise
    finally:
        for process in reversed(started):
            process.tell(signal.SIGCONT)
            process.end(signal.SIGKILL)
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
