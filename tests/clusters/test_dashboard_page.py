"""The cluster dashboard: who takes part, how far each is, and what was answered to each indicator."""

import re

import pytest
from django.urls import reverse

from clusters import workflow
from clusters.dashboard import load_picture
from clusters.overview import Choice, groups
from clusters.ruling_page import find_case
from clusters.sight import sight_of
from clusters.work import load_work
from tests.catalogues import catalogue_of_every_type
from tests.clusters.page_rounds import fill, mixed_round, sent
from tests.factories import (
    NOW,
    MunicipalityFactory,
    RoundFactory,
    UserFactory,
    answered,
    begun,
    caseworker,
    cluster_of,
    opened_round,
    project_member,
    track_of,
)

pytestmark = pytest.mark.django_db


def page(client, round_, query="", user=None):
    """Give the dashboard's text without markup, and its context."""
    client.force_login(user or project_member(round_.region))
    response = client.get(reverse("clusters:dashboard", args=[round_.slug]) + query)
    assert response.status_code == 200
    return words(response), response.context


def words(response):
    text = re.sub(r"<svg.*?</svg>|<[^>]+>", " ", response.content.decode(), flags=re.DOTALL)
    return " ".join(text.replace("&nbsp;", " ").replace("\xa0", " ").split())


@pytest.fixture
def named_round(db):
    """Give a round of two clusters: Øst with Faxe, Greve and Køge, Vest with Holbæk."""
    names = {name: MunicipalityFactory(name=name) for name in ("Faxe", "Greve", "Køge", "Holbæk")}
    east = cluster_of(names["Faxe"], names["Greve"], names["Køge"], name="Klynge Øst", slug="oest", order=1)
    west = cluster_of(names["Holbæk"], name="Klynge Vest", slug="vest", order=2)
    return opened_round(east, west)


def of(round_, name):
    return round_.assessments.get(municipality_name=name)


def test_those_who_take_no_part_are_named_before_any_number_and_are_in_none(client, named_round):
    workflow.withdraw(of(named_round, "Køge").pk, actor=UserFactory(), at=NOW)
    sent(of(named_round, "Faxe"))
    text, context = page(client, named_round)
    assert "3 af 4 kommuner deltager" in text or "kommuner deltager 3 af 4" in text
    assert "Deltager ikke: Køge (Klynge Øst). Klyngen kender ikke årsagen. Køge tælles ikke med" in text
    assert text.index("Deltager ikke: Køge") < text.index("Svar pr. indikator")
    assert all(line.total.counts.n == 3 for group in context["groups"] for line in group.lines)


def test_a_reason_for_staying_out_is_told_where_there_is_one(client, named_round):
    workflow.withdraw(of(named_round, "Køge").pk, actor=UserFactory(), at=NOW, reason="Vi lægger tilbud om.")
    text, _ = page(client, named_round)
    assert "Deltager ikke: Køge (Klynge Øst). Vi lægger tilbud om." in text
    assert "kender ikke årsagen" not in text


def test_drafts_show_as_progress_and_count_as_unanswered(client, named_round):
    draft = begun(of(named_round, "Faxe"))
    answered(track_of(draft, "stof"), "1.1", "nej")
    answered(track_of(draft, "stof"), "1.1a", "Jobcenter")
    text, context = page(client, named_round)
    assert "Faxe i gang, 1 af 6 svar" in text
    counts = context["groups"][0].lines[0].total.counts
    assert (counts.nej, counts.ikke_besvaret) == (0, 4)


def test_progress_counts_each_area_once_and_drafts_alone(named_round):
    draft = begun(of(named_round, "Faxe"), groups=(("alkohol", "stof"), ("unge",)))
    sent(of(named_round, "Greve"))
    work = load_work(named_round)
    assert {pk: (share.answered, share.total) for pk, share in work.drafts.items()} == {draft.pk: (0, 5)}
    assert work.areas == (("alkohol", "Alkohol"), ("stof", "Stof"), ("unge", "Unge"))


def test_an_assessment_under_correction_is_said_to_be_and_still_counts(client, named_round):
    assessment = sent(of(named_round, "Faxe"), {"1.1": "nej"})
    workflow.return_(assessment.pk, actor=UserFactory(), at=NOW, reason="Ret 1.1.")
    text, context = page(client, named_round)
    assert "Faxe under rettelse, tæller som indsendt" in text
    assert context["groups"][0].lines[0].total.counts.nej == 1


def test_totals_in_words_link_to_the_municipalities_behind(client, named_round):
    sent(of(named_round, "Faxe"), {"1.1": "nej"})
    sent(of(named_round, "Greve"))
    text, _ = page(client, named_round)
    assert "1 ja · 1 nej · 2 ikke besvaret" in text
    html = client.get(reverse("clusters:dashboard", args=[named_round.slug])).content.decode()
    behind = reverse("clusters:count", args=[named_round.slug, "1.1"])
    assert f'href="{behind}?svar=nej"' in html
    assert f'href="{behind}?klynge=oest"' in html
    assert f'href="{behind}?klynge=oest&amp;svar=nej"' in html


def test_unanimity_takes_the_place_of_the_bars_only_when_all_are_ja(client, named_round):
    for name in ("Faxe", "Greve", "Køge", "Holbæk"):
        sent(of(named_round, name), {"1.2": "nej"} if name == "Faxe" else {})
    text, context = page(client, named_round)
    assert [line.indicator.number for g in context["groups"] for line in g.lines if line.unanimous] == ["1.1", "2.1"]
    assert "Alle klynger ja i alle 4 kommuner" in text


def test_filters_are_kept_in_the_address_and_nonsense_means_all(client, named_round):
    sent(of(named_round, "Holbæk"))
    _, context = page(client, named_round, "?klynge=vest&anbefaling=2")
    assert [g.recommendation.number for g in context["groups"]] == [2]
    assert [f.scope for f in context["groups"][0].lines[0].figures] == ["Klynge Vest"]
    html = client.get(reverse("clusters:dashboard", args=[named_round.slug]) + "?klynge=vest").content.decode()
    assert '<option value="vest" selected>' in html
    _, context = page(client, named_round, "?klynge=findes-ikke&anbefaling=x&spor=9")
    assert context["choice"] == Choice()


def test_one_area_alone_counts_each_municipality_once(client, named_round):
    sent(of(named_round, "Faxe"), {("stof", "1.1"): "nej"})
    sent(of(named_round, "Greve"), groups=(("alkohol",),))
    _, context = page(client, named_round, "?spor=stof")
    counts = context["groups"][0].lines[0].total.counts
    assert (counts.ja, counts.nej, counts.ikke_relevant, counts.ikke_besvaret) == (0, 1, 1, 2)
    _, context = page(client, named_round, "?spor=alkohol")
    assert context["groups"][0].lines[0].total.counts.ja == 2


def test_numbers_choices_and_texts_are_tallied_by_track(client):
    round_ = opened_round(municipalities=2, catalogue=catalogue_of_every_type())
    first, second = round_.assessments.order_by("pk")
    sent(first, {"1.4": "2", "1.6": "Jobcenter|Skole"}, groups=(("boern",), ("aeldre",)))
    sent(second, {"1.4": "8", "1.6": "Skole", "1.7": ""}, groups=(("boern",),))
    text, context = page(client, round_)
    told = {line.indicator.number: line.total.tally for line in context["groups"][0].lines if not line.is_verdict}
    assert told["1.4"].parts == (("2–8", "uger, midterste svar 2"),)
    assert told["1.6"].parts == (("2", "Jobcenter"), ("3", "Skole"))
    assert told["1.7"].parts == (("2", "tekster"),)
    assert told["1.7"].note == "1 ikke besvaret"
    assert "2–8 uger, midterste svar 2" in text


def test_the_spread_of_few_numbers_is_for_those_who_may_see_them():
    round_ = opened_round(municipalities=2, catalogue=catalogue_of_every_type())
    stranger = caseworker(MunicipalityFactory())
    sent(round_.assessments.first(), {"1.4": "7"}, groups=(("boern",),))
    picture = load_picture(round_)

    def told(user):
        lines = groups(picture, Choice(), sight_of(user, picture))[0].lines
        return next(line.total.tally.parts for line in lines if line.indicator.number == "1.4")

    assert told(stranger) == (("1", "svar"),)
    assert told(project_member(round_.region)) == (("7", "uger"),)


def test_a_planned_round_says_that_it_is_not_open(client):
    round_ = RoundFactory()
    text, _ = page(client, round_)
    assert "Runden er ikke åbnet endnu" in text


def test_many_clusters_stand_below_each_other(client):
    text, context = page(client, mixed_round(10, clusters=5))
    assert context["stacked"]
    assert text.count("Klynge ") > 5


def test_municipalities_come_in_danish_order(named_round):
    extra = MunicipalityFactory(name="Aarhus")
    workflow.join_round(
        named_round.pk, extra, named_round.round_clusters.first(), "deltager", actor=UserFactory(), at=NOW
    )
    assert [row.name for row in load_picture(named_round).clusters[0].rows] == ["Faxe", "Greve", "Køge", "Aarhus"]


def test_cell_and_count_tell_rule_answers_and_what_was_before(client, named_round):
    assessment = begun(of(named_round, "Faxe"))
    fill(assessment, {("stof", "1.1"): "nej"}, UserFactory(name="Sagsbehandler, Faxe"))
    workflow.submit(assessment.pk, actor=UserFactory(), at=NOW, confirm_missing=True)
    client.force_login(project_member(named_round.region))
    response = client.get(reverse("clusters:cell", args=[named_round.slug, assessment.municipality.code, "1.1"]))
    text = words(response)
    assert "Delt indsats Sporet ”Stof” har svaret nej, så kommunen som helhed opfylder ikke indikatoren." in text
    assert "Sagsbehandler, Faxe 2. november 2026" in text
    assert "1.1a Hvilke afdelinger arbejder sammen om familien? Misbrugscenter" in text
    assert "1.1a Hvilke afdelinger arbejder sammen om familien? ikke stillet" in text
    counted = client.get(reverse("clusters:count", args=[named_round.slug, "1.1"]) + "?svar=nej&klynge=oest")
    assert "Delt indsats. Sporet ”Stof” har svaret nej" in words(counted)
    assert "Alkohol: ja" in words(counted)


def test_the_round_before_stands_beside_by_key(client):
    before = opened_round(cluster_of(1), label="2014")
    sent(before.assessments.get(), {"1.1": "nej"})
    after = opened_round(*before.clusters.all(), catalogue=before.catalogue, previous=before)
    assessment = sent(after.assessments.get())
    client.force_login(project_member(after.region))
    response = client.get(reverse("clusters:cell", args=[after.slug, assessment.municipality.code, "1.1"]))
    assert response.context["before"].result.value == "nej"
    assert "Se svaret fra 2014" in words(response)


def test_a_cell_that_is_not_there_is_not_found(client, named_round):
    assessment = sent(of(named_round, "Faxe"))
    client.force_login(project_member(named_round.region))
    for code, number in (
        (assessment.municipality.code, "9.9"),
        ("0000", "1.1"),
        (assessment.municipality.code, "1.1a"),
    ):
        assert client.get(reverse("clusters:cell", args=[named_round.slug, code, number])).status_code == 404
    assert client.get(reverse("clusters:count", args=[named_round.slug, "9.9"])).status_code == 404


def matrix_of(client, round_, query=""):
    """Give the matrix page's response."""
    client.force_login(project_member(round_.region))
    return client.get(reverse("clusters:matrix", args=[round_.slug]) + query)


def test_the_matrix_is_narrowed_to_a_cluster_or_a_recommendation_and_back(client, named_round):
    for name in ("Faxe", "Holbæk"):
        sent(of(named_round, name))
    whole = matrix_of(client, named_round)
    assert [block.href for block in whole.context["matrix"].blocks] == ["?klynge=oest", "?klynge=vest"]
    assert "Vis alle kommuner" not in words(whole)
    narrowed = matrix_of(client, named_round, "?klynge=vest&anbefaling=1")
    matrix = narrowed.context["matrix"]
    assert [row.name for block in matrix.blocks for row in block.rows] == ["Holbæk"]
    assert {column.indicator.recommendation.number for column in matrix.columns} == {1}
    assert len(matrix.columns) < len(whole.context["matrix"].columns)
    assert matrix.blocks[0].rows[0].relevant == len(matrix.columns)
    assert "Viser Klynge Vest, anbefaling 1 ." in words(narrowed)
    assert "Ja i alt" not in words(narrowed)
    assert f'href="{reverse("clusters:matrix", args=[named_round.slug])}">Vis alle' in narrowed.content.decode()


def test_the_matrix_can_be_entered_past_its_heads(client, named_round):
    assert "#felter" not in matrix_of(client, named_round).content.decode()
    sent(of(named_round, "Faxe"))
    source = matrix_of(client, named_round).content.decode()
    assert source.count('id="felter"') == 1
    assert source.index('href="#felter"') < source.index("<table") < source.index('id="felter"')


def test_links_inside_the_round_lead_to_its_dashboard(client, named_round):
    client.force_login(project_member(named_round.region))
    source = client.get(reverse("clusters:count", args=[named_round.slug, "1.1"])).content.decode()
    assert f'href="{reverse("clusters:dashboard", args=[named_round.slug])}#svar">Tilbage' in source


def test_one_track_alone_is_told_of_as_a_track(client, named_round):
    sent(of(named_round, "Faxe"), {("stof", "1.1"): "nej"})
    client.force_login(project_member(named_round.region))
    count = reverse("clusters:count", args=[named_round.slug, "1.1"])
    assert "Sporet har svaret nej." in words(client.get(count + "?spor=stof"))
    assert "Sporet har svaret ja." in words(client.get(count + "?spor=alkohol"))
    assert "Kommunen har svaret" not in words(client.get(count + "?spor=alkohol"))


def test_a_ruling_behind_a_number_tells_its_reason_role_and_day(client, named_round):
    member = project_member(named_round.region, name="Projektgruppe, Sorø")
    assessment = sent(of(named_round, "Faxe"), {"1.1": "delvis"}, groups=(("alkohol", "stof", "unge"),))
    answer = assessment.tracks.get(active=True).answers.get(indicator__number="1.1")
    decision = {"answer_id": answer.pk, "outcome": "ja", "reason": "Aftalen er skriftlig."}
    mark = find_case(load_picture(named_round), answer.pk).fingerprint
    workflow.rule(**decision, expected=mark, actor=member, at=NOW)
    client.force_login(member)
    text = words(client.get(reverse("clusters:count", args=[named_round.slug, "1.1"])))
    assert "Vurderingen: Aftalen er skriftlig. 2. november 2026 · Projektgruppe, Sorø" in text
