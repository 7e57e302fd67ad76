"""A small database with something of every kind in it, and texts that files like to spoil."""

from datetime import date

from django.apps import apps

from clusters.models import (
    Cluster,
    ClusterMembership,
    Municipality,
    MunicipalityAlias,
    PopulationFigure,
    Region,
)
from indicators.models import Catalogue, Indicator, Recommendation
from misbrug.accounts.models import User
from strategies.models import Prerequisite, Strategy
from tests import factories, strategies
from tests.catalogues import make_catalogue

FORMULA = '=1+1|"cmd"'
LINES = '@SUM(A1);\n"i anførselstegn"\n\n’æøå ÆØÅ’ | a\\b'
LONG = "Meget lang – " * 700
CODED = "'+45 _x0041_ 007"
OURS = ("clusters", "indicators", "strategies", "accounts")


def fill():
    """Store something of every kind, through the workflow where there is one, and spoil its texts."""
    round_ = _answers()
    _places(round_)
    _draft_catalogue()
    _strategy()
    User.objects.filter(pk=User.objects.first().pk).update(name=f"Ærø, {FORMULA}")


def _answers():
    """Give a round of a catalogue with every type of answer, answered in two tracks of two municipalities."""
    catalogue = _catalogue("alle-typer", published=True)
    round_ = factories.opened_round(catalogue=catalogue, slug="runde-1", name='Runde "1"; =x')
    for assessment in round_.assessments.all():
        factories.begun(assessment)
        for track in assessment.tracks.all():
            factories.answered(track, "1.1", "delvis", LINES)
            factories.answered(track, "1.2", "ikke relevant", FORMULA)
            factories.answered(track, "1.3", "4")
            factories.answered(track, "1.4", "2,5", CODED)
            factories.answered(track, "1.5", "Leder; =1")
            factories.answered(track, "1.6", "Skole|-Job, center")
            factories.answered(track, "1.7", LONG[:9000], LONG[:9000])
            factories.answered(track, "1.1a", CODED)
    sent = round_.assessments.last()
    factories.submitted(sent)
    return round_


def _places(round_):
    first, second = Municipality.objects.order_by("pk")[:2]
    Municipality.objects.filter(pk=first.pk).update(code="0376", name='Åbenrå "=1"')
    for name in (FORMULA, "Århus; ø", "'-5"):
        MunicipalityAlias.objects.create(municipality=first, name=name)
    for each, count in ((first, 60_722), (second, 5)):
        PopulationFigure.objects.create(municipality=each, date=date(2026, 1, 1), count=count, source=LINES[:20])
    Cluster.objects.update(name='=Klynge "Syd"; |')
    ClusterMembership.objects.filter(municipality=second).update(valid_to=date(2027, 1, 1))
    Region.objects.update(name='Region "Sjælland"; =1')


def _questions():
    return [
        {"number": "1.1", "text": FORMULA, "help_text": LINES},
        {"number": "1.1a", "parent": "1.1", "trigger_values": ["ja", "delvis"], "text": CODED, "answer_type": "text"},
        {"number": "1.2", "text": "-5", "not_relevant_allowed": True, "areas": ["alkohol", "stof"]},
        {
            "number": "1.3",
            "text": "Niveau",
            "answer_type": "level",
            "options": ["=0", "1;2", '"tre"', "+4"],
            "fulfilled_from": 3,
        },
        {"number": "1.4", "text": "Uger", "answer_type": "number", "unit": "=uger;"},
        {"number": "1.5", "text": "Hvem", "answer_type": "single_choice", "options": ["Leder; =1", "'Ingen", "@x"]},
        {"number": "1.6", "text": "Flere", "answer_type": "multiple_choice", "options": ["Skole", "-Job, center"]},
        {
            "number": "1.6a",
            "parent": "1.6",
            "trigger_values": ["-Job, center"],
            "text": "Hvilket?",
            "answer_type": "yes_no",
            "areas": ["stof"],
        },
        {"number": "1.7", "text": "Fri tekst", "answer_type": "text"},
        {"number": "2.1", "key": "007", "text": "0376", "answer_type": "yes_no", "asks_for_strategy": True},
    ]


def _catalogue(slug, published):
    return make_catalogue(slug, _questions(), titles={1: CODED, 2: LINES[:9]}, published=published, unanswered=(3,))


def _draft_catalogue():
    catalogue = _catalogue("kladde", published=False)
    Recommendation.objects.filter(catalogue=catalogue, number=1).update(explanation=LINES, short_title=FORMULA)
    Indicator.objects.filter(catalogue=catalogue, number="1.7").update(help_text=LONG[:2000])


def _strategy():
    made = strategies.strategy(title="Strategi", slug="strategi")
    goals = [strategies.goal(made, "Mål | ét"), strategies.goal(made, "Mål to")]
    first = strategies.activity(
        made,
        FORMULA,
        text=LINES,
        effect=LONG[:5000],
        annual_cost="1.6",
        establishment_cost="0",
        funding="Satspulje (måske); =1",
        responsible="'-hvem",
        focus_area=strategies.focus_area(made, "+Unge; |"),
        start_year=2013,
        start_month=3,
        links={"goals": goals},
    )
    Prerequisite.objects.create(
        activity=first, kind=Prerequisite.Kind.values[0], note='(note; "=1")', changed_at=strategies.AT
    )
    strategies.activity(made, "Uden noget")


# What each kind's file is made of; a kind that is not here fails the test of the identity.
TARGETS = {
    "municipalities": None,
    "populations": None,
    "clusters": None,
    "recommendations": (Catalogue, "kladde"),
    "indicators": (Catalogue, "kladde"),
    "supplementary": (Catalogue, "kladde"),
    "answers": None,
    "activities": (Strategy, "strategi"),
    "users": None,
}


def target_of(slug):
    """Give what a kind's table goes into, None for nothing."""
    declared = TARGETS[slug]
    return declared and declared[0].objects.get(slug=declared[1])


def everything_stored():
    """Give every row of the apps' own tables, so that two looks can be compared."""
    models = [model for model in apps.get_models(include_auto_created=True) if model._meta.app_label in OURS]
    return {model._meta.label: sorted(map(repr, model.objects.order_by().values_list())) for model in models}
