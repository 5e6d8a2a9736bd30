"""Displays of every shape, late, gone and back; the display server killed."""

from cable import Cable
from play_sales import rig_of
from plays import scenario
from world import check, equal, look, until, watch


def of_size(stage, note, width, height):
    with rig_of(stage, f"display_{width}x{height}", automation=False, screen=(width, height)) as rig:
        picture = look(rig.machine)
        equal((picture.width, picture.height), (width, height), "the size of what stands on the display")
        note(f"frame {rig.boots[-1]:.0f} s, alike {picture.likeness(stage.expected((width, height))):.4f}")
        rig.keep(picture, "attract")
        # And what is drawn is where it is touched.
        rig.machine.tap(*rig.center(stage.places((width, height))["attract.start"]))
        found, _ = watch(rig.machine, 60, lambda now: now.likeness(picture) < 0.7)
        check(found, "a finger on the button changed nothing")
        rig.keep(found, "touched")


@scenario(400)
def upright(stage, note):
    """A display of 1080x1920, upright: the picture fits, and is where it is touched."""
    of_size(stage, note, 1080, 1920)


@scenario(400)
def lying(stage, note):
    """The same of 1920x1080, lying."""
    of_size(stage, note, 1920, 1080)


@scenario(400)
def old_display(stage, note):
    """The same of 1280x1024."""
    of_size(stage, note, 1280, 1024)


@scenario(400)
def small_display(stage, note):
    """The same of 1024x768."""
    of_size(stage, note, 1024, 768)


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
        from by_cash import round_sum, to_cash
        to_cash(rig, round_sum(rig))
        rig.insert(1000)
        rig.inserted(1000)
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


@scenario(900)
def frozen(stage, note):
    """The kiosk stands still (SIGSTOP of it, and of the X server): the watchdog starts it again."""
    with rig_of(stage, "frozen", automation=False) as rig:
        agent = rig.agent()
        before = agent("systemctl show -p MainPID --value kiosk").strip()
        agent("systemctl kill -s STOP kiosk")
        began = rig.machine.age
        until("another kiosk runs", 150, lambda: agent("systemctl show -p MainPID --value kiosk").strip() not in ("0", before), 1)
        rig.first_frame(120)
        note(f"kiosk: frame {rig.machine.age - began:.0f} s after it froze")
        check("watchdog" in agent("journalctl -u kiosk --no-pager"), "it was not the watchdog")
