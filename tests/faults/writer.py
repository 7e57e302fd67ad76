"""A person with the form open: types, waits, sends, sends again, and chooses where somebody else was first.

The rules are those of static/js/assessment-place.js: saves of one place follow each other; one that got no answer is
sent again as it was before anything newer; a conflict shows what stands, and the person decides.
"""

import itertools
import json
import random
import threading
import time
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from urllib.parse import urlencode

PAUSE = (0.15, 0.9)
RETRY = 0.15
# A connection is given up after the first, a text never before the second.
TIMEOUT = 25
PATIENCE = 100
# A change of mind after a conflict: keep what the other wrote, or write on.
KEEPS_THEIRS = 0.5


@dataclass(frozen=True, slots=True)
class Payload:
    """One save as it is sent: the place (track, indicator), the text, and the version and text it builds on."""

    place: tuple
    text: str
    base: int
    base_text: str


@dataclass(slots=True)
class Told:
    """What one writer has sent, and was told."""

    sent: list = field(default_factory=list)
    saved: list = field(default_factory=list)  # (Payload, version)
    discarded: list = field(default_factory=list)
    surprises: list = field(default_factory=list)
    resent: int = 0
    conflicts: int = 0


class Writer(threading.Thread):
    """Writes until `stop` is set, and then goes on until everything it typed has been answered."""

    def __init__(self, name, port, cookies, address, places, stop, seed):
        super().__init__(name=name, daemon=True)
        self.told = Told()
        self._port, self._cookies, self._address = port, cookies, address
        self._known = dict.fromkeys(places, (0, ""))
        # `stop_writing`, since a thread has a `_stop` of its own.
        self._stop_writing = stop
        self._chance = random.Random(seed)
        self._numbers = itertools.count(1)

    def run(self):
        """Write, one text after another."""
        while not self._stop_writing.is_set():
            time.sleep(self._chance.uniform(*PAUSE))
            place = self._chance.choice(list(self._known))
            self._write(place)

    def _write(self, place):
        text = f"{self.name} skriver nr. {next(self._numbers)}"
        while text is not None:
            text = self._save(place, text)

    def _save(self, place, text):
        """Send a text until it is answered; give the text to send next at the same place, None where all is well."""
        payload = Payload(place, text, *self._known[place])
        self.told.sent.append(payload)
        status, answer = self._send(payload)
        if answer.get("status") == "saved":
            self._known[place] = (answer["version"], text)
            self.told.saved.append((payload, answer["version"]))
            return None
        if answer.get("status") == "conflict" and answer["elaboration"] != text:
            self.told.conflicts += 1
            self._known[place] = (answer["version"], answer["elaboration"])
            if self._chance.random() < KEEPS_THEIRS:
                self.told.discarded.append(payload)
                return None
            return f"{text} igen"
        # Among them a conflict with what the same save has stored before it was sent again.
        self.told.surprises.append((payload, status, str(answer)[:300]))
        return None

    def _send(self, payload):
        until = time.monotonic() + PATIENCE
        while True:
            try:
                return self._post(payload)
            except (OSError, HTTPException, ValueError):
                if time.monotonic() > until:
                    return 0, {"status": f"no answer for {PATIENCE} s"}
            self.told.resent += 1
            time.sleep(RETRY)

    def _post(self, payload):
        """Give (status, what the answer says). Raises where there is no whole answer, or one of a server in trouble."""
        track, indicator = payload.place
        form = {"track": track, "indicator": indicator, "version": payload.base}
        body = urlencode(form | {"value": "ja", "elaboration": payload.text})
        connection = HTTPConnection("127.0.0.1", self._port, timeout=TIMEOUT)
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "Accept": "application/json",
            "Cookie": "; ".join(f"{name}={value}" for name, value in self._cookies.items()),
            "X-CSRFToken": self._cookies["misbrug_csrf"],
            "Connection": "close",
        }
        try:
            connection.request("POST", self._address, body, headers)
            response = connection.getresponse()
            text = response.read()
        finally:
            connection.close()
        if response.status >= 502:
            raise OSError(response.status)
        return response.status, json.loads(text)
