"""The program without a customer: its commands, its exit codes, what it says on stderr."""

import re
import shutil
import sqlite3
import subprocess

from books import verify_by_program, verify_chain
from harness import check, equal
from stage import scenario


def run(rig, *words, stdin=None, seconds=20):
    environment = {"DISPLAY": rig.display.name, "SDL_VIDEODRIVER": "x11", "PATH": "/usr/bin:/bin", "HOME": str(rig.folder)}
    return subprocess.run([rig.programs.kiosk, *map(str, words)], input=stdin, capture_output=True, text=True, timeout=seconds, env=environment)


@scenario(start=False)
def commands(rig):
    """--version, --check-config, --hash-pin; bad arguments and a bad configuration: 2, with each fault on its line."""
    version = run(rig, "--version")
    equal(version.returncode, 0, "the exit code of --version")
    check(re.fullmatch(r"kiosk \d+\.\d+\.\d+\S*\n", version.stdout), f"the version {version.stdout!r}")
    sound = run(rig, "--config", rig.config_file, "--check-config")
    equal((sound.returncode, sound.stderr), (0, ""), "a sound configuration")

    pin = run(rig, "--hash-pin", stdin="135790\n")
    equal(pin.returncode, 0, "the exit code of --hash-pin")
    check(pin.stdout.startswith("$argon2id$") and "135790" not in pin.stdout, f"the hash {pin.stdout!r}")
    other = run(rig, "--hash-pin", stdin="135790\n")
    check(other.stdout != pin.stdout, "the same PIN gives the same hash twice: no salt")
    for short in ("12", "13579", "1234567890123", "12345a"):
        equal(run(rig, "--hash-pin", stdin=f"{short}\n").returncode, 2, f"the exit code for {short!r}, which is no new PIN")
    staff = rig.config_file.parent / "staff.toml"
    staff.write_text(f'[[staff]]\nname = "A"\nrole = "collector"\npin_hash = "{pin.stdout.strip()}"\n')
    equal(run(rig, "--config", rig.config_file, "--check-config").returncode, 0, "a staff file with that hash")

    bad = rig.folder / "bad.toml"
    text = rig.config_file.read_text().replace('edition = "2023"', 'edition = "2020"').replace("longitude = 59.61\n", "longitude = 59.61\ncolour = 1\n")
    text = text.replace('id = "nukus-01"', 'id = "nukus 01"').replace("http://127.0.0.1", "http://203.0.113.7")
    bad.write_text(text)
    for words in (["--config", bad, "--check-config"], ["--config", bad, "--state", rig.state]):
        faults = run(rig, *words)
        equal(faults.returncode, 2, f"the exit code of {words[-1]} on a bad configuration")
        lines = faults.stderr.strip().splitlines()
        for key in ("kiosk.id", "store.api_url", "store.colour", "fiscal.url", "fiscal.edition"):
            equal(sum(line.startswith(key + ":") for line in lines), 1, f"lines about {key} in {lines}")
        equal(len(lines), 5, f"faults named: {lines}")
    check(not rig.state.exists(), "a bad configuration made a state directory")
    for words in ([], ["--config", "/nowhere.toml"], ["--nonsense"], ["--config", rig.config_file, "--windowed", "big"]):
        refused = run(rig, *words)
        check(refused.returncode == 2 and refused.stderr.strip(), f"{words}: exit {refused.returncode}, said {refused.stderr!r}")


@scenario()
def second_kiosk(rig):
    """Another kiosk on the same state: 3, and the first one goes on."""
    second = run(rig, "--config", rig.config_file, "--state", rig.state, "--windowed", "540x960")
    equal(second.returncode, 3, f"the exit code of a second kiosk ({second.stderr.strip()})")
    check(second.stderr.strip(), "it does not say why")
    rig.touch("attract.start")
    rig.see("catalog")
    equal(rig.stop_kiosk(), 0, "the exit code of the first")


@scenario()
def damaged_journal(rig):
    """A row changed, a tail lost, a head lost: 4 each time, and never started over."""
    rig.to_payment()
    rig.touch("payment.later")
    rig.done(qr=False)
    equal(rig.stop_kiosk(), 0, "the exit code")
    rows, head = verify_chain(rig.state)
    verify_by_program(rig.programs, rig.state, rows, head)
    whole = rig.folder / "whole"
    shutil.copytree(rig.state, whole)

    def change(statement):
        database = sqlite3.connect(rig.state / "journal.db")
        for name in ("events_are_not_changed", "events_are_not_deleted"):
            database.execute(f"DROP TRIGGER {name}")
        database.execute(statement)
        database.commit()
        database.close()

    damages = {
        "a changed sum": lambda: change("UPDATE events SET body = replace(body, '\"amount\":', '\"amount\":1') WHERE kind = 'order_created'"),
        "a lost tail": lambda: change("DELETE FROM events WHERE seq = (SELECT max(seq) FROM events)"),
        "a lost row": lambda: change("DELETE FROM events WHERE seq = 2"),
        "a lost head": lambda: (rig.state / "journal.head").unlink(),
        "a lost journal": lambda: [path.unlink() for path in rig.state.glob("journal.db*")],
        "bytes of noise": lambda: (rig.state / "journal.db").write_bytes(b"noise" * 1000),
    }
    for what, damage in damages.items():
        shutil.rmtree(rig.state)
        shutil.copytree(whole, rig.state)
        damage()
        verified = run(rig, "--verify-journal", rig.state)
        equal(verified.returncode, 4, f"--verify-journal after {what} ({verified.stdout.strip()})")
        started = run(rig, "--config", rig.config_file, "--state", rig.state, "--windowed", "540x960")
        equal(started.returncode, 4, f"starting after {what} ({started.stderr.strip()})")
        check(started.stderr.strip(), f"it does not say that {what} stops it")
    shutil.rmtree(rig.state)
    shutil.copytree(whole, rig.state)
    verify_by_program(rig.programs, rig.state, rows, head)
    rig.start_kiosk()
    rig.see("attract", 20)


@scenario(start=False)
def notice(rig):
    """When the kiosk does not run, the screen says so to customers, and to staff why, in every language."""
    nowhere = rig.folder / "nowhere.toml"
    for code, words in (("4", "code 4"), ("status=3", "code 3"), ("2", "code 2"), ("status=", "has stopped"), ("status=2", "not set up yet")):
        rig.start_kiosk(["--notice", code], config=nowhere if "not set up" in words else None)
        rig.see("out_of_service", 15)
        for language in ("ru", "uz", "kaa", "en"):
            rig.touch(f"language.{language}")
            rig.node("out_of_service.staff", 5, lambda node: node["label"])
            rig.picture(f"{code.replace('status=', '') or 'none'}-{language}")
        check(words in rig.node("out_of_service.staff")["label"], f"what staff read after {code!r}: {rig.node('out_of_service.staff')['label']!r}")
        check("attract.start" not in rig.nodes() and "attract.order_status" not in rig.nodes(), "something is offered that cannot be done")
        check(not rig.state.exists(), "a notice made a state directory")
        rig.kiosk_process.terminate()
        rig.kiosk_process.wait(5)
