"""The program is killed at every write of its journal, for each kind of purchase and of the staff's work, started again on what it
left, and compared with the simulators, which went on.

crashes.py --lone-kiosk PROGRAM --bench PROGRAM --out FOLDER [--every N] [--at PLACE:N:MOMENT] [--lanes N] [KIND..]

For one undisturbed visit the writes are counted; then for each of them one visit dies before the rows are on disk, one between
the rows and journal.head, one after both and before anything is done in the world. All on one state directory and one bench, as a
kiosk's life goes: what an earlier crash left behind is still there. `restart` dies at the writes of the start that follows a
crash. --every N takes each N-th point only. What happens in a visit stands in lone_people.cpp.
"""

import argparse
import os
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).parent))
from books import check_bodies, of_kind, verify_chain  # noqa: E402
from harness import PATIENCE, Failed, check, equal  # noqa: E402
from kiosk_driver import Bench  # noqa: E402
from papers import compare_papers  # noqa: E402

MOMENTS = ("journal_append:{}:before", "journal_append:{}:after", "journal_head:{}:after")
MODULE = ("card_here", "refund_card")  # kinds that need fiscal.online_payments = "module"
PURCHASES = ("card", "cash", "overpaid", "later", "courier", "card_here", "account", "cashback", "cashback_cash", "declined", "order_lost",
             "order_unread", "payment_lost", "receipt_lost", "no_paper", "part_paid", "returned", "kept", "given_up")
STAFF = ("refund", "refund_card", "collect", "shift", "settle")
KINDS = (*PURCHASES, *STAFF, "restart")
# Writes of the journal that an undisturbed visit has at least, as counted when it was written. Fewer: the visit no longer does what its name
# says, or nobody counts. Who makes two writes into one lowers it here.
LEAST_WRITES = {"card": 8, "cash": 10, "overpaid": 12, "later": 3, "courier": 8, "card_here": 10, "account": 7, "cashback": 8, "cashback_cash": 8,
                "declined": 10, "order_lost": 9, "order_unread": 3, "payment_lost": 8, "receipt_lost": 10, "no_paper": 7, "part_paid": 6,
                "returned": 15, "kept": 4, "given_up": 3, "refund": 5, "refund_card": 5, "collect": 4, "shift": 11, "settle": 4, "restart": 5}
# Of a kind so many points may be missed: two events that arrive together are one write in one visit and two in another.
MOST_MISSED = len(("before", "after", "head"))
SETTLE_SECONDS = 40 * PATIENCE
ACCOUNT = "998901112233"  # of the demo catalogue: the customer who signs in
DECLINED = "Недостаточно средств на карте"  # what `declined` asks the simulated store for


class TooLate(Failed):
    """Something did not come in its time, as happens to sixty processes on a busy machine; or for good."""


class Process:
    """A program that is talked to by lines."""

    def __init__(self, words, log, env=None):
        self.log = open(log, "ab")
        self.process = subprocess.Popen([str(word) for word in words], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self.log,
                                        env={**os.environ, **(env or {})})
        self.text = b""

    def say(self, line):
        self.process.stdin.write(line.encode() + b"\n")
        self.process.stdin.flush()

    def hear(self, seconds):
        """A line; None when the program ended instead."""
        deadline = time.monotonic() + seconds * PATIENCE
        while b"\n" not in self.text:
            ready, _, _ = select.select([self.process.stdout], [], [], max(0, deadline - time.monotonic()))
            if not ready:
                raise TooLate(f"it said nothing for {seconds * PATIENCE} s")
            part = os.read(self.process.stdout.fileno(), 4096)
            if not part:
                self.process.wait(10)
                return None
            self.text += part
        line, self.text = self.text.split(b"\n", 1)
        return line.decode()

    def gone_within(self, seconds):
        """Whether it is gone by itself, soon."""
        try:
            self.process.wait(seconds)
            return True
        except subprocess.TimeoutExpired:
            return False

    def end(self, seconds=8):
        """End of input: its exit code."""
        if not self.process.stdin.closed:
            self.process.stdin.close()
        try:
            code = self.process.wait(seconds * PATIENCE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            code = self.process.wait()
        self.process.stdout.close()
        self.log.close()
        return code


class Sale:
    """What the journal says of one sale."""

    def __init__(self, number):
        self.number, self.kinds, self.intent = number, Counter(), None
        self.stacked = self.due = 0

    def has(self, *kinds):
        return any(self.kinds[kind] for kind in kinds)

    def signed_in(self):
        return self.intent["account"] == "customer"

    def paid(self):
        if self.intent["method"] == "cash":
            return self.has("order_created") and not self.has("order_abandoned", "order_kept") and self.stacked >= self.due
        return self.has("card_paid")

    def unfinished(self):
        """What the kiosk still has to find out or to do by itself; empty: nothing."""
        if not self.has("order_created", "order_refused", "order_unresolved", "order_unreadable"):
            return "its order"
        if not self.has("sale_closed"):
            return "closing"
        if self.kinds["pay_intent"] > self.kinds["card_paid"] + self.kinds["pay_refused"] + self.kinds["pay_unresolved"]:
            return "its payment"
        if self.paid():
            if self.intent["registrar"] == "module" and not self.has("fiscal_registered"):
                return "registering"
            # What belongs to a customer's own account is asked about with their token alone, which a crash takes (rules R13).
            if self.intent["registrar"] == "store" and not self.has("store_receipt") and not self.signed_in():
                return "the store's receipt"
            if not self.has("cart_cleared") and not self.signed_in():
                return "clearing the cart"
            # The simulated store registers every card payment: beside the module's registration the watch finds a second one (rules R20).
            if self.intent["method"] == "card" and self.intent["registrar"] == "module" and not self.has("double_registration"):
                return "the watch"
            if self.intent["method"] == "cash" and self.stacked > self.due and not self.has("voucher_issued"):
                return "the voucher"
        elif self.stacked and not self.has("claim_issued"):
            return "the claim"
        return ""


def sales_of(rows):
    sales = {}
    for row in rows:
        number = row.body.get("sale")
        if not number:
            continue
        sale = sales.setdefault(number, Sale(number))
        sale.kinds[row.kind] += 1
        if row.kind == "order_intent":
            sale.intent = row.body
            sale.due = row.body["amount"] - row.body["amount"] % 100  # rules R9
        if row.kind == "due_known":
            sale.due = row.body["amount"] - row.body["amount"] % 100  # rules R8
        if row.kind == "note_stacked":
            sale.stacked += row.body["amount"]
    return sales


def open_things(rows):
    """What has no outcome yet, in words."""
    things = [f"sale {sale.number}: {sale.unfinished()}" for sale in sales_of(rows).values() if sale.unfinished()]
    notes, prints, refunds = {}, {}, {}
    for row in rows:
        if row.kind.startswith("refund_"):
            refunds[row.body["number"]] = row.kind
        if row.kind.startswith("note_"):
            notes[row.body["note_id"]] = row.kind
        if row.kind in ("print_intent", "receipt_printed", "print_failed"):
            prints[row.body["job"]] = row.kind
    things += [f"note {note}: {kind}" for note, kind in notes.items() if kind in ("note_escrowed", "note_stack_intent", "note_return_intent")]
    things += [f"print {job}" for job, kind in prints.items() if kind == "print_intent"]
    things += [f"refund {number}: {kind}" for number, kind in refunds.items() if kind in ("refund_intent", "refund_unknown")]
    return things


def compare(rows, truth):
    """The journal against the truth of the simulators, whole, when nothing is open any more."""
    check_bodies(rows)
    store, fiscal, cash = truth["store"], truth["fiscal"], truth["cash"]
    sales = sales_of(rows)

    # Orders: every one of the store's is known here, and the other way round; a mark stands on one order. The order of a customer whose
    # token the crash took cannot be asked about: the sale stands on the staff's list instead, and so does its payment (rules R13). An order
    # that the store lists and nobody can read stands there with its number.
    known = {row["order_id"] for row in of_kind(rows, "order_created")}
    equal(len(known), len(of_kind(rows, "order_created")), "an order is known twice")
    at_store = {order["order_id"]: order for order in store["orders"]}
    unread = {row["order_number"] for row in of_kind(rows, "order_unreadable")}
    check(not known - set(at_store), f"orders that the store does not have: {known - set(at_store)}")
    for sale in sales.values():
        here = [order for order in store["orders"] if sale.intent["mark"] in order["address"]]
        check(len(here) <= 1, f"sale {sale.number} was ordered {len(here)} times")
        check(here or not sale.has("order_created"), f"sale {sale.number} has an order that does not carry its mark")
        for order in here:
            listed = (sale.signed_in() and sale.has("order_unresolved")) or order["order_number"] in unread
            check(listed != (order["order_id"] in known), f"the order of sale {sale.number} is not known and on no list, or both")
            equal(order["user"], ACCOUNT if sale.signed_in() else order["user"], f"whose order sale {sale.number} is")
            check(sale.signed_in() or order["user"] != ACCOUNT, f"sale {sale.number} was ordered with somebody's account")
            at_store.pop(order["order_id"])
    equal(list(at_store), [], "orders of no sale")
    for row in of_kind(rows, "due_known"):
        order, = (order for order in store["orders"] if order["order_id"] == row["order_id"])
        equal((row["amount"], row["cashback_used"]), (order["amount"], order["cashback_used"]), f"the sum of sale {row['sale']} with cashback")

    # Cards: money that moved is known, once; none is believed in that did not.
    listed = {row["order_id"] for row in of_kind(rows, "pay_unresolved") if sales[row["sale"]].signed_in()}
    paid = sorted((row["order_id"], row["amount"]) for row in of_kind(rows, "card_paid"))
    equal(len(paid), len(set(paid)), "a payment is known twice")
    equal(paid, sorted((row["order_id"], row["amount"]) for row in store["payments"] if row["order_id"] not in listed),
          "payments in the journal and at the store")
    attempts = Counter()
    for receipt in store["receipts"]:
        attempts[receipt["order_id"]] += receipt["pay_attempts"]
    for sale in sales.values():
        order = next((row["order_id"] for row in of_kind(rows, "order_created") if row["sale"] == sale.number), "")
        check(attempts[order] <= 1 + sale.kinds["pay_refused"], f"the payment of sale {sale.number} was sent {attempts[order]} times")
    declined = [line for line in store["refusals"] if line.endswith(DECLINED)]
    equal([line for line in store["refusals"] if line not in declined], [], "refusals of the store")
    check(len(declined) <= len(of_kind(rows, "pay_intent")) - len(of_kind(rows, "card_paid")), "a payment that was refused is believed")

    # Notes: what is in the cassette is paid, or a voucher, or a claim, or on the staff's list; each once.
    written = Counter(row.body["denomination"] for row in rows if row.kind in ("note_stacked", "note_orphan"))
    unknown = Counter(row["denomination"] for row in of_kind(rows, "note_unknown"))
    in_cassette = Counter(note["denomination"] for note in cash["stacked"])
    check(not written - in_cassette, f"notes that are not in the cassette: {written - in_cassette}")
    check(not in_cassette - written - unknown, f"notes in the cassette that the journal does not know: {in_cassette - written - unknown}")
    equal(cash["violations"], [], "what was wrong on the validator's wire")
    vouchers, claims = Counter(), Counter()
    for row in of_kind(rows, "voucher_issued"):
        vouchers[row["sale"]] += row["amount"]
    for row in of_kind(rows, "claim_issued"):
        claims[row["sale"]] += row["amount"]
    for sale in sales.values():
        if sale.intent["method"] != "cash":
            equal(sale.stacked, 0, f"notes of sale {sale.number}, which is not paid in cash")
        elif sale.paid():
            equal(sale.stacked, sale.due + vouchers[sale.number], f"notes of the paid sale {sale.number}, and what they became")
            equal(claims[sale.number], 0, f"claims over the paid sale {sale.number}")
        else:
            equal(sale.stacked, claims[sale.number] + vouchers[sale.number], f"notes of the unpaid sale {sale.number}, and its claim")
    odd = sum(row["amount"] for row in of_kind(rows, "note_orphan"))
    unknown_in = in_cassette - written
    paid = sum(sale.due for sale in sales.values() if sale.intent["method"] == "cash" and sale.paid())
    equal(sum(note["denomination"] for note in cash["stacked"]) * 100,
          paid + sum(vouchers.values()) + sum(claims.values()) + odd + sum(note * n for note, n in unknown_in.items()) * 100,
          "the cassette, and what it was for")

    # Receipts: one for each sale paid to the module, none for anything else.
    receipts = [receipt for receipt in fiscal["receipts"] if receipt["kind"] == "sale"]
    registered = of_kind(rows, "fiscal_registered")
    equal(sorted((row["number"], row["amount"]) for row in registered),
          sorted((receipt["number"], receipt["received_cash"] + receipt["received_card"]) for receipt in receipts), "fiscal receipts")
    equal(sorted(row["sale"] for row in registered),
          sorted(sale.number for sale in sales.values() if sale.intent["registrar"] == "module" and sale.paid()), "sales that have a fiscal receipt")
    check(fiscal["all_exact"], "a fiscal receipt is not exact to the tiyin")
    equal(sorted((row["number"], row["amount"]) for row in of_kind(rows, "refund_registered")),
          sorted((receipt["number"], receipt["received_cash"] + receipt["received_card"]) for receipt in fiscal["receipts"] if receipt["kind"] == "refund"),
          "refunds at the module")
    back = Counter()
    for row in of_kind(rows, "refund_registered"):
        back[row["sale"]] += row["amount"]
    for row in registered:
        check(back[row["sale"]] <= row["amount"], f"more of sale {row['sale']} went back than was sold")

    # What staff did: each payout once, each note on one act.
    for kind in ("voucher", "claim"):
        settled = [row["number"] for row in of_kind(rows, f"{kind}_settled")]
        equal(len(settled), len(set(settled)), f"{kind}s that were paid out twice")
        check(not set(settled) - {row["number"] for row in of_kind(rows, f"{kind}_issued")}, f"{kind}s that were paid out and never issued")
    collected = 0
    for row in of_kind(rows, "encashment"):
        notes = Counter(other.body["denomination"] for other in rows
                        if other.kind in ("note_stacked", "note_orphan") and collected < other.body["note_id"] <= row["last_note"])
        equal({value: count for value, count in row["notes"] if count}, dict(notes), f"the notes on act {row['number']}")
        equal(row["amount"], sum(value * count for value, count in notes.items()) * 100, f"the sum of act {row['number']}")
        collected = row["last_note"]
    # The power may go anywhere: a collection that is written down has its print job, and the job says whose act it prints.
    for place, row in enumerate(rows):
        if row.kind == "encashment":
            job, which = rows[place + 1:place + 3]
            equal((job.kind, which.kind), ("print_intent", "numbered_slip"), f"what follows act {row.body['number']}")
            equal((which.body["job"], which.body["number"], which.body["copy"]), (job.body["job"], row.body["number"], False), f"the job of act {row.body['number']}")
    equal(fiscal["refusals"], [], "refusals of the module")
    compare_papers(rows, sales, truth["printer"])

    # Numbers are given once.
    for kind, key in (("order_intent", "sale"), ("fiscal_intent", "number"), ("print_intent", "job"), ("claim_issued", "number"), ("voucher_issued", "number"), ("encashment", "number")):
        numbers = [row[key] for row in of_kind(rows, kind)]
        equal(len(numbers), len(set(numbers)), f"{kind}: numbers")


class Life:
    """One kiosk on one bench, until something is wrong."""

    def __init__(self, programs, kind):
        self.programs = programs
        self.folder = Path(tempfile.mkdtemp(prefix="kiosk-crash.", dir="/tmp"))
        self.state = self.folder / "state"
        self.kiosk = None
        self.bench_process = Process([programs.bench, "--folder", self.folder / "bench", "--control", self.folder / "bench.sock", "--until-stdin-ends"],
                                     self.folder / "bench.log")
        line = self.bench_process.hear(30)
        check(line and line.startswith("ready "), "the bench did not become ready")
        self.config = self.folder / "kiosk.toml"
        text = Path(line[6:]).read_text(encoding="utf-8")
        self.config.write_text(text.replace('online_payments = "store"', 'online_payments = "module"') if kind in MODULE else text, encoding="utf-8")
        self.bench = Bench(str(self.folder / "bench.sock"))

    def start(self, fault=""):
        """False when the fault killed it before it was ready. Machines and store are well again: a fault that the visit asked for may be
        left over from the crash."""
        self.bench.must("printer", "paper_in")
        self.bench.must("fiscal", "calm")
        self.bench.must("store", "no_answer_create", n=0)
        self.bench.must("store", "no_answer_pay", n=0)
        self.bench.must("store", "unreadable_order", n=0)
        self.bench.must("store", "fail_pay", n=0)
        self.kiosk = Process([self.programs.lone_kiosk, self.config, self.state, self.folder / "bench.sock"], self.folder / "kiosk.log",
                             {"KIOSK_FAULT": fault})
        line = self.kiosk.hear(40)
        if line is None:
            self.died(fault)
            return False
        equal(line, "ready", "what the kiosk said")
        return True

    def died(self, fault):
        code = self.kiosk.end()
        self.kiosk = None
        if code == 1:  # somebody could not go on (lone_kiosk.cpp)
            raise TooLate(f"somebody at the kiosk could not go on, see {self.folder.name}/kiosk.log")
        check(fault and code == -signal.SIGKILL, f"the kiosk ended by itself with {code}")

    def play(self, how, fault=""):
        """True when the visit was finished; False when the fault came first."""
        self.kiosk.say(f"play {how} {fault}")
        line = self.kiosk.hear(60)
        if line is None:
            self.died(fault)
            return False
        equal(line, "played", "what the kiosk said")
        return True

    def count(self, place):
        self.kiosk.say(f"count {place}")
        return int(self.kiosk.hear(10).split()[1])

    def settle(self, fault=""):
        """Waits until nothing is open that the kiosk can resolve by itself. False when the fault came first."""
        deadline = time.monotonic() + SETTLE_SECONDS
        while True:
            try:
                rows, _ = self.rows()
            except Failed:
                if not fault or not self.kiosk.gone_within(5):
                    raise
                rows = None  # it died between the rows and their head; under a sanitizer it takes its time to be gone
            if fault and self.kiosk.process.poll() is not None:
                self.died(fault)
                return False
            things = open_things(rows)
            if not things:
                return True
            if time.monotonic() > deadline:
                raise TooLate(f"still open after {SETTLE_SECONDS} s: {'; '.join(things)}")
            time.sleep(0.05)

    def rows(self):
        for attempt in range(5):
            try:
                return verify_chain(self.state)
            except Failed:  # read between a commit and its head
                if attempt == 4:
                    raise
                time.sleep(0.02)

    def audit(self):
        rows, _ = self.rows()
        compare(rows, {name: self.bench.must(name, "truth")["truth"] for name in ("store", "fiscal", "cash", "printer")})
        return rows

    def close(self, evidence=None):
        for process in (self.kiosk, self.bench_process):
            if process:
                process.end()
        if evidence:
            shutil.rmtree(evidence, ignore_errors=True)
            shutil.copytree(self.folder, evidence, ignore=lambda folder, names: [name for name in names if (Path(folder) / name).is_socket() or name in ("papers", "cash", "printer", "scanner")])
        shutil.rmtree(self.folder, ignore_errors=True)


def one_crash(life, kind, fault):
    """A visit that dies at the fault, the start after it, and the audit. True when the fault was reached."""
    if kind == "restart":
        # Killed with a note in the cassette; then the start that takes it up dies too.
        life.play("cash", "journal_append:6:after")
        killed = not (life.start(fault) and life.settle(fault))
    else:
        killed = not life.play(kind, fault)
        if not killed:  # what is written after the customer left (the cart) counts too
            killed = not life.settle(fault)
            deadline = time.monotonic() + 3
            while not killed and time.monotonic() < deadline and life.kiosk.process.poll() is None:
                time.sleep(0.05)
            if not killed and life.kiosk.process.poll() is not None:
                life.died(fault)
                killed = True
    if killed:
        life.start()
    life.settle()
    life.audit()
    return killed


def writes_of(life, kind):
    """The journal's writes of one undisturbed visit, or of the start after a crash."""
    if kind == "restart":
        life.play("cash", "journal_append:6:after")
        life.start()
    else:
        check(life.play(kind), "killed without a fault")
    life.settle()
    time.sleep(0.3)
    life.audit()
    return life.count("journal_append")


class Lane:
    """Every so many-th crash point of one kind of visit, on a kiosk and a bench of its own."""

    def __init__(self, arguments, kind, number, of):
        self.arguments, self.kind, self.number, self.of = arguments, kind, number, of
        self.writes = self.rows = 0
        self.fault = self.again = ""
        self.tried, self.passed, self.missed = [], [], []  # crash points: to be tried; died at and agreed; not come by

    def run(self):
        """What was too late is tried once more, from the same point on, on a new kiosk: whatever is not the machine's fault is there again."""
        self.life(None)

    def life(self, at):
        life, point = None, "the undisturbed visit"
        try:
            life = Life(self.arguments, self.kind)
            life.start()
            life.settle()
            self.writes = writes_of(life, self.kind)
            points = [moment.format(n) for n in range(1, self.writes + 1) for moment in MOMENTS][::self.arguments.every]
            if not at:
                self.tried = [self.arguments.at] if self.arguments.at else points[self.number::self.of]
                self.passed, self.missed = [], []
            for point in self.tried[self.tried.index(at) if at else 0:]:
                (self.passed if one_crash(life, self.kind, point) else self.missed).append(point)
            point = "the end"
            equal(life.kiosk.end(), 0, "the exit code of the kiosk")
            life.kiosk = None
            self.rows = len(life.audit())
        except Exception as failure:  # any failure: the other lanes go on, this lane reports it
            if isinstance(failure, TooLate) and not self.again:
                self.again = f"{self.kind} {point}: {failure}"
                if life:
                    life.close(Path(self.arguments.out) / f"{self.kind}-{self.number}-first")
                return self.life(point if point in self.tried else None)
            self.fault = f"{self.kind} {point}: {failure}"
            if life:
                life.close(Path(self.arguments.out) / f"{self.kind}-{self.number}")
            return
        life.close()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--lone-kiosk", required=True, type=Path)
    parser.add_argument("--bench", required=True, type=Path)
    parser.add_argument("--out", required=True, type=Path, help="what is left of a kiosk that failed")
    parser.add_argument("--every", type=int, default=1, help="each N-th crash point only")
    parser.add_argument("--at", default="", help="this crash point only")
    parser.add_argument("--lanes", type=int, default=18, help="so many kiosks side by side; they mostly wait for their machines")
    parser.add_argument("kinds", nargs="*", help=f"default: {' '.join(KINDS)}")
    arguments = parser.parse_args()
    kinds = arguments.kinds or KINDS
    if set(kinds) - set(KINDS):
        parser.error(f"kinds are {' '.join(KINDS)}")
    began = time.monotonic()
    # A lane of its own for every fifth write, or what the machine has lanes for, those of the longest kinds first.
    lanes = []
    for kind in sorted(kinds, key=LEAST_WRITES.get, reverse=True):
        of = 1 if arguments.at else max(1, LEAST_WRITES[kind] // (5 * arguments.every), arguments.lanes // len(kinds))
        lanes += [Lane(arguments, kind, number, of) for number in range(of)]
    with ThreadPoolExecutor(arguments.lanes) as pool:
        list(pool.map(Lane.run, lanes))
    for kind in kinds:
        mine = [lane for lane in lanes if lane.kind == kind]
        tried, passed, missed = (sum((getattr(lane, name) for lane in mine), []) for name in ("tried", "passed", "missed"))
        print(f"{kind}: {mine[0].writes} writes, {len(tried)} crash points, {len(passed)} passed, {len(missed)} not reached"
              f"{' (' + ', '.join(missed) + ')' if missed else ''}, {len(tried) - len(passed) - len(missed)} failed or left out, {sum(lane.rows for lane in mine)} rows")
    faults = [lane.fault for lane in lanes if lane.fault]
    for kind in kinds:
        mine = [lane for lane in lanes if lane.kind == kind and not lane.fault]
        writes = min((lane.writes for lane in mine), default=LEAST_WRITES[kind])
        if writes < LEAST_WRITES[kind]:
            faults.append(f"{kind}: an undisturbed visit had {writes} writes of the journal, {LEAST_WRITES[kind]} are known")
        missed = sum((lane.missed for lane in mine), [])
        if len(missed) > (0 if arguments.at else MOST_MISSED):
            faults.append(f"{kind}: {len(missed)} crash points were not reached: {', '.join(missed)}")
        if mine and not any(lane.passed for lane in mine):
            faults.append(f"{kind}: no crash point was reached")
    for lane in lanes:
        if lane.again:
            print(f"tried once more: {lane.again}")
    for fault in faults:
        print(fault, file=sys.stderr)
    if faults:
        print(f"what is left of them is in {arguments.out}", file=sys.stderr)
    print(f"{sum(len(lane.passed) for lane in lanes)} of {sum(len(lane.tried) for lane in lanes)} crash points passed, {sum(len(lane.missed) for lane in lanes)} not reached, {time.monotonic() - began:.0f} s")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
