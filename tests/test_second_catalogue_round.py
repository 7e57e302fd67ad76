"""Nothing knows KL's content: a catalogue that shares nothing with it goes the whole way, from form to report.

35 indicators in 15 groups, levels 1 to 5 that count from 4, and two areas of its own.
"""

import pytest
from django.urls import reverse

from clusters import workflow
from clusters.consolidation import Outcome, Rule
from clusters.dashboard import load_picture
from tests import factories as make
from tests.catalogues import second_catalogue

pytestmark = pytest.mark.django_db


@pytest.fixture
def round_(db):
    """Give a round on the second catalogue: one municipality in one track, one in two, one out, one not begun."""
    cluster = make.cluster_of(4)
    round_ = make.opened_round(cluster, catalogue=second_catalogue(), slug="botilbud-2026", label="2026")
    one, two, out, _ = round_.assessments.order_by("municipality__code")
    make.submitted(make.begun(one, [["bostoette", "botilbud"]]), {"1.2": "3", "2.1": "4"})
    split = make.begun(two, [["bostoette"], ["botilbud"]])
    make.submitted(split, {("botilbud", "1.2"): "2", ("bostoette", "2.1"): "4", "2.2": "ikke_relevant"})
    workflow.withdraw(out.pk, actor=make.UserFactory(), at=make.NOW, reason="Flyttet")
    return round_


def result(picture, row, number):
    """Give the consolidated result of a row of the picture."""
    indicator = next(each for each in picture.verdicts if each.number == number)
    return picture.rows[row].results[indicator.pk]


def test_levels_are_consolidated_by_the_catalogues_own_step(round_):
    picture = load_picture(round_)
    assert len(picture.verdicts) == 35
    assert len(picture.groups()) == 15
    below = result(picture, 0, "1.2")
    assert (below.value, below.rule) == (Outcome.NO, Rule.LEVEL_BELOW)
    reached = result(picture, 0, "2.1")
    assert (reached.value, reached.level) == (Outcome.YES, 4)
    split = result(picture, 1, "1.2")
    assert (split.value, split.rule) == (Outcome.NO, Rule.SPLIT)
    lowest = result(picture, 1, "2.1")
    assert (lowest.value, lowest.level, lowest.rule) == (Outcome.YES, 4, Rule.LEVEL_LOWEST)
    assert result(picture, 1, "2.2").value == Outcome.NOT_RELEVANT
    assert result(picture, 2, "1.1").value == Outcome.UNANSWERED
    assert (picture.n, picture.invited) == (3, 4)


def test_every_page_shows_it(client, round_):
    chair = make.project_member(round_.region)
    lead = make.municipal_lead(round_.assessments.order_by("municipality__code")[3].municipality)
    place = {"round": round_.slug}
    client.force_login(chair)
    for name in ("dashboard", "matrix", "ruling_queue", "round_manage", "report"):
        page = client.get(reverse(f"clusters:{name}", kwargs=place))
        assert page.status_code == 200, name
        assert "Alkohol" not in page.content.decode()
    page = client.get(reverse("clusters:report", kwargs=place)).content.decode()
    assert "Krav 15 til kvaliteten" in page
    assert "Staten skal lave en vejledning" in page
    assert client.get(reverse("clusters:count", kwargs=place | {"number": "1.2"})).status_code == 200
    client.force_login(lead)
    code = lead.memberships.get().municipality.code
    begin = reverse("clusters:assessment_tracks", kwargs=place | {"code": code})
    assert "Bostøtte" in client.get(begin).content.decode()
    client.post(begin, {"provision": "own", "division": "flere", "area-bostoette": "1", "area-botilbud": "2"})
    form = client.get(reverse("clusters:assessment_recommendation", kwargs=place | {"code": code, "number": 1}))
    text = form.content.decode()
    assert form.status_code == 200
    assert "Systematisk og evalueret" in text
    assert "Tæller som ja fra" in text


def test_a_level_is_answered_and_submitted_through_the_form(client, round_):
    assessment = make.begun(round_.assessments.order_by("municipality__code")[3], [["bostoette", "botilbud"]])
    client.force_login(make.municipal_lead(assessment.municipality))
    track = assessment.tracks.get()
    indicator = make.question(round_, "1.1")
    place = {"round": round_.slug, "code": assessment.municipality.code}
    prefix = f"svar-{track.pk}-{indicator.pk}"
    page = reverse("clusters:assessment_recommendation", kwargs=place | {"number": 1})
    client.post(page, {f"{prefix}-value": "2", f"{prefix}-elaboration": "", f"{prefix}-version": "0"})
    assert track.answers.get(indicator=indicator).value == "2"
    client.post(reverse("clusters:assessment_submit", kwargs=place), {"confirm_missing": "on"})
    picture = load_picture(round_)
    row = next(r for r in picture.rows if r.assessment.pk == assessment.pk)
    assert row.results[indicator.pk].value == Outcome.NO
