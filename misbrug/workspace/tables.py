"""The kinds of tables that can be imported and exported, by the names that the commands use."""

from dataclasses import dataclass

from clusters.resources import ClusterResource, MunicipalityResource, PopulationResource
from indicators.models import Catalogue
from indicators.resources import IndicatorResource, RecommendationResource, SupplementaryResource
from misbrug.imports import kinds as imports
from strategies.models import Strategy
from strategies.resources import ActivityResource


@dataclass(frozen=True, slots=True)
class Target:
    """What a table can go into: its model, its Danish name in the definite form, and the resource's word for it."""

    model: type
    name: str
    keyword: str


CATALOGUE = Target(Catalogue, "kataloget", "catalogue")
STRATEGY = Target(Strategy, "strategien", "strategy")


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of table: its resource, and what it goes into, if anything."""

    resource: type
    into: Target | None = None


KINDS = {
    "municipalities": Kind(MunicipalityResource),
    "populations": Kind(PopulationResource),
    "clusters": Kind(ClusterResource),
    "recommendations": Kind(RecommendationResource, CATALOGUE),
    "indicators": Kind(IndicatorResource, CATALOGUE),
    "supplementary": Kind(SupplementaryResource, CATALOGUE),
    "activities": Kind(ActivityResource, STRATEGY),
}


class UnusableCommand(Exception):
    """A kind or a target that does not fit. Its text is Danish and says what would."""


def kind_and_target(name, into=""):
    """Give a kind by its name in the commands, and what it goes into or comes from; None where nothing is needed.

    Raises UnusableCommand.
    """
    kind = imports.KINDS.get(name)
    if kind is None:
        raise UnusableCommand(f"Slagsen ”{name}” findes ikke. Vælg en af: {', '.join(imports.KINDS)}.")
    if kind.target is None:
        if into:
            raise UnusableCommand(f"{name} hører hverken til et katalog, en runde eller en strategi. Udelad --into.")
        return kind, None
    if not into and kind.target.optional:
        return kind, None
    slugs = ", ".join(kind.target.model.objects.order_by("slug").values_list("slug", flat=True)) or "ingen endnu"
    if not into:
        raise UnusableCommand(f"Angiv {kind.target.name} med --into KORTNAVN. Der er: {slugs}.")
    found = kind.target.model.objects.filter(slug=into).first()
    if found is None:
        raise UnusableCommand(f"{kind.target.name.capitalize()} ”{into}” findes ikke. Der er: {slugs}.")
    return kind, found


def resource_for(name, into="", **kwargs):
    """Give the resource of a kind, bound to its catalogue or strategy where it goes into one.

    `kwargs` go to the resource. Raises UnusableCommand.
    """
    kind = KINDS.get(name)
    if kind is None:
        raise UnusableCommand(f"Slagsen ”{name}” findes ikke. Vælg en af: {', '.join(KINDS)}.")
    if kind.into is None:
        if into:
            raise UnusableCommand(f"{name} hører hverken til et katalog eller en strategi. Udelad --into.")
        return kind.resource(**kwargs)
    target = kind.into
    slugs = ", ".join(target.model.objects.order_by("slug").values_list("slug", flat=True)) or "ingen endnu"
    if not into:
        raise UnusableCommand(f"Angiv {target.name} med --into KORTNAVN. Der er: {slugs}.")
    found = target.model.objects.filter(slug=into).first()
    if found is None:
        raise UnusableCommand(f"{target.name.capitalize()} ”{into}” findes ikke. Der er: {slugs}.")
    return kind.resource(**{target.keyword: found}, **kwargs)
