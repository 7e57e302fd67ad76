"""What can be done on the way of a report: when, by whom, what happens then, and the form that asks for it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from clusters import workflow
from clusters.forms.assessments import ReasonForm
from clusters.forms.publishing import ReleaseForm, SendForm
from clusters.models import Round, StatusReport
from clusters.permissions import may_publish_report, may_write_report
from clusters.reports import build
from clusters.reports.clearance import Blocker
from clusters.reports.facts import ReportFacts
from clusters.reports.parts import Part
from clusters.workflow.reports import content_digest
from misbrug.text.danish import count, date_long, first_upper, join

State = StatusReport.State
# What nobody can have seen: a release that does not say what was read is of another page than ours.
UNSEEN = "-"
LOG_HELP = "Står under det, der er sket. Skriv ikke om borgere."


@dataclass(frozen=True, slots=True)
class Situation:
    """A report as one user meets it: its facts now, what keeps it from being released, what is only warned of."""

    user: Any
    round: Round
    editions: list
    facts: ReportFacts
    waivers: list
    blockers: tuple[Blocker, ...]
    unwritten: tuple[Part, ...]
    undelivered: tuple[str, ...]

    @property
    def report(self):
        """Give the stored report, None before anything is written."""
        return getattr(self.round, "report", None)

    @property
    def state(self):
        """Give where the report is; one that nobody has written in is a draft."""
        return self.report.state if self.report else State.DRAFT

    @property
    def state_word(self):
        """Give where the report is, in words."""
        return State(self.state).label

    @property
    def is_closed_for_answers(self):
        """Say whether the round no longer takes answers, so that the report can go on."""
        return self.round.state in (Round.State.PROCESSING, Round.State.CLOSED)

    @property
    def next_number(self):
        """Give the number of the edition to come."""
        return self.editions[0].number + 1 if self.editions else 1

    @property
    def standing(self):
        """Give the newest edition that stands, None where none does."""
        return next((row for row in self.editions if not row.is_withdrawn), None)


@dataclass(frozen=True, slots=True)
class Act:
    """One act. All that is said of it is worked out for the Situation.

    `sentences` gives what happens; `run` does it with the form's cleaned data; `done` is said afterwards.
    """

    word: str
    may: Callable
    fits: Callable[[Situation], bool]
    title: Callable[[Situation], str]
    hint: Callable[[Situation], str]
    button: Callable[[Situation], str]
    sentences: Callable[[Situation], list[str]]
    form: Callable
    run: Callable
    done: Callable[[Situation], str]
    leads_to_edition: bool = False


def _reason_form(data, now):
    return ReasonForm(data, label="Begrundelse", help_text=LOG_HELP)


def _said(words):
    return lambda now: words


# ---- to the municipalities -------------------------------------------------------------------------------


def _send_sentences(now):
    sentences = [
        "Hver kommune kan se, hvordan den er vist i rapporten: sine værdier, reglen bag dem og vurderingerne.",
        "Kommunerne kan bede om rettelser med en begrundelse, indtil rapporten går videre til styregruppen.",
        "Resten af rapporten er stadig en kladde, som kun projektgruppen og styregruppen kan læse.",
    ]
    if now.facts.waiting:
        waiting = count(now.facts.waiting, "svar", "svar", "neuter")
        sentences.append(f"{first_upper(waiting)} afventer stadig jeres vurdering. Kommunerne ser dem som afventer.")
    return sentences


# ---- to the steering group -------------------------------------------------------------------------------


def _goes_straight(now):
    """Say whether the report passes the municipalities by: a later edition may, with a reason."""
    return now.state == State.DRAFT and bool(now.editions)


def _fits_steering(now):
    return now.is_closed_for_answers and (now.state == State.MUNICIPALITIES or _goes_straight(now))


def _steering_sentences(now):
    sentences = ["Styregruppen får rapporten til frigivelse."]
    if _goes_straight(now):
        sentences.append("Kommunerne får ikke vist den nye udgave først. Skriv hvorfor.")
    else:
        sentences.append("Kommunerne kan ikke længere bede om rettelser.")
    if now.facts.reply.open:
        wishes = count(now.facts.reply.open, "ønske", "ønsker", "neuter")
        sentences.append(f"{first_upper(wishes)} om rettelse venter på svar og skal besvares før frigivelsen.")
    sentences.append("Den kan tages tilbage som kladde med en begrundelse.")
    return sentences


def _steering_form(data, now):
    if _goes_straight(now):
        return ReasonForm(data, label="Hvorfor går den uden om kommunerne?", help_text=LOG_HELP)
    return ReasonForm(data, required=False, label="Bemærkning", help_text=LOG_HELP)


# ---- back, and a new edition -----------------------------------------------------------------------------


def _back_sentences(now):
    sentences = ["Rapporten bliver en kladde igen, og projektgruppen kan skrive videre i den."]
    if not now.editions:
        sentences.append("Kommunerne kan først se igen, hvordan de er vist, når den på ny er sendt til dem.")
    if now.standing:
        sentences.append(f"{now.standing.number}. udgave er stadig den, alle kan læse.")
    return sentences


def _begin_sentences(now):
    return [
        f"Tekster og vurderinger kan ændres igen. Ændringerne bliver til {now.next_number}. udgave.",
        f"{now.editions[0].number}. udgave ændrer sig ikke. Den er den, alle kan læse, til den nye er frigivet.",
        "Den nye udgave siger selv, hvad der er ændret siden den forrige.",
    ]


# ---- release ---------------------------------------------------------------------------------------------


def _release_sentences(now):
    anybody = ", også uden at logge ind" if settings.PUBLIC_READING else ""
    sentences = [
        f"Tekster, tal, svar og bilag bliver forseglet som {now.next_number}. udgave. Den ændrer sig ikke siden.",
        f"Filerne bliver dannet nu: {join(row.name for row in build.FORMATS.values())}. Det kan tage nogle sekunder.",
        f"Alle med adgang kan læse rapporten{anybody}. Deltagerne i runden kan se hinandens svar.",
    ]
    if now.standing:
        sentences.append(f"{now.standing.number}. udgave kan stadig hentes som en tidligere udgave.")
    if now.waivers:
        standing = count(len(now.waivers), "sætning", "sætninger")
        sentences.append(
            f"{first_upper(standing)} er med en begrundelse ladt stående, selv om tallene siger noget andet."
        )
    sentences.append("Udgaven kan trækkes tilbage med en begrundelse. Den står så ved filerne.")
    return sentences


def _release_form(data, now):
    lacking = []
    if now.unwritten:
        lacking.append(f"{count(len(now.unwritten), 'tekst', 'tekster')} ikke er skrevet")
    if now.undelivered:
        lacking.append(f"{count(len(now.undelivered), 'klyngerapport', 'klyngerapporter')} ikke er afleveret")
    ticks = [("confirmed", "Jeg har læst, hvad der sker", "Sæt kryds for at bekræfte.")]
    if lacking:
        although = ", og ".join(lacking)
        ticks.insert(
            0, ("lacking", f"Rapporten skal frigives, selv om {although}", "Sæt kryds, hvis den skal frigives sådan.")
        )
    shown = {"seen": content_digest(now.facts), "opened": now.facts.taken_at.isoformat()}
    return ReleaseForm(data, ticks=ticks, initial=shown)


def _release(now, data, **who):
    return workflow.release(now.round.pk, make_files=build.make_files, seen=data["seen"] or UNSEEN, **who)


ACTS = {
    act.word: act
    for act in (
        Act(
            word="til-kommunerne",
            may=may_write_report,
            fits=lambda now: now.is_closed_for_answers and now.state == State.DRAFT,
            title=_said("Send rapporten til kommunerne"),
            hint=_said("De ser, hvordan de er vist, og kan bede om rettelser."),
            button=_said("Send til kommunerne"),
            sentences=_send_sentences,
            form=lambda data, now: SendForm(data),
            run=lambda now, data, **who: workflow.send_to_municipalities(now.round.pk, **data, **who),
            done=_said("Rapporten er sendt til kommunerne."),
        ),
        Act(
            word="til-styregruppen",
            may=may_write_report,
            fits=_fits_steering,
            title=_said("Send rapporten til styregruppen"),
            hint=lambda now: (
                "Den nye udgave går uden om kommunerne, med en begrundelse."
                if _goes_straight(now)
                else _reply_hint(now)
            ),
            button=_said("Send til styregruppen"),
            sentences=_steering_sentences,
            form=_steering_form,
            run=lambda now, data, **who: workflow.send_to_steering(now.round.pk, **data, **who),
            done=_said("Rapporten er sendt til styregruppen."),
        ),
        Act(
            word="frigiv",
            may=may_publish_report,
            fits=lambda now: now.is_closed_for_answers and now.state == State.STEERING,
            title=lambda now: f"Frigiv {now.next_number}. udgave",
            hint=lambda now: (
                "Der er noget, der skal afklares først."
                if now.blockers
                else "Så kan alle læse den, og den ligger fast."
            ),
            button=lambda now: f"Frigiv {now.next_number}. udgave",
            sentences=_release_sentences,
            form=_release_form,
            run=_release,
            done=lambda now: f"{now.next_number}. udgave er frigivet.",
            leads_to_edition=True,
        ),
        Act(
            word="til-kladde",
            may=may_publish_report,
            fits=lambda now: now.state in (State.MUNICIPALITIES, State.STEERING),
            title=_said("Tag rapporten tilbage som kladde"),
            hint=_said("Der skal skrives mere i den, før den går videre."),
            button=_said("Tag tilbage som kladde"),
            sentences=_back_sentences,
            form=_reason_form,
            run=lambda now, data, **who: workflow.back_to_draft(now.round.pk, **data, **who),
            done=_said("Rapporten er en kladde igen."),
        ),
        Act(
            word="ny-udgave",
            may=may_write_report,
            fits=lambda now: now.state == State.RELEASED,
            title=lambda now: f"Begynd på {now.next_number}. udgave",
            hint=_said("Der er noget, der skal rettes eller skrives om."),
            button=lambda now: f"Begynd på {now.next_number}. udgave",
            sentences=_begin_sentences,
            form=_reason_form,
            run=lambda now, data, **who: workflow.begin_edition(now.round.pk, **data, **who),
            done=lambda now: f"{now.next_number}. udgave er begyndt som kladde.",
        ),
    )
}


def _reply_hint(now):
    deadline = now.report.reply_deadline if now.report else None
    return f"Kommunernes frist er {date_long(deadline)}." if deadline else "Kommunerne har set, hvordan de er vist."
