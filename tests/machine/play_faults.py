"""The machine's surroundings fail: cables, clock, disk, network; and the power, on a disk that loses what was not flushed."""

import time

import log_writes
from by_cash import round_sum, to_cash
from play_sales import credited_claim, ready, rig_of
from plays import scenario
from world import by_id, check, equal, look, until, watch


def health(rig, name, wanted, seconds=60):
    until(f"{name} is {wanted}", seconds, lambda: rig.devices()[name]["health"] == wanted, 0.3)


@scenario(900)
def usb_replugged(stage, note):
    """Validator and printer are pulled out in the middle of a cash sale and put into each other's ports: the sale goes on."""
    with ready(stage, "usb_replugged") as rig:
        total = to_cash(rig, round_sum(rig))
        rig.insert(1000)
        rig.inserted(1000)
        agent = rig.agent()
        names = f"readlink {by_id('CASH01')} {by_id('PRN01')}"
        before = agent(names).split()
        ports = dict(rig.machine.ports)
        for name in ("CASH01", "PRN01"):
            rig.machine.pull(name)
        rig.picture("pulled-out")
        until("both are missed", 30, lambda: all(rig.devices()[name]["health"] != "ok" for name in ("cash", "printer")), 0.3)
        rig.machine.plug("PRN01", ports["CASH01"])
        rig.machine.plug("CASH01", ports["PRN01"])
        began = rig.machine.age
        health(rig, "cash", "ok")
        health(rig, "printer", "ok")
        note(f"both back after {rig.machine.age - began:.1f} s, {before} became {agent(names).split()}".replace("../../", ""))
        left = total // 100 - 1000
        for one in rig.notes_for(left * 100, over=True):
            rig.insert(one)
            if one > left:
                rig.touch("cash.accept_overpay", 15)
            left -= one
            until("the note is credited", 20, lambda: rig.kiosk.screen() != "cash" or int(rig.nodes().get("cash.inserted", {"value": 0})["value"]) >= total - left * 100)
        rig.done()
        rig.finish()
        rig.audit()


@scenario(700)
def network_gone(stage, note):
    """The network cable is out: it says so, offers nothing that it cannot do, and sells again when it is back."""
    with ready(stage, "network_gone") as rig:
        rig.machine.monitor("set_link", name="net", up=False)
        began = rig.machine.age
        until("the store is missed", 40, lambda: rig.devices()["store"]["health"] != "ok", 0.5)
        note(f"missed after {rig.machine.age - began:.0f} s")
        rig.picture("without-network")
        rig.machine.monitor("set_link", name="net", up=True)
        began = rig.machine.age
        health(rig, "store", "ok", 40)
        note(f"back after {rig.machine.age - began:.0f} s")
        rig.wait_for_machines(60)
        rig.to_payment()
        rig.touch("payment.later")
        rig.done(qr=False)
        rig.finish()
        rig.audit()


@scenario(700)
def clock_wrong(stage, note):
    """The clock's battery is dead: the machine starts in 2012, sells, and the receipt has the module's time."""
    with rig_of(stage, "clock_wrong", start=False) as rig:
        rig.boot(clock="2012-01-01T00:00:00")
        wrong = rig.agent()("date -u +%F").strip()  # systemd does not go behind the day on which it was made
        check(wrong < time.strftime("%Y-%m-%d", time.gmtime(time.time() - 86400)), f"the clock is right: {wrong}")
        note(wrong)
        rig.connect()
        rig.wait_for_machines(90, fiscal="ok")
        total = to_cash(rig, round_sum(rig))
        rig.pay_cash(total)
        rig.done()
        receipt, = rig.truth("fiscal")["receipts"]
        paper, = until("the slip", 10, lambda: rig.truth("printer")["papers"])
        year, month, day = receipt["time"][:10].split("-")
        check(f"{day}.{month}.{year} {receipt['time'][11:19]}" in paper["text"], "the receipt does not have the module's time")
        rig.finish()
        rig.audit()


@scenario(900)
def disk_full(stage, note):
    """The disk is full: nothing is sold that cannot be written down, the screen says so, and it sells again once there is room."""
    with ready(stage, "disk_full") as rig:
        agent = rig.agent()
        # The filesystem keeps a part for root; the kiosk is not root.
        agent("fallocate -l $(df --output=avail -B1 / | tail -n 1) /var/lib/kiosk-fill || true; dd if=/dev/zero of=/var/lib/kiosk-fill2 bs=64k 2>/dev/null || true; "
              "su -s /bin/sh kiosk -c 'dd if=/dev/zero of=/var/lib/kiosk/fill bs=4k 2>/dev/null; true'", 300)
        rig.scan_goods(rig.plain())
        rig.touch("cart.open") if rig.kiosk.screen() != "cart" else None
        rig.touch("cart.checkout")
        rig.see("delivery")
        rig.touch("delivery.pickup")
        rig.touch("delivery.next")
        rig.who()
        rig.touch("payment.cash")
        rig.see("failed", 15)
        rig.picture("full")
        rig.touch("failed.finish")
        rig.see("out_of_service", 15)
        rig.picture("out-of-service")
        equal(rig.truth("store")["orders"], [], "orders that nothing was written of")
        check(not rig.bench.ask("cash", "insert", denomination=1000).get("ok"), "the validator takes notes that cannot be written down")
        agent("rm -f /var/lib/kiosk-fill /var/lib/kiosk-fill2 /var/lib/kiosk/fill")
        agent("systemctl restart kiosk", 60)
        rig.first_frame(120)
        rig.connect()
        rig.wait_for_machines(60)
        total = to_cash(rig, round_sum(rig))
        rig.pay_cash(total)
        rig.done()
        rig.finish()
        rig.audit()


def unflushed(stage, note, name, kept, moment):
    with rig_of(stage, name, start=False) as rig:
        log, disk = rig.folder / "writes.log", rig.folder / "after.raw"
        rig.boot(disk_nodes=log_writes.disk_nodes(rig.disk, log))
        rig.connect()
        rig.wait_for_machines(60)
        to_cash(rig, round_sum(rig))
        rig.insert(1000)
        moment(rig)
        rig.cut()
        note(log_writes.after_a_cut(stage.image.disk, log, disk, kept))
        rig.power_on(disk=disk)
        credited_claim(rig, note)


@scenario(900)
def unflushed_lost(stage, note):
    """The power goes when a note is in the cassette, and the disk loses all that was not flushed."""
    unflushed(stage, note, "unflushed_lost", 0.0, lambda rig: rig.inserted(1000))


@scenario(900)
def unflushed_torn(stage, note):
    """The power goes while a note moves into the cassette, and of what was not flushed the disk has kept some, in any order."""
    unflushed(stage, note, "unflushed_torn", 0.5,
              lambda rig: until("the note moves into the cassette", 15, lambda: rig.truth("cash")["state"] == "stacking", 0.005))


@scenario(600)
def notice(stage, note):
    """A configuration with a fault: the notice stands on the screen, also after the X server was killed, and goes when the kiosk is started again."""
    with rig_of(stage, "notice", automation=False) as rig:
        agent, attract = rig.agent(), look(rig.machine)
        agent("sed -i 's/^id = /idd = /' /etc/kiosk/kiosk.toml; systemctl restart --no-block kiosk")

        def stands():
            until("the notice's unit", 60, lambda: agent("systemctl is-active kiosk-notice", may_fail=True).strip() == "active", 1)
            found, _ = watch(rig.machine, 90, lambda picture: picture.share_of((0, 0, 0), 2) < 0.2 and picture.likeness(attract) < 0.9)
            check(found, "no notice on the screen")
            return found

        rig.keep(stands(), "notice")
        check("code=exited, status=2" in agent("systemctl status --no-pager kiosk", may_fail=True), "the kiosk did not end with 2")
        before = agent("systemctl show -p MainPID --value kiosk-notice").strip()
        agent("systemctl kill -s KILL kiosk-display")
        began = rig.machine.age
        until("another notice", 60, lambda: agent("systemctl show -p MainPID --value kiosk-notice").strip() not in ("0", before), 1)
        rig.keep(stands(), "again")
        note(f"again {rig.machine.age - began:.0f} s after the X server was killed")
        agent("sed -i 's/^idd = /id = /' /etc/kiosk/kiosk.toml; systemctl start --no-block kiosk")
        rig.first_frame(120)
        check(agent("systemctl is-active kiosk-notice", may_fail=True).strip() != "active", "the notice runs beside the kiosk")
