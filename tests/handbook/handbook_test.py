#!/usr/bin/env python3
"""The handbook's words are there in each language, and each thing that staff can do at the kiosk has its place in it.

Wants Debian's python3-jinja2 and gettext (scripts/lib/packages)."""

import re
import sys
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "assets/handbook"))
import make_handbook as handbook  # noqa: E402

TEMPLATE = (handbook.HERE / handbook.TEMPLATE).read_text(encoding="utf-8")
CALLS = list(handbook.said(TEMPLATE))
OWN = {words[0] for function, *words in CALLS if function == "t"}
OF_SCREENS = {words[0] for function, *words in CALLS if function in ("screen", "key")}
TRANSLATED = [language for language in handbook.LANGUAGES if language != handbook.OWN_WORDS]


def source(name):
    return (ROOT / name).read_text(encoding="utf-8")


def listed(text, pattern):
    """The names between the braces behind what the pattern finds."""
    found = re.search(pattern + r"[^{]*\{(.*?)\}", text, re.S)
    return re.findall(r"\w+", re.sub(r"//[^\n]*", "", found[1])) if found else []


def of_the_program():
    """What staff can do and see, as the program's own lists have it."""
    intents = set(re.findall(r"^struct (Staff\w+|CallStaff) \{", source("engine/checkout/intent.h"), re.M))
    tabs = {f"tab:{name}" for name in listed(source("kiosk/staff/device_lines.h"), r"enum class StaffTab")}
    kinds = {f"open:{name}" for name in listed(source("engine/ledger/open_items.h"), r"struct OpenItem \{\s+enum class Kind")}
    roles = {f"role:{name}" for name in listed(source("engine/config/staff_file.h"), r"enum class StaffRole")}
    return intents, tabs, kinds, roles


def said_in(name, function):
    """The sentences of one function of a source file."""
    body = re.search(rf"^\w[^\n]*\b{function}\(.*?^\}}", source(name), re.M | re.S)
    return set(re.findall(r'tr\(ui, "((?:\\.|[^"\\])*)"\)', body[0])) if body else set()


class Handbook(unittest.TestCase):
    def test_every_language_has_every_word(self):
        for language in handbook.LANGUAGES:
            text = handbook.page(language, "1", lambda _: "")
            self.assertGreater(text.count("<section"), 15, language)
            self.assertNotRegex(text, r"\{\d?\}", language)

    def test_a_missing_word_is_an_error(self):
        for wrong in ('{{ screen("Close the shop") }}', '{{ key("Close the shop") }}', '{{ t("Close the shop.") }}'):
            with self.assertRaises(handbook.Lost, msg=wrong):
                handbook.page("kaa", "1", lambda _: "", template=wrong)
        with self.assertRaises(handbook.Lost):  # English, too, says what a screen says
            handbook.page("en", "1", lambda _: "", template='{{ screen("Close the shop") }}')

    def test_nothing_is_translated_that_nobody_says(self):
        for language in TRANSLATED:
            self.assertEqual(handbook.ids_in(handbook.HERE / f"{language}.po") ^ OWN, set(), language)

    def test_places_to_fill_in_are_kept(self):
        for language in TRANSLATED:
            words = handbook.catalogue(handbook.HERE / f"{language}.po")
            for message in OWN:
                places = r"\{\d\}"
                self.assertEqual(sorted(re.findall(places, words.gettext(message))), sorted(re.findall(places, message)), f"{language}: {message}")

    def test_each_language_is_in_its_own_letters(self):
        for language in TRANSLATED:
            words = handbook.catalogue(handbook.HERE / f"{language}.po")
            for message in OWN:
                self.assertNotRegex(words.gettext(message), "'" if language == "ru" else r"['\u0400-\u04FF]", language)

    def test_what_staff_can_do_is_explained(self):
        parts = of_the_program()
        for part in parts:
            self.assertGreater(len(part), 2, "a list of the program could not be read")
        explained = {name for function, *names in CALLS if function == "about" for name in names if isinstance(name, str)}
        # The list of open things is a loop: its kinds stand in its rows.
        explained |= {f"open:{kind}" for kind in re.findall(r'^  \("(\w+)", screen\(', TEMPLATE, re.M)}
        self.assertEqual(explained ^ set().union(*parts), set())

    def test_each_advice_of_the_screens_stands_in_it(self):
        advice = set().union(*(said_in("kiosk/staff/device_lines.cpp", f"{device}_advice") for device in ("printer", "fiscal", "cash")))
        notices = said_in("kiosk/screens/shopping/attract.cpp", "for_staff")
        self.assertGreater(len(advice), 12)
        self.assertGreater(len(notices), 4)
        self.assertEqual((advice | notices) - OF_SCREENS, set())

    def test_each_kind_of_what_is_open_has_the_name_that_the_screen_gives_it(self):
        names = re.findall(r"case Kind::(\w+): return tr\(ui, \"([^\"]+)\"\)", source("kiosk/staff/page_open.cpp"))
        rows = re.findall(r'^  \("(\w+)", screen\("([^"]+)"\)', TEMPLATE, re.M)
        self.assertEqual(sorted(rows), sorted(names))


if __name__ == "__main__":
    unittest.main()
