"""Paying by card, paying later, and every way in which the store keeps its answer to itself."""

import json

from books import audit, of_kind
from harness import CARD, PHONE, check, equal, until
from stage import scenario

BLOCKED = "4444445987459073"  # the bank refuses it when it is to pay
EXPIRED = "3333336415804657"  # and this one at once




def one_payment(rig, number, url, total):
    order, = rig.truth("store")["orders"]
    equal((order["order_number"], order["amount"], order["paid"], order["qr_code_url"]), (number, total, True, url), "the order at the store")
    equal([paid["amount"] for paid in rig.truth("store")["payments"]], [total], "what the bank was asked to pay")
    paper, = rig.truth("printer")["papers"]
    check(url in paper["qr"] and number in paper["text"], "the receipt has neither QR nor number of the order")


@scenario()
def card(rig):
    rig.see("attract")
    rig.touch("attract.start")
    rig.see("catalog")
    total = rig.to_payment()
    rig.touch("payment.card")
    rig.type_card()
    rig.type_code()
    number, url = rig.done()
    rig.no_secret_shown()
    one_payment(rig, number, url, total)
    rig.finish()
    rows = audit(rig)
    equal(len(of_kind(rows, "card_paid")), 1, "payments")


@scenario()
def later(rig):
    total = rig.to_payment()
    rig.touch("payment.later")
    number, _ = rig.done(qr=False)
    check("done.fiscal_qr" not in rig.nodes(), "a fiscal QR without a payment")
    order, = rig.truth("store")["orders"]
    equal((order["order_number"], order["amount"], order["payment_type"], order["paid"]), (number, total, 2, False), "the order at the store")
    paper, = rig.truth("printer")["papers"]
    check(number in paper["text"], "the slip does not name the order")
    rig.finish()
    for row in audit(rig):
        check(PHONE not in str(row.body), f"{row.kind} holds the customer's phone (rules R30)")


@scenario()
def codes(rig):
    """A code that is wrong, then the right one; both are the bench's own, not the usual six."""
    rig.tell("store", "random_codes", on=True)
    total = rig.to_payment()
    rig.touch("payment.card")
    rig.type_card()
    rig.see("sms", 30)
    right = rig.tell("store", "last_code")["code"]
    wrong = "".join(str((int(digit) + 5) % 10) for digit in right)
    rig.type_code(wrong)
    until("the code is refused", 15, lambda: rig.session().get("card", {}).get("message") == "wrong_code")
    rig.node("sms.message")
    rig.picture("wrong-code")
    equal(rig.kiosk.screen(), "sms", "the screen after a wrong code")
    rig.type_code(right)
    number, url = rig.done()
    one_payment(rig, number, url, total)
    equal(rig.truth("store")["counts"]["pay_attempts"], 1, "attempts to pay")
    rig.finish()
    audit(rig, {"store_refusals": 1})


@scenario()
def declined(rig):
    """A card that the bank does not know, one that it refuses when it is to pay; a third one pays the same order."""
    total = rig.to_payment()
    rig.touch("payment.card")
    rig.type_card(EXPIRED)
    until("the expired card is refused", 15, lambda: rig.session().get("card", {}).get("message") == "card_refused")
    rig.node("card.message")
    rig.type_card(BLOCKED)
    rig.type_code()
    until("the bank refuses", 20, lambda: rig.session().get("card", {}).get("message") == "card_refused")
    rig.see("card")
    rig.node("card.message")
    rig.picture("declined")
    equal(rig.truth("store")["payments"], [], "payments after the refusal")
    rig.type_card(CARD)
    rig.type_code()
    number, url = rig.done()
    one_payment(rig, number, url, total)
    rig.finish()
    rows = audit(rig, {"store_refusals": 2})
    refused, = of_kind(rows, "pay_refused")
    paid, = of_kind(rows, "card_paid")
    equal(refused["order_id"], paid["order_id"], "the order of both cards")


@scenario()
def order_answer_lost(rig):
    """The order was made, its answer never came: it is found by its mark, and not made again."""
    rig.tell("store", "no_answer_create", n=1)
    total = rig.to_payment()
    rig.touch("payment.card")
    rig.see("processing")
    until("the store has the order", 10, lambda: rig.truth("store")["orders"])
    rig.tell("store", "drop_socket")  # or the kiosk would wait for half a minute
    rig.node("processing.notice", 10)
    rig.picture("order-unknown")
    rig.type_card()
    rig.type_code()
    number, url = rig.done()
    one_payment(rig, number, url, total)
    rig.finish()
    rows = audit(rig)
    equal((len(of_kind(rows, "order_intent")), len(of_kind(rows, "order_unknown"))), (1, 1), "orders asked for, and lost")
    intent, = of_kind(rows, "order_intent")
    created, = of_kind(rows, "order_created")
    check(created["found"] and intent["mark"], "the order was not found by its mark")
    order, = rig.truth("store")["orders"]
    check(intent["mark"] in order["address"], "the order at the store does not carry the mark")


@scenario()
def payment_answer_lost(rig):
    """The money moved, the answer never came: found among the order's payments, and not asked for again."""
    rig.tell("store", "no_answer_pay", n=1)
    total = rig.to_payment()
    rig.touch("payment.card")
    rig.type_card()
    rig.type_code()
    rig.see("processing")
    rig.node("processing.notice", 10)
    rig.picture("payment-unknown")
    number, url = rig.done()
    one_payment(rig, number, url, total)
    receipt, = rig.truth("store")["receipts"]
    equal(receipt["pay_attempts"], 1, "attempts to pay")
    rig.finish()
    rows = audit(rig)
    equal(len(of_kind(rows, "pay_unknown")), 1, "lost answers")
    paid, = of_kind(rows, "card_paid")
    check(paid["found"], "the payment was not found by asking")


@scenario({"fiscal": {"online_payments": '"module"'}})
def registered_here(rig):
    """fiscal.online_payments = "module": this kiosk's module registers the card payment, with Payme's number of it (rules R20)."""
    total = rig.to_payment()
    rig.touch("payment.card")
    rig.type_card()
    rig.type_code()
    number, url = rig.done()
    receipt, = rig.truth("fiscal")["receipts"]
    equal((receipt["received_cash"], receipt["received_card"], receipt["qr_url"]), (0, total, url), "the fiscal receipt")
    paid, = rig.truth("store")["payments"]
    registered = json.dumps(receipt["request"])
    check(paid["receipt_id"] in registered and "payme" in registered.lower(), f"the receipt does not name the payment: {registered[-400:]}")
    paper, = rig.truth("printer")["papers"]
    check(url in paper["qr"] and number in paper["text"], "the slip has neither the module's QR nor the number")
    rig.finish()
    rows = audit(rig)
    equal((len(of_kind(rows, "fiscal_registered")), len(of_kind(rows, "store_receipt"))), (1, 0), "who registered it")


@scenario()
def payment_unknown(rig):
    """The bank does not say whether it was paid: the screen says so, and where the money is. The customer leaves with the number;
    behind them it is found out, and nobody is asked to pay twice."""
    rig.tell("store", "no_answer_pay", n=1)
    rig.tell("store", "payment_delay", s=3600)
    total = rig.to_payment()
    rig.touch("payment.card")
    rig.type_card()
    rig.type_code()
    rig.see("failed", 30)
    rig.picture("payment-unknown")
    equal(rig.session()["failed"], {"kind": "payment_unknown", "at_stake": total}, "what the engine says of it")
    check(rig.node("failed.message")["value"], "failed.message says nothing")
    equal(int(rig.node("failed.amount")["value"]), total, "the sum that is at stake")
    check("card.next" not in rig.nodes() and "failed.retry" not in rig.nodes(), "a second payment is offered")
    rig.touch("failed.finish")  # "Print a slip and finish"
    rig.see("attract")
    until("the slip is out", 20, lambda: rig.truth("printer")["papers"])
    paper, = rig.truth("printer")["papers"]
    order, = rig.truth("store")["orders"]
    check(order["order_number"] in paper["text"] and not paper["qr"], "the slip does not name the order, or looks like a receipt")
    rig.staff()
    rig.touch("staff.tab.open")
    rig.node("staff.open_count", 10, lambda node: node["value"] == "1")
    rig.picture("staff-open")
    rig.tell("store", "payment_delay", s=0)
    rig.touch("staff.retry_queue")
    rig.node("staff.open.slip:1", 30)  # found: what is left is the receipt that nobody took
    check("staff.open.payment:1" not in rig.nodes(), "the payment still stands on the list")
    rig.touch("staff.logout")
    rig.see("attract")
    equal(rig.truth("store")["counts"]["pay_attempts"], 1, "attempts to pay")
    rows = audit(rig)
    paid, = of_kind(rows, "card_paid")
    check(paid["found"], "the payment was not found by asking")


@scenario()
def order_unknown(rig):
    """The store falls silent after create_order: after a minute the customer is told that nothing was paid; the order that
    turns up later stands on the staff's list."""
    rig.tell("store", "no_answer_create", n=1)
    rig.to_payment()
    rig.touch("payment.card")
    rig.see("processing")
    until("the store has the order", 10, lambda: rig.truth("store")["orders"])
    rig.tell("store", "down")
    rig.see("failed", 90)
    rig.picture("order-unknown-failed")
    equal(rig.session()["failed"]["kind"], "order_unknown", "what the engine says of it")
    check("failed.claim" not in rig.nodes() and "failed.retry" not in rig.nodes(), "the order could be placed twice")
    rig.touch("failed.finish")
    rig.node("attract.order_status", 10)
    rig.tell("store", "up")
    until("the store is there again", 30, lambda: rig.devices()["store"]["orders_open"])
    rig.see("attract")
    rig.staff()
    rig.touch("staff.tab.open")
    rig.touch("staff.retry_queue")
    rig.node("staff.open_count", 30, lambda node: int(node["value"]) >= 1)
    rig.picture("staff-open")
    rig.touch("staff.logout")
    rows = audit(rig)
    equal((len(of_kind(rows, "order_intent")), len(of_kind(rows, "order_unknown"))), (1, 1), "orders asked for, and lost")
