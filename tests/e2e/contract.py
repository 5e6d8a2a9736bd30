"""The automation socket's contract (kiosk/automation/PROTOCOL.md): each request with its answer, and what a wrong one gets."""

import json
import os
import socket
import stat

from harness import check, equal, until
from stage import scenario


class Wire:
    """The socket as it is, without a client's kindness."""

    def __init__(self, rig):
        self.path = rig.folder / "kiosk.sock"
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.settimeout(20)
        self.socket.connect(str(self.path))
        self.lines = self.socket.makefile("rb")

    def raw(self, line):
        self.socket.sendall(line + b"\n")
        return json.loads(self.lines.readline())

    def ask(self, **request):
        return self.raw(json.dumps(request).encode())

    def refused(self, words, **request):
        answer = self.ask(**request)
        check(answer["ok"] is False and isinstance(answer["error"], str), f"{request} was not refused: {answer}")
        check(words in answer["error"], f"{request}: {answer['error']!r} does not say {words!r}")


@scenario()
def requests(rig):
    """Every request of the table, its errors, and lines that are none."""
    wire = Wire(rig)
    equal(stat.S_IMODE(os.stat(wire.path).st_mode), 0o600, "the mode of the socket")
    for line in (b"nonsense", b"[]", b"7", b'"tree"', b"{", b"null", b'{"do":7}', b"{}", b'{"do":"tree"', b"\xff\xfe", b"[" * 5000):
        answer = wire.raw(line)
        check(answer["ok"] is False and answer["error"], f"{line[:20]!r} was not refused: {answer}")
    wire.refused("unknown request dance", do="dance")

    # tree
    tree = wire.ask(do="tree")
    equal((tree["ok"], tree["screen"]), (True, "attract"), "tree")
    for node in tree["nodes"]:
        equal(set(node) - {"length"}, {"name", "role", "label", "value", "rect", "enabled", "focused"}, f"the members of {node['name']}")
        check(len(node["rect"]) == 4 and all(isinstance(n, int) for n in node["rect"]), f"the rectangle of {node['name']}")
    names = [node["name"] for node in tree["nodes"]]
    equal(len(names), len(set(names)), f"names in the tree {sorted(n for n in names if names.count(n) > 1)}")

    # tap: missing, disabled, covered, not to be pressed
    wire.refused("is missing", do="tap")
    wire.refused("is not on the screen attract", do="tap", name="cart.checkout")
    check(wire.ask(do="tap", name="accessibility")["ok"], "the sheet opens")
    until("the sheet", 5, lambda: "accessibility.close" in rig.nodes())
    wire.refused("attract.start is covered", do="tap", name="attract.start")
    check(wire.ask(do="key", key="escape")["ok"], "escape")
    rig.gone("accessibility.close")
    check(wire.ask(do="tap", name="attract.start")["ok"], "a tap")
    check(wire.ask(do="wait", screen="catalog", timeout_ms=5000)["ok"], "wait")
    wire.refused("the screen is catalog, not done", do="wait", screen="done", timeout_ms=50)
    wire.refused("is missing", do="wait")

    # scan, type, key
    wire.refused("is missing", do="scan")
    code = rig.plain()[0]["barcodes"].split()[0]
    check(wire.ask(do="scan", code=code)["ok"], "scan")
    until("the scanned goods", 5, lambda: rig.session()["pieces"] == 1)
    rig.touch("cart.open")
    rig.see("cart")
    wire.refused("cannot be tapped", do="tap", name="cart.total")
    rig.touch("cart.checkout")
    rig.see("delivery")
    if not rig.node("delivery.courier")["enabled"]:
        wire.refused("delivery.courier is disabled", do="tap", name="delivery.courier")
    rig.touch("delivery.next")
    rig.see("receiver")
    wire.refused("is missing", do="type")
    check(wire.ask(do="tap", name="receiver.first_name")["ok"], "a field")
    check(wire.ask(do="type", text="Áy ǵ-ń")["ok"], "type")
    equal(rig.node("receiver.first_name")["value"], "Áy ǵ-ń", "what was typed")
    check(wire.ask(do="key", key="backspace")["ok"], "backspace")
    equal(rig.node("receiver.first_name")["value"], "Áy ǵ-", "after backspace")
    check(wire.ask(do="type", text="x" * 500)["ok"], "more than the field takes")
    check(len(rig.node("receiver.first_name")["value"]) <= 40, "the field takes more than it may")
    for key in ("tab", "shift-tab", "enter", "up", "down", "left", "right", "backspace"):
        check(wire.ask(do="key", key=key)["ok"], key)
    wire.refused("unknown key f13", do="key", key="f13")
    equal(rig.kiosk.screen(), "receiver", "the screen after the keys")

    # tap_at
    x, y, w, h = rig.node("receiver.last_name")["rect"]
    check(wire.ask(do="tap_at", x=x + w // 2, y=y + h // 2)["ok"], "tap_at")
    equal(rig.focused(), "receiver.last_name", "what was tapped")
    wire.refused("is missing", do="tap_at", x=1)
    wire.refused("is too large", do="tap_at", x=1e300, y=1)
    check(wire.ask(do="tap_at", x=-5, y=99999)["ok"], "a point outside the window is no error")

    # screenshot
    picture = rig.folder / "frame.png"
    check(wire.ask(do="screenshot", path=str(picture))["ok"], "screenshot")
    data = picture.read_bytes()
    equal((data[:8], int.from_bytes(data[16:20], "big"), int.from_bytes(data[20:24], "big")), (b"\x89PNG\r\n\x1a\n", rig.width, rig.height), "the PNG")
    wire.refused("cannot write", do="screenshot", path="/nowhere/frame.png")

    # state and stats
    state = wire.ask(do="state")
    check({"ok", "session", "devices"} <= set(state), f"state: {set(state)}")
    check({"stage", "language", "sale", "total", "pieces", "cart", "methods", "signed_in", "staff"} <= set(state["session"]), f"session: {set(state['session'])}")
    for name in ("store", "printer", "fiscal", "cash", "scanner"):
        check("health" in state["devices"][name], f"the state of the {name}: {state['devices'].get(name)}")
    check({"queue_length", "catalog_size", "out_of_service"} <= set(state["devices"]), f"devices: {set(state['devices'])}")
    stats = wire.ask(do="stats")
    for name in ("frames", "first_frame_ms", "tap_to_frame_ms"):
        check(stats[name] > 0, f"stats: {name} is {stats[name]}")
    check(set(stats["frame_ms"]) == {"p50", "p95", "p99", "max"}, f"stats: {stats['frame_ms']}")

    # Two clients at once. A client that sends a line without end is hung up on; the other stays.
    other = Wire(rig)
    check(other.ask(do="tree")["ok"] and wire.ask(do="tree")["ok"], "two clients")
    try:
        for _ in range(40):
            other.socket.sendall(b"x" * 65536)
        hung_up = other.lines.readline() == b""
    except OSError:
        hung_up = True
    check(hung_up, "a line without end is not hung up on")
    half = Wire(rig)
    half.socket.sendall(b'{"do":"tr')
    half.socket.close()
    equal(wire.ask(do="tree")["screen"], "receiver", "the first client afterwards")
