"""What must be true after every scenario, whatever happened in it: the journal is whole and says what the world says, and no
secret is in any file of the kiosk."""

import hashlib
import json
import re
import sqlite3
import subprocess
from collections import Counter

from harness import Failed, check, equal

# engine/journal/FORMAT.md section 4: what the bodies of these kinds must hold
NOTE_KINDS = ("note_escrowed", "note_stack_intent", "note_stacked", "note_returned", "note_unknown", "note_orphan")
WITH_ORDER_AND_AMOUNT = ("order_created", "order_abandoned", "card_paid", "fiscal_registered", "voucher_issued", "claim_issued",
                         "voucher_settled", "claim_settled", "refund_registered")
WITH_ORDER = (*WITH_ORDER_AND_AMOUNT, "fiscal_refused")
TOKEN = re.compile(rb"(access|refresh|card)\.[0-9a-f]{32}")
PASSWORD = b"kiosk-nukus-01"


class Row:
    def __init__(self, seq, at_ms, session, kind, body):
        self.seq, self.at_ms, self.session, self.kind, self.body = seq, at_ms, session, kind, json.loads(body)


def verify_chain(state):
    """The rows of journal.db, each hash computed here again."""
    database = sqlite3.connect(f"file:{state / 'journal.db'}?mode=ro", uri=True)
    try:
        columns = [(name, kind) for _, name, kind, _, _, _ in database.execute("PRAGMA table_info(events)")]
        equal(columns, [("seq", "INTEGER"), ("at_ms", "INTEGER"), ("session", "TEXT"), ("kind", "TEXT"), ("body", "TEXT"), ("hash", "BLOB")],
              "the columns of the journal")
        raw = list(database.execute("SELECT seq, at_ms, session, kind, body, hash FROM events ORDER BY seq"))
    finally:
        database.close()
    check(raw, "the journal is empty")
    last, rows = bytes(32), []
    for number, (seq, at_ms, session, kind, body, stored) in enumerate(raw, 1):
        equal(seq, number, "the running number of a journal row")
        last = hashlib.sha256(last + f"{seq}\n{at_ms}\n{session}\n{kind}\n{body}".encode()).digest()
        equal(stored.hex(), last.hex(), f"the hash of journal row {seq} ({kind})")
        rows.append(Row(seq, at_ms, session, kind, body))
    head = (state / "journal.head").read_bytes()
    check(last.hex().encode() in head, "journal.head does not know the newest row")
    return rows, last.hex()


def verify_by_program(programs, state, rows, head):
    done = subprocess.run([programs.kiosk, "--verify-journal", state], capture_output=True, text=True, timeout=30)
    equal((done.returncode, done.stdout.strip()), (0, f"{len(rows)} {head}"), f"kiosk --verify-journal ({done.stderr.strip()})")


def check_bodies(rows):
    for row in rows:
        body, what = row.body, f"journal row {row.seq} ({row.kind})"
        if row.kind in WITH_ORDER:
            check(isinstance(body.get("order_id"), str) and body["order_id"], f"{what} has no order_id")
        if row.kind in WITH_ORDER_AND_AMOUNT:
            check(isinstance(body.get("amount"), int) and body["amount"] > 0, f"{what} has no amount")
        if row.kind in NOTE_KINDS:
            check(body.get("note_id") and body.get("denomination"), f"{what} names no note")
            equal(body["amount"], body["denomination"] * 100, f"the amount of {what}")
    for kind in ("note_escrowed", "note_stacked", "note_returned"):
        ids = [row.body["note_id"] for row in rows if row.kind == kind]
        equal(len(ids), len(set(ids)), f"{kind}: rows and notes")


def of_kind(rows, *kinds):
    return [row.body for row in rows if row.kind in kinds]


def compare(rows, truth, expect):
    """The journal against the other ends of the wires. `expect` names what a scenario itself caused."""
    store, fiscal, printer, cash = (truth[name] for name in ("store", "fiscal", "printer", "cash"))

    # orders and payments
    known = [row["order_id"] for row in of_kind(rows, "order_created")] + expect.get("unread_orders", [])
    equal(sorted(known), sorted(order["order_id"] for order in store["orders"]), "orders in the journal and at the store")
    equal([(row["order_id"], row["receipt_id"], row["amount"]) for row in of_kind(rows, "card_paid")],
          [(paid["order_id"], paid["receipt_id"], paid["amount"]) for paid in store["payments"]], "payments in the journal and at the store")

    # notes
    stacked = [note["denomination"] for note in cash["stacked"]]
    written = [row.body["denomination"] for row in rows if row.kind in ("note_stacked", "note_orphan")]
    equal(written, stacked, "notes in the journal and in the cassette")
    equal(Counter(row["denomination"] for row in of_kind(rows, "note_returned")),
          Counter(note["denomination"] for note in cash["returned"]), "notes given back")
    equal(cash["violations"], [], "what the kiosk did wrong on the validator's wire")

    # receipts
    registered = of_kind(rows, "fiscal_registered")
    receipts = [receipt for receipt in fiscal["receipts"] if receipt["kind"] == "sale"]
    equal([(row["number"], row["amount"]) for row in registered],
          [(receipt["number"], receipt["received_cash"] + receipt["received_card"]) for receipt in receipts], "receipts registered")
    check(fiscal["all_exact"], "a receipt is not exact to the tiyin")
    equal(len(fiscal["refusals"]), expect.get("fiscal_refusals", 0), f"refusals of the module {fiscal['refusals']}")
    paid_in = Counter()
    for row in of_kind(rows, "note_stacked"):
        paid_in[row["sale"]] += row["amount"]
    for row, receipt in zip(registered, receipts):
        if receipt["received_cash"]:
            equal(receipt["received_cash"] + receipt["change"], paid_in[row["sale"]], f"cash of sale {row['sale']}, receipt against notes")

    # what was taken is either a receipt (with its voucher), or a claim, or waits openly
    vouchers = Counter({row["sale"]: row["amount"] for row in of_kind(rows, "voucher_issued")})
    claims = Counter({row["sale"]: row["amount"] for row in of_kind(rows, "claim_issued")})
    for sale, amount in paid_in.items():
        due = next((row["amount"] for row in registered if row["sale"] == sale), None)
        if due is not None:
            equal(amount, due + vouchers[sale], f"notes of sale {sale}, and what they became")
        elif not expect.get("open_cash"):
            equal(amount, claims[sale], f"notes of the unpaid sale {sale}, and its claim")

    # paper
    # A printer whose slip the kiosk's power ended waits for the rest of a picture, and the next start asks it before it sends that white: the question
    # becomes dots of a slip that is torn anyway (devices/printer/PROTOCOL.md section 4).
    misread = [error for error in printer["errors"] if not (expect.get("torn_picture") and error.endswith("inside a picture"))]
    equal(misread, [], "what the printer could not understand")
    whole = sum(1 for paper in printer["papers"] if paper["complete"])
    equal(len(of_kind(rows, "receipt_printed")) + expect.get("other_papers", 0), whole, "slips in the journal and whole papers")
    equal(len(store["refusals"]), expect.get("store_refusals", 0), f"refusals of the store {store['refusals']}")


def no_secrets(rig):
    """Card numbers, SMS codes, PIN, tokens and password are in no file that the kiosk left, nor in what it said."""
    files = [path for path in rig.state.rglob("*") if path.is_file()]
    check(any(path.name == "journal.db" for path in files), "no state to look through")
    check(any("logs" in path.parts for path in files), "no log to look through")
    for path in [*files, *rig.folder.glob("kiosk-*.log")]:
        data = path.read_bytes()
        check(not TOKEN.search(data), f"a token stands in {path.name}")
        check(PASSWORD not in data, f"the password stands in {path.name}")
        if path.suffix == ".png" or "pictures" in path.parts:
            continue
        for secret in rig.secrets:
            if re.search(rb"(?<![0-9a-f])" + secret.encode() + rb"(?![0-9a-f])", data):
                raise Failed(f"a card number, code or PIN stands in {path.name}")
            if len(secret) == 16 and (secret.encode() in data or secret[4:12].encode() in data):
                raise Failed(f"a card number, or the middle of it, stands in {path.name}")
        check(not path.name.startswith("journal") or path.stat().st_mode & 0o077 == 0, f"{path.name} can be read by others")


def audit(rig, expect=None):
    """The kiosk ends in order (unless it is gone already), then everything above. The journal's rows."""
    if rig.kiosk_process.poll() is None:
        equal(rig.stop_kiosk(), 0, "the exit code of the kiosk")
    rows, head = verify_chain(rig.state)
    verify_by_program(rig.programs, rig.state, rows, head)
    check_bodies(rows)
    compare(rows, rig.truth(), expect or {})
    no_secrets(rig)
    return rows
