"""What can be done on the way of a strategy: when, by whom, what happens then, and the form that asks for it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from misbrug.text.danish import amount, genitive, join
from strategies import workflow
from strategies.forms.way import AdoptForm, ReviewForm, delete_form, leave_form, note_form, reason_form
from strategies.models import Strategy, StrategyEvent
from strategies.overview import count_contents
from strategies.permissions import may_adopt, may_decide

State = Strategy.State
# What an adoption opens beside the document itself, and what it does not. The same stands in docs/rettigheder.md.
PUBLIC = (
    "Med i det er handleplanen med beløb, forandringsteorierne, hvem der har behandlet sagen, beslutninger og "
    "bemærkninger, høringssvar, opgaver med hvem og frist, notater om aktiviteterne og bilag.",
    "Historik, tidligere udgaver, advarsler om det, der mangler, og navnet på den, der har skrevet, ses kun af jer.",
)
DECIDE, ADOPT, EDIT = "decide", "adopt", "edit"


@dataclass(frozen=True, slots=True)
class Act:
    """One act. `right` says who may; with the right ADOPT it is done for one municipality (`place`), else for all.

    `sentences` gives what happens; `run` does it with the form's cleaned data; `done` is said afterwards. Where texts
    hold "{place}", the municipality's name stands there; where `done` holds "{what}", what was deleted.
    """

    word: str
    right: str
    title: str
    button: str
    hint: str
    done: str
    fits: Callable[[Strategy, Any], bool]
    sentences: Callable[[Strategy, Any], list[str]]
    form: Callable
    run: Callable

    @property
    def leads_away(self):
        """Say whether the strategy may be out of the user's sight afterwards."""
        return self.word in ("slet", "meld-ud")

    @property
    def is_adoption(self):
        """Say whether it records that a municipality has adopted the strategy."""
        return self.word == "vedtag"

    def may(self, user, strategy, place):
        """Say whether the user has the right to the act."""
        if self.right == ADOPT:
            return place is not None and may_adopt(user, place.pk)
        # With the right EDIT it is for everybody who finds the strategy among those to edit, as the pages here do.
        return may_decide(user, strategy) if self.right == DECIDE else True

    def worded(self, text, place):
        """Give one of the act's texts with the municipality's name in it."""
        return text.replace("{place}", place.name if place else "")


def _adoption(strategy, place):
    return next(row for row in strategy.adoptions.all() if row.municipality_id == place.pk)


def _adopted(strategy, but=None):
    """Give the names of the municipalities that have adopted the strategy, beside one of them."""
    rows = sorted(
        (row for row in strategy.adoptions.all() if row.adopted_on and row.municipality != but), key=lambda row: row.pk
    )
    return [row.municipality.name for row in rows]


def _never_adopted(strategy):
    return not strategy.events.filter(act=StrategyEvent.Act.ADOPT).exists()


def _hearing_sentences(strategy, place):
    return [
        f"Strategien får mærket ”Høringsudkast”. Det er stadig kun {strategy.place_names}, der kan se den her.",
        "Send den selv til dem, der skal høres. Frister og svar skriver I ind under politisk behandling.",
        "Den kan tages tilbage til kladde igen.",
    ]


def _adopt_sentences(strategy, place):
    open_to_all = ", også uden at logge ind" if settings.PUBLIC_READING else ""
    sentences = [f"Alle med adgang kan læse strategien{open_to_all}."]
    contents = count_contents(strategy)
    if contents:
        sentences.append(f"Det bliver offentligt: {join(contents)}.")
    sentences += PUBLIC
    sentences.append("I kan stadig rette i den. Det, I gemmer, kan læses med det samme.")
    others = [other.name for other in strategy.places if other != place]
    if others:
        sentences.append(f"Vedtagelsen gælder {place.name}. {join(others)} registrerer selv, at de har vedtaget den.")
    sentences.append("Vedtagelsen kan trækkes tilbage med en begrundelse.")
    return sentences


def _withdraw_sentences(strategy, place):
    others = _adopted(strategy, but=place)
    if others:
        return [f"Strategien er stadig vedtaget i {join(others)} og kan læses af alle."]
    return [f"Strategien bliver en kladde igen. Så kan kun {strategy.place_names} læse den."]


def _review_sentences(strategy, place):
    months = strategy.review_months
    if months:
        every = amount(months, "måned", "måneder")
        return [f"Næste gang sættes til {every} efter den dag, du skriver."]
    return [
        "I har ikke skrevet, hvor tit den tages op, så der sættes ingen ny dato. Det kan I skrive under oplysninger."
    ]


def _leave_sentences(strategy, place):
    others = join([other.name for other in strategy.places if other != place])
    return [
        f"Strategien er derefter kun {genitive(others)}. Det, I har skrevet, bliver stående.",
        f"Så længe den ikke er vedtaget, kan {place.name} ikke læse den.",
    ]


def _delete_sentences(strategy, place):
    contents = count_contents(strategy)
    along = (
        f"Sammen med den slettes {join(contents)}."
        if contents
        else "Strategien er tom: Der er ikke skrevet noget i den endnu."
    )
    return [along, "Den kan gendannes under ”Slettede strategier” i oversigten."]


ACTS = {
    act.word: act
    for act in (
        Act(
            word="hoering",
            right=DECIDE,
            title="Send strategien i høring",
            button="Send i høring",
            hint="Den får mærket ”Høringsudkast”.",
            done="Strategien er nu et høringsudkast.",
            fits=lambda strategy, place: strategy.state == State.DRAFT,
            sentences=_hearing_sentences,
            form=note_form,
            run=lambda strategy, place, data, **who: workflow.send_to_hearing(strategy.pk, **data, **who),
        ),
        Act(
            word="kladde",
            right=DECIDE,
            title="Tag strategien tilbage til kladde",
            button="Tag tilbage til kladde",
            hint="Høringen er slut, eller den skal skrives om.",
            done="Strategien er en kladde igen.",
            fits=lambda strategy, place: strategy.state == State.HEARING,
            sentences=lambda strategy, place: [
                "Strategien får mærket ”Kladde” igen.",
                "Høringer og høringssvar, der er skrevet ind, bliver stående.",
            ],
            form=note_form,
            run=lambda strategy, place, data, **who: workflow.back_to_draft(strategy.pk, **data, **who),
        ),
        Act(
            word="vedtag",
            right=ADOPT,
            title="Registrér, at {place} har vedtaget strategien",
            button="Registrér vedtagelsen",
            hint="Så kan alle læse den.",
            done="Vedtagelsen i {place} er registreret.",
            fits=lambda strategy, place: strategy.state != State.RETIRED and not _adoption(strategy, place).adopted_on,
            sentences=_adopt_sentences,
            form=AdoptForm,
            run=lambda strategy, place, data, **who: workflow.adopt(strategy.pk, place.pk, **data, **who),
        ),
        Act(
            word="taget-op",
            right=EDIT,
            title="Skriv, at I har taget strategien op",
            button="Gem",
            hint="Hvornår det skete, og hvad der kom ud af det.",
            done="Det er skrevet, at strategien er taget op.",
            fits=lambda strategy, place: strategy.state == State.ADOPTED,
            sentences=_review_sentences,
            form=ReviewForm,
            run=lambda strategy, place, data, **who: workflow.complete_review(
                strategy.pk, on=data["on"], note=data["reason"], cpr_confirmed=data["cpr_confirmed"], **who
            ),
        ),
        Act(
            word="afloest",
            right=DECIDE,
            title="Meld strategien afløst",
            button="Meld afløst",
            hint="En anden har afløst den, eller den er udløbet. Den kan stadig læses.",
            done="Strategien er meldt afløst.",
            fits=lambda strategy, place: strategy.state == State.ADOPTED,
            sentences=lambda strategy, place: [
                "Strategien får mærket ”Afløst”. Den kan stadig læses af de samme.",
                "Mål og aktiviteter bliver stående.",
                "Den kan sættes i kraft igen.",
            ],
            form=reason_form,
            run=lambda strategy, place, data, **who: workflow.retire(strategy.pk, **data, **who),
        ),
        Act(
            word="i-kraft",
            right=DECIDE,
            title="Sæt strategien i kraft igen",
            button="Sæt i kraft igen",
            hint="Den bliver vedtaget igen, med de datoer der er registreret.",
            done="Strategien er i kraft igen.",
            fits=lambda strategy, place: strategy.state == State.RETIRED,
            sentences=lambda strategy, place: [f"Strategien er igen vedtaget i {join(_adopted(strategy))}."],
            form=note_form,
            run=lambda strategy, place, data, **who: workflow.resume(strategy.pk, **data, **who),
        ),
        Act(
            word="traek-tilbage",
            right=ADOPT,
            title="Træk vedtagelsen i {place} tilbage",
            button="Træk vedtagelsen tilbage",
            hint="Brug det, hvis vedtagelsen er registreret ved en fejl.",
            done="Vedtagelsen i {place} er trukket tilbage.",
            fits=lambda strategy, place: (
                strategy.state == State.ADOPTED and bool(_adoption(strategy, place).adopted_on)
            ),
            sentences=_withdraw_sentences,
            form=reason_form,
            run=lambda strategy, place, data, **who: workflow.withdraw_adoption(strategy.pk, place.pk, **data, **who),
        ),
        Act(
            word="meld-ud",
            right=ADOPT,
            title="Meld {place} ud af strategien",
            button="Meld {place} ud",
            hint="Brug det, hvis strategien ikke længere skal være fælles.",
            done="{place} er ikke længere med i strategien.",
            fits=lambda strategy, place: (
                len(strategy.adoptions.all()) > 1 and not _adoption(strategy, place).adopted_on
            ),
            sentences=_leave_sentences,
            form=leave_form,
            run=lambda strategy, place, data, **who: workflow.leave(strategy.pk, place.pk, **who),
        ),
        Act(
            word="slet",
            right=DECIDE,
            title="Slet strategien",
            button="Slet strategien",
            hint="Kan gendannes.",
            done="”{what}” er slettet.",
            fits=lambda strategy, place: not strategy.is_readable and _never_adopted(strategy),
            sentences=_delete_sentences,
            form=delete_form,
            run=lambda strategy, place, data, **who: workflow.delete_draft(strategy.pk, **who),
        ),
    )
}


def steps(user, strategy):
    """Give (act, place) of what the user can do with the strategy now; `place` is None for acts on it as a whole."""
    found = []
    for act in ACTS.values():
        places = strategy.places if act.right == ADOPT else [None]
        found.extend((act, place) for place in places if act.may(user, strategy, place) and act.fits(strategy, place))
    return found
