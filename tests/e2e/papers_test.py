#!/usr/bin/env python3
"""The comparison of journal and paper finds what it is for: a receipt that is missing, doubled, torn, another's, or wrong."""

import sys
import unittest
from collections import namedtuple
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).parent))
from harness import Failed  # noqa: E402
from papers import compare_papers  # noqa: E402

Row = namedtuple("Row", "kind body")
URL = "https://ofd.soliq.uz/check?r=1"


class Sale:
    def __init__(self, number, paid=True):
        self.number, self.due, self.paid = number, 164_000_00, lambda: paid


def receipt(sale=1, total="164 000.00", copy="", qr=URL, end="             Thank you! Come again."):
    text = f"{copy}\n  №0000001\n                  PAID IN FULL\nReceipt No. 1   26.11.2026 15:02\nReceipt type: sale             nukus-01 / {sale:06}\n"
    text += f"TOTAL         {total}\nCash                                  {total}\nBank card                                   0.00\n{end}\n"
    return {"number": 1, "text": text, "complete": True, "qr": [qr]}


def claim(total="2 000.00"):
    return {"number": 2, "complete": True, "qr": [], "text": f"           Your money is kept for you\n       C-00001-2\nSum             {total}\nThank you! Come again."}


def job(number, how, slip="receipt", sale=1, partly=False):
    rows = [Row("print_intent", {"job": number, "sale": sale, "slip": slip})]
    if how == "printed":
        return [*rows, Row("receipt_printed", {"job": number, "sale": sale, "slip": slip})]
    return [*rows, Row("print_failed", {"job": number, "sale": sale, "slip": slip, "partly": partly})]


BEFORE = [Row("order_created", {"sale": 1, "order_id": "a", "order_number": "№0000001"}),
          Row("fiscal_registered", {"sale": 1, "sign": {"qr_url": URL}})]
CLAIM = [*BEFORE, Row("claim_issued", {"sale": 1, "number": "C-00001-2", "amount": 2_000_00})]


class Papers(unittest.TestCase):
    def sound(self, rows, papers, sales=None):
        compare_papers(rows, {1: Sale(1)} if sales is None else sales, {"papers": papers})

    def found(self, words, rows, papers, sales=None):
        with self.assertRaisesRegex(Failed, words):
            self.sound(rows, papers, sales)

    def test_one_receipt_whole(self):
        printed = [*BEFORE, *job(1, "printed")]
        self.sound(printed, [receipt()])
        self.found("no whole paper", printed, [])
        self.found("no whole paper", printed, [receipt(end="")])
        self.found("no job for", printed, [receipt(), receipt()])
        self.found("no whole paper", printed, [receipt(sale=2)])
        self.found("the sum on the receipt", printed, [receipt(total="164 000.01")])
        self.found("QR of another", printed, [receipt(qr=URL + "1")])
        self.found("not paid", printed, [receipt()], {1: Sale(1, paid=False)})

    def test_lost_confirmation(self):
        partly, failed = [*BEFORE, *job(1, "failed", partly=True)], [*BEFORE, *job(1, "failed")]
        for papers in ([], [receipt()], [receipt(end="")]):
            self.sound(partly, papers)
        self.found("no job for", partly, [receipt(), receipt()])
        self.found("torn", partly, [receipt(end=""), receipt(end="")])
        self.sound(failed, [])
        self.found("no job for", failed, [receipt()])
        self.found("torn", failed, [receipt(end="")])
        self.found("nobody is told", BEFORE, [])

    def test_a_second_original(self):
        again = [*BEFORE, *job(1, "failed", partly=True), *job(2, "printed")]
        self.sound(again, [receipt()])
        self.found("twice as originals", again, [receipt(), receipt()])
        copy = [*BEFORE, *job(1, "failed", partly=True), *job(2, "printed", slip="copy")]
        self.sound(copy, [receipt(), receipt(copy="COPY 1")])
        self.found("no whole paper", copy, [receipt(), receipt()])

    def test_a_claim(self):
        rows, nobody = [*CLAIM, *job(1, "printed", slip="claim")], {1: Sale(1, paid=False)}
        self.sound(rows, [claim()], nobody)
        self.found("no job for", rows, [claim(), claim()], nobody)
        self.found("the sum on the claim", rows, [claim("3 000.00")], nobody)
        self.found("never issued", [*BEFORE, *job(1, "printed", slip="claim")], [claim()], nobody)


if __name__ == "__main__":
    unittest.main()
