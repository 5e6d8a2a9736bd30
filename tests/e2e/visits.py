"""A customer who does not buy: languages, help, idle, the state of an order."""

import os
import re
from pathlib import Path

from accounts import ACCOUNT, PASSWORD, sign_in, to_receiver
from books import audit
from harness import CARD, PHONE, Failed, check, equal, until
from stage import scenario


@scenario()
def languages(rig):
    """Another language keeps the cart; every language has its own words; the next customer starts in the first one."""
    rig.scan_goods(rig.plain(2))
    rig.touch("cart.open")
    rig.see("cart")
    before, words = rig.session()["cart"], set()
    for code in ("uz", "ru", "en", "kaa"):
        rig.touch(f"language.{code}")
        until(f"the language is {code}", 5, lambda: rig.session()["language"] == code)
        words.add(rig.node("cart.checkout")["label"])
        equal(rig.session()["cart"], before, f"the cart in {code}")
    equal(len(words), 4, f"the button's words in four languages {words}")
    rig.touch("language.ru")
    until("Russian", 5, lambda: rig.session()["language"] == "ru")
    rig.touch("back")
    rig.see("catalog")
    rig.touch("back")
    rig.touch("dialog.yes")
    rig.see("attract")
    equal(rig.session()["language"], "kaa", "the next customer's language")
    equal(rig.session()["cart"], [], "the next customer's cart")


@scenario({"kiosk": {"idle_seconds": "3"}})
def idle(rig):
    """Nobody touches: a question; staying keeps the cart, ending empties it."""
    rig.scan_goods(rig.plain())
    rig.see("idle", 10)
    rig.picture("idle")
    rig.touch("idle.stay")
    until("the question is gone", 5, lambda: rig.kiosk.screen() != "idle")
    equal(rig.session()["pieces"], 1, "pieces after staying")
    rig.see("idle", 10)
    rig.touch("idle.end")
    rig.see("attract")
    equal(rig.session()["pieces"], 0, "pieces after the end")
    audit(rig)


@scenario()
def order_status(rig):
    """The order of before is found by its number and the phone's last digits, and by nothing else; help is there."""
    rig.to_payment()
    rig.touch("payment.later")
    number, _ = rig.done(qr=False)
    rig.finish()
    rig.touch("attract.order_status")
    rig.see("order_status")
    rig.fill("order_status.number", "".join(c for c in number if c.isdigit()))
    rig.fill("order_status.phone", "0000")
    rig.touch("order_status.show")
    rig.node("order_status.message", 15)
    rig.picture("wrong-phone")
    check("order_status.amount" not in rig.nodes(), "a stranger sees the order")
    if rig.nodes()["order_status.phone"]["value"]:
        rig.touch("order_status.phone")
        rig.press("\b\b\b\b")
    rig.fill("order_status.phone", PHONE[-4:])
    rig.touch("order_status.show")
    rig.node("order_status.amount", 15)
    rig.picture("order-status")
    order, = rig.truth("store")["orders"]
    equal(int(rig.node("order_status.amount")["value"]), order["amount"], "the sum of the order")
    rig.touch("order_status.done")
    rig.see("attract")
    rig.touch("attract.start")
    rig.touch("help")
    rig.see("help")
    rig.picture("help")
    rig.touch("help.call_staff")
    rig.node("help.staff_called")
    rig.touch("help.close" if "help.close" in rig.nodes() else "help.back")
    rig.see("catalog")
    audit(rig)


@scenario()
def slip_code(rig):
    """A QR that somebody made out of a number shows nothing; the slip's own shows the order. Five questions a minute, and no more."""
    rig.to_payment()
    rig.touch("payment.later")
    number, _ = rig.done(qr=False)
    rig.finish()
    paper = rig.truth("printer")["papers"][-1]
    code, = [qr for qr in paper["qr"] if qr.startswith("GLB-ORDER:")]
    figures = "".join(c for c in number if c.isdigit())
    for forged in (f"GLB-ORDER:{figures}", f"GLB-ORDER:{int(figures)}", code[:-1] + ("0" if code[-1] != "0" else "1")):
        rig.scan(forged)
        rig.see("order_status")
        rig.node("order_status.phone")
        check("order_status.amount" not in rig.nodes(), f"{forged} shows the order")
        equal(rig.node("order_status.number")["value"], forged.split(":")[1], "the number that was read")
        rig.touch("back")
        rig.see("attract")
    for _ in range(5):
        rig.scan(code)
        rig.node("order_status.amount", 15)
        rig.touch("order_status.done")
        rig.see("attract")
    rig.scan(code)
    rig.node("order_status.message", 5)
    check("order_status.amount" not in rig.nodes(), "a sixth question within a minute is answered")
    rig.picture("please-wait")
    audit(rig)


def in_memory(pid, words):
    """Which of the words, as bytes, lie in the memory of a process that may be written. Only root may look: the kiosk is not dumpable."""
    found = {}
    maps = Path(f"/proc/{pid}/maps").read_text()
    with open(f"/proc/{pid}/mem", "rb", buffering=0) as memory:
        for begin, end in re.findall(r"^(\w+)-(\w+) rw", maps, re.M):
            try:
                memory.seek(int(begin, 16))
                data = memory.read(int(end, 16) - int(begin, 16))
            except (OSError, OverflowError):
                continue
            for word in words:
                if word in data:
                    found[word] = found.get(word, 0) + data.count(word)
    return found


def gone_from_memory(rig, words):
    left = {}

    def gone():
        left.clear()
        left.update(in_memory(rig.kiosk_process.pid, words))
        return not left
    try:
        until("what the customer told is gone from memory", 10, gone)
    except Failed as failure:
        raise Failed(f"{failure}: {left}") from None


def leave_no_trace(rig, buy):
    """A purchase whose name, phone and card are not in the kiosk's memory any more when its customer has gone."""
    if os.geteuid() != 0:
        return print("not root: nobody else may look into the kiosk's memory")
    rig.scan_goods(rig.plain())
    rig.to_delivery()
    rig.touch("delivery.pickup")
    rig.touch("delivery.next")
    rig.see("receiver")
    rig.fill("receiver.first_name", "qazwsxed")
    rig.fill("receiver.last_name", "plokijuh")
    phone = "937654208"  # not like the kiosk's own account, which is kept
    rig.fill("receiver.phone", phone)
    words = [rig.nodes()[field]["value"][1:].encode() for field in ("receiver.first_name", "receiver.last_name")] + [phone[1:].encode(), CARD.encode()]
    check(in_memory(rig.kiosk_process.pid, words), "the name that was typed is not found: this looks at nothing")
    rig.touch("receiver.next")
    rig.see("payment")
    buy()
    rig.finish()
    rig.see("attract")
    gone_from_memory(rig, words)
    audit(rig)


@scenario()
def forgotten(rig):
    """After the sale the customer's name and phone are not in the kiosk's memory any more."""
    def later():
        rig.touch("payment.later")
        rig.done(qr=False)
    leave_no_trace(rig, later)


@scenario()
def forgotten_by_card(rig):
    """The same behind a card, its code, and a receipt that the store was asked for."""
    def card():
        rig.touch("payment.card")
        rig.type_card()
        rig.type_code()
        rig.done()
    leave_no_trace(rig, card)


@scenario()
def forgotten_by_cash(rig):
    """The same behind banknotes and a fiscal receipt of the kiosk's own."""
    def cash():
        rig.touch("payment.cash")
        rig.see("cash", 30)
        rig.pay_cash(int(rig.node("cash.due")["value"]))
        rig.done()
    leave_no_trace(rig, cash)


@scenario()
def forgotten_signed_in(rig):
    """A customer with an account leaves nothing of it: not what they typed, not what the store answered, no token."""
    if os.geteuid() != 0:
        return print("not root: nobody else may look into the kiosk's memory")
    to_receiver(rig)
    sign_in(rig)
    rig.see("receiver", 15)
    until("signed in", 5, lambda: rig.session()["signed_in"])
    names = [rig.node(f"receiver.{which}_name")["value"] for which in ("first", "last")]
    check(all(len(name) > 3 for name in names), f"names of the account {names}")
    tokens = next(user["tokens"] for phone, user in rig.truth("store")["users"].items() if phone.endswith(ACCOUNT))
    words = [word.encode() for word in (*names, ACCOUNT, PASSWORD, *tokens)]
    check(in_memory(rig.kiosk_process.pid, words), "nothing of the account is found: this looks at nothing")
    rig.touch("receiver.next")
    rig.see("payment")
    rig.touch("payment.later")
    rig.done(qr=False)
    rig.finish()
    until("signed out", 10, lambda: not rig.session()["signed_in"])
    gone_from_memory(rig, words)
    audit(rig)
