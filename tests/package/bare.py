"""A bare Debian (minbase) in a folder, in which a package is installed as on a new machine. systemd does not run in it; programs do. Wants root, apt's
sources of this machine, and a mount namespace of its own (package_test.py begins with that)."""

import os
import shutil
import subprocess
import time
from pathlib import Path

ARCHIVES = "var/cache/apt/archives"
DISPLAYS = "/tmp/.X11-unix"  # where the sockets of this machine's displays are


class Missing(Exception):
    """What this test needs and this machine has not."""


def debian_sources():
    """Those of this machine's apt that are Debian's own, as lines of a sources.list."""
    told = subprocess.run(["apt-get", "indextargets", "--format", "$(REPO_URI) $(RELEASE) $(COMPONENT) $(ORIGIN)", "Created-By: Packages"],
                          capture_output=True, text=True, check=True).stdout
    found = sorted({tuple(line.split()[:3]) for line in told.splitlines() if line.endswith(" Debian")})
    if not found:
        raise Missing("apt of this machine knows no source of Debian")
    return "".join(f"deb {uri} {suite} {component}\n" for uri, suite, component in found)


class Bare:
    def __init__(self, work):
        self.work, self.root = Path(work), Path(work) / "bare"
        self.archives = self.work / "archives"

    def __enter__(self):
        tar = self.work / "bare.tar"
        if not tar.exists() or time.time() - tar.stat().st_mtime > 86_400:
            self.make(tar)
        self.archives.mkdir(exist_ok=True)
        self.remove()
        self.root.mkdir()
        os.makedirs(DISPLAYS, mode=0o1777, exist_ok=True)
        subprocess.run(["tar", "-xf", tar, "-C", self.root], check=True)
        for what, where in ((["-t", "proc", "proc"], "proc"), (["-t", "sysfs", "-o", "ro", "sysfs"], "sys"), (["--rbind", "/dev"], "dev"), (["--bind", str(self.archives)], ARCHIVES), (["--bind", DISPLAYS], DISPLAYS[1:])):
            (self.root / where).mkdir(parents=True, exist_ok=True)
            mounted = subprocess.run(["mount", *what, self.root / where], capture_output=True, text=True, check=False)
            if mounted.returncode != 0:
                raise Missing(f"nothing can be mounted here: {mounted.stderr.strip()}")
        for name in ("etc/resolv.conf", "etc/hosts"):
            if Path("/", name).exists():
                shutil.copyfile(Path("/", name), self.root / name)
        self.write("usr/sbin/policy-rc.d", "#!/bin/sh\nexit 101\n", 0o755)
        self.write("etc/apt/apt.conf.d/90test", 'Binary::apt::APT::Keep-Downloaded-Packages "true";\nAPT::Install-Recommends "false";\nDPkg::Use-Pty "false";\n')
        return self

    def __exit__(self, *_):
        for name in (DISPLAYS[1:], ARCHIVES, "dev", "sys", "proc"):
            subprocess.run(["umount", "-l", self.root / name], check=False)
        self.remove()

    def remove(self):
        """Never with something of this machine still mounted in it: its /dev, for one."""
        mounted = [line.split()[4] for line in Path("/proc/self/mountinfo").read_text().splitlines() if line.split()[4].startswith(f"{self.root}/")]
        if mounted:
            raise AssertionError(f"left as it is, something is mounted in it: {mounted}")
        subprocess.run(["rm", "-rf", "--one-file-system", self.root], check=True)

    def make(self, tar):
        new = tar.with_suffix(".new.tar")
        made = subprocess.run(["mmdebstrap", "--variant=minbase", "--mode=root", "--quiet", "bookworm", new, "-"], input=debian_sources(), capture_output=True, text=True)
        if made.returncode != 0:
            raise Missing(f"mmdebstrap makes no bare Debian here: {made.stderr.strip()[-300:]}")
        new.rename(tar)

    def write(self, name, text, mode=0o644):
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        path.chmod(mode)
        return path

    def run(self, *words, user=None, input=None, seconds=120, env=None):
        """(exit code, everything it said)"""
        as_user = ["--userspec", f"{user}:{user}"] if user else []
        environment = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C.UTF-8", "DEBIAN_FRONTEND": "noninteractive", "HOME": "/", **(env or {})}
        done = subprocess.run(["chroot", *as_user, self.root, *map(str, words)], input=input, stdin=None if input else subprocess.DEVNULL, text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=environment, timeout=seconds)
        return done.returncode, done.stdout

    def must(self, *words, **options):
        code, said = self.run(*words, **options)
        if code != 0:
            raise AssertionError(f"{' '.join(map(str, words))}: {code}\n{said[-3000:]}")
        return said

    def start(self, *words, user, env):
        """A program that goes on; what it says goes to a file."""
        self.log = self.work / "started.log"
        with open(self.log, "wb") as log:
            return subprocess.Popen(["chroot", "--userspec", f"{user}:{user}", self.root, *map(str, words)], stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                                    env={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "HOME": "/", **env})

    def apt(self, *words):
        return self.must("apt", "-y", *words, seconds=900)

    def owner(self, name):
        """"user:group mode" as the bare Debian names them."""
        return self.must("stat", "-c", "%U:%G %a", name).strip()
