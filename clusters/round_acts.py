"""The acts by which a round goes on, each with what happens, told before it is done. No queries."""

from dataclasses import dataclass

from clusters.models import Round
from misbrug.text.danish import count

STEPS = (
    (Round.State.PLANNED, "Planlagt"),
    (Round.State.OPEN, "Åben for svar"),
    (Round.State.PROCESSING, "Under behandling"),
    (Round.State.CLOSED, "Afsluttet"),
)


@dataclass(frozen=True, slots=True)
class Act:
    """Something that can be done to the round now. `confirm` is what the person says yes to."""

    name: str
    title: str
    sentences: tuple[str, ...]
    confirm: str
    button: str
    needs_reason: bool = False


def timeline(round_, transitions):
    """Give the steps of the round for the timeline, each with the day it was last reached."""
    order = [state for state, _ in STEPS]
    now = order.index(round_.state)
    reached = {}
    for transition in transitions:
        if transition.assessment_id is None and transition.to_state != transition.from_state:
            reached.setdefault(transition.to_state, transition.at)
    return [
        {
            "label": label,
            "at": reached.get(state) if place <= now else None,
            "state": "done" if place < now else "current" if place == now else "todo",
        }
        for place, (state, label) in enumerate(STEPS)
    ]


def acts(picture, invited_clusters=()):
    """Give the acts that the round's state allows. `invited_clusters` are the names of a planned round's clusters."""
    makers = {Round.State.PLANNED: _open, Round.State.OPEN: _process, Round.State.PROCESSING: _after_answers}
    maker = makers.get(picture.round.state)
    return maker(picture, invited_clusters) if maker else ()


def _open(picture, invited_clusters):
    which = count(len(invited_clusters), "klynge", "klynger")
    return (
        Act(
            "open",
            "Åbn runden",
            (
                f"Der oprettes en selvvurdering til hver kommune, der i dag er med i de {which}."
                if len(invited_clusters) > 1
                else "Der oprettes en selvvurdering til hver kommune, der i dag er med i klyngen.",
                "Katalog, klynger og navne ligger fast fra nu af. Senere ændringer i klyngerne rører ikke runden.",
            ),
            "Ja, åbn runden",
            "Åbn runden",
        ),
    )


def _process(picture, _):
    missing = picture.n - picture.submitted
    return (
        Act(
            "process",
            "Luk for svar",
            (
                "Svar og deltagelse låses for alle kommuner. Vurderinger, gennemgang og rapport går videre.",
                _silent(missing),
                "Du kan åbne for svar igen med en begrundelse.",
            ),
            "Ja, luk for svar",
            "Luk for svar",
        ),
    )


def _silent(missing):
    if not missing:
        return "Alle deltagende kommuner har indsendt."
    who = count(missing, "kommune", "kommuner").capitalize()
    return (
        f"{who} har ikke indsendt. De tæller som ikke besvaret."
        if missing > 1
        else (f"{who} har ikke indsendt. Den tæller som ikke besvaret.")
    )


def _after_answers(picture, _):
    pending = len(picture.pending())
    waits = "Ingen svar afventer vurdering."
    if pending:
        waits = f"{count(pending, 'svar', 'svar', 'neuter').capitalize()} afventer vurdering og bliver ved med det."
    return (
        Act(
            "close",
            "Afslut runden",
            (
                waits,
                "Svar og deltagelse kan ikke ændres bagefter, og runden kan ikke åbnes igen.",
                "Statusrapporten kan stadig skrives, sendes videre og frigives.",
            ),
            "Ja, afslut runden",
            "Afslut runden",
        ),
        Act(
            "reopen",
            "Åbn for svar igen",
            ("Kladder kan rettes og indsendes igen, og kommuner kan melde til og fra.",),
            "Ja, åbn for svar igen",
            "Åbn for svar igen",
            needs_reason=True,
        ),
    )
