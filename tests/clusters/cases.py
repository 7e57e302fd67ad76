"""Every state a track can be in, and the rules of consolidation stated anew.

The brute-force statement shares no thought with the product's: it ranks what each track came to by how much it
holds the municipality back, and takes the worst.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from clusters.consolidation import RulingFact, TrackAnswer, consolidate

START = datetime(2014, 5, 1, tzinfo=UTC)


def ruling(track, outcome, mark, hour=0):
    return RulingFact(track, outcome, mark, "Begrundelse", "Projektgruppe, Lejre", START + timedelta(hours=hour))


# ---- every state a track can be in ---------------------------------------------------------------------


@dataclass(frozen=True)
class Case:
    """One track's answer with its rulings, oldest first, as (outcome, whether about the present version)."""

    value: str
    rulings: tuple[tuple[str, bool], ...] = ()


CASES = (
    Case("ja"),
    Case("nej"),
    Case("delvis"),
    Case(""),
    Case("ikke_relevant"),
    Case("delvis", (("ja", True),)),
    Case("delvis", (("nej", True),)),
    Case("delvis", (("ja", False),)),
    Case("delvis", (("nej", False),)),
    Case("delvis", (("ja", True), ("nej", True))),
    Case("delvis", (("nej", True), ("ja", True))),
    Case("delvis", (("ja", True), ("nej", False))),
    Case("delvis", (("nej", False), ("ja", True))),
    Case("delvis", (("nej", True), ("ja", False))),
    # Rulings decide about delvis alone, even where the fingerprint fits.
    Case("ja", (("nej", True),)),
    Case("nej", (("ja", True),)),
    Case("", (("ja", True),)),
    Case("ikke_relevant", (("nej", True),)),
)


def run(cases, answer_type="yes_no_partly", fulfilled_from=None):
    """Consolidate some cases, one a track, with their rulings in the order they were made."""
    answers = [TrackAnswer(f"t{i}", f"Spor {i}", case.value, "nu") for i, case in enumerate(cases)]
    rulings = [
        ruling(f"t{i}", outcome, "nu" if fits else "før", hour)
        for i, case in enumerate(cases)
        for hour, (outcome, fits) in enumerate(case.rulings)
    ]
    return consolidate(answer_type, answers, rulings, fulfilled_from=fulfilled_from)


# ---- the rules stated anew -----------------------------------------------------------------------------

WORST_FIRST = ("nej", "ikke_besvaret", "afventer", "ja", "ikke_relevant")


def what_it_came_to(case):
    """State what one track says, reading the rulings from the newest back."""
    if case.value == "delvis":
        for outcome, fits in reversed(case.rulings):
            if fits:
                return outcome
        return "afventer"
    return case.value or "ikke_besvaret"


def brute_force(cases):
    """State what a municipality's answers come to: the worst of what its tracks say."""
    said = [what_it_came_to(case) for case in cases]
    return min(said, key=WORST_FIRST.index, default="ikke_relevant")
