"""The kinds of tables that can be imported and exported, by the names that the commands use."""

from clusters.answer_tables.kind import AnswersKind
from clusters.population_kind import PopulationKind
from clusters.resources import ClusterResource, MunicipalityResource, PopulationResource
from clusters.user_table.kind import UsersKind
from indicators.models import Catalogue
from indicators.resources import IndicatorResource, RecommendationResource, SupplementaryResource
from misbrug.tables.kind import Target
from misbrug.tables.resource_kind import ResourceKind
from strategies.models import Strategy
from strategies.resources import ActivityResource

CATALOGUE = Target(Catalogue, "kataloget")
STRATEGY = Target(
    Strategy,
    "strategien",
    called=lambda strategy: f"{strategy} ({strategy.place_names})" if strategy.place_names else str(strategy),
    prefetch=("adoptions__municipality",),
)

KINDS = {
    kind.slug: kind
    for kind in (
        ResourceKind("municipalities", "kommuner", MunicipalityResource, "kommune", "kommuner"),
        PopulationKind("populations", "indbyggertal", PopulationResource, "indbyggertal", "indbyggertal"),
        ResourceKind("clusters", "klynger", ClusterResource, "medlemskab", "medlemskaber"),
        ResourceKind(
            "recommendations",
            "anbefalinger",
            RecommendationResource,
            "anbefaling",
            "anbefalinger",
            CATALOGUE,
            "catalogue",
        ),
        ResourceKind(
            "indicators", "indikatorer", IndicatorResource, "indikator", "indikatorer", CATALOGUE, "catalogue"
        ),
        ResourceKind(
            "supplementary",
            "supplerende",
            SupplementaryResource,
            "supplerende spørgsmål",
            "supplerende spørgsmål",
            CATALOGUE,
            "catalogue",
        ),
        AnswersKind(),
        ResourceKind("activities", "aktiviteter", ActivityResource, "aktivitet", "aktiviteter", STRATEGY, "strategy"),
        UsersKind(),
    )
}


class UnknownName(Exception):
    """A kind or a target that does not fit. Its text is Danish and says what would."""


def kind_and_target(name, into=""):
    """Give a kind by its name in the commands, and what it goes into or comes from; None where nothing is needed.

    Raises UnknownName.
    """
    kind = KINDS.get(name)
    if kind is None:
        raise UnknownName(f"Slagsen ”{name}” findes ikke. Vælg en af: {', '.join(KINDS)}.")
    if kind.target is None:
        if into:
            raise UnknownName(f"{name} hører hverken til et katalog, en runde eller en strategi. Udelad --into.")
        return kind, None
    if not into and kind.target.optional:
        return kind, None
    slugs = ", ".join(kind.target.model.objects.order_by("slug").values_list("slug", flat=True)) or "ingen endnu"
    if not into:
        raise UnknownName(f"Angiv {kind.target.name} med --into KORTNAVN. Der er: {slugs}.")
    found = kind.target.model.objects.filter(slug=into).first()
    if found is None:
        raise UnknownName(f"{kind.target.name.capitalize()} ”{into}” findes ikke. Der er: {slugs}.")
    return kind, found
