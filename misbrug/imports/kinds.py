"""The kinds of tables that can be imported and exported, by the names that the commands use."""

from clusters.answer_tables.kind import AnswersKind
from clusters.resources import ClusterResource, MunicipalityResource, PopulationResource
from indicators.models import Catalogue
from indicators.resources import IndicatorResource, RecommendationResource, SupplementaryResource
from misbrug.tables.kind import Target
from misbrug.tables.resource_kind import ResourceKind
from strategies.models import Strategy
from strategies.resources import ActivityResource

CATALOGUE = Target(Catalogue, "kataloget")
STRATEGY = Target(Strategy, "strategien")

KINDS = {
    kind.slug: kind
    for kind in (
        ResourceKind("municipalities", "kommuner", MunicipalityResource, "kommune", "kommuner"),
        ResourceKind("populations", "indbyggertal", PopulationResource, "indbyggertal", "indbyggertal"),
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
    )
}
