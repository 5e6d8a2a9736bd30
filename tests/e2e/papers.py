"""What came out of the simulated printer against the journal's print jobs, for the lone kiosk (lone_kiosk.cpp), whose slips are in English.

A job that the printer confirmed has its paper, whole. One that failed for certain has none; one that ended with `partly` (the kiosk died
before the confirmation) may have one. Nothing else comes out, so no receipt comes out twice as an original: what staff print again is
another job and says COPY (rules R27, engine/checkout/UNKNOWN.md, "Work behind the customer": slips are never sent again by themselves).
"""

import re
from collections import Counter

from books import of_kind
from harness import check, equal

# What only this slip says, and what stands at its end: a paper without its end is a torn one, however it was cut.
SLIPS = {
    "refund": ("Receipt type: refund", "Thank you! Come again."),
    "receipt": ("PAID IN FULL", "Thank you! Come again."),
    "later": ("NOT PAID: pay when you get the goods", "Thank you! Come again."),
    "claim": ("Your money is kept for you", "Thank you! Come again."),
    "voucher": ("What you paid above the sum", "Thank you! Come again."),
    "pending": ("This is not a fiscal receipt.", "Thank you! Come again."),
    "act": ("Cash collection act", "Signatures"),
    "x_report": ("X REPORT", "Journal head"),
    "z_report": ("Z REPORT", "Journal head"),
    "test": ("TEST PAGE", "Not a receipt"),
}
REPEATED = ("x_report", "test")  # asked for again at will


def slip_of(paper):
    """Which slip it is; None for a torn one."""
    if not paper["complete"]:
        return None
    for slip, (says, ends) in SLIPS.items():
        if says in paper["text"]:
            return slip if paper["text"].rfind(ends) > paper["text"].find(says) else None
    return None


def sums(paper, *names):
    """The sum of the amounts behind these words, in tiyin."""
    found = re.findall(rf"^(?:{'|'.join(names)}) +([\d ]+\.\d\d)$", paper["text"], re.M)
    return sum(int(re.sub(r"[ .]", "", text)) for text in found)


def number_behind(words, paper):
    found = re.search(words, paper["text"])
    check(found, f"paper {paper['number']} does not say {words!r}:\n{paper['text']}")
    return found.group(1)


def key_of(paper, slip, sale_by_number, sale_by_order):
    """The same as key_of_job: whose paper it is."""
    copy = "COPY 1" in paper["text"]
    if slip in ("claim", "voucher"):
        number = number_behind(r"\b([CV]-\d+-\d(?:-\d{4})?)\b", paper)
        check(number in sale_by_number, f"paper {paper['number']} is a {slip} that was never issued: {number}")
        return slip, sale_by_number[number], 0, copy
    if slip == "pending":
        return slip, sale_by_order.get(number_behind(r"№(\d+)", paper)), 0, copy
    if slip == "act":
        return slip, 0, int(number_behind(r"(?m)^Number +(\d+)$", paper)), copy
    if slip in ("x_report", "z_report"):
        return slip, 0, int(number_behind(r"(?m)^Shift No\. +(\d+)$", paper)), copy
    if slip == "test":
        return slip, 0, 0, copy
    sale = int(number_behind(r"\S+ / (\d{6})\b", paper))
    return slip, sale, int(number_behind(r"Receipt No\. (\d+)", paper)) if slip == "refund" else 0, copy


def key_of_job(job, numbered, reports):
    """(slip, sale, number, copy)"""
    number, report = numbered.get(job["job"]), reports.get(job["job"])
    if report:
        return "z_report" if report["closed"] else "x_report", 0, report["report"]["number"], report["job"] != report["first"]
    if job["slip"] == "copy" and job["sale"]:
        return "receipt", job["sale"], 0, True
    if number and not job["sale"]:
        return "act", 0, number["number"], number["copy"]
    if number:
        return job["slip"], job["sale"], number["number"], number["copy"]
    return ("test" if job["slip"] == "copy" else job["slip"]), job["sale"], 0, False


def in_words(counter):
    return "; ".join(f"{n} x {slip} of sale {sale}{f', number {number}' if number else ''}{', copy' if copy else ''}"
                     for (slip, sale, number, copy), n in sorted(counter.items()))


def compare_papers(rows, sales, truth):
    """When no job is open. `sales`: crashes.sales_of()."""
    papers = truth["papers"]
    sale_by_number = {row["number"]: row["sale"] for row in of_kind(rows, "claim_issued", "voucher_issued")}
    sale_by_order = {re.sub(r"\D", "", row["order_number"]): row["sale"] for row in of_kind(rows, "order_created")}
    numbered = {row["job"]: row for row in of_kind(rows, "numbered_slip")}
    reports = {row["job"]: row for row in of_kind(rows, "shift_report")}
    ends = {row["job"]: row for row in of_kind(rows, "print_failed")} | {row["job"]: None for row in of_kind(rows, "receipt_printed")}
    confirmed, possible, partly = Counter(), Counter(), 0
    for job in of_kind(rows, "print_intent"):
        key, end = key_of_job(job, numbered, reports), ends[job["job"]]
        confirmed[key] += end is None
        possible[key] += end is None or end["partly"]
        partly += end is not None and end["partly"]
    out, torn, whole = Counter(), 0, []
    for paper in papers:
        slip = slip_of(paper)
        if not slip:
            torn += 1
            continue
        key = key_of(paper, slip, sale_by_number, sale_by_order)
        out[key] += 1
        whole.append((key, paper))
    check(not confirmed - out, f"printed, says the journal, and no whole paper came out: {in_words(confirmed - out)}")
    check(not out - possible, f"papers that the journal has no job for: {in_words(out - possible)}")
    check(torn <= partly, f"{torn} torn papers, and the journal knows of {partly}")
    equal([key for key, n in out.items() if n > 1 and not key[3] and key[0] not in REPEATED], [], "slips that came out twice as originals")

    # A customer who paid has a receipt, or staff have to print one (open_items.cpp lists each print_failed of a paid sale).
    failed = {row["sale"] for row in of_kind(rows, "print_failed") if row["slip"] == "receipt"}
    for sale in sales.values():
        here = out["receipt", sale.number, 0, False] + out["receipt", sale.number, 0, True]
        check(not sale.paid() or here or sale.number in failed, f"no receipt of the paid sale {sale.number} came out, and nobody is told")
        check(sale.paid() or not here, f"a receipt of sale {sale.number} came out, which is not paid")

    # Compares what stands on them.
    amounts = {(row.kind.split("_")[0], row.body["sale"]): row.body["amount"] for row in rows if row.kind in ("claim_issued", "voucher_issued")}
    refunds = {row["number"]: row["amount"] for row in of_kind(rows, "refund_registered")}
    paid = {row["sale"]: row["amount"] for row in of_kind(rows, "card_paid")}
    urls = {}
    for row in rows:
        if row.kind in ("fiscal_registered", "store_receipt"):
            urls.setdefault(row.body["sale"], set()).add(row.body["qr_url"] if row.kind == "store_receipt" else (row.body["sign"] or {}).get("qr_url"))
    for (slip, sale, number, _), paper in whole:
        if slip in ("claim", "voucher"):
            equal(sums(paper, "Sum"), amounts[slip, sale], f"the sum on the {slip} of sale {sale}")
        if slip == "refund":
            equal(sums(paper, "Cash", "Bank card"), refunds[number], f"the sum on the slip of refund {number}")
        if slip == "receipt":
            equal(sums(paper, "Cash", "Bank card"), paid.get(sale, sales[sale].due), f"the sum on the receipt of sale {sale}")
            stranger = {code for code in paper["qr"] if code.startswith("http")} - urls.get(sale, set())
            check(not stranger, f"the receipt of sale {sale} has the QR of another: {stranger}")
