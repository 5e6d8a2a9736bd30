#!/usr/bin/python3
"""Whether a new slot is sound. Runs with each start; on a slot that was good before it has nothing to judge, says what became of the last update, and ends.

A new slot is good when the kiosk has shown its first frame, has then run for a minute without ending, and its journal verifies beside it. On a machine that
is not set up it is good when the questions of the setup have stood for a minute. It goes back when the kiosk is down for good (exit codes 2, 3, 4), or when all that
has not come ten minutes after the start. Time without a display does not count, and a start in which the kiosk waits for one, alive, is no try lost.

What the kiosk cannot help is not looked at: no network, no store, no machine, no paper."""

import subprocess
import sys
import time

import kiosk_image
import slots

STEADY = 60  # seconds without a restart
PATIENCE = 600  # seconds for all of it
PAUSE = 2
DOWN_FOR_GOOD = {"2": "the configuration has faults for it", "3": "another kiosk holds the state", "4": "the journal is not sound for it"}
WAITS = "waits for a display"  # the kiosk's own words to systemd (kiosk/program/life_sign.h)
RUNS = "runs"


class Judge:
    """Looks at one start. look(now) -> None as long as it is open, or ("good" | "bad", why)."""

    def __init__(self, now, properties, verify):
        self.properties, self.verify = properties, verify
        self.last, self.left = now, PATIENCE
        self.steady_since = self.steady_as = None
        self.blind = False  # there is no display, and the kiosk lives

    def look(self, now):
        if kiosk_image.CONFIG.exists():
            unit = self.properties("kiosk.service", "ActiveState", "Result", "ExecMainStatus", "StatusText", "InvocationID", "NRestarts")
            alive, shows = unit.get("ActiveState") == "active", unit.get("StatusText") == RUNS
        else:
            unit = self.properties("kiosk-first-start.service", "ActiveState", "InvocationID", "NRestarts")
            alive = shows = unit.get("ActiveState") in ("activating", "active")
        if unit.get("ActiveState") == "failed" and unit.get("ExecMainStatus") in DOWN_FOR_GOOD:
            return "bad", f"the kiosk ended with {unit['ExecMainStatus']}: {DOWN_FOR_GOOD[unit['ExecMainStatus']]}"

        here = (unit.get("InvocationID"), unit.get("NRestarts"), shows) if alive else None
        if here is None or here != self.steady_as:
            self.steady_since, self.steady_as = now, here
        steady = here is not None and now - self.steady_since >= STEADY
        self.blind = steady and not shows and unit.get("StatusText") == WAITS
        if not (alive and unit.get("StatusText") == WAITS):
            self.left -= now - self.last
        self.last = now

        if steady and shows:
            fault = self.verify()
            return ("good", "") if fault is None else ("bad", f"its journal does not verify: {fault}")
        if self.left <= 0:
            state = unit.get("ActiveState", "unknown")
            return "bad", f"no healthy first frame within {PATIENCE // 60} minutes: {state}, {unit.get('NRestarts', '?')} restarts"
        return None


def verify_journal():
    """None, or what is wrong. Before the first sale there is nothing to verify."""
    if not (kiosk_image.JOURNAL / "journal.db").exists():
        return None
    words = ["runuser", "-u", "kiosk", "--", "/usr/bin/kiosk", "--verify-journal", str(kiosk_image.JOURNAL)]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    return None if done.returncode == 0 else ((done.stderr or done.stdout).strip().splitlines() or [f"ended with {done.returncode}"])[-1]


def restore(known, slot):
    """Both blocks were lost: what is running is good, the other is not known to be."""
    known.write(slots.words_for(slot, {slot: "good", slots.other(slot): "bad"}))
    print(f"judge: what the boot loader knows of the slots was lost; {slot} runs, and is good")


def became_of_the_last(known, slot):
    """On a slot that was good before: the update came to this slot, went back from the other one, or there was none."""
    last, words = kiosk_image.last(), known.read()
    attempt = slots.other(slot)
    if words["order"].startswith(attempt):  # it was to be started, and something else is
        why = last.get("why") if last.get("state") == "failed" else f"it was started {slots.TRIES} times and never said that it is healthy"
        known.give_up(attempt)
        return kiosk_image.tell(slot, "failed", why or "", last.get("asked"))
    if last.get("state") in ("downloading", "installing"):
        return kiosk_image.tell(slot, "failed", "it was cut off in the middle", last.get("asked"))
    if last.get("state") in ("waiting", "trying"):
        good = last.get("asked") == kiosk_image.version()
        return kiosk_image.tell(slot, "good" if good else "failed", "" if good else "another version runs", last.get("asked"))
    return kiosk_image.tell(slot, last.get("state", "none"), last.get("why", ""), last.get("asked"), keep=False)


def on_trial(known, slot):
    asked = kiosk_image.last().get("asked")
    kiosk_image.tell(slot, "trying", "", asked)
    judge, forgiven = Judge(time.monotonic(), kiosk_image.properties, verify_journal), False
    while (verdict := judge.look(time.monotonic())) is None:
        if judge.blind and not forgiven:
            forgiven = True
            known.try_again(slot)
            kiosk_image.tell(slot, "trying", "there is no display: it is judged when there is one", asked)
        time.sleep(PAUSE)
    if verdict[0] == "good":
        subprocess.run(["rauc", "status", "mark-good"], check=True)
        kiosk_image.tell(slot, "good", "", asked)
        return
    print(f"judge: goes back to slot {slots.other(slot)}: {verdict[1]}")
    kiosk_image.tell(slot, "failed", verdict[1], asked)
    known.give_up(slot)
    subprocess.run(["systemctl", "--no-block", "reboot"], check=True)


def main():
    known, slot = slots.Slots(), slots.booted()
    if kiosk_image.STATE_LOST.exists():  # neither slot's fault
        print(f"judge: nothing is judged without the state partition: {kiosk_image.STATE_LOST.read_text().strip()}")
        return 0
    try:
        state = known.read()[slot]
    except slots.Lost:
        restore(known, slot)
        state = "good"
    if state == "bad":  # the boot loader had nothing else
        print(f"judge: slot {slot} was given up, and runs for want of another")
    if state == "new":
        on_trial(known, slot)
    else:
        became_of_the_last(known, slot)
    return 0


if __name__ == "__main__":
    sys.exit(main())
