"""Disk and wall clock go wrong under the real program, in the middle of a purchase and between two runs (bad_world.cpp)."""

import os
import re
import subprocess
from collections import Counter

from books import audit, of_kind, verify_by_program, verify_chain
from by_cash import one_receipt, round_sum, to_cash
from harness import check, equal, until
from stage import scenario

DAY = 86_400


def one_note_in(rig):
    to_cash(rig, round_sum(rig))
    rig.insert(1000)
    rig.inserted(1000)


def stops_selling(rig, what):
    """The customer is told, the note that could not be written comes back, staff read what to do, nothing is offered any more."""
    rig.see("failed", 20)
    equal(rig.session()["failed"]["at_stake"], 100000, "the sum that the customer is told of")
    rig.picture(what)
    rig.touch("failed.finish")
    rig.see("out_of_service", 10)
    check(rig.node("out_of_service.staff")["label"], "staff are not told what to do")
    check("attract.start" not in rig.nodes(), "goods are offered although nothing can be sold")
    until("the note that was not written is back", 30, lambda: [note["denomination"] for note in rig.truth("cash")["returned"]] == [1000])
    equal([note["denomination"] for note in rig.truth("cash")["stacked"]], [1000], "the cassette")
    check(rig.world.refused() > 0, "the disk refused nothing")
    check("the journal cannot be written" in (rig.state / "logs" / "kiosk.log").read_text(), "the log does not say why")


def heals(rig):
    """The next start makes a claim of what was put in; then it sells again. The journal's rows."""
    rig.world.be()
    rig.start_kiosk()
    rig.wait_for_machines()
    claim, = until("the claim", 40, lambda: of_kind(verify_chain(rig.state)[0], "claim_issued"), 0.3)
    equal(claim["amount"], 100000, "the claim over what was put in")
    rig.see("attract", 20)
    total = rig.to_payment(rig.plain())
    rig.touch("payment.later")
    rig.done(qr=False)
    rig.finish()
    check(total > 0, "the sum of the next sale")
    equal(rig.stop_kiosk(), 0, "the exit code of the kiosk")
    rows, head = verify_chain(rig.state)
    verify_by_program(rig.programs, rig.state, rows, head)
    truth = rig.truth()
    equal(sorted(row["order_id"] for row in of_kind(rows, "order_created")), sorted(order["order_id"] for order in truth["store"]["orders"]), "orders")
    equal((truth["store"]["payments"], truth["fiscal"]["receipts"]), ([], []), "payments and fiscal receipts that nobody made")
    equal(Counter(row["denomination"] for row in of_kind(rows, "note_stacked", "note_orphan")), Counter({1000: 1}), "notes in the journal")
    equal(len(of_kind(rows, "claim_issued")), 1, "claims")
    return rows


@scenario(bad_world=True)
def read_only(rig):
    """The state folder becomes read-only with a note in the machine; a start on such a folder is exit code 4, with words for staff."""
    one_note_in(rig)
    rig.world.be(read_only=True)
    rig.insert(1000)
    stops_selling(rig, "read-only")
    equal(rig.stop_kiosk(), 0, "the exit code of a kiosk that cannot write")
    rig.world.be()
    before = {path.name: path.read_bytes() for path in rig.state.glob("journal.db")}
    # The kernel's own read-only mount, seen by this kiosk alone.
    command = ["unshare", "-m", "sh", "-c", 'mount --bind "$1" "$1" && mount -o remount,bind,ro "$1" || exit 77; shift; exec "$@"', "sh", rig.state,
               rig.programs.kiosk, "--config", rig.config_file, "--state", rig.state, "--windowed", "540x960"]
    environment = {**os.environ, "DISPLAY": rig.display.name, "SDL_VIDEODRIVER": "x11"}
    started = subprocess.run(list(map(str, command)), capture_output=True, text=True, timeout=60, env=environment)
    if started.returncode in (1, 77) and not re.search("journal|state", started.stderr):
        print(f"SKIPPED: no mount of its own is allowed here ({started.stderr.strip()})")
    else:
        equal(started.returncode, 4, f"starting on a read-only folder ({started.stderr.strip()})")
        check(re.search("read-?only", started.stderr, re.I), f"it does not say why: {started.stderr!r}")
        equal({path.name: path.read_bytes() for path in rig.state.glob("journal.db")}, before, "the journal of a start that failed")
    heals(rig)


@scenario(bad_world=True)
def no_sync(rig):
    """fsync fails behind the bytes of a note's row: it counts as not written, whatever the next start finds of it."""
    one_note_in(rig)
    rig.world.be(no_sync=True)
    rig.insert(1000)
    stops_selling(rig, "no-sync")
    equal(rig.stop_kiosk(), 0, "the exit code of a kiosk that cannot write")
    rows = heals(rig)
    notes = {}
    for row in rows:
        if row.kind.startswith("note_"):
            notes[row.body["note_id"]] = row.kind
    check(set(list(notes.values())[1:]) <= {"note_returned", "note_unknown"}, f"what the journal says of the note that came back: {notes}")


@scenario(bad_world=True)
def clock_back(rig):
    """The wall clock is set back a day with a note in the machine, and again between two runs: the sales end, the fiscal receipts keep
    the module's time, staff are told each time, nothing waits for the day to come."""
    total = to_cash(rig, round_sum(rig))
    notes = rig.notes_for(total)
    rig.insert(notes[0])
    rig.inserted(notes[0])
    rig.world.be(clock=-DAY)
    for i, note in enumerate(notes[1:], 2):
        rig.insert(note)
        if i < len(notes):
            rig.inserted(sum(notes[:i]))
    rig.done(60)
    one_receipt(rig, total)
    rig.picture("clock-back")
    rig.finish()
    jumps = lambda: of_kind(verify_chain(rig.state)[0], "clock_jumped")  # noqa: E731
    first, = until("the jump in the journal", 20, jumps, 0.3)
    check(abs(first["expected_ms"] - first["found_ms"] - DAY * 1000) < 60_000, f"the jump that was seen: {first}")
    equal(rig.stop_kiosk(), 0, "the exit code of the kiosk")

    # The run between had the right time; of a clock that goes ahead nobody can tell it from a pause.
    rig.world.be()
    rig.start_kiosk()
    rig.wait_for_machines()
    rig.to_payment(rig.plain())
    rig.touch("payment.later")
    rig.done(qr=False)
    rig.finish()
    equal(len(jumps()), 1, "jumps of a clock that is right again")
    equal(rig.stop_kiosk(), 0, "the exit code of the kiosk")

    rig.world.be(clock=-DAY)
    rig.start_kiosk()
    rig.wait_for_machines(fiscal="warning")
    check("clocks differ" in rig.devices()["fiscal"]["detail"], "staff do not read that the clocks differ")
    equal(len(until("the second jump", 20, lambda: jumps() if len(jumps()) == 2 else None, 0.3)), 2, "jumps")
    total = to_cash(rig, round_sum(rig))
    rig.pay_cash(total)
    rig.done()
    rig.finish()
    rig.staff()
    rig.touch("staff.tab.open")
    for number in (1, 2):
        rig.node(f"staff.open.clock:{number}", 10)
    rig.picture("clock-on-the-list")
    rig.touch("staff.logout")
    rig.see("attract")
    sales = [receipt for receipt in rig.truth("fiscal")["receipts"] if receipt["kind"] == "sale"]
    equal(len(sales), 2, "fiscal receipts")
    times = [receipt["time"] for receipt in sales]
    check(times == sorted(times) and times[0] != times[1], f"fiscal receipts out of their order: {times}")
    rows = audit(rig)
    at = [row.at_ms for row in rows]
    check(min(b - a for a, b in zip(at, at[1:])) < -DAY * 900, "no row of the journal is a day before the one that it follows: the clock was not set")
