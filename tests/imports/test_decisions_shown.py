"""A decision counts for the question, the rows and the reading that were shown, and for nothing else."""

import pytest

from clusters.models import ClusterMembership, PopulationFigure
from misbrug.accounts.models import User
from misbrug.imports import workflow
from misbrug.tables.book import Reading
from misbrug.tables.kind import SKIP, finish
from tests import factories
from tests.imports.pages import address, answers, columns, latest, press, text_of, upload
from tests.imports.runs import AT, applied, planned, started

pytestmark = pytest.mark.django_db

PLACES = "kommunekode;navn;region\n0376;Guldborgsund;Region Sjælland\n0360;Lolland;Region Sjælland\n"
MEMBERS = "klynge;kommune\nKlynge Syd;Guldborgssund\nKlynge Syd;Lollland\n"
CHIEFS = "e-mail;navn;rolle\na@example.dk;A;administrator\nb@example.dk;B;administrator\n"
FIGURES = "kommunekode;indbyggertal;mænd;opgjort\n0376;60000;30000;2035-01-01\n"
GULDBORGSUND = "municipality:guldborgssund"


@pytest.fixture
def boss(client):
    """An administrator, logged in, and two municipalities."""
    applied("municipalities", PLACES)
    user = factories.administrator()
    client.force_login(user)
    return user


def staff():
    """Give the administrators that files have made."""
    return sorted(User.objects.filter(is_staff=True, email__endswith="example.dk").values_list("email", flat=True))


# The question that was shown


def test_a_decision_that_is_sent_twice_does_not_answer_the_next_question(client, boss):
    upload(client, "brugere", CHIEFS)
    before, seen = staff(), latest().plan_digest
    yes = answers({"administrator:a@example.dk": "yes"})
    first = press(client, "preview", yes, shown=seen, follow=True)
    assert first.redirect_chain[-1][0] == address("preview") + "?nyt=afgjort"
    decided = latest().decisions
    for _ in range(2):
        again = press(client, "apply", yes, shown=seen, follow=True)
        assert again.redirect_chain[-1][0] == address("preview") + "?nyt=aendret"
    assert latest().decisions == decided
    assert list(decided) == ["administrator:a@example.dk"]
    assert latest().counts["ask"] == 1
    assert staff() == before


def test_a_field_is_named_by_its_question_and_not_by_its_place(client, boss):
    page = upload(client, "brugere", CHIEFS)
    names = [field.name for field in page.context["form"].question_fields()]
    press(client, "preview", answers({"administrator:a@example.dk": "yes"}))
    (left,) = client.get(address("preview")).context["form"].question_fields()
    assert left.name == names[1]
    press(client, "preview", answers({"administrator:a@example.dk": "no"}))
    assert latest().decisions == {"administrator:a@example.dk": "yes"}


@pytest.mark.parametrize("shown", ["", "0" * 64])
def test_what_is_posted_without_having_been_seen_is_not_used(client, boss, shown):
    upload(client, "klynger", MEMBERS)
    page = press(client, "apply", {**answers({GULDBORGSUND: "0376"}), "on_error": SKIP}, shown=shown, follow=True)
    assert page.redirect_chain[-1][0] == address("preview") + "?nyt=aendret"
    run = latest()
    assert (run.decisions, run.on_error, run.state) == ({}, "stop", "planned")


def test_the_page_carries_the_preview_that_it_shows(client, boss):
    page = upload(client, "klynger", MEMBERS)
    assert f'name="shown" value="{latest().plan_digest}"' in page.content.decode()


def test_what_another_tab_has_made_of_the_file_is_shown_before_it_is_stored(client, boss):
    upload(client, "indbyggertal", FIGURES)
    client.get(address("preview"), follow=True)
    first = columns({"kommunekode": "kommunekode", "indbyggertal": "indbyggertal", "mænd": "", "opgjort": "opgjort"})
    client.post(address("understood"), first)
    seen = latest().plan_digest
    other = columns({"kommunekode": "kommunekode", "indbyggertal": "", "mænd": "indbyggertal", "opgjort": "opgjort"})
    client.post(address("understood"), other)
    page = press(client, "apply", shown=seen, follow=True)
    assert page.redirect_chain[-1][0] == address("preview") + "?nyt=aendret"
    assert not PopulationFigure.objects.exists()
    press(client, "apply")
    assert PopulationFigure.objects.get().count == 30000


def test_the_workflow_refuses_what_was_decided_or_stored_about_another_preview(boss):
    run, plan = planned("clusters", MEMBERS)
    with pytest.raises(workflow.Moved):
        workflow.decide(run.pk, decisions={GULDBORGSUND: "0376"}, shown="another")
    with pytest.raises(workflow.Moved):
        finish(workflow.apply(run.pk, actor=boss, at=AT, shown="another"))
    run.refresh_from_db()
    assert (run.decisions, run.plan_digest) == ({}, plan.digest())


# The rows that were shown


def test_decisions_are_forgotten_when_a_column_is_taken_for_another(client, boss):
    upload(client, "klynger", MEMBERS.replace("kommune\n", "kommune;by\n").replace("d\nK", "d;Lolland\nK"))
    client.post(address("understood"), columns({"klynge": "klynge", "kommune": "kommune", "by": ""}))
    press(client, "preview", {**answers({GULDBORGSUND: "0376"}), "row:!3": "no", "on_error": SKIP})
    assert latest().decisions
    swapped = columns({"klynge": "klynge", "kommune": "", "by": "kommune"})
    page = client.post(address("understood"), swapped, follow=True)
    assert (latest().decisions, latest().on_error) == ({}, "stop")
    assert "Dine svar på spørgsmål er glemt, for filen er nu læst på en anden måde." in text_of(page)


def test_the_same_columns_again_leave_what_was_decided(client, boss):
    upload(client, "klynger", MEMBERS)
    press(client, "preview", answers({GULDBORGSUND: "0376"}))
    page = client.post(address("understood"), columns({"klynge": "klynge", "kommune": "kommune"}), follow=True)
    assert latest().decisions == {GULDBORGSUND: "0376"}
    assert "er glemt" not in text_of(page)


def test_decisions_are_forgotten_when_the_file_is_read_another_way(boss):
    run, _ = planned("clusters", MEMBERS, decisions={GULDBORGSUND: "0376"}, on_error=SKIP)
    run = workflow.reread(run.pk, reading=Reading("cp1252", ";", ","))
    assert (run.decisions, run.on_error) == ({}, "stop")


@pytest.mark.parametrize("key", ["!99", "municipality:koege", "noget", "!2; drop"])
def test_decisions_about_what_the_file_does_not_have_are_not_kept(boss, key):
    run, plan = planned("clusters", MEMBERS, decisions={key: "no", GULDBORGSUND: "0376"})
    run.refresh_from_db()
    assert run.decisions == {GULDBORGSUND: "0376"}
    note = f"Svar, som ikke hører til noget spørgsmål eller nogen række i filen, er ikke brugt: ”{key}”."
    assert note in plan.notes


def test_forged_choices_for_rows_are_not_kept(client, boss):
    upload(client, "klynger", MEMBERS)
    press(client, "preview", {"row:!77": "no", "row:<script>": "no", "row:070761-4285": "0376"})
    assert latest().decisions == {}
    press(client, "preview", {"row:!77": "no", "row:!2": "no"})
    assert latest().decisions == {"!2": "no"}


# CPR numbers


@pytest.mark.parametrize(
    "decided",
    [
        {"decisions": {"070761-4285": "file"}},
        {"decisions": {"newer": "070761-4285"}},
        {"options": {"submit": True, "submit_reason": "Aftalt med 070761-4285"}},
    ],
)
def test_no_cpr_number_gets_into_what_is_decided(boss, decided):
    run = started("clusters", MEMBERS)
    with pytest.raises(workflow.RunError, match="CPR") as refusal:
        workflow.decide(run.pk, **decided)
    assert "070761" not in refusal.value.message
    run.refresh_from_db()
    assert (run.decisions, run.options) == ({}, {})
    assert not ClusterMembership.objects.exists()
