#!/usr/bin/env python3
"""printed_test.py FOLDER LANGUAGE: the handbook that scripts/handbook made there: every picture is in it, every letter in one font, no word outside of the page."""

import html
import re
import subprocess
import sys
from pathlib import Path

PICTURES = 7
LETTERS = {"kaa": "ÁáǴǵŃńÓóÚúİıÝý"}
POINTS_OF_MARGIN = 16 / 25.4 * 72  # the page's, handbook.css


def run(*words):
    return subprocess.run(words, capture_output=True, text=True, check=True).stdout


def faults_of(folder, language):
    page, printed = folder / f"handbook-{language}.html", folder / f"handbook-{language}.pdf"
    text = page.read_text(encoding="utf-8")
    pictures = re.findall(r'<img src="([^"]+)"', text)
    if len(pictures) != PICTURES:
        yield f"{len(pictures)} pictures instead of {PICTURES}"
    yield from (f"{name} is not there" for name in pictures if not (folder / name).is_file())
    embedded = [line for line in run("pdfimages", "-list", printed).splitlines()[2:] if " image " in line]
    if len(embedded) < PICTURES:
        yield f"{len(embedded)} pictures in the PDF"

    fonts = [line.split() for line in run("pdffonts", printed).splitlines()[2:]]
    others = [font[0] for font in fonts if "Noto-Sans" not in font[0] or "Mono" in font[0]]
    if others or not fonts:
        yield f"letters that Noto Sans does not have: they come from {others}"
    for letter in LETTERS.get(language, ""):
        if not run("fc-list", f":family=Noto Sans:charset={ord(letter):x}"):
            yield f"Noto Sans has no {letter}"

    # Each word of the page is on paper; a word that is torn at a line's end is not looked for.
    body = html.unescape(re.sub(r"<[^>]+>", " ", text[text.index("<body>"):]))
    on_paper = run("pdftotext", "-layout", printed, "-")
    squeezed = re.sub(r"\W", "", on_paper)
    lost = {word for word in re.findall(r"\w{3,}", body) if word not in squeezed}
    if lost:
        yield f"words that are not on paper: {sorted(lost)[:10]}"

    boxes = run("pdftotext", "-bbox", printed, "-")
    width = float(re.search(r'<page width="([\d.]+)"', boxes)[1])
    words = re.findall(r'<word xMin="([\d.-]+)" yMin="[\d.-]+" xMax="([\d.-]+)" yMax="[\d.-]+">([^<]*)</word>', boxes)
    if len(words) < 1000:
        yield f"{len(words)} words on paper"
    for left, right, word in words:
        if float(left) < POINTS_OF_MARGIN - 1 or float(right) > width - POINTS_OF_MARGIN + 1:
            yield f"{html.unescape(word)!r} stands outside of the text"


def main():
    faults = list(faults_of(Path(sys.argv[1]), sys.argv[2]))
    print("\n".join(faults) if faults else "the handbook is whole")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
