#!/usr/bin/env python3
"""A customer who buys once by card and once by cash, on the bench, and looks afterwards whether everything happened:
ordered, paid, registered and printed. Prints each step as it happens; exits 0 only if all of it is true.

Standard library only. Started by scripts/run.
"""

import argparse
import os
import shutil
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent / "lib"))
from json_lines import Failed  # noqa: E402
from kiosk_driver import Bench, Config, Kiosk  # noqa: E402

CARD, EXPIRY, SMS_CODE = "8600069195406311", "0399", "666666"  # Payme's sandbox
PHONE = "991234567"  # after the fixed 998
GOODS_EACH = 2
PAPER_SECONDS = 25


def say(text):
    print(f"{time.strftime('%H:%M:%S')}  {text}", flush=True)


def som(tiyin):
    return f"{tiyin // 100:,} so'm".replace(",", " ")


class Customer:
    def __init__(self, kiosk, bench, config, out):
        self.kiosk, self.bench, self.config, self.out = kiosk, bench, config, out
        self.pictures = 0
        self.papers_kept = 0
        self.purchase = ""

    def picture(self, what):
        self.pictures += 1
        if what != "processing":  # which may be over by then
            time.sleep(0.3)  # to the end of the transition
        self.kiosk.screenshot(self.out / f"{self.pictures:02}-{self.purchase}-{what}.png")

    def see(self, screen, seconds=15):
        self.kiosk.wait(screen, seconds)
        self.picture(screen)

    # ---- goods

    def choose_goods_by_touch(self):
        say("touches the screen and looks at the goods")
        self.see("attract", 60)
        self.kiosk.tap("attract.start")
        self.kiosk.wait("catalog", 15)
        plain = {row["product"] for row in self.config.plain_goods()}

        def offered(nodes):
            ids = [name.split(".")[2] for name, node in nodes.items()
                   if name.startswith("catalog.product.") and name.count(".") == 2 and node["enabled"]]
            return [product for product in ids if product in plain]

        tiles = self.kiosk.wait_for("a product that can be sold", 30, offered)
        self.picture("catalog")
        taken = 0
        for product in tiles:
            if not self.kiosk.try_tap(f"catalog.product.{product}"):
                continue  # cut by the cart bar
            if self.add_from_product_screen() or self.kiosk.screen() == "catalog":
                taken += 1
                say(f"takes product {product}")
            if taken == GOODS_EACH:
                break
        if taken == 0:
            raise Failed("not one product could be put into the cart by touch")

    def add_from_product_screen(self):
        """A touched tile may open the product instead of taking it."""
        deadline = time.monotonic() + 0.5
        while time.monotonic() < deadline:
            if self.kiosk.screen() == "product":
                self.picture("product")
                self.kiosk.tap("product.add")
                time.sleep(0.2)
                if self.kiosk.screen() == "product":
                    self.kiosk.tap("back")
                self.kiosk.wait("catalog", 5)
                return True
            time.sleep(0.05)
        return False

    def choose_goods_by_scan(self):
        say("holds a product before the scanner")
        self.see("attract", 60)
        scanned = 0
        for row in self.config.plain_goods():
            codes = row["barcodes"].split()
            if not codes:
                continue
            before = self.pieces_in_cart()
            self.kiosk.scan(codes[0])
            deadline = time.monotonic() + 3
            while time.monotonic() < deadline and self.pieces_in_cart() == before:
                time.sleep(0.1)
            if self.pieces_in_cart() != before:
                scanned += 1
                say(f"scans {codes[0]}")
            if scanned == GOODS_EACH:
                return
        if scanned == 0:
            raise Failed("not one scanned product came into the cart")

    def pieces_in_cart(self):
        return self.kiosk.state()["session"]["pieces"]

    # ---- to the payment

    def go_to_payment(self):
        if self.kiosk.screen() != "cart":
            self.kiosk.tap("cart.open")
        self.see("cart")
        total = self.kiosk.amount("cart.total")
        say(f"the cart comes to {som(total)}")
        self.kiosk.tap("cart.checkout")
        self.see("delivery")
        say("will collect it in the shop")
        self.kiosk.tap("delivery.pickup")
        self.kiosk.tap("delivery.next")
        self.kiosk.wait("receiver", 15)
        say("types name and phone")
        self.kiosk.fill("receiver.first_name", "Aysuliw")
        self.kiosk.fill("receiver.last_name", "Orazova")
        self.kiosk.fill("receiver.phone", PHONE)
        self.picture("receiver")
        self.kiosk.tap("receiver.next")
        self.see("payment")
        return total

    def choose(self, method):
        def ready(nodes):
            node = nodes.get(f"payment.{method}")
            return node is not None and node["enabled"]

        self.kiosk.wait_for(f"payment by {method}", 30, ready)
        say(f"pays by {method}")
        self.kiosk.tap(f"payment.{method}")

    # ---- card

    def buy_by_card(self):
        self.purchase = "card"
        self.choose_goods_by_touch()
        total = self.go_to_payment()
        self.choose("card")
        self.kiosk.wait("card", 30)
        say("types the card's number and month")
        self.kiosk.fill("card.number", CARD)
        self.kiosk.fill("card.expiry", EXPIRY)
        self.picture("card")
        self.kiosk.tap("card.next")
        self.kiosk.wait("sms", 30)
        say("types the code from the phone")
        self.kiosk.fill("sms.code", SMS_CODE)
        self.picture("sms")
        self.kiosk.tap("sms.next")
        self.finish()
        return total

    # ---- cash

    def buy_by_cash(self):
        self.purchase = "cash"
        self.choose_goods_by_scan()
        self.go_to_payment()
        self.choose("cash")
        self.see("cash", 30)
        due = self.kiosk.amount("cash.due")
        say(f"{som(due)} are due")
        for _ in range(60):
            if self.kiosk.screen() != "cash":
                break
            left = due - self.kiosk.amount("cash.inserted")
            if left <= 0:
                break
            self.insert_note(left)
        else:
            raise Failed("60 notes were not enough")
        self.finish()
        return due

    def insert_note(self, left):
        notes = self.config.denominations
        fitting = [note for note in notes if note * 100 <= left]
        note = fitting[0] if fitting else notes[-1]
        before = self.kiosk.amount("cash.inserted")
        deadline = time.monotonic() + 20
        while True:
            answer = self.bench.ask("cash", "insert", denomination=note)
            if answer.get("ok"):
                break
            if time.monotonic() > deadline:
                raise Failed(f"the validator does not take a note of {note}: {answer.get('error')}")
            time.sleep(0.3)
        say(f"inserts a note of {som(note * 100)}")
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline:
            nodes = self.kiosk.nodes()
            if "cash.accept_overpay" in nodes:
                self.picture("overpay")
                say("agrees that the rest becomes a voucher")
                self.kiosk.tap("cash.accept_overpay")
                self.kiosk.wait_for("the end of the question", 15, lambda n: "cash.accept_overpay" not in n)
                return
            if "cash.inserted" not in nodes or int(nodes["cash.inserted"]["value"]) > before:
                return
            time.sleep(0.1)
        raise Failed(f"the note of {note} was not credited within 20 s")

    # ---- the end of a purchase

    def finish(self):
        deadline = time.monotonic() + 60
        seen_processing = False
        while (screen := self.kiosk.screen()) != "done":
            if screen == "processing" and not seen_processing:
                seen_processing = True
                self.picture("processing")
            if screen == "failed":
                message = self.kiosk.nodes().get("failed.message", {}).get("label", "")
                raise Failed(f"the kiosk says that it failed: {message}")
            if time.monotonic() > deadline:
                raise Failed(f"the purchase did not end within 60 s; {screen!r} shows")
            time.sleep(0.1)
        number = self.kiosk.wait_for("the order's number", 10, lambda n: n.get("done.order_number", {}).get("value"))
        say(f"the order is number {number}")
        url = self.kiosk.wait_for("the fiscal sign", 25, lambda n: n.get("done.fiscal_qr", {}).get("value"))
        say(f"the fiscal receipt is {url}")
        self.picture("done")
        self.keep_papers()
        self.kiosk.try_tap("done.finish")
        self.kiosk.wait("attract", 45)

    def keep_papers(self):
        """The printed receipts as pictures beside the screenshots."""
        deadline = time.monotonic() + PAPER_SECONDS
        while len(papers := self.bench.truth("printer", "papers")) <= self.papers_kept:
            if time.monotonic() > deadline:
                raise Failed(f"nothing was printed within {PAPER_SECONDS} s")
            time.sleep(0.2)
        for paper in papers[self.papers_kept:]:
            self.papers_kept += 1
            kept = self.out / f"receipt-{self.papers_kept}-{self.purchase}.png"
            shutil.copyfile(paper["png"], kept)
            say(f"takes the receipt: {kept.name}")


def compare(bench, config, card_total, cash_due):
    """What the other side of each wire says must agree with what the customer did."""
    faults = []

    def expect(what, found, wanted):
        say(f"{what}: {found}" + ("" if found == wanted else f", but {wanted} expected"))
        if found != wanted:
            faults.append(f"{what}: {found} instead of {wanted}")

    expect("orders at the store", len(bench.truth("store", "orders")), 2)
    payments = bench.truth("store", "payments")
    expect("card payments at the store", len(payments), 1)
    expect("paid by card, tiyin", sum(payment["amount"] for payment in payments), card_total)
    receipts = bench.truth("fiscal", "receipts")
    expect("receipts registered by the module", len(receipts), 2 if config.card_registered_here else 1)
    expect("registered as cash, tiyin", sum(receipt["received_cash"] for receipt in receipts), cash_due)
    papers = len(bench.truth("printer", "papers"))
    say(f"papers printed: {papers}")
    if papers < 2:
        faults.append(f"{papers} papers printed instead of 2 or more")
    stacked = sum(note["denomination"] for note in bench.truth("cash", "stacked"))
    say(f"notes in the cassette: {som(stacked * 100)}")
    if stacked * 100 < cash_due:
        faults.append(f"the cassette holds {som(stacked * 100)}, less than the due")
    if faults:
        raise Failed("; ".join(faults))


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kiosk", required=True, help="the kiosk's automation socket")
    parser.add_argument("--bench", required=True, help="the bench's control socket")
    parser.add_argument("--config", required=True, help="the kiosk's configuration file")
    parser.add_argument("--out", required=True, type=Path, help="folder for the pictures")
    parser.add_argument("--kiosk-pid", type=int, help="said in the failure when this process is gone")
    arguments = parser.parse_args()

    customer = None
    try:
        config = Config(arguments.config)
        bench = Bench(arguments.bench)
        customer = Customer(Kiosk(arguments.kiosk), bench, config, arguments.out)
        say("first purchase: by card")
        card_total = customer.buy_by_card()
        say("second purchase: by cash")
        cash_due = customer.buy_by_cash()
        compare(bench, config, card_total, cash_due)
    except Failed as failure:
        print(f"demo failed: {failure}", file=sys.stderr)
        if arguments.kiosk_pid and not os.path.exists(f"/proc/{arguments.kiosk_pid}"):
            print("the kiosk is not running any more", file=sys.stderr)
        if customer is not None:
            try:
                customer.picture("failed-here")
            except Failed:
                pass
        return 1
    say("both purchases are ordered, paid, registered and printed")
    return 0


if __name__ == "__main__":
    sys.exit(main())
