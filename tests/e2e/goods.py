"""What is scanned, and how it is got."""

import json

from books import audit, of_kind
from by_cash import one_receipt, to_cash
from harness import check, equal, until
from stage import scenario


def digit(code):
    total = sum(int(d) * (3 if i % 2 == 0 else 1) for i, d in enumerate(reversed(code)))
    return code + str((10 - total % 10) % 10)


def lines(rig, count=None):
    if count is not None:
        until(f"{count} lines in the cart", 6, lambda: len(rig.session()["cart"]) == count)
    return rig.session()["cart"]


@scenario()
def scans(rig):
    """A scan on the attract screen starts a session; a keyboard-wedge scanner adds another piece; nonsense is said to be nonsense."""
    first, second = rig.plain(2)
    rig.see("attract")
    rig.scan(first["barcodes"].split()[0], aim="]E0")
    line, = lines(rig, 1)
    equal((line["product"], line["kind"], line["quantity"]), (int(first["product"]), "in_hand", "1"), "the scanned line")
    check(rig.kiosk.screen() in ("catalog", "cart"), "the scan did not start a session")
    rig.wedge(second["barcodes"].split()[0])
    equal(len(lines(rig, 2)), 2, "lines after the keyboard-wedge scan")
    rig.scan("4780000000000")
    rig.toast()
    rig.picture("not-found")
    equal(len(lines(rig)), 2, "lines after an unknown code")
    for row, line in zip((first, second), lines(rig)):
        equal(line["product"], int(row["product"]), "the order of the lines")


@scenario()
def labels(rig):
    """Labels of the shop's scale: one with the weight, one with the price; both registered to the tiyin."""
    prices = {product["id"]: product["discount_price"] or product["price"] for product in rig.catalog()["products"]}
    weighed = rig.rows(lambda row: row["weighed"] == "1" and row["marked"] == "0" and row["class_code"] and row["barcodes"])[:2]
    by_weight, by_price = weighed
    rig.scan(digit("21" + by_weight["barcodes"] + "01250"))
    line, = lines(rig, 1)
    equal((line["product"], line["quantity"], line["total"]), (int(by_weight["product"]), "1.25", prices[int(by_weight["product"])] * 125),
          "a label with 1.250 kg")
    label = prices[int(by_price["product"])] // 10  # of 100 g
    rig.scan(digit("27" + by_price["barcodes"] + f"{label:05}"))
    second = lines(rig, 2)[1]
    equal((second["product"], second["quantity"], second["total"]), (int(by_price["product"]), "0.1", label * 100), "a label with a price")
    total = to_cash(rig, [])
    equal(total, line["total"] + second["total"], "the sum")
    rig.pay_cash(total)
    rig.done()
    receipt = one_receipt(rig, total)
    registered = json.dumps(receipt["request"])
    check('"amount": 1250' in registered, f"1250 thousandths are not on the receipt: {registered[:600]}")
    rig.finish()
    audit(rig)


@scenario()
def marked(rig):
    """Marked goods: not without their own code, and each code once."""
    row = rig.rows(lambda row: row["marked"] == "1" and row["class_code"] and row["min_age"] == "0" and row["vat_percent"])[0]
    gtin = row["barcodes"].split()[0].zfill(14)
    code = f"01{gtin}215Ab12cD3eF4gH"
    rig.scan(code, aim="]d2")
    line, = lines(rig, 1)
    equal((line["product"], line["marking_codes"]), (int(row["product"]), 1), "the marked line")
    rig.scan(code, aim="]d2")
    rig.toast()
    rig.picture("twice")
    line, = lines(rig)
    equal((line["quantity"], line["marking_codes"]), ("1", 1), "the line after the same code again")
    total = to_cash(rig, [])
    rig.pay_cash(total)
    rig.done()
    receipt = one_receipt(rig, total)
    equal(receipt["labels"], [code], "marking codes on the receipt")
    rig.finish()
    rig.scan(code, aim="]d2")  # rules R32: this kiosk has sold it
    rig.toast()
    equal(lines(rig), [], "a code that was sold already")
    audit(rig)


@scenario()
def courier(rig):
    """A courier to a district: the fee is in the sum, at the store and on the receipt."""
    terms = rig.catalog()["delivery"]
    prices = {product["id"]: product["discount_price"] or product["price"] for product in rig.catalog()["products"]}
    dear = next(row for row in rig.plain(200) if prices[int(row["product"])] >= terms["min_amount"])
    rig.scan_goods([dear])
    goods = rig.to_delivery()
    rig.touch("delivery.courier")
    check(not rig.nodes()["delivery.next"]["enabled"], "one can go on without a district")
    rig.touch("delivery.district.3")
    rig.node("delivery.next", 5, lambda node: node["enabled"])
    rig.picture("courier")
    total = int(rig.node("delivery.total")["value"])
    check(total > goods and (total - goods) % 100 == 0, "no fee for the courier")
    rig.touch("delivery.next")
    rig.who(address="abc 12")
    rig.touch("payment.card")
    rig.type_card()
    rig.type_code()
    rig.done()
    order, = rig.truth("store")["orders"]
    equal((order["amount"], order["delivery_type"]), (total, 2), "the order at the store")
    check("abc 12" in order["address"], "the address")
    rig.finish()
    rows = audit(rig)
    intent, = of_kind(rows, "order_intent")
    equal(intent["delivery_fee"], total - goods, "the fee in the journal")
    check("abc 12" not in json.dumps([row.body for row in rows]), "the journal holds the address")


@scenario()
def age(rig):
    """Goods with an age: no method can be chosen until staff have looked; they refuse once, then approve; it is in the journal."""
    row = rig.rows(lambda row: int(row["min_age"] or 0) > 0 and row["class_code"] and row["marked"] == "0" and row["weighed"] == "0" and row["barcodes"])
    marked = not row
    row = (row or rig.rows(lambda r: int(r["min_age"] or 0) > 0 and r["class_code"] and r["barcodes"]))[0]
    code = f"01{row['barcodes'].split()[0].zfill(14)}215Ab12cD3eF4gK" if marked else row["barcodes"].split()[0]
    rig.scan(code, aim="]d2" if marked else "")
    lines(rig, 1)
    rig.to_payment([])
    rig.node("payment.age")
    for method in ("card", "cash", "later"):
        check(not rig.nodes()[f"payment.{method}"]["enabled"], f"{method} is offered before the age is checked")
    check(not rig.nodes()["payment.next"]["enabled"], "one can go on before the age is checked")
    rig.picture("age")
    for answer in ("dialog.no", "dialog.yes"):
        rig.staff()
        equal(int(rig.node("staff.age")["value"]), int(row["min_age"]), "the age that staff are asked about")
        rig.picture("age-staff")
        rig.touch(answer)
        rig.see("payment")
        equal(rig.nodes()["payment.card"]["enabled"], answer == "dialog.yes", f"card after {answer}")
    rig.touch("payment.later")
    rig.done(qr=False)
    rig.finish()
    rows = audit(rig)
    equal([r["action"] for r in of_kind(rows, "staff_action") if r["action"].startswith("age")], ["age_refused", "age_approved"], "what staff said")


@scenario()
def prices(rig):
    """A price changes while the customer types: shown, refused once, then agreed; the order carries the new sum. Goods that are gone leave the cart."""
    kept, gone = rig.plain(2)
    total = rig.to_payment([kept, gone])
    old = next(line["total"] for line in rig.session()["cart"] if line["product"] == int(kept["product"]))
    new = old // 100 + 1500
    rig.tell("store", "price", product=int(kept["product"]), price=new)
    rig.tell("store", "gone", product=int(gone["product"]))
    rig.touch("payment.later")
    rig.node("price_changes.total", 10, lambda node: int(node["value"]) == new * 100)
    equal(sorted(int(rig.nodes()[f"price_changes.{i}"]["value"]) for i in range(2)), [0, new * 100], "the lines that changed")
    rig.picture("prices")
    rig.touch("dialog.no")
    rig.gone("price_changes.total")
    equal(rig.truth("store")["orders"], [], "orders before it was agreed")
    check(int(rig.node("payment.total")["value"]) in (total, new * 100), "the sum after the refusal")
    rig.touch("payment.later")
    if "price_changes.total" in rig.nodes():
        rig.touch("dialog.yes")
    rig.done(qr=False)
    order, = rig.truth("store")["orders"]
    equal(order["amount"], new * 100, "the order at the store")
    rig.finish()
    audit(rig, {"store_refusals": 1})  # what is gone was asked for


@scenario()
def stock(rig):
    """No more can be taken than the store has: by the stepper and by scanning. A line that was removed comes back with one tap."""
    few = next(product for product in rig.catalog()["products"] if 2 <= product["amount"] <= 9 and product["amount"] == int(product["amount"])
               and any(int(row["product"]) == product["id"] for row in rig.config.plain_goods()))
    row = next(row for row in rig.config.plain_goods() if int(row["product"]) == few["id"])
    prefix = f"cart.line.{few['id']}"
    rig.scan_goods([row])
    rig.touch("cart.open")
    rig.see("cart")
    for count in range(2, few["amount"] + 1):
        rig.touch(prefix + ".plus")
        until(f"{count} pieces", 5, lambda: rig.session()["pieces"] == count)
    check(not rig.node(prefix + ".plus")["enabled"], "one more than the store has")
    rig.scan(row["barcodes"].split()[0])
    rig.toast()
    rig.picture("no-more")
    equal(rig.session()["pieces"], few["amount"], "pieces after one scan too many")
    for count in range(few["amount"] - 1, 0, -1):
        rig.touch(prefix + ".minus")
        until(f"{count} pieces", 5, lambda: rig.session()["pieces"] == count)
    before = rig.session()["cart"]
    rig.touch(prefix + ".remove")
    until("the line is gone", 5, lambda: not rig.session()["cart"])
    rig.picture("undo")
    rig.touch("toast.undo")
    until("the line is back", 5, lambda: rig.session()["cart"] == before)
    rig.gone("toast.undo")


@scenario()
def courier_refused(rig):
    """Below the minimum no courier is offered, and the screen says from which sum on; pickup stays."""
    terms = rig.catalog()["delivery"]
    prices = {product["id"]: product["discount_price"] or product["price"] for product in rig.catalog()["products"]}
    cheap = next(row for row in rig.plain(60) if prices[int(row["product"])] < terms["min_amount"])
    rig.scan_goods([cheap])
    rig.to_delivery()
    node = rig.node("delivery.courier")
    check(not node["enabled"], "a courier is offered below the minimum")
    check(str(terms["min_amount"])[:2] in node["value"], f"the reason does not name the sum: {node['value']!r}")
    rig.picture("courier-refused")
    equal(rig.nodes()["delivery.pickup"]["enabled"], True, "pickup")
    check("delivery.district.0" not in rig.nodes(), "districts without a courier")
