#!/usr/bin/env python3
"""make_handbook.py --out FOLDER [--pictures FOLDER] [--version V] [--language CODE..] [--only-html]: the staff's handbook as HTML and PDF, one of each for a language.

The page is assets/handbook/handbook.html. What screens say is taken from the screens' own catalogues (assets/strings), so the handbook cannot name a button
otherwise; its own sentences are in assets/handbook/*.po. A word that is missing in either is an error, and nothing is made. `--template` prints what msgmerge
wants to bring those up to date (scripts/handbook --update).

Needs Debian's python3-jinja2 and gettext; weasyprint for the PDF.
"""

import argparse
import gettext
import html
import io
import re
import shutil
import subprocess
import sys
from pathlib import Path

import jinja2
import markupsafe
from jinja2.ext import extract_from_ast

HERE = Path(__file__).resolve().parent
SCREENS = HERE.parent / "strings"
TEMPLATE = "handbook.html"
OWN_WORDS = "en"  # what the page is written in, and the screens' ids
LANGUAGES = ("kaa", "uz", "ru", "en")


class Lost(Exception):
    """A sentence that is not there in a language."""


class Nothing(gettext.NullTranslations):
    def gettext(self, message):
        raise Lost(message)


def catalogue(path):
    """A .po file as msgfmt reads it; what is not translated in it is lost."""
    made = subprocess.run(["msgfmt", "--check-format", "--check-header", "-o", "-", path], capture_output=True, check=False)
    if made.returncode != 0:
        raise Lost(made.stderr.decode())
    words = gettext.GNUTranslations(io.BytesIO(made.stdout))
    words.add_fallback(Nothing())
    return words


def ids_in(path):
    """The ids of a .po file, those alone that are in use."""
    text = subprocess.run(["msgattrib", "--no-obsolete", "--no-wrap", path], capture_output=True, text=True, check=True).stdout
    return {re.sub(r"\\(.)", r"\1", found) for found in re.findall(r'^msgid "((?:\\.|[^"\\])+)"$', text, re.M)}


def environment(folder=HERE):
    return jinja2.Environment(loader=jinja2.FileSystemLoader(folder), undefined=jinja2.StrictUndefined, autoescape=True, keep_trailing_newline=True)


def said(template):
    """(function, first argument..) of each call of t, screen, key and about in a template's text."""
    for _, function, words in extract_from_ast(environment().parse(template), gettext_functions=("t", "screen", "key", "about")):
        yield function, *(words if isinstance(words, tuple) else (words,))


class Words:
    """What the page calls. A place is {0}; the screens' own places, which a handbook cannot fill in, become three dots."""

    def __init__(self, language, own=HERE, screens=SCREENS):
        self.language = language
        # English has no catalogue: its sentences are the ids. That a screen says them is asked of another language's.
        self.of_screens = catalogue(screens / f"{'ru' if language == OWN_WORDS else language}.po")
        self.own = gettext.NullTranslations() if language == OWN_WORDS else catalogue(own / f"{language}.po")

    def t(self, message, *parts):
        text = str(markupsafe.escape(self.own.gettext(message)))
        return markupsafe.Markup(re.sub(r"\{(\d)\}", lambda place: str(markupsafe.escape(parts[int(place[1])])), text))

    def screen(self, message):
        text = self.of_screens.gettext(message)
        return re.sub(r"\{\d?\}", "\u2026", message if self.language == OWN_WORDS else text)

    def key(self, message):
        return markupsafe.Markup(f"<b class=\"key\">{html.escape(self.screen(message))}</b>")


def page(language, version, picture, own=HERE, screens=SCREENS, template=None):
    words = Words(language, own, screens)
    names = {"t": words.t, "screen": words.screen, "key": words.key, "about": lambda *_: "", "picture": picture, "language": language, "version": version}
    env = environment(own)
    page_of = env.from_string(template) if template else env.get_template(TEMPLATE)
    return page_of.render(names)


def make(language, out, pictures, version, with_pdf):
    kept = out / "pictures" / language
    if pictures and (pictures / language).is_dir() and kept != pictures / language:
        kept.mkdir(parents=True, exist_ok=True)
        for path in (pictures / language).glob("*.png"):
            shutil.copyfile(path, kept / path.name)

    def picture(name):
        return f"pictures/{language}/{name}.png" if (kept / f"{name}.png").exists() else ""

    text = page(language, version, picture)
    out.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(HERE / "handbook.css", out / "handbook.css")
    made = out / f"handbook-{language}.html"
    made.write_text(text, encoding="utf-8")
    print(made)
    if with_pdf:
        import weasyprint

        weasyprint.HTML(filename=str(made)).write_pdf(str(made.with_suffix(".pdf")))
        print(made.with_suffix(".pdf"))


def template_of(text):
    """The page's own sentences as a .pot file, in their order."""
    lines = ['msgid ""', 'msgstr ""', '"Content-Type: text/plain; charset=UTF-8\\n"', ""]
    seen = set()
    for function, message, *_ in said(text):
        if function == "t" and message not in seen:
            seen.add(message)
            quoted = message.replace("\\", "\\\\").replace('"', '\\"')
            lines += [f"#: assets/handbook/{TEMPLATE}", f'msgid "{quoted}"', 'msgstr ""', ""]
    return "\n".join(lines)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path)
    parser.add_argument("--pictures", type=Path, help="a folder of each language's pictures (scripts/lib/staff_pictures.py)")
    parser.add_argument("--version", default="")
    parser.add_argument("--language", action="append", choices=LANGUAGES)
    parser.add_argument("--only-html", action="store_true")
    parser.add_argument("--template", action="store_true")
    given = parser.parse_args()
    text = (HERE / TEMPLATE).read_text(encoding="utf-8")
    if given.template:
        print(template_of(text), end="")
        return 0
    if not given.out:
        parser.error("--out is needed")
    try:
        for language in given.language or LANGUAGES:
            make(language, given.out.resolve(), given.pictures and given.pictures.resolve(), given.version or "\u2014", not given.only_html)
    except Lost as lost:
        print(f"handbook: {language}: no words for {str(lost)!r}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
