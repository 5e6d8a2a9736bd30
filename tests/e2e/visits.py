"""A customer who does not buy: languages, help, idle, the state of an order."""

from books import audit
from harness import PHONE, check, equal, until
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
