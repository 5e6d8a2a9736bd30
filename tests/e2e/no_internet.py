"""The line to the internet is down and the name server in the shop is silent: what stands in the shop does not notice (bad_world.cpp, names)."""

import json
import socket
import ssl
import subprocess
import threading
import time
import tomllib

from books import of_kind, verify_chain
from by_cash import one_receipt, round_sum, to_cash
from harness import check, equal, until
from stage import scenario

NAME = "shop.test"


class Line:
    """The store under a name, with TLS, as on a line that can be cut: bytes go on to the bench's store."""

    def __init__(self, folder, port):
        self.target, self.open, self.pairs = port, True, []
        self.certificate, key = folder / "shop.pem", folder / "shop.key"
        subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", f"/CN={NAME}", "-addext", f"subjectAltName=DNS:{NAME}",
                        "-keyout", key, "-out", self.certificate], check=True, capture_output=True)
        self.tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.tls.load_cert_chain(self.certificate, key)
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        while True:
            raw, _ = self.listener.accept()
            threading.Thread(target=self._serve, args=(raw,), daemon=True).start()

    def _serve(self, raw):
        if not self.open:
            return raw.close()
        try:
            client = self.tls.wrap_socket(raw, server_side=True)
            store = socket.create_connection(("127.0.0.1", self.target))
        except OSError:
            return raw.close()
        self.pairs.append((client, store))
        threading.Thread(target=self._pump, args=(client, store), daemon=True).start()
        self._pump(store, client)

    @staticmethod
    def _pump(source, sink):
        try:
            while data := source.recv(65536):
                sink.sendall(data)
        except OSError:
            pass
        for end in (source, sink):
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass

    def cut(self):
        self.open = False
        for pair in self.pairs:
            for end in pair:
                try:
                    end.shutdown(socket.SHUT_RDWR)
                except OSError:
                    pass


def by_name(rig):
    """The kiosk, with its store under a name, behind a line of the test's."""
    port = int(tomllib.loads(rig.config_file.read_text())["store"]["api_url"].split(":")[2].split("/")[0])
    line = Line(rig.folder, port)
    rig.change_config({"store": {"api_url": f'"https://{NAME}:{line.port}/api"', "orders_url": f'"wss://{NAME}:{line.port}/ws/orders"',
                                 "ca_file": json.dumps(str(line.certificate))}})
    rig.start_kiosk()
    rig.wait_for_machines()
    return line


@scenario(start=False, bad_world=True)
def line_down_between_the_notes(rig):
    """A cash sale that has begun ends with its fiscal receipt on paper, registered at once, though every look-up hangs for a minute."""
    line = by_name(rig)
    total = to_cash(rig, round_sum(rig))
    notes = rig.notes_for(total)
    rig.insert(notes[0])
    rig.inserted(notes[0])
    rig.world.be(silent=60)
    line.cut()
    until("the kiosk looks the name up and hears nothing", 60, lambda: rig.world.refused() > 0)
    for i, note in enumerate(notes[1:], 2):
        rig.insert(note)
        if i < len(notes):
            rig.inserted(sum(notes[:i]))
    began = time.monotonic()
    _, url = rig.done(30)
    check(url, "the customer leaves without the fiscal receipt")
    rig.picture("no-internet")
    one_receipt(rig, total)
    check(time.monotonic() - began < 20, "it took too long")
    paper, = until("the receipt", 20, lambda: [p for p in rig.truth("printer")["papers"] if p["complete"]])
    check(url in paper["qr"], "the receipt on paper has no fiscal QR")
    rows = verify_chain(rig.state)[0]
    equal((len(of_kind(rows, "fiscal_registered")), len(of_kind(rows, "fiscal_queued")), len(of_kind(rows, "fiscal_refused"))), (1, 0, 0), "how it was registered")
    equal(rig.stop_kiosk(), 0, "the exit code")


@scenario(start=False, bad_world=True)
def stop_while_a_name_is_looked_up(rig):
    """SIGTERM while look-ups hang: the end does not wait for them."""
    line = by_name(rig)
    rig.world.be(silent=60)
    line.cut()
    until("the kiosk looks the name up and hears nothing", 60, lambda: rig.world.refused() > 0)
    began = time.monotonic()
    equal(rig.stop_kiosk(), 0, "the exit code")
    took = time.monotonic() - began
    check(took < 5, f"it took {took:.1f} s to stop")
