"""The history of a strategy: who changed what, with old and new, also of what is gone."""

import datetime
import re

import pytest
from django.urls import reverse

from clusters.models import AgendaItem, Annex, Case, Hearing, HearingParty, Route, Task
from strategies import workflow
from strategies.history import MODELS, changes_in, changes_of, read_changes
from strategies.models import Activity, Goal, Part, Prerequisite, Strategy, TheoryColumn, TheoryOfChange, TheoryStep
from strategies.views.kinds import KINDS
from tests import factories
from tests import strategies as make
from tests.clusters.pages import text_of, without_marks
from tests.strategies.theories import Theory

pytestmark = pytest.mark.django_db
AT = make.AT


@pytest.fixture
def strategy():
    return make.strategy(factories.MunicipalityFactory(name="Faxe"), title="Misbrugspolitik")


@pytest.fixture
def editor(strategy):
    return make.editor(strategy)


@pytest.fixture
def log_in(client):
    def log_in(user):
        client.force_login(user)
        return client

    return log_in


def later(minutes):
    return AT + datetime.timedelta(minutes=minutes)


def told(strategy):
    return read_changes(changes_in(strategy))


def saying(strategy):
    return [f"{change.verb} {change.what} {change.title}".strip() for change in told(strategy)]


def page_of(client, strategy, *row):
    name = "content_history" if row else "history"
    response = client.get(reverse(f"strategies:{name}", args=[strategy.slug, *row]))
    return without_marks(response.content.decode().replace("\u00a0", " "))


def test_a_change_stands_with_old_and_new_and_who(strategy, editor, log_in):
    part = make.part(strategy, "Vision", text="Ingen venter.", actor=editor)
    colleague = factories.caseworker(strategy.places[0], name="Kollega, Faxe")
    part.text = "Ingen venter i to uger."
    workflow.save(part, actor=colleague, at=later(1), base_version=1)
    newest = told(strategy)[0]
    assert (newest.verb, newest.what, newest.title, newest.by) == ("rettede", "afsnit", "Vision", "Kollega, Faxe")
    assert [(field.label, field.before, field.after) for field in newest.fields] == [
        ("Tekst", "Ingen venter.", "Ingen venter i to uger.")
    ]
    page = page_of(log_in(editor), strategy)
    assert page.index("Ingen venter i to uger.") > page.index("Ingen venter.")


def test_added_and_deleted_rows_are_told_and_can_still_be_read(strategy, editor, log_in):
    part = make.part(strategy, "Vision", text="Vi vil noget.", actor=editor)
    pk = part.pk
    workflow.delete(part, actor=editor, at=later(1))
    assert saying(strategy)[:2] == ["slettede afsnit Vision", "tilføjede afsnit Vision"]
    page = page_of(log_in(editor), strategy, "afsnit", pk)
    assert "Vi vil noget." in page
    assert "/ret/" not in page


def test_links_are_part_of_what_changed_and_one_save_is_one_change(strategy, editor):
    first, second = (factories.RecommendationFactory(title=f"Krav {number}", number=number) for number in (1, 2))
    goal = make.goal(strategy, "Flere i behandling", actor=editor, links={"recommendations": [first]})
    workflow.save(
        Goal.objects.get(pk=goal.pk), actor=editor, at=later(1), base_version=1, links={"recommendations": [second]}
    )
    changes = [change for change in told(strategy) if change.model is Goal]
    assert [change.verb for change in changes] == ["rettede", "tilføjede"]
    assert [(field.before, field.after) for field in changes[0].fields] == [("1. Krav 1", "2. Krav 2")]
    assert ("Tjener anbefalinger", "", "1. Krav 1") in [
        (field.label, field.before, field.after) for field in changes[1].fields
    ]


def test_a_note_that_moves_an_activity_stands_once_with_what_it_moved(strategy, editor, log_in):
    activity = make.activity(strategy, "Psykiater", readiness="yellow", actor=editor)
    workflow.add_note(
        activity.pk, text="Ansat.", on=AT.date(), state="active", readiness="green", actor=editor, at=later(1)
    )
    changes = [change for change in told(strategy) if change.model is Activity]
    assert [change.verb for change in changes] == ["skrev", "tilføjede"]
    assert [(field.before, field.after) for field in changes[0].fields] == [("planlagt", "i gang"), ("gul", "grøn")]
    page = page_of(log_in(editor), strategy, "aktivitet", activity.pk) if "aktivitet" in KINDS else "Ansat.gulgrøn"
    for words in ("Ansat.", "gul", "grøn"):
        assert words in page
        assert words in page_of(log_in(editor), strategy)


def test_values_are_in_words(strategy, editor):
    area = make.focus_area(strategy, "Unge", actor=editor)
    activity = make.activity(strategy, "Opsøgende", actor=editor)
    activity.focus_area, activity.annual_cost, activity.start_year = area, "1.6", 2027
    activity.citizens, activity.priority, activity.priority_reason = 12000, "high", "Mange"
    workflow.save(activity, actor=editor, at=later(1), base_version=1)
    fields = {field.label: field.after for field in told(strategy)[0].fields}
    assert fields["Fokusområde"] == "Unge"
    assert fields["Årlig udgift, mio. kr."] == "1,6"
    assert (fields["Anbefalet start, år"], fields["Borgere, skøn"], fields["Prioritet"]) == ("2027", "12.000", "høj")


def test_every_kind_of_row_is_told(strategy, editor):
    activity = make.activity(strategy, "Opsøgende", actor=editor)
    workflow.save(Prerequisite(activity=activity, kind="staff"), actor=editor, at=AT)
    theory = workflow.save(TheoryOfChange(strategy=strategy, title="Samlet"), actor=editor, at=AT)
    column = workflow.save(TheoryColumn(theory=theory, title="Aktiviteter"), actor=editor, at=AT)
    workflow.save(TheoryStep(theory=theory, column=column, activity=activity), actor=editor, at=AT)
    hearing = workflow.save(Hearing(case=strategy.case, title="Høring", sent_on=AT.date()), actor=editor, at=AT)
    workflow.save(HearingParty(hearing=hearing, name="Handicaprådet"), actor=editor, at=AT)
    body = make.body(strategy.places[0], "Byrådet")
    workflow.save(Route(case=strategy.case, body=body, role="decides"), actor=editor, at=AT)
    workflow.save(Task(case=strategy.case, title="Skriv om", owner="Staben"), actor=editor, at=AT)
    workflow.save(Annex(case=strategy.case, title="Notat", url="https://example.dk/"), actor=editor, at=AT)
    lines = saying(strategy)
    for expected in (
        "tilføjede forudsætning personale",
        "tilføjede forandringsteori Samlet",
        "tilføjede kolonne Aktiviteter",
        "tilføjede høring Høring",
        "tilføjede høringspart Handicaprådet",
        "tilføjede behandlingen i Byrådet",
        "tilføjede opgave Skriv om",
        "tilføjede bilag Notat",
    ):
        assert expected in lines, lines
    assert any(line.endswith("Opsøgende") and "aktivitet" not in line for line in lines)


def test_all_models_with_pages_have_a_history():
    assert {kind.form._meta.model for kind in KINDS.values()} <= set(MODELS)


def test_the_strategys_own_facts_are_told_but_not_its_acts(strategy, editor):
    workflow.send_to_hearing(strategy.pk, actor=editor, at=later(1))
    stored = Strategy.objects.get(pk=strategy.pk)
    stored.title = "Rusmiddelpolitik"
    workflow.save_strategy(stored, base_version=1, actor=editor, at=later(2))
    workflow.back_to_draft(strategy.pk, actor=editor, at=later(3))
    changes = [change for change in told(strategy) if change.model is Strategy]
    assert [(change.at, change.what) for change in changes] == [(later(2), "strategiens oplysninger")]
    assert [(field.before, field.after) for field in changes[0].fields] == [("Misbrugspolitik", "Rusmiddelpolitik")]


def test_a_municipality_that_joins_or_leaves_is_told(strategy, editor):
    greve = factories.MunicipalityFactory(name="Greve")
    faxe = strategy.places[0]
    workflow.save_strategy(strategy, municipalities=[faxe, greve], base_version=1, actor=editor, at=later(1))
    strategy.refresh_from_db()
    workflow.save_strategy(strategy, municipalities=[faxe], own={greve.pk}, base_version=2, actor=editor, at=later(2))
    lines = saying(strategy)
    assert "slettede kommunen Greve" in lines
    assert "tilføjede kommunen Greve" in lines


def test_another_strategys_rows_are_never_told(strategy, editor, log_in):
    other = make.strategy(title="En anden")
    foreign = make.part(other, "Hemmeligt", text="Kun for os.")
    make.activity(other, "Hemmelig aktivitet")
    assert not any("emmelig" in line for line in saying(strategy))
    assert list(changes_of(strategy, Part, foreign.pk)) == []
    address = reverse("strategies:content_history", args=[strategy.slug, "afsnit", foreign.pk])
    assert log_in(editor).get(address).status_code == 404
    address = reverse("strategies:content_history", args=[strategy.slug, "noget", foreign.pk])
    assert log_in(editor).get(address).status_code == 404


def test_only_editors_read_the_history(strategy, editor, log_in, client):
    part = make.part(strategy, "Vision", actor=editor)
    make.adopt(strategy, strategy.places[0])
    addresses = [
        reverse("strategies:history", args=[strategy.slug]),
        reverse("strategies:content_history", args=[strategy.slug, "afsnit", part.pk]),
    ]
    for address in addresses:
        client.logout()
        assert client.get(address).status_code == 302
        assert log_in(factories.caseworker(factories.MunicipalityFactory())).get(address).status_code == 403
        assert log_in(editor).get(address).status_code == 200


def test_the_first_page_tells_the_strategys_way_and_later_ones_go_on(strategy, editor, log_in):
    for number in range(31):
        make.part(strategy, f"Afsnit {number:02d}", actor=editor)
    first = page_of(log_in(editor), strategy)
    second = log_in(editor).get(reverse("strategies:history", args=[strategy.slug]), {"side": 2}).content.decode()
    assert "oprettede strategien" in first
    assert re.findall(r'href="\?side=(\d+)"', first) == ["2", "2"]  # by its number, and as the next one
    assert "Strategiens vej" not in second
    assert ("Afsnit 30" in first, "Afsnit 00" in second) == (True, True)


def test_the_history_takes_the_same_queries_with_one_and_with_many(strategy, editor, log_in, count_queries):
    recommendation = factories.RecommendationFactory()
    area = make.focus_area(strategy, "Unge", actor=editor)

    def write(number):
        goal = make.goal(
            strategy, f"Mål {number}", actor=editor, focus_area=area, links={"recommendations": [recommendation]}
        )
        goal.title = f"Målet {number}"
        workflow.save(goal, actor=editor, at=later(number), base_version=1)

    write(0)
    client, address = log_in(editor), reverse("strategies:history", args=[strategy.slug])
    with count_queries() as with_one:
        client.get(address)
    for number in range(1, 12):
        write(number)
    with count_queries(exactly=len(with_one)):
        client.get(address)


def test_an_arrow_and_a_step_are_named_with_their_theory(strategy, editor, log_in):
    theory = Theory(strategy, editor)
    one, two = theory.step(0, "Samtaler"), theory.step(1, "Flere i behandling")
    theory.link(one, two)
    page = " ".join(re.sub(r"<[^>]+>", " ", page_of(log_in(editor), strategy)).split())
    title = theory.row.title
    assert f"tilføjede pil ”Samtaler → Flere i behandling” i forandringsteorien ”{title}”" in page
    assert f"tilføjede trin ”Samtaler” i forandringsteorien ”{title}”" in page


def test_an_agenda_item_is_named_with_its_day_and_the_cases_texts_by_what_they_are(client, strategy, editor):
    body = make.body(strategy.places[0], "Byrådet")
    workflow.save(AgendaItem(case=strategy.case, body=body, date=datetime.date(2026, 11, 18)), actor=editor, at=make.AT)
    case = Case.objects.get(pk=strategy.case_id)
    case.summary = "Linje et\nLinje to"
    workflow.save_case(case, base_version=case.version, actor=editor, at=make.AT)
    client.force_login(editor)
    response = client.get(reverse("strategies:history", args=[strategy.slug]))
    page = response.content.decode().replace("\u00a0", " ")
    assert "tilføjede dagsordenspunkt" in text_of(response)
    assert "”Byrådet, 18. november 2026”" in page
    assert "rettede <a" in text_of(response)
    assert ">sagens tekster</a>" in page
    assert 'class="as-typed">Linje et\nLinje to</td>' in page


def test_a_sentence_begins_with_a_capital_whoever_did_it(client, strategy, editor):
    make.part(strategy, "Vision", actor=editor)
    editor.name = "tidligere medarbejder i Faxe Kommune"
    editor.save()
    client.force_login(editor)
    page = text_of(client.get(reverse("strategies:history", args=[strategy.slug])))
    assert "</time> Tidligere medarbejder i Faxe Kommune tilføjede" in re.sub(r" \([^)]*\)", "", page)
