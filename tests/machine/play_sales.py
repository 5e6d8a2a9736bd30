"""The machine is switched on, sells, and loses its power."""

from contextlib import contextmanager

from by_cash import round_sum, to_cash
from plays import scenario
from world import MachineRig, check, equal, until, watch


def rig_of(stage, name, **how):
    return _Closing(MachineRig(stage, name, **how))


class _Closing:
    def __init__(self, rig):
        self.rig = rig

    def __enter__(self):
        return self.rig

    def __exit__(self, kind, *_):
        self.rig.close(failed=kind is not None)


@contextmanager
def ready(stage, name, **how):
    """A machine that has come up, with everything on it."""
    with rig_of(stage, name, **how) as rig:
        rig.connect()
        rig.wait_for_machines(60)
        yield rig


@scenario(900, in_slice=True)
def short(stage, note):
    """The least that scripts/test plays: installed, first frame, a purchase by card, and a power cut with a note in the cassette."""
    with rig_of(stage, "short") as rig:
        note(f"frame {rig.boots[-1]:.0f} s")
        # The delivered program is there, too, with all that it needs, and takes this configuration.
        rig.agent()("setpriv --reuid kiosk --regid kiosk --clear-groups /usr/bin/kiosk --config /etc/kiosk/kiosk.toml --check-config")
        rig.connect()
        rig.wait_for_machines(60)
        buy_by_card(rig, note)
        to_cash(rig, round_sum(rig))
        rig.put_in(1000)
        rig.cut()
        rig.power_on()
        credited_claim(rig, note)


@scenario(400)
def first_frame(stage, note):
    """Installed as README says, switched on: the attract screen stands there, a finger starts, and it ends in order."""
    with rig_of(stage, "first_frame", automation=False) as rig:
        note(f"frame {rig.boots[-1]:.0f} s")
        rig.picture("attract")
        agent = rig.agent()
        for unit in ("kiosk", "kiosk-display"):
            equal(agent(f"systemctl is-active {unit}", may_fail=True).strip(), "active", unit)
        equal(agent("systemctl is-active kiosk-notice", may_fail=True).strip(), "inactive", "the notice")
        equal(agent("systemctl show -p NRestarts --value kiosk").strip(), "0", "restarts of the kiosk")
        before = rig.stage.expected(rig.machine.screen)
        rig.machine.tap(*rig.center(rig.stage.places(rig.machine.screen)["attract.start"]))
        found, _ = watch(rig.machine, 60, lambda picture: picture.likeness(before) < 0.7)
        check(found, "a finger on the button changed nothing")
        rig.keep(found, "touched")
        note(f"off after {rig.machine.off():.1f} s")


def buy_by_card(rig, note):
    began = rig.machine.age
    total = rig.to_payment()
    rig.touch("payment.card")
    rig.type_card()
    rig.type_code()
    number, url = rig.done()
    note(f"{rig.machine.age - began:.0f} s to done")
    rig.picture("done")
    paid, = rig.truth("store")["payments"]
    equal(paid["amount"], total, "what the store was paid")
    paper, = until("the slip", 10, lambda: rig.truth("printer")["papers"])
    check(number in paper["text"] and url in paper["qr"], "the slip has neither number nor QR of the order")
    rig.finish()


@scenario(600)
def card(stage, note):
    """A purchase by card, by pointer events alone: ordered, paid, registered, printed."""
    with ready(stage, "card") as rig:
        buy_by_card(rig, note)
        rig.audit()


@scenario(600)
def cash(stage, note):
    """A purchase by banknotes: journal, cassette, fiscal module and paper agree."""
    with ready(stage, "cash") as rig:
        began = rig.machine.age
        total = to_cash(rig, round_sum(rig))
        rig.picture("cash")
        equal(rig.pay_cash(total), total, "notes that make the sum")
        number, url = rig.done()
        note(f"{rig.machine.age - began:.0f} s to done")
        paper, = until("the slip", 10, lambda: rig.truth("printer")["papers"])
        check(number in paper["text"] and url in paper["qr"], "the slip has neither number nor QR of the order")
        rig.finish()
        rig.audit()


def credited_claim(rig, note):
    """After a cut: what lies in the cassette is a claim of its customer, to the last note."""
    rig.connect()
    note(f"frame {rig.boots[-1]:.0f} s after the cut")
    rig.wait_for_machines(60)
    stacked = sum(one["denomination"] for one in rig.truth("cash")["stacked"]) * 100
    rows = rig.audit()
    equal(sum(row.body["amount"] for row in rows if row.kind == "claim_issued"), stacked, "claims against the cassette")
    note(f"claim {stacked // 100} so'm = cassette")


def next_cut(rig, note, where):
    """The power goes here; the kiosk is there again."""
    rig.cut()
    rig.power_on()
    note(f"{where}: frame {rig.boots[-1]:.0f} s")
    rig.connect()
    rig.wait_for_machines(60)


@scenario(900)
def cut_at_the_notes(stage, note):
    """The power goes while a note is held and the customer is asked, while one moves into the cassette, and when one is in it."""
    with ready(stage, "cut_at_the_notes") as rig:
        to_cash(rig, round_sum(rig))
        rig.insert(200000)
        rig.node("cash.accept_overpay", 15)
        next_cut(rig, note, "in escrow")
        to_cash(rig, round_sum(rig))
        rig.insert(1000)
        until("the note moves into the cassette", 15, lambda: rig.truth("cash")["state"] == "stacking", 0.005)
        next_cut(rig, note, "stacking")
        to_cash(rig, round_sum(rig))
        rig.put_in(1000)
        rig.cut()
        rig.power_on()
        rig.connect()
        rig.wait_for_machines(60)
        # Whoever stood there has gone: no slip comes out for a stranger, and the staff's list has the claim.
        equal(rig.truth("printer")["papers"], [], "slips")
        until("the claim", 60, lambda: rig.kinds().count("claim_issued") == len(rig.truth("cash")["stacked"]), 2)
        rig.staff()
        rig.touch("staff.tab.open")
        rig.node("staff.open_count", 10, lambda node: int(node["value"]) >= 1)
        rig.picture("staff-list")
        credited_claim(rig, note)


@scenario(1200)
def cut_behind_the_notes(stage, note):
    """The power goes when the order is sent and not answered, when the module registers, and while the receipt prints: each is found out and done once."""
    with ready(stage, "cut_behind_the_notes") as rig:
        rig.tell("store", "no_answer_create", n=1)
        rig.to_payment(round_sum(rig))
        rig.touch("payment.cash")
        until("the store has the order", 20, lambda: rig.truth("store")["orders"], 0.02)
        next_cut(rig, note, "order sent")
        until("the order is found", 60, lambda: "order_abandoned" in rig.kinds(), 2)

        rig.tell("fiscal", "silent_after", n=1, path="/order/create/")
        rig.pay_cash(to_cash(rig, round_sum(rig)))
        until("the module has registered", 20, lambda: rig.truth("fiscal")["receipts"], 0.01)
        next_cut(rig, note, "registering")
        until("its receipt is found", 60, lambda: "fiscal_registered" in rig.kinds(), 2)

        rig.pay_cash(to_cash(rig, round_sum(rig)))
        began = rig.truth("printer")["bytes"]
        until("the receipt prints", 40, lambda: rig.truth("printer")["bytes"] > began + 400, 0.005)
        next_cut(rig, note, "printing")
        equal(rig.kinds().count("fiscal_registered"), 2, "receipts registered")

        rig.pay_cash(to_cash(rig, round_sum(rig)))
        rig.done()
        rig.finish()
        rig.audit({"torn_picture": True})
