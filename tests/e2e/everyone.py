"""For everyone: the modes of the accessibility sheet, alone and together, both ways up; the keyboard alone."""

from books import audit, of_kind
from harness import CARD, EXPIRY, PHONE, SMS_CODE, check, equal, until
from stage import scenario


def switch_on(rig, *modes):
    rig.touch("accessibility")
    for mode in modes:
        rig.touch(f"accessibility.{mode}")
        rig.node(f"accessibility.{mode}", 5, lambda node: node["value"] == "on")
    rig.touch("accessibility.close")
    rig.gone("accessibility.close")


def by_card(rig, total, screens=()):
    rig.touch("payment.card")
    rig.type_card()
    rig.type_code()
    number, url = rig.done()
    order, = rig.truth("store")["orders"]
    equal((order["order_number"], order["amount"], order["paid"], order["qr_code_url"]), (number, total, True, url), "the order at the store")


@scenario(size=(960, 540))
def landscape(rig):
    """Lying: by card, with a courier, from the shelves on the screen; then in cash."""
    rig.touch("attract.start")
    rig.see("catalog")
    least = rig.catalog()["delivery"]["min_amount"] * 100  # for the courier
    plain = {int(row["product"]) for row in rig.plain(100)}
    nodes = rig.nodes()
    shown = {int(name.split(".")[2]) for name, node in nodes.items()
             if name.startswith("catalog.product.") and name.endswith(".plus") and node["rect"][1] + node["rect"][3] <= rig.height}
    product, price = max(((number, int(nodes[f"catalog.product.{number}"]["value"])) for number in shown & plain), key=lambda found: found[1])
    pieces = -(-least // price)
    for count in range(1, pieces + 1):
        rig.touch(f"catalog.product.{product}.plus")
        until(f"{count} pieces", 5, lambda: rig.session()["pieces"] == count)
    rig.picture("catalog")
    total = int(rig.node("cart.total")["value"])
    rig.touch("cart.checkout")  # of the panel beside the shelves
    rig.see("delivery")
    rig.touch("delivery.courier")
    rig.touch("delivery.district.2")
    rig.picture("delivery")
    total = int(rig.node("delivery.total", 5, lambda node: int(node["value"]) > total)["value"])
    rig.touch("delivery.next")
    rig.who(address="abc 12")
    rig.picture("payment")
    by_card(rig, total)
    rig.picture("done")
    rig.finish()
    goods = rig.plain()
    total = rig.to_payment(goods)
    rig.touch("payment.cash")
    rig.see("cash", 20)
    rig.picture("cash")
    rig.pay_cash(total)
    rig.done()
    rig.finish()
    rows = audit(rig)
    equal((len(of_kind(rows, "card_paid")), len(of_kind(rows, "fiscal_registered"))), (1, 1), "paid by card, registered here")


def nothing_higher(rig, part):
    """Every control stands below this part of the screen's height."""
    for name, node in rig.nodes().items():
        _, y, _, h = node["rect"]
        check(y >= rig.height * part - 1 and y + h <= rig.height, f"{name} stands out of reach: {node['rect']}")


@scenario()
def reach(rig):
    """Everything in the lower three quarters, as wide as before: a whole purchase; with large text as well a little higher."""
    wide = rig.node("attract.start")["rect"]
    switch_on(rig, "reach")
    rig.picture("attract")
    nothing_higher(rig, 0.25)
    check(abs(rig.node("attract.start")["rect"][2] - wide[2]) <= 0.05 * wide[2], "the start button has lost its width")
    total = rig.to_payment()
    rig.picture("payment")
    nothing_higher(rig, 0.25)
    by_card(rig, total)
    rig.picture("done")
    nothing_higher(rig, 0.25)
    rig.finish()
    switch_on(rig, "reach", "large_text")
    nothing_higher(rig, 0.15)
    rig.picture("attract-large")
    audit(rig)


@scenario()
def all_modes(rig):
    """Large text, high contrast and everything lower, together: a whole purchase; the next customer finds the kiosk as it was."""
    before = rig.node("attract.start")["rect"]
    switch_on(rig, "large_text", "high_contrast", "reach")
    rig.picture("attract")
    total = rig.to_payment()
    rig.picture("payment")
    nothing_higher(rig, 0.15)
    by_card(rig, total)
    rig.picture("done")
    rig.finish()
    equal(rig.node("attract.start")["rect"], before, "the next customer's start button")
    audit(rig)


@scenario(size=(960, 540))
def large_and_lying(rig):
    """Large text on the lying screen: a whole purchase in cash."""
    switch_on(rig, "large_text", "high_contrast")
    total = rig.to_payment()
    rig.picture("payment")
    rig.touch("payment.cash")
    rig.see("cash", 20)
    rig.picture("cash")
    rig.pay_cash(total)
    rig.done()
    rig.picture("done")
    rig.finish()
    audit(rig)


def go_to(rig, name, most=80):
    """Tab until the focus stands there."""
    for _ in range(most):
        if rig.focused() == name:
            return
        rig.display.xdotool("key", "Tab")
    raise AssertionError(f"tab does not reach {name}; it stands on {rig.focused()}")


def press(rig, name):
    go_to(rig, name)
    rig.display.xdotool("key", "Return")


def write(rig, text):
    """Keys of a real keyboard, at the pace of a person: faster ones would be a scanner's."""
    rig.display.xdotool("type", "--delay", 240, text)


@scenario()
def keyboard_alone(rig):
    """No finger at all: a purchase by card with tab, enter, escape and letters of a real keyboard; the ring shows where one is."""
    rig.display.xdotool("mousemove", rig.width - 1, rig.height - 1)
    rig.node("attract.start")
    press(rig, "attract.start")
    rig.see("catalog")
    go_to(rig, "catalog.search")
    write(rig, "sut")
    rig.node("catalog.search", 5, lambda node: node["value"] == "sut")
    rig.picture("search")
    adding = until("something to add", 5, lambda: next((n for n in rig.nodes() if n.startswith("catalog.product.") and n.endswith(".plus")), None))
    press(rig, adding)
    until("it is in the cart", 5, lambda: rig.session()["pieces"] == 1)
    rig.display.xdotool("key", "Escape")  # closes the search
    rig.gone("key.a")
    equal(rig.kiosk.screen(), "catalog", "the screen after escape")
    press(rig, "cart.open")
    rig.see("cart")
    rig.picture("ring")
    rig.display.xdotool("key", "Return")
    rig.see("delivery")
    rig.display.xdotool("key", "Return")
    rig.see("receiver")
    write(rig, "Ay")
    rig.node("receiver.first_name", 5, lambda node: node["value"] == "Ay")
    rig.display.xdotool("key", "Return")  # to the next field
    until("the caret goes on", 5, lambda: rig.focused() == "receiver.last_name")
    write(rig, "Or")
    go_to(rig, "receiver.phone")
    write(rig, PHONE)
    rig.node("receiver.phone", 5, lambda node: node["value"] == PHONE)
    rig.display.xdotool("key", "Return")
    rig.see("payment")
    press(rig, "payment.card")
    rig.see("card", 30)
    write(rig, CARD)
    rig.node("card.number", 5, lambda node: node["length"] == 16)
    write(rig, EXPIRY)
    rig.node("card.expiry", 5, lambda node: node["length"] == 4)
    rig.display.xdotool("key", "Return")
    rig.see("sms", 30)
    write(rig, SMS_CODE)
    rig.node("sms.code", 5, lambda node: node["length"] == 6)
    rig.display.xdotool("key", "Return")
    rig.done()
    rig.display.xdotool("key", "Return")
    rig.see("attract")
    rows = audit(rig)
    equal(len(of_kind(rows, "card_paid")), 1, "payments")
