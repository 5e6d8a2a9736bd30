"""A customer with an account: signs in, spends cashback."""

from books import audit, of_kind
from harness import check, equal, until
from stage import scenario

ACCOUNT, PASSWORD, CASHBACK = "901112233", "gulnaz-2026", 652000  # of the demo catalogue; tiyin


def sign_in(rig, password=PASSWORD):
    rig.see("receiver")
    rig.touch("receiver.sign_in")
    rig.see("sign_in")
    rig.secrets.append(password)
    rig.fill("sign_in.phone", ACCOUNT)
    rig.fill("sign_in.password", password, secret=True)
    rig.no_secret_shown()
    rig.touch("sign_in.next")


def to_receiver(rig, goods=None):
    rig.scan_goods(goods if goods is not None else rig.plain())
    total = rig.to_delivery()
    rig.touch("delivery.pickup")
    rig.touch("delivery.next")
    return total


@scenario()
def cashback(rig):
    """A wrong password, then the right one; cashback is spent on consent; the due is the store's, the receipt carries the discount (rules R8)."""
    total = to_receiver(rig, rig.plain(2))
    sign_in(rig, "gulnaz-2025")
    rig.node("sign_in.password.fault", 15)
    rig.picture("wrong-password")
    equal(rig.session()["signed_in"], False, "signed in with a wrong password")
    rig.fill("sign_in.password", PASSWORD, secret=True)
    rig.secrets.append(PASSWORD)
    rig.touch("sign_in.next")
    rig.see("receiver", 15)
    until("signed in", 5, lambda: rig.session()["signed_in"])
    equal(rig.node("receiver.phone")["value"], ACCOUNT, "the phone of the account")
    rig.picture("signed-in")
    rig.touch("receiver.next")
    rig.see("payment")
    equal(rig.node("payment.use_cashback")["value"], "off", "cashback is spent without being asked")
    rig.touch("payment.use_cashback")
    rig.node("payment.use_cashback", 5, lambda node: node["value"] == "on")
    rig.picture("cashback")
    rig.touch("payment.cash")
    rig.see("cash", 30)
    due = total - CASHBACK
    equal(int(rig.node("cash.due")["value"]), due - due % 100, "what is due")
    order, = rig.truth("store")["orders"]
    equal((order["total_amount"], order["cashback_used"], order["amount"]), (total, CASHBACK, due), "the order at the store")
    rig.pay_cash(due - due % 100)
    rig.done()
    receipt, = rig.truth("fiscal")["receipts"]
    equal(receipt["received_cash"], due - due % 100, "cash on the fiscal receipt")
    goods = sum(line["price"] for line in receipt["request"]["products"])
    equal(sum(line["discount"] for line in receipt["request"]["products"]), goods - (due - due % 100), "the discount on the fiscal receipt")
    rig.finish()
    until("signed out", 10, lambda: not rig.session()["signed_in"])
    rows = audit(rig, {"store_refusals": 1})
    known, = of_kind(rows, "due_known")
    equal((known["amount"], known["cashback_used"]), (due, CASHBACK), "the due in the journal")
    check(ACCOUNT not in str([row.body for row in rows]), "the journal holds the phone (rules R30)")


@scenario()
def phone_in_full(rig):
    """However the phone is typed, no digit of it lands in the password: with the country's code, with an 8, with one digit too many."""
    to_receiver(rig)
    rig.see("receiver")
    rig.touch("receiver.sign_in")
    for typed, shown in (("998" + ACCOUNT, ACCOUNT), ("8" + ACCOUNT, ACCOUNT), ("998" + ACCOUNT + "4", ACCOUNT + "4"), (ACCOUNT, ACCOUNT)):
        rig.touch("sign_in.phone")
        rig.display.xdotool("type", "--delay", 90, typed)
        rig.node("sign_in.phone", 5, lambda node: node["value"] == shown)
        equal(rig.node("sign_in.password")["length"], 0, f"characters in the password behind {typed}")
        rig.touch("sign_in.phone")
        rig.display.xdotool(*["key", "--delay", 60, "BackSpace"] * 14)
        rig.node("sign_in.phone", 5, lambda node: not node["value"])
