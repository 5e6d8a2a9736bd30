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
