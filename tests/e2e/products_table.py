"""What products.csv does not say for certain is not sold: a wrong row, a file that is gone from a running kiosk."""

import csv
import io
import os
import signal
import subprocess
import time

from books import audit, of_kind, verify_chain
from harness import check, equal, until
from stage import scenario

NO_BARCODE = "4.78E+12"  # as a spreadsheet writes one


class Table:
    """The bench's products.csv, as a file of this kiosk's own."""

    def __init__(self, rig):
        with open(rig.config._toml["store"]["attributes_file"], encoding="utf-8", newline="") as file:
            self.rows = list(csv.DictReader(file))
        good = lambda row: row["barcodes"] and row["class_code"]  # noqa: E731
        self.strong, = rig.rows(lambda row: row["marked"] == "1" and row["min_age"] != "0" and good(row))[:1]
        self.marked, = rig.rows(lambda row: row["marked"] == "1" and row["min_age"] == "0" and good(row))[:1]
        self.weighed, = rig.rows(lambda row: row["weighed"] == "1" and good(row))[:1]
        self.plain, self.first_of_two, self.second_of_two = rig.plain(3)
        self.codes = {product["id"]: product["code"] for product in rig.catalog()["products"]}
        self.file = rig.folder / "products.csv"
        rig.change_config({"store": {"attributes_file": f'"{self.file}"', "sync_minutes": "1"}})

    def code(self, row):
        """The article code, which the store itself says: it finds the product whatever its row has."""
        return self.codes[int(row["product"])]

    def write(self, changes=None):
        """`changes`: {product: {column: text}}. The file comes into its place whole, as a minute ago."""
        text = io.StringIO()
        writer = csv.DictWriter(text, self.rows[0].keys(), lineterminator="\n")
        writer.writeheader()
        for row in self.rows:
            writer.writerow({**row, **(changes or {}).get(row["product"], {})})
        draft = self.file.with_suffix(".new")
        draft.write_text(text.getvalue(), encoding="utf-8")
        os.utime(draft, (time.time() - 60,) * 2)
        draft.rename(self.file)


def start(rig):
    rig.start_kiosk()
    rig.wait_for_machines()
    rig.see("attract")


def table_of(rig):
    return rig.devices()["products_table"]


def told(rig, code):
    """What is said when the code is scanned on the attract screen; nothing comes into the cart."""
    rig.scan(code)
    words = rig.toast()
    equal(rig.session()["cart"], [], f"the cart after {code}")
    if rig.kiosk.screen() != "attract":  # a label is asked for
        leave(rig)
    rig.gone("toast.message", 15)
    return words


def on_the_shelf(rig, table, row, look):
    """Finds the product by its code, opens its page, and gives look(tile's nodes, page's nodes)."""
    product = row["product"]
    rig.touch("attract.start")
    rig.see("catalog")
    rig.fill("catalog.search", table.code(row))
    rig.node(f"catalog.product.{product}")
    tile = rig.nodes()
    rig.touch(f"catalog.product.{product}")
    rig.see("product")
    rig.node("product.price")
    page = rig.nodes()
    rig.picture(f"product-{product}-{rig.starts}")
    found = look(tile, page)
    equal(rig.session()["cart"], [], f"the cart after looking at {product}")
    rig.touch("back")
    rig.see("catalog")
    leave(rig)
    return found


def leave(rig):
    rig.touch("back")
    until("the search or the session ends", 10, lambda: rig.kiosk.screen() == "attract" or "dialog.yes" in rig.nodes() or
          not (rig.nodes().get("catalog.search") or {"value": "?"})["value"])
    if rig.kiosk.screen() != "attract":
        rig.touch("dialog.yes" if "dialog.yes" in rig.nodes() else "back")
    rig.see("attract")


def is_withheld(rig, table, row):
    product = row["product"]

    def look(tile, page):
        check(f"catalog.product.{product}.plus" not in tile, f"{product} can be taken from its tile")
        check(page.get("product.withheld", {}).get("label"), f"the page of {product} gives no reason: {sorted(page)}")
        check(page["product.add"]["label"] and not page["product.add"]["enabled"], f"{product} can be taken from its page")
        check("product.plus" not in page, f"{product} can be taken from its page")
    on_the_shelf(rig, table, row, look)


def staff_read(rig, what):
    """(facts of the goods page, lines that need care)"""
    rig.staff()
    rig.touch("staff.tab.goods")
    rig.node("staff.goods.5")
    rig.picture(what)
    nodes = rig.nodes()
    facts = [node["value"] for name, node in nodes.items() if name.startswith("staff.goods.")]
    lines = [node["value"] for name, node in nodes.items() if name.startswith("staff.skipped.")]
    rig.touch("staff.logout")
    rig.see("attract")
    return facts, lines


@scenario(start=False)
def bad_row(rig):
    """Rows with one wrong field, and two that claim one barcode: their products are shown and not sold, by whatever way, and staff read which line it
    is. All others are sold. A row that is right again counts as it says: marked, 18+, weighed."""
    table = Table(rig)
    wrong = {table.strong["product"]: {"barcodes": NO_BARCODE}, table.weighed["product"]: {"barcodes": NO_BARCODE},
             table.marked["product"]: {"min_age": "+18"}, table.second_of_two["product"]: {"barcodes": table.first_of_two["barcodes"]}}
    table.write(wrong)
    checked = subprocess.run([rig.programs.kiosk, "--config", rig.config_file, "--check-config"], capture_output=True, text=True, timeout=60)
    equal(checked.returncode, 0, f"--check-config of a table with wrong rows ({checked.stderr.strip()})")
    for number, row in enumerate(table.rows, 2):
        if row["product"] in (*wrong, table.first_of_two["product"]):
            check(f"line {number}:" in checked.stdout, f"--check-config does not name line {number}: {checked.stdout!r}")
    start(rig)
    withheld = [table.strong, table.weighed, table.marked, table.first_of_two, table.second_of_two]
    found = table_of(rig)
    equal((found["state"], found["withheld"]), ("read", len(withheld)), "the table, and how many goods are not sold")
    words = {told(rig, table.code(row)).split(":")[0] for row in withheld}
    equal(len(words), 1, f"the reason, which is one for all: {words}")
    for row in withheld[:3]:
        is_withheld(rig, table, row)
    gtin = table.strong["barcodes"].split()[0].zfill(14)
    told(rig, f"01{gtin}215Ab12cD3eF4gH")  # its own label, whole
    told(rig, table.first_of_two["barcodes"].split()[0])
    facts, lines = staff_read(rig, "goods-bad-row")
    check(str(len(withheld)) in facts, f"staff do not read how many are not sold: {facts}")
    check(any(NO_BARCODE in line for line in lines), f"staff do not read which line is wrong: {lines}")

    rig.to_payment([table.plain])
    rig.touch("payment.later")
    rig.done(qr=False)
    rig.finish()
    equal(rig.stop_kiosk(signal.SIGKILL), -signal.SIGKILL, "killed")

    table.write()
    start(rig)
    equal(table_of(rig)["withheld"], 0, "goods that are not sold with a good table")
    for row in (table.strong, table.marked, table.weighed):
        check(told(rig, table.code(row)).split(":")[0] not in words, f"{row['product']} is not sold although its row is right")
    hints = on_the_shelf(rig, table, table.strong, lambda tile, page: {name for name in page if name in ("product.age", "product.marked")})
    equal(hints, {"product.age", "product.marked"}, "what the page says of marked goods for adults")
    rig.scan(f"01{gtin}215Ab12cD3eF4gH")
    line, = until("the marked line", 6, lambda: rig.session()["cart"])
    equal((line["product"], line["marking_codes"]), (int(table.strong["product"]), 1), "the marked line")
    audit(rig)


@scenario(start=False)
def file_gone(rig):
    """The file is removed from a running kiosk: the last good table stays in force, also over a killed process, and staff see since when. Without any
    table nothing is sold."""
    table = Table(rig)
    table.write()
    start(rig)
    goods = (table.strong, table.marked, table.weighed)
    asked = {row["product"]: told(rig, table.code(row)) for row in goods}
    read_at = table_of(rig)["read_at_ms"]
    check(read_at > 0 and table_of(rig)["state"] == "read", f"the table: {table_of(rig)}")

    def still_closed(when):
        for row in goods:
            equal(told(rig, table.code(row)), asked[row["product"]], f"what is said of {row['product']} {when}")
        hints = on_the_shelf(rig, table, table.strong, lambda tile, page: {name for name in page if name in ("product.age", "product.marked")})
        equal(hints, {"product.age", "product.marked"}, f"what the page says of marked goods for adults {when}")
        found = table_of(rig)
        check(found["state"] == "last_good" and str(table.file) in found["fault"], f"the table {when}: {found}")
        check(0 < found["read_at_ms"] <= read_at, f"since when the table is in force {when}: {found['read_at_ms']}, read at {read_at}")
        facts, lines = staff_read(rig, f"goods-{when.replace(' ', '-')}")
        year = time.strftime("%Y", time.gmtime(found["read_at_ms"] / 1000))
        check(any(year in fact for fact in facts[5:]), f"staff do not see since when: {facts}")
        check(any(str(table.file) in line for line in lines), f"staff do not see which file: {lines}")

    table.file.unlink()
    until("the kiosk sees that the file is gone", 75, lambda: table_of(rig)["state"] == "last_good", 0.5)
    still_closed("after the file was removed")
    equal(rig.stop_kiosk(signal.SIGKILL), -signal.SIGKILL, "killed")
    start(rig)
    still_closed("after a restart")
    equal(rig.stop_kiosk(), 0, "the exit code of the kiosk")

    # The same start with no table known at all.
    (rig.state / "products.last").unlink()
    start(rig)
    equal(table_of(rig)["state"], "unusable", "the table")
    refused = {told(rig, table.code(row)).split(":")[0] for row in (*goods, table.plain)}
    equal(len(refused), 1, f"the reason, which is one for all: {refused}")
    check(not refused & {words.split(":")[0] for words in asked.values()}, f"it is asked for a label instead: {refused}")
    is_withheld(rig, table, table.plain)
    rig.picture("nothing-is-sold")
    checked = subprocess.run([rig.programs.kiosk, "--config", rig.config_file, "--check-config"], capture_output=True, text=True, timeout=60)
    check(checked.returncode == 2 and "store.attributes_file:" in checked.stderr and str(table.file) in checked.stderr,
          f"--check-config: exit {checked.returncode}, said {checked.stderr!r}")
    equal(of_kind(verify_chain(rig.state)[0], "order_created"), [], "orders")
    audit(rig)
