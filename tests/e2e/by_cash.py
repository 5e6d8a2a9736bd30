"""Paying with notes: exact, too much, given back, walked away from."""

import time

from books import audit, of_kind
from harness import check, equal, until
from stage import scenario


def not_round(rig):
    """Goods whose sum is no multiple of the smallest note."""
    prices = {product["id"]: product["discount_price"] or product["price"] for product in rig.catalog()["products"]}
    for row in rig.plain(60):
        if prices[int(row["product"])] % 1000:
            return [row]
    raise AssertionError("the demo catalogue has only round prices")


def round_sum(rig, least=0):
    prices = {product["id"]: product["discount_price"] or product["price"] for product in rig.catalog()["products"]}
    for row in rig.plain(60):
        price = prices[int(row["product"])]
        if price % 1000 == 0 and price >= least and len(rig.notes_for(price * 100)) >= 2:
            return [row]
    raise AssertionError("the demo catalogue has no round price of several notes")


def to_cash(rig, goods):
    total = rig.to_payment(goods)
    rig.touch("payment.cash")
    rig.see("cash", 20)
    equal(int(rig.node("cash.due")["value"]), total, "what is due in cash")
    return total


def one_receipt(rig, total):
    receipt, = rig.truth("fiscal")["receipts"]
    equal(receipt["received_cash"], total, "cash on the fiscal receipt")
    return receipt


@scenario()
def cash(rig):
    total = to_cash(rig, round_sum(rig))
    rig.picture("cash")
    equal(rig.pay_cash(total), total, "notes that make the sum")
    number, url = rig.done()
    receipt = one_receipt(rig, total)
    equal((receipt["qr_url"], receipt["change"]), (url, 0), "the fiscal receipt")
    paper, = rig.truth("printer")["papers"]
    check(url in paper["qr"] and number in paper["text"], "the receipt has neither QR nor number of the order")
    rig.finish()
    rows = audit(rig)
    equal(len(of_kind(rows, "voucher_issued")), 0, "vouchers")


@scenario()
def overpaid(rig):
    """The last note is too much: first it is given back, then another one is taken for a voucher."""
    total = to_cash(rig, not_round(rig))
    notes = rig.notes_for(total, over=True)
    for i, note in enumerate(notes[:-1]):
        rig.insert(note)
        rig.inserted(sum(notes[:i + 1]))
    rig.insert(notes[-1])
    rig.node("cash.accept_overpay", 15)
    voucher = int(rig.node("cash.voucher")["value"])
    equal(voucher, sum(notes) * 100 - total, "the voucher that is offered")
    rig.picture("overpay")
    rig.touch("cash.return_note")
    until("the note comes back", 15, lambda: len(rig.truth("cash")["returned"]) == 1)
    rig.gone("cash.accept_overpay")
    rig.picture("note-returned")
    equal(rig.truth("fiscal")["receipts"], [], "receipts before it is paid")
    rig.insert(notes[-1])
    rig.touch("cash.accept_overpay", 15)
    number, url = rig.done()
    slip_number = rig.node("done.voucher")["value"]
    rig.picture("done-with-voucher")
    receipt = one_receipt(rig, total)
    equal(receipt["change"], voucher, "the change on the fiscal receipt")
    until("receipt and voucher are printed", 10, lambda: len(rig.truth("printer")["papers"]) == 2)
    first, second = rig.truth("printer")["papers"]
    check(number in first["text"] and url in first["qr"], "the receipt")
    check(slip_number in second["text"], "the voucher slip does not carry its number")
    rig.finish()
    rows = audit(rig)
    issued, = of_kind(rows, "voucher_issued")
    equal((issued["number"], issued["amount"]), (slip_number, voucher), "the voucher in the journal")


@scenario({"cash": {"abandon_seconds": "3"}})
def walked_off(rig):
    """Part-paid, and nobody comes back: a claim slip, and the kiosk is free again."""
    to_cash(rig, round_sum(rig))
    note = 1000
    rig.insert(note)
    rig.inserted(note)
    rig.see("failed", 20)
    claim = rig.node("failed.claim", 10)["value"]
    equal(rig.session()["failed"]["claim"], {"number": claim, "amount": note * 100}, "the claim")
    paper, = until("the claim slip", 10, lambda: rig.truth("printer")["papers"])
    until("the screen says that it was printed", 5, lambda: "failed.claim_qr" not in rig.nodes())
    rig.picture("claim")
    check(claim in paper["text"], "the slip does not carry the claim's number")
    rig.touch("failed.finish")
    rig.see("attract")
    check(not rig.bench.ask("cash", "insert", denomination=1000).get("ok"), "the validator takes notes while nobody buys")
    rows = audit(rig)
    issued, = of_kind(rows, "claim_issued")
    equal((issued["number"], issued["amount"]), (claim, note * 100), "the claim in the journal")
    equal(len(of_kind(rows, "order_abandoned")), 1, "orders for the back office to cancel")


@scenario()
def given_up(rig):
    """Stop is touched after a note: a question, then the claim. Before a note: the order may be kept to be paid later."""
    to_cash(rig, round_sum(rig))
    rig.touch("cash.cancel")
    rig.touch("dialog.yes")
    number, _ = rig.done(qr=False)
    equal(rig.session()["done"]["method"], "later", "nothing was paid: the screen does not say that it was")
    rig.finish()
    to_cash(rig, round_sum(rig))
    rig.insert(1000)
    rig.inserted(1000)
    rig.touch("cash.cancel")
    rig.node("dialog.text")
    rig.picture("leave-part-paid")
    rig.touch("dialog.no")
    rig.gone("dialog.text")
    rig.touch("cash.cancel")
    rig.touch("dialog.yes")
    rig.see("failed", 20)
    claim = rig.node("failed.claim")["value"]
    until("the claim slip", 10, lambda: any(claim in paper["text"] for paper in rig.truth("printer")["papers"]))
    rig.touch("failed.finish")
    rig.see("attract")
    rows = audit(rig)
    kept, = of_kind(rows, "order_kept")
    equal([order["order_number"] for order in rig.truth("store")["orders"] if order["order_id"] == kept["order_id"]], [number], "the order that was kept")
    equal([row["amount"] for row in of_kind(rows, "claim_issued")], [100000], "claims")


@scenario({"cash": {"overpay": '"exact"'}})
def exact(rig):
    """Without vouchers a sum that no notes make is not offered for cash; a note that is too large is not taken."""
    rig.to_payment(not_round(rig))
    node = rig.node("payment.cash")
    check(not node["enabled"], "cash is offered for a sum that notes cannot make")
    equal(rig.session()["methods"]["cash"], "not_multiple_of_note", "why not")
    check(rig.nodes()["payment.card"]["enabled"], "card is not offered")
    rig.picture("exact")
    for screen in ("receiver", "delivery", "cart"):
        rig.touch("back")
        rig.see(screen)
    rig.touch("back")
    rig.see("catalog")
    rig.touch("back")
    rig.touch("dialog.yes")
    rig.see("attract")
    due = to_cash(rig, round_sum(rig)) // 100
    too_large = min(note for note in rig.config.denominations if note > due)
    until("the validator takes notes", 10, lambda: rig.truth("cash")["takes"])
    check(too_large not in rig.truth("cash")["takes"], "the validator takes a note that is more than is due")
    rig.bench.ask("cash", "insert", denomination=too_large)
    until("the note comes back", 10, lambda: any(note["denomination"] == too_large for note in rig.truth("cash")["rejected"]))
    rig.pay_cash(due * 100)
    rig.done()
    equal(one_receipt(rig, due * 100)["change"], 0, "change")
    rig.finish()
    audit(rig)


@scenario()
def overpay_unanswered(rig):
    """Nobody answers the question about the voucher: after 20 s the note goes back, and the purchase goes on with smaller ones."""
    total = to_cash(rig, round_sum(rig))
    rig.insert(200000)
    rig.node("cash.accept_overpay", 15)
    check(not rig.bench.ask("cash", "insert", denomination=1000).get("ok"), "another note goes in while one is in escrow")
    began = time.monotonic()
    rig.gone("cash.accept_overpay", 30)
    took = time.monotonic() - began
    check(15 < took < 25, f"the question stood {took:.1f} s")
    until("the note is back", 5, lambda: len(rig.truth("cash")["returned"]) == 1)
    rig.node("cash.message", 5)
    rig.picture("note-came-back")
    equal(int(rig.node("cash.inserted")["value"]), 0, "what is credited")
    equal(rig.pay_cash(total), total, "notes that make the sum")
    rig.done()
    equal(one_receipt(rig, total)["change"], 0, "change")
    rig.finish()
    audit(rig)
