"""What tests are made of: factories for single rows, and builders that go through the workflow as people do.

>>> round_ = opened_round()                       # two municipalities in one cluster
>>> assessment = begun(round_.assessments.first())  # tracks Alkohol and Stof
>>> submitted(assessment)                         # everything answered with ja, then sent
"""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import factory
from factory.django import DjangoModelFactory

from clusters import workflow
from clusters.models import (
    Cluster,
    ClusterMembership,
    Membership,
    Municipality,
    Region,
    Round,
    RoundCluster,
    SelfAssessment,
    Track,
)
from indicators.models import Area, Catalogue, Indicator, Recommendation
from indicators.outline import load_outline
from indicators.values import AnswerType, is_partly, possible_values
from misbrug.accounts.models import User
from tests.catalogues import small_catalogue

PASSWORD = "hemmelig-adgangskode-7"
NOW = datetime(2026, 11, 2, 9, 0, tzinfo=ZoneInfo("Europe/Copenhagen"))
NAMES = ("Faxe", "Greve", "Køge", "Næstved", "Odsherred", "Ringsted", "Slagelse", "Solrød", "Sorø", "Stevns")


class UserFactory(DjangoModelFactory):
    """A user who can log in with PASSWORD."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    name = factory.Sequence(lambda n: f"Bruger {n}")
    email = factory.Sequence(lambda n: f"bruger{n}@example.dk")

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        password = kwargs.pop("password", PASSWORD)
        return model_class.objects.create_user(*args, password=password, **kwargs)


class RegionFactory(DjangoModelFactory):
    """A region."""

    class Meta:
        model = Region
        django_get_or_create = ("slug",)

    slug = "region-sjaelland"
    name = factory.LazyAttribute(lambda row: row.slug.replace("-", " ").title().replace("Sjaelland", "Sjælland"))


class MunicipalityFactory(DjangoModelFactory):
    """A municipality; the first ten have the names of real ones."""

    class Meta:
        model = Municipality

    code = factory.Sequence(lambda n: f"{1000 + n:04d}")
    name = factory.Sequence(lambda n: f"{NAMES[n % 10]} {n}")
    region = factory.SubFactory(RegionFactory)


class ClusterFactory(DjangoModelFactory):
    """A cluster without municipalities; `cluster_of` gives one with."""

    class Meta:
        model = Cluster

    slug = factory.Sequence(lambda n: f"klynge-{n}")
    name = factory.Sequence(lambda n: f"Klynge {n}")
    order = factory.Sequence(lambda n: n + 1)
    region = factory.SubFactory(RegionFactory)


class ClusterMembershipFactory(DjangoModelFactory):
    """That a municipality is in a cluster, from long ago and still."""

    class Meta:
        model = ClusterMembership

    cluster = factory.SubFactory(ClusterFactory)
    municipality = factory.SubFactory(MunicipalityFactory)
    valid_from = date(2000, 1, 1)


class MembershipFactory(DjangoModelFactory):
    """A role; give `role` and its place."""

    class Meta:
        model = Membership

    user = factory.SubFactory(UserFactory)


class CatalogueFactory(DjangoModelFactory):
    """An empty draft; `tests/catalogues.py` gives whole, published ones."""

    class Meta:
        model = Catalogue

    slug = factory.Sequence(lambda n: f"katalog-{n}")
    title = factory.LazyAttribute(lambda row: f"Katalog {row.slug}")
    publisher = "KL"
    year = 2012


class AreaFactory(DjangoModelFactory):
    """An area of a catalogue."""

    class Meta:
        model = Area

    catalogue = factory.SubFactory(CatalogueFactory)
    slug = factory.Sequence(lambda n: f"omraade-{n}")
    name = factory.Sequence(lambda n: f"Område {n}")


class RecommendationFactory(DjangoModelFactory):
    """A recommendation for municipalities."""

    class Meta:
        model = Recommendation

    catalogue = factory.SubFactory(CatalogueFactory)
    number = factory.Sequence(lambda n: n + 1)
    title = factory.LazyAttribute(lambda row: f"Kommunerne skal opfylde krav {row.number}")


class IndicatorFactory(DjangoModelFactory):
    """A ja/nej/delvis indicator, asked of no area until `areas` are added."""

    class Meta:
        model = Indicator

    recommendation = factory.SubFactory(RecommendationFactory)
    catalogue = factory.SelfAttribute("recommendation.catalogue")
    number = factory.Sequence(lambda n: f"{n + 1}.1")
    key = factory.LazyAttribute(lambda row: row.number)
    text = factory.LazyAttribute(lambda row: f"Kommunen gør {row.number}")


class RoundFactory(DjangoModelFactory):
    """A planned round that asks no cluster yet; `opened_round` gives an open one."""

    class Meta:
        model = Round

    slug = factory.Sequence(lambda n: f"runde-{n}")
    name = factory.Sequence(lambda n: f"Region Sjælland, runde {n}")
    label = "2026"
    region = factory.SubFactory(RegionFactory)
    catalogue = factory.LazyFunction(lambda: Catalogue.objects.filter(slug="lille").first() or small_catalogue())
    deadline = date(2026, 12, 18)


# People


def caseworker(municipality, area="", **user):
    """Give a caseworker of the municipality."""
    user.setdefault("name", f"Sagsbehandler, {municipality.name}" + (f" ({area})" if area else ""))
    who = UserFactory(**user)
    MembershipFactory(user=who, role="caseworker", municipality=municipality, area=area)
    return who


def municipal_lead(municipality, **user):
    """Give a municipal lead, who submits."""
    user.setdefault("name", f"Kommuneansvarlig, {municipality.name}")
    who = UserFactory(**user)
    MembershipFactory(user=who, role="municipal_lead", municipality=municipality)
    return who


def cluster_lead(cluster, employer=None, **user):
    """Give a cluster lead; `employer` is the municipality one comes from."""
    user.setdefault("name", f"Klyngetovholder, {cluster.name}")
    who = UserFactory(**user)
    MembershipFactory(user=who, role="cluster_lead", cluster=cluster, municipality=employer)
    return who


def project_member(region, employer=None, **user):
    """Give a member of the region's project group; `employer` is the municipality one comes from."""
    user.setdefault("name", "Projektgruppen")
    who = UserFactory(**user)
    MembershipFactory(user=who, role="project_group", region=region, municipality=employer)
    return who


def steering_member(region, **user):
    """Give a member of the region's steering group."""
    user.setdefault("name", "Styregruppen")
    who = UserFactory(**user)
    MembershipFactory(user=who, role="steering_group", region=region)
    return who


def reader(region, **user):
    """Give a reader in the region."""
    user.setdefault("name", "Læser")
    who = UserFactory(**user)
    MembershipFactory(user=who, role="reader", region=region)
    return who


def administrator(**user):
    """Give an administrator."""
    user.setdefault("name", "Administrator")
    return UserFactory(is_staff=True, **user)


# Rounds and assessments, through the workflow


def cluster_of(*municipalities, **fields):
    """Give a cluster of the municipalities, or of as many new ones as the number says."""
    cluster = ClusterFactory(**fields)
    if len(municipalities) == 1 and isinstance(municipalities[0], int):
        municipalities = [MunicipalityFactory(region=cluster.region) for _ in range(municipalities[0])]
    for municipality in municipalities:
        ClusterMembershipFactory(cluster=cluster, municipality=municipality)
    return cluster


def opened_round(*clusters, municipalities=2, at=NOW, actor=None, **fields):
    """Give an open round that asks the clusters, or one new cluster of `municipalities` municipalities.

    Further fields are the round's: `catalogue`, `previous`, `slug`, `label` …
    """
    clusters = clusters or (cluster_of(municipalities),)
    round_ = RoundFactory(region=clusters[0].region, **fields)
    for order, cluster in enumerate(clusters, 1):
        RoundCluster.objects.create(round=round_, cluster=cluster, order=order)
    return workflow.open_round(round_.pk, actor=actor or UserFactory(name="Projektgruppen"), at=at)


def begun(assessment, groups=(("alkohol",), ("stof",)), provision="own", *, actor=None, at=NOW):
    """Begin an assessment with these tracks and give it as it stands in the database."""
    actor = actor or UserFactory(name=f"Sagsbehandler, {assessment.municipality_name}")
    workflow.begin(assessment.pk, groups=[list(group) for group in groups], provision=provision, actor=actor, at=at)
    return SelfAssessment.objects.select_related("round", "municipality", "round_cluster").get(pk=assessment.pk)


def track_of(assessment, area_key):
    """Give the track that covers exactly these areas: "alkohol", "alkohol+stof"."""
    related = ("assessment__round", "assessment__municipality")
    return Track.objects.select_related(*related).get(assessment=assessment, area_key=area_key)


def question(assessment_or_round, number):
    """Give an indicator of the round's catalogue by its number."""
    round_ = getattr(assessment_or_round, "round", assessment_or_round)
    return Indicator.objects.get(catalogue_id=round_.catalogue_id, number=number)


def answered(track, number, value, elaboration="", *, version=None, actor=None, at=NOW, **options):
    """Save one answer on top of what stands and give `Saved`."""
    indicator = question(track.assessment, number)
    if version is None:
        version = track.answers.filter(indicator=indicator).values_list("version", flat=True).first() or 0
    return workflow.save_answer(
        assessment_id=track.assessment_id,
        track_id=track.pk,
        indicator_id=indicator.pk,
        value=value,
        elaboration=elaboration,
        base_version=version,
        actor=actor or UserFactory(),
        at=at,
        **options,
    )


def fitting_value(indicator):
    """Give a raw value that a question takes; ja or the highest level for those that count."""
    if indicator.answer_type == AnswerType.LEVEL:
        return str(len(indicator.options))
    possible = possible_values(indicator)
    return possible[0] if possible else {"number": "4", "text": "Vi fortsætter."}[indicator.answer_type]


def answer_all(assessment, values=None, *, actor=None, at=NOW):
    """Answer every question of every track; `values` by number, or by (area key, number), where it is not to be ja.

    A *delvis* and an *ikke relevant* get an elaboration.
    """
    values, actor = values or {}, actor or UserFactory()
    outline = load_outline(assessment.round.catalogue_id)
    for track in assessment.tracks.filter(active=True):
        for pk in sorted(outline.asked_in(track.area_slugs)):
            indicator = outline.by_id[pk]
            value = values.get((track.area_key, indicator.number), values.get(indicator.number))
            value = fitting_value(indicator) if value is None else value
            words = is_partly(indicator.answer_type, value) or value == "ikke_relevant"
            elaboration = f"Hvorfor {indicator.number}" if words else ""
            answered(track, indicator.number, value, elaboration, actor=actor, at=at)


def submitted(assessment, values=None, *, actor=None, at=NOW):
    """Begin where needed, answer everything, submit, and give the assessment as it stands."""
    if assessment.state == SelfAssessment.State.NOT_STARTED:
        assessment = begun(assessment, at=at)
    answer_all(assessment, values, at=at)
    actor = actor or UserFactory(name=f"Kommuneansvarlig, {assessment.municipality_name}")
    workflow.submit(assessment.pk, actor=actor, at=at, confirm_missing=True)
    return SelfAssessment.objects.select_related("round", "municipality", "round_cluster", "submission").get(
        pk=assessment.pk
    )


def reviewed(assessment, values=None, *, actor=None, at=NOW):
    """Bring an assessment to reviewed and give it as it stands."""
    assessment = submitted(assessment, values, at=at)
    workflow.review(assessment.pk, actor=actor or UserFactory(name="Projektgruppen"), at=at)
    assessment.refresh_from_db()
    return assessment
