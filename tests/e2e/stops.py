"""The program is killed, or asked to stop, while money is in the machine."""

import signal
import time

from books import audit, of_kind, verify_chain
from by_cash import round_sum, to_cash
from harness import check, equal, until
from stage import scenario


@scenario()
def killed_in_the_middle_of_cash(rig):
    """kill -9 after a note: the next start owes the customer a claim over exactly that note."""
    to_cash(rig, round_sum(rig))
    rig.insert(1000)
    rig.inserted(1000)
    rig.insert(1000)
    time.sleep(0.9)  # the second note is on its way
    equal(rig.stop_kiosk(signal.SIGKILL), -signal.SIGKILL, "how it ended")
    rig.start_kiosk()
    rig.see("attract", 20)
    rig.wait_for_machines()
    claim, = until("the claim", 40, lambda: of_kind(verify_chain(rig.state)[0], "claim_issued"), 0.3)
    in_cassette = sum(note["denomination"] for note in rig.truth("cash")["stacked"])
    equal(claim["amount"], in_cassette * 100, "the claim, and what is in the cassette")
    rig.staff()
    rig.touch("staff.tab.open")
    rig.node("staff.open_count", 10, lambda node: int(node["value"]) >= 1)
    rig.picture("staff-open")
    # The customer has no slip. The staff print it, and pay against it.
    equal(rig.truth("printer")["papers"], [], "slips that came out with nobody there")
    rig.touch(f"staff.open.payout:{claim['number']}")
    rig.picture("staff-claim")
    rig.touch("staff.print_payout")
    paper, = until("the claim slip", 10, lambda: rig.truth("printer")["papers"])
    check(claim["number"] in paper["text"], "the slip does not carry the claim's number")
    rig.touch("staff.logout")
    rig.see("attract")
    audit(rig)


@scenario()
def asked_to_end_when_nobody_shops(rig):
    """SIGHUP, as an update sends it: whoever stands here buys in peace; when they have gone for ten seconds the program ends in order."""
    rig.to_payment()
    rig.kiosk_process.send_signal(signal.SIGHUP)
    time.sleep(12)
    equal(rig.kiosk_process.poll(), None, "how it ended in the middle of a purchase")
    rig.touch("payment.later")
    rig.done(qr=False)
    rig.finish()
    rig.see("attract")
    began = time.monotonic()
    until("its end", 25, lambda: rig.kiosk_process.poll() is not None)
    took = time.monotonic() - began
    equal(rig.kiosk_process.returncode, 0, "the exit code")
    check(took > 7, f"it waited only {took:.1f} s for the next touch")
    audit(rig)


@scenario()
def asked_to_stop_with_a_note_in_escrow(rig):
    """SIGTERM while the question about the voucher stands: the note goes back, the program ends in order within 5 s."""
    total = to_cash(rig, round_sum(rig))
    rig.insert(200000)
    rig.node("cash.accept_overpay", 15)
    check(total < 200000 * 100, "the note was not too large")
    began = time.monotonic()
    equal(rig.stop_kiosk(signal.SIGTERM, 6), 0, "the exit code")
    took = time.monotonic() - began
    check(took < 5, f"it took {took:.1f} s to stop")
    until("the note is back", 5, lambda: len(rig.truth("cash")["returned"]) == 1)
    equal(rig.truth("cash")["stacked"], [], "notes in the cassette")
    audit(rig)
