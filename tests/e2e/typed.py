"""What a person types wrong is said beside the field, as soon as it can be known (issue: "What bad input gets")."""

from harness import check, equal, until
from stage import scenario


def said(rig, field, seconds=5):
    return rig.node(f"{field}.fault", seconds)["value"]


def empty(rig, field):
    """Takes all of it back with the key on the screen."""
    rig.touch(field)
    count = len(rig.node(field)["value"])
    if count:
        rig.press("\b" * count)
    rig.node(field, 5, lambda node: node["value"] == "")


@scenario()
def persons(rig):
    """Name, address and phone: nothing is said before something was typed; each fault has its sentence; the next screen waits for all of it."""
    prices = {product["id"]: product["discount_price"] or product["price"] for product in rig.catalog()["products"]}
    terms = rig.catalog()["delivery"]
    rig.scan_goods([next(row for row in rig.plain(200) if prices[int(row["product"])] >= terms["min_amount"])])
    rig.to_delivery()
    rig.touch("delivery.courier")
    rig.touch("delivery.district.0")
    rig.touch("delivery.next")
    rig.see("receiver")
    check(not [name for name in rig.nodes() if name.endswith(".fault")], "a fault is said before anything was typed")
    rig.touch("receiver.next")
    equal(rig.kiosk.screen(), "receiver", "the screen after an empty form")
    until("the caret is where the first fault is", 5, lambda: rig.focused() == "receiver.first_name")
    empty_faults = {name for name in rig.nodes() if name.endswith(".fault")}
    check("receiver.last_name.fault" in empty_faults, f"an empty last name is not said: {empty_faults}")
    rig.picture("empty")
    rig.fill("receiver.first_name", "ay7")
    words = said(rig, "receiver.first_name")  # while it is being typed
    rig.picture("digit-in-a-name")
    empty(rig, "receiver.first_name")
    rig.fill("receiver.first_name", "ay")
    rig.gone("receiver.first_name.fault")
    rig.fill("receiver.last_name", "or")
    rig.fill("receiver.address", "ab")
    rig.touch("receiver.phone")
    short = said(rig, "receiver.address")
    rig.fill("receiver.phone", "9912")
    rig.touch("receiver.first_name")
    if "receiver.phone" not in rig.nodes():
        rig.touch("receiver.next")
    until("the phone's fault", 5, lambda: "receiver.phone.fault" in rig.nodes() or rig.touch("receiver.next") or False)
    digits = said(rig, "receiver.phone")
    equal(len({words, short, digits}), 3, "three faults, three sentences")
    rig.touch("receiver.next")
    equal(rig.kiosk.screen(), "receiver", "the screen with half a phone")


@scenario()
def cards(rig):
    """The card's number and month: a figure that does not fit warns and does not refuse, a month that is none and a date that is past do."""
    rig.to_payment()
    rig.touch("payment.card")
    rig.see("card", 30)
    messages = set()

    def message(number, expiry, ready):
        rig.secrets.append(number)
        for field, text in (("card.number", number), ("card.expiry", expiry)):
            rig.touch(field)
            if length := rig.node(field)["length"]:
                rig.press("\b" * length)
                rig.node(field, 5, lambda node: node["length"] == 0)
            rig.touch(field)
            rig.press(text)
            rig.node(field, 5, lambda node: node["length"] == len(text))
        rig.no_secret_shown()
        words = rig.node("card.message", 5)["label"] if ready != "quiet" else None
        if ready == "quiet":
            rig.gone("card.message")
        equal(rig.node("card.next")["enabled"], ready in ("quiet", "warned"), f"card.next after {expiry}")
        messages.add(words)
        return words

    message("8600069195406311", "0399", "quiet")  # rules R21: 03/99 is a date
    message("8600069195406312", "0399", "warned")  # rules R21: the check digit warns
    rig.picture("check-digit")
    message("1234567890123456", "0399", "warned")
    message("8600069195406311", "1330", "refused")
    rig.picture("month")
    message("8600069195406311", "0120", "refused")
    rig.picture("past")
    equal(len(messages), 5, "different sentences, one of them none")


@scenario()
def keyboards(rig):
    """The letters of the four languages on the screen: each has its own, both scripts, capitals; what they type arrives as it stands on the key."""
    own = {"kaa": ("áǵıńóú", "ә"), "uz": ("oʻ", "ў"), "ru": ("й", "w"), "en": ("w", "й")}
    rig.scan_goods(rig.plain())
    rig.to_delivery()
    rig.touch("delivery.next")
    rig.see("receiver")
    for code, (letters, other) in own.items():
        rig.touch(f"language.{code}")
        until(f"the language is {code}", 5, lambda: rig.session()["language"] == code)
        empty(rig, "receiver.first_name")
        keys = [letters] if code == "uz" else list(letters)
        for letter in keys:
            rig.touch(f"key.{letter}")
        rig.node("receiver.first_name", 5, lambda node: node["value"] == letters)
        rig.picture(f"keyboard-{code}")
        rig.touch("key.shift")
        rig.touch(f"key.{keys[0].upper()}" if code != "uz" else "key.Oʻ")
        capital = keys[0].upper() if code != "uz" else "Oʻ"
        rig.node("receiver.first_name", 5, lambda node: node["value"] == letters + capital)
        rig.node(f"key.{keys[0]}", 5)  # one capital, then small ones again
        rig.touch("key.script")
        rig.touch(f"key.{other}")
        rig.node("receiver.first_name", 5, lambda node: node["value"] == letters + capital + other)
        rig.touch("key.script")
