"""The machine looks after itself: security updates by night, and a restart for them that interrupts nobody."""

import time

from play_sales import ready
from plays import scenario
from world import check, equal, until

# A source as the security archive is, with one package that is newer than the installed one.
SOURCE = """set -eu
mkdir -p /run/updates/debs /run/updates/old/DEBIAN
cd /run/updates
codename=$(. /etc/os-release; echo "$VERSION_CODENAME")
for version in 1 2; do
  printf 'Package: kiosk-machine-tried\\nVersion: %s\\nArchitecture: all\\nMaintainer: a test <a@test.invalid>\\nDescription: a package\\n' $version >old/DEBIAN/control
  dpkg-deb --build -Znone old debs/tried_$version.deb
done
dpkg --install debs/tried_1.deb
rm debs/tried_1.deb
file=debs/tried_2.deb
{ dpkg-deb -f $file; printf 'Filename: %s\\nSize: %s\\nSHA256: %s\\n' $file "$(stat -c %s $file)" "$(sha256sum <$file | cut -d' ' -f1)"; } >Packages
{ printf 'Origin: Debian\\nLabel: Debian-Security\\nSuite: stable-security\\nCodename: %s-security\\nDate: %s\\nSHA256:\\n %s %s Packages\\n' \\
    "$codename" "$(LC_ALL=C date -Ru)" "$(sha256sum <Packages | cut -d' ' -f1)" "$(stat -c %s Packages)"; } >Release
rm -f /etc/apt/sources.list /etc/apt/sources.list.d/*
echo 'deb [trusted=yes] file:/run/updates ./' >/etc/apt/sources.list
apt-get update
"""


def installed(agent):
    return agent("dpkg-query -W -f '${Version}' kiosk-machine-tried", may_fail=True).strip()


@scenario(900)
def night_updates(stage, note):
    """A security update is installed at night and not by day; the machine restarts for it, not under a customer's hands, and sells again."""
    with ready(stage, "night_updates", idle=120) as rig:
        agent = rig.agent()
        agent(SOURCE, 120)
        start = "systemctl start apt-daily-upgrade.service"
        hour = int(agent("TZ=UTC date +%-H"))

        def night(from_hour):
            agent(f"printf 'UPDATE_ZONE=UTC\\nUPDATE_FROM_HOUR=%s\\nUPDATE_UNTIL_HOUR=%s\\n' {from_hour % 24} {(from_hour + 2) % 24} >/etc/default/kiosk-machine")

        night(hour + 12)
        agent(start, 300)
        equal(installed(agent), "1", "what is installed by day")
        rig.scan_goods(rig.plain())
        night(hour)
        began = rig.machine.age
        agent(f"{start} --no-block")

        def somebody_shops():
            """A finger now and then: there are goods in the cart, and the machine waits."""
            time.sleep(6)
            check(rig.machine.running(), "it restarted under a customer's hands")
            rig.touch("cart.open" if rig.kiosk.screen() == "catalog" else "cart.browse")
            return "installed" in agent("cat /run/kiosk-machine/restart-due", may_fail=True)

        until(f"a restart is due: {agent('tail -n 20 /var/log/unattended-upgrades/*.log', may_fail=True)}", 600, somebody_shops, 0)
        equal(installed(agent), "2", "what is installed at night")
        note(f"installed in {rig.machine.age - began:.0f} s")
        for _ in range(4):
            somebody_shops()
        rig.picture("a-customer-meanwhile")
        began = time.monotonic()
        until("the machine restarts", 300, lambda: not rig.machine.running(), 1)  # this QEMU ends instead (-no-reboot)
        note(f"restarted {time.monotonic() - began:.0f} s after the last touch, of which 120 s were the customer's")
        rig.boot()
        rig.picture("afterwards")
        rig.connect()
        rig.wait_for_machines(90)
        equal(rig.agent()("cat /run/kiosk-machine/restart-due 2>/dev/null", may_fail=True), "", "restarts that are due")
        rig.audit()
