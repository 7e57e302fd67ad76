"""What one may want to look at twice before answers are stored, such as old words under a new answer."""

from clusters.models import SelfAssessment
from indicators.values import is_partly
from misbrug.text.danish import NBSP, amount, join

VERDICTS = {"ja", "nej"}
NAMED = 5


def cautions(batch, lines):
    """Give the notes on what the lines that are stored would leave behind. What is hidden is not told of."""
    seen = [line for line in lines if not line.is_hidden]
    old = [line for line in seen if _keeps_old_words(line)]
    partly = [line for line in seen if _lacks_words(line)]
    notes = []
    if old:
        rows = amount(len(old), "række", "rækker")
        notes.append(f"I {rows} bliver den gamle uddybning stående under et nyt svar: {_places(old)}.")
    if partly:
        notes.append(
            f"{amount(len(partly), 'delvis', 'delvis')} mangler en uddybning og kan ikke indsendes sådan: "
            f"{_places(partly)}."
        )
    finished = _finished_tracks(batch, lines)
    if finished:
        named = join(finished) if len(finished) <= NAMED else amount(len(finished), "spor", "spor")
        notes.append(f"Filen ændrer i spor, der er meldt færdige: {named}.")
    return [note.replace(NBSP, " ") for note in notes]


def _places(lines):
    """Name the first rows, by their cells where several answers stand in one row of the sheet."""
    several = len({line.layout.sheet for line in lines}) > 1
    named = []
    for line in lines[:NAMED]:
        place = line.value_at if line.shares_row else f"række {line.row.line}"
        named.append(f"{place} i arket ”{line.layout.sheet}”" if several else place)
    return join(named + ([f"{len(lines) - NAMED} til"] if lines[NAMED:] else []))


def _keeps_old_words(line):
    """Say whether a ja becomes a nej, or the reverse, above the words that explained it."""
    before, after = line.stored.value, line.content[0]
    turned = before != after and {before, after} == VERDICTS
    return turned and bool(line.stored.elaboration) and line.content[1] == line.stored.elaboration


def _lacks_words(line):
    return is_partly(line.indicator.answer_type, line.content[0]) and not line.content[1]


def _finished_tracks(batch, lines):
    """Give the tracks that are reported finished and that the lines change, "Alkohol i Faxe", in order."""
    found = {}
    for line in lines:
        track = batch.tracks[line.assessment].get(line.track)
        assessment = batch.assessments[line.assessment]
        if track is not None and track.done_at and assessment.state == SelfAssessment.State.DRAFT:
            found.setdefault(track.id, f"{track.name} i {assessment.municipality_name}")
    return list(found.values())
