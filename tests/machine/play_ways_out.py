"""Whoever stands in front of the machine gets nothing but the customer's screen."""

import time

from play_sales import rig_of
from plays import scenario
from world import check, equal, look, until

LETTERS = [*"abcdefghijklmnopqrstuvwxyz0123456789"]
SIGNS = ["minus", "equal", "bracket_left", "bracket_right", "semicolon", "apostrophe", "grave_accent", "backslash", "comma", "dot", "slash", "less"]
EDGES = ["esc", "tab", "backspace", "ret", "spc", "insert", "delete", "home", "end", "pgup", "pgdn", "up", "down", "left", "right", "menu", "compose",
         "print", "sysrq", "pause", "scroll_lock", "caps_lock", "num_lock"]
FUNCTIONS = [f"f{n}" for n in range(1, 13)]
KEYPAD = ["kp_add", "kp_subtract", "kp_multiply", "kp_divide", "kp_enter", "kp_decimal", *(f"kp_{n}" for n in range(10))]
MEDIA = ["power", "sleep", "wake", "volumeup", "volumedown", "audiomute", "calculator", "computer", "mail", "stop", "help", "undo", "copy", "paste", "find", "cut"]
EVERY = [*LETTERS, *SIGNS, *EDGES, *FUNCTIONS, *KEYPAD, *MEDIA]
MODIFIERS = [(), ("shift",), ("ctrl",), ("alt",), ("alt_r",), ("meta_l",), ("ctrl", "alt"), ("ctrl", "shift"), ("alt", "shift"), ("ctrl", "alt", "shift")]
SYSRQ = [*"bcdefghijklmnopqrstuvwxz0123456789"]


def alive(rig):
    """What must not change: who runs, on which console, since when."""
    return rig.agent()("cat /proc/sys/kernel/random/boot_id /sys/class/tty/tty0/active; systemctl show -p MainPID --value kiosk kiosk-display;"
                       "systemctl list-units --state=active --plain --no-legend 'getty*' 'serial-getty*' 'autovt*' | wc -l; who | wc -l").split()


def ours(rig, picture):
    """A console is black with grey letters; the kiosk's screens are warm white and teal, and never mostly black."""
    check(picture.share_of((0, 0, 0), 2) < 0.2, "the screen is black")
    check(len({picture.at(x, y) for x in range(40, picture.width - 40, 97) for y in range(40, picture.height - 40, 89)}) > 5, "the screen is empty")


@scenario(1500)
def hostile_keyboard(stage, note):
    """Every key with every modifier, all of SysRq, every console: the customer's screen and nothing else, and the same processes as before."""
    # Nobody is there: what the keys open closes by itself, within seconds.
    with rig_of(stage, "hostile_keyboard", automation=False, idle=3) as rig:
        before, worst = alive(rig), 1.0
        pressed = 0
        for modifiers in MODIFIERS:
            for key in EVERY:
                rig.machine.keys(*modifiers, key, hold=0.004)
                pressed += 1
            picture = look(rig.machine)
            rig.keep(picture, "after-" + ("-".join(modifiers) or "none"))
            ours(rig, picture)
            equal(rig.agent()("cat /sys/class/tty/tty0/active").strip(), "tty7", f"the console after {modifiers}")
        for key in SYSRQ:
            for words in (("alt", "sysrq"), ("alt", "print"), ("ctrl", "alt", "sysrq")):
                rig.machine.keys(*words, key, hold=0.004)
                pressed += 1
        for _ in range(9):  # seven within two seconds would reboot past the masked target
            rig.machine.keys("ctrl", "alt", "delete", hold=0.004)
        for n in range(1, 13):
            rig.machine.keys("ctrl", "alt", f"f{n}", hold=0.02)
            ours(rig, look(rig.machine))
        rig.machine.keys("ctrl", "alt", "backspace", hold=0.05)
        rig.machine.keys("ctrl", "alt", "backspace", hold=0.05)
        rig.machine.press_power()  # a customer can reach it on some cases
        note(f"{pressed} presses")
        time.sleep(3)
        check(rig.machine.running(), "the machine has ended")
        equal([event for event in rig.machine.monitor.seen() if event in ("RESET", "SHUTDOWN", "SUSPEND", "GUEST_PANICKED")], [], "what QEMU saw")
        equal(alive(rig), before, "boot, console, processes, prompts")
        heard = rig.agent()("journalctl -k --no-pager | grep -i 'sysrq: [A-Z]' || true")
        equal([line for line in heard.splitlines() if "disabled" not in line], [], "what SysRq did")
        # And a customer finds the start screen again.
        began = rig.machine.age
        rig.first_frame(150)
        note(f"the start screen {rig.machine.age - began:.0f} s after the last key")


@scenario(600)
def hostile_pointer(stage, note):
    """Every button, the wheel and corners of a mouse: nothing opens, no pointer shows on the start screen."""
    with rig_of(stage, "hostile_pointer", automation=False, idle=3) as rig:
        before = alive(rig)
        width, height = rig.machine.screen
        for x, y in ((0, 0), (width - 1, 0), (0, height - 1), (width - 1, height - 1), (width // 2, height // 2)):
            rig.machine.pointer(x, y)
            for button in ("right", "middle", "side", "extra", "wheel-up", "wheel-down"):
                for down in (True, False):
                    rig.machine.monitor("input-send-event", events=[{"type": "btn", "data": {"button": button, "down": down}}])
        rig.first_frame(120)  # a pointer on it would not hide from that; the place that it stands on is looked at alone
        picture, wanted = look(rig.machine), stage.expected(rig.machine.screen)
        near = [(x, y) for x in range(width // 2 - 20, width // 2 + 30) for y in range(height // 2 - 20, height // 2 + 30)]
        differing = sum(max(abs(a - b) for a, b in zip(picture.at(x, y), wanted.at(x, y))) > 40 for x, y in near)
        rig.keep(picture, "attract")
        check(differing < 20, f"{differing} pixels differ where the pointer is")
        equal(alive(rig), before, "boot, console, processes, prompts")


@scenario(400)
def hardened(stage, note):
    """systemd-analyze security of each unit of ours: below 2.0; no process of ours is root's."""
    with rig_of(stage, "hardened", automation=False) as rig:
        agent = rig.agent()
        for unit in ("kiosk", "kiosk-display", "kiosk-notice"):
            table = agent(f"systemd-analyze security --no-pager {unit}.service")
            (rig.pictures / f"{unit}.txt").write_text(table)
            exposure = float(table.split("Overall exposure level for")[1].split(": ")[1].split()[0])
            note(f"{unit} {exposure}")
            check(exposure < 2.0, f"{unit}: exposure {exposure}")
        owners = agent("for unit in kiosk kiosk-display; do ps -o user= -p $(systemctl show -p MainPID --value $unit); done 2>/dev/null || "
                       "for unit in kiosk kiosk-display; do stat -c %U /proc/$(systemctl show -p MainPID --value $unit); done").split()
        equal(sorted(owners), ["kiosk", "kiosk-display"], "who runs them")
        until("no unit has failed", 20, lambda: not agent("systemctl --failed --plain --no-legend").strip(), 2)
