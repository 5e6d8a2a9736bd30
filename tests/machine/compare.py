"""What may draw, each measured in the same way on the same machine: X, KMSDRM and the compositor cage under the kiosk, and a browser on cage in its stead.
The figures are of a processor that is translated, without a GPU: they are for comparing with each other."""

import json
import statistics
import time

from plays import scenario
from world import BOOT, LIKE, Failed, MachineRig, check, watch

PACKAGES = ("cage", "seatd", "libseat1", "libegl1", "libgles2", "libwayland-egl1", "chromium")
UNITS = "etc/systemd/system"
OFF = "[Unit]\nConditionPathExists=/nowhere\n"
NO_X = "UnsetEnvironment=DISPLAY XAUTHORITY\n"
TAPS = 5
GROUND = (0, 104, 98)  # of the browser's first page

PAGE = f"""<!doctype html><meta charset="utf-8"><style>
body {{ margin: 0; background: rgb{GROUND}; color: #fff; font: 56px "Noto Sans"; }}
#start {{ position: absolute; inset: 0; text-align: center; padding-top: 40vh; }}
#goods {{ display: none; grid-template-columns: repeat(3, 1fr); gap: 24px; padding: 32px; background: #faf5ee; }}
#goods {{ color: #222; font-size: 28px; }}
#goods div {{ background: #fff; border-radius: 28px; padding: 24px; box-shadow: 0 2px 8px #0002; }}
#goods i {{ display: block; height: 220px; border-radius: 16px; }}
#goods b {{ font-size: 40px; }}
</style><div id="start">Touch to begin</div><div id="goods">{"".join(
    f'<div><i style="background: radial-gradient(circle, hsl({n * 15} 70% 80%), hsl({n * 15} 60% 45%))"></i>Goods number {n}, 500 g<br><b>{12 + n} 500</b></div>'
    for n in range(24))}</div>
<script>
const show = goods => {{ document.getElementById("start").style.display = goods ? "none" : "block";
  document.getElementById("goods").style.display = goods ? "grid" : "none"; }};
document.body.onclick = () => show(true);
document.onkeydown = event => {{ if (event.key == "Escape") show(false); }};
</script>
"""


class Way:
    """`files`, `links`: what is laid over the machine; `units`: what draws, and what is drawn by."""

    def __init__(self, units, files=None, links=None, own=None):
        self.units, self.files, self.links, self.own = units, {path: (text, 0o644, "root") for path, text in (files or {}).items()}, links or {}, own


AFTER_SEATD = "[Unit]\nWants=seatd.service\nAfter=seatd.service\n"
ON_CAGE = """Environment=XDG_RUNTIME_DIR=/run/kiosk LIBSEAT_BACKEND=seatd SDL_VIDEODRIVER=wayland
Environment=WLR_RENDERER=pixman WLR_LIBINPUT_NO_DEVICES=1 LIBGL_ALWAYS_SOFTWARE=1
SupplementaryGroups=video render input
""" + NO_X
KIOSK_ON_CAGE = (f"{AFTER_SEATD}[Service]\nNotifyAccess=all\nDeviceAllow=char-input rw\n{ON_CAGE}"
                 "ExecStart=\nExecStart=/usr/bin/cage -- /usr/bin/kiosk --config /etc/kiosk/kiosk.toml\n")
BROWSER = (f"{AFTER_SEATD}[Service]\nUser=kiosk\nRuntimeDirectory=kiosk\nStateDirectory=kiosk\nEnvironment=HOME=/var/lib/kiosk\n{ON_CAGE}"
           "ExecStart=/usr/bin/cage -- /usr/bin/chromium --kiosk --ozone-platform=wayland --no-first-run --noerrdialogs "
           "--user-data-dir=/var/lib/kiosk/browser file:///etc/kiosk/page.html\n")
NO_DISPLAY_SERVER = {f"{UNITS}/kiosk-display.service.d/off.conf": OFF}
WAYS = {
    "x": Way(["kiosk", "kiosk-display"]),
    "kmsdrm": Way(["kiosk"], {**NO_DISPLAY_SERVER, f"{UNITS}/kiosk.service.d/kmsdrm.conf":
                              f"[Service]\nEnvironment=SDL_VIDEODRIVER=kmsdrm\nSupplementaryGroups=input\nDeviceAllow=char-input rw\n{NO_X}"}),
    "cage": Way(["kiosk", "seatd"], {**NO_DISPLAY_SERVER, f"{UNITS}/kiosk.service.d/cage.conf": KIOSK_ON_CAGE}),
    "browser": Way(["browser", "seatd"], {**NO_DISPLAY_SERVER, f"{UNITS}/kiosk.service.d/off.conf": OFF, f"{UNITS}/browser.service": BROWSER,
                                          "etc/kiosk/page.html": PAGE},
                   {f"{UNITS}/multi-user.target.wants/browser.service": f"/{UNITS}/browser.service"}, own=lambda picture: picture.share_of(GROUND, 12) > 0.5),
}


def processes(agent, units):
    """{unit: its processes}"""
    return {unit: agent(f"cat /sys/fs/cgroup/system.slice/{unit}.service/cgroup.procs", may_fail=True).split() for unit in units}


def busy(agent):
    """Seconds that the processors worked, both together."""
    user, nice, system, _, _, irq, soft = map(int, agent("head -n 1 /proc/stat").split()[1:8])
    return (user + nice + system + irq + soft) / 100


def measured(rig, way, note):
    found = {}
    first = way.own or (lambda picture: picture.likeness(rig.stage.expected(rig.machine.screen)) >= LIKE)
    seen, last = watch(rig.machine, BOOT, first, 0.2)
    rig.keep(last, "first")
    check(seen, "nothing that should be seen")
    found["boot to first frame, s"] = round(rig.machine.age, 1)
    agent = rig.agent()
    time.sleep(45)  # the catalogue comes, the machine comes to rest
    taps = []
    for _ in range(TAPS):
        start = (rig.width // 2, rig.height // 2) if way.own else rig.center(rig.stage.places(rig.machine.screen)["attract.start"])
        rig.machine.tap(*start)
        began = time.monotonic()
        gone, last = watch(rig.machine, 30, lambda picture: not first(picture) and picture.likeness(seen) < 0.7, 0.02)
        taps.append(time.monotonic() - began)
        rig.keep(last, "touched")
        check(gone, "a finger changed nothing")
        time.sleep(2)
        rig.machine.keys("esc")
        back, last = watch(rig.machine, 30, first, 0.2)
        rig.keep(last, "back")
        check(back, "Escape does not lead back")
        time.sleep(2)
    found["tap to another screen, s (median)"] = round(statistics.median(taps), 2)
    time.sleep(20)
    usage = "; ".join(f"systemctl show -p CPUUsageNSec --value {unit}" for unit in way.units)
    before, whole, began = list(map(int, agent(usage).split())), busy(agent), time.monotonic()
    time.sleep(40)
    took, after = time.monotonic() - began, list(map(int, agent(usage).split()))
    found["at rest, whole machine, % of a processor"] = round((busy(agent) - whole) / took * 100, 1)
    for unit, one, other in zip(way.units, before, after):
        found[f"at rest, {unit}, % of a processor"] = round((other - one) / 1e7 / took, 2)
    for unit, pids in processes(agent, way.units).items():
        kib = agent("cat " + " ".join(f"/proc/{pid}/smaps_rollup" for pid in pids) + " | awk '/^Pss:/ { sum += $2 } END { print sum }'", may_fail=True).split()
        found[f"memory, {unit}, MB (PSS)"] = round(int(kib[-1]) / 1024) if kib else 0
    memory = dict(line.split(":") for line in agent("cat /proc/meminfo").splitlines())
    found["memory used, whole machine, MB"] = round((int(memory["MemTotal"].split()[0]) - int(memory["MemAvailable"].split()[0])) / 1024)
    for unit in way.units:
        table = agent(f"systemd-analyze security --no-pager {unit}.service")
        found[f"exposure, {unit}"] = float(table.split("Overall exposure level for")[1].split(": ")[1].split()[0])
    note(json.dumps(found))
    return found


@scenario(3000, apart=True, on=frozenset())
def compare(stage, note):
    """X, KMSDRM, cage, and a browser on cage: how long, how much, how exposed. Figures for assets/machine/DISPLAY.md."""
    stage = type(stage)(stage.programs, stage.cache, lambda *_: stage.make_image(*PACKAGES))
    table, failed = {}, []
    for name, way in WAYS.items():
        rig = MachineRig(stage, f"compare-{name}", automation=False, start=False, idle=3600)
        ok = False
        try:
            rig.write_settings(way.files, way.links)
            rig.boot(wait=False)
            table[name] = measured(rig, way, lambda words, name=name: note(f"{name}: {words}"))
            ok = True
        except Failed as failure:
            failed.append(f"{name}: {failure}")
        finally:
            rig.close(failed=not ok)
    (stage.cache / "compare.json").write_text(json.dumps(table, indent=1) + "\n")
    rows = sorted({row for one in table.values() for row in one})
    print("\n".join([f"| | {' | '.join(table)} |", "|---|" + "---|" * len(table),
                     *(f"| {row} | {' | '.join(str(one.get(row, '')) for one in table.values())} |" for row in rows)]), flush=True)
    check(not failed, "; ".join(failed))
