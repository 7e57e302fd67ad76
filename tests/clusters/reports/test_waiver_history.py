"""The history of sentences that stand against what the answers say: who, when, old and new reason."""

from datetime import timedelta

import pytest
from django.urls import reverse

from clusters import workflow
from tests import factories as make
from tests.clusters.pages import text_of, unmarked

pytestmark = pytest.mark.django_db
AT = make.NOW
SENTENCE = "Alle kommuner svarer <ja>."


@pytest.fixture
def round_():
    return make.opened_round()


@pytest.fixture
def project(round_):
    return make.project_member(round_.region, name="Projektgruppens skriver")


def address(round_):
    return reverse("clusters:waiver_history", args=[round_.slug])


def waive(round_, actor, reason, minutes, key="nøgle", sentence=SENTENCE):
    at = AT + timedelta(minutes=minutes)
    return workflow.waive(round_id=round_.pk, key=key, sentence=sentence, reason=reason, actor=actor, at=at)


def test_every_act_is_told_with_old_and_new_reason(client, round_, project):
    waive(round_, project, "De mener det samme.", 0)
    waive(round_, project, "En anden sætning.", 1, key="anden", sentence="Tre klynger.")
    waive(round_, project, "Det er afstemt med dem.", 2)
    workflow.unwaive(round_id=round_.pk, key="nøgle", actor=project, at=AT + timedelta(minutes=3))
    client.force_login(project)
    assert address(round_) in client.get(reverse("clusters:report_parts", args=[round_.slug])).text
    shown = unmarked(client.get(address(round_)))
    sentence = "”Alle kommuner svarer &lt;ja&gt;.”"
    acts = [
        f"tog det tilbage, at {sentence} bliver stående",
        f"rettede begrundelsen for, at {sentence} bliver stående",
        "lod ”Tre klynger.” blive stående",
        f"lod {sentence} blive stående",
    ]
    places = [shown.index(act) for act in acts]
    assert places == sorted(places)
    corrected = shown[places[1] : places[2]]
    assert corrected.index("De mener det samme.") < corrected.index("Det er afstemt med dem.")
    assert "Det er afstemt med dem." in shown[places[0] : places[1]]
    assert shown.count("Projektgruppens skriver") >= len(acts)


def test_what_was_taken_back_and_let_stand_again_begins_anew(client, round_, project):
    waive(round_, project, "Den gamle grund.", 0)
    workflow.unwaive(round_id=round_.pk, key="nøgle", actor=project, at=AT + timedelta(minutes=1))
    waive(round_, project, "Den nye grund.", 2)
    client.force_login(project)
    newest = unmarked(client.get(address(round_))).split("change-list__item")[1]
    assert "Den nye grund." in newest
    assert "Den gamle grund." not in newest


def test_no_other_rounds_acts_and_nothing_before_any(client, round_, project):
    other = make.opened_round(slug="en-anden")
    waive(other, project, "En anden rundes.", 0)
    client.force_login(project)
    shown = text_of(client.get(address(round_)))
    assert "En anden rundes." not in shown
    assert "Ingen sætning er blevet stående" in shown


def test_it_costs_the_same_with_one_and_with_many(client, round_, project, count_queries):
    waive(round_, project, "Nr. 0", 0)
    client.force_login(project)
    with count_queries() as few:
        client.get(address(round_))
    for number in range(1, 30):
        waive(round_, project, f"Nr. {number}", number, key=f"nøgle {number % 7}")
    with count_queries(exactly=len(few)):
        client.get(address(round_))


@pytest.mark.parametrize(("role", "status"), [("steering_member", 403), ("administrator", 404)])
def test_it_is_the_project_groups(client, round_, role, status):
    who = make.steering_member(round_.region) if role == "steering_member" else make.administrator()
    client.force_login(who)
    assert client.get(address(round_)).status_code == status
