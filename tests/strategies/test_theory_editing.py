"""Editing theories of change: arrows, columns and steps; what is refused, and that nothing is lost by it."""

import re
from itertools import pairwise

import pytest
from django.urls import reverse

from clusters.models import Deletion
from strategies import workflow
from strategies.models import Activity, TheoryLink, TheoryOfChange, TheoryStep
from tests import strategies as make
from tests.strategies.theories import Theory, text

pytestmark = pytest.mark.django_db
AT = make.AT


@pytest.fixture
def strategy():
    return make.strategy(title="Misbrugsplan", adopted=True)


@pytest.fixture
def actor(strategy):
    return make.editor(strategy)


@pytest.fixture
def theory(strategy, actor):
    return Theory(strategy, actor)


@pytest.fixture
def editor(client, actor):
    client.force_login(actor)
    return client


@pytest.fixture
def chain(theory, strategy, actor):
    """Give an activity, a result and a goal, one leading to the next."""
    steps = (
        theory.step(0, activity=make.activity(strategy, "Etniske unge", actor=actor)),
        theory.step(1, "Flere unge i behandling"),
        theory.step(2, goal=make.goal(strategy, "Tidlig indsats", kind="guiding", actor=actor)),
    )
    theory.link(steps[0], steps[1])
    theory.link(steps[1], steps[2])
    return steps


# Arrows


def test_all_arrows_of_a_step_are_set_at_once(editor, theory, chain):
    extra = theory.step(1, "Kortere ventetid")
    seen = {"seen": str(chain[1].pk)}
    answer = editor.post(theory.arrows_url(chain[0]), {"targets": [extra.pk, chain[2].pk], **seen, "act": "save"})
    assert answer.url == f"{theory.url}#ret-{chain[0].pk}"
    assert theory.pairs() == [
        ("Etniske unge", "Kortere ventetid"),
        ("Etniske unge", "Tidlig indsats"),
        ("Flere unge i behandling", "Tidlig indsats"),
    ]
    gone = TheoryLink.history.filter(history_type="-").get()
    assert (gone.target_id, gone.history_user) == (chain[1].pk, theory.actor)
    theory.strategy.refresh_from_db()
    assert theory.strategy.changed_by == theory.actor


def test_one_can_go_from_step_to_step(editor, theory, chain):
    answer = editor.post(theory.arrows_url(chain[0]), {"targets": [chain[1].pk], "seen": chain[1].pk, "act": "next"})
    assert answer.url == f"{theory.url}?trin={chain[1].pk}#ret-{chain[1].pk}"
    page = editor.get(answer.url).content.decode()
    assert re.search(rf'name="targets"\s+type="checkbox"\s+value="{chain[2].pk}"\s+checked', page)


def test_the_address_that_takes_arrows_can_be_opened(editor, theory, chain):
    assert editor.get(theory.arrows_url(chain[0])).url == f"{theory.url}?trin={chain[0].pk}#ret-{chain[0].pk}"


@pytest.mark.parametrize(
    ("source", "targets", "message"),
    [
        (2, [0], "ring: ”Tidlig indsats” → ”Etniske unge” → ”Flere unge i behandling” → ”Tidlig indsats”"),
        (1, [0, 2], "ring: ”Flere unge i behandling” → ”Etniske unge” → ”Flere unge i behandling”"),
        (0, [0], "Et trin kan ikke føre til sig selv"),
    ],
)
def test_a_ring_is_refused_with_its_chain_and_the_choice_stays(editor, theory, chain, source, targets, message):
    before = theory.pairs()
    seen = ",".join(str(link.target_id) for link in chain[source].links_out.all())
    data = {"targets": [chain[number].pk for number in targets], "seen": seen}
    page = editor.post(theory.arrows_url(chain[source]), data)
    assert page.status_code == 200
    assert message in text(page)
    assert theory.pairs() == before
    for number in targets:
        if number != source:
            checked = rf'name="targets"\s+type="checkbox"\s+value="{chain[number].pk}"\s+checked'
            assert re.search(checked, page.content.decode())


def test_a_long_ring_is_told_in_short(theory):
    steps = [theory.step(0, f"Trin {number}") for number in range(30)]
    for step, after in pairwise(steps):
        theory.link(step, after)
    with pytest.raises(workflow.WorkflowError, match=r"”Trin 29” → ”Trin 0” .* → 24 trin til → ”Trin 29”") as refused:
        theory.link(steps[-1], steps[0])
    assert refused.value.field == "targets"
    assert theory.row.links.count() == 29


def test_a_step_of_another_theory_is_refused(editor, theory, chain, strategy, actor):
    other = Theory(strategy, actor, "En anden", focus_area=make.focus_area(strategy, "Familier", actor=actor))
    foreign = other.step(2, "Fremmed")
    with pytest.raises(workflow.WorkflowError, match="samme forandringsteori"):
        theory.link(chain[0], foreign)
    page = editor.post(theory.arrows_url(chain[0]), {"targets": [foreign.pk], "seen": chain[1].pk})
    assert "Et af trinnene er slettet i mellemtiden" in text(page)
    link = TheoryLink(theory=theory.row, source=chain[0], target=foreign)
    with pytest.raises(workflow.WorkflowError, match="samme forandringsteori") as refused:
        theory.save(link)
    assert refused.value.field == "target"
    assert theory.row.links.count() == 2


def test_arrows_that_another_has_changed_are_not_overwritten(editor, theory, chain):
    extra = theory.step(1, "Kortere ventetid")
    theory.link(chain[0], extra)
    data = {"targets": [chain[2].pk], "seen": chain[1].pk}
    page = editor.post(theory.arrows_url(chain[0]), data)
    assert page.status_code == 409
    assert "Andre har ændret pilene herfra. Dine er ikke gemt. Nu fører trinnet til ”Kortere ventetid”." in text(page)
    assert f'name="seen" value="{extra.pk}"' in page.content.decode()
    editor.post(theory.arrows_url(chain[0]), {**data, "seen": extra.pk})
    assert ("Etniske unge", "Tidlig indsats") in theory.pairs()


@pytest.mark.parametrize(
    ("source", "target", "message"),
    [(0, 1, "Pilen er der allerede."), (2, 0, "i ring"), (1, 1, "fra et trin til et andet")],
)
def test_a_single_arrow_that_cannot_be_is_refused_at_its_field(editor, theory, chain, source, target, message):
    data = {"source": chain[source].pk, "target": chain[target].pk, "base_version": 0}
    page = editor.post(f"{theory.content_url('add', 'pil')}?i={theory.row.pk}", data)
    assert page.status_code == 200
    assert message in text(page)
    assert theory.row.links.count() == 2
    assert f'value="{chain[source].pk}" selected' in page.content.decode()


def test_an_arrow_turned_into_a_ring_is_refused(editor, theory, chain):
    link = theory.row.links.get(target=chain[2])
    data = {"source": chain[1].pk, "target": chain[0].pk, "base_version": link.version}
    assert "i ring" in text(editor.post(theory.content_url("edit", "pil", link.pk), data))
    link.refresh_from_db()
    assert link.target == chain[2]


# Columns and steps


def test_a_step_is_added_from_the_page_itself(editor, theory):
    url = f"{theory.content_url('add', 'trin')}?i={theory.columns[1].pk}"
    hidden = {"base_version": 0, "column": theory.columns[1].pk}
    answer = editor.post(url, {"text": "Bedre trivsel", **hidden})
    step = theory.row.steps.get()
    assert (step.text, step.column, answer.url) == ("Bedre trivsel", theory.columns[1], f"{theory.url}#ret-{step.pk}")
    assert "Skriv en tekst, eller vælg en aktivitet" in text(editor.post(url, {"text": "", **hidden}))


def test_a_step_is_one_thing(editor, theory, strategy, actor):
    url = f"{theory.content_url('add', 'trin')}?i={theory.columns[0].pk}"
    data = {"base_version": 0, "column": theory.columns[0].pk, "text": "Mine ord"}
    both = {
        "activity": make.activity(strategy, "Kurser", actor=actor).pk,
        "goal": make.goal(strategy, "M", actor=actor).pk,
    }
    page = editor.post(url, {**data, **both})
    assert "Et trin er kun én ting" in text(page)
    assert "Mine ord" in page.content.decode()
    policy = {**data, "text": "", "other_policy": "Børnepolitikken"}
    assert "Skriv det mål, som den anden politik har sat" in text(editor.post(url, policy))
    assert not theory.row.steps.exists()
    editor.post(url, {**policy, "text": "Lige muligheder"})
    assert theory.row.steps.get().is_goal


def test_deleting_a_step_says_which_arrows_go_with_it(editor, theory, chain):
    url = theory.content_url("delete", "trin", chain[1].pk)
    page = text(editor.get(url))
    assert "Etniske unge → Flere unge i behandling" in page
    assert "Flere unge i behandling → Tidlig indsats" in page
    editor.post(url)
    assert not theory.row.links.exists()
    assert Activity.objects.filter(title="Etniske unge").exists()


def test_an_activity_goes_with_its_steps_and_comes_back_with_them(editor, theory, chain):
    activity = Activity.objects.get(title="Etniske unge")
    arrows, url = theory.pairs(), theory.content_url("delete", "aktivitet", activity.pk)
    page = editor.get(url).text
    step = theory.row.steps.get(activity=activity)
    assert f'<a href="{theory.content_url("edit", "trin", step.pk)}">Trin i forandringsteorien ”Unge”</a>' in page
    assert "Behold det</a>" in page
    assert ">Fortryd</a>" not in page
    assert "kan ikke slettes, så længe" in text(editor.post(url, follow=True))
    assert theory.pairs() == arrows
    editor.post(url, {"along": "1"})
    assert not Activity.objects.filter(pk=activity.pk).exists()
    assert not theory.row.steps.filter(pk=step.pk).exists()
    deletion = Deletion.objects.get()
    editor.post(reverse("strategies:deletion", args=[theory.strategy.slug, deletion.pk]))
    assert theory.pairs() == arrows
    assert theory.row.steps.get(pk=step.pk).activity == activity


def test_a_column_does_not_take_its_steps_along(editor, theory, chain):
    editor.post(theory.content_url("delete", "kolonne", theory.columns[1].pk), {"along": "1"})
    assert theory.row.columns.count() == 3


def test_a_column_with_steps_is_held_and_a_whole_theory_is_not(editor, theory, chain):
    url = theory.content_url("delete", "kolonne", theory.columns[1].pk)
    assert "Det kan ikke slettes endnu" in text(editor.get(url))
    assert "kan ikke slettes, så længe" in text(editor.post(url, follow=True))
    assert theory.row.columns.count() == 3
    editor.post(theory.content_url("delete", "forandringsteori", theory.row.pk))
    assert not TheoryOfChange.objects.exists()
    assert not TheoryStep.objects.exists()


def test_steps_are_put_in_order(editor, theory):
    first, second = theory.step(0, "A"), theory.step(0, "B")
    answer = editor.post(theory.content_url("move", "trin", second.pk), {"by": "-1"})
    assert answer.url == f"{theory.url}#ret-{second.pk}"
    assert list(theory.row.steps.all()) == [second, first]


def test_a_second_theory_of_a_focus_area_is_refused_at_its_field(editor, strategy, actor, theory):
    url = theory.content_url("add", "forandringsteori")
    page = editor.post(url, {"base_version": 0, "title": "Endnu en", "text": "", "focus_area": ""})
    assert "Strategien har allerede en samlet forandringsteori" in text(page)
    area = make.focus_area(strategy, "Familier", actor=actor)
    data = {"base_version": 0, "title": "Familier", "text": "", "focus_area": area.pk}
    editor.post(url, data)
    assert "Fokusområdet har allerede en forandringsteori" in text(editor.post(url, data))
    assert strategy.theories.count() == 2
