"""How ready an activity is to be carried out: what its prerequisites suggest, and what contradicts what.

Readiness says nothing of importance. The rules: green is under way or nearly, with the prerequisites in place; yellow
needs preparation, partners, a decision or reallocation; red lacks an essential prerequisite: financing, legal basis or
premises. Pure functions over plain words, those that are stored: prerequisites as {kind: state}.
"""

from collections.abc import Mapping

GREEN, YELLOW, RED, UNKNOWN = "green", "yellow", "red", ""
MET, MISSING, UNCLEAR = "met", "missing", "unclear"
PLANNED, ACTIVE, DONE, DROPPED = "planned", "active", "done", "dropped"

ESSENTIAL = ("financing", "legal_basis", "premises")
KINDS = {
    "financing": "midlerne",
    "legal_basis": "lovhjemlen",
    "premises": "lokalerne",
    "staff": "personalet",
    "partners": "samarbejdspartnerne",
    "decision": "beslutningen",
    "method": "metoden",
}
LACKS = {MISSING: "mangler", UNCLEAR: "er ikke afklaret"}
COLOURS = {GREEN: "Grøn", YELLOW: "Gul", RED: "Rød"}


def suggested(conditions: Mapping[str, str]) -> str:
    """Give the readiness that the prerequisites suggest; "" where none is written down, so that nothing is known."""
    if not conditions:
        return UNKNOWN
    if missing_essentials(conditions):
        return RED
    return GREEN if not _lacking(conditions) else YELLOW


def reason(conditions: Mapping[str, str]) -> str:
    """Give in Danish why `suggested` suggests what it does; "" where it suggests nothing."""
    if not conditions:
        return ""
    essential = missing_essentials(conditions)
    lacking = {kind: conditions[kind] for kind in essential} if essential else _lacking(conditions)
    if not lacking:
        return "alle forudsætninger er på plads"
    words = [f"{KINDS[kind]} {LACKS[state]}" for kind, state in lacking.items()]
    return " og ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else words[0]


def missing_essentials(conditions: Mapping[str, str]) -> list[str]:
    """Give the kinds of the essential prerequisites that are missing, in their own order."""
    return [kind for kind in ESSENTIAL if conditions.get(kind) == MISSING]


def contradictions(
    state: str, readiness: str, conditions: Mapping[str, str], *, described: bool = False
) -> tuple[str, ...]:
    """Give a Danish sentence for each contradiction between state, readiness and prerequisites.

    `described` says that the prerequisites are described in words, so that a red activity without any in the list may
    still lack something. What was dropped contradicts nothing: nobody is going to carry it out.
    """
    if state == DROPPED:
        return ()
    if state == DONE:
        return _finished(readiness, conditions)
    found = list(_of_colour(readiness, conditions, described))
    if state == ACTIVE and readiness == RED:
        missing = missing_essentials(conditions)
        found += [f"I gang, men {KINDS[kind]} mangler." for kind in missing] or ["I gang, men rød."]
    return tuple(found)


def _of_colour(readiness, conditions, described):
    if readiness == GREEN:
        return [f"Grøn, men {KINDS[kind]} {LACKS[state]}." for kind, state in _lacking(conditions).items()]
    missing = missing_essentials(conditions)
    if readiness == YELLOW:
        return [f"Gul, men {KINDS[kind]} mangler." for kind in missing]
    if readiness != RED or missing:
        return []
    if conditions and not _lacking(conditions):
        return ["Rød, men alle forudsætninger er på plads."]
    if conditions:
        return ["Rød, men hverken midler, lovhjemmel eller lokaler mangler."]
    return [] if described else ["Rød, men der står ikke, hvilken forudsætning der mangler."]


def _finished(readiness, conditions):
    found = [f"Afsluttet, men {KINDS[kind]} mangler." for kind in missing_essentials(conditions)]
    return tuple(found or (["Afsluttet, men rød."] if readiness == RED else []))


def _lacking(conditions):
    """Give the prerequisites that are not in place, in the order of KINDS."""
    return {kind: conditions[kind] for kind in KINDS if conditions.get(kind, MET) != MET}
