"""Machines that fail in the middle of a sale, and the disk."""

import resource
import signal

from books import audit, of_kind, verify_chain
from by_cash import one_receipt, round_sum, to_cash
from harness import check, equal, until
from stage import scenario


@scenario()
def module_down(rig):
    """No module: cash is not offered, and the screen says why; it comes back, and cash with it."""
    rig.tell("fiscal", "down")
    until("the kiosk sees it", 30, lambda: rig.devices()["fiscal"]["health"] != "ok")
    total = rig.to_payment(round_sum(rig))
    cash = rig.node("payment.cash")
    check(not cash["enabled"], "cash is offered without a module")
    equal(rig.session()["methods"]["cash"], "no_fiscal", "why cash is not offered")
    check(rig.nodes()["payment.card"]["enabled"], "card is not offered")
    rig.picture("no-module")
    rig.tell("fiscal", "up")
    rig.node("payment.cash", 30, lambda node: node["enabled"])
    rig.touch("payment.cash")
    rig.see("cash")
    rig.pay_cash(total)
    rig.done()
    one_receipt(rig, total)
    rig.finish()
    audit(rig)


@scenario()
def module_lost_after_the_notes(rig):
    """The module goes down while notes are in the machine: the sale ends, its receipt follows, once."""
    total = to_cash(rig, round_sum(rig))
    notes = rig.notes_for(total)
    for i, note in enumerate(notes[:-1]):
        rig.insert(note)
        rig.inserted(sum(notes[:i + 1]))
    rig.tell("fiscal", "down")
    rig.insert(notes[-1])
    rig.done(60, qr=False)
    equal(rig.session()["done"]["fiscal"], "queued", "the fiscal receipt")
    equal(rig.devices()["queue_length"], 1, "the queue")
    rig.picture("receipt-follows")
    paper, = rig.truth("printer")["papers"]
    check(not [code for code in paper["qr"] if code.startswith("http")], "a fiscal QR that nobody made")
    rig.finish()
    rig.tell("fiscal", "up")
    until("the receipt is registered", 60, lambda: rig.truth("fiscal")["receipts"], 0.2)
    until("the queue is empty", 20, lambda: rig.devices()["queue_length"] == 0)
    one_receipt(rig, total)
    rows = audit(rig)
    equal((len(of_kind(rows, "fiscal_queued")), len(of_kind(rows, "fiscal_registered"))), (1, 1), "queued, then registered")


@scenario()
def foreign_address(rig):
    """Somebody on the module's wire gives another address for the fiscal QR: it is on no screen and no paper, and the sale is registered."""
    hostile = "javascript:alert(1)//\u202e"
    rig.tell("fiscal", "address", address=hostile)
    total = to_cash(rig, round_sum(rig))
    rig.pay_cash(total)
    rig.done(60, qr=False)
    equal(rig.session()["done"]["fiscal"], "registered_no_sign", "the fiscal receipt")
    check("done.fiscal_qr" not in rig.nodes(), "a foreign address is shown as the fiscal QR")
    rig.picture("foreign-address")
    receipt = one_receipt(rig, total)
    paper, = rig.truth("printer")["papers"]
    check(not [code for code in paper["qr"] if "javascript" in code or code.startswith("http")], "a foreign address is printed as the fiscal QR")
    check(receipt["fiscal_sign"] in paper["text"], "the receipt lacks its sign")
    day = receipt["time"][8:10] + "." + receipt["time"][5:7] + "." + receipt["time"][:4]
    check(f"{day} {receipt['time'][11:19]}" in paper["text"], "the receipt lacks date and time of its registration")
    rig.finish()
    rows = audit(rig)
    said, = of_kind(rows, "fiscal_address_refused")
    check(said["address"].startswith("javascript:") and said["address"].isascii(), "the journal does not say what was refused")


@scenario()
def paper_out(rig):
    """The paper ends in the middle of the receipt: the sale goes on, the QR is on the screen, staff print it again."""
    total = to_cash(rig, round_sum(rig))
    rig.tell("printer", "paper_out_after", rows=300)
    rig.pay_cash(total)
    number, url = rig.done(60)
    until("the kiosk knows that it failed", 10, lambda: rig.session()["done"]["print"] == "failed")
    rig.picture("paper-out")
    one_receipt(rig, total)
    rig.finish()
    until("the kiosk sees the empty roll", 10, lambda: rig.devices()["printer"]["paper_out"])
    rig.node("attract.notice")
    rig.picture("attract-no-paper")
    rig.tell("printer", "paper_in")
    until("the printer is ready", 15, lambda: rig.devices()["printer"]["health"] == "ok")
    rig.staff()
    rig.touch("staff.tab.printer")
    rig.touch("staff.print_last")
    whole = until("the receipt again", 20, lambda: [p for p in rig.truth("printer")["papers"] if p["complete"] and url in p["qr"]])
    check(number in whole[-1]["text"], "the copy does not name the order")
    rig.picture("staff-printer")
    rig.touch("staff.logout")
    rig.see("attract")
    rows = audit(rig)
    check(of_kind(rows, "print_failed"), "the journal does not know that the slip failed")


@scenario()
def store_down(rig):
    """No store: goods can be looked at and put together, nothing can be ordered, and the screen says why; it comes back by itself."""
    rig.tell("store", "down")
    until("the kiosk sees it", 40, lambda: not rig.devices()["store"]["orders_open"])
    screen = rig.kiosk.screen()
    check(screen in ("attract", "out_of_service"), f"{screen} shows without a store")
    rig.node("out_of_service.why" if screen == "out_of_service" else "attract.notice")
    rig.picture("no-store")
    rig.touch("attract.start")
    rig.see("catalog")
    rig.to_payment()
    for method in ("card", "cash", "later"):
        node = rig.node(f"payment.{method}")
        check(not node["enabled"] and node["value"], f"{method} is offered without a store, or no reason is given")
    rig.picture("no-method")
    rig.tell("store", "up")
    rig.node("payment.later", 40, lambda node: node["enabled"])
    rig.touch("payment.later")
    rig.done(qr=False)
    rig.finish()
    audit(rig)


@scenario()
def disk_full(rig):
    """The disk is full in the middle of a purchase: the screen says so, and what became of the money; the next start makes a claim of it."""
    to_cash(rig, round_sum(rig))
    rig.insert(1000)
    rig.inserted(1000)
    wal = (rig.state / "journal.db-wal").stat().st_size
    check((rig.state / "logs" / "kiosk.log").stat().st_size < wal, "the log is longer than the journal: it would be limited too")
    resource.prlimit(rig.kiosk_process.pid, resource.RLIMIT_FSIZE, (wal, resource.RLIM_INFINITY))
    rig.insert(1000)
    rig.see("failed", 15)
    resource.prlimit(rig.kiosk_process.pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))  # for the picture
    rig.picture("disk-full")
    rig.touch("failed.finish")
    rig.see("out_of_service", 10)
    check(rig.node("out_of_service.staff")["label"], "staff are not told what to do")
    rig.picture("disk-full-staff")
    check("attract.start" not in rig.nodes(), "goods are offered although nothing can be sold")
    until("the note that was not written is back", 30, lambda: [note["denomination"] for note in rig.truth("cash")["returned"]] == [1000])
    check("the journal cannot be written" in (rig.state / "logs" / "kiosk.log").read_text(), "the log does not say why")
    rig.stop_kiosk(signal.SIGTERM, 8)
    rig.start_kiosk()
    rig.wait_for_machines()
    claim, = until("the claim", 40, lambda: of_kind(verify_chain(rig.state)[0], "claim_issued"), 0.3)
    equal(claim["amount"], 100000, "the claim over what was put in")
    equal([note["denomination"] for note in rig.truth("cash")["stacked"]], [1000], "the cassette")
    equal(rig.stop_kiosk(), 0, "the exit code of the kiosk")
    verify_chain(rig.state)


@scenario(start=False)
def outside_words(rig):
    """The store says odd things: one name that is half a surrogate pair takes no other product down, names without end overprint nothing, and an order whose number is 200 KB
    ends for the customer and goes to the staff, not to the printer."""
    goods = rig.plain(3)
    ids = [int(row["product"]) for row in goods]
    rig.tell("store", "says", product=ids[0], field="name", json='"\\ud800x"')
    rig.tell("store", "says", product=ids[1], field="name", text="W", times=100_000)
    rig.tell("store", "says", product=ids[1], field="description", text="\u202eevil\n", times=10_000)
    rig.tell("store", "says", product=ids[2], field="price", json="NaN")
    rig.start_kiosk()
    rig.wait_for_machines()
    total = rig.to_payment(goods[:2])
    check(total > 0, "a catalogue with one bad name is not sold from")
    rig.tell("store", "order_number", text="7", times=200_000)
    rig.touch("payment.later")
    rig.see("failed", 30)
    rig.picture("order-number-is-none")
    equal(rig.session()["failed"]["kind"], "order_unknown", "what the engine says of it")
    rig.touch("failed.finish")
    rig.see("attract")
    equal(rig.truth("printer")["papers"], [], "slips on paper")
    rows = audit(rig, {"unread_orders": [order["order_id"] for order in rig.truth("store")["orders"]]})
    unreadable, = of_kind(rows, "order_unreadable")
    check(len(unreadable["order_number"]) <= 64, "the number stands in the journal as it came")
    intent, = of_kind(rows, "order_intent")
    check(all(len(line["name"].encode()) <= 256 for line in intent["lines"]), "a name in the journal has no bound")
