#!/usr/bin/env python3
"""The scripted customer against a kiosk of paper: it must succeed when everything happened, and say what did not."""

import contextlib
import io
import json
import socketserver
import sys
import tempfile
import threading
import unittest
from pathlib import Path
from unittest import mock

sys.path.insert(0, str(Path(__file__).parents[2] / "scripts"))
import demo_customer  # noqa: E402

TOTAL = 4_250_000  # tiyin
PRODUCTS = """product,code,barcodes,class_code,package_code,unit,unit_name,vat_percent,owner_type,marked,weighed,min_age,commission_inn,commission_pinfl
1,,4780000000014,01905001001000000,1,1,dona,12,0,0,0,0,,
2,,4780000000021,01905001001000000,1,1,dona,12,0,0,0,0,,
3,,4780000000038,01905001001000000,1,1,dona,12,0,1,0,0,,
4,,4780000000045,,,1,dona,12,0,0,0,0,,
delivery,,,01905001001000000,1,1,dona,12,2,0,0,0,,
"""
SCREENS = {
    "attract": ["attract.start"],
    "catalog": ["cart.open", "catalog.product.3", "catalog.product.1", "catalog.product.2"],
    "product": ["product.add", "back"],
    "cart": ["cart.checkout"],
    "delivery": ["delivery.pickup", "delivery.next"],
    "receiver": ["receiver.first_name", "receiver.last_name", "receiver.phone", "receiver.next"],
    "payment": ["payment.card", "payment.cash"],
    "card": ["card.number", "card.expiry", "card.next"],
    "sms": ["sms.code", "sms.next"],
    "cash": [],
    "done": ["done.finish"],
    "failed": [],
}
LEADS_TO = {
    "attract.start": "catalog", "catalog.product.1": "product", "catalog.product.2": "product", "product.add": "catalog",
    "cart.open": "cart", "cart.checkout": "delivery", "delivery.next": "receiver", "receiver.next": "payment",
    "payment.card": "card", "payment.cash": "cash", "card.next": "sms", "done.finish": "attract",
}


class PaperShop:
    """Kiosk and bench in one. `broken` names what does not happen."""

    def __init__(self, folder, broken=""):
        self.folder, self.broken = folder, broken
        self.screen, self.pieces, self.inserted, self.overpay = "attract", 0, 0, None
        self.truth = {"store": {"orders": [], "payments": []}, "fiscal": {"receipts": []}, "printer": {"papers": []},
                      "cash": {"stacked": []}}

    def nodes(self):
        values = {name: "" for name in SCREENS[self.screen]}
        if self.screen == "cart":
            values["cart.total"] = str(TOTAL)
        if self.screen == "cash":
            values.update({"cash.due": str(TOTAL), "cash.inserted": str(self.inserted)})
            if self.overpay:
                values["cash.accept_overpay"] = ""
        if self.screen == "done":
            values.update({"done.order_number": "0001", "done.fiscal_qr": "https://ofd.soliq.uz/epi?t=1"})
        return [{"name": name, "value": value, "label": "", "enabled": True} for name, value in values.items()]

    def paid(self, method):
        self.screen = "failed" if self.broken == "payment" else "done"
        if self.broken != "printing":
            picture = self.folder / f"paper{len(self.truth['printer']['papers'])}.png"
            picture.write_bytes(b"png")
            self.truth["printer"]["papers"].append({"png": str(picture), "text": ""})
        if method == "card":
            self.truth["store"]["payments"].append({"amount": TOTAL})
        elif self.broken != "registration":
            self.truth["fiscal"]["receipts"].append({"received_cash": TOTAL})

    def tap(self, name):
        if name not in [node["name"] for node in self.nodes()]:
            return {"ok": False, "error": f"no node {name} here"}
        if name.startswith("payment."):
            self.truth["store"]["orders"].append({"id": 1})
        if name == "sms.next":
            self.paid("card")
        elif name == "cash.accept_overpay":
            self.stack(self.overpay)
            self.overpay = None
        else:
            self.pieces += name == "product.add"
            self.screen = LEADS_TO.get(name, self.screen)
        if self.screen == "attract":
            self.pieces, self.inserted = 0, 0
        return {"ok": True}

    def stack(self, note):
        self.truth["cash"]["stacked"].append({"denomination": note})
        self.inserted += note * 100
        if self.inserted >= TOTAL:
            self.paid("cash")

    def on_kiosk(self, request):
        match request["do"]:
            case "tree":
                return {"ok": True, "screen": self.screen, "nodes": self.nodes()}
            case "tap":
                return self.tap(request["name"])
            case "wait":
                return {"ok": self.screen == request["screen"], "error": "too late"}
            case "scan":
                self.pieces, self.screen = self.pieces + 1, "catalog"
            case "state":
                return {"ok": True, "session": {"pieces": self.pieces}, "devices": {}}
            case "screenshot":
                Path(request["path"]).write_bytes(b"png")
        return {"ok": True}

    def on_bench(self, request):
        if request["do"] == "truth":
            return {"ok": True, "truth": self.truth[request["device"]]}
        note = request["denomination"]
        if note * 100 > TOTAL - self.inserted:
            self.overpay = note
        else:
            self.stack(note)
        return {"ok": True}


@contextlib.contextmanager
def serving(path, answer):
    class Handler(socketserver.StreamRequestHandler):
        def handle(self):
            for line in self.rfile:
                self.wfile.write(json.dumps(answer(json.loads(line))).encode() + b"\n")
                self.wfile.flush()

    with socketserver.ThreadingUnixStreamServer(str(path), Handler) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        try:
            yield
        finally:
            server.shutdown()


class DemoCustomer(unittest.TestCase):
    def shop(self, broken=""):
        """(exit code, what was said, the names of the pictures)"""
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            (folder / "out").mkdir()
            (folder / "products.csv").write_text(PRODUCTS, encoding="utf-8")
            (folder / "kiosk.toml").write_text('[store]\nattributes_file = "products.csv"\n', encoding="utf-8")
            paper = PaperShop(folder, broken)
            arguments = ["demo_customer.py", "--kiosk", str(folder / "k"), "--bench", str(folder / "b"), "--config",
                         str(folder / "kiosk.toml"), "--out", str(folder / "out")]
            said = io.StringIO()
            with (serving(folder / "k", paper.on_kiosk), serving(folder / "b", paper.on_bench),
                  mock.patch.object(sys, "argv", arguments), mock.patch.object(demo_customer, "PAPER_SECONDS", 0.5),
                  contextlib.redirect_stdout(said), contextlib.redirect_stderr(said)):
                code = demo_customer.main()
            return code, said.getvalue(), sorted(path.name for path in (folder / "out").iterdir())

    def test_buys_by_card_and_by_cash(self):
        code, said, pictures = self.shop()
        self.assertEqual(code, 0, said)
        self.assertIn("takes product 1", said)
        self.assertNotIn("takes product 3", said)
        self.assertIn("agrees that the rest becomes a voucher", said)
        self.assertIn("both purchases are ordered, paid, registered and printed", said)
        self.assertIn("receipt-1-card.png", pictures)
        self.assertIn("receipt-2-cash.png", pictures)
        self.assertTrue(any(name.endswith("cash-done.png") for name in pictures), pictures)

    def test_says_what_did_not_happen(self):
        for broken, words in {"registration": "receipts registered by the module: 0 instead of 1",
                              "printing": "nothing was printed", "payment": "the kiosk says that it failed"}.items():
            code, said, pictures = self.shop(broken)
            self.assertEqual(code, 1, broken)
            self.assertIn("demo failed: ", said)
            self.assertIn(words, said)
            self.assertTrue(any("failed-here" in name for name in pictures), pictures)


if __name__ == "__main__":
    unittest.main()
