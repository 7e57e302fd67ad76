"""What one needs to know before one chooses a file: whether there is anything it can go into, and what to fill in."""

from dataclasses import dataclass

from django.urls import reverse

from clusters.models import Round, SelfAssessment
from clusters.permissions import importable_assessments
from indicators.models import Catalogue
from misbrug.imports.forms import why_closed

MAY_FILL_IN = 3


@dataclass(frozen=True, slots=True)
class NothingOpen:
    """Why no file can be taken: what is true, and the one thing to do, with a link for those who may do it."""

    title: str
    text: str
    link: str = ""
    address: str = ""


def nothing_open(kind, user):
    """Give a `NothingOpen` where a kind needs something to go into and there is none that takes anything, else None."""
    targets = kind.targets(user)
    if targets is None or any(not why_closed(each) for each in targets):
        return None
    if kind.target.model is Catalogue:
        title, text = "Intet katalog kan ændres nu", "Et katalog, der er offentliggjort, ligger fast."
        way = ("Lav en ny version af kataloget", reverse("admin:indicators_catalogue_changelist"))
    elif kind.target.model is Round:
        title, text = "Ingen runde tager imod svar nu", "Svar kan importeres, mens runden er åben."
        way = ("Åbn runden", reverse("clusters:round_list"))
    else:
        title, text = "Der er ingen strategi endnu", "Aktiviteter importeres ind i en strategi."
        way = ("Opret en strategi", reverse("strategies:list"))
    if user.is_staff:
        return NothingOpen(title, text, *way)
    return NothingOpen(title, f"{text} Spørg regionens projektgruppe, hvornår den bliver åbnet.")


def questionnaires(user):
    """Give (label, address) of the questionnaires that a user fills in for a municipality; none for administrators."""
    if user.is_staff:
        return []
    found = importable_assessments(user).filter(round__state=Round.State.OPEN)
    found = found.exclude(state=SelfAssessment.State.NOT_PARTICIPATING)
    wanted = found.select_related("round", "municipality").order_by("-round__opened_at", "municipality__name")
    return [
        (
            f"Hent skemaet for {each.municipality.name}",
            reverse("clusters:assessment_questionnaire", args=[each.round.slug, each.municipality.code]),
        )
        for each in wanted[:MAY_FILL_IN]
    ]
