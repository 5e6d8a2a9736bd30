#!/usr/bin/env python3
"""changelog.py CHANGELOG.md --version V --date UNIX: Debian's changelog of the package, on standard output. Its one entry is what stands first in the project's own
(what is not released, or the newest release); all of that lies in the package as CHANGELOG.md."""

import argparse
import email.utils
import re
import sys
import textwrap
from pathlib import Path

MAINTAINER = re.search(r"^Maintainer: (.*)$", (Path(__file__).parent / "debian/control").read_text(encoding="utf-8"), re.M).group(1)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("changelog", type=Path)
    parser.add_argument("--version", required=True)
    parser.add_argument("--date", required=True, type=int)
    given = parser.parse_args()
    first = re.search(r"^## [^\n]*\n(.*?)(?=^## |\Z)", given.changelog.read_text(encoding="utf-8"), re.M | re.S)
    if not first:
        sys.exit("changelog.py: no \"## \" heading in it")
    print(f"kiosk ({given.version}) bookworm; urgency=medium\n")
    for item in re.findall(r"^- (.*(?:\n  .*)*)", first.group(1), re.M) or ["Nothing that others rely on has changed."]:
        print(textwrap.fill(" ".join(item.replace("`", "").split()), 78, initial_indent="  * ", subsequent_indent="    ", break_long_words=False,
                            break_on_hyphens=False))
    print(f"\n -- {MAINTAINER}  {email.utils.formatdate(given.date)}")


if __name__ == "__main__":
    main()
