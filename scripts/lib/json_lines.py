"""A client of the kiosk's automation socket and of the bench's control socket: one JSON object a line each way."""

import json
import socket
import time


class Failed(Exception):
    """What went wrong, as a sentence for the person who started the script."""


class JsonLines:
    def __init__(self, path, who, timeout=30.0):
        self.who = who
        self._timeout = timeout
        self._buffer = b""
        deadline = time.monotonic() + timeout
        while True:
            self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            try:
                self._socket.connect(path)
                return
            except OSError as error:
                self._socket.close()
                if time.monotonic() > deadline:
                    raise Failed(f"the {who} does not open its socket {path}: {error}") from error
                time.sleep(0.05)

    def close(self):
        self._socket.close()

    def ask(self, do, timeout=None, **fields):
        """The answer, with any "ok"."""
        try:
            self._socket.settimeout(timeout or self._timeout)
            self._socket.sendall(json.dumps({"do": do, **fields}).encode() + b"\n")
            while b"\n" not in self._buffer:
                part = self._socket.recv(65536)
                if not part:
                    raise Failed(f"the {self.who} hung up on {do!r}: it has ended")
                self._buffer += part
        except OSError as error:
            raise Failed(f"the {self.who} did not answer {do!r}: {error}") from error
        line, self._buffer = self._buffer.split(b"\n", 1)
        return json.loads(line)

    def must(self, do, timeout=None, **fields):
        """The answer; Failed when its "ok" is false."""
        answer = self.ask(do, timeout, **fields)
        if not answer.get("ok"):
            raise Failed(f"the {self.who} refused {do!r} {fields}: {answer.get('error')}")
        return answer
