"""The project group's rulings: the queue, one case, what is refused, and the list of all."""

import pytest
from django.urls import reverse

from clusters import workflow
from clusters.dashboard import load_picture
from clusters.models import Round, Ruling, Transition
from clusters.ruling_page import compare, consequence, find_case, next_case, queue, ruled
from misbrug.text.cpr import CONFIRM_LABEL
from tests.clusters.editions import released
from tests.clusters.page_rounds import sent
from tests.clusters.test_dashboard_page import words
from tests.factories import (
    NOW,
    MunicipalityFactory,
    UserFactory,
    answered,
    cluster_of,
    opened_round,
    project_member,
    track_of,
)

pytestmark = pytest.mark.django_db

ONE_TRACK = (("alkohol", "stof", "unge"),)
REASON = "Aftalen er skriftlig, og ledelsen følger op på den."


@pytest.fixture
def round_(db):
    """Give a round in Klynge Øst: Faxe and Greve delvis in 1.1, Køge ja, Lejre delvis in two tracks, Sorø nej."""
    names = ("Faxe", "Greve", "Køge", "Lejre", "Sorø")
    east = cluster_of(*(MunicipalityFactory(name=name) for name in names), name="Klynge Øst", slug="oest")
    opened = opened_round(east, slug="runde")
    sent(of(opened, "Faxe"), {"1.1": "delvis", "1.1a": "Jobcenter|Familieafdeling"}, groups=ONE_TRACK)
    sent(of(opened, "Greve"), {"1.1": "delvis"}, groups=ONE_TRACK)
    sent(of(opened, "Køge"), groups=ONE_TRACK)
    sent(of(opened, "Lejre"), {"1.1": "delvis"})
    sent(of(opened, "Sorø"), {("alkohol", "1.1"): "delvis", ("stof", "1.1"): "nej"})
    return opened


@pytest.fixture
def member(client, round_):
    """Log in as a member of the project group who comes from Greve."""
    user = project_member(round_.region, employer=of(round_, "Greve").municipality)
    client.force_login(user)
    return user


def of(round_, name):
    return round_.assessments.get(municipality_name=name)


def answer_of(round_, name, number="1.1", track=None):
    tracks = of(round_, name).tracks.filter(active=True)
    return (tracks.get(area_key=track) if track else tracks.get()).answers.get(indicator__number=number)


def address(round_, answer):
    return reverse("clusters:ruling", args=[round_.slug, answer.pk])


def post(client, round_, answer, follow=False, **fields):
    """Post a decision with the mark of the answer as it now is, unless another is given."""
    case = find_case(load_picture(round_), answer.pk)
    mark = {"expected": case.fingerprint if case else "", "seen": str(answer.rulings.count())}
    data = {"outcome": "ja", "reason": REASON} | mark | fields
    return client.post(address(round_, answer), data, follow=follow)


def test_the_queue_holds_what_decides_and_locks_the_own_municipality(client, round_, member):
    text = words(client.get(reverse("clusters:ruling_queue", args=[round_.slug])))
    assert "Fire svar afventer" in text
    assert "Sorø" not in text
    assert "1.1 Greve Klynge Øst Din egen kommune – vurderes af andre" in text
    html = client.get(reverse("clusters:ruling_queue", args=[round_.slug])).content.decode()
    assert address(round_, answer_of(round_, "Greve")) not in html
    assert address(round_, answer_of(round_, "Faxe")) in html


def test_a_case_shows_the_answer_beside_those_who_said_ja(client, round_, member):
    text = words(client.get(address(round_, answer_of(round_, "Faxe"))))
    assert "Hvorfor delvis i Faxe" in text
    assert "Faxes svar ved siden af den ene kommune, der har svaret ja." in text
    picture = load_picture(round_)
    table = compare(picture, find_case(picture, answer_of(round_, "Faxe").pk))
    assert [(column.name, column.value) for column in table.columns] == [("Faxe", "delvis"), ("Køge", "ja")]
    assert [(line.label, [mark.tick for mark in line.marks]) for line in table.lines if line.indented] == [
        ("Misbrugscenter", [False, True]),
        ("Familieafdeling", [True, False]),
        ("Jobcenter", [True, False]),
    ]
    assert [mark.words for mark in table.lines[0].marks] == ["2 af 3", "1 af 3"]


def test_the_consequence_is_told_in_numbers(round_):
    picture = load_picture(round_)
    case = find_case(picture, answer_of(round_, "Faxe").pk)
    assert consequence(picture, case, "ja").sentences == (
        "Faxe bliver ja i 1.1.",
        "Klynge Øst går fra 1 til 2 ja af 5.",
        "Retter Faxe sit svar, bortfalder vurderingen.",
    )
    assert consequence(picture, case, "nej").sentences[1] == "Klynge Øst går fra 1 til 2 nej af 5."
    other = find_case(picture, answer_of(round_, "Lejre", track="stof").pk)
    assert consequence(picture, other, "ja").sentences[0] == (
        "Lejre er fortsat afventer i 1.1. Svaret delvis i sporet ”Alkohol” er ikke vurderet endnu."
    )


def test_a_ruling_is_stored_and_the_next_case_shown(client, round_, member):
    answer = answer_of(round_, "Faxe")
    response = post(client, round_, answer, follow=True)
    ruling = Ruling.objects.get()
    assert (ruling.answer, ruling.outcome, ruling.reason, ruling.ruled_by) == (answer, "ja", REASON, member)
    assert Transition.objects.filter(act="rule", assessment=of(round_, "Faxe")).exists()
    # Greve is the person's own municipality and is passed over.
    assert response.redirect_chain[0][0] == address(round_, answer_of(round_, "Lejre", track="alkohol"))
    assert "Vurderingen er gemt: 1.1 Faxe tæller som ja." in words(response)
    assert load_picture(round_).find(of(round_, "Faxe").municipality.code).results[answer.indicator_id].value == "ja"


def test_a_nej_takes_the_other_track_out_of_the_queue(client, round_, member):
    post(client, round_, answer_of(round_, "Faxe"))
    response = post(client, round_, answer_of(round_, "Lejre", track="alkohol"), outcome="nej", follow=True)
    assert response.redirect_chain[0][0] == reverse("clusters:ruling_queue", args=[round_.slug])


def test_what_is_missing_is_said_at_its_place_and_the_typed_stays(client, round_, member):
    answer = answer_of(round_, "Faxe")
    response = post(client, round_, answer, outcome="")
    assert "Vælg, om svaret tæller som ja eller nej." in words(response)
    assert REASON in response.content.decode()
    response = post(client, round_, answer, reason="  ")
    assert "Skriv en begrundelse." in words(response)
    assert "checked" in response.content.decode()
    assert "<title>Fejl: " in response.content.decode().replace("\n", "")
    assert not Ruling.objects.exists()


def test_a_reason_that_is_too_long_is_kept_and_told(client, round_, member):
    response = post(client, round_, answer_of(round_, "Faxe"), reason="x" * 10_001)
    assert "Forkort den med 1" in words(response)
    assert "x" * 10_001 in response.content.decode()
    assert not Ruling.objects.exists()


def test_a_cpr_number_is_refused_and_a_possible_one_asked_about(client, round_, member):
    answer = answer_of(round_, "Faxe")
    response = post(client, round_, answer, reason="Borgeren 010180-0008 er med.")
    text = words(response)
    assert "CPR-nummer" in text
    possible = "Sag 010180-1234 er med."
    response = post(client, round_, answer, reason=possible)
    assert CONFIRM_LABEL in words(response)
    assert possible in response.content.decode()
    assert not Ruling.objects.exists()
    post(client, round_, answer, reason=possible, cpr_confirmed="on")
    assert Ruling.objects.get().reason == possible


def test_an_answer_that_has_changed_is_shown_afresh_with_what_was_typed(client, round_, member):
    answer = answer_of(round_, "Faxe")
    seen = find_case(load_picture(round_), answer.pk).fingerprint
    resubmit(of(round_, "Faxe"), "delvis", "Nu også med familieafdelingen.")
    response = post(client, round_, answer, expected=seen)
    text = words(response)
    assert "Svaret er ændret, siden du åbnede siden. Din vurdering er ikke gemt." in text
    assert "Nu også med familieafdelingen." in text
    assert REASON in response.content.decode()
    assert not Ruling.objects.exists()
    fresh = find_case(load_picture(round_), answer.pk).fingerprint
    assert f'name="expected" value="{fresh}"' in response.content.decode()


def test_an_answer_that_is_no_longer_delvis_keeps_what_was_typed(client, round_, member):
    answer = answer_of(round_, "Faxe")
    seen = find_case(load_picture(round_), answer.pk).fingerprint
    resubmit(of(round_, "Faxe"), "ja", "")
    response = post(client, round_, answer, expected=seen)
    assert response.status_code == 409
    assert "Svaret skal ikke længere vurderes" in words(response)
    assert REASON in response.content.decode()
    assert client.get(address(round_, answer)).status_code == 200
    assert not Ruling.objects.exists()


def resubmit(assessment, value, elaboration):
    workflow.return_(assessment.pk, actor=UserFactory(), at=NOW, reason="Ret 1.1")
    answered(track_of(assessment, "alkohol+stof+unge"), "1.1", value, elaboration)
    workflow.submit(assessment.pk, actor=UserFactory(), at=NOW, confirm_missing=True)


def test_nobody_rules_on_their_own_municipality(client, round_, member):
    answer = answer_of(round_, "Greve")
    shown = client.get(address(round_, answer))
    assert "Du vurderer ikke din egen kommune" in words(shown)
    assert b'name="outcome"' not in shown.content
    response = post(client, round_, answer)
    assert response.status_code == 403
    assert "Du vurderer ikke din egen kommune" in words(response)
    assert REASON in response.content.decode()
    assert not Ruling.objects.exists()


def test_a_closed_round_takes_no_rulings_and_keeps_what_was_typed(client, round_, member):
    with pytest.raises(workflow.IllegalTransition, match="Afgør dem, før runden slutter"):
        workflow.close_round(workflow.start_processing(round_.pk, actor=member, at=NOW).pk, actor=member, at=NOW)
    # Rounds from before that was asked may be closed with answers that wait.
    Round.objects.filter(pk=round_.pk).update(state=Round.State.CLOSED)
    answer = answer_of(round_, "Faxe")
    response = post(client, round_, answer)
    assert "Runden er afsluttet" in words(response)
    assert REASON in response.content.decode()
    assert not Ruling.objects.exists()
    queue = client.get(reverse("clusters:ruling_queue", args=[round_.slug])).content.decode()
    assert "button-primary" not in queue[queue.index("<main") : queue.index("</main>")]


def test_answers_of_other_rounds_are_not_found(client, round_, member):
    elsewhere = opened_round(municipalities=1, catalogue=round_.catalogue)
    sent(elsewhere.assessments.get(), {"1.1": "delvis"}, groups=ONE_TRACK)
    stray = elsewhere.assessments.get().tracks.get().answers.get(indicator__number="1.1")
    assert client.get(address(round_, stray)).status_code == 404
    assert client.post(address(round_, stray), {"reason": REASON}).status_code == 404


def test_the_list_tells_which_rulings_stand(client, round_, member):
    answer = answer_of(round_, "Faxe")
    post(client, round_, answer)
    post(client, round_, answer, outcome="nej", reason="Ved nærmere eftersyn ikke.")
    standings = [line.standing for line in ruled(load_picture(round_))]
    assert standings == ["gælder", "afløst af en nyere"]
    resubmit(of(round_, "Faxe"), "delvis", "Rettet")
    assert {line.standing for line in ruled(load_picture(round_))} == {"bortfaldet, fordi svaret er ændret"}
    text = words(client.get(reverse("clusters:ruling_list", args=[round_.slug])))
    assert "Ved nærmere eftersyn ikke." in text
    assert "bortfaldet, fordi svaret er ændret" in text
    assert "Projektgruppens vurderinger 2" in text


def test_rulings_of_those_who_have_left_are_listed_as_void(round_, client, member):
    post(client, round_, answer_of(round_, "Faxe"))
    workflow.withdraw(of(round_, "Faxe").pk, actor=member, at=NOW)
    line = ruled(load_picture(round_))[0]
    assert (line.municipality, line.is_valid, line.case) == ("Faxe", False, None)


def test_empty_states_say_so(client):
    empty = opened_round(municipalities=1)
    client.force_login(project_member(empty.region))
    assert "Ingen svar afventer vurdering" in words(client.get(reverse("clusters:ruling_queue", args=[empty.slug])))
    assert "Ingen svar er vurderet endnu" in words(client.get(reverse("clusters:ruling_list", args=[empty.slug])))


def test_the_next_case_goes_round_the_queue(round_):
    cases = queue(load_picture(round_))
    assert next_case(cases, cases[-1].answer.id, lambda assessment: True) == cases[0]
    assert next_case(cases, cases[0].answer.id, lambda assessment: True) == cases[1]
    assert next_case(cases, 0, lambda assessment: True) == cases[0]
    assert next_case(cases[:1], cases[0].answer.id, lambda assessment: True) is None
    assert next_case(cases, cases[0].answer.id, lambda assessment: False) is None


def test_two_who_rule_at_once_are_told_of_each_other(client, round_, member):
    answer = answer_of(round_, "Faxe")
    shown = client.get(address(round_, answer)).content.decode()
    assert 'name="seen" value="0"' in shown
    colleague = project_member(round_.region, name="Projektgruppe, Holbæk")
    case = find_case(load_picture(round_), answer.pk)
    workflow.rule(
        answer_id=answer.pk, outcome="nej", reason="Den første", expected=case.fingerprint, actor=colleague, at=NOW
    )
    fields = {"outcome": "ja", "reason": "Den anden", "expected": case.fingerprint, "seen": "0"}
    page = words(client.post(address(round_, answer), fields))
    assert "Projektgruppe, Holbæk har vurderet svaret til nej, siden du åbnede siden" in page
    assert "Den anden" in page
    assert [ruling.reason for ruling in answer.rulings.all()] == ["Den første"]
    client.post(address(round_, answer), fields | {"seen": "1"})
    assert answer.rulings.first().reason == "Den anden"


def test_the_same_ruling_sent_twice_is_stored_once(client, round_, member):
    answer = answer_of(round_, "Faxe")
    fingerprint = find_case(load_picture(round_), answer.pk).fingerprint
    fields = {"outcome": "ja", "reason": REASON, "expected": fingerprint, "seen": "0"}
    for _ in range(2):
        assert client.post(address(round_, answer), fields).status_code == 302
    assert answer.rulings.count() == 1
    assert Transition.objects.filter(act=Transition.Act.RULE).count() == 1


def test_nothing_moves_under_a_released_report(client, round_, member):
    actor = UserFactory()
    workflow.start_processing(round_.pk, actor=actor, at=NOW)
    edition = released(round_)
    answer = answer_of(round_, "Faxe")
    fingerprint = find_case(load_picture(round_), answer.pk).fingerprint
    fields = {"outcome": "nej", "reason": REASON, "expected": fingerprint, "seen": "1"}
    assert "Statusrapporten er frigivet" in words(client.post(address(round_, answer), fields))
    assert answer.rulings.count() == 1
    with pytest.raises(workflow.IllegalTransition, match="Statusrapporten er frigivet"):
        workflow.reopen_round(round_.pk, actor=actor, at=NOW, reason="Et svar mangler")
    workflow.withdraw_edition(edition.pk, actor=actor, at=NOW, reason="Et svar mangler")
    workflow.reopen_round(round_.pk, actor=actor, at=NOW, reason="Et svar mangler")


def test_pages_of_the_logged_in_are_kept_in_no_cache(client, round_, member):
    response = client.get(reverse("clusters:ruling_queue", args=[round_.slug]))
    assert {"no-store", "private"} <= set(response["Cache-Control"].replace(" ", "").split(","))


def test_an_earlier_ruling_is_put_back_as_a_new_one_with_a_reason(client, round_, member):
    answer = answer_of(round_, "Faxe")
    post(client, round_, answer, reason="Den første.")
    post(client, round_, answer, outcome="nej", reason="Den anden.")
    shown = client.get(address(round_, answer))
    assert "?gendan=1#afgoerelse" in shown.text
    assert "?gendan=2#afgoerelse" not in shown.text
    filled = client.get(address(round_, answer), {"gendan": 1})
    assert "er sat ind herunder" in words(filled)
    form = filled.context["form"]
    assert form.initial["outcome"] == "ja"
    assert form.initial["reason"].startswith("Gendannet fra ")
    assert form.initial["reason"].endswith(": Den første.")
    assert Ruling.objects.count() == 2
    post(client, round_, answer, **form.initial)
    newest = Ruling.objects.order_by("pk").last()
    assert (newest.outcome, newest.ruled_by) == ("ja", member)
    assert newest.fingerprint == Ruling.objects.earliest("pk").fingerprint
    assert find_case(load_picture(round_), answer.pk).settled.ruling.reason == newest.reason
    for number in ("0", "9", "x", "-1"):
        assert client.get(address(round_, answer), {"gendan": number}).context["earlier"] is None


def test_a_ruling_on_an_answer_that_was_changed_back_is_not_revived_but_can_be_made_again(client, round_, member):
    answer = answer_of(round_, "Faxe")
    post(client, round_, answer, reason="Den første.")
    first = Ruling.objects.get()
    faxe = of(round_, "Faxe")
    workflow.return_(faxe.pk, actor=member, at=NOW, reason="Ret.")
    track = track_of(faxe, "alkohol+stof+unge")
    answered(track, "1.1", "nej")
    answered(track, "1.1", answer.value, answer.elaboration)
    workflow.submit(faxe.pk, actor=UserFactory(), at=NOW, confirm_missing=True)
    case = find_case(load_picture(round_), answer.pk)
    assert case.settled.ruling is None
    assert case.fingerprint != first.fingerprint
    initial = client.get(address(round_, answer), {"gendan": 1}).context["form"].initial
    post(client, round_, answer, **initial)
    assert find_case(load_picture(round_), answer.pk).settled.ruling.outcome == "ja"


def test_nobody_is_offered_to_put_a_ruling_on_their_own_municipality_back(client, round_, member):
    answer = answer_of(round_, "Greve")
    other = project_member(round_.region, employer=of(round_, "Køge").municipality)
    for outcome in ("ja", "nej"):
        mark = find_case(load_picture(round_), answer.pk).fingerprint
        workflow.rule(answer_id=answer.pk, outcome=outcome, reason="R.", expected=mark, actor=other, at=NOW)
    assert "gendan=" not in client.get(address(round_, answer)).text
