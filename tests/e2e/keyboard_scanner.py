"""A scanner that pretends to be a keyboard, with real key events: what it sends around its codes presses nothing, what it sends for the separator is one,
and it types into no secret."""

import os
import signal
import time

from books import audit, of_kind
from by_cash import not_round, one_receipt, to_cash
from everyone import go_to
from goods import lines
from harness import CARD, PIN, check, equal, until
from stage import scenario

def in_alt_mode(code, gap):
    """Each character as Alt and the three digits of its number; `gap`: seconds between strokes, beside the few milliseconds of xdotool itself."""
    words = []
    for character in code:
        words += ["keydown", "--delay", 0, "Alt_L", "sleep", gap]
        for digit in f"{ord(character):03}":
            words += ["key", "--delay", 0, f"KP_{digit}", "sleep", gap]
        words += ["keyup", "--delay", 0, "Alt_L", "sleep", gap]
    return words


def keys(*names):
    return [word for name in names for word in ("key", "--delay", 2, name)]


def strike(rig, *words):
    """Key events of one process, a few milliseconds apart; the pointer stands where it touches nothing."""
    rig.display.xdotool("mousemove", rig.width // 2, 4, *words)


def text(code):
    return ("type", "--args", 1, "--delay", 2, code)  # without it the rest of the words is text as well


def pieces(rig, count):
    until(f"{count} pieces", 6, lambda: rig.session()["pieces"] == count)


@scenario()
def around_a_code(rig):
    """Second Enter, Tab, line feed, a prefix: on the attract screen, in the cart, with the ring on what removes a line."""
    code = rig.plain()[0]["barcodes"].split()[0]
    ends = (keys("Return", "Return"), keys("Return", "Tab"), keys("Tab"), keys("Tab", "Return"), keys("Return", "ctrl+j"), keys("ctrl+j", "Return"),
            keys("Return", "Return", "Return", "Down", "Return"))
    strike(rig, *text(code), *ends[0])
    pieces(rig, 1)
    equal(rig.kiosk.screen(), "catalog", "the screen after a scan on the attract screen")
    for count, end in enumerate(ends[1:], 2):
        strike(rig, *text(code), *end)
        pieces(rig, count)
        equal(rig.kiosk.screen(), "catalog", f"the screen after a scan that ends with {end}")
    strike(rig, *keys("Return"), *text(code), *keys("Return"))
    strike(rig, *keys("Tab"), *text(code), *keys("Return", "Return"))
    count += 2
    pieces(rig, count)
    equal(rig.kiosk.screen(), "catalog", "the screen after a scan with a prefix")
    rig.touch("cart.open")
    rig.see("cart")
    strike(rig, *text(code), *keys("Return", "Return"))
    pieces(rig, count + 1)
    equal(rig.kiosk.screen(), "cart", "the screen after a scan in the cart")
    time.sleep(0.3)  # a key right behind a scan is the scanner's
    minus = next(name for name in rig.nodes() if name.endswith((".minus", ".remove")))
    go_to(rig, minus)
    strike(rig, *text(code), *keys("Return", "Return"))
    pieces(rig, count + 2)
    time.sleep(0.3)
    strike(rig, *keys("Return"))  # a person's
    pieces(rig, count + 1)


@scenario()
def alt_mode(rig):
    """A scanner that types every character as Alt and three digits (how slow it may be: kiosk_app_test): each read is one piece, and its two Enters press nothing."""
    code = rig.plain()[0]["barcodes"].split()[0]
    for count, gap in enumerate((0.001, 0.002, 0.004), 1):
        strike(rig, *in_alt_mode(code + "\r\r", gap))
        pieces(rig, count)
        equal(rig.kiosk.screen(), "catalog", f"the screen after a read with {gap} s between strokes")
        time.sleep(0.3)


@scenario()
def a_short_label(rig):
    """Three characters and two Enters, as fast as a scanner: nothing on the screen is pressed."""
    rig.scan_goods(rig.plain())
    rig.touch("cart.open")
    rig.see("cart")
    before = rig.session()["cart"]
    go_to(rig, next(name for name in rig.nodes() if name.endswith((".minus", ".remove"))))
    for code in ("7", "42", "123"):
        strike(rig, *text(code), *keys("Return", "Return"))
        time.sleep(0.3)
        equal((rig.kiosk.screen(), rig.session()["cart"]), ("cart", before), f"after {code}")


@scenario()
def money_is_asked(rig):
    """The note is larger than what is left: no scanner says that the rest becomes a voucher, a key that stands alone does."""
    total = to_cash(rig, not_round(rig))
    notes = rig.notes_for(total, over=True)
    for i, note in enumerate(notes[:-1]):
        rig.insert(note)
        rig.inserted(sum(notes[:i + 1]))
    rig.insert(notes[-1])
    rig.node("cash.accept_overpay", 15)
    code = rig.plain()[0]["barcodes"].split()[0]
    for tries in (text(code) + tuple(keys("Return", "Return")), text(code) + ("key", "Return", "sleep", 0.2, "key", "Return"),
                  ("key", "Return", "sleep", 0.06) + text(code) + ("key", "Return"), tuple(keys("Return", "Return"))):
        strike(rig, *tries)
        check("cash.accept_overpay" in rig.nodes(), f"answered by {tries}")
        time.sleep(0.6)
    go_to(rig, "cash.accept_overpay")
    rig.display.xdotool("sleep", 0.6, "key", "Return")
    rig.done()
    one_receipt(rig, total)
    rows = audit(rig)
    equal(len(of_kind(rows, "voucher_issued")), 1, "vouchers")


@scenario()
def separators(rig):
    """One pack, read by scanners that keep, drop, replace and type the separator: one label, once."""
    row = rig.rows(lambda row: row["marked"] == "1" and row["class_code"] and row["min_age"] == "0" and row["vat_percent"])[0]
    gtin = row["barcodes"].split()[0].zfill(14)
    front, tail = f"01{gtin}21aB3dE5g", "93dGVz"
    strike(rig, *text(front), *in_alt_mode("\x1d", 0.002), *text(tail), *keys("Return"))
    line, = lines(rig, 1)
    equal((line["product"], line["marking_codes"]), (int(row["product"]), 1), "the marked line")
    for words in (text(front + tail), text(front + "~" + tail), text(front + "[GS]" + tail), (*text(front), *keys("ctrl+bracketright"), *text(tail)),
                  (*text(front), *keys("F8"), *text(tail))):
        rig.gone("toast.message", 12)
        strike(rig, *words, *keys("Return"))
        rig.toast()
        line, = lines(rig)
        equal((line["quantity"], line["marking_codes"]), ("1", 1), f"the same pack again, by {words}")
    total = to_cash(rig, [])
    rig.pay_cash(total)
    rig.done()
    equal(one_receipt(rig, total)["labels"], [front], "marking codes on the receipt")
    audit(rig)


def in_memory(rig, secret):
    """Whether the kiosk's heap holds it, stopped at this moment. Only root may look: the process is not dumpable."""
    process = rig.kiosk_process
    process.send_signal(signal.SIGSTOP)
    try:
        with open(f"/proc/{process.pid}/maps") as maps, open(f"/proc/{process.pid}/mem", "rb", 0) as memory:
            for line in maps:
                span, rights, _, _, inode, *name = line.split()
                if rights[:2] != "rw" or inode != "0" or name[:1] == ["[vvar]"]:
                    continue
                begin, end = (int(figure, 16) for figure in span.split("-"))
                memory.seek(begin)
                if secret.encode() in memory.read(end - begin):
                    return True
    finally:
        process.send_signal(signal.SIGCONT)
    return False


@scenario()
def no_secret_is_scanned(rig):
    """A printed code that holds the PIN and an Enter opens nothing, however long it is; a person's keys do."""
    node = rig.node("staff.door")
    rig.display.xdotool(*(["mousemove", *rig.center(node)] + ["click", 1, "sleep", 0.08] * 5))
    rig.see("staff_login")
    rig.touch("staff_login.pin")
    for code in (PIN, PIN + "x" * 251, PIN + "x" * 400):
        strike(rig, *text(code), *keys("Return", "Return"))
        equal((rig.kiosk.screen(), rig.node("staff_login.pin")["length"]), ("staff_login", 0), f"{len(code)} characters of a scanner")
        time.sleep(0.2)
    strike(rig, *text(CARD))  # as fast as a macro: it lay in the detector's memory for a moment
    if os.geteuid() == 0:
        check(in_memory(rig, "staff_login"), "the look into the memory finds nothing at all")
        check(not in_memory(rig, CARD), "a number that was typed into a secret field lies in ordinary memory")
    time.sleep(0.2)
    rig.display.xdotool("type", "--delay", 240, PIN)
    rig.node("staff_login.pin", 5, lambda node: node["length"] == len(PIN))
    rig.display.xdotool("sleep", 0.2, "key", "Return")
    rig.see("staff")
