"""Every screen of kiosk/automation/PROTOCOL.md section 4, one after the other: the fixed names, their roles and values; that nothing stands
outside the window; that the keyboard alone reaches every control, and only those."""

from by_cash import not_round
from harness import CARD, EXPIRY, PIN, SMS_CODE, check, equal, until
from stage import scenario

MEMBERS = {"name", "role", "label", "value", "rect", "enabled", "focused"}
DEAD = {"text", "value", "image", "row"}  # nothing to press
ROLES = {"button", "key", "toggle", "radio", "tab", "link", "field", "secret"} | DEAD
NO_STOP = {"staff.door", "attract.poster"}  # hidden; the ground of attract.start
LANGUAGES = {f"language.{code}": "radio" for code in ("kaa", "uz", "ru", "en")}
FRAME = LANGUAGES | {"help": "button", "accessibility": "button", "staff.door": "button"}
BACK = FRAME | {"back": "button"}
PAD = {f"key.{digit}": "key" for digit in "0123456789"} | {"key.backspace": "key"}
LETTERS = PAD | {f"key.{letter}": "key" for letter in "abcdefghijklmnopqrstuvwxyz"} | {"key.space": "key"}
SCROLLED = ("catalog.", "cart.line", "delivery.district", "staff.", "price_changes.")


def look(rig, screen, wanted, tiyin=(), sheet=(), tabs=True):
    """The tree holds these names with these roles; `tiyin`: whose values are sums. Then the focus is walked round: with `sheet`,
    the names (or their beginnings) of what alone can be reached under a scrim."""
    rig.see(screen, 30)
    rig.gone("toast.message", 8)
    missing = []

    def there():
        nodes = rig.nodes()
        missing[:] = sorted(set(wanted) - set(nodes))
        return None if missing else nodes

    nodes = until_there(there, screen, missing)
    for name, role in wanted.items():
        equal(nodes[name]["role"], role, f"{screen}: the role of {name}")
    for name in tiyin:
        check(nodes[name]["value"].isdigit(), f"{screen}: the value of {name} is no whole number of tiyin: {nodes[name]['value']!r}")
    for name, node in nodes.items():
        check(MEMBERS <= set(node), f"{screen}: {name} lacks {MEMBERS - set(node)}")
        check(node["role"] in ROLES, f"{screen}: {name} has the role {node['role']}")
        x, y, w, h = node["rect"]
        inside = x >= 0 and y >= 0 and w > 0 and h > 0 and x + w <= rig.width and y + h <= rig.height
        check(inside or name.startswith(SCROLLED), f"{screen}: {name} stands outside the window: {node['rect']}")
        check(node["label"] or name == "staff.door" or node["role"] in ("secret", "value"), f"{screen}: {name} says nothing")
        if node["role"] == "secret":
            check(node["value"] == "" and isinstance(node["length"], int), f"{screen}: {name} shows its secret, or no length")
    rig.picture(screen)
    if tabs:
        walk(rig, screen, sheet)
    return nodes


def until_there(there, screen, missing):
    try:
        return until("the names", 15, there)
    except Exception as failure:
        raise type(failure)(f"{screen} does not show {missing}") from None


def walk(rig, screen, sheet):
    """Tab goes through every control in sight that can be pressed, and comes back to the first; shift-tab goes the other way. What a
    list cuts off is for the arrows."""
    def stops():
        return {name for name, node in rig.nodes().items()
                if node["enabled"] and node["role"] not in DEAD and name not in NO_STOP and (not sheet or name.startswith(tuple(sheet)))}

    seen = []
    while True:
        rig.kiosk.key("tab")
        here = rig.focused()
        check(here, f"{screen}: tab leads nowhere after {seen[-1:]}")
        if here in seen:
            break
        seen.append(here)
        check(len(seen) < 200, f"{screen}: tab never comes back")
    equal(sorted(name for name in stops() - set(seen) if not name.startswith(SCROLLED)), [], f"{screen}: what tab does not reach")
    gone = {name for name in seen if name.startswith("key.")}  # another field brings other keys
    equal(sorted(set(seen) - stops() - gone), [], f"{screen}: where tab stops and nothing can be pressed")
    equal(here, seen[0], f"{screen}: where tab comes back to")
    if len(seen) > 1:
        rig.kiosk.key("shift-tab")
        equal(rig.focused(), seen[-1], f"{screen}: where shift-tab leads")


@scenario()
def shopping(rig):
    """From the attract screen to the payment methods, with every side way."""
    look(rig, "attract", FRAME | {"attract.start": "button", "attract.order_status": "button"})
    rig.touch("accessibility")
    rig.node("accessibility.close")
    look(rig, "attract", {f"accessibility.{mode}": "toggle" for mode in ("large_text", "high_contrast", "reach")} | {"accessibility.close": "button"},
         sheet=["accessibility."])
    rig.kiosk.key("escape")
    rig.gone("accessibility.close")
    rig.touch("attract.order_status")
    look(rig, "order_status", BACK | PAD | {"order_status.number": "field", "order_status.show": "button"})
    rig.touch("back")
    rig.see("attract")
    rig.touch("attract.start")
    category = rig.catalog()["categories"][0]["id"]
    nodes = look(rig, "catalog", BACK | {"catalog.search": "field", f"catalog.category.{category}": "radio"}, tabs=False)  # tab opens the search
    tiles = [name for name in nodes if name.startswith("catalog.product.") and name.count(".") == 2]
    check(tiles and all(nodes[name]["role"] == "button" and nodes[name]["value"].isdigit() for name in tiles), f"the tiles {tiles}")
    while rig.focused() not in tiles:
        rig.kiosk.key("tab")
    at_rest = nodes[tiles[0]]["rect"]
    for key, place in (("down", None), ("up", at_rest)):  # along the shelf, further than is in sight, and back
        presses = 0
        while rig.nodes().get(tiles[0], {"rect": None})["rect"] != place:
            rig.kiosk.key(key)
            presses += 1
            check(presses < 60, f"the key {key} does not scroll")
    rig.touch("help")
    look(rig, "help", {"help.call_staff": "button", "help.close": "button", "help.back": "button", "cancel": "button"}, sheet=["help.", "cancel"])
    rig.kiosk.key("escape")
    rig.touch("catalog.search")
    look(rig, "catalog", LETTERS | {"catalog.search": "field", "catalog.search.clear": "button"})
    rig.press("zzq")
    rig.node("catalog.search.nothing", 5)
    rig.picture("search-nothing")
    rig.touch("catalog.search.clear")
    rig.gone("key.a")
    rig.touch(tiles[0])
    look(rig, "product", BACK | {"product.price": "value"}, tiyin=["product.price"])
    rig.touch("back")
    prices = {product["id"]: product["discount_price"] or product["price"] for product in rig.catalog()["products"]}
    least = rig.catalog()["delivery"]["min_amount"]  # a courier comes for the first alone
    goods = [next(row for row in rig.plain(200) if prices[int(row["product"])] >= least), rig.plain()[0]]
    first, second = (int(row["product"]) for row in goods)
    rig.scan_goods(goods)
    check(rig.toast(), "toast.message says nothing of the scan")
    look(rig, "catalog", {"cart.open": "button", "catalog.search": "field"}, tiyin=["cart.open"], tabs=False)
    rig.touch("cart.open")
    line = f"cart.line.{first}"
    look(rig, "cart", BACK | {line: "value", f"{line}.plus": "button", f"{line}.remove": "button", f"cart.line.{second}.plus": "button",
                              "cart.total": "value", "cart.checkout": "button"}, tiyin=["cart.total", line])
    rig.touch(f"{line}.plus")
    rig.node(f"{line}.minus", 5)
    rig.touch("cart.checkout")
    look(rig, "delivery", BACK | {"delivery.pickup": "radio", "delivery.courier": "radio", "delivery.next": "button",
                                  "delivery.total": "value"}, tiyin=["delivery.total"])
    rig.touch("delivery.courier")
    look(rig, "delivery", {f"delivery.district.{i}": "radio" for i in range(8)}, tabs=False)
    rig.touch("delivery.district.1")
    rig.touch("delivery.next")
    look(rig, "receiver", BACK | LETTERS | {"receiver.first_name": "field", "receiver.last_name": "field", "receiver.address": "field",
                                            "receiver.next": "button", "receiver.sign_in": "button", "key.enter": "key"})
    rig.touch("receiver.sign_in")
    look(rig, "sign_in", BACK | PAD | {"sign_in.phone": "field", "sign_in.password": "secret", "sign_in.next": "button"})
    rig.touch("back")
    rig.fill("receiver.first_name", "ay")
    rig.fill("receiver.last_name", "or")
    rig.fill("receiver.address", "abc 12")
    rig.touch("key.enter")
    until("the caret goes on to the phone", 5, lambda: rig.focused() == "receiver.phone")
    look(rig, "receiver", PAD | {"receiver.phone": "field"})
    rig.fill("receiver.phone", "991234567")
    rig.touch("receiver.next")
    look(rig, "payment", BACK | {"payment.card": "radio", "payment.cash": "radio", "payment.later": "radio", "payment.total": "value",
                                 "payment.next": "button"}, tiyin=["payment.total"])


@scenario()
def paying(rig):
    """Card, code, waiting, the end; notes, the two questions, the claim."""
    rig.to_payment(not_round(rig))
    rig.tell("store", "slow", ms=1500)
    rig.touch("payment.card")
    look(rig, "processing", {"processing.notice": "text", "processing.step.0": "value"}, tabs=False)
    look(rig, "card", BACK | PAD | {"card.number": "secret", "card.expiry": "secret", "card.next": "button"})
    rig.tell("store", "slow", ms=0)
    check(not rig.nodes()["card.next"]["enabled"], "card.next without a card")
    rig.fill("card.number", CARD, secret=True)
    rig.fill("card.expiry", EXPIRY, secret=True)
    rig.no_secret_shown()
    rig.touch("card.next")
    look(rig, "sms", BACK | PAD | {"sms.code": "secret", "sms.resend": "button", "sms.next": "button"})
    rig.touch("back")  # another card
    look(rig, "card", {"card.number": "secret"}, tabs=False)
    equal((rig.nodes()["card.number"]["length"], rig.nodes()["card.expiry"]["length"]), (0, 0), "the card that was typed before")
    rig.type_card()
    rig.type_code()
    rig.done()
    nodes = look(rig, "done", {"done.order_number": "value", "done.fiscal_qr": "image", "done.finish": "button", "done.total": "value"},
                 tiyin=["done.total"])
    check(nodes["done.fiscal_qr"]["value"].startswith("http"), "done.fiscal_qr holds no address")
    rig.finish()
    total = rig.to_payment(not_round(rig))
    rig.touch("payment.cash")
    nodes = look(rig, "cash", {"cash.due": "value", "cash.inserted": "value", "cash.left": "value", "cash.cancel": "button", "back": "button"},
                 tiyin=["cash.due", "cash.inserted", "cash.left"])
    equal([int(nodes[f"cash.{name}"]["value"]) for name in ("due", "inserted", "left")], [total, 0, total], "due, inserted, left")
    notes = rig.notes_for(total, over=True)
    rig.insert(1000)
    rig.inserted(1000)
    rig.touch("cash.cancel")
    look(rig, "cash", {"dialog.yes": "button", "dialog.no": "button", "dialog.text": "text"}, sheet=["dialog."])
    rig.touch("dialog.no")
    rig.gone("dialog.no")
    rig.insert(max(notes + [200000]))
    look(rig, "cash", {"cash.accept_overpay": "button", "cash.return_note": "button", "cash.voucher": "value"}, tiyin=["cash.voucher"],
         sheet=["cash.accept_overpay", "cash.return_note"])
    rig.kiosk.key("escape")  # the careful answer
    rig.gone("cash.return_note")
    until("the note is back", 10, lambda: len(rig.truth("cash")["returned"]) == 1)
    rig.touch("cash.cancel")
    rig.touch("dialog.yes")
    look(rig, "failed", {"failed.message": "text", "failed.claim": "value", "failed.amount": "value", "failed.finish": "button"},
         tiyin=["failed.amount"])
    equal(rig.nodes()["failed.amount"]["value"], "100000", "the claim's sum")
    rig.touch("failed.finish")
    rig.see("attract")


@scenario({"kiosk": {"idle_seconds": "4"}}, start=False)
def out_of_service_and_idle(rig):
    """A first start without the store: nothing to sell, and why; it comes by itself. Then the idle question."""
    rig.tell("store", "down")
    rig.start_kiosk()
    look(rig, "out_of_service", FRAME | {"out_of_service.why": "text", "attract.order_status": "button"})
    check(rig.nodes()["out_of_service.why"]["value"], "it does not say why")
    rig.tell("store", "up")
    rig.see("attract", 60)
    rig.wait_for_machines(40)
    rig.scan_goods(rig.plain())
    look(rig, "idle", {"idle.stay": "button", "idle.end": "button"}, sheet=["idle."])
    rig.touch("idle.end")
    rig.see("attract")


@scenario()
def staff(rig):
    """The door, and every page of staff mode."""
    x, y = rig.center(rig.node("staff.door"))
    rig.display.xdotool(*(["mousemove", x, y] + ["click", 1, "sleep", 0.08] * 5))
    look(rig, "staff_login", PAD | {"staff_login.pin": "secret", "staff_login.next": "button", "back": "button"})
    rig.fill("staff_login.pin", PIN, secret=True)
    rig.kiosk.key("enter")
    rig.see("staff", 10)
    rows = {"status": {"staff.device.printer": "button", "staff.selling": "value"}, "printer": {"staff.test_page": "button", "staff.print_last": "button"},
            "fiscal": {"staff.x_report": "button"}, "cash": {"staff.encash": "button"}, "sales": {"staff.find": "button"},
            "open": {"staff.open_count": "value", "staff.retry_queue": "button"}, "goods": {"staff.goods.0": "value"}}
    for name, wanted in rows.items():
        rig.touch(f"staff.tab.{name}")
        look(rig, "staff", {f"staff.tab.{name}": "tab", "staff.logout": "button"} | wanted)
        rig.picture(f"staff-{name}")
    rig.touch("staff.tab.cash")
    rig.touch("staff.encash")
    look(rig, "staff", LETTERS | {"staff.seal": "field", "dialog.yes": "button", "dialog.no": "button"})
    rig.kiosk.key("escape")
    rig.gone("dialog.no")
    rig.kiosk.key("escape")  # the way out of staff mode
    rig.see("attract")
