"""The network between browsers and the server: it passes on what comes, and now and then cuts a connection."""

import random
import socket
import threading
from contextlib import suppress

PIECE = 65536
# How often a connection is cut where: before the request arrives, in the middle of it, after it has arrived and before
# any answer, in the middle of the answer. All others pass.
CUTS = {"before": 0.03, "request": 0.03, "no answer": 0.06, "answer": 0.03}


class Line:
    """Listens on a port of its own and passes everything to the server's. `cuts` counts what was cut where."""

    def __init__(self, server_port, seed):
        self.cuts = dict.fromkeys(CUTS, 0)
        self.is_calm = False
        self._server = ("127.0.0.1", server_port)
        self._chance = random.Random(seed)
        self._lock = threading.Lock()
        self._listening = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.port = self._listening.getsockname()[1]
        threading.Thread(target=self._listen, daemon=True).start()

    def close(self):
        """Take no more connections."""
        # Closing alone does not wake the thread that waits for one.
        with suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()

    def _listen(self):
        while True:
            try:
                browser, _ = self._listening.accept()
            except OSError:
                return
            threading.Thread(target=self._carry, args=(browser, self._fate()), daemon=True).start()

    def _fate(self):
        with self._lock:
            if self.is_calm:
                return "pass"
            fate = self._chance.choices(["pass", *CUTS], [1 - sum(CUTS.values()), *CUTS.values()])[0]
            if fate != "pass":
                self.cuts[fate] += 1
            return fate

    def _carry(self, browser, fate):
        with browser, suppress(OSError):
            if fate == "before":
                return
            with socket.create_connection(self._server, timeout=30) as server:
                self._send_request(browser, server, fate)

    def _send_request(self, browser, server, fate):
        request = _whole_request(browser)
        if fate == "request":
            server.sendall(request[: len(request) * 2 // 3])
            return
        server.sendall(request)
        if fate == "no answer":
            # Long enough for the server to have stored it; the browser never hears of it.
            server.recv(1)
            return
        while piece := server.recv(PIECE):
            if fate == "answer":
                browser.sendall(piece[: len(piece) // 2])
                return
            browser.sendall(piece)


def _whole_request(browser):
    """Read one request, headers and body."""
    held = b""
    while b"\r\n\r\n" not in held:
        held += _more(browser)
    head, _, body = held.partition(b"\r\n\r\n")
    lengths = [line.split(b":")[1] for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")]
    missing = int(lengths[0]) - len(body) if lengths else 0
    while missing > 0:
        piece = _more(browser)
        held, missing = held + piece, missing - len(piece)
    return held


def _more(connection):
    piece = connection.recv(PIECE)
    if not piece:
        raise ConnectionError("The browser has gone")
    return piece
