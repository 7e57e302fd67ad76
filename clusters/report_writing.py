"""What the pages for writing a report show: the draft of a part, what is to be settled in a text, figures to pick."""

from dataclasses import dataclass

from clusters.reports import narrative
from clusters.reports.bound import draft_text
from clusters.reports.bound_forms import FORMS
from clusters.reports.clearance import Blocker, in_text
from clusters.reports.facts import ADVICE, EXPLANATION, INDICATORS, STATUS, ReportFacts
from clusters.reports.parts import Part, part_of


def draft_of(part: Part, facts: ReportFacts) -> str:
    """Give the text that the numbers suggest for a part, with its figures bound; "" where they suggest none."""
    if part.kind == "introduction":
        return draft_text(narrative.draft_introduction(facts), facts)
    if part.kind == "conclusions":
        return draft_text(narrative.draft_conclusions(facts), facts)
    if part.kind != "status":
        return ""
    recommendation = next(row for row in facts.recommendations if row.number == part.number)
    return draft_text(narrative.draft_status(recommendation, facts.before), facts)


@dataclass(frozen=True, slots=True)
class Findings:
    """What is to be settled in a text, and what was let stand: (finding, its waiver)."""

    open: tuple[Blocker, ...]
    waived: tuple[tuple[Blocker, object], ...]


def findings_of(text: str, part: Part, facts: ReportFacts, waivers: dict) -> Findings:
    """Give the findings of a text; `waivers` are the report's TextWaivers by key."""
    found = in_text(text, part, facts)
    return Findings(
        open=tuple(row for row in found if row.key not in waivers),
        waived=tuple((row, waivers[row.key]) for row in found if row.key in waivers),
    )


@dataclass(frozen=True, slots=True)
class Picker:
    """What a bound figure can be made of: the questions, the clusters, and the forms.

    A question is its number, its text and what it is, as `Form.of` names it.
    """

    questions: tuple[tuple[str, str, str], ...]
    clusters: tuple[str, ...]
    forms: tuple


def picker_of(part: Part, facts: ReportFacts) -> Picker:
    """Give what can be picked while a part is written: of a recommendation its own questions, else all."""
    chosen = [row for row in facts.recommendations if part.number is None or row.number == part.number]
    questions = []
    for recommendation in chosen:
        for row in recommendation.indicators:
            questions.append((row.number, row.text, "indikator"))
            questions += [(each.number, each.text, "spørgsmål") for each in row.supplements]
    return Picker(tuple(questions), tuple(row.name for row in facts.clusters), FORMS)


@dataclass(frozen=True, slots=True)
class PartState:
    """One written part in the overview: its text's facts (None where nothing is written) and what is to be settled."""

    part: Part
    written: object
    is_left_out: bool
    has_draft: bool
    open: int

    @property
    def word(self):
        """Give the part's word in the address that leaves it out."""
        return self.part.slug.partition("-")[0]


@dataclass(frozen=True, slots=True)
class Group:
    """The parts of one recommendation, or of the report itself (`recommendation` None)."""

    recommendation: object
    parts: tuple[PartState, ...]
    shows_indicators: bool = True
    shows_advice: bool = True


def overview_of(facts: ReportFacts, waived) -> tuple[Group, ...]:
    """Give all parts of a report in its order, with how far each has come. `waived` are keys of waivers."""

    def state(slug, written, is_left_out=False):
        part = part_of(slug)
        found = in_text(written.text, part, facts, waived) if written else ()
        return PartState(part, written, is_left_out, bool(draft_of(part, facts)), len(found))

    own = Group(
        None,
        (
            state("indledning", facts.introduction),
            state("konklusioner", facts.conclusions),
            state("klyngesamarbejdet", facts.cooperation),
        ),
    )
    return (
        own,
        *(
            Group(
                row,
                (
                    state(f"forklaring-{row.number}", row.written_explanation, not row.shows(EXPLANATION)),
                    state(f"status-{row.number}", row.status, not row.shows(STATUS)),
                ),
                row.shows(INDICATORS),
                row.shows(ADVICE),
            )
            for row in facts.recommendations
        ),
    )
