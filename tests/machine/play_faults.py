"""The machine's surroundings fail: cables, clock, disk, network, its own kernel; and the power, on a disk that loses what was not flushed."""

import socket
import struct
import threading
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
    """Scanner, touch panel, validator and printer are pulled out in the middle of a cash sale and put into other ports: the sale goes on."""
    with ready(stage, "usb_replugged") as rig:
        goods = round_sum(rig)
        rig.scan_goods(goods)
        rig.machine.pull("SCAN01")
        rig.machine.pull("TABLET")
        rig.machine.plug("SCAN01", 6)
        rig.machine.plug("TABLET", 7)
        until("the scanner is back", 30, lambda: rig.devices()["scanner"]["health"] == "ok", 0.3)
        total = to_cash(rig, goods)  # one more of the same
        rig.put_in(1000)
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
        rig.wait_for_machines(60, fiscal="warning")  # the kiosk says that its clock and the module's differ
        total = to_cash(rig, round_sum(rig))
        rig.pay_cash(total)
        rig.done()
        receipt, = rig.truth("fiscal")["receipts"]
        paper, = until("the slip", 10, lambda: rig.truth("printer")["papers"])
        year, month, day = receipt["time"][:10].split("-")
        check(f"{day}.{month}.{year} {receipt['time'][11:19]}" in paper["text"], "the receipt does not have the module's time")
        rig.finish()
        rig.audit()


class TimeServer:
    """NTP on this host's loopback, which is 10.0.2.2 for the machine; it tells the true time."""

    def __init__(self):
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(("127.0.0.1", 123))
        self.socket.settimeout(0.2)
        self.closed = False
        threading.Thread(target=self.answer, daemon=True).start()

    def answer(self):
        with self.socket:
            while not self.closed:
                try:
                    question, who = self.socket.recvfrom(256)
                except TimeoutError:
                    continue
                now = time.time() + 2208988800  # since 1900
                stamp = struct.pack(">II", int(now), int(now % 1 * 2**32))
                self.socket.sendto(struct.pack(">BBbbII4s", 0x24, 1, 6, -20, 0, 0, b"GPS\0") + stamp + question[40:48] + stamp + stamp, who)

    def close(self):
        self.closed = True


@scenario(700)
def clock_comes_right(stage, note):
    """The clock's battery is dead, and a time server is heard in the middle of a cash sale: the clock jumps by years, the sale goes on, the staff are told."""
    with rig_of(stage, "clock_comes_right", start=False) as rig:
        rig.write_settings({"etc/systemd/timesyncd.conf.d/machine.conf": ("[Time]\nNTP=10.0.2.2\n", 0o644, "root")})
        rig.boot(clock="2012-01-01T00:00:00")
        agent = rig.agent()
        before = int(agent("date +%s"))
        check(before < time.time() - 86400, "the clock is right")
        rig.connect()
        rig.wait_for_machines(60, fiscal="warning")
        total = to_cash(rig, round_sum(rig))
        rig.put_in(1000)
        server = TimeServer()
        try:
            agent("systemctl restart systemd-timesyncd")
            until("the clock is right", 60, lambda: abs(int(agent("date +%s")) - time.time()) < 5, 1)
        finally:
            server.close()
        note(f"jumped by {(time.time() - before) / 86400:.0f} days")
        left = total // 100 - 1000
        for one in rig.notes_for(left * 100):
            rig.insert(one)
            left -= one
            until("the note is credited", 20, lambda: rig.kiosk.screen() != "cash" or int(rig.nodes().get("cash.inserted", {"value": 0})["value"]) >= total - left * 100)
        rig.done()
        rig.finish()
        rows = rig.audit()
        check(any(row.kind == "clock_jumped" for row in rows), "the staff are not told that the clock jumped")


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
        agent("systemctl kill -s KILL kiosk-notice")
        rig.keep(stands(), "once-more")
        agent("sed -i 's/^idd = /id = /' /etc/kiosk/kiosk.toml; systemctl start --no-block kiosk")
        rig.first_frame(120)
        check(agent("systemctl is-active kiosk-notice", may_fail=True).strip() != "active", "the notice runs beside the kiosk")


@scenario(1500)
def machine_hangs(stage, note):
    """The kernel stands still with a note in the cassette, then panics, then the first process dies: each time the machine starts again by itself."""
    with rig_of(stage, "machine_hangs", start=False) as rig:
        rig.boot(watchdog=True)
        rig.connect()
        rig.wait_for_machines(60)
        agent = rig.agent()
        holds = "journalctl -b --no-pager _PID=1 | grep -i 'hardware watchdog'; cat /sys/class/watchdog/watchdog0/identity"
        until("the first process holds the watchdog", 60, lambda: "Using hardware watchdog 'i6300ESB" in agent(holds, may_fail=True), 2)
        note(f"the watchdog waits {agent('cat /sys/class/watchdog/watchdog0/timeout').strip()} s")
        to_cash(rig, round_sum(rig))
        rig.put_in(1000)
        ways = (("stands still", "echo 0 >/proc/sys/kernel/panic; echo c >/proc/sysrq-trigger", 90),
                ("panics", "echo c >/proc/sysrq-trigger", 60), ("first process dies", "kill -ABRT 1", 120))
        for what, how, seconds in ways:
            agent = rig.agent()
            agent("sync")
            rig.machine.forget_events()
            agent.leave(f"sleep 1; {how}")
            waited = rig.machine.wait_for_reset(seconds)
            rig.boots.append(None)
            rig.first_frame()
            note(f"{what}: off after {waited:.0f} s, frame {rig.boots[-1]:.0f} s")
        credited_claim(rig, note)
