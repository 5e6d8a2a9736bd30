#!/usr/bin/env python3
"""manual.py README --version V --date UNIX --out FOLDER: the manual pages kiosk(1) and kiosk.toml(5), made from README's own tables, and from what README says
below a table of single rows ("More about some of them"), so that neither says what the other does not. Fails when a table is not there."""

import argparse
import re
import sys
import time
from pathlib import Path


def section(text, heading):
    """From a heading to the next of its rank or above."""
    rank = heading.split(" ")[0]
    found = re.search(rf"^{re.escape(heading)}\n(.*?)(?=^#{{1,{len(rank)}}} |\Z)", text, re.M | re.S)
    if not found:
        sys.exit(f"manual.py: README has no section {heading!r}")
    return found.group(1)


def rows(text, first):
    """The rows of the table whose head begins with the cell `first`; an escaped bar is a bar."""
    found = re.search(rf"^\| {re.escape(first)} \|[^\n]*\n\|[-| ]+\|\n((?:\|[^\n]*\n)+)", text, re.M)
    if not found:
        sys.exit(f"manual.py: README has no table of {first!r}")
    return [[cell.strip().replace("\\|", "|") for cell in re.split(r"(?<!\\)\|", line.strip().strip("|"))] for line in found.group(1).splitlines()]


def more(text, terms):
    """What stands below the tables of single rows: "- `row`: text" -> {row: text}. A row that no table has is a fault."""
    below = re.search(r"^More about some of them:\n\n((?:- [^\n]*\n(?:  [^\n]*\n)*)+)", text, re.M)
    found = re.findall(r"^- (`[^`]+`): (.*(?:\n  .*)*)", below.group(1), re.M) if below else []
    for term, _ in found:
        if term not in terms:
            sys.exit(f"manual.py: README says more about {term}, which is in no table")
    joined = {term: " ".join(said.split()) for term, said in found}
    return {term: said[:1].upper() + said[1:] for term, said in joined.items()}


def with_more(meaning, said):
    return meaning.rstrip(".") + (f". {said}" if said else "")


def roff(markdown):
    """One paragraph. Code and bold become bold, links their words."""
    text = re.sub(r"\[([^\]]+)\]\([^)]*\)", r"\1", markdown)
    parts = []
    for part in re.split(r"(`[^`]+`|\*\*[^*]+\*\*)", text):
        plain = part.strip("`") if part.startswith("`") else part.strip("*") if part.startswith("**") else part
        plain = plain.replace("\\", "\\e").replace("-", "\\-").replace("'", "\\(aq").replace("`", "\\(ga").replace("–", "\\(en")
        parts.append(f"\\fB{plain}\\fR" if part.startswith(("`", "**")) else plain)
    line = "".join(parts)
    return "\\&" + line if line.startswith((".", "\\(aq")) else line


def entry(term, text):
    return f".TP\n{roff(term)}\n{roff(text)}\n"


def page(name, chapter, what, version, day, body):
    return f'.TH {name.upper()} {chapter} "{day}" "kiosk {version}" "Self\\-checkout kiosk"\n.SH NAME\n{roff(name)} \\- {roff(what)}\n{body}'


def program_page(readme, version, day):
    text = section(readme, "### The kiosk program")
    call = re.search(r"^`(kiosk [^`]+)`$", text, re.M)
    body = f".SH SYNOPSIS\n{roff('`' + call.group(1) + '`')}\n.SH DESCRIPTION\n"
    body += roff("A customer buys at the kiosk: goods, receiver, payment, receipt. Where the program keeps its record of money, and what to do when something failed, "
                 "stands in README.md and OPERATING.md, in /usr/share/doc/kiosk.") + "\n.SH OPTIONS\n"
    options = rows(text, "option")
    said = more(text, [option for option, _ in options])
    body += "".join(entry(option, with_more(meaning, said.get(option))) for option, meaning in options)
    body += ".SH EXIT STATUS\n" + "".join(entry(f"`{code}`", meaning) for code, meaning in rows(text, "exit code"))
    body += ".SH SIGNALS\n" + "".join(entry(f"`{signal}`", meaning) for signal, meaning in rows(text, "signal"))
    body += (".SH FILES\n" + entry("`/etc/kiosk/kiosk.toml`", "the configuration, see `kiosk.toml`(5)")
             + entry("`/etc/kiosk/theme.toml`, `/etc/kiosk/printers.toml`", "the look of the shop; what receipt printers differ in")
             + entry("`/var/lib/kiosk`", "the journal, which is the record of money, and all else that the kiosk keeps")
             + entry("`/usr/share/kiosk/config/kiosk.example.toml`", "an example of each key"))
    return page("kiosk", 1, "self-checkout kiosk of a shop", version, day, body + ".SH SEE ALSO\n" + roff("`kiosk.toml`(5), `systemctl`(1)") + "\n")


def configuration_page(readme, version, day):
    text = section(readme, "## Configuration")
    body = ".SH DESCRIPTION\n"
    before = text.split("\n|")[0].strip()
    body += "\n.PP\n".join(roff(" ".join(paragraph.split())) for paragraph in before.split("\n\n")) + "\n"
    of = {}
    keys_of_table = rows(text, "key")
    said = more(text, [key for key, _, _ in keys_of_table])
    for key, default, meaning in keys_of_table:
        meaning = with_more(meaning, said.get(key)).rstrip(".")
        of.setdefault(key.strip("`").rsplit(".", 1)[0], []).append((key, default, meaning))
    body += ".SH KEYS\n"
    for table, keys in of.items():
        body += f".SS [{roff(table)}]\n"
        for key, default, meaning in keys:
            known = default not in ("–", "")
            body += entry(key, meaning[:1].upper() + meaning[1:] + (f". Default: {default}." if known and default != "mandatory" else f". {default.capitalize()}." if known else "."))
    body += ".SH SEE ALSO\n" + roff("`kiosk`(1); `/usr/share/kiosk/config/kiosk.example.toml`, the same with comments") + "\n"
    return page("kiosk.toml", 5, "configuration of a self-checkout kiosk", version, day, body)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("readme", type=Path)
    for name in ("--version", "--date", "--out"):
        parser.add_argument(name, required=True)
    given = parser.parse_args()
    readme, out = given.readme.read_text(encoding="utf-8"), Path(given.out)
    day = time.strftime("%Y-%m-%d", time.gmtime(int(given.date)))
    (out / "kiosk.1").write_text(program_page(readme, given.version, day), encoding="utf-8")
    (out / "kiosk.toml.5").write_text(configuration_page(readme, given.version, day), encoding="utf-8")


if __name__ == "__main__":
    main()
