"""What a file says of the round that it is about, before its tables begin. No queries."""

from clusters.matrix import UNKNOWN_ABSENCE
from clusters.reports.renderers.xlsx_cells import LABEL, Column, Table
from misbrug.text.danish import join

ABOUT = "Runde"


def example(is_example):
    """Mark what was invented for the demo."""
    return "eksempel" if is_example else ""


def about_round(picture, at, words="", *more):
    """Give the table that says which round it is, what was chosen, when it was fetched, and who takes part.

    `words` say what was chosen, `more` are further (label, value) pairs.
    """
    pairs = [*_of_round(picture.round), ("Udvalg", words), ("Hentet", at), *_who(picture), *more, *_examples(picture)]
    columns = (Column("Oplysning", 34), Column("Indhold", 90, LABEL))
    return Table(ABOUT, ABOUT, columns, tuple(pair for pair in pairs if pair[1] not in ("", None)), frozen=1)


def _of_round(round_):
    return (
        ("Runde", round_.name),
        ("Rundens kortnavn", round_.slug),
        ("Region", round_.region.name),
        ("Katalog", str(round_.catalogue)),
        ("Rundens tilstand", round_.get_state_display()),
        ("Svarfrist", round_.deadline),
    )


def _who(picture):
    yield "Kommuner i runden", picture.invited
    yield "Kommuner, der deltager (N)", picture.n
    yield "Kommuner, der har indsendt", picture.submitted
    yield "Kommuner, der er gennemgået", picture.reviewed
    yield "Svar, der afventer projektgruppens vurdering", len(picture.pending())
    for cluster in picture.clusters:
        yield f"{cluster.name}, deltager", join(row.name for row in cluster.rows) or "ingen"
    for assessment in picture.absent:
        yield f"{assessment.municipality_name} deltager ikke", assessment.absence_reason or UNKNOWN_ABSENCE


def _examples(picture):
    if picture.round.is_example:
        yield "Eksempler", "Alt i runden er opfundet for at vise, hvordan det kan se ud."
        return
    shown = (row.is_example(indicator.pk) for row in picture.rows for indicator in picture.indicators)
    if any(shown):
        yield "Eksempler", "Hvor der står ”eksempel”, er svar bag tallet opfundet."
