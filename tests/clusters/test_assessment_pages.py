"""The pages of an assessment: who sees what of it, and what it costs."""

import pytest

from clusters import workflow
from clusters.models import Answer
from tests import factories as make
from tests.catalogues import AREAS, catalogue_of_every_type, make_catalogue
from tests.clusters.pages import address, fields_of, place, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def round_():
    return make.opened_round(municipalities=3, slug="runde", name="Region Sjælland 2026")


@pytest.fixture
def untouched(round_):
    return round_.assessments.select_related("municipality", "round", "round_cluster").order_by("pk").first()


@pytest.fixture
def assessment(untouched):
    return make.begun(untouched)


@pytest.fixture
def lead(untouched):
    return make.municipal_lead(untouched.municipality)


@pytest.fixture
def worker(untouched):
    return make.caseworker(untouched.municipality, "stof")


@pytest.fixture
def client(client, worker):
    client.force_login(worker)
    return client


@pytest.fixture
def project(round_):
    return make.project_member(round_.region)


# --- The list -----------------------------------------------------------------------------------------------


def test_the_list_holds_ones_own_and_says_when_there_is_none(client, untouched):
    assert f"Selvvurdering 2026, {untouched.municipality_name}" in text_of(client.get("/selvvurderinger/"))
    client.force_login(make.UserFactory())
    assert "Der er ingen selvvurderinger at vise" in text_of(client.get("/selvvurderinger/"))


def test_the_list_opens_others_once_they_are_submitted(client, round_, assessment, project):
    client.force_login(project)
    assert address(assessment) + '"' not in client.get("/selvvurderinger/").content.decode()
    make.submitted(assessment)
    assert address(assessment) + '"' in client.get("/selvvurderinger/").content.decode()


def test_the_list_leads_to_participation_while_it_may_change(client, round_, assessment, project):
    link = address(assessment, "assessment_participation")
    assert link not in client.get("/selvvurderinger/").content.decode()
    client.force_login(project)
    assert link in client.get("/selvvurderinger/").content.decode()
    workflow.start_processing(round_.pk, actor=project, at=make.NOW)
    assert link not in client.get("/selvvurderinger/").content.decode()


def test_the_newest_round_comes_first(client, round_, untouched):
    later = make.opened_round(round_.clusters.get(), slug="senere", name="Senere runde", at=make.NOW.replace(year=2028))
    text = text_of(client.get("/selvvurderinger/"))
    assert text.index(later.name) < text.index(round_.name)


# --- Beginning, and the tracks ------------------------------------------------------------------------------


def test_an_assessment_that_has_not_begun_leads_to_how_one_answers(client, untouched):
    assert client.get(address(untouched)).url == address(untouched, "assessment_tracks")


def test_beginning_in_tracks(client, untouched):
    data = {"provision": "both", "division": "flere", "area-alkohol": "1", "area-stof": "2", "area-unge": "1"}
    response = client.post(address(untouched, "assessment_tracks"), data)
    assert response.url == address(untouched)
    tracks = untouched.tracks.filter(active=True)
    assert [(track.area_key, track.name) for track in tracks] == [("alkohol+unge", "Alkohol og unge"), ("stof", "Stof")]
    untouched.refresh_from_db()
    assert (untouched.state, untouched.provision) == ("draft", "both")


def test_one_track_covers_all_areas(client, untouched):
    client.post(address(untouched, "assessment_tracks"), {"provision": "own", "division": "ét"})
    assert [track.area_key for track in untouched.tracks.all()] == ["alkohol+stof+unge"]


def test_an_area_that_one_does_not_work_with_is_in_no_track(client, untouched):
    data = {"provision": "own", "division": "flere", "area-alkohol": "1", "area-stof": "1", "area-unge": "0"}
    client.post(address(untouched, "assessment_tracks"), data)
    assert [track.area_key for track in untouched.tracks.all()] == ["alkohol+stof"]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({}, "Vælg, hvilke tilbud kommunen bruger."),
        ({"provision": "own"}, "Vælg, om I svarer i ét eller flere spor."),
        ({"provision": "own", "division": "flere", "area-alkohol": "1"}, "Vælg et spor til stof."),
        (
            {"provision": "own", "division": "flere", "area-alkohol": "0", "area-stof": "0", "area-unge": "0"},
            "Vælg mindst ét område, som I arbejder med.",
        ),
        ({"provision": "own", "division": "flere", "area-alkohol": "77"}, "Vælg et af sporene."),
    ],
)
def test_a_division_that_is_none_is_refused_in_words(client, untouched, data, words):
    response = client.post(address(untouched, "assessment_tracks"), data)
    assert response.status_code == 200
    assert words in text_of(response)
    assert "Der er problemer" in text_of(response)
    assert not untouched.tracks.exists()


def test_last_rounds_tracks_are_filled_in(client, round_, untouched):
    make.begun(untouched, (("alkohol", "unge"), ("stof",)), "bought")
    later = make.opened_round(round_.clusters.get(), slug="senere", previous=round_)
    following = later.assessments.get(municipality=untouched.municipality)
    fields = fields_of(client.get(address(following, "assessment_tracks")))
    assert fields["provision"] == ["bought"]
    assert fields["division"] == ["flere"]
    assert (fields["area-alkohol"], fields["area-stof"], fields["area-unge"]) == (["1"], ["2"], ["1"])


def test_changing_tracks_shows_the_former_answers_that_differ(client, assessment):
    make.answered(make.track_of(assessment, "alkohol"), "1.1", "ja", "Hele familien")
    make.answered(make.track_of(assessment, "stof"), "1.1", "nej")
    data = {"provision": "own", "division": "ét"}
    client.post(address(assessment, "assessment_tracks"), data)
    text = text_of(client.get(address(assessment, "assessment_recommendation", number=1)))
    assert "I sporet Alkohol stod: <b>ja</b>" in text
    assert "I sporet Stof stod: <b>nej</b>" in text
    assert "Hele familien" in text


def test_a_track_is_said_to_be_finished_and_taken_back(client, worker, assessment):
    track = make.track_of(assessment, "stof")
    make.answer_all(assessment)
    url = address(assessment, "assessment_track_done", track=track.pk)
    assert "Sporet Stof er meldt færdigt." in text_of(client.post(url, {"faerdig": "1"}, follow=True))
    track.refresh_from_db()
    assert track.done_by == worker
    client.post(url, {"faerdig": "0"})
    track.refresh_from_db()
    assert track.done_at is None
    assert client.get(url).url == address(assessment)
    assert client.post(address(assessment, "assessment_track_done", track=10**9)).status_code == 404


# --- The task list ------------------------------------------------------------------------------------------


def test_the_task_list_says_how_far_and_what_is_missing(client, assessment):
    make.answer_all(assessment, {("stof", "1.2"): "", ("stof", "2.1"): "", ("alkohol", "1.1"): "delvis"})
    text = text_of(client.get(address(assessment)))
    assert "<b>0</b> <span>af 2 anbefalinger" in text
    assert "3 af 3 svar" in text
    assert "1 af 3 svar" in text
    assert "1 af 2 besvaret" in text
    assert "1 delvis" in text
    assert 'Mangler i Stof <span class="count">2</span>' in text
    stof, question = make.track_of(assessment, "stof"), make.question(assessment, "1.2")
    link = f"{address(assessment, 'assessment_recommendation', number=1)}?spor={stof.pk}#{place(stof, question)}"
    assert link in text
    assert "Fortsæt ved 1.2" in text
    assert "Anbefaling 3 retter sig til andre end kommunerne" in text


def test_the_task_list_names_the_owners_of_tracks_and_who_submits(client, lead, untouched, assessment):
    make.caseworker(untouched.municipality, "alkohol")
    text = text_of(client.get(address(assessment)))
    assert f"Sagsbehandler, {untouched.municipality.name} (stof) – dig" in text
    assert f"Sagsbehandler, {untouched.municipality.name} (alkohol)" in text
    assert f"af {lead.name} – senest 18. december 2026" in text


def test_a_returned_assessment_says_why(client, assessment, project):
    make.submitted(assessment)
    reason = "Uddybningen til 1.1 mangler."
    workflow.return_(assessment.pk, actor=project, at=make.NOW, reason=reason)
    text = text_of(client.get(address(assessment)))
    assert "Selvvurderingen er sendt tilbage" in text
    assert f"”{reason}”" in text
    assert "Under rettelse" in text


# --- Who sees what ------------------------------------------------------------------------------------------

PAGES = ["assessment", "assessment_print", "assessment_history"]


@pytest.mark.parametrize("name", PAGES)
def test_a_draft_is_for_its_own_people_alone(client, assessment, project, name):
    assert client.get(address(assessment, name)).status_code == 200
    for other in (project, make.caseworker(make.MunicipalityFactory()), make.UserFactory(), make.administrator()):
        client.force_login(other)
        assert client.get(address(assessment, name)).status_code == 404
    client.logout()
    assert client.get(address(assessment, name)).status_code == 302


def test_others_see_what_was_submitted_and_never_the_draft(client, assessment, project):
    make.submitted(assessment, {("stof", "1.1"): "delvis"})
    workflow.return_(assessment.pk, actor=project, at=make.NOW, reason="Ret 1.1.")
    make.answered(make.track_of(assessment, "stof"), "1.1", "nej", "HEMMELIG KLADDE")
    url = address(assessment, "assessment_recommendation", number=1)
    assert "HEMMELIG KLADDE" in text_of(client.get(url))
    client.force_login(project)
    answer = Answer.objects.get(elaboration="HEMMELIG KLADDE")
    pages = [
        url,
        *(address(assessment, name) for name in PAGES),
        address(assessment, "answer_history", answer=answer.pk),
    ]
    for page in pages:
        response = client.get(page)
        assert response.status_code == 200
        assert "HEMMELIG KLADDE" not in text_of(response)
    text = text_of(client.get(url))
    assert "Under rettelse" in text
    assert "Hvorfor 1.1" in text
    assert "<textarea" not in text[text.index("<main") : text.index("</main>")]
    assert client.post(url, {}).status_code == 403


def test_an_answer_that_was_never_submitted_has_no_history_for_others(client, assessment, project):
    make.submitted(assessment, {"1.2": ""})
    workflow.return_(assessment.pk, actor=project, at=make.NOW, reason="Svar på 1.2.")
    saved = make.answered(make.track_of(assessment, "stof"), "1.2", "ja")
    url = address(assessment, "answer_history", answer=saved.answer.pk)
    assert client.get(url).status_code == 200
    client.force_login(project)
    assert client.get(url).status_code == 404


def test_locked_answers_are_text_with_the_reason(client, assessment):
    make.submitted(assessment)
    url = address(assessment, "assessment_recommendation", number=1)
    text = text_of(client.get(url))
    assert "Skal den rettes, kan projektgruppen sende den tilbage." in text
    assert "<textarea" not in text[text.index("<main") : text.index("</main>")]
    assert 'type="radio"' not in text


def test_a_recommendation_that_is_not_asked_is_not_there(client, assessment):
    for number in (3, 99):
        assert client.get(address(assessment, "assessment_recommendation", number=number)).status_code == 404


def test_last_rounds_answer_stands_beside_by_key_and_area(client, round_, untouched):
    make.submitted(untouched, {("stof", "1.1"): "delvis", ("stof", "1.2"): "nej"})
    questions = [{"number": "7.1", "key": "1.1", "text": "Familien er med"}, {"number": "7.2", "text": "Noget nyt"}]
    catalogue = make_catalogue("senere", questions, areas=AREAS)
    later = make.opened_round(round_.clusters.get(), slug="senere", label="2027", previous=round_, catalogue=catalogue)
    following = make.begun(later.assessments.get(municipality=untouched.municipality), (("alkohol", "stof"), ("unge",)))
    text = text_of(client.get(address(following, "assessment_recommendation", number=7)))
    assert "2026 Alkohol: <b>ja</b>" in text
    assert "2026 Stof: <b>delvis</b>" in text
    assert "Hvorfor 1.1" in text
    assert text.count("2026 Alkohol") == 1


def test_examples_are_marked(client, assessment):
    make.answered(make.track_of(assessment, "stof"), "1.1", "ja", is_example=True)
    url = address(assessment, "assessment_recommendation", number=1)
    assert "Svar og uddybninger på siden er eksempler." in text_of(client.get(url))
    make.answered(make.track_of(assessment, "stof"), "1.2", "ja")
    text = text_of(client.get(url))
    assert "Svar og uddybninger på siden er eksempler." not in text
    assert text.count('<span class="example">eksempel</span>') == 1


def test_every_type_of_answer_has_its_field_and_its_words(client, worker):
    round_ = make.opened_round(catalogue=catalogue_of_every_type())
    assessment = make.begun(round_.assessments.first(), (("boern",), ("aeldre",)))
    client.force_login(make.caseworker(assessment.municipality))
    text = text_of(client.get(address(assessment, "assessment_recommendation", number=1)))
    for words in ("4 – Systematisk", "Tæller som ja fra 4 – Systematisk", "uger", "Centerchef", "Socialpsykiatri"):
        assert words in text
    make.submitted(assessment)
    text = text_of(client.get(address(assessment, "assessment_print")))
    for words in ("5 – Systematisk og evalueret", "4\xa0uger".replace("\xa0", " "), "Direktion", "Vi fortsætter."):
        assert words in text


def test_the_history_tells_from_and_to_and_by_whom(client, worker, assessment):
    track = make.track_of(assessment, "stof")
    make.answered(track, "1.1", "nej", actor=worker)
    saved = make.answered(track, "1.1", "delvis", "Kun for unge", actor=worker)
    text = text_of(client.get(address(assessment, "assessment_history")))
    assert 'data-label="Fra">nej</td>' in text
    assert "ny uddybning" in text
    assert "begyndte at svare: Alkohol, Stof" in text
    versions = text_of(client.get(address(assessment, "answer_history", answer=saved.answer.pk)))
    assert versions.index("delvis") < versions.index("nej</td>")
    assert worker.name in versions


# --- What a page costs --------------------------------------------------------------------------------------


def big_round(groups):
    """A round whose catalogue has three recommendations of four questions, and an assessment all answered."""
    questions = [
        {"number": f"{part}.{n}", "text": "Spørgsmål", "areas": ["alkohol", "stof", "unge"]}
        for part in (1, 2, 3)
        for n in (1, 2, 3, 4)
    ]
    round_ = make.opened_round(catalogue=make_catalogue("stor", questions))
    assessment = make.begun(round_.assessments.first(), groups)
    make.answer_all(assessment)
    return assessment


# Session, user and roles; then what each page says of itself.
@pytest.mark.parametrize(
    ("name", "extra", "queries"),
    [
        ("assessment", {}, 14),
        ("assessment_recommendation", {"number": 1}, 12),
        ("assessment_print", {}, 11),
        ("assessment_history", {}, 9),
        ("assessment_tracks", {}, 7),
    ],
)
def test_a_page_costs_the_same_at_any_size(client, assessment, count_queries, name, extra, queries):
    make.answered(make.track_of(assessment, "stof"), "1.1", "ja")
    with count_queries(exactly=queries):
        client.get(address(assessment, name, **extra))
    large = big_round((("alkohol",), ("stof",), ("unge",)))
    client.force_login(make.caseworker(large.municipality, "unge"))
    with count_queries(exactly=queries):
        client.get(address(large, name, **extra))


def test_the_list_costs_the_same_at_any_size(client, project, count_queries):
    client.force_login(project)
    with count_queries(exactly=6):
        client.get("/selvvurderinger/")
    make.opened_round(municipalities=5, slug="endnu-en")
    with count_queries(exactly=6):
        client.get("/selvvurderinger/")
