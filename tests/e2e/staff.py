"""What staff do at the kiosk: the door, the shift, refunds, claims, the collection of the notes."""

import re
import signal
import sqlite3

from books import audit, of_kind
from by_cash import one_receipt, round_sum, to_cash
from harness import PIN, check, equal, until
from stage import scenario


def staff_actions(rows):
    return [row["action"] for row in of_kind(rows, "staff_action")]


def tab(rig, name):
    rig.touch(f"staff.tab.{name}")
    rig.node(f"staff.tab.{name}", 5, lambda node: node["value"] == "on")


def printed(rig, count):
    """The text of the paper that came out last, of so many."""
    until("the paper", 20, lambda: len(rig.truth("printer")["papers"]) >= count and rig.truth("printer")["papers"][-1]["complete"])
    return rig.truth("printer")["papers"][-1]["text"]


def head_on_paper(rig, paper, first, before):
    """The journal's head on a slip is a row of the journal, with its hash as it stands there; at least row `first`, older than row `before`."""
    found = re.search(r"(?<![0-9a-f])(\d+)\s+((?:[0-9a-f]\s*){64})(?![0-9a-f])", paper["text"])
    check(found, f"no head of the journal on paper:\n{paper['text']}")
    seq, told = int(found.group(1)), re.sub(r"\s", "", found.group(2))
    check(first <= seq < before, f"the head on paper is row {seq}, which is not from {first} to {before - 1}")
    database = sqlite3.connect(f"file:{rig.state / 'journal.db'}?mode=ro", uri=True)
    try:
        (stored,), = database.execute("SELECT hash FROM events WHERE seq = ?", (seq,))
    finally:
        database.close()
    equal(told, stored.hex(), f"the hash on paper of journal row {seq}")


@scenario()
def door(rig):
    """Five wrong PINs lock the door; the right one does not open it then. Four taps, or five slow ones, open nothing."""
    node = rig.node("staff.door")
    x, y = rig.center(node)
    equal(node["label"], "", "the label of the hidden door")
    rig.display.xdotool(*(["mousemove", x, y] + ["click", 1, "sleep", 0.08] * 4))
    rig.see("catalog" if rig.kiosk.screen() == "catalog" else "attract")
    check("staff_login.pin" not in rig.nodes(), "four taps open the door")
    rig.display.xdotool(*(["sleep", 3.1] + ["click", 1, "sleep", 0.08] * 5))
    rig.see("staff_login")
    wrong = "1357"
    rig.secrets.append(wrong)
    for attempt in range(5):
        rig.fill("staff_login.pin", wrong, secret=True)
        rig.no_secret_shown()
        rig.touch("staff_login.next")
        rig.node("staff_login.pin", 10, lambda node: node["length"] == 0)
        until(f"wrong PIN {attempt + 1} is answered", 10, lambda: "staff_login.pin.fault" in rig.nodes())
    locked = rig.node("staff_login.pin.fault", 5, lambda node: ":" in node["value"])["value"]
    check(re.search(r"\d:\d\d", locked), f"it does not say for how long: {locked!r}")
    rig.picture("locked")
    rig.fill("staff_login.pin", PIN, secret=True)
    check(not rig.nodes()["staff_login.next"]["enabled"], "the locked door takes a PIN")
    rig.touch("back")
    rig.see("attract")
    rows = audit(rig)
    equal(staff_actions(rows), ["wrong_pin"] * 5, "what the journal says about the door")


@scenario()
def door_after_the_plug(rig):
    """The door is locked, the plug is pulled: it is locked for the whole time, and the kiosk's list says so to whoever opens it later."""
    wrong = "135790"
    rig.secrets.append(wrong)

    def open_door():
        x, y = rig.center(rig.node("staff.door"))
        rig.display.xdotool(*(["mousemove", x, y] + ["click", 1, "sleep", 0.08] * 5))
        rig.see("staff_login")

    def try_wrong():
        rig.fill("staff_login.pin", wrong, secret=True)
        rig.touch("staff_login.next")
        return rig.node("staff_login.pin.fault", 10, lambda node: node["value"])["value"]

    open_door()
    said = [try_wrong() for _ in range(2)]
    check(said[0] != said[1], f"it does not say how many tries are left: {said}")
    rig.stop_kiosk(signal.SIGKILL)
    rig.start_kiosk()
    rig.see("attract", 20)
    open_door()
    for _ in range(3):
        try_wrong()
    rig.node("staff_login.pin.fault", 5, lambda node: ":" in node["value"])
    rig.stop_kiosk(signal.SIGKILL)
    rig.start_kiosk()
    rig.see("attract", 20)
    open_door()
    locked = rig.node("staff_login.pin.fault", 5, lambda node: ":" in node["value"])["value"]
    check(re.search(r"[45]:\d\d", locked), f"the plug shortened the lock: {locked!r}")
    rig.fill("staff_login.pin", PIN, secret=True)
    check(not rig.nodes()["staff_login.next"]["enabled"], "the plug opened the door")
    rig.touch("back")
    rig.see("attract")
    rows = audit(rig)
    equal([row.kind for row in rows].count("pin_try"), 5, "PINs that were tried")


@scenario()
def shift(rig):
    """X report, Z report, the shift opened again; a test page with its QR; the sums are those of the sale."""
    total = to_cash(rig, round_sum(rig))
    rig.pay_cash(total)
    rig.done()
    rig.finish()
    before = rig.truth("fiscal")["shift"]["number"]
    rig.staff()
    tab(rig, "fiscal")
    rig.touch("staff.x_report")
    rig.node("staff.shift", 15, lambda node: node["value"] == str(before))
    rig.picture("x-report")
    rig.touch("staff.close_shift")
    rig.touch("dialog.no")
    rig.node("staff.close_shift")
    check(rig.truth("fiscal")["shift_open"], "a refused question closed the shift")
    rig.touch("staff.close_shift")
    rig.touch("dialog.yes")
    until("the shift is closed", 15, lambda: not rig.truth("fiscal")["shift_open"])
    closed = rig.truth("fiscal")["closed_shifts"]
    equal((len(closed), closed[0]["sale_count"] if "sale_count" in closed[0] else 1), (1, 1), "closed shifts")
    rig.node("staff.open_shift", 15, lambda node: node["enabled"])
    rig.touch("staff.open_shift")
    until("the shift is open", 15, lambda: rig.truth("fiscal")["shift_open"])
    rig.node("staff.close_shift", 15)
    tab(rig, "printer")
    _, _, z_report = until("the slips of X and Z", 20, lambda: p if len(p := rig.truth("printer")["papers"]) == 3 else None)
    x_report = rig.truth("printer")["papers"][1]
    check(x_report["complete"] and z_report["complete"], "a report is not whole")
    rig.touch("staff.test_page")
    *_, page = until("the test page", 20, lambda: p if len(p := rig.truth("printer")["papers"]) == 4 else None)
    check(page["complete"] and page["qr"], "the test page is not whole, or has no QR")
    rig.touch("staff.logout")
    rig.see("attract")
    rows = audit(rig)
    actions = staff_actions(rows)
    for action in ("login", "x_report", "close_shift", "open_shift", "test_page", "logout"):
        check(action in actions, f"the journal does not know {action}: {actions}")
    seq_of = {row.body["action"]: row.seq for row in rows if row.kind == "staff_action"}
    head_on_paper(rig, x_report, seq_of["x_report"], seq_of["close_shift"])
    head_on_paper(rig, z_report, seq_of["close_shift"], seq_of["open_shift"])


@scenario()
def z_report_missing(rig):
    """No paper when the shift is closed: the module's sums are kept, the Z report stands on the list until a copy came out."""
    total = to_cash(rig, round_sum(rig))
    rig.pay_cash(total)
    rig.done()
    rig.finish()
    papers = len(rig.truth("printer")["papers"])
    rig.tell("printer", "paper_out")
    until("the printer has no paper", 15, lambda: rig.devices()["printer"]["health"] != "ok")
    rig.staff()
    tab(rig, "fiscal")
    rig.touch("staff.close_shift")
    rig.touch("dialog.yes")
    until("the shift is closed", 15, lambda: not rig.truth("fiscal")["shift_open"])
    tab(rig, "open")
    item, = until("the report on the list", 20, lambda: [name for name in rig.nodes() if name.startswith("staff.open.z:")])
    rig.tell("printer", "paper_in")
    until("the printer is ready", 15, lambda: rig.devices()["printer"]["health"] == "ok")
    rig.picture("z-missing")
    rig.touch(item)
    rig.picture("z-settle")
    rig.touch("staff.print_report")
    rig.gone(item, 20)
    check("NUSQA 1" in printed(rig, papers + 1), "the copy does not say so")
    copy = rig.truth("printer")["papers"][-1]
    rig.touch("staff.logout")
    rig.see("attract")
    rows = audit(rig)
    first, second = (row for row in rows if row.kind == "shift_report")
    equal((second.body["first"], second.body["report"]), (first.body["job"], first.body["report"]), "what the copy prints")
    equal(first.body["report"]["total_sale_cash"], total, "the sums of the shift in the journal")
    head_on_paper(rig, copy, second.seq, len(rows) + 1)


@scenario()
def refund(rig):
    """A sale found by its number; one line goes back, with a reason; the module registers it against the sale's receipt."""
    total = to_cash(rig, rig.plain(2))
    rig.pay_cash(total)
    number, url = rig.done()
    rig.finish()
    rig.staff()
    tab(rig, "sales")
    rig.touch("staff.find")
    rig.fill("staff.find_number", "99999")
    rig.touch("dialog.yes")
    rig.node("staff.not_found", 5)
    rig.touch("staff.find")
    rig.fill("staff.find_number", "".join(c for c in number if c.isdigit()))
    rig.touch("dialog.yes")
    equal(int(rig.node("staff.found", 10)["value"]), total, "the sum of the sale that was found")
    check(not rig.nodes()["staff.refund"]["enabled"], "a refund of nothing is offered")
    rig.touch("staff.line.0.plus")
    rig.node("staff.refund", 5, lambda node: node["enabled"])
    rig.picture("refund")
    rig.touch("staff.refund")
    check(not rig.node("dialog.yes")["enabled"], "a refund goes without a reason")
    rig.fill("staff.reason", "bad egg")
    rig.picture("refund-reason")
    rig.touch("dialog.yes")
    back, = until("the refund is registered", 20, lambda: [r for r in rig.truth("fiscal")["receipts"] if r["kind"] == "refund"])
    sale, = [r for r in rig.truth("fiscal")["receipts"] if r["kind"] == "sale"]
    check(0 < back["received_cash"] < sale["received_cash"], "the refund is not a part of the sale")
    until("the kiosk knows it", 10, lambda: "staff.line.0.plus" not in rig.nodes() or rig.toast(1))
    # What went back cannot go back again.
    if "staff.sales_back" not in rig.nodes():
        rig.touch("staff.sale.1")
    # Its slip once more, as a copy.
    check("NUSQA" not in printed(rig, 2), "the refund's slip says that it is a copy")
    rig.picture("refund-copy")
    rig.touch(f"staff.refund_copy.{back['number']}")
    check("NUSQA 1" in printed(rig, 3), "the slip that was printed again does not say that it is a copy")
    rig.node("staff.line.1.plus")
    rig.gone("staff.line.0.plus")
    rig.touch("staff.logout")
    rig.see("attract")
    rows = audit(rig)
    registered, = of_kind(rows, "refund_registered")
    equal(registered["amount"], back["received_cash"], "the refund in the journal")


@scenario({"cash": {"abandon_seconds": "3"}})
def claim(rig):
    """No paper, part-paid and left: the claim stays on the screen until it is dismissed; staff pay it out against its check figures, once."""
    to_cash(rig, round_sum(rig))
    rig.insert(1000)
    rig.inserted(1000)
    rig.tell("printer", "paper_out")
    rig.see("failed", 20)
    number = rig.node("failed.claim", 10)["value"]
    equal(rig.node("failed.claim_qr", 10)["value"], number, "what the QR on the screen says")
    rig.picture("claim-on-the-screen")
    check(rig.session()["failed"]["claim"]["amount"] == 100000, "the claim's sum")
    rig.touch("failed.finish")
    rig.see("attract")
    rig.tell("printer", "paper_in")
    until("the printer is ready", 15, lambda: rig.devices()["printer"]["health"] == "ok")
    rig.staff()
    tab(rig, "open")
    item = f"staff.open.payout:{number}"
    rig.node(item)
    rig.touch(item)
    rig.node("staff.check_number")
    rig.fill("staff.check_number", (number[:-1] + str((int(number[-1]) + 1) % 10)).lower())
    rig.fill("staff.reason", "paid")
    rig.touch("dialog.yes")
    rig.toast()
    rig.picture("wrong-figures")
    rig.node(item, 5)
    rig.touch(item)
    rig.fill("staff.check_number", number.lower())
    rig.fill("staff.reason", "paid")
    rig.touch("dialog.yes")
    rig.gone(item)
    rig.touch("staff.logout")
    rig.see("attract")
    rows = audit(rig)
    settled, = of_kind(rows, "claim_settled")
    equal((settled["number"], settled["amount"]), (number, 100000), "the claim that was paid out")


@scenario()
def encashment(rig):
    """The notes are collected with a seal: an act is printed, the counters begin anew."""
    total = to_cash(rig, round_sum(rig))
    paid = rig.pay_cash(total)
    rig.done()
    rig.finish()
    rig.staff()
    tab(rig, "cash")
    notes = {int(name.rsplit(".", 1)[1]): int(node["value"]) for name, node in rig.nodes().items() if name.startswith("staff.cassette.")}
    equal(sum(value * count for value, count in notes.items()) * 100, paid, "what staff see in the note box")
    rig.picture("notes")
    papers = len(rig.truth("printer")["papers"])
    rig.touch("staff.encash")
    check(not rig.node("dialog.yes")["enabled"], "notes are collected without a seal")
    rig.fill("staff.seal", "77123")
    rig.picture("seal")
    rig.touch("dialog.yes")
    until("the act", 20, lambda: len(rig.truth("printer")["papers"]) > papers)
    act = rig.truth("printer")["papers"][-1]
    check(act["complete"] and "77123" in act["text"], "the act does not name the seal")
    until("the counters begin anew", 10, lambda: not [name for name in rig.nodes() if name.startswith("staff.cassette.")])
    # The act once more: the same, and marked.
    rig.touch("staff.act_again")
    equal(rig.node("staff.act_number")["value"], "1", "the act that is offered first")
    rig.picture("act-again")
    rig.touch("dialog.yes")
    copy = printed(rig, papers + 2)
    marked = rig.truth("printer")["papers"][-1]
    check("NUSQA 1" in copy and "77123" in copy, "the copy does not say so, or names another seal")
    check("NUSQA" not in act["text"], "the first act says that it is a copy")
    until("the copy is confirmed", 20, lambda: "job 3 is on paper" in rig.kiosk_log.read_text())
    # No paper at the next collection: its act is on the list until one came out.
    rig.tell("printer", "paper_out")
    until("the printer has no paper", 15, lambda: rig.devices()["printer"]["health"] != "ok")
    rig.touch("staff.encash")
    rig.fill("staff.seal", "77124")
    rig.touch("dialog.yes")
    tab(rig, "open")
    rig.node("staff.open.act:2", 20)
    rig.picture("act-missing")
    rig.tell("printer", "paper_in")
    until("the printer is ready", 15, lambda: rig.devices()["printer"]["health"] == "ok")
    rig.touch("staff.open.act:2")
    rig.node("staff.print_act")
    rig.picture("act-settle")
    rig.touch("staff.print_act")
    rig.gone("staff.open.act:2", 20)
    copy = printed(rig, papers + 3)
    check("NUSQA 1" in copy and "77124" in copy, "what came out is not the copy of the second act")
    rig.touch("staff.logout")
    rig.see("attract")
    rows = audit(rig)
    first, second = of_kind(rows, "encashment")
    at_first, at_second = (row.seq for row in rows if row.kind == "encashment")
    head_on_paper(rig, act, at_first, at_second)
    head_on_paper(rig, marked, at_first + 3, at_second)  # printed again: the head of that moment, behind the first act's rows
    head_on_paper(rig, rig.truth("printer")["papers"][-1], at_second, len(rows) + 1)
    equal((first["amount"], first["seal"]), (paid, "77123"), "the collection in the journal")
    equal((second["amount"], second["seal"]), (0, "77124"), "the second collection")
    equal([(row["number"], row["copy"]) for row in of_kind(rows, "numbered_slip")], [(1, False), (1, True), (2, False), (2, True)], "which act each job printed")
