"""The matrix: every entry in every case, asked by every actor with every method, against the oracle."""

import os
from collections import Counter
from itertools import product

from django.db import transaction
from django.test import override_settings

from tests.rights.actors import ACTORS
from tests.rights.addresses import every_address
from tests.rights.asking import Asker, outcome_of, said_in, text_of
from tests.rights.marks import leaked
from tests.rights.oracle import HIDDEN, OPEN, decide
from tests.rights.world import World

# How many cells were asked in this process, by what became of them.
CELLS = Counter()
# Whether every cell is asked, and not only what CI has time for.
ALL = os.environ.get("RIGHTS") == "all"


def chosen(entry, methods, salt=0):
    """Give (case, method, actor) of the cells of an entry that are asked.

    Every method and every actor is asked about once for each decision that the oracle comes to; in which of the cases
    that lead to it, goes round, so that other actors and other addresses meet the others. With RIGHTS=all it is asked
    in every case.
    """
    for turn, (method, actor) in enumerate(product(methods, ACTORS), salt):
        alike = {}
        for case in entry.cases:
            alike.setdefault(decide(entry.verb_of(method), actor, case), []).append(case)
        for cases in alike.values():
            for case in cases if ALL else [cases[turn % len(cases)]]:
                yield case, method, actor


class Matrix:
    """The world with those who ask about it."""

    def __init__(self):
        """Build the world and log everybody in."""
        self.world = World()
        self.askers = {actor.name: Asker(self.world.users.get(actor.name)) for actor in ACTORS}
        self.methods = {address.route: sorted(address.methods) for address in every_address()}

    def faults(self, entry, route, salt=0):
        """Give in words every cell of an entry in which the product answers otherwise than the oracle."""
        found, nowhere = [], {}
        cells = {}
        for case, *cell in chosen(entry, self.methods[route], salt):
            cells.setdefault(case, []).append(cell)
        for case, asked in cells.items():
            with transaction.atomic(), override_settings(PUBLIC_READING=case.public):
                self.world.set(case)
                for method, actor in asked:
                    found.extend(self._cell(entry, case, method, actor, nowhere))
                transaction.set_rollback(True)
        return found

    def _cell(self, entry, case, method, actor, nowhere):
        address, expected = entry.address(self.world, case), decide(entry.verb_of(method), actor, case)
        response = self._ask(method, actor, address, entry.post)
        if method == "POST" and entry.get_only and expected == OPEN:
            expected = "405"
        met = outcome_of(response)
        CELLS[met] += 1
        told = f"{method} {address} as {actor.name}, {case}: "
        if met != expected:
            yield f"{told}{met} ({response.status_code}), not {expected}"
        if met == HIDDEN and entry.guess and (ALL or method == "GET"):
            key = method, actor.name, case.public
            if key not in nowhere:
                guessed = entry.guessed(self.world, case)
                nowhere[key] = said_in(self._ask(method, actor, guessed, entry.post), guessed)
            if said_in(response, address) != nowhere[key]:
                yield f"{told}looks otherwise than where nothing is"
        for kind in leaked(text_of(response), actor, case):
            yield f"{told}shows the {kind}"

    def _ask(self, method, actor, address, data):
        asker = self.askers[actor.name]
        if method == "GET":
            return asker.get(address)
        with transaction.atomic():
            response = asker.post(address, data or {})
            transaction.set_rollback(True)
        return response
