"""Displays of every shape, late, gone, turned and back; the display server killed."""

import time

from by_cash import round_sum, to_cash
from cable import Cable
from play_sales import buy_by_card, ready, rig_of
from plays import scenario
from world import BOOT, LIKE, check, equal, look, until, watch


def fills_and_is_touched(rig, note):
    """The picture is as large as the display, and what is drawn is where it is touched."""
    size, picture = rig.machine.screen, look(rig.machine)
    equal((picture.width, picture.height), size, "the size of what stands on the display")
    note(f"{size[0]}x{size[1]} alike {picture.likeness(rig.stage.expected(size)):.4f}")
    rig.keep(picture, f"{size[0]}x{size[1]}")
    rig.touch("attract.start")
    rig.see("catalog")
    rig.picture(f"{size[0]}x{size[1]}-goods")
    rig.touch("back")
    rig.see("attract")


@scenario(900)
def every_display(stage, note):
    """Switched on with a display of 1280x1024, then 1024x768, 1920x1080 and 1080x1920 in its place: the picture fills each, and is where it is touched."""
    with ready(stage, "every_display", screen=(1280, 1024)) as rig:
        note(f"frame {rig.boots[-1]:.0f} s")
        cable = Cable(rig.machine)
        fills_and_is_touched(rig, note)
        for size in ((1024, 768), (1920, 1080), (1080, 1920)):
            cable.none()
            cable.display(*size)
            rig.machine.screen = rig.width, rig.height = size
            rig.first_frame(90)
            fills_and_is_touched(rig, note)


@scenario(600)
def lying(stage, note):
    """A display of 1920x1080, lying: a purchase by card, each touch where it is drawn."""
    with ready(stage, "lying", screen=(1920, 1080)) as rig:
        rig.picture("attract")
        equal((look(rig.machine).width, look(rig.machine).height), (1920, 1080), "the size of what stands on the display")
        buy_by_card(rig, note)
        rig.audit()


def hang_turned(rig):
    """Its display hangs turned to the left."""
    rig.change_config({"display": {"rotate": '"left"'}})
    rig.write_settings()


@scenario(700)
def turned(stage, note):
    """A display that hangs turned to the left: the picture stands upright on it, and is where it is touched."""
    with rig_of(stage, "turned", automation=False, start=False) as rig:
        hang_turned(rig)
        # A card whose memory is what is shown. On one that has to be told what changed (virtio) a turned picture was black.
        rig.width, rig.height = 1920, 1080
        rig.boot(wait=False, card="VGA")
        rig.machine.turned_left = True
        wanted = stage.expected((1080, 1920))
        found, last = watch(rig.machine, BOOT, lambda now: (now.width, now.height) == (1920, 1080) and now.turned_right().likeness(wanted) >= LIKE, 1)
        rig.keep(last, "turned")
        check(found, f"no turned attract screen: {last.width}x{last.height} is alike in {last.turned_right().likeness(wanted):.3f}")
        note(f"frame {rig.machine.age:.0f} s")
        rig.machine.tap(*rig.center(stage.places((1080, 1920))["attract.start"]))
        touched, last = watch(rig.machine, 60, lambda picture: picture.likeness(found) < 0.7)
        rig.keep(last, "touched")
        check(touched, "a finger on the button changed nothing")


@scenario(900)
def turned_late(stage, note):
    """The same display, switched on after the machine, and the touch panel pulled out and put into another port: fingers land where the picture is. (The
    pixels are the scenario's before: see there.)"""
    with rig_of(stage, "turned_late", start=False) as rig:
        hang_turned(rig)
        rig.boot(wait=False)
        rig.machine.screen, rig.machine.turned_left = (1920, 1080), True
        cable = Cable(rig.machine)
        cable.none()
        agent = rig.agent()
        until("the kiosk waits for a display", 60, lambda: "waits for a display" in agent("systemctl show -p StatusText kiosk", may_fail=True), 1)
        cable.display(1920, 1080)
        began = rig.machine.age
        rig.connect()
        rig.see("attract")
        note(f"there {rig.machine.age - began:.0f} s after the display")
        upright = rig.node("attract.start")["rect"]
        equal(upright, stage.places((1080, 1920))["attract.start"]["rect"], "where the button is on an upright picture")
        rig.wait_for_machines(60)
        rig.scan_goods(rig.plain())
        rig.to_delivery()
        rig.machine.pull("TABLET")
        rig.machine.plug("TABLET", 7)
        time.sleep(3)
        rig.touch("delivery.pickup")
        rig.touch("delivery.next")
        rig.who()
        rig.touch("payment.later")
        rig.done(qr=False)
        cable.none()
        cable.display(1920, 1080)
        rig.finish()
        rig.audit()


@scenario(700)
def display_late(stage, note):
    """The display is switched on after the machine: the kiosk waits, and then stands on it."""
    with rig_of(stage, "display_late", automation=False, start=False) as rig:
        rig.boot(wait=False)
        cable = Cable(rig.machine)
        cable.none()
        agent = rig.agent()
        until("the machine has started", 60, lambda: agent("systemctl is-active multi-user.target", may_fail=True).strip() == "active", 1)
        connected = agent("cat /sys/class/drm/*/status").split()
        equal(connected, ["disconnected"], "displays that the machine sees")
        until("the kiosk has started", 30, lambda: agent("systemctl is-active kiosk", may_fail=True).strip() == "active", 1)
        cable.display(1080, 1920)
        began = rig.machine.age
        rig.first_frame(120)
        note(f"frame {rig.machine.age - began:.0f} s after the display")


@scenario(900)
def display_replaced(stage, note):
    """The display is pulled out and comes back, then one of another size in its place: the sale in hand goes on."""
    with rig_of(stage, "display_replaced") as rig:
        cable = Cable(rig.machine)
        rig.connect()
        rig.wait_for_machines(60)
        rig.scan_goods(rig.plain(2))
        agent = rig.agent()
        before = agent("systemctl show -p MainPID --value kiosk kiosk-display").split()
        cable.none()
        until("the machine sees no display", 20, lambda: "disconnected" in agent("cat /sys/class/drm/*/status").split(), 0.5)
        cable.display(1080, 1920)
        rig.to_delivery()
        rig.picture("back")
        cable.none()
        cable.display(1920, 1080)
        began = rig.machine.age
        found, last = watch(rig.machine, 90, lambda picture: (picture.width, picture.height) == (1920, 1080))
        check(found, f"what stands on the display is {last.width}x{last.height}")
        rig.machine.screen = rig.width, rig.height = 1920, 1080
        node = rig.node("delivery.next", 30, lambda one: one["rect"][0] + one["rect"][2] > 1200)
        note(f"lying {rig.machine.age - began:.0f} s after it was plugged in")
        check(node["rect"][1] + node["rect"][3] <= 1080, f"a button outside of the screen: {node['rect']}")
        rig.touch("delivery.pickup")
        rig.touch("delivery.next")
        rig.see("receiver")
        rig.picture("lying")
        equal(agent("systemctl show -p MainPID --value kiosk kiosk-display").split(), before, "processes that went on")


def killed(stage, note, name, unit):
    with rig_of(stage, name) as rig:
        rig.connect()
        rig.wait_for_machines(60)
        to_cash(rig, round_sum(rig))
        rig.put_in(1000)
        agent = rig.agent()
        worst = 0.0
        for _ in range(3):
            before = agent("systemctl show -p MainPID --value kiosk").strip()
            agent(f"systemctl kill -s KILL {unit}")
            began = rig.machine.age
            until("another kiosk runs", 90, lambda: agent("systemctl show -p MainPID --value kiosk").strip() not in ("0", before), 0.5)
            rig.first_frame(150)
            worst = max(worst, rig.machine.age - began)
        note(f"frame at most {worst:.0f} s after the kill")
        equal(agent("systemctl is-active kiosk-notice", may_fail=True).strip(), "inactive", "the notice")
        rig.connect()
        rig.wait_for_machines(60)
        rows = rig.audit()
        equal(sum(row.body["amount"] for row in rows if row.kind == "claim_issued"), 100000, "the claim")


@scenario(900)
def display_server_killed(stage, note):
    """kill -9 of the X server, three times, the first in the middle of a cash sale: all comes back by itself, the note is a claim."""
    killed(stage, note, "display_server_killed", "kiosk-display")


@scenario(900)
def kiosk_killed(stage, note):
    """kill -9 of the kiosk, three times, the first in the middle of a cash sale."""
    killed(stage, note, "kiosk_killed", "kiosk")


# Faster than a program that is started for each look: a decoder lives for a moment.
# One that was killed stands in /proc until the kiosk has seen its end: without a pause it would be counted without end.
KILLER = "while :; do pkill -KILL -x kiosk-picture && echo killed; sleep 0.05; done"


@scenario(900)
def decoder_killed(stage, note):
    """kill -9 of each process that decodes a picture, while the goods are looked at: the screen stands, the sale goes on."""
    with ready(stage, "decoder_killed") as rig:
        agent = rig.agent()
        before = agent("systemctl show -p MainPID --value kiosk").strip()
        agent(f"rm -rf /var/lib/kiosk/pictures/*; echo '{KILLER}' >/run/killer; systemd-run --unit=killer /bin/sh /run/killer")
        rig.touch("attract.start")
        rig.see("catalog")
        until("ten of them are dead", 60, lambda: int(agent("journalctl -u killer -o cat --no-pager | grep -c killed", may_fail=True).strip() or 0) >= 10, 1)
        agent("systemctl stop killer")
        rig.picture("goods")
        note(agent("journalctl -u killer -o cat --no-pager | grep -c killed").strip() + " killed")
        rig.to_payment()
        rig.touch("payment.later")
        rig.done(qr=False)
        rig.finish()
        equal(agent("systemctl show -p MainPID --value kiosk").strip(), before, "the kiosk that runs")
        rig.audit()


def stands_still(rig, note, unit):
    """It is stopped, not ended: all comes back by itself."""
    agent = rig.agent()
    before = agent("systemctl show -p MainPID --value kiosk").strip()
    agent(f"systemctl kill -s STOP {unit}")
    began = rig.machine.age
    until("another kiosk runs", 150, lambda: agent("systemctl show -p MainPID --value kiosk").strip() not in ("0", before), 1)
    rig.first_frame(240)
    note(f"{unit}: frame {rig.machine.age - began:.0f} s after it froze")
    check("watchdog" in agent("journalctl -u kiosk --no-pager"), "it was not the watchdog")


@scenario(900)
def frozen(stage, note):
    """The kiosk stands still, then the X server does (SIGSTOP): the watchdog starts both again."""
    with rig_of(stage, "frozen", automation=False) as rig:
        stands_still(rig, note, "kiosk")
        # What asks the server for nothing does not notice; a finger does.
        rig.machine.tap(*rig.center(rig.stage.places(rig.machine.screen)["attract.start"]))
        stands_still(rig, note, "kiosk-display")
