#!/usr/bin/env python3
"""package_test.py FOLDER [--built] [--may-skip]: the packages in FOLDER, as scripts/package made them: what is in them, and what installing, upgrading, going back,
removing and purging them does on a bare Debian. --built: the programs were compiled by another build than the package's own. --may-skip: ends with 77 where this
machine has no root, no mounts or no mirror of Debian."""

import argparse
import ctypes
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT / "tests/kiosk"), str(ROOT / "tests/e2e"), str(Path(__file__).parent)]
import as_delivered_test as as_delivered  # noqa: E402
from bare import Bare, Missing, debian_sources  # noqa: E402
from harness import Display  # noqa: E402

STATE, CONFIG = "/var/lib/kiosk", "/etc/kiosk/kiosk.toml"
CONFFILES = ("/etc/kiosk/printers.toml", "/etc/kiosk/theme.toml")


def check(holds, what):
    if not holds:
        raise AssertionError(what)


def equal(found, wanted, what):
    check(found == wanted, f"{what}: {found!r}, not {wanted!r}")


class Packages:
    """kiosk, kiosk-machine and kiosk-dbgsym, and the same as an earlier version."""

    def __init__(self, folder, work):
        found = {path.name.split("_")[0]: path for path in Path(folder).glob("*.deb")}
        equal(sorted(found), ["kiosk", "kiosk-dbgsym", "kiosk-machine"], f"packages in {folder}")
        self.kiosk, self.machine, self.symbols = found["kiosk"], found["kiosk-machine"], found["kiosk-dbgsym"]
        self.version = self.field(self.kiosk, "Version")
        self.earlier = f"{self.version}~earlier"
        self.before = [self.repack(path, work) for path in (self.kiosk, self.machine)]
        self.now = [self.kiosk, self.machine]

    @staticmethod
    def field(path, name):
        return subprocess.run(["dpkg-deb", "-f", path, name], capture_output=True, text=True, check=True).stdout.strip()

    def repack(self, path, work):
        """The version before: lower in number, and with another text in the two conffiles, as if this version had changed them."""
        tree = Path(work) / f"{path.stem}.tree"
        subprocess.run(["dpkg-deb", "-R", path, tree], check=True)
        control = tree / "DEBIAN/control"
        control.write_text(control.read_text().replace(self.version, self.earlier))
        for name in CONFFILES:
            if (file := tree / name[1:]).exists():
                file.write_text(file.read_text() + "# as it was before\n")
        (tree / "DEBIAN/md5sums").unlink(missing_ok=True)
        out = Path(work) / path.name.replace(self.version, self.earlier)
        subprocess.run(["dpkg-deb", "--root-owner-group", "-Znone", "-b", tree, out], check=True, stdout=subprocess.DEVNULL)
        return out


# ---- the files

def programs_are_as_they_should_be(packages, work, built):
    """The checks of program.kiosk_as_delivered, on the files inside."""
    tree, symbols = Path(work) / "kiosk", Path(work) / "symbols"
    for path, to in ((packages.kiosk, tree), (packages.symbols, symbols)):
        subprocess.run(["dpkg-deb", "-x", path, to], check=True)
    names = {}
    for name in ("usr/bin/kiosk", "usr/libexec/kiosk/kiosk-picture"):
        program = str(tree / name)
        found = re.search(r"Build ID: (\w\w)(\w+)", as_delivered.readelf("-n", program))
        names[name] = symbols / f"usr/lib/debug/.build-id/{found[1]}/{found[2]}.debug"
        check(names[name].exists(), f"kiosk-dbgsym has nothing for {name}")
        check(".symtab" not in as_delivered.readelf("-S", program), f"{name} is not stripped")
        wrong = as_delivered.how_it_is_linked(program)
        for text in (as_delivered.FAULTS, as_delivered.AUTOMATION):
            if text in Path(program).read_bytes():
                wrong.append(f"{name} holds {text.decode()}")
        if name == "usr/bin/kiosk":
            wrong += as_delivered.how_it_is_compiled(program, True, str(names[name]))
            # What it was compiled in is nowhere looked for. The programs of another build know their folder.
            if not built and str(ROOT).encode() in Path(program).read_bytes():
                wrong.append(f"{name} names the folder in which it was compiled")
        check(not wrong, "\n".join(wrong))
    lines = as_delivered.readelf("--debug-dump=decodedline", str(names["usr/bin/kiosk"]))
    check("machine_room.cpp" in lines, "the debug symbols have no lines of ours")
    version = subprocess.run([tree / "usr/bin/kiosk", "--version"], capture_output=True, text=True, check=True).stdout.strip()
    check(version.startswith("kiosk ") and (built or version == f"kiosk {packages.version}"), f"--version says {version!r}")


def the_manual_says_what_readme_says(packages, work):
    tree = Path(work) / "kiosk"
    pages = {name: subprocess.run(["gzip", "-dc", tree / f"usr/share/man/{name}.gz"], capture_output=True, text=True, check=True).stdout
             for name in ("man1/kiosk.1", "man5/kiosk.toml.5")}
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    keys = re.findall(r"^\| `([a-z_]+\.[a-z_.]+)` \|", readme, re.M)
    options = re.findall(r"^\| `(--[a-z-]+)", readme, re.M)
    check(len(keys) > 40 and len(options) > 8, "README's tables are not found")
    for page, words in (("man5/kiosk.toml.5", keys), ("man1/kiosk.1", options)):
        missing = [word for word in words if word.replace("-", "\\-") not in pages[page]]
        check(not missing, f"{page} does not name {missing}")
        shown = subprocess.run(["man", "--warnings", "-l", "-E", "UTF-8", "-"], input=pages[page], capture_output=True, text=True) if Path("/usr/bin/man").exists() else None
        check(not shown or not shown.stderr, f"{page}: {shown and shown.stderr}")


# ---- the bare Debian

ANSWERS = """test-01

GLOBUS NUKUS MCHJ
123456789
Nókis qalası
-
http://127.0.0.1:9/api
ws://127.0.0.1:9/ws
998991234567
a password
n
-





y
Gulnaz
technician
135791
135791
n
"""


def set_up(bare):
    """As whoever installs it would, by kiosk --setup: a store that nobody is at, no machines, one person; and a table of products."""
    said = bare.must("kiosk", "--setup", "--ports", "/nowhere", input=ANSWERS)
    check(f"Written: {CONFIG}" in said, said)
    equal({name: bare.owner(f"/etc/kiosk/{name}") for name in ("kiosk.toml", "store.password", "staff.toml")},
          {"kiosk.toml": "root:kiosk 640", "store.password": "kiosk:kiosk 600", "staff.toml": "kiosk:kiosk 600"}, "owners after --setup")
    bare.write("etc/kiosk/products.csv", "product,code,barcodes,class_code,package_code,unit,unit_name,vat_percent,owner_type,marked,weighed,min_age,commission_inn,"
                                         "commission_pinfl\n1,,4780000000017,00702001001000001,1,1,dona,12,0,false,false,0,,\n")


class Running:
    """The kiosk of the bare Debian on a display of this machine, as its unit starts it: its journal gets rows."""

    def __init__(self, bare, display):
        self.process = bare.start("kiosk", "--config", CONFIG, user="kiosk", env={"DISPLAY": display.name, "SDL_VIDEODRIVER": "x11"})
        self.bare = bare
        deadline = time.monotonic() + 60
        while not self.window(display):
            check(display.process.poll() is None, f"the display {display.name} ended with {display.process.returncode}")
            check(self.process.poll() is None, f"the kiosk on {display.name} ended with {self.process.returncode}: {bare.log.read_text()[-1500:]}")
            check(time.monotonic() < deadline, "the kiosk has no window after a minute")
            time.sleep(0.3)

    @staticmethod
    def window(display):
        return subprocess.run(["xdotool", "search", "--onlyvisible", "--name", "Globus"], env={**os.environ, "DISPLAY": display.name}, capture_output=True).returncode == 0

    def end(self, how, within):
        began = time.monotonic()
        self.process.send_signal(how)
        equal(self.process.wait(within), 0, f"how the kiosk ended after signal {how}: {self.bare.log.read_text()[-800:]}")
        return time.monotonic() - began


def head(bare):
    """The journal's head as --verify-journal prints it; fails when the journal is not sound."""
    return bare.must("kiosk", "--verify-journal", STATE, user="kiosk").strip()


def ours_is_right(bare):
    """Modes and owners, whatever happened before."""
    for name, wanted in {"/etc/kiosk": "root:kiosk 750", STATE: "kiosk:kiosk 700", "/usr/bin/kiosk": "root:root 755", "/usr/libexec/kiosk/kiosk-picture": "root:root 755",
                         **{name: "root:root 644" for name in CONFFILES}}.items():
        equal(bare.owner(name), wanted, name)
    name, password, uid, _, _, home, shell = bare.must("getent", "passwd", "kiosk").strip().split(":")
    check(0 < int(uid) < 1000 and home == STATE and shell.endswith("nologin"), f"the user: {uid} {home} {shell}")
    check(re.match(r"kiosk:[!*]", bare.must("getent", "shadow", "kiosk")), "the user has a password")
    check(bare.run("test", "-r", "/etc/kiosk/theme.toml", user="nobody")[0] != 0 or bare.run("ls", "/etc/kiosk", user="nobody")[0] != 0, "anybody reads /etc/kiosk")


def installed_alone(bare, packages):
    """`kiosk` on a developer's machine: a program, and no other start of the machine."""
    bare.apt("install", "./kiosk.deb")
    ours_is_right(bare)
    equal(sorted(bare.must("dpkg-query", "-W", "-f", "${Conffiles}", "kiosk").split()[::2]), sorted(CONFFILES), "conffiles")
    check(not list((bare.root / "etc/systemd/system").rglob("kiosk*")), "a unit of ours is enabled")
    check(not (bare.root / "lib/systemd/system-generators/kiosk-no-way-out").exists(), "it masks the consoles")
    check(bare.must("kiosk", "--version", user="kiosk").startswith("kiosk "), "--version")
    for program in ("/usr/bin/kiosk", "/usr/libexec/kiosk/kiosk-picture"):
        check("not found" not in bare.must("ldd", program), f"{program} lacks a library")
    # Nothing is sold with somebody else's values: without a configuration it does not start, and with the example's it does neither.
    code, said = bare.run("kiosk", "--config", CONFIG, user="kiosk")
    check(code == 2 and "not set up yet" in said, f"an unconfigured kiosk: {code} {said}")
    code, said = bare.run("kiosk", "--config", "/usr/share/kiosk/config/kiosk.example.toml", "--check-config", user="kiosk")
    check(code == 2 and "store.password_file" in said, f"the example's configuration: {code} {said}")
    set_up(bare)
    said = bare.must("kiosk", "--config", CONFIG, "--check-config", user="kiosk")
    check("no faults" in said, said)
    # The decoder of pictures, with its doors shut: a real picture of one pixel.
    pixel = bytes.fromhex("89504e470d0a1a0a0000000d4948445200000001000000010806000000" "1f15c4890000000d49444154789c636060606000000005000157a1f3a80000000049454e44ae426082")
    done = subprocess.run(["chroot", "--userspec", "kiosk:kiosk", bare.root, "/usr/libexec/kiosk/kiosk-picture"], input=pixel, capture_output=True)
    check(done.returncode == 0 and len(done.stdout) > 8, f"kiosk-picture: {done.returncode} {done.stdout[:200]} {done.stderr}")


def machine_installed(bare):
    """`kiosk-machine`: it starts with the machine, and no way out is left."""
    bare.apt("install", "./kiosk-machine.deb")
    for unit in ("kiosk.service", "kiosk-display.service"):
        equal(bare.must("systemctl", "is-enabled", unit).strip(), "enabled", unit)
    equal(bare.run("systemctl", "is-enabled", "systemd-timesyncd.service")[1].strip(), "enabled", "what keeps the time")
    # Its generator, as systemd calls it: three folders.
    early = "run/systemd/generator.early"
    (bare.root / early).mkdir(parents=True)
    bare.must("/lib/systemd/system-generators/kiosk-no-way-out", "/run/normal", f"/{early}", "/run/late")
    wanted = sorted(path.name for path in (ROOT / "assets/machine/etc/systemd/system").iterdir() if path.is_symlink())
    check(len(wanted) > 15, "assets/machine masks hardly anything")
    equal(sorted(path.name for path in (bare.root / early).iterdir() if os.readlink(path) == "/dev/null"), wanted, "masked units")
    for unit in ("getty@tty1.service", "autovt@tty1.service", "serial-getty@ttyS0.service", "ctrl-alt-del.target", "debug-shell.service", "console-getty.service"):
        said = bare.run("systemctl", "is-enabled", unit)[1].strip()
        check(said.startswith("masked"), f"{unit} is {said}")
    units = sorted(path.name for path in (ROOT / "assets/systemd").glob("*.service"))
    code, said = bare.run("systemd-analyze", "verify", "--man=no", *(f"/lib/systemd/system/{unit}" for unit in units))
    faults = [line for line in said.splitlines() if "kiosk" in line]
    check(code == 0 and not faults, f"systemd-analyze verify: {code} {said}")
    # Whoever a unit runs as, and every group that it is given, is there.
    for unit in units:
        text = (ROOT / "assets/systemd" / unit).read_text(encoding="utf-8")
        for kind, database in (("User", "passwd"), ("(?:Supplementary)?Groups?", "group")):
            for name in " ".join(re.findall(rf"^{kind}=(.*)$", text, re.M)).split():
                bare.must("getent", database, name)
    _, sysctl = bare.run("/lib/systemd/systemd-sysctl", "--cat-config")  # 1: a link of systemd's own leads to a file of a package that is not there
    last = re.findall(r"^\s*kernel\.sysrq\s*=\s*(\S+)", sysctl, re.M)
    equal(last[-1:], ["0"], "the last word about SysRq")
    for kind in ("logind.conf", "system.conf"):
        check("10-kiosk-no-way-out.conf" in bare.must("systemd-analyze", "cat-config", f"systemd/{kind}"), f"{kind} is not read")
    check("10-kiosk.conf" in bare.must("systemd-analyze", "cat-config", "systemd/journald.conf"), "the bounds of the log are not read")
    check("security-updates --may" in bare.must("systemd-analyze", "cat-config", "systemd/system/apt-daily-upgrade.service"), "security updates come at any hour")
    check((bare.root / "var/lib/kiosk-machine/since").exists(), "it is not known since when this is a kiosk")
    # What is installed without anybody's doing: security, and nothing else.
    origins = [line for line in bare.must("apt-config", "dump").splitlines() if line.startswith("Unattended-Upgrade::Origins-Pattern:: ")]
    check(len(origins) == 1 and "Debian-Security" in origins[0], f"unattended upgrades from {origins}")


def rules_of_udev_can_be_read(bare):
    """udev's own reading of them, for a device that they do not concern; and that they guess nothing."""
    _, said = bare.run("udevadm", "test", "/sys/class/mem/null")
    check("70-kiosk.rules" in said, f"udev does not read the rules: {said[:500]}")
    faults = [line for line in said.splitlines() if "70-kiosk.rules:" in line]
    check(not faults, f"udev finds faults: {faults}")
    rules = [line for line in (bare.root / "lib/udev/rules.d/70-kiosk.rules").read_text().splitlines() if line and not line.startswith("#")]
    check(len(rules) > 5, "hardly a rule")
    for line in rules:
        # An adapter says nothing of what hangs on it.
        check(not re.search(r'idVendor\}=="(0403|067b|1a86|10c4|9710|0711)"', line), f"an adapter's chip is taken for a machine: {line}")


STUB = """#!/bin/sh
# Stands in for systemctl on a machine that runs.
echo "systemctl $*" >>/calls
case "$*" in
  *is-active*kiosk.service*) [ "$(cat /kiosk-is)" = active ] ;;
  *is-failed*kiosk.service*) [ "$(cat /kiosk-is)" = failed ] ;;
esac
"""


class AsIfItRan:
    """A machine on which systemd runs, as far as maintainer scripts can tell: what they ask of it is written down."""

    def __init__(self, bare, kiosk_is):
        self.bare, self.kiosk_is = bare, kiosk_is

    def __enter__(self):
        self.bare.write("kiosk-is", self.kiosk_is)
        self.bare.write("calls", "")
        (self.bare.root / "run/systemd/system").mkdir(parents=True, exist_ok=True)
        self.real = [self.bare.root / "usr/bin" / name for name in ("systemctl", "deb-systemd-invoke")]
        for path in self.real:
            path.rename(path.with_suffix(".real"))
        self.bare.write("usr/bin/systemctl", STUB, 0o755)
        self.bare.write("usr/bin/deb-systemd-invoke", '#!/bin/sh\necho "invoke $*" >>/calls\n', 0o755)
        return self

    def __exit__(self, *_):
        for path in self.real:
            path.with_suffix(".real").replace(path)
        (self.bare.root / "run/systemd/system").rmdir()

    def asked(self, pattern):
        return [line for line in (self.bare.root / "calls").read_text().splitlines() if re.search(pattern, line)]


def upgraded(bare, packages, display):
    """From the version before, with its journal; and what happens to a kiosk that runs meanwhile."""
    bare.apt("install", "--allow-downgrades", "./kiosk-before.deb", "./kiosk-machine-before.deb")
    equal(bare.must("dpkg-query", "-W", "-f", "${Version}", "kiosk"), packages.earlier, "the version before")
    for _ in range(2):
        check(Running(bare, display).end(signal.SIGTERM, 6) < 5.5, "it took too long to end")
    first = head(bare)
    check(int(first.split()[0]) >= 2, f"the journal has hardly a row: {first}")
    bare.must("sh", "-c", f"echo '# of this shop' >> {CONFFILES[1]}")
    bare.must("systemctl", "disable", "kiosk-display.service")
    with AsIfItRan(bare, "active") as machine:
        bare.apt("-o", "Dpkg::Options::=--force-confold", "install", "./kiosk.deb", "./kiosk-machine.deb")
        equal(machine.asked("kiosk.service"), ["systemctl --quiet is-active kiosk.service", "systemctl kill --kill-whom=main --signal=HUP kiosk.service"],
              "what an upgrade asks of a kiosk that runs")
        check(machine.asked("daemon-reload"), "the new units are not read")
    equal(bare.must("dpkg-query", "-W", "-f", "${Version}", "kiosk"), packages.version, "the version now")
    equal(head(bare), first, "the journal's head after the upgrade")
    ours_is_right(bare)
    equal(bare.owner("/etc/kiosk/store.password"), "kiosk:kiosk 600", "the password")
    check("as it was before" not in (bare.root / CONFFILES[0][1:]).read_text(), "a conffile that nobody changed is the old one")
    check("# of this shop" in (bare.root / CONFFILES[1][1:]).read_text(), "the shop's own conffile is gone")
    equal(bare.run("systemctl", "is-enabled", "kiosk-display.service")[1].strip(), "disabled", "what was disabled by hand")
    bare.must("systemctl", "enable", "kiosk-display.service")
    # The new program goes on in that journal; the update's signal ends it, and not at once.
    took = Running(bare, display).end(signal.SIGHUP, 25)
    check(9 < took < 20, f"SIGHUP: it ended after {took:.1f} s")
    second = head(bare)
    check(int(second.split()[0]) > int(first.split()[0]), "the new version wrote nothing")
    with AsIfItRan(bare, "failed") as machine:
        bare.apt("install", "--reinstall", "./kiosk.deb", "./kiosk-machine.deb")
        equal(machine.asked("kiosk.service")[-2:], ["systemctl reset-failed kiosk.service", "invoke start kiosk.service"], "a kiosk that was down for good")
    return second


def went_back(bare, packages, before):
    bare.apt("install", "--allow-downgrades", "-o", "Dpkg::Options::=--force-confold", "./kiosk-before.deb", "./kiosk-machine-before.deb")
    equal(bare.must("dpkg-query", "-W", "-f", "${Version}", "kiosk"), packages.earlier, "the version after going back")
    equal(head(bare), before, "the journal's head after going back")
    ours_is_right(bare)
    said = bare.must("kiosk", "--config", CONFIG, "--check-config", user="kiosk")
    check("no faults" in said, said)


def removed_and_purged(bare, packages, before):
    inside = sorted(path.name for path in (bare.root / STATE[1:]).iterdir())
    with AsIfItRan(bare, "active") as machine:
        bare.apt("remove", "kiosk", "kiosk-machine")
        equal(len(machine.asked(r"^invoke stop kiosk.service kiosk-notice.service kiosk-display.service$")), 1, "how often the kiosk is stopped")
    check(not (bare.root / "usr/bin/kiosk").exists(), "the program is still there")
    check(not (bare.root / "lib/systemd/system-generators/kiosk-no-way-out").exists(), "the consoles stay masked")
    for name in (CONFIG, "/etc/kiosk/store.password", f"{STATE}/journal.db", *CONFFILES):
        check((bare.root / name[1:]).exists(), f"removing took {name}")
    said = bare.apt("purge", "kiosk", "kiosk-machine")
    check(not (bare.root / "var/lib/kiosk-machine").exists(), "kiosk-machine left something behind")
    check(f"everything else in {STATE} is kept" in said, f"purging does not say what it keeps: {said}")
    check(not (bare.root / "etc/kiosk").exists(), "/etc/kiosk is still there")
    equal(sorted(path.name for path in (bare.root / STATE[1:]).iterdir()), inside, "the state after purging")
    equal(bare.owner(STATE), "kiosk:kiosk 700", "the state after purging")
    # Installed again it takes the journal up as it was.
    bare.apt("install", "./kiosk.deb", "./kiosk-machine.deb")
    ours_is_right(bare)
    equal(head(bare), before, "the journal's head after purging and installing")
    # Asked for twice.
    (bare.root / STATE[1:] / "delete-on-purge").touch()
    bare.apt("remove", "kiosk", "kiosk-machine")
    check((bare.root / STATE[1:] / "journal.db").exists(), "removing took the journal, though only purging may")
    bare.apt("purge", "kiosk", "kiosk-machine")
    check(not (bare.root / STATE[1:]).exists(), "the state was asked for twice and is still there")
    # And from the beginning.
    bare.apt("install", "./kiosk.deb", "./kiosk-machine.deb")
    ours_is_right(bare)
    equal(list((bare.root / STATE[1:]).iterdir()), [], "the state of a new kiosk")
    equal(bare.must("dpkg", "--verify", "kiosk", "kiosk-machine"), "", "files that differ from the packages'")


def own_namespace():
    if os.geteuid() != 0:
        raise Missing("only root may make a bare Debian")
    if ctypes.CDLL(None, use_errno=True).unshare(0x00020000) != 0:  # CLONE_NEWNS
        raise Missing("no mount namespace of its own is allowed here")
    subprocess.run(["mount", "--make-rprivate", "/"], check=True)


def mirror_answers():
    uri, suite, _ = debian_sources().split("\n")[0].split()[1:]
    try:
        urllib.request.urlopen(f"{uri}dists/{suite}/InRelease", timeout=20).close()
    except OSError as error:
        raise Missing(f"{uri} does not answer: {error}") from error


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--built", action="store_true")
    parser.add_argument("--may-skip", action="store_true")
    given = parser.parse_args()
    began = time.monotonic()

    def step(what, call, *arguments):
        at = time.monotonic()
        result = call(*arguments)
        print(f"{time.monotonic() - began:6.1f} s  {what} ({time.monotonic() - at:.1f} s)", flush=True)
        return result

    with tempfile.TemporaryDirectory(prefix="kiosk-package.") as work:
        try:
            own_namespace()
            packages = step("packages unpacked", Packages, given.folder.resolve(), work)
            step("programs: nothing of the tests, hardened, stripped, with symbols apart", programs_are_as_they_should_be, packages, work, given.built)
            step("manual", the_manual_says_what_readme_says, packages, work)
            step("a mirror answers", mirror_answers)
            with Bare(given.folder.resolve()) as bare:
                print(f"{time.monotonic() - began:6.1f} s  a bare Debian", flush=True)
                for name, path in zip(("kiosk", "kiosk-machine", "kiosk-before", "kiosk-machine-before"), [*packages.now, *packages.before]):
                    (bare.root / f"{name}.deb").write_bytes(Path(path).read_bytes())
                bare.must("apt-get", "-q", "update", seconds=300)
                step("kiosk alone", installed_alone, bare, packages)
                step("kiosk-machine", machine_installed, bare)
                step("udev's rules", rules_of_udev_can_be_read, bare)
                display = Display(Path(work), 540, 960)
                try:
                    last = step("upgraded, with a journal", upgraded, bare, packages, display)
                finally:
                    display.process.terminate()
                    display.process.wait(10)
                step("went back by one version", went_back, bare, packages, last)
                step("removed, purged, installed again, purged for good", removed_and_purged, bare, packages, last)
        except Missing as missing:
            print(f"SKIP: {missing}" if given.may_skip else f"package_test.py: {missing}")
            return 77 if given.may_skip else 1
    print("the packages are sound")
    return 0


if __name__ == "__main__":
    sys.exit(main())
